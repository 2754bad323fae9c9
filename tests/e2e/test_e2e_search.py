"""A researcher searches, opens a hit, and codes all of them; what the database holds is what was on the screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from workbench.review.search_coding import preview_code_hits
from workbench.store import check_study

from ..app.conftest import make_study  # noqa: TID252  # two folders of tests share one small study
from .conftest import ready

pytestmark = pytest.mark.e2e

TALK = {
    "P1.txt": "I: How do reviews go?\nP1: We review it 👩🏽\u200d⚕️ in the tŷ; the review is late. <b>Reviewed</b> **twice**.\n".encode(),
    "P2.txt": "I: And you?\nP2: A rev\u0301iew a year, and a review in שלום between. Nobody reviews me.\n".encode(),
    "P3.txt": b"I: More?\n" + b"".join(b"P3: In week %d: %s.\n" % (n, b"a number, " * 35) for n in range(20)),
}


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return make_study(tmp_path_factory.mktemp("search") / "s.workbench", talk=TALK, synthetic=True)


@pytest.fixture(scope="module")
def address(serve, study):
    with serve(study.path) as served:
        yield served


def searched(page, words):
    field = page.get_by_role("textbox", name="Search for")
    field.fill(words)
    page.keyboard.press("Enter")
    ready(page)


def on_screen(page):
    return page.locator(".wb-kwic .wb-found").all_inner_texts()


def from_search(study):
    return {(c.source_id, c.span, c.found_by) for c in study.codings.all() if c.found_by}


def test_the_hits_are_the_studys_and_stand_below_each_other(study, address, visit):
    page = visit(f"{address}/search")
    searched(page, "review*")
    hits = study.search.words("review*").hits
    assert len(hits) == 7
    assert on_screen(page) == [hit.words for hit in hits]
    expect(page.get_by_text("7 hits in 3 sources")).to_be_visible()
    edges = {round(box["x"]) for box in (found.bounding_box() for found in page.locator(".wb-kwic .wb-found").all())}
    assert len(edges) == 1, "the words found begin at one place"
    assert "<b>" in page.locator(".wb-kwic").inner_text(), "markup of a transcript is shown as it was said"
    searched(page, "tŷ")
    assert on_screen(page) == ["tŷ"]
    page.get_by_role("radio", name="Pattern").click()
    ready(page)
    searched(page, r"rev\S+ is")
    assert on_screen(page) == ["review is"]
    searched(page, "(a")
    expect(page.get_by_role("alert").get_by_text("is no pattern")).to_be_visible()


def test_a_hit_opens_in_its_place_by_the_keyboard(study, address, visit):
    page = visit(f"{address}/search")
    searched(page, "reviews OR late")
    first = page.locator("button.wb-hit").first
    first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.innerText").find("reviews") >= 0
    page.keyboard.press("Enter")
    page.wait_for_url("**/code?*", timeout=20_000)
    ready(page)
    expect(page.get_by_text("Nobody reviews me").first).to_be_visible()
    page.get_by_role("link", name="Search").click()
    ready(page)
    assert page.get_by_role("textbox", name="Search for").input_value() == "reviews OR late", (
        "the search is still there"
    )
    assert len(on_screen(page)) == 2


def test_all_hits_but_one_are_coded_and_taken_back(study, address, visit):
    page = visit(f"{address}/search")
    searched(page, "review*")
    before = study.codings.all()
    page.get_by_role("button", name="Code all hits").click()
    ready(page)
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="Code").click()
    page.get_by_role("option", name="Reviews (REV)").click()
    ready(page)
    dialog.get_by_text("The sentence").click()
    ready(page)
    dialog.get_by_role("checkbox").nth(2).click()
    ready(page)
    hits = study.search.words("review*").hits
    kept = [hit for number, hit in enumerate(hits) if number != 2]
    wanted = preview_code_hits(study, kept, "REV", "sentence", by="Owain")
    assert study.codings.all() == before, "nothing is written before it is said"
    dialog.get_by_role("button", name=f"Code {len(wanted.places)} passages").click()
    ready(page)
    page.wait_for_timeout(500)
    expect(page.get_by_role("dialog")).not_to_be_visible()
    assert from_search(study) == {(*place, "words: review*") for place in wanted.places}
    assert study.history.all(most=1)[0].coder == "Owain"
    assert check_study(study.path) == []
    page.get_by_role("button", name="Undo").click()
    ready(page)
    assert study.codings.all() == before


def test_a_dialog_opened_again_codes_what_is_ticked(study, address, visit):
    page = visit(f"{address}/search")
    searched(page, "review*")
    hits = study.search.words("review*").hits
    for left_out in (1, 0):
        page.get_by_role("button", name="Code all hits").click()
        ready(page)
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("combobox", name="Code").click()
        page.get_by_role("option", name="Reviews (REV)").click()
        ready(page)
        if left_out:
            dialog.get_by_role("checkbox").nth(2).click()
            ready(page)
        assert [box.is_checked() for box in dialog.get_by_role("checkbox").all()].count(False) == left_out
        wanted = preview_code_hits(
            study, [hit for n, hit in enumerate(hits) if n != 2 or not left_out], "REV", by="Owain"
        )
        expect(dialog.get_by_role("button", name=f"Code {len(wanted.places)} passages")).to_be_visible()
        page.keyboard.press("Escape")
        dialog.wait_for(state="hidden")


def test_what_is_coded_can_be_searched_alone_and_left_out(study, address, visit):
    page = visit(f"{address}/search")
    searched(page, "plan OR kept")
    every = len(on_screen(page))
    page.get_by_text("Where to search").click()
    ready(page)  # it opens slowly
    page.get_by_role("combobox", name="Coded as").click()
    page.get_by_role("option", name="Nothing yet").click()
    ready(page)
    left = len(on_screen(page))
    assert 0 < left < every


def test_many_hits_are_counted_and_the_first_shown(study, address, visit):
    page = visit(f"{address}/search", zoom=1.25)
    searched(page, "number")
    expect(page.get_by_text("700 hits")).to_be_visible()
    expect(page.get_by_text("The first 500 of 700 are shown")).to_be_visible()
    assert page.locator("button.wb-hit").count() == 500
    wide = page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
    assert wide <= 0, "nothing stands out to the right at 125 %"


def test_where_nothing_is_found_it_says_what_was_searched_and_offers_meaning(study, address, visit):
    page = visit(f"{address}/search")
    searched(page, "zebra **x**")
    expect(page.get_by_text("Nothing was found (words: zebra **x**).")).to_be_visible()
    page.get_by_role("button", name="Search by meaning instead").click()
    page.get_by_text("an order by a language model").wait_for(timeout=180_000)  # a busy machine loads the model slowly
    ready(page)
    expect(page.get_by_text("an order by a language model, not a count")).to_be_visible()
    expect(
        page.get_by_role("button", name="Code all hits"), "what a model found is coded one by one"
    ).not_to_be_visible()
    assert page.locator(".wb-kwic.wb-whole button.wb-hit").count() > 0

"""A policy analyst narrows the contrast, sends the address on, opens a number's words, and takes a brief along."""

from __future__ import annotations

import pytest

from workbench.exchange.demonstration.make import make_demo
from workbench.model import ContrastFilter, LookKind
from workbench.report.contrast_view import view
from workbench.store import open_study

from .axe import faults
from .conftest import ready

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("contrast"), by="Mair")


@pytest.fixture(scope="module")
def address(serve, path):
    with serve(path) as served:
        yield served


def said(page):
    return page.evaluate("document.querySelector('[data-testid=stMain]').innerText")


def counts_of(path, wanted, key):
    row = view(open_study(path), wanted).claims.set_index("key").loc[key]
    letters = {"fulfilled": "F", "strained": "S", "contradicted": "C", "silent": "–"}
    told = ", ".join(f"{letter} {stance} {row[stance]}" for stance, letter in letters.items() if row[stance])
    return f"Of {row['m']} people: {told}"


def test_a_control_stands_in_the_address_and_the_address_gives_the_same_numbers(path, address, visit):
    page = visit(f"{address}/contrast?attr.site=E3&attr.site=W2&claim=C07&voices=own_practice")
    wanted = ContrastFilter((("site", ("E3", "W2")),), voices=("own_practice",))
    assert counts_of(path, wanted, "C07") in said(page)
    page.get_by_text("Controls: who and what is counted").click()
    ready(page)
    page.get_by_role("spinbutton", name="At least k people").fill("3")
    page.keyboard.press("Enter")
    ready(page)
    for part in ("attr.site=E3&attr.site=W2", "voices=own_practice", "least=3", "claim=C07"):
        assert part in page.url
    assert "Reported contradicted by 3 or more" in said(page)
    again = visit(page.url)
    assert counts_of(path, wanted, "C07") in said(again)
    assert "reported by at least 3 people" in said(again)


def test_from_a_number_to_its_words_is_one_click(path, address, visit):
    page = visit(f"{address}/contrast?claim=C07")
    page.get_by_role("button", name="C contradicted 14").click()
    ready(page)
    shown = view(open_study(path))
    persons = shown.persons[(shown.persons["claim_key"] == "C07") & (shown.persons["stance"] == "contradicted")]
    links = sum(len(ids) for ids in persons["link_ids"])
    assert f"{links} of 83 passages" in said(page)
    headings = page.locator(".wb-block-heading > span:last-child").all_inner_texts()[1:]  # the first is the policy's
    people = {heading.split(" · ")[0] for heading in headings if heading.startswith("SYN-")}
    assert people <= set(persons["case"])
    assert people
    assert "stance=contradicted" in page.url


def test_a_dot_or_a_row_of_the_themes_opens_its_passages(path, address, visit):
    page = visit(f"{address}/contrast?part=themes")
    chosen = page.get_by_role("combobox", name="Passages of the theme")
    dots = page.locator("[data-testid=stVegaLiteChart] .mark-symbol path")
    dots.nth(2).click()
    ready(page)
    assert "IMG.RECOV" in chosen.input_value()
    page.get_by_test_id("stDataFrame").first.click(position={"x": 15, "y": 38 + 35 * 5 + 17})
    ready(page)
    assert "IMG.REVIEW" in chosen.input_value(), "the sixth row"


def test_a_brief_asks_for_a_reason_and_keeps_it(path, address, visit):
    page = visit(f"{address}/contrast?claim=C10")
    page.get_by_text("Take it along").scroll_into_view_if_needed()
    ready(page)  # what is drawn late would close it again
    page.get_by_text("Take it along").click()
    ready(page)
    assert "nobody has said that they looked for negative cases" in said(page)
    for kind in ("Brief (Word)", "Table (CSV)"):
        assert page.get_by_role("button", name=kind).last.is_disabled()
    page.get_by_role("textbox", name="Why it goes out").fill("A draft for Friday.")
    page.keyboard.press("Enter")
    ready(page)
    with page.expect_download() as caught:
        page.get_by_role("button", name="Brief (HTML)").click()
    ready(page)
    text = caught.value.path().read_text("utf-8")
    assert "19 of 28 people" in text
    assert "because: A draft for Friday." in text
    assert f"{address}/contrast?claim=C10" in text
    study = open_study(path)
    (look,) = study.claim_looks.all(study.claims.find("C10").id)
    assert (look.what, look.note) == (LookKind.EXPORTED_WITHOUT, "A draft for Friday.")


def test_axe_finds_nothing_wrong_in_any_part(address, visit):
    page = visit(f"{address}/contrast?claim=C07")
    for part in ("Claims", "Themes", "Unmatched", "Groups"):
        page.get_by_role("radio", name=part).click()
        ready(page)
        assert faults(page, "[data-testid=stMain]") == [], part
    page.get_by_role("link", name="Claims").click()
    ready(page)
    assert faults(page, "[data-testid=stMain]") == []

"""Codings changed in place, codes in vivo, memos, segments, own keys: by key and by mouse, asked of the database."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import expect

from workbench import review
from workbench.errors import NothingToUndo
from workbench.model import Span
from workbench.store import check_study

from ..app.conftest import make_study  # noqa: TID252  # two folders of tests share one small study
from .at_the_desk import keys, mine, open_desk, row, saved, words_of
from .conftest import ready

pytestmark = pytest.mark.e2e

TALK = {
    "P1.txt": b"I: How was it?\nP1: We met on a Tuesday. She had her coat on 00000. Nobody had rung the ward.\n"
    b"I: And then?\nP1: The forms took me all evening. I did them twice.\nP2: So did I, every one of them.\n"
}


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return make_study(tmp_path_factory.mktemp("tools") / "s.workbench", talk=TALK)


@pytest.fixture(scope="module")
def address(serve, study):
    with serve(study.path) as served:
        yield served


@pytest.fixture(autouse=True)
def clean(study):
    """Every test ends as it began: all that was done since is taken back."""
    at = study.history.last()
    yield
    assert check_study(study.path) == []
    with suppress(NothingToUndo):
        review.take_back_to(study, at, by="Mair")


@pytest.fixture
def coded(desk, study):
    """The desk with one coding by the person at it, in hand."""
    source = study.sources.get("P1")
    start = source.text.index("We met")
    made = review.add_coding(study, source.id, Span(start, start + len("We met on a Tuesday.")), "REV", by="Owain")
    page = desk()
    row(page, "We met").click()
    keys(page, ".")
    expect(page.locator(".wb-hand").get_by_text("Coding in hand")).to_be_visible()
    return page, made


def codes_of(study):
    names = {code.id: code.key for code in study.codebook.current()}
    return [names[coding.code_id] for coding in mine(study)]


def test_another_code_in_its_place_keeps_the_memo(study, coded):
    page, made = coded
    review.write_memo(study, "coding", made.id, "Why Tuesday?", by="Owain")
    keys(page, "c")
    page.keyboard.type("paper")
    keys(page, "Enter")
    saved(page)
    assert codes_of(study) == ["ADM"]
    assert [memo.text for memo in study.memos.all("coding", made.id)] == ["Why Tuesday?"]
    expect(page.locator(".wb-hand").get_by_text("Why Tuesday?")).to_be_visible()


def test_a_coding_is_cut_at_the_caret_and_joined_again_by_the_mouse(study, coded):
    page, made = coded
    words = page.locator(".wb-row", has_text="We met").locator("mark").first
    box = words.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.45, box["y"] + 8)
    page.get_by_role("button", name="Cut", exact=True).click()
    saved(page)
    parts = words_of(study, mine(study))
    assert len(parts) == 2
    assert " ".join(parts).replace(" ", "") == "WemetonaTuesday."
    page.get_by_role("button", name="Join", exact=True).click()
    saved(page)
    assert [(c.id, c.span) for c in mine(study)] == [(made.id, made.span)]


def test_a_coding_is_cut_by_keys_where_the_marked_words_begin(study, desk):
    page = desk()
    row(page, "The forms").click()
    keys(page, "1", ".", "]", "s")  # the whole turn, in hand at once; its second sentence marked
    saved(page)
    assert words_of(study, mine(study)) == ["The forms took me all evening.", "I did them twice."]


def test_marked_words_become_the_edges(study, coded):
    page, made = coded
    keys(page, "Shift+ArrowLeft", "Shift+ArrowLeft", "e")
    saved(page)
    assert words_of(study, mine(study)) == ["We met on a"]
    assert mine(study)[0].id == made.id


def test_several_codes_in_one_go_are_one_act(study, desk):
    page = desk()
    row(page, "The forms").click()
    keys(page, "]", "/")
    page.keyboard.type("revi")
    keys(page, "Shift+Enter")
    page.locator(".wb-find").fill("paper")
    keys(page, "Enter")
    saved(page)
    assert sorted(codes_of(study)) == ["ADM", "REV"]
    assert set(words_of(study, mine(study))) == {"The forms took me all evening."}
    keys(page, "Control+z")
    saved(page)
    assert mine(study) == []


def test_the_participants_words_become_a_code_and_one_undo_takes_both_away(study, desk):
    before = study.codebook.current()
    page = desk()
    row(page, "The forms").click()
    keys(page, "]", "i")
    assert page.locator(".wb-name").input_value() == "The forms took me all evening."
    page.locator(".wb-name").fill("All evening")
    keys(page, "Enter")
    saved(page)
    ready(page)
    (made,) = mine(study)
    assert study.codebook.current().by_id[made.code_id].name == "All evening"
    expect(page.locator(".wb-key", has_text="ALL").first).to_be_visible()
    expect(page.locator(".wb-about").get_by_text("All evening"), "the new code is the one in hand").to_be_visible()
    assert page.locator(f".wb-chip[data-code='{made.code_id}']").count() == 0, "a number is given by a person only"
    keys(page, "Control+z")
    saved(page)
    assert mine(study) == []
    assert study.codebook.current() == before


def test_with_the_pen_whatever_is_marked_is_coded(study, desk):
    page = desk()
    page.get_by_role("button", name="Pen", exact=True).click()
    assert page.get_by_role("button", name="Pen", exact=True).get_attribute("aria-pressed") == "true"
    for words in ("The forms", "So did I"):
        box = row(page, words).locator(".wb-words-box").bounding_box()
        page.mouse.move(box["x"] + 2, box["y"] + 12)
        page.mouse.down()
        page.mouse.move(box["x"] + 120, box["y"] + 12, steps=4)
        page.mouse.up()
        saved(page)
    found = words_of(study, mine(study))
    assert len(found) == 2
    assert found[0].startswith("The forms")
    assert found[1].startswith("So did I")


def test_a_memo_on_the_source_and_a_draft_that_is_left_come_back(study, desk):
    page = desk()
    row(page, "We met").click()
    keys(page, "M")
    page.keyboard.type("He was tired that day.")
    keys(page, "Escape")
    keys(page, "M")
    assert page.locator(".wb-memo").input_value() == "He was tired that day."
    keys(page, "Control+Enter")
    saved(page)
    (memo,) = study.memos.all("source", study.sources.get("P1").id)
    assert (memo.text, page.locator(".wb-notes").get_by_text("He was tired that day.").count()) == (memo.text, 1)
    review.edit_memo(study, memo.id, "Changed elsewhere", version=memo.version, by="Mair")
    page.locator(".wb-notes").get_by_role("button", name="Change").click()
    page.locator(".wb-memo").fill("My long thought")
    keys(page, "Control+Enter")
    saved(page)
    assert "changed by somebody else" in page.locator(".wb-trouble").inner_text()
    assert page.locator(".wb-memo").input_value() == "My long thought", "what was typed comes back"
    assert page.locator(".wb-notes").get_by_text("Changed elsewhere").count() == 1


def test_segments_are_bracketed_cut_and_joined_and_no_coding_moves(study, coded):
    page, made = coded
    source = study.sources.get("P1")
    before = study.segments.counted(source.id)
    page.get_by_text("Segments", exact=True).click()
    ready(page)
    assert page.locator(".wb-opens").count() == len(before)
    row(page, "The forms").click()
    keys(page, "]", "]", "h")
    saved(page)
    cut = [one.span.of(source.text) for one in study.segments.counted(source.id)]
    assert "I did them twice." in " ".join(cut)
    assert len(cut) == len(before) + 1
    assert page.locator(".wb-opens").count() == len(cut)
    keys(page, "[", "l")
    saved(page)
    assert [one.span for one in study.segments.counted(source.id)] == [one.span for one in before]
    assert study.codings.get(made.id) == made
    row(page, "How was it").click()
    keys(page, "l")
    saved(page)
    assert "interviewer's words have none" in page.locator(".wb-trouble").inner_text()


def test_a_key_of_ones_own_is_kept_for_ones_name(study, desk):
    page = desk()
    row(page, "The forms").click()
    keys(page, "?")
    page.locator("[data-action=next_sentence]").click()
    keys(page, "g")
    assert page.locator("[data-action=next_sentence]").inner_text() == "g"
    page.locator("[data-action=remove]").click()
    keys(page, "5")
    expect(page.get_by_text("That key is spoken for")).to_be_visible()
    keys(page, "Escape")
    page.reload()
    ready(page)
    row(page, "The forms").click()
    keys(page, "]", "g", "1")
    saved(page)
    assert words_of(study, mine(study)) == ["The forms took me all evening."]


def test_a_passage_asked_for_elsewhere_is_shown_and_marked(study, visit, address):
    """The page Search and every quotation open a passage here; the address bar is not used for it."""
    page = visit(f"{address}/code")
    page.wait_for_selector(".wb-row")
    source = study.sources.get("P1")
    start = source.text.index("every one")
    page.evaluate(
        "([start, end]) => window.workbenchDeskNow.goTo({ start, end, nonce: 99 })", [start, start + len("every one")]
    )
    assert page.evaluate("document.getSelection().toString()") == "every one"
    assert "wb-current" in row(page, "So did I").get_attribute("class")


def test_a_document_without_speakers_is_coded_by_its_paragraphs(study, desk):
    page = desk("policy")
    row(page, "Forms are kept short").click()
    keys(page, "/")
    page.keyboard.type("Reviewed together")
    keys(page, "Enter")
    saved(page)
    assert words_of(study, mine(study)) == ["Forms are kept short."]
    assert codes_of(study) == ["IMG.REV"]


def test_what_was_begun_about_some_words_is_not_done_to_others(study, coded):
    """A palette left open, a recode left open: a click elsewhere ends both."""
    page, made = coded
    keys(page, "c")
    row(page, "The forms").click()
    keys(page, "]")
    page.locator(".wb-chip", has_text="Paperwork").click()
    saved(page)
    assert study.codings.get(made.id) == made
    assert "The forms took me all evening." in words_of(study, mine(study))
    keys(page, "/")
    row(page, "So did I").click()
    keys(page, "/")
    page.keyboard.type("Reviews")
    keys(page, "Enter")
    saved(page)
    assert "So did I, every one of them." in words_of(study, mine(study))


def test_a_memo_begun_on_one_source_never_lands_on_another_nor_is_shown_to_the_next_person(study, desk):
    page = desk()
    row(page, "We met").click()
    keys(page, "M")
    page.keyboard.type("About the first talk")
    open_desk(page, "policy")
    assert page.locator(".wb-memo").count() == 0
    open_desk(page, "P1")
    field = page.get_by_role("textbox", name="Your name")
    field.fill("Siân")
    field.press("Enter")
    ready(page)
    row(page, "We met").click()
    keys(page, "M")
    assert page.locator(".wb-memo").input_value() == ""
    keys(page, "Escape")
    field.fill("Owain")
    field.press("Enter")
    ready(page)
    row(page, "We met").click()
    keys(page, "M")
    assert page.locator(".wb-memo").input_value() == "About the first talk"
    keys(page, "Control+Enter")
    saved(page)
    (memo,) = study.memos.all("source")
    assert memo.about_id == study.sources.get("P1").id


def test_a_held_key_decides_once_and_shift_is_no_answer(study, coded):
    page, made = coded
    page.get_by_text("Suggestions", exact=True).click()
    ready(page)
    row(page, "The forms").click()
    keys(page, "n")
    page.keyboard.down("a")
    for _ in range(4):
        page.keyboard.down("a")  # a repeat
    page.keyboard.up("a")
    saved(page)
    assert len([one for one in mine(study) if one.from_suggestion]) == 1
    row(page, "We met").click()
    keys(page, ".")
    page.locator(f".wb-bar[data-mark='{made.id}']").click()
    keys(page, "e", "Shift+ArrowRight", "Enter")
    saved(page)
    assert study.codings.get(made.id).span.of(study.sources.get("P1").text) == "met on a Tuesday."


def test_the_key_after_a_coding_is_about_that_coding_and_undo_says_what_it_took_back(study, coded):
    page, made = coded
    row(page, "The forms").click()
    keys(page, "]", "2", "x")
    saved(page)
    assert mine(study) == [study.codings.get(made.id)], "the new one went, not the one chosen before"
    keys(page, "Control+z")
    saved(page)
    assert "Took back: Removed" in page.locator(".wb-live").inner_text()


def test_after_a_reload_others_stay_hidden_and_numbers_are_what_they_were(study, desk):
    page = desk()
    page.get_by_text("Hide others").click()
    ready(page)
    first = page.locator(".wb-chip").first.get_attribute("data-code")
    row(page, "The forms").click()
    keys(page, "1")
    saved(page)
    for _ in range(3):
        keys(page, "j", "2")
    saved(page)
    page.reload()
    ready(page)
    page.wait_for_selector(".wb-row")
    assert page.get_by_role("switch", name="Hide others").is_checked() or page.locator("[aria-checked=true]").count()
    expect(page.get_by_text("Suggestions are hidden too")).to_be_visible()
    assert page.locator(".wb-chip").first.get_attribute("data-code") == first
    page.get_by_role("link", name="History").click()
    ready(page)
    page.get_by_role("link", name="Code", exact=True).click()
    ready(page)
    page.wait_for_selector(".wb-chip kbd")
    assert page.locator(".wb-chip").first.get_attribute("data-code") == first, "numbers are there after another page"

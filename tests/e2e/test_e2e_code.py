"""A researcher codes with mouse and keys in a real browser; what the database holds is what was marked and pressed."""

from __future__ import annotations

import time
import unicodedata

import pytest
from playwright.sync_api import expect

from workbench import review
from workbench.model import Role
from workbench.store import check_study, open_study

from ..app.conftest import make_study  # noqa: TID252  # two folders of tests share one small study
from .at_the_desk import drag, mine, row, saved, words_of
from .conftest import ready

pytestmark = pytest.mark.e2e

WRITTEN = {
    "plain": "We met on a Tuesday. She had her coat on. Nobody had rung the ward at all.",
    "Welsh": "Dŵr oer sy'n y tŷ. Mae'r ŵyn yn y cae. Roedd hi'n braf iawn ddoe.",
    "combining": "Cafe\u0301 first. Then the a\u030angstro\u0308m ward. We sat a long while there.",
    "emoji": "She sent 👩🏽\u200d⚕️ and 🐑🐑. I sent 🏴󠁧󠁢󠁷󠁬󠁳󠁿 back. That was the whole review 🎂 that year.",
    "right to left": "He said שלום to me. Then مرحبا بالعالم to her. Everybody laughed about it.",
    "zero width": "A zero\u200bwidth space. A soft\u00adhyphen here. And word\u2060joined things too.",
}
TALK = (
    b"\n".join(f"I: And {kind}, number {n}?\nP1: {said}".encode() for n, (kind, said) in enumerate(WRITTEN.items()))
    + b"\n"
)
LONG = (
    b"\n".join(
        b"I: Question %d?\nP1: Answer %d has one sentence. It has a second one. And here is a third." % (n, n)
        for n in range(30)
    )
    + b"\n"
)
FAR = (
    "\n".join(
        f"I: Place {n}?\nP1: {'On the road again, and again. ' * (n * 7 % 40)}This is answer {n}." for n in range(300)
    )
    + "\n"
).encode()
WRAPPED = b"""I: Tell me about the move, and about the ward, and where you were
     before, if you would.
P1: We went to the ward on a Tuesday, because the nurse who knew her was
     away, and nobody had rung. Then we waited for the whole of the morning
     in a corridor without a chair.
I: And then?
P1: A verse:
     so short
     a line
     is meant.
"""
ANSWERS = {kind: unicodedata.normalize("NFC", said) for kind, said in WRITTEN.items()}  # as it is kept


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return make_study(
        tmp_path_factory.mktemp("code") / "s.workbench",
        talk={"P1.txt": TALK, "P2.txt": LONG, "P3.txt": FAR, "P4.txt": WRAPPED},
    )


@pytest.fixture(scope="module")
def address(serve, study):
    with serve(study.path) as served:
        yield served


@pytest.fixture(autouse=True)
def clean(study):
    """Every test begins with no codings of the person at the desk."""
    yield
    for coding in mine(study):
        review.remove_coding(study, coding.id, by="Owain")
    assert check_study(study.path) == []


def test_a_sentence_marked_by_key_is_coded_to_the_character(study, desk):
    page = desk()
    seen = set()
    for answer in ANSWERS.values():
        row(page, answer[:12]).click()
        for _ in range(2):
            page.keyboard.press("]")
        marked = page.evaluate("document.getSelection().toString()")
        page.keyboard.press("1")
        saved(page)
        (words,) = set(words_of(study, mine(study))) - seen
        seen.add(words)
        assert words == marked
        assert marked in answer
        assert page.evaluate("document.getSelection().toString()") == marked, "the selection stays on the coded words"


def test_words_dragged_over_with_the_mouse_are_coded_to_the_character(study, desk):
    page = desk()
    seen = set()
    for answer in ANSWERS.values():
        box = row(page, answer[:12]).locator(".wb-words-box")
        box.scroll_into_view_if_needed()
        place = box.bounding_box()
        y = place["y"] + 14
        page.mouse.move(place["x"] + 22, y)
        page.mouse.down()
        page.mouse.move(place["x"] + 90, y, steps=4)
        page.mouse.move(place["x"] + 190, y, steps=4)
        page.mouse.up()
        marked = page.evaluate("document.getSelection().toString()").strip()
        assert marked
        page.keyboard.press("2")
        saved(page)
        (words,) = set(words_of(study, mine(study))) - seen
        seen.add(words)
        assert words == page.evaluate("document.getSelection().toString()")
        assert marked in words, "an edge inside a character moves outwards to its end"
        assert words in answer


def test_a_selection_over_several_turns_holds_what_stands_between(study, desk):
    page = desk()
    first, last = (row(page, ANSWERS[kind][:12]).locator(".wb-words-box") for kind in ("plain", "combining"))
    start, end = first.bounding_box(), last.bounding_box()
    page.mouse.move(start["x"] + 40, start["y"] + 14)
    page.mouse.down()
    page.mouse.move(end["x"] + 60, end["y"] + 14, steps=8)
    page.mouse.up()
    page.keyboard.press("1")
    saved(page)
    (words,) = words_of(study, mine(study))
    assert f"\nP1: {ANSWERS['Welsh']}\n" in words
    assert words.split("\n")[0] in ANSWERS["plain"]
    assert words.split("P1: ")[-1] in ANSWERS["combining"]


def test_no_key_of_a_burst_is_lost(study, desk):
    """Thirty sentences, sixty key presses as fast as they come; the database is asked, not the page."""
    page = desk("P2")
    page.locator(".wb-row").nth(1).click()
    for number in range(60):
        page.keyboard.press("]" if number % 2 == 0 else str(1 + number // 2 % 2))
    saved(page)
    made = mine(study)
    assert page.evaluate("window.workbenchOutbox.sequence") == len(made) > 20
    sentences = {s.strip() for line in LONG.decode().splitlines() for s in line.removeprefix("P1: ").split(". ")}
    assert all(words.rstrip(".") in {s.rstrip(".") for s in sentences} for words in words_of(study, made))


def test_the_interviewers_words_take_no_code(study, desk):
    page = desk()
    page.locator(".wb-role-interviewer").first.click()
    page.keyboard.press("1")
    ready(page)
    assert mine(study) == []
    assert "Only the interviewer speaks there" in page.locator(".wb-live").inner_text()


def test_undo_redo_remove_and_moved_edges(study, desk):
    page = desk()
    row(page, ANSWERS["plain"][:12]).click()
    page.keyboard.press("]")
    page.keyboard.press("1")
    saved(page)
    assert words_of(study, mine(study)) == ["We met on a Tuesday."]
    expect(page.get_by_text("· 1 in this source")).to_be_visible()
    page.keyboard.press("Control+z")
    saved(page)
    assert mine(study) == []
    expect(page.get_by_text("· 0 in this source")).to_be_visible()
    page.keyboard.press("Control+Shift+z")
    saved(page)
    page.keyboard.press(".")
    page.keyboard.press("e")
    for _ in range(2):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    saved(page)
    assert words_of(study, mine(study)) == ["We met on a"]
    page.keyboard.press("x")
    saved(page)
    assert mine(study) == []


def test_a_code_is_found_by_its_name_and_put_on_a_number(study, desk):
    page = desk()
    row(page, ANSWERS["plain"][:12]).click()
    page.keyboard.press("]")
    page.keyboard.press("/")
    page.keyboard.type("paperw")
    page.keyboard.press("Enter")
    saved(page)
    keys = {code.id: code.key for code in study.codebook.current()}
    assert [keys[coding.code_id] for coding in mine(study)] == ["ADM"]
    page.keyboard.press("Shift+Digit7")
    page.keyboard.press("]")
    page.keyboard.press("7")
    saved(page)
    assert [keys[coding.code_id] for coding in mine(study)] == ["ADM", "ADM"]


def test_a_memo_is_kept_with_its_coding(study, desk):
    page = desk()
    row(page, ANSWERS["plain"][:12]).click()
    page.keyboard.press("]")
    page.keyboard.press("1")
    saved(page)
    page.keyboard.press(".")
    page.keyboard.press("m")
    page.keyboard.type("Whose coat was it?")
    page.keyboard.press("Control+Enter")
    saved(page)
    (coding,) = mine(study)
    assert [memo.text for memo in study.memos.all("coding", coding.id)] == ["Whose coat was it?"]


def test_other_coders_can_be_hidden_and_their_codings_stay_theirs(study, desk):
    source = study.sources.get("P1")
    turn = next(t for t in study.sources.turns(source.id) if t.role is Role.PARTICIPANT)
    theirs = review.add_coding(study, source.id, turn.span, "REV", by="Mair")
    page = desk()
    assert page.locator(f".wb-bar[data-mark='{theirs.id}']").count() == 1
    page.keyboard.press(".")
    row(page, ANSWERS["plain"][:12]).click()
    page.keyboard.press(".")
    page.keyboard.press("x")
    ready(page)
    assert "Mair's" in page.locator(".wb-live").inner_text()
    page.get_by_text("Hide others").click()
    ready(page)
    assert page.locator(f".wb-bar[data-mark='{theirs.id}']").count() == 0
    assert study.codings.get(theirs.id) == theirs
    review.remove_coding(study, theirs.id, by="Mair")


def test_hiding_others_on_and_off_and_on_again_hides_them(study, desk):
    source = study.sources.get("P1")
    turn = next(t for t in study.sources.turns(source.id) if t.role is Role.PARTICIPANT)
    theirs = review.add_coding(study, source.id, turn.span, "REV", by="Mair")
    page = desk()
    bar = page.locator(f".wb-bar[data-mark='{theirs.id}']")
    for hidden in (True, False, True):
        page.get_by_text("Hide others").click()
        ready(page)
        row(page, ANSWERS["Welsh"][:12]).click()
        for key in ("]", "1", "Control+z"):
            page.keyboard.press(key)
        saved(page)
        assert bar.count() == (0 if hidden else 1)
    page.get_by_text("Hide others").click()
    ready(page)
    review.remove_coding(study, theirs.id, by="Mair")


def test_moving_edges_ends_when_one_goes_elsewhere(study, desk):
    page = desk()
    row(page, ANSWERS["plain"][:12]).click()
    for key in ("]", "1"):
        page.keyboard.press(key)
    saved(page)
    before = mine(study)
    for key in (".", "e", "j", "]", "Enter"):
        page.keyboard.press(key)
    page.keyboard.press(".")
    page.keyboard.press("e")
    row(page, ANSWERS["Welsh"][:12]).click()
    page.keyboard.press("Enter")
    saved(page)
    assert mine(study) == before


def test_letters_typed_while_a_key_is_on_its_way_stay_in_their_field(study, desk):
    page = desk()
    row(page, ANSWERS["plain"][:12]).click()
    for key in ("]", "1", "/"):
        page.keyboard.press(key)
    page.keyboard.type("paperwork", delay=120)
    assert page.locator(".wb-find").input_value() == "paperwork"
    page.keyboard.press("Escape")
    saved(page)
    assert len(mine(study)) == 1


def test_what_was_acknowledged_is_there_after_a_reload_in_the_middle(study, desk):
    page = desk("P2")
    page.locator(".wb-row").nth(1).click()
    for _ in range(6):
        page.keyboard.press("]")
        page.keyboard.press("1")
    waiting = page.evaluate("window.workbenchOutbox.waiting.length")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    ready(page)
    time.sleep(1)
    assert len(mine(open_study(study.path))) >= 6 - waiting


def test_the_place_in_the_text_is_remembered(desk):
    page = desk("P2")
    page.locator(".wb-scroll").evaluate("box => box.scrollTop = 900")
    page.wait_for_timeout(300)
    page.reload()
    ready(page)
    page.get_by_role("combobox", name="Source").click()
    page.get_by_role("option", name="P2").click()
    ready(page)
    assert abs(page.locator(".wb-scroll").evaluate("box => box.scrollTop") - 900) < 60


def test_lines_broken_at_a_width_flow_and_are_coded_to_the_character(study, desk):
    page = desk("P4")
    flowing = page.evaluate(
        "window.workbenchDeskNow.text.turns.map((t) => [getComputedStyle(t.words_box).whiteSpaceCollapse, t.words_box.innerText.split('\\n').length])"
    )
    assert flowing == [["collapse", 1], ["collapse", 1], ["preserve", 1], ["preserve", 4]]
    source = study.sources.get("P4")
    row(page, "We went to the ward").click()
    page.keyboard.press("]")
    page.keyboard.press("1")
    saved(page)
    (said,) = words_of(study, mine(study))
    assert said == source.text[source.text.index("We went") : source.text.index(" Then we waited")]
    assert "\n" in said
    place = page.evaluate(
        """() => { const turn = window.workbenchDeskNow.text.turns[1], walk = document.createTreeWalker(turn.words_box, NodeFilter.SHOW_TEXT);
        const point = (word, right) => { for (walk.currentNode = turn.words_box; walk.nextNode(); ) { const at = walk.currentNode.data.indexOf(word);
          if (at < 0) continue; const r = document.createRange(); r.setStart(walk.currentNode, at); r.setEnd(walk.currentNode, at + word.length);
          const box = r.getBoundingClientRect(); return [right ? box.right - 1 : box.left + 1, box.top + box.height / 2]; } };
        return [point("morning", false), point("corridor", true)]; }"""
    )
    drag(page, *place)
    page.keyboard.press("2")
    saved(page)
    dragged = source.text[source.text.index("morning") : source.text.index(" without a chair")]
    assert {*words_of(study, mine(study))} == {said, dragged}


def test_far_down_a_long_interview_a_passage_is_in_the_window_and_coded_to_the_character(study, desk):
    """The browser lays out only the sheets near the window; the heights of the others are guesses until one goes there."""
    page = desk("P3")
    sheets = page.locator(".wb-sheet").count()
    assert 3 < sheets < page.locator(".wb-row").count() / 5, "what the browser looks at in every frame is few"
    source = study.sources.get("P3")
    for said in ("This is answer 289.", "This is answer 17.", "This is answer 151."):
        start = source.text.index(said)
        page.evaluate(
            "([start, end]) => window.workbenchDeskNow.goTo({ start, end, nonce: start })", [start, start + len(said)]
        )
        page.wait_for_timeout(300)  # sheets that came near are laid out now: nothing may move away for it
        assert page.evaluate("document.getSelection().toString()") == said
        assert within(page, "document.getSelection().getRangeAt(0)")
        page.keyboard.press("1")
        saved(page)
        assert within(page, "document.querySelector('.wb-bar.wb-chosen')")
    assert {*words_of(study, mine(study))} == {"This is answer 289.", "This is answer 17.", "This is answer 151."}


def test_words_dragged_from_one_sheet_to_the_next_are_one_coding(study, desk):
    page = desk("P3")
    first, last = page.evaluate(
        """() => { const desk = window.workbenchDeskNow, turns = desk.text.turns;
        const n = turns.findIndex((turn, i) => i && turn.sheet !== turns[i - 1].sheet && turns[i - 1].codable && turns[i + 1].text.length < 400);
        desk.scroll.scrollTop = turns[n].top - 250; return [n - 1, n + 1]; }"""
    )
    page.wait_for_timeout(300)
    place = page.evaluate(
        """([first, last]) => { const turns = window.workbenchDeskNow.text.turns;
        const point = (turn, end) => { const r = document.createRange(), node = turn.words_box.firstChild; r.setStart(node, end - 3); r.setEnd(node, end);
          const box = r.getBoundingClientRect(); return [box.right, box.top + box.height / 2]; };
        return [point(turns[first], turns[first].text.length - 5), point(turns[last], 9)]; }""",
        [first, last],
    )
    drag(page, *place)
    page.keyboard.press("1")
    saved(page)
    turns = study.sources.turns(study.sources.get("P3").id)
    (coding,) = mine(study)
    assert (coding.span.start, coding.span.end) == (turns[first].span.end - 5, turns[last].span.start + 9)


def within(page, what):
    """Say whether something is wholly in the window of the text."""
    return page.evaluate(
        f"(() => {{ const box = {what}.getBoundingClientRect(), window_ = document.querySelector('.wb-scroll').getBoundingClientRect();"
        " return box.top >= window_.top && box.bottom <= window_.bottom; })()"
    )


def test_all_keys_are_listed(desk):
    page = desk()
    page.locator(".wb-row").first.click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog").get_by_text("find any code and give it")).to_be_visible()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0

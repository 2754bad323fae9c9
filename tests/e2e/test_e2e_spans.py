"""Every span is the one that was marked: line endings x scripts x mouse or keys x one turn or many, cell by cell.

Four hundred and thirty-two cells. In each, words are marked in a real browser and a key is pressed; the browser's own
account of what is marked is compared with what the database holds.
"""

from __future__ import annotations

from contextlib import suppress

import pytest

from workbench import review
from workbench.errors import NothingToUndo
from workbench.store import check_study

from ..app.conftest import make_study  # noqa: TID252  # two folders of tests share one small study
from .at_the_desk import keys, mine, open_desk, saved, words_of

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

SCRIPTS = {
    "ascii": "We met on a Tuesday and she had her coat on. Nobody had rung the ward at all. It was cold in there.",
    "welsh": "Dŵr oer sy'n y tŷ o hyd. Mae'r ŵyn yn y cae bob bore. Roedd hi'n braf iawn ddoe ac echdoe.",
    "combining": "Cafe\u0301 first thing. Then the a\u030angstro\u0308m ward x\u0323\u0302 y\u0331. We sat a long while there, e\u0323\u0301 and all.",
    "emoji": "She sent 👩🏽\u200d⚕️ and 🐑🐑 over. I sent 🏴󠁧󠁢󠁷󠁬󠁳󠁿 back at once. That was 🎂 the review 👨‍👩‍👧 that year.",
    "rtl": "He said שלום לכולם to me. Then مرحبا بالعالم to her. Everybody laughed כן about it.",
    "zero width": "A zero\u200bwidth space here. A soft\u00adhyphen there\u200c. And word\u2060joined things too\ufeff.",
}
ENDINGS = {"lf": ("\n", b""), "crlf": ("\r\n", b""), "bom": ("\n", b"\xef\xbb\xbf")}
ROUNDS = 6  # cells for each kind of ending, script, hand and reach: 3 x 6 x 2 x 2 x 6 = 432
DRAGS = ((4, 60), (30, 150), (75, 110), (120, 260), (10, 330), (200, 290))  # pixels from the beginning of a line
TURNS = 4


def talk(ending):
    """Return a transcript: for each script some answers with a question before each, so that turns lie close together."""
    newline, mark = ENDINGS[ending]
    lines = [f"I: {ending} {name} {n}?{newline}P1: {words}" for name, words in SCRIPTS.items() for n in range(TURNS)]
    return mark + (newline.join(lines) + newline).encode()


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    files = {f"{ending}.txt": talk(ending) for ending in ENDINGS}
    return make_study(tmp_path_factory.mktemp("spans") / "s.workbench", talk=files, speaker="lf")


@pytest.fixture(scope="module")
def address(serve, study):
    with serve(study.path) as served:
        yield served


def by_keys(page, turn, many, number):
    """Mark a sentence, or some words of it, or on into the turns below."""
    page.evaluate(
        "n => { const d = workbenchDeskNow; d.letGo(); d.current = n; d.sentence = -1; d.markCurrent(true); }", turn
    )
    keys(page, *["]"] * (1 + number % 3))
    if many:
        keys(page, *["Shift+ArrowDown"] * (2 + number % 2), *["Shift+ArrowLeft"] * (number % 4))
    else:
        keys(page, *[("Shift+ArrowLeft", "Shift+ArrowRight")[number % 2]] * (number % 4))


def by_mouse(page, turn, many, number):
    """Drag over words of a line, or from one turn into another."""
    page.evaluate(
        "n => { const d = workbenchDeskNow; d.letGo(); d.text.turns[n].row.scrollIntoView({ block: 'center' }); }", turn
    )
    box = "n => { const b = workbenchDeskNow.text.turns[n].words_box.getBoundingClientRect(); return [b.x, b.y, b.height]; }"
    (x, y, _), (_, below, height) = page.evaluate(box, turn), page.evaluate(box, turn + (2 if many else 0))
    start, end = DRAGS[number]
    page.mouse.move(x + start, y + 14)
    page.mouse.down()
    page.mouse.move(x + end, (below + height - 14) if many else y + 14, steps=3)
    page.mouse.up()


HANDS = {"mouse": by_mouse, "keyboard": by_keys}
BROWSERS_OWN = """() => { const range = document.getSelection().getRangeAt(0), desk = workbenchDeskNow, turns = [];
  for (const turn of desk.text.turns) if (range.intersectsNode(turn.words_box)) {
    const part = document.createRange(); part.selectNodeContents(turn.words_box);
    if (turn.words_box.contains(range.startContainer)) part.setStart(range.startContainer, range.startOffset);
    if (turn.words_box.contains(range.endContainer)) part.setEnd(range.endContainer, range.endOffset);
    if (part.toString()) turns.push(part.toString()); }
  return turns; }"""


# Seventy-two keys are sent as one batch: that keys which are sent singly lose nothing is another file's test.
HELD_BACK = "() => { workbenchDeskNow.outbox.under_way = Infinity; }"
SENT = "() => { workbenchDeskNow.outbox.under_way = 0; workbenchDeskNow.outbox.flush(); }"


@pytest.fixture(autouse=True)
def clean(study):
    """Every test begins with no codings of the person at the desk."""
    before = study.history.last()
    yield
    with suppress(NothingToUndo):
        review.take_back_to(study, before, by="Mair")


@pytest.mark.parametrize("hand", HANDS)
@pytest.mark.parametrize("ending", ENDINGS)
def test_each_span_is_what_was_marked(study, visit, address, ending, hand):
    page = open_desk(visit(f"{address}/code"), ending)
    page.evaluate(HELD_BACK)
    marked = []
    for place in range(len(SCRIPTS)):
        for many in (False, True):
            for number in range(ROUNDS):
                turn = 2 * (TURNS * place + number % (TURNS - 1)) + 1  # an answer with another one below it
                HANDS[hand](page, turn, many, number)
                keys(page, str(1 + (number >= TURNS - 1)))  # the same words may be marked twice, by another code then
                marked.append([words for words in page.evaluate(BROWSERS_OWN) if words.strip()])
                assert marked[-1], (ending, hand, place, many, number)
    page.evaluate(SENT)
    saved(page)
    made = words_of(study, sorted(mine(study), key=lambda coding: (coding.created, coding.id)))
    wanted = {"\n".join(parts) for parts in marked}
    found = {
        "\n".join(line.partition(": ")[2] if n else line for n, line in enumerate(words.split("\n"))) for words in made
    }
    assert found == wanted
    assert len(marked) == len(SCRIPTS) * 2 * ROUNDS == 72
    assert check_study(study.path) == []


COUNTED_IN_HALVES = """() => { const turn = Object.getPrototypeOf(workbenchDeskNow.text.turns[0]);
  turn.place = function (half) { return this.start + half; }; }"""


def test_a_desk_that_counts_as_browsers_do_is_refused_and_codes_nothing_wrong(study, visit, address):
    """The mutant that every browser suggests: UTF-16 halves sent as code points. The browser's own quotation finds it out."""
    page = open_desk(visit(f"{address}/code"), "lf")
    page.evaluate(COUNTED_IN_HALVES)
    first = 2 * TURNS * list(SCRIPTS).index("emoji") + 1
    marked = []
    for turn in range(first, first + 2 * TURNS, 2):
        for number in range(3):
            by_keys(page, turn, False, number)
            marked.append(page.evaluate("document.getSelection().toString()"))
            keys(page, "1")
    saved(page)
    assert "not the ones that stand at that place" in page.locator(".wb-trouble").inner_text()
    assert len(marked) == 3 * TURNS
    assert len(mine(study)) <= TURNS, "all but what stands before the first emoji is refused"
    assert set(words_of(study, mine(study))) <= set(marked)

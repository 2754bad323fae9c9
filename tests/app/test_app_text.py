"""Text from outside stays what it is on its way to the page."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.app.components.passage import Mark, shown_paragraphs, shown_turns
from workbench.app.components.plain_text import Part, counted, number, visible
from workbench.model import Origin, Role, Source, Span, Turn, Variety

HOSTILE = "![](http://127.0.0.1/x.png) <script>alert(1)</script> :red[x] $x$ `x` &amp; :smile: https://host/"


def source(text):
    return Source("s", "s", text, "", b"", Origin("s.txt", "plain"), Variety.DISCLOSED)


TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60)


@st.composite
def marked(draw):
    text = draw(TEXTS)
    start = draw(st.integers(0, len(text) - 1))
    spans = [
        Span(*sorted((a, b))) if a != b else Span(a, a + 1)
        for a, b in draw(st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(0, len(text))), max_size=4))
    ]
    return text, Span(start, draw(st.integers(start + 1, len(text)))), spans


@given(marked())
def test_runs_together_are_the_turn_and_marked_runs_are_the_marked_words(given_):
    text, within, spans = given_
    marks = [Mark(span, label=str(i)) for i, span in enumerate(spans)]
    (shown,) = shown_turns(source(text), [Turn("s", 0, within, "P", Role.PARTICIPANT)], marks)
    assert "".join(run["text"] for run in shown["runs"]) == visible(within.of(text))
    place = within.start
    covered = set()
    for run in shown["runs"]:
        # control characters are left out above, so that only direction marks change lengths
        end = place + len(run["text"]) if visible(text) == text else None
        if end is None:
            return
        if run["marks"]:
            covered |= set(range(place, end))
        place = end
    wanted = {i for span in spans for i in range(span.start, span.end) if within.start <= i < within.end}
    assert covered == wanted


def test_a_label_stands_once_at_the_end_of_its_mark():
    text = "one two three"
    mark = Mark(Span(0, 7), "coded", "KEY")
    (shown,) = shown_turns(source(text), [Turn("s", 0, Span(0, 13), "P", Role.PARTICIPANT)], [mark])
    labelled = [(run["text"], [e["label"] for e in run["ending"]]) for run in shown["runs"]]
    assert labelled == [("one two", ["KEY"]), (" three", [])]


def test_lines_are_those_of_the_text_from_one():
    text = "a\nb\n\nc"
    turns = [Turn("s", i, Span(p, p + 1), "P", Role.PARTICIPANT) for i, p in enumerate((0, 2, 5))]
    assert [t["line"] for t in shown_turns(source(text), turns)] == [1, 2, 4]
    assert [t["line"] for t in shown_turns(source(text), turns[::-1])] == [4, 2, 1]
    assert [(p["line"], p["runs"][0]["text"]) for p in shown_paragraphs(source(text))] == [(1, "a"), (2, "b"), (4, "c")]


def test_hostile_words_travel_unchanged():
    assert visible(HOSTILE) == HOSTILE
    assert Part("text", (HOSTILE,)).data()["runs"][0]["text"] == HOSTILE


def test_what_cannot_be_seen_is_shown():
    assert visible("gpj\u202eexe\x00") == "gpj⟨U+202E⟩exe⟨U+0000⟩"
    assert visible("Ŵy👩‍⚕️\n\tע") == "Ŵy👩‍⚕️\n\tע"


def test_a_label_takes_numbers_only():
    assert counted(1, "person", "people") == "1 person"
    assert counted(1200, "code") == "1,200 codes"
    with pytest.raises(TypeError):
        number("3")


def test_the_session_refuses_tables_and_studies(monkeypatch):
    from workbench.app import state

    monkeypatch.setattr(state.st, "session_state", {"claim": "C1", "skipped": ["a"]})
    state.check()
    monkeypatch.setattr(state.st, "session_state", {"table": pd.DataFrame()})
    with pytest.raises(TypeError, match="DataFrame"):
        state.check()

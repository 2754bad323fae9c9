"""Utterances are found where they stand, to the character."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import NotFound
from workbench.exchange.demonstration.design import Utterance
from workbench.exchange.demonstration.places import Words, locate_utterances
from workbench.model import Role, Span


def test_a_short_word_is_found_after_the_place_asked_for_and_only_whole():
    assert Words("Norman said: No. Then, No.").locate("No.", 0) == Span(13, 16)
    assert Words("Norman said: No. Then, No.").locate("No.", 16) == Span(23, 26)
    with pytest.raises(NotFound):
        Words("Norman").locate("Nor")


@given(
    st.lists(st.text("abŵé.?[", min_size=1, max_size=5), min_size=1, max_size=6), st.sampled_from([" ", "\n", " \n "])
)
def test_locate_gives_back_the_words_whatever_the_space_between(chosen, space):
    text = f"~ {space.join(chosen)} ~"
    assert Words(text).locate(" ".join(chosen), 0).of(text).split() == chosen


def test_every_utterance_is_found_in_order_when_lines_are_broken_elsewhere(design):
    for interview in design.interviews:
        said = [(turn.role, part) for turn in interview.turns for part in turn.parts]
        lines = [" ".join(words) for turn in interview.turns for _, words in turn.spoken]
        text = "\n\n".join(line.replace(" ", "\n", 3) for line in lines)
        found = locate_utterances(said, text)
        assert [part for part, _ in found] == list(interview.utterances)
        for part, span in found:
            words = " ".join(span.of(text).split())
            assert words.startswith(part.pieces[0])
            assert words.endswith(part.pieces[-1])
            if not part.heard:
                assert words == part.text
        assert all(a.end <= b.start for (_, a), (_, b) in pairwise(found))


def test_the_span_of_an_interrupted_answer_holds_the_interruption():
    said = [(Role.INTERVIEWER, Utterance(("Mm.",))), (Role.PARTICIPANT, Utterance(("It was Mm.", "a bus."), ("Mm.",)))]
    text = "I: Mm.\nP: It was Mm.\nI: Mm.\nP: a bus.\n"
    ((_, span),) = locate_utterances(said, text)
    assert span.of(text) == "It was Mm.\nI: Mm.\nP: a bus."

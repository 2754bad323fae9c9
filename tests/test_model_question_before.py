"""The question that a passage answers to: not the interviewer's last murmur."""

from __future__ import annotations

import pytest

from workbench.model import Role, Span, Turn, question_before


def talk(*said):
    turns, text = [], ""
    for number, (role, words) in enumerate(said):
        turns.append(Turn("s", number, Span(len(text), len(text) + len(words)), role.value, role))
        text += words + "\n"
    return turns, text


ASKS, P = Role.INTERVIEWER, Role.PARTICIPANT


@pytest.mark.parametrize(
    ("said", "place", "asked"),
    [
        ([(ASKS, "And the plan?"), (P, "Yes."), (ASKS, "Mm."), (P, "Nobody.")], 3, 0),
        ([(ASKS, "Tell me about your week."), (P, "Long."), (ASKS, "Right, yes."), (P, "Nobody.")], 3, 0),
        ([(ASKS, "Why?"), (P, "Long."), (ASKS, "So?"), (P, "Nobody.")], 3, 2),
        ([(ASKS, "Why?"), (P, "Long."), (ASKS, "So?"), (P, "Nobody.")], 1, 0),
        ([(ASKS, "Mm."), (P, "Long.")], 1, 0),
        ([(P, "Long."), (ASKS, "Why?")], 0, None),
        ([(P, "Is it?"), (Role.OTHER, "Is it not?"), (P, "No.")], 2, None),
    ],
)
def test_what_keeps_somebody_talking_is_no_question(said, place, asked):
    turns, text = talk(*said)
    found = question_before(turns, text, turns[place].span.start)
    assert found == (None if asked is None else turns[asked])


def test_a_question_in_the_same_turn_as_the_passage_is_not_above_it():
    turns, text = talk((ASKS, "Why is that so?"), (ASKS, "And the plan?"))
    assert question_before(turns, text, turns[1].span.start + 3) == turns[0]

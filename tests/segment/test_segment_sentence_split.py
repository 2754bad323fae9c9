"""Where sentences end, and the abbreviations that do not end them."""

from __future__ import annotations

import pytest

from workbench.segment.sentence_split import sentence_spans, stop_words
from workbench.segment.words import content_count, word_count


def split(text, language="en"):
    return [span.of(text) for span in sentence_spans(text, language)]


@pytest.mark.parametrize("language", ["en", "cy", "en-GB", "qq"])
@pytest.mark.parametrize(
    "whole",
    [
        "Dr. Smith came by.",
        "It took approx. ten weeks.",
        "See no. 4 on the list.",
        "Some things, e.g. Lists and notes, help.",
        "The plan (p. 12) says so.",
        "Forms, letters, etc. and then more forms.",
        "It was 1.5 hours... or so.",
    ],
)
def test_one_sentence_stays_one(whole, language):
    assert split(whole, language) == [whole]


def test_real_ends_are_found():
    assert split("I said no. Then he left. So did I. Really?! Yes.") == [
        "I said no.", "Then he left.", "So did I.", "Really?!", "Yes.",
    ]  # fmt: skip
    assert split("Forms, etc. Then we stopped.") == ["Forms, etc.", "Then we stopped."]


def test_a_blank_line_ends_a_sentence_and_a_line_break_does_not():
    assert split("What we do\n\nWe write\nthe plan.") == ["What we do", "We write\nthe plan."]


def test_nothing_gives_nothing():
    assert split("") == split(" \n ") == []


def test_places_count_code_points():
    text = "😀 Da iawn. Ŵyr hi ddim."
    assert [(span.start, span.end) for span in sentence_spans(text, "cy")] == [(0, 10), (11, 23)]


def test_welsh_has_no_english_stop_words():
    assert "the" in stop_words("en")
    assert stop_words("cy") == frozenset()


def test_notes_and_noises_say_nothing():
    assert content_count("[laughs] Mm, yeah. (pause 3s) Er, okay.") == 0
    assert content_count("(the ward) We don't know") == 5
    assert word_count("Mm, don't [inaudible 00:12:34] know") == 3

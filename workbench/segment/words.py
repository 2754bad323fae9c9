"""Counting words: which of them say something, and which are only noises and notes."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_NOTE = re.compile(
    r"\[[^\[\]\n]{0,80}\]"
    r"|\((?:\?|(?:short |long )?(?:pause|pauses|laughs?|laughter|laughing|sighs?|coughs?|inaudible|unclear|overtalking"
    r"|crosstalk|chwerthin|saib)\b[^()\n]{0,40})\)",
    re.IGNORECASE,
)
_NOISES = """
    ah aha eh em er erm ha hm hmm huh ie iawn mhm mm mmhm mmm na no oh ok okay right uh uhhuh uhuh um yeah yep yes xxx
"""
_FILLERS = frozenset(_NOISES.split())


def spoken(text: str) -> list[re.Match[str]]:
    """Return the words of a text in order, each with its place, without transcribers' notes such as `[laughs]`."""
    return list(_WORD.finditer(_without_notes(text)))


def word_count(text: str) -> int:
    """Return how many words are spoken, noises included, notes not."""
    return len(_WORD.findall(_without_notes(text)))


def content_count(text: str) -> int:
    """Return how many words say something: not noises such as "mm", not a bare yes or no, not notes.

    Function words count. "We had to do it" holds no noun, and yet it is a report that must not be lost.
    """
    words = _WORD.findall(_without_notes(text))
    return sum(word.casefold().replace("-", "") not in _FILLERS for word in words)


def _without_notes(text: str) -> str:
    """Return the text with each note blanked by as many spaces, so that every offset still holds."""
    return _NOTE.sub(lambda note: " " * len(note[0]), text) if "[" in text or "(" in text else text

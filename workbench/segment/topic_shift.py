"""Where a long answer turns to something else, read off the words that its sentences share."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.model import Span

_WORD = re.compile(r"[^\W\d_]{2,}")
_BLOCK = 40  # words looked at on either side of a boundary, as TextTiling's blocks
_BALANCE = 0.5  # how much a lopsided cut counts against one where many words are shared
_STEM = 6  # letters: enough to tell words apart, few enough to let "review" and "reviewing" meet


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, or a part of one: its place, its words, how many of them say something, and what they are about."""

    span: Span
    words: int
    content: int
    terms: Counter[str]


def terms_of(text: str, stop_words: frozenset[str]) -> Counter[str]:
    """Return how often each topical word occurs, cut to its first letters so that inflected forms meet."""
    return Counter(word[:_STEM] for word in _WORD.findall(text.lower()) if word not in stop_words)


def cut_at_shifts(pieces: Sequence[Piece], *, max_words: int, min_words: int) -> list[tuple[Piece, ...]]:
    """Return the pieces in runs of at most `max_words` words, cut where the topic seems to shift.

    A run that is too long is cut in two, again and again, at the boundary with the least
    `cohesion + 0.5 * |left - right| / (left + right)`; left and right are words on either side, and cohesion is the
    cosine between the topical words of the 40 words before and after it (the block comparison of Hearst's TextTiling,
    Computational Linguistics 23(1), 1997). Both sides must hold `min_words` words of content; a run with no such
    boundary stays whole.
    """
    shared = [_cohesion(pieces, at) for at in range(len(pieces))]
    done: list[tuple[Piece, ...]] = []
    waiting = [(0, len(pieces))]
    while waiting:
        first, last = waiting.pop()
        at = _best_cut(pieces[first:last], shared[first:last], max_words, min_words)
        if at is None:
            done.append(tuple(pieces[first:last]))
        else:
            waiting += [(first + at, last), (first, first + at)]
    return done


def _best_cut(pieces: Sequence[Piece], shared: Sequence[float], max_words: int, min_words: int) -> int | None:
    words = sum(piece.words for piece in pieces)
    content = sum(piece.content for piece in pieces)
    if words <= max_words:
        return None
    best: tuple[float, int] | None = None
    left_words = left_content = 0
    for at in range(1, len(pieces)):
        left_words += pieces[at - 1].words
        left_content += pieces[at - 1].content
        if min(left_content, content - left_content) < max(1, min_words):
            continue
        cost = round(shared[at] + _BALANCE * abs(2 * left_words - words) / words, 9)
        best = min(best or (cost, at), (cost, at))
    return best[1] if best else None


def _cohesion(pieces: Sequence[Piece], at: int) -> float:
    """Return the cosine between the topical words before and after boundary `at`, in [0, 1]."""
    before, after = _block(pieces[:at][::-1]), _block(pieces[at:])
    length = math.sqrt(sum(n * n for n in before.values()) * sum(n * n for n in after.values()))
    return sum(n * after[term] for term, n in before.items()) / length if length else 0.0


def _block(pieces: Sequence[Piece]) -> Counter[str]:
    terms: Counter[str] = Counter()
    words = 0
    for piece in pieces:
        terms.update(piece.terms)
        words += piece.words
        if words >= _BLOCK:
            break
    return terms

"""Words, pairs of words and parts of words as numbers, weighed by how rare they are in all the talk."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Numbers = npt.NDArray[np.float32]

SHORTEST, LONGEST = 2, 5
"""How many letters a part of a word has; a part may begin or end with the space around the word."""

_FEWEST = 2  # what stands in one row only tells nothing about another
_TOKEN = re.compile(r"\w+(?:'\w+)*|[?!]")
_STRAIGHT = str.maketrans("‘’ʼ", "'''")


def tokens(text: str) -> list[str]:
    """Return the words of a text and its question and exclamation marks, in small letters."""
    return _TOKEN.findall(text.casefold().translate(_STRAIGHT))


def phrases(said: Sequence[str]) -> Iterator[str]:
    """Yield the tokens and each pair of neighbours among them."""
    yield from said
    for one, other in pairwise(said):
        yield f"{one} {other}"


def parts(said: Sequence[str]) -> Iterator[str]:
    """Yield the parts of every token, from 2 to 5 letters, the space before and after the token among them.

    They let inflected, misspelt and compound words meet, in any language that is written in letters.
    """
    for token in said:
        padded = f" {token} "
        for length in range(SHORTEST, min(LONGEST, len(padded)) + 1):
            for start in range(len(padded) - length + 1):
                yield padded[start : start + length]


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms known from all the talk: each one's column, and its rarity.

    `rarity` (terms,) is `ln((1 + n) / (1 + f)) + 1` for a term in f of n rows (inverse document frequency, Spärck Jones 1972,
    smoothed).
    """

    known: dict[str, int]
    rarity: Numbers

    @classmethod
    def of_all(cls, rows: Sequence[Iterable[str]]) -> Terms:
        """Learn which terms there are; those of one row only are left out. The order of the rows makes no difference."""
        counts = Counter(term for row in rows for term in set(row))
        kept = sorted(term for term, times in counts.items() if times >= _FEWEST)
        rarity = np.log((1 + len(rows)) / (1 + np.array([counts[term] for term in kept], np.float64))) + 1
        return cls({term: column for column, term in enumerate(kept)}, rarity.astype(np.float32))

    def weighed(self, rows: Sequence[Iterable[str]]) -> csr_array:
        """Return weights `(1 + ln times) * rarity`, rows of length 1 (or 0 without a known term), sparse (rows, terms)."""
        from scipy.sparse import csr_array

        found = [sorted(Counter(self.known[term] for term in row if term in self.known).items()) for row in rows]
        starts = np.cumsum([0, *map(len, found)])
        columns = np.fromiter((column for row in found for column, _ in row), np.int32, starts[-1])
        times = np.fromiter((times for row in found for _, times in row), np.float32, starts[-1])
        weights = ((1 + np.log(times)) * self.rarity[columns]).astype(np.float32)
        held = np.repeat(np.arange(len(found)), np.diff(starts))
        squares = np.bincount(held, weights=weights.astype(np.float64) ** 2, minlength=len(found))
        weights /= np.sqrt(np.maximum(squares, 1e-12)).astype(np.float32)[held]
        return csr_array((weights, columns, starts), shape=(len(found), len(self.known)))

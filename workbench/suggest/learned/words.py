"""Words and pairs of words as numbers: weighed by how rare they are in all the talk, and pressed into few dimensions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Numbers = npt.NDArray[np.float32]

DIMENSIONS = 300
_FEWEST = 2  # a word that stands in one row only tells nothing about another
_TOKEN = re.compile(r"\w+(?:'\w+)*|[?!]")
_STRAIGHT = str.maketrans("‘’ʼ", "'''")


def tokens(text: str) -> list[str]:
    """Return the words of a text and its question and exclamation marks, in small letters."""
    return _TOKEN.findall(text.casefold().translate(_STRAIGHT))


def terms(text: str) -> list[str]:
    """Return the tokens of a text and each pair of neighbours among them."""
    said = tokens(text)
    return [*said, *(f"{one} {other}" for one, other in pairwise(said))]


@dataclass(frozen=True, slots=True)
class Words:
    """What was learnt about words from all the talk, coded or not.

    `known` maps each term to its column; `rarity` (terms,) is `ln((1 + n) / (1 + f)) + 1` for a term in f of n rows (Salton's
    idf, smoothed); `axes` (terms, dimensions) are the directions in which rows differ most: latent semantic analysis
    (Deerwester and others 1990), here a rotation that throws little away.
    """

    known: dict[str, int]
    rarity: Numbers
    axes: Numbers

    @classmethod
    def of_all(cls, texts: Sequence[str], dimensions: int = DIMENSIONS) -> Words:
        """Learn from all texts; the order in which they come makes no difference beyond rounding."""
        rows = [terms(text) for text in texts]
        counts = Counter(term for row in rows for term in dict.fromkeys(row))
        kept = sorted(term for term, times in counts.items() if times >= _FEWEST)
        rarity = np.log((1 + len(rows)) / (1 + np.array([counts[term] for term in kept], np.float64))) + 1
        known = {term: column for column, term in enumerate(kept)}
        plain = cls(known, rarity.astype(np.float32), np.zeros((len(kept), 0), np.float32))
        return cls(known, plain.rarity, _axes(plain.weighed(rows), dimensions))

    def weighed(self, rows: Sequence[Iterable[str]]) -> csr_array:
        """Return terms as weights `(1 + ln times) * rarity`, rows of length 1 (or 0 without a known term), sparse."""
        from scipy.sparse import csr_array

        found = [Counter(self.known[term] for term in row if term in self.known) for row in rows]
        starts = np.cumsum([0, *map(len, found)])
        columns = np.fromiter((column for row in found for column in sorted(row)), np.int32, starts[-1])
        times = np.fromiter((row[column] for row in found for column in sorted(row)), np.float32, starts[-1])
        weights = (1 + np.log(times)) * self.rarity[columns]
        squares = np.add.reduceat(np.append(weights**2, 0), starts[:-1]) if found else np.zeros(0)
        lengths = np.sqrt(np.where(np.diff(starts) > 0, squares, 1.0)).astype(np.float32)
        weights /= np.repeat(lengths, np.diff(starts))
        return csr_array((weights.astype(np.float32), columns, starts), shape=(len(found), len(self.known)))

    def of(self, texts: Sequence[str]) -> Numbers:
        """Return each text's place along the axes, (rows, dimensions)."""
        return np.asarray(self.weighed([terms(text) for text in texts]) @ self.axes, np.float32)


def _axes(weighed: csr_array, dimensions: int) -> Numbers:
    """Return the leading right singular vectors, (terms, at most `dimensions`), by random projection.

    Four rounds of power iteration with a fixed start (Halko, Martinsson and Tropp 2011, algorithm 4.4). Signs are fixed, so
    that the same talk gives the same axes.
    """
    rows, terms_ = weighed.shape
    wanted = min(dimensions, rows, terms_)
    if wanted == 0:
        return np.zeros((terms_, 0), np.float32)
    start = np.random.default_rng(0).standard_normal((terms_, min(wanted + 20, rows, terms_))).astype(np.float32)
    basis = np.linalg.qr(weighed @ start)[0]
    for _ in range(4):
        basis = np.linalg.qr(weighed @ np.linalg.qr(weighed.T @ basis)[0])[0]
    _, _, right = np.linalg.svd(basis.T @ weighed, full_matrices=False)
    axes = right[:wanted].T
    signs = np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(wanted)])
    return np.ascontiguousarray(axes * np.where(signs == 0, 1, signs), dtype=np.float32)

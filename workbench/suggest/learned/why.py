"""Why a code is proposed: the nearest rows that carry it, the nearest that speaks against it, the words that weighed most."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.model import Code, Why
from workbench.suggest.learned.talk import ANSWERS
from workbench.suggest.learned.words import Terms, parts, phrases, tokens

Numbers = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]

_NEAREST, _CUES = 2, 3
_Against = tuple[str, str, float]


@dataclass(frozen=True, slots=True)
class Exemplars:
    """What people and the codebook said so far: words as shown, vectors (rows, dimensions), labels (rows, codes) with nan."""

    shown: Sequence[str]
    vectors: Numbers
    labels: Numbers

    def nearest(self, vectors: Numbers, code: int, itself: Places) -> list[tuple[tuple[str, float], ...]]:
        """Return, for each of the vectors, the two nearest rows that carry the code, with their cosines.

        `itself` is the vector's own row among the exemplars, -1 where it is none; no row is its own reason.
        """
        own = np.flatnonzero(self.labels[:, code] == 1)
        cosines = self._cosines(vectors, own, itself)
        ranked = np.argsort(-cosines, axis=1, kind="stable")[:, :_NEAREST]
        return [
            tuple((self.shown[own[at]], _told(near[at])) for at in best if np.isfinite(near[at]))
            for near, best in zip(cosines, ranked, strict=True)
        ]

    def against(
        self, vectors: Numbers, code: int, itself: Places, related: frozenset[int], keys: Sequence[str]
    ) -> list[_Against | None]:
        """Return, for each of the vectors, the nearest row that does not carry the code: its words, a code's key, the cosine.

        The key is that of the first code the row does carry, "" where it carries none. Rows that carry a related code (one
        above or below this one) are left out: they speak for it rather than against it.
        """
        kin = (self.labels[:, sorted(related)] == 1).any(axis=1) if related else np.zeros(len(self.labels), bool)
        other = np.flatnonzero((self.labels[:, code] == 0) & ~kin)
        if not len(other):
            return [None] * len(vectors)
        cosines = self._cosines(vectors, other, itself)
        best = cosines.argmax(axis=1)
        return [self._told_against(other[at], near[at], keys) for at, near in zip(best, cosines, strict=True)]

    def _told_against(self, row: int, cosine: float, keys: Sequence[str]) -> _Against | None:
        if not np.isfinite(cosine):
            return None
        carried = np.flatnonzero(self.labels[row] == 1)
        return self.shown[row], keys[carried[0]] if len(carried) else "", _told(cosine)

    def _cosines(self, vectors: Numbers, rows: Places, itself: Places) -> Numbers:
        cosines = np.round(vectors @ self.vectors[rows].T, 5)
        cosines[rows[None, :] == itself[:, None]] = -np.inf
        return cosines


def _told(cosine: float) -> float:
    return round(min(1.0, max(-1.0, float(cosine))), 4)


@dataclass(frozen=True, slots=True)
class Shares:
    """How much each term weighs for a code: `words` and `parts` (terms,) are its place along the axes times the weights.

    `unsaying` are words that are no reason to a reader, such as "so" and "the", however much they weigh.
    """

    known: Terms
    pieces: Terms
    words: Numbers
    parts: Numbers
    unsaying: Collection[str] = frozenset()

    def cues(self, text: str, most: int = _CUES) -> tuple[str, ...]:
        """Return the words of content that weighed most for the code, the heaviest first; only those that spoke for it.

        The score is a sum over terms: a word's share is its own term's, that of its parts, and half of that of each pair it
        stands in, each by how it is weighed in this text.
        """
        said = tokens(text)
        both = ((self.known, self.words, phrases), (self.pieces, self.parts, parts))
        worth = {}
        for terms, weights, split in both:
            row = terms.weighed([list(split(said))])
            for column, weight in zip(row.indices, row.data, strict=True):
                worth[id(terms), int(column)] = float(weight * weights[column])
        share = dict.fromkeys(said, 0.0)
        for word in share:
            for piece in parts([word]):
                share[word] += worth.get((id(self.pieces), self.pieces.known.get(piece, -1)), 0.0)
        for term in phrases(said):
            held = worth.get((id(self.known), self.known.known.get(term, -1)), 0.0)
            for word in term.split(" "):
                share[word] += held / (1 + term.count(" "))
        spoke = [word for word, weight in share.items() if weight > 0 and self._has_content(word)]
        return tuple(sorted(spoke, key=lambda word: (-round(share[word], 5), word))[:most])

    def _has_content(self, word: str) -> bool:
        """Say whether a word says something by itself; "it's" says no more than "it", and "don't" no more than "do"."""
        alone = word.partition("'")[0]
        return word[0].isalnum() and alone not in self.unsaying and not word.endswith("n't") and word not in ANSWERS


def told(
    code: Code,
    said: tuple[str, ...],
    nearest: tuple[tuple[str, float], ...],
    against: tuple[str, str, float] | None,
) -> Why:
    """Return the reasons of one proposal as they are kept and shown."""
    weighed = f" The words of content that weighed most: {', '.join(said)}." if said else ""
    return Why(
        "learned",
        f"It is like the codebook’s words for “{code.name}” and what was coded so far.{weighed}",
        said,
        nearest,
        against,
    )

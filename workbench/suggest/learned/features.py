"""Talk to numbers: meaning and words of each row along common axes, its form, and its surroundings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from workbench.suggest.learned.axes import axes
from workbench.suggest.learned.talk import FORMS, Talk, around, form
from workbench.suggest.learned.words import Terms, parts, phrases, tokens

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Numbers = npt.NDArray[np.float32]

AXES, NEAR_AXES = 560, 128
"""How many axes a row is placed along, and along how many of them its surroundings are."""

PARTS, FORM = 0.8, 0.3
"""How much parts of words and form count beside meaning and words, which count 1."""

_SEEN = 3_000  # rows from which the axes are learnt; more change them little and cost seconds


@dataclass(frozen=True, slots=True)
class Features:
    """How rows of talk become numbers. Fitted on all of a study's talk, coded or not; labels play no part.

    A row's meaning (its vector), words with pairs of words, and parts of words stand side by side and are placed along common
    `axes` (vector dimensions + words + parts, axes): latent semantic analysis (Deerwester and others 1990) of all three at
    once, which keeps most of their inner products in a few hundred numbers. `usual_form` (16,) stands in for what the
    codebook's words do not have.
    """

    words: Terms
    parts: Terms
    axes: Numbers
    usual_form: Numbers

    @classmethod
    def of_all(cls, talk: Talk, own: Sequence[str] = (), own_vectors: Numbers | None = None) -> Features:
        """Learn from all talk, and from the codebook's own words, what is rare and what goes together."""
        texts = [*talk.texts, *own]
        vectors = talk.vectors if own_vectors is None else np.vstack([talk.vectors, own_vectors])
        said = [tokens(text) for text in texts]
        words = Terms.of_all([list(phrases(row)) for row in said])
        pieces = Terms.of_all([list(parts(row)) for row in said])
        usual = form(talk).mean(axis=0) if len(talk) else np.zeros(FORMS, np.float32)
        plain = cls(words, pieces, np.zeros((0, 0), np.float32), usual.astype(np.float32))
        with_vectors = range(len(vectors))
        seen = np.unique(np.linspace(0, len(with_vectors) - 1, min(_SEEN, len(with_vectors))).astype(int))
        placed = plain._side_by_side([texts[row] for row in seen], vectors[seen])
        return cls(words, pieces, axes(placed, AXES), plain.usual_form)

    @property
    def near(self) -> slice:
        """The columns that tell of a row's surroundings; what is learnt may leave them out (see `fit`)."""
        first = self.axes.shape[1] + FORMS
        return slice(first, first + min(NEAR_AXES, self.axes.shape[1]))

    def of(self, talk: Talk) -> Numbers:
        """Return features of talk, float32 (rows, dimensions): along the axes, form, surroundings."""
        placed = self._placed(talk.texts, talk.vectors)
        near = around(talk, placed[:, : min(NEAR_AXES, placed.shape[1])])
        return np.hstack([placed, FORM * form(talk), near]).astype(np.float32, copy=False)

    def of_own(self, texts: Sequence[str], vectors: Numbers) -> Numbers:
        """Return features of the codebook's words, which have no form of talk and no neighbours, (rows, dimensions)."""
        placed = self._placed(texts, vectors)
        shape = np.tile(FORM * self.usual_form, (len(texts), 1))
        nothing = np.zeros((len(texts), min(NEAR_AXES, placed.shape[1])))
        return np.hstack([placed, shape, nothing]).astype(np.float32, copy=False)

    def _placed(self, texts: Sequence[str], vectors: Numbers) -> Numbers:
        return np.asarray(self._side_by_side(texts, vectors) @ self.axes, np.float32)

    def _side_by_side(self, texts: Sequence[str], vectors: Numbers) -> csr_array:
        from scipy.sparse import csr_array, hstack

        said = [tokens(text) for text in texts]
        words = self.words.weighed([list(phrases(row)) for row in said])
        pieces = self.parts.weighed([list(parts(row)) for row in said]) * np.float32(PARTS)
        joined = hstack([csr_array(np.asarray(vectors, np.float32)), words, pieces], format="csr", dtype=np.float32)
        return csr_array(joined)

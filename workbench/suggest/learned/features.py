"""Talk to numbers: meaning, words, form and surroundings of each row, side by side in one array."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.suggest.learned.talk import Talk, around, form
from workbench.suggest.learned.words import Words

Numbers = npt.NDArray[np.float32]

MEANING, WORDS, FORM, AROUND = 1.0, 1.0, 0.3, 0.7
"""How much each block weighs: its rows, of length about 1, are multiplied by this."""


@dataclass(frozen=True, slots=True)
class Features:
    """How rows of talk become numbers. Fitted on all of a study's talk, coded or not; labels play no part."""

    words: Words
    usual_form: Numbers

    @classmethod
    def of_all(cls, talk: Talk, own: Sequence[str] = ()) -> Features:
        """Learn from all talk, and from the codebook's own words (`own`), what is rare and what goes together."""
        usual = form(talk).mean(axis=0) if len(talk) else np.zeros(16, np.float32)
        return cls(Words.of_all([*talk.texts, *own]), usual.astype(np.float32))

    def of(self, talk: Talk) -> Numbers:
        """Return features (rows, dimensions) of talk, float32."""
        if not len(talk):
            return np.zeros((0, 2 * talk.vectors.shape[1] + self.words.axes.shape[1] + 16), np.float32)
        return self._joined(talk.vectors, talk.texts, form(talk), around(talk))

    def of_own(self, texts: Sequence[str], vectors: Numbers) -> Numbers:
        """Return features of the codebook's words, which have no form of talk and no neighbours, (rows, dimensions)."""
        shape = np.tile(self.usual_form, (len(texts), 1)).astype(np.float32)
        return self._joined(vectors, texts, shape, np.zeros_like(vectors))

    def _joined(self, vectors: Numbers, texts: Sequence[str], shape: Numbers, near: Numbers) -> Numbers:
        blocks = (MEANING * vectors, WORDS * self.words.of(texts), FORM * shape, AROUND * near)
        return np.hstack(blocks).astype(np.float32, copy=False)

"""What every encoder gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]

CHUNK = 2_000
"""Texts encoded in one go. Texts of like length go through a model together, and within 2,000 there are enough of
each length that hardly any work is wasted; between two chunks the work can be stopped."""


class Encoder(Protocol):
    """Turns texts into vectors.

    `digest` stands for everything that decides the vectors: encoders with the same digest give the same vectors.
    """

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def digest(self) -> str:
        """SHA-256, in hex."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Return a row of length 1 (L2) for each text, float32, shape (len(texts), dimensions).

        `progress` is told (done, total), in texts, after each chunk.
        """


def longest_first(texts: Sequence[str]) -> list[int]:
    """Return the places of the texts, longest first; the order in which they came in makes no difference.

    Equal texts stand together, and neighbours are of like length, so chunks waste least on padding.
    """
    return sorted(range(len(texts)), key=lambda place: (-len(texts[place]), texts[place]))

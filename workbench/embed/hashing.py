"""An encoder without a model: counts of words and of parts of words, hashed into a vector of fixed length."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

import numpy as np

from workbench.embed.encoder import CHUNK, Progress, Vectors
from workbench.model import Within, check_ranges, sha256_text

_WORD = re.compile(r"\w+")
_LEAST = 16  # with fewer, everything would be like everything
_MOST = 4096  # more would tell no more words apart, and the vectors of a large study would not fit into memory
_PART_WEIGHT = 0.35  # parts of words let inflected forms meet, but must not drown the words


@dataclass(frozen=True, slots=True)
class HashingEncoder:
    """Deterministic in every process and on every machine. It knows spelling, not meaning."""

    dimensions: int

    @property
    def name(self) -> str:
        """What people call it, with a warning in the name."""
        return "hashing (no language model)"

    @property
    def digest(self) -> str:
        """SHA-256 of the method and its size."""
        return sha256_text(f"hashing 1: words, pairs, 3 to 5 letters; {self.dimensions} dimensions")

    def encode(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Return a row of length 1 for each text, float32, shape (len(texts), dimensions)."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._vector(text)
            if progress and ((row + 1) % CHUNK == 0 or row + 1 == len(texts)):
                progress(row + 1, len(texts))
        return vectors

    def _vector(self, text: str) -> Vectors:
        weights = Counter[str]()
        for feature, weight in _features(text):
            weights[feature] += weight  # type: ignore[assignment]  # a Counter adds fractions as well as whole numbers
        hashes = np.array([zlib.crc32(feature.encode("utf-8", "surrogatepass")) for feature in weights], dtype=np.int64)
        # The lowest bit gives the sign, so that features which share a place cancel out on average
        # (Weinberger and others, Feature hashing for large scale multitask learning, ICML 2009).
        sizes = np.log1p(np.array(list(weights.values()), dtype=np.float64)) * np.where(hashes & 1, 1.0, -1.0)
        vector = np.bincount((hashes >> 1) % self.dimensions, weights=sizes, minlength=self.dimensions)
        length = float(np.linalg.norm(vector))
        if length == 0.0:  # everything cancelled out
            vector[0] = length = 1.0
        return (vector / length).astype(np.float32)


def _features(text: str) -> Iterator[tuple[str, float]]:
    words = _WORD.findall(text.casefold())
    if not words:
        yield f"none {text.strip()}", 1.0
    for word in words:
        yield f"word {word}", 1.0
        padded = f"<{word}>"
        for length in (3, 4, 5):
            for start in range(len(padded) - length + 1):
                yield f"part {padded[start : start + length]}", _PART_WEIGHT
    for pair in pairwise(words):
        yield "pair " + " ".join(pair), 0.5


def load(*, dimensions: Annotated[int, Within(_LEAST, _MOST)] = 256) -> HashingEncoder:
    """Return the encoder for tests and for machines without a model.

    Raises:
        RecipeInvalid: with fewer than 16 dimensions or more than 4,096.
    """
    check_ranges(load, dimensions=dimensions)
    return HashingEncoder(dimensions)

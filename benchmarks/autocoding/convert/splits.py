"""Which sources are tested: drawn once, with a seed that stands here."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

SEED = 0


def drawn(sources: Iterable[str], many: int) -> frozenset[str]:
    """Return the first `many` of the distinct sources, sorted by name and shuffled with the seed."""
    shuffled = np.random.default_rng(SEED).permutation(sorted(set(sources)))
    return frozenset(str(source) for source in shuffled[:many])

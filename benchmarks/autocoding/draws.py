"""Which training segments are labelled: so many of each code, so many whole sources, or in the order of a review."""

from __future__ import annotations

import numpy as np

from benchmarks.autocoding.material import Flags, Material, Places

FIRST_SEED = 1000  # the reference figures used 1000, 1001, 1002


def by_code(material: Material, carried: Flags, many: int, seed: int) -> Places:
    """Return `many` training segments of each code drawn at random, all where a code has fewer; each with all its codes.

    Segments without a code are drawn as if "none" were one more code. A segment drawn for two codes counts once.
    """
    chance = np.random.default_rng(seed)
    there = carried[material.train]
    drawn: set[int] = set()
    for members in (*there.T, ~there.any(axis=1)):
        rows = material.train[members]
        drawn |= set(chance.permutation(rows)[:many].tolist())
    return np.array(sorted(drawn), dtype=np.intp)


def by_source(material: Material, many: int, seed: int) -> Places:
    """Return every training segment of `many` sources drawn at random."""
    sources = sorted({material.talk[row].source for row in material.train})
    chosen = set(np.random.default_rng(seed).permutation(sources)[:many].tolist())
    return np.array([row for row in material.train if material.talk[row].source in chosen], dtype=np.intp)


def sources_of(material: Material) -> int:
    """Return how many sources are trained on."""
    return len({material.talk[row].source for row in material.train})

"""Arrangements of people over groups: how many there are, all of them, or some by chance; inside strata where asked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import factorial, prod

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.int_]


def arrangements(group: Labels, stratum: Labels) -> int:
    """Return how many different ways there are to share people out, as many to each group as there are, inside strata."""
    ways = 1
    for here in (group[stratum == one] for one in np.unique(stratum)):
        ways *= factorial(len(here)) // prod(factorial(int(n)) for n in np.unique(here, return_counts=True)[1])
    return ways


def every_arrangement(group: Labels, stratum: Labels) -> Labels:
    """Return every one of them, once: arrangements x people, each a group's number."""
    strata = [np.flatnonzero(stratum == one) for one in np.unique(stratum)]
    ways = [list(_different(sorted(int(g) for g in group[here]))) for here in strata]
    rows = np.empty((prod(map(len, ways)), len(group)), dtype=int)
    for row, chosen in zip(rows, product(*ways), strict=True):
        for here, labels in zip(strata, chosen, strict=True):
            row[here] = labels
    return rows


def shuffled(group: Labels, stratum: Labels, draws: int, seed: int) -> Labels:
    """Return `draws` arrangements by chance, each as likely as any other: draws x people."""
    random = np.random.default_rng(seed)
    home = np.argsort(stratum, kind="stable")
    order = np.argsort(random.random((draws, len(group))) + 2 * stratum, axis=1)
    labels = np.empty((draws, len(group)), dtype=int)
    labels[:, home] = group[order]
    return labels


def _different(labels: list[int]) -> Iterator[tuple[int, ...]]:
    # Next permutation in lexical order (Knuth, TAOCP 7.2.1.2, algorithm L), which meets each different one once.
    while True:
        yield tuple(labels)
        j = next((i for i in range(len(labels) - 2, -1, -1) if labels[i] < labels[i + 1]), -1)
        if j < 0:
            return
        k = next(i for i in range(len(labels) - 1, j, -1) if labels[j] < labels[i])
        labels[j], labels[k] = labels[k], labels[j]
        labels[j + 1 :] = reversed(labels[j + 1 :])

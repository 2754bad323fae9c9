"""The codebook's own words as labelled rows: what a study knows of its codes before anybody has coded anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.model import Code, Codebook
from workbench.suggest.anchors import anchors_of
from workbench.suggest.tree import ancestors

Numbers = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class OwnRow:
    """Words of the codebook: `text` is learnt from, `shown` is what people see of it; codes by their place.

    `carries` are the codes it stands for, `half` those that it may stand for as well, and about those in `unsaid` it says
    nothing. To all others it says no.
    """

    text: str
    shown: str
    carries: frozenset[int]
    half: frozenset[int] = frozenset()
    unsaid: frozenset[int] = frozenset()


def own_rows(codebook: Codebook, codes: Sequence[Code]) -> list[OwnRow]:
    """Return a row for each definition, cue, example and near-miss of the codes.

    A near-miss carries the code it belongs to, not the one it was listed under. For the codes above and below its own a row
    stands half: an example of a child may well be one of its parent, and what is known of a parent helps its children.
    """
    kin = _kin(codebook, codes)
    merged: dict[str, tuple[str, set[int]]] = {}
    for anchor in anchors_of(codes):
        merged.setdefault(anchor.text, (anchor.shown, set()))[1].add(anchor.code)
    rows = [
        OwnRow(text, shown, frozenset(owners), frozenset().union(*(kin[code] for code in owners)) - owners)
        for text, (shown, owners) in merged.items()
    ]
    return [*rows, *_orphans(codes, merged)]


def _orphans(codes: Sequence[Code], merged: dict[str, tuple[str, set[int]]]) -> Iterator[OwnRow]:
    """Yield near-misses that belong to no code in use: they say no to the code they stand under, and nothing else."""
    every = frozenset(range(len(codes)))
    for place, code in enumerate(codes):
        for miss in code.near_miss:
            if miss.text.strip() and miss.text not in merged:
                yield OwnRow(miss.text, miss.text, frozenset(), frozenset(), every - {place})


def _kin(codebook: Codebook, codes: Sequence[Code]) -> list[frozenset[int]]:
    above = ancestors(codebook)
    return [
        frozenset(
            place for place, other in enumerate(codes) if other.key in above[code.key] or code.key in above[other.key]
        )
        for code in codes
    ]


def labels_of(rows: Sequence[OwnRow], codes: int) -> Numbers:
    """Return the rows' labels, float32 (rows, codes): 1 carries, ½ may, 0 does not, nan says nothing."""
    labels = np.zeros((len(rows), codes), np.float32)
    for place, row in enumerate(rows):
        labels[place, sorted(row.unsaid)] = np.nan
        labels[place, sorted(row.half)] = 0.5
        labels[place, sorted(row.carries)] = 1.0
    return labels

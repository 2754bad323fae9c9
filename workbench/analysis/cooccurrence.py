"""Which codes come together: in one unit, within a few units of each other, or in overlapping passages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.analysis.overlap import Places
from workbench.analysis.units import Laid

PAIR_COLUMNS = (
    "code_a", "name_a", "code_b", "name_b", "k", "m", "k_a", "k_b", "both", "both_reversed", "n_a", "n_b", "closeness",
)  # fmt: skip
EVIDENCE_COLUMNS = ("coding_id", "with_coding_id", "source_id", "start", "end")
Counts = npt.NDArray[np.int64]
Grid = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Together:
    """How often codes come together, as square tables in the order of `keys`.

    `people[a, b]` of `m` people have a and b together somewhere. `near[a, b]` counts units (or passages, where these
    overlap) with a that have b in reach; it is symmetric where the reach is the unit itself. The diagonals hold each
    code's own people and units.
    """

    keys: tuple[str, ...]
    names: tuple[str, ...]
    people: Counts
    near: Counts
    m: int

    @property
    def closeness(self) -> npt.NDArray[np.float64]:
        """(near[a, b] + near[b, a]) / (n_a + n_b), from 0 to 1: in one unit, the index of Dice (1945)."""
        n = np.diag(self.near)
        sums = np.maximum(n[:, np.newaxis] + n, 1)
        close: npt.NDArray[np.float64] = (self.near + self.near.T) / sums
        return close

    def order(self) -> list[int]:
        """Return the codes so that those that come together stand side by side.

        Average linkage on 1 - closeness, leaves in optimal order (Bar-Joseph et al. 2001, Bioinformatics 17:S22).
        """
        if len(self.keys) < 3:
            return list(range(len(self.keys)))
        from scipy.cluster.hierarchy import leaves_list, linkage
        from scipy.spatial.distance import squareform

        far = np.clip(1 - self.closeness, 0, None)
        np.fill_diagonal(far, 0)
        tree = linkage(squareform(far, checks=False), "average", optimal_ordering=len(self.keys) <= 200)
        return [int(leaf) for leaf in leaves_list(tree)]

    def pairs(self) -> pd.DataFrame:
        """Return one row per two codes that come together (`PAIR_COLUMNS`), those of most people first."""
        a, b = np.nonzero(np.triu(self.people, 1))
        n, k, key, name = np.diag(self.near), np.diag(self.people), np.array(self.keys), np.array(self.names)
        columns = (
            key[a], name[a], key[b], name[b], self.people[a, b], np.full(len(a), self.m), k[a], k[b], self.near[a, b],
            self.near[b, a], n[a], n[b], self.closeness[a, b],
        )  # fmt: skip
        table = pd.DataFrame(dict(zip(PAIR_COLUMNS, columns, strict=True)))
        return table.sort_values(
            ["k", "both", "code_a", "code_b"], ascending=[False, False, True, True], ignore_index=True
        )


def within_units(laid: Laid, reach: int = 0) -> Together:
    """Count codes that come together in one unit or, with `reach`, at most so many units apart in the same source."""
    block = laid.units["block"].to_numpy(dtype=np.intp)
    # Incidences in the order of their units, so that each block is one slice of them.
    order = np.argsort(laid.unit, kind="stable")
    unit, code = laid.unit[order], laid.code[order]
    tally = _Tally(laid)
    for number, first, last, some in _blocks(block, unit, len(laid.owners)):
        grid = _grid(unit[some] - first, code[some], last - first, len(laid.keys))
        tally.add(number, grid, _windowed(grid, reach) if reach else grid)
    return tally.together()


def overlapping(laid: Laid) -> Together:
    """Count codes whose passages share at least one character; a passage coded alike by two people counts once."""
    spots, unit, code = passages_of(laid)
    tally = _Tally(laid)
    for number, first, last, some in _blocks(spots["block"].to_numpy(dtype=np.intp), unit, len(laid.owners)):
        grid = _grid(unit[some] - first, code[some], last - first, len(laid.keys))
        tally.add(
            number, grid, _touched(grid, spots["start"].to_numpy()[first:last], spots["end"].to_numpy()[first:last])
        )
    return tally.together()


def evidence(laid: Laid, a: str, b: str, *, reach: int = 0, overlap: bool = False) -> pd.DataFrame:
    """Return every two codings behind the pair of codes a and b (`EVIDENCE_COLUMNS`), in reading order.

    source_id, start and end are those of the coding with a. For one code twice, its own codings.

    Raises:
        NotFound: when nothing here is coded a, or b.
    """
    one, other = laid.place_of(a), laid.place_of(b)
    left, right = _overlaps(laid, one, other) if overlap else _neighbours(laid, one, other, reach)
    spans, ids = laid.codings.iloc[left], laid.codings["coding_id"].to_numpy()
    table = spans[["coding_id", "source_id", "start", "end"]].assign(with_coding_id=ids[right])
    table = table.iloc[np.argsort(left, kind="stable")].drop_duplicates(
        ["coding_id", "with_coding_id"], ignore_index=True
    )
    return table[list(EVIDENCE_COLUMNS)]


def passages_of(laid: Laid) -> tuple[pd.DataFrame, Places, Places]:
    """Return the distinct passages coded (block, start, end), and passage and code of each coding, in passage order."""
    spoken = np.zeros(len(laid.codings), dtype=bool)
    spoken[laid.coding] = True
    number = laid.units.drop_duplicates("block").set_index("source_id")["block"]
    block = laid.codings["source_id"].map(number).fillna(-1).to_numpy(dtype=np.intp)
    start, end = (laid.codings[name].to_numpy(dtype=np.int64) for name in ("start", "end"))
    order = np.lexsort((end, start, block))
    order = order[spoken[order]]
    spans = np.stack([block[order], start[order], end[order]], axis=1)
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (spans[1:] != spans[:-1]).any(axis=1)
    return pd.DataFrame(spans[fresh], columns=["block", "start", "end"]), np.cumsum(fresh) - 1, laid.coded[order]


class _Tally:
    """Adds up, block by block, units near each other and the people who have both."""

    def __init__(self, laid: Laid) -> None:
        self._laid = laid
        self._near = np.zeros((len(laid.keys), len(laid.keys)), dtype=np.int64)
        self._people: dict[int, npt.NDArray[np.bool_]] = {}

    def add(self, block: int, grid: Grid, reached: Grid) -> None:
        # Whole numbers below 2 ** 24 are exact in single precision, and no source has as many units.
        counts = np.rint(grid.T @ reached).astype(np.int64)
        self._near += counts
        for person in self._laid.owners[block]:
            self._people[person] = self._people.get(person, False) | (counts > 0)

    def together(self) -> Together:
        people = sum((each.astype(np.int64) for each in self._people.values()), np.zeros_like(self._near))
        return Together(self._laid.keys, self._laid.names, people, self._near, self._laid.m)


def _blocks(block: Places, unit: Places, many: int) -> Iterator[tuple[int, int, int, slice]]:
    edges = np.searchsorted(block, np.arange(many + 1))
    rows = np.searchsorted(unit, edges)
    for number in range(many):
        if rows[number] < rows[number + 1]:
            yield number, int(edges[number]), int(edges[number + 1]), slice(int(rows[number]), int(rows[number + 1]))


def _grid(unit: Places, code: Places, units: int, codes: int) -> Grid:
    grid = np.zeros((units, codes), dtype=np.float32)
    grid.ravel()[unit * codes + code] = 1
    return grid


def _windowed(grid: Grid, reach: int) -> Grid:
    at = np.arange(len(grid))
    return _between(grid, np.maximum(at - reach, 0), grid, np.minimum(at + reach + 1, len(grid)))


def _touched(grid: Grid, start: Places, end: Places) -> Grid:
    """Say of each passage which codes a passage has that shares a character with it.

    Passages that begin before its end, less those that end at or before its start: the latter are among the former.
    """
    by_end = np.argsort(end, kind="stable")
    ended = np.searchsorted(end[by_end], start, side="right")
    return _between(grid[by_end], ended, grid, np.searchsorted(start, end, side="left"))


def _between(before: Grid, low: Places, until: Grid, high: Places) -> Grid:
    nought = np.zeros((1, before.shape[1]), dtype=np.int32)
    less, more = (np.concatenate([nought, np.cumsum(each, axis=0, dtype=np.int32)]) for each in (before, until))
    return (more[high] > less[low]).astype(np.float32)


def _neighbours(laid: Laid, one: int, other: int, reach: int) -> tuple[Places, Places]:
    block, place = (laid.units[name].to_numpy(dtype=np.int64) for name in ("block", "place"))
    # Blocks are set so far apart on one line that no reach leads from one into the next.
    line = block * (int(place.max(initial=0)) + reach + 1) + place
    left, right = (np.flatnonzero(laid.code == code) for code in (one, other))
    return _paired(
        laid, left, right, line[laid.unit[left]] - reach, line[laid.unit[right]], line[laid.unit[left]] + reach
    )


def _paired(laid: Laid, left: Places, right: Places, low: Places, at: Places, high: Places) -> tuple[Places, Places]:
    order = np.argsort(at, kind="stable")
    first, last = np.searchsorted(at[order], low, side="left"), np.searchsorted(at[order], high, side="right")
    many = last - first
    reached = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many) + np.repeat(first, many)
    return laid.coding[np.repeat(left, many)], laid.coding[right[order][reached]]


def _overlaps(laid: Laid, one: int, other: int) -> tuple[Places, Places]:
    left, right = (np.flatnonzero(laid.coded == code) for code in (one, other))
    spans = laid.codings[["source_id", "start", "end"]]
    pairs = spans.iloc[left].assign(left=left).merge(spans.iloc[right].assign(right=right), on="source_id")
    both = pairs[(pairs["start_x"] < pairs["end_y"]) & (pairs["start_y"] < pairs["end_x"])]
    return both["left"].to_numpy(dtype=np.intp), both["right"].to_numpy(dtype=np.intp)

"""How many people, and how much of their talk, have a code: in all, and in each group."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.analysis.groups import EVERYBODY, everybody, grouped, in_order
from workbench.analysis.overlap import Places
from workbench.analysis.shares import korn_graubard_rows, people_share
from workbench.analysis.sides import BOTH, DOCUMENTS, PEOPLE, clusters_of
from workbench.analysis.units import PERSON, SEGMENT, SOURCE, Laid, carriers, lay
from workbench.errors import WorkbenchError
from workbench.model import Codebook

PREVALENCE_COLUMNS = (
    "code_key", "code_name", "depth", "by", "group", "k", "m", "of", "people_share", "people_low", "people_high",
    "people_readable", "unit", "units", "n_units", "unit_share", "unit_low", "unit_high", "unit_readable", "clusters",
    "coding_ids",
)  # fmt: skip
Grid = npt.NDArray[np.bool_]


def prevalence(
    codings: pd.DataFrame,
    segments: pd.DataFrame,
    turns: pd.DataFrame,
    *,
    by: str,
    unit: str = SEGMENT,
    codebook: Codebook | None = None,
    interval: str = "jeffreys",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return one row per code and group (`PREVALENCE_COLUMNS`), `groups.EVERYBODY` being the first group.

    Of each: `k` of `m` people (`of` says people, documents or both; a source of no case counts as one) have at least
    one coding, with the interval asked for (jeffreys or wilson); then `units` of `n_units` carry the code, with the
    Korn-Graubard interval over `clusters`; and the ids of the codings. What interviewers say counts nowhere. With
    `codebook`, a coding counts for the codes above its own too, and codes stand in the codebook's order at `depth`.

    Raises:
        NotFound: when there is no column `by`, or no such unit.
        WorkbenchError: for the unit person, which is what `k` counts already.
    """
    if unit == PERSON:
        raise WorkbenchError("People are counted in any case.", "Choose segment, turn, question or source beside them.")
    spoken, laid = lay(codings, segments, turns, SOURCE), lay(codings, segments, turns, unit)
    tree = _Tree(spoken, codebook)
    members = grouped(segments, by)
    groups = [(EVERYBODY, everybody(segments, by))]
    groups += [(name, members[members["group"] == name]) for name in in_order(members["group"])]
    counted = _Counted(spoken, laid, tree)
    parts = [counted.group(inside, interval, confidence).assign(group=name) for name, inside in groups]
    table = pd.concat(parts, ignore_index=True).assign(by=by, unit=unit)
    order = np.argsort(np.tile(np.arange(len(tree.keys)), len(groups)), kind="stable")
    return table.iloc[order].reset_index(drop=True)[list(PREVALENCE_COLUMNS)]


class _Tree:
    """The codes that make up the rows, and which of the codes coded count for each."""

    def __init__(self, laid: Laid, codebook: Codebook | None) -> None:
        known = codebook.by_key if codebook else {}
        chains = {
            key: [c.key for c in codebook.path(known[key])] if codebook and key in known else [key] for key in laid.keys
        }
        coded = {key for chain in chains.values() for key in chain}
        ordered = (
            [(depth, code.key, code.name) for depth, code in codebook.tree() if code.key in coded] if codebook else []
        )
        in_book = {key for _, key, _ in ordered}
        ordered += [(0, key, name) for key, name in zip(laid.keys, laid.names, strict=True) if key not in in_book]
        self.depths = [depth for depth, _, _ in ordered]
        self.keys = [key for _, key, _ in ordered]
        self.names = [name for _, _, name in ordered]
        row = {key: place for place, key in enumerate(self.keys)}
        self.counts_for = np.zeros((len(laid.keys), len(self.keys)), dtype=np.float32)
        for place, key in enumerate(laid.keys):
            self.counts_for[place, [row[above] for above in chains[key]]] = 1

    def rolled(self, grid: Grid) -> Grid:
        """Return things x rows for things x codes coded."""
        more: Grid = grid.astype(np.float32) @ self.counts_for > 0
        return more


class _Counted:
    """Counts one group after another over grids that are made once."""

    def __init__(self, spoken: Laid, laid: Laid, tree: _Tree) -> None:
        self._tree = tree
        self._source = {source: place for place, source in enumerate(spoken.units["source_id"])}
        self._by_source = tree.rolled(carriers(spoken))
        self._sources = list(laid.units["source_id"].drop_duplicates())
        blocks = np.searchsorted(laid.units["block"], np.arange(len(self._sources)))
        by_unit = tree.rolled(carriers(laid)).astype(np.int32)
        self._hits = np.add.reduceat(by_unit, blocks, axis=0) if len(blocks) else by_unit
        self._sizes = np.bincount(laid.units["block"], minlength=len(self._sources))
        ids, at = spoken.codings["coding_id"].to_numpy(dtype=object), np.full(len(spoken.codings), -1, dtype=np.int32)
        at[spoken.coding] = spoken.unit
        # Ids and sources of each row's codings lie together, so that each group reads them in one go.
        self._rows = [(ids[rows], at[rows]) for rows in _rows_of(spoken, tree)]

    def group(self, members: pd.DataFrame, interval: str, confidence: float) -> pd.DataFrame:
        k, m = self._people(members)
        shares = [people_share(int(each), m, confidence, method=interval) for each in k]  # type: ignore[arg-type]  # checked at the doors
        people = [(s.k, s.m, s.share, s.low, s.high, s.readable) for s in shares]
        columns = ["k", "m", "people_share", "people_low", "people_high", "people_readable"]
        table = pd.DataFrame(people, columns=columns).join(self._units(members, confidence))
        table = table.assign(
            code_key=self._tree.keys, code_name=self._tree.names, depth=self._tree.depths, of=_of(members)
        )
        table["coding_ids"] = self._evidence(members)
        return table

    def _people(self, members: pd.DataFrame) -> tuple[Places, int]:
        number, people = pd.factorize(members["person"])
        has = np.zeros((len(people), len(self._tree.keys)), dtype=bool)
        for person, source in zip(number, members["source_id"], strict=True):
            if source in self._source:
                has[person] |= self._by_source[self._source[source]]
        return has.sum(axis=0), len(people)

    def _units(self, members: pd.DataFrame, confidence: float) -> pd.DataFrame:
        cluster, clusters = clusters_of(members.rename(columns={"person": "unit"}))
        inside = [(place, cluster[source]) for place, source in enumerate(self._sources) if source in cluster]
        at, of = np.array(inside, dtype=np.intp).reshape(-1, 2).T
        hits, sizes = np.zeros((clusters, len(self._tree.keys))), np.zeros(clusters)
        np.add.at(hits, of, self._hits[at])
        np.add.at(sizes, of, self._sizes[at])
        hits = hits.T
        shares = korn_graubard_rows(hits, sizes, confidence).drop(columns="n_eff")
        shares = shares.rename(columns={"n": "n_units", "m": "clusters"})
        shares = shares.rename(columns={name: f"unit_{name}" for name in ("share", "low", "high", "readable")})
        return shares.assign(units=hits.sum(axis=1).astype(int))

    def _evidence(self, members: pd.DataFrame) -> list[list[str]]:
        wanted = np.zeros(len(self._source) + 1, dtype=bool)  # the last place stands for codings in no unit
        wanted[[self._source[source] for source in set(members["source_id"]) if source in self._source]] = True
        if wanted[:-1].all():
            return [rows[at >= 0].tolist() for rows, at in self._rows]
        return [rows[wanted[at]].tolist() for rows, at in self._rows]


def _rows_of(spoken: Laid, tree: _Tree) -> list[Places]:
    """Return, of each row of the tree, the codings that count for it, in reading order."""
    order = np.argsort(spoken.coded, kind="stable")
    per_code = np.split(order, np.searchsorted(spoken.coded[order], np.arange(1, len(spoken.keys))))
    counting = [np.flatnonzero(tree.counts_for[:, row]) for row in range(len(tree.keys))]
    return [np.sort(np.concatenate([per_code[code] for code in codes])) for codes in counting]


def _of(members: pd.DataFrame) -> str:
    alone = members["person"].str.startswith("source:")
    return PEOPLE if not alone.any() else DOCUMENTS if alone.all() else BOTH

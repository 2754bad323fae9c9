"""One side of a comparison: which sources, which people, which segments it consists of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.errors import NotFound, WorkbenchError, listed

PEOPLE, DOCUMENTS, BOTH = "people", "documents", "people and documents"


@dataclass(frozen=True, slots=True)
class Side:
    """The sources on one side of a comparison.

    `members` has one row per source and unit (source_id, unit): the case, or the source itself where it belongs to
    no case. `segments` has each segment once (source_id, start, end, cluster). A cluster is a set of units that
    share a source, such as two people interviewed together: they are not independent, so intervals count them once.
    """

    members: pd.DataFrame
    segments: pd.DataFrame
    clusters: int
    unit: str

    @property
    def m(self) -> int:
        """How many units there are."""
        return int(self.members["unit"].nunique())

    @property
    def cluster_sizes(self) -> npt.NDArray[np.int_]:
        """How many segments each cluster has."""
        return np.bincount(self.segments["cluster"].to_numpy(dtype=np.intp), minlength=self.clusters)


def side(segments: pd.DataFrame, by: str, value: object) -> Side:
    """Return the side of the comparison whose column `by` holds `value`, out of segments of one layer per source.

    `value` may be a list, tuple or set of values that make up one side together. Values are compared as they are
    written, so 4, 4.0 and '4' are the same.

    Raises:
        NotFound: when the table has no column `by`.
        WorkbenchError: when a source has segments of two layers, which would count its passages twice.
    """
    _check(segments, by)
    wanted = set(values_of(value))
    here = segments[np.array([written(v) in wanted for v in segments[by]], dtype=bool)]
    case = here["case_id"].fillna("").astype(str)
    own = (case == "").to_numpy(dtype=bool)
    # A prefix keeps a case and a source apart even if they should have the same id.
    unit = np.where(own, "source:" + here["source_id"].astype(str), "case:" + case)
    members = here[["source_id"]].astype("str").assign(unit=unit).drop_duplicates(ignore_index=True)
    cluster, clusters = clusters_of(members)
    once = places(here).drop_duplicates(ignore_index=True)
    once = once.assign(cluster=np.array([cluster[s] for s in once["source_id"]], dtype=np.intp))
    named = PEOPLE if not own.any() else DOCUMENTS if own.all() else BOTH
    return Side(members, once, clusters, named)


def places(table: pd.DataFrame) -> pd.DataFrame:
    """Return source_id, start and end of each row; whole numbers even where the table is empty and untyped."""
    return table[["source_id", "start", "end"]].astype({"source_id": "str", "start": "int64", "end": "int64"})


def values_of(value: object) -> tuple[str, ...]:
    """Return the value, or each of several, as people write it."""
    several = isinstance(value, list | tuple | set | frozenset)
    return tuple(written(each) for each in value) if several else (written(value),)  # type: ignore[attr-defined]


def written(value: Any) -> str:
    """Return an attribute's value as people write it: whole numbers without a decimal point."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _check(segments: pd.DataFrame, by: str) -> None:
    if by not in segments.columns:
        there = [name for name in segments.columns if name == "variety" or str(name).startswith("attr.")]
        raise NotFound(
            f"Segments cannot be compared by '{by}'. There is: {listed(there)}.",
            "Compare by 'variety' or by a participant's attribute, written 'attr.' and its name.",
        )
    layers = int(segments.groupby("source_id")["segmentation_id"].nunique().max() or 0) if len(segments) else 0
    if layers > 1:
        raise WorkbenchError(
            f"These segments come from {layers} layers, so the same words would count {layers} times.",
            "Choose one layer of segments.",
        )


def clusters_of(members: pd.DataFrame) -> tuple[dict[str, int], int]:
    """Return the cluster of each source, and how many there are: sources joined by people they share are one."""
    # Union-find over sources and units; a study has hundreds of them at most.
    parent: dict[str, str] = {}

    def top(node: str) -> str:
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    for source, unit in zip(members["source_id"], members["unit"], strict=True):
        parent[top(f"in {source}")] = top(unit)
    tops = {source: top(f"in {source}") for source in members["source_id"]}
    number = {name: i for i, name in enumerate(dict.fromkeys(tops.values()))}
    return {source: number[name] for source, name in tops.items()}, len(number)

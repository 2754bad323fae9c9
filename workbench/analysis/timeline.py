"""Where in an interview a code comes: as a share of its words, from 0 at the beginning to 1 at the end."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

TIMELINE_COLUMNS = ("coding_id", "source_id", "source", "code_key", "code_name", "begins", "ends", "words")
TENTHS_COLUMNS = ("code_key", "code_name", "tenth", "codings", "people", "m")


def timeline(codings: pd.DataFrame, words: Mapping[str, npt.NDArray[np.intp]]) -> pd.DataFrame:
    """Return one row per coding, with where it begins and ends (`TIMELINE_COLUMNS`), in the order given.

    `words` holds, per source, where each counted word begins (code points), in order. `begins` and `ends` are shares
    of these words, so silence and the interviewer's words, where not counted, take no room. Codings without a counted
    word are left out.
    """
    narrow = codings[["coding_id", "source_id", "source", "start", "end", "code_key", "code_name"]]
    once = narrow[~narrow["coding_id"].duplicated()].reset_index(drop=True)
    first, last, of = (np.zeros(len(once), dtype=np.intp) for _ in range(3))
    start, end = (once[name].to_numpy(dtype=np.intp) for name in ("start", "end"))
    for source, rows in once.groupby("source_id", sort=False).indices.items():
        spoken = words.get(str(source), np.empty(0, dtype=np.intp))
        first[rows] = np.searchsorted(spoken, start[rows], side="left")
        last[rows] = np.searchsorted(spoken, end[rows], side="left")
        of[rows] = len(spoken)
    said = last > first
    shares = {"begins": first[said] / of[said], "ends": last[said] / of[said], "words": last[said] - first[said]}
    return once[said].assign(**shares)[list(TIMELINE_COLUMNS)].reset_index(drop=True)


def tenths(lines: pd.DataFrame, owners: pd.DataFrame) -> pd.DataFrame:
    """Return for each code and tenth of the interviews (1 to 10) the codings that begin there, and by how many people.

    `lines` is out of `timeline`; `owners` has source_id and person (`units.owners_of`), all of them the `m` people.
    """
    tenth = np.minimum((lines["begins"] * 10).astype(int) + 1, 10)
    placed = lines.assign(tenth=tenth)
    codings = placed.groupby(["code_key", "code_name", "tenth"])["coding_id"].size()
    said = placed.merge(owners[["source_id", "person"]], on="source_id")
    people = said.groupby(["code_key", "code_name", "tenth"])["person"].nunique()
    table = pd.DataFrame({"codings": codings, "people": people}).reset_index()
    return table.assign(m=owners["person"].nunique())[list(TENTHS_COLUMNS)]

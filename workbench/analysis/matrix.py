"""The framework matrix: which coded passages stand in the cell of a row (a person, a site) and a theme."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.analysis.sides import written
from workbench.errors import NotFound, listed
from workbench.model import CASE_ROWS

COLUMNS = ("row_id", "theme", "passages", "people", "coding_ids")


def matrix_cells(
    codings: pd.DataFrame, themes: Mapping[str, Collection[str]], *, rows: str = CASE_ROWS
) -> pd.DataFrame:
    """Return one row per cell that has coded passages (`COLUMNS`), its codings in the order they come in.

    `themes` maps each theme to the ids of the codes that count for it (its own and those below it); a code may count for
    several. `rows` is `case`, or a column of `codings` such as `attr.site`, whose values are told apart as people write
    them. Sources of no case stand in no row. A passage
    is a place in a source: one that two people coded, or that has two codes of the theme, counts once in `passages`, and
    all its codings are in `coding_ids`. `people` counts cases.

    Raises:
        NotFound: when there is no column `rows`.
    """
    column = "case_id" if rows == CASE_ROWS else rows
    if column not in codings:
        there = [CASE_ROWS, *(name for name in codings if str(name).startswith("attr."))]
        raise NotFound(f"Rows cannot be '{rows}'. There is: {listed(map(str, there))}.", "Choose one of these.")
    mine = codings[(codings["case_id"] != "") & codings[column].notna()]
    lines = _numbered(mine, column, themes)
    if not lines.size:
        return pd.DataFrame(columns=list(COLUMNS))
    firsts = np.flatnonzero(np.diff(lines["cell"], prepend=-1))  # lines of one cell stand together
    values, ids = mine[column].to_numpy(dtype=object), mine["coding_id"].to_numpy(dtype=object)
    once = _first_of_each(lines["cell"], lines["coding"])
    ends = np.searchsorted(lines["cell"][once], lines["cell"][firsts], side="right")
    found = pd.DataFrame(
        {
            "row_id": [written(values[at]) for at in lines["at"][firsts]],
            "theme": [list(themes)[number] for number in lines["cell"][firsts] % len(themes)],
            "passages": np.add.reduceat(_first_of_each(lines["cell"], lines["place"]), firsts, dtype=np.intp),
            "people": np.add.reduceat(_first_of_each(lines["cell"], lines["person"]), firsts, dtype=np.intp),
        }
    )
    parts = np.split(ids[lines["at"][once]], ends[:-1])
    found["coding_ids"] = pd.Series([tuple(part) for part in parts], dtype=object)
    return found[list(COLUMNS)]


_LINE = np.dtype([(name, np.int64) for name in ("cell", "at", "place", "person", "coding")])


def _numbered(mine: pd.DataFrame, column: str, themes: Mapping[str, Collection[str]]) -> npt.NDArray[np.void]:
    """Return a line per coding, case and theme that it counts for: cell by cell, each in the order of `mine`.

    Everything that has to be told apart is a number here, so that a million codings are gone through in about a second.
    `at` is the place of the line in `mine`.
    """
    at, theme = _counted_for(mine["code_id"], themes)
    text = _number(mine["source_id"])
    start, end = mine["start"].to_numpy(dtype=np.int64), mine["end"].to_numpy(dtype=np.int64)
    person = _number(mine["case_id"])
    row = person if column == "case_id" else _number_as_written(mine[column])
    longest = int(end.max(initial=0)) + 1
    lines = np.empty(len(at), dtype=_LINE)
    lines["cell"], lines["at"], lines["person"] = row[at] * len(themes) + theme, at, person[at]
    lines["place"] = ((text * longest + start) * longest + end)[at]
    # in rows of single people no coding comes twice; naming a million of them by numbers takes longer than all else here
    lines["coding"] = at if column == "case_id" else _number(mine["coding_id"])[at]
    return lines[np.lexsort((at, lines["cell"]))]


def _counted_for(
    codes: pd.Series, themes: Mapping[str, Collection[str]]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return which rows count for which theme (by its number); a row is there as often as there are themes it counts for."""
    code, names = pd.factorize(codes)
    number = {name: place for place, name in enumerate(names)}
    at, theme = [np.empty(0, dtype=np.intp)], [np.empty(0, dtype=np.intp)]
    waiting = [(number[each], place) for place, of in enumerate(themes.values()) for each in of if each in number]
    while waiting:  # once for each theme that one code counts for, which is seldom more than twice
        turn = dict(reversed(waiting))
        chosen = np.full(len(names), -1, dtype=np.intp)
        chosen[list(turn)] = list(turn.values())
        of_row = chosen[code]
        at.append(np.flatnonzero(of_row >= 0))
        theme.append(of_row[at[-1]])
        waiting = [pair for pair in waiting if turn[pair[0]] != pair[1]]
    return np.concatenate(at), np.concatenate(theme)


def _number(values: pd.Series) -> npt.NDArray[np.int64]:
    return pd.factorize(values)[0].astype(np.int64)


def _number_as_written(values: pd.Series) -> npt.NDArray[np.int64]:
    """Number values by how people write them: 4, 4.0 and '4' are one row, True and 1 are two."""
    mixed = values.dtype == object  # values of one kind are told apart as they are, a hundred times sooner
    return _number(values.map(written, na_action="ignore") if mixed else values)


def _first_of_each(cell: npt.NDArray[np.int64], what: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Say of each line whether it is the first in its cell with this number."""
    order = np.lexsort((what, cell))  # stable: of equal ones the first stays the first
    new = (np.diff(cell[order], prepend=-1) != 0) | (np.diff(what[order], prepend=-1) != 0)
    first = np.empty(len(cell), dtype=bool)
    first[order] = new
    return first

"""The framework matrix: which coded passages stand in the cell of a row (a person, a site) and a theme."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from workbench.analysis.sides import written
from workbench.errors import NotFound, listed
from workbench.model import CASE_ROWS

COLUMNS = ("row_id", "theme", "passages", "people", "coding_ids")


def matrix_cells(
    codings: pd.DataFrame, themes: Mapping[str, Collection[str]], *, rows: str = CASE_ROWS
) -> pd.DataFrame:
    """Return one row per cell that has coded passages (`COLUMNS`), in the order of reading.

    `themes` maps each theme to the ids of the codes that count for it (its own and those below it); a code may count for
    several. `rows` is `case`, or a column of `codings` such as `attr.site`. Sources of no case stand in no row. A passage
    is a place in a source: one that two people coded, or that has two codes of the theme, counts once in `passages`, and
    all its codings are in `coding_ids`. `people` counts cases.

    Raises:
        NotFound: when there is no column `rows`.
    """
    column = "case_id" if rows == CASE_ROWS else rows
    if column not in codings:
        there = [CASE_ROWS, *(name for name in codings if str(name).startswith("attr."))]
        raise NotFound(f"Rows cannot be '{rows}'. There is: {listed(map(str, there))}.", "Choose one of these.")
    pairs = [(theme, code) for theme, codes in themes.items() for code in codes]
    counting = pd.DataFrame(pairs, columns=["theme", "code_id"], dtype=object)
    mine = codings[(codings["case_id"] != "") & codings[column].notna()]
    mine = mine.assign(row_id=[written(value) for value in mine[column]])
    joined = mine.merge(counting, on="code_id", how="inner")
    joined = joined.sort_values(["source", "start", "end"], kind="stable")
    joined["place"] = list(zip(joined["source_id"], joined["start"], joined["end"], strict=True))
    cells = joined.groupby(["row_id", "theme"], sort=False)
    found = cells.agg(
        passages=("place", "nunique"),
        people=("case_id", "nunique"),
        coding_ids=("coding_id", lambda ids: tuple(dict.fromkeys(ids))),
    ).reset_index()
    return found[list(COLUMNS)] if len(found) else pd.DataFrame(columns=list(COLUMNS))

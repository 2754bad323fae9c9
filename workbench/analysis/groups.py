"""Groups to compare: people by an attribute, numbers in bands, sources by their variety."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from workbench.analysis.sides import written
from workbench.analysis.units import owners_of
from workbench.errors import NotFound, listed

EVERYBODY = "everybody"
VARIETY = "variety"
_ATTRIBUTE = "attr."
# A number with more values than this is put into bands: one person per group says nothing.
MOST_VALUES, BANDS = 8, 3


def groupings(segments: pd.DataFrame) -> list[str]:
    """Return the columns that people or sources can be grouped by: `attr.` columns with a value, and variety."""
    named = [str(name) for name in segments.columns if str(name).startswith(_ATTRIBUTE)]
    return [name for name in named if segments[name].notna().any()] + [VARIETY]


def grouped(segments: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return source_id, person and group, once each: who belongs to which group. Who has no value is in none.

    Numbers with more than `MOST_VALUES` values become `BANDS` bands of about as many people each.

    Raises:
        NotFound: when there is no column `by`.
    """
    if by not in segments.columns:
        raise NotFound(
            f"People cannot be grouped by '{by}'. There is: {listed(groupings(segments))}.",
            "Group by 'variety' or by a participant's attribute, written 'attr.' and its name.",
        )
    rows = segments.drop_duplicates(["source_id", "case_id"])
    of = owners_of(rows).assign(value=rows[by].to_numpy(dtype=object))
    known = of[[bool(pd.notna(value)) for value in of["value"]]]
    return known[["source_id", "person"]].assign(group=_names(known)).reset_index(drop=True)


def everybody(segments: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return source_id, person and group for one group of all; by an attribute, sources of no case are left out."""
    of = owners_of(segments)
    kept = of if by == VARIETY else of[of["case_id"] != ""]
    return kept[["source_id", "person"]].assign(group=EVERYBODY).reset_index(drop=True)


def in_order(groups: pd.Series[str]) -> list[str]:
    """Return the groups there are, numbers by size and words by the alphabet."""
    return sorted(set(groups), key=_rank)


def _rank(name: str) -> tuple[float, str]:
    head = name.removeprefix("<").removeprefix(">").partition("–")[0].partition("-")[0].strip()
    try:
        return float(head) + (0.5 if name.startswith(">") else -0.5 if name.startswith("<") else 0), name
    except ValueError:
        return np.inf, name


def _names(known: pd.DataFrame) -> list[str]:
    values: list[Any] = list(known["value"])
    numbers = all(isinstance(v, int | float | np.number) and not isinstance(v, bool) for v in values)
    if numbers and len(set(values)) > MOST_VALUES:
        return _bands(known)
    return [written(value) for value in values]


def _bands(known: pd.DataFrame) -> list[str]:
    values = known["value"].astype(float)
    each = known.assign(value=values).drop_duplicates("person")["value"]
    band = np.searchsorted(np.quantile(each, np.linspace(0, 1, BANDS + 1)[1:-1], method="lower"), values, side="left")
    names = {}
    for number in set(band):
        inside = values[band == number]
        low, high = written(float(inside.min())), written(float(inside.max()))
        names[number] = low if low == high else f"{low}–{high}"
    return [names[number] for number in band]

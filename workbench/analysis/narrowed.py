"""Tables narrowed to who and what a `ContrastFilter` counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.analysis.sides import written
from workbench.errors import NotFound, listed
from workbench.model.contrast_filter import ATTRIBUTE, ContrastFilter, Evidence, days_of, in_range

Kept = npt.NDArray[np.bool_]


def people(cases: pd.DataFrame, wanted: ContrastFilter) -> pd.DataFrame:
    """Return the cases that have the wanted attributes; who has no value of one is not kept by it.

    Raises:
        NotFound: when no case has such an attribute, or such a value of it.
    """
    kept = np.ones(len(cases), dtype=bool)
    for name, values in wanted.who:
        column = f"{ATTRIBUTE}{name}"
        if column not in cases:
            there = [str(each).removeprefix(ATTRIBUTE) for each in cases.columns if str(each).startswith(ATTRIBUTE)]
            raise NotFound(
                f"Participants have no attribute '{name}'. There is: {listed(there)}.", "Choose one of these."
            )
        kept &= _has(cases[column], values, name)
    return cases[kept]


def links(table: pd.DataFrame, cases: pd.DataFrame, wanted: ContrastFilter) -> pd.DataFrame:
    """Return the links of these cases, in the wanted voices and tenses, by the wanted coders, on the wanted evidence."""
    kept = table["case_id"].isin(cases["case_id"]).to_numpy() & decided(table, wanted)
    for column, values in (("voice", wanted.voices), ("tense", wanted.tenses), ("coder", wanted.coders)):
        if values:
            kept &= table[column].isin(values).to_numpy()
    return table[kept]


def codings(table: pd.DataFrame, cases: pd.DataFrame, wanted: ContrastFilter) -> pd.DataFrame:
    """Return the codings of these cases and of documents of no case, by the wanted coders, on the wanted evidence."""
    kept = (table["case_id"].isin(cases["case_id"]) | (table["case_id"] == "")).to_numpy() & decided(table, wanted)
    if wanted.coders:
        kept &= table["coder"].isin(wanted.coders).to_numpy()
    return table[kept]


def segments(table: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Return the segments of these cases and of documents of no case."""
    return table[table["case_id"].isin(cases["case_id"]) | (table["case_id"] == "")]


def claims(table: pd.DataFrame, wanted: ContrastFilter, *, period: str | None = None) -> pd.DataFrame:
    """Return the claims of the wanted countries in force in the wanted period (or another): a claim without dates always is."""
    kept = np.ones(len(table), dtype=bool)
    if wanted.policy:
        kept &= table["country"].isin(wanted.policy).to_numpy()
    during = wanted.in_force if period is None else period
    if during:
        first, last = days_of(during)
        begins, ends = (
            _days(table[f"in_force_{which}"], usual) for which, usual in (("from", date.min), ("to", date.max))
        )
        kept &= np.array([b <= last and e >= first for b, e in zip(begins, ends, strict=True)], dtype=bool)
    return table[kept]


def named_by_wording(table: pd.DataFrame) -> pd.DataFrame:
    """Return claims so that no two have one key: an earlier wording, which links made under it keep, is `C06 (v1)`."""
    newest = table.groupby("key")["version"].transform("max")
    keys = [
        key if version == last else f"{key} (v{version})"
        for key, version, last in zip(table["key"], table["version"], newest, strict=True)
    ]
    return table.assign(key=keys)


def beside(now: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    """Return the claims of a later layer beside an earlier one: one row per pair on one theme, and each without a partner.

    `now` and `then` are tables of claims (claim_id, key, statement, theme_key, ...). Columns: theme_key, earlier,
    earlier_statement, later, later_statement; what there is none of is empty. A claim in force throughout stands on both
    sides under its own key.
    """
    columns = ["theme_key", "claim_id", "key", "statement"]
    # claims without a theme have no partner: their own id keeps them apart from each other
    first, second = (t[columns].assign(theme=t["theme_key"].fillna(t["claim_id"])) for t in (now, then))
    same = set(first["claim_id"]) & set(second["claim_id"])
    throughout = first[first["claim_id"].isin(same)].merge(
        second.drop(columns="theme"), on="claim_id", suffixes=("_earlier", "_later")
    )
    changed = (each[~each["claim_id"].isin(same)] for each in (first, second))
    both = pd.concat([throughout, _paired(*changed)], ignore_index=True)
    names = {"key_earlier": "earlier", "statement_earlier": "earlier_statement", "key_later": "later",
             "statement_later": "later_statement"}  # fmt: skip
    theme = both["theme_key_earlier"].fillna(both["theme_key_later"])
    shown = both.assign(theme_key=theme).rename(columns=names).fillna("")
    return shown[["theme_key", *names.values()]].sort_values(
        ["earlier", "later"], key=lambda keys: keys.where(keys != "", "\uffff"), ignore_index=True
    )


def _paired(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    return first.merge(second, on="theme", how="outer", suffixes=("_earlier", "_later"))


def decided(table: pd.DataFrame, wanted: ContrastFilter) -> Kept:
    """Say of each coding or link whether it counts: one that began as a suggestion does so only where asked for."""
    if wanted.evidence is Evidence.ACCEPTED:
        return np.ones(len(table), dtype=bool)
    return (table["from_suggestion"] == "").to_numpy(dtype=bool)


def values_there(cases: pd.DataFrame, name: str) -> list[str]:
    """Return the values of an attribute that people have, as written, in order."""
    return sorted({written(value) for value in cases[f"{ATTRIBUTE}{name}"].dropna()}, key=_in_order)


def _has(column: pd.Series[Any], values: Sequence[str], name: str) -> Kept:
    there = {written(value) for value in column.dropna()}
    unknown = [value for value in values if value not in there and not any(in_range(each, value) for each in there)]
    if unknown:
        raise NotFound(
            f"Nobody's {name} is '{unknown[0]}'. There is: {listed(sorted(there, key=_in_order))}.",
            "Choose from these.",
        )
    told = [None if pd.isna(value) else written(value) for value in column]
    return np.array(
        [each is not None and (each in values or any(in_range(each, wanted) for wanted in values)) for each in told],
        dtype=bool,
    )


def _in_order(value: str) -> tuple[int, float, str]:
    # Numbers and bands of numbers (<1, 3-5, >10) by size, everything else by name.
    digits = value.lstrip("<>≤≥ ").partition("-")[0].partition("–")[0]
    if digits.replace(".", "", 1).isdecimal():
        return 0, float(digits) + (0.5 if value[:1] == ">" else -0.5 if value[:1] == "<" else 0), value
    return 1, 0.0, value


def _days(column: pd.Series[Any], usual: date) -> list[date]:
    return [usual if pd.isna(day) else day if isinstance(day, date) else date.fromisoformat(str(day)) for day in column]

"""What a reader must know to read a row: short sentences made of its numbers. Interpretation stays with people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbench.analysis.shares import FEWEST_READABLE

Row = Mapping[str, Any]

_ONE = {"people": "person", "documents": "document", "people and documents": "person or document"}


def theme_notes(row: Row, *, confidence: float = 0.95) -> list[str]:
    """Return the sentences for one row of `contrast.themes`: people first, then segments, on either side."""
    return [note for side in ("left", "right") for note in _side_notes(row, side, confidence)]


def claim_notes(row: Row) -> list[str]:
    """Return the sentences for one row of `contrast.claims`: n in people, silence, what is not counted."""
    m, silent = int(row["m"]), int(row["silent"])
    if m == 0:
        return ["Nobody with an interview is in the list of people, so nobody can be counted.", *_not_counted(row)]
    notes = [
        f"Of {_count(m, 'people')} with an interview, {m - silent} {_have(m - silent)} a passage linked to this claim.",
        *([f"{silent} {_have(silent)} none; silence is no evidence for or against a claim."] if silent else []),
        *_mixed(row),
        *([_too_few(m, "people")] if not _enough(m) else []),
        *_sites(row),
        *_not_counted(row),
    ]
    return [*notes, "These are accounts given in interviews, not observations."]


def invisible_notes(row: Row) -> list[str]:
    """Return the sentences for one row of `contrast.invisible`."""
    counted = f"{row['k']} of {_count(int(row['m']), str(row['unit']))}."
    if not row["partners"]:
        return [counted, "No policy code is set against this code."]
    policy = [key for key in row["partners"] if key != row["code_key"]]
    subject = f"Set against it: {', '.join(policy)};" if policy else "It is"
    return [counted, f"{subject} coded in none of {_count(int(row['m_left']), str(row['unit_left']))} ({row['left']})."]


def left_out(codings: pd.DataFrame, table: pd.DataFrame) -> list[str]:
    """Return a sentence on the codings that stand behind no row of a `contrast.themes` table; empty if all do."""
    shown = {each for side in ("left", "right") for ids in table[f"coding_ids_{side}"] for each in ids}
    every = set(codings["coding_id"])
    out = len(every - shown)
    if not out:
        return []
    missing = "their code has no row, or their source is on neither side or has no segments"
    return [f"{out} of {len(every)} codings stand behind no row here: {missing}."]


def _side_notes(row: Row, side: str, confidence: float) -> list[str]:
    name, m, unit = row[side], int(row[f"m_{side}"]), str(row[f"unit_{side}"])
    if m == 0:
        return [f"{name}: no source with segments on this side, so there is nothing to count."]
    counted = f"{name}: {row[f'k_{side}']} of {_count(m, unit)}."
    segments = f"{name}: {row[f'segments_{side}']} of {_plural(int(row[f'n_segments_{side}']), 'segment')}"
    if not (row[f"people_readable_{side}"] and row[f"segment_readable_{side}"]):
        return [counted, f"{segments}.", *_why_unreadable(row, side, m, unit)]
    low, high = row[f"segment_low_{side}"], row[f"segment_high_{side}"]
    width = f"{confidence:.0%} interval {low:.1%} to {high:.1%}"
    return [counted, f"{segments} ({row[f'segment_share_{side}']:.1%}; {width}).", *_grouped(row, side, m, unit)]


def _why_unreadable(row: Row, side: str, m: int, unit: str) -> list[str]:
    if not row[f"people_readable_{side}"]:
        return [_too_few(m, unit)]
    groups = _plural(int(row[f"clusters_{side}"]), "group")
    return [f"{_count(m, unit)}, but only {groups} that share no source: too few to show a share of segments."]


def _grouped(row: Row, side: str, m: int, unit: str) -> list[str]:
    clusters = int(row[f"clusters_{side}"])
    if clusters == m:
        return []
    return [f"Some of the {_count(m, unit)} share a source; the interval counts {_plural(clusters, 'group')}."]


def _mixed(row: Row) -> list[str]:
    mixed = int(row["mixed"])
    return [f"Mixed: {_count(mixed, 'people')} with passages both fulfilled and contradicted."] if mixed else []


def _sites(row: Row) -> list[str]:
    n, of = int(row["n_sites"]), int(row["sites_in_study"])
    return [f"Those with a passage come from {n} of {_plural(of, 'site')}."] if of else []


def _not_counted(row: Row) -> list[str]:
    n = len(row["links_not_counted"])
    if not n:
        return []
    return [f"Not counted: {_plural(n, 'link')} to passages of nobody in the list of interviewed people."]


def _enough(m: int) -> bool:
    return m >= FEWEST_READABLE


def _too_few(m: int, unit: str) -> str:
    return f"With {_count(m, unit)} there are too few {unit} to show a share: read the counts and the passages."


def _have(n: int) -> str:
    return "has" if n == 1 else "have"


def _plural(n: int, thing: str) -> str:
    return f"{n} {thing}" if n == 1 else f"{n} {thing}s"


def _count(n: int, unit: str) -> str:
    return f"{n} {_ONE.get(unit, unit)}" if n == 1 else f"{n} {unit}"

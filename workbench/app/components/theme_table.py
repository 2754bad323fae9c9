"""The table of themes as it is read: people first, then segments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbench.analysis.differences import GroupShare


def tall(rows: int) -> int:
    """Return the height that shows a table's rows, up to fifteen of them, in pixels."""
    return 38 + 35 * min(15, max(1, rows))


def theme_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table of themes as it is read: k of m, then segments with their interval."""
    sides = (("left", "Left"), ("right", "Right"))
    rows = {"Theme": [f"{name} ({key})" for key, name in zip(table["code_key"], table["code_name"], strict=True)]}
    for which, word in sides:
        unit = str(table[f"unit_{which}"].iloc[0])
        rows[f"{word}: {unit}"] = [f"{k} of {m}" for k, m in zip(table[f"k_{which}"], table[f"m_{which}"], strict=True)]
    for which, word in sides:
        rows[f"{word}: segments"] = [segment_share(row, which) for row in table.to_dict("records")]
    rows["Right: codes counted"] = [", ".join(codes) for codes in table["codes_right"]]
    return pd.DataFrame(rows)


def segment_share(row: Mapping[Any, Any], which: str) -> str:
    """Return one side's segments in words, with the interval where there are enough people for one."""
    counts = f"{row[f'segments_{which}']} of {row[f'n_segments_{which}']}"
    if not row[f"segment_readable_{which}"]:
        return counts
    return f"{counts} ({row[f'segment_share_{which}']:.0%}; {row[f'segment_low_{which}']:.0%} to {row[f'segment_high_{which}']:.0%})"


def unimagined_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table of themes that no policy expects, as it is read."""
    return pd.DataFrame(
        {
            "Theme": [f"{name} ({key})" for key, name in zip(table["code_key"], table["code_name"], strict=True)],
            "People": [f"{k} of {m}" for k, m in zip(table["k"], table["m"], strict=True)],
            "Passages": [len(ids) for ids in table["coding_ids"]],
        }
    )


def corrected_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return the machine's shares and the corrected ones as they are read: shares only where there is enough to correct by."""
    rows = table.to_dict("records")
    return pd.DataFrame(
        {
            "Theme": [f"{row['code_name']} ({row['code_key']})" for row in rows],
            "The machine alone": [f"{row['machine']:.1%}" for row in rows],
            "Corrected": [_with_interval(row, "share", "low", "high") for row in rows],
            "The sample alone": [_with_interval(row, "sample", "sample_low", "sample_high") for row in rows],
            "Passages": [f"{row['coded']} of {row['n']} looked at, {row['m']} people" for row in rows],
            "In words": [row["words"] for row in rows],
        }
    )


def group_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return themes by group as they are read: people and passages of each group, then p, then what may be read from it.

    Two groups and p stand beside each other without scrolling on a laptop; how many people a group has stands in its heading.
    """
    groups = [f"{group.name} (n = {group.m})" for group in table["groups"].iloc[0]]
    rows = {"Theme": [f"{name} ({key})" for key, name in zip(table["code_key"], table["code_name"], strict=True)]}
    rows["p"] = [f"{p:.3f}" for p in table["p"]]
    rows["p, all themes"] = [f"{q:.3f}" for q in table["q"]]
    for place, name in enumerate(groups):
        rows[name] = [_of_group(each[place]) for each in table["groups"]]
    rows["What may be read from it"] = list(table["words"])
    return pd.DataFrame(rows)


def _of_group(group: GroupShare) -> str:
    counts = f"{group.k} · {group.hits} of {group.n}"
    return f"{counts} ({group.share:.0%})" if group.readable else counts


def _with_interval(row: Mapping[Any, Any], share: str, low: str, high: str) -> str:
    if not row["readable"]:
        return "too few"
    return f"{row[share]:.1%} ({row[low]:.1%} to {row[high]:.1%})"

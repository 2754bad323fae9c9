"""The table of themes as it is read: people first, then segments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd


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

"""Tables of figures to plain values: nothing of pandas or NumPy reaches the reader of JSON."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table's rows as objects of plain values; what is missing or not a number is None."""
    columns = [str(name) for name in frame.columns]
    return [dict(zip(columns, map(plain, row), strict=True)) for row in frame.itertuples(index=False, name=None)]


def plain(value: Any) -> Any:
    """Return a value as JSON knows it: text, numbers, yes or no, None, lists and objects of these; dates as ISO text."""
    if hasattr(value, "tolist"):  # NumPy's numbers and arrays
        value = value.tolist()
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return _one(value)


def _one(value: Any) -> Any:
    import pandas as pd

    if value is None or pd.isna(value) or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, (str, int, float)):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)

"""Agreement of two coders: per code, over the segments that both had before them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.analysis.overlap import carried

CODE_COLUMNS = ("code_key", "n", "both", "only_left", "only_right", "neither", "agreement", "alpha")
DIFFERENCE_COLUMNS = ("source_id", "start", "end", "only_left", "only_right", "both")


def agreement(segments: pd.DataFrame, left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Return one row per code that either coder gave, in order of key (`CODE_COLUMNS`).

    Args:
        segments: units of one layer (source_id, start, end), those both coders looked at.
        left: one coder's codings (source_id, start, end, code_key).
        right: the other's.

    `n` counts segments; `both`, `only_left`, `only_right` and `neither` sum to it. A segment carries a code by the
    rule of `overlap.carried`. `agreement` is the share of segments on which the two do the same. `alpha` is
    Krippendorff's alpha for this code as present or absent (nominal data, two coders, nothing missing; Krippendorff
    2011, "Computing Krippendorff's alpha-reliability", section B); NaN where all segments have it, or none has.
    """
    units = _units(segments)
    one, other = _given(units, left), _given(units, right)
    rows = [_row(key, units, one.get(key, set()), other.get(key, set())) for key in sorted({*one, *other})]
    return pd.DataFrame(rows, columns=list(CODE_COLUMNS))


def differences(segments: pd.DataFrame, left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Return the segments that the two coders read differently, in reading order (`DIFFERENCE_COLUMNS`).

    `only_left`, `only_right` and `both` are tuples of code keys; otherwise as `agreement`.
    """
    units = _units(segments)
    one, other = _by_unit(units, left), _by_unit(units, right)
    rows = []
    for position, (source, start, end) in enumerate(units[["source_id", "start", "end"]].itertuples(index=False)):
        mine, theirs = one.get(position, set()), other.get(position, set())
        if mine != theirs:
            shown = (tuple(sorted(keys)) for keys in (mine - theirs, theirs - mine, mine & theirs))
            rows.append((source, start, end, *shown))
    return pd.DataFrame(rows, columns=list(DIFFERENCE_COLUMNS))


def alpha(both: int, only_left: int, only_right: int, neither: int) -> float:
    """Return Krippendorff's alpha of two coders over a code that is there or not; NaN where it never varies."""
    n = 2 * (both + only_left + only_right + neither)  # every unit gives two values
    there, absent = 2 * both + only_left + only_right, 2 * neither + only_left + only_right
    expected = there * absent
    return float("nan") if not expected else 1 - (n - 1) * (only_left + only_right) / expected


def _row(key: str, units: pd.DataFrame, left: set[int], right: set[int]) -> tuple[object, ...]:
    both, n = len(left & right), len(units)
    only_left, only_right = len(left) - both, len(right) - both
    neither = n - both - only_left - only_right
    same = (both + neither) / n if n else float("nan")
    return key, n, both, only_left, only_right, neither, same, alpha(both, only_left, only_right, neither)


def _units(segments: pd.DataFrame) -> pd.DataFrame:
    """Each segment once: a source of two people has a row for each of them."""
    return segments.drop_duplicates(["source_id", "start", "end"], ignore_index=True)


def _pairs(units: pd.DataFrame, codings: pd.DataFrame) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.intp]]:
    once = codings.drop_duplicates(["source_id", "start", "end", "code_key"], ignore_index=True)
    coding, unit = carried(once, units)
    return once["code_key"].to_numpy(dtype=object)[coding], unit


def _given(units: pd.DataFrame, codings: pd.DataFrame) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for key, unit in zip(*_pairs(units, codings), strict=True):
        found.setdefault(str(key), set()).add(int(unit))
    return found


def _by_unit(units: pd.DataFrame, codings: pd.DataFrame) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for key, unit in zip(*_pairs(units, codings), strict=True):
        found.setdefault(int(unit), set()).add(str(key))
    return found

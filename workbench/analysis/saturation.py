"""Whether further interviews still bring new codes: base, run and threshold, in one order and over random orders.

Guest, Namey and Chen 2020, PLoS ONE 15(5):e0232076. The new codes of a run of interviews are divided by the codes of the
base, the interviews at the beginning. A flat curve says that no new codes come, not that they are understood (Hennink,
Kaiser and Marconi 2017, Qualitative Health Research 27:591).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.errors import WorkbenchError

RUN_COLUMNS = ("first", "last", "new", "base", "ratio")
CURVE_COLUMNS = ("interviews", "codes", "mean", "low", "high")
BAND = (0.05, 0.95)
Grid = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Settings:
    """Interviews in the base, interviews in a run, and the share of new information that is still little enough.

    Raises:
        WorkbenchError: unless base and run are at least 1 and the threshold lies in [0, 1).
    """

    base: int = 4
    run: int = 2
    threshold: float = 0.05

    def __post_init__(self) -> None:
        if self.base < 1 or self.run < 1 or not 0 <= self.threshold < 1:
            raise WorkbenchError(
                f"Base {self.base}, run {self.run} and threshold {self.threshold} cannot be used together.",
                "Base and run count interviews, from 1; the threshold is a share, such as 0.05.",
            )


@dataclass(frozen=True, slots=True)
class OverOrders:
    """What random orders of the same interviews give.

    `curve` has a row per number of interviews: codes found in the order given, and mean and band (5 % to 95 %) over
    the orders. `reached` of `orders` reach the threshold; `usual` is the median number of interviews that they need
    before the run (NaN where none does).
    """

    curve: pd.DataFrame
    reached: int
    orders: int
    usual: float


def new_codes(has: Grid) -> list[int]:
    """Return how many codes each interview brings that none before it had; `has` is interviews x codes, in order."""
    seen = np.logical_or.accumulate(has, axis=0)
    found = seen.sum(axis=1)
    return [int(n) for n in np.diff(found, prepend=0)]


def runs(new: Sequence[int], settings: Settings) -> pd.DataFrame:
    """Return every run after the base (`RUN_COLUMNS`): its interviews from 1, its new codes, and their ratio to the base.

    Runs move on by one interview. The ratio is NaN where the base has no codes. Fewer interviews than base and run
    together make no run.
    """
    base = sum(new[: settings.base])
    rows = [
        (at + 1, at + settings.run, fresh, base, fresh / base if base else np.nan)
        for at in range(settings.base, len(new) - settings.run + 1)
        for fresh in [sum(new[at : at + settings.run])]
    ]
    return pd.DataFrame(rows, columns=list(RUN_COLUMNS))


def reached(new: Sequence[int], settings: Settings) -> int | None:
    """Return after how many interviews the threshold is reached, the run that shows it not counted; None if it is not.

    It is written '7 (+2)': a run of two, interviews 8 and 9, brought at most the threshold's share of new codes.
    """
    table = runs(new, settings)
    few = table[table["ratio"] <= settings.threshold + 1e-12]
    return None if few.empty else int(few["first"].iloc[0]) - 1


def over_orders(has: Grid, settings: Settings, *, orders: int = 1000, seed: int = 0) -> OverOrders:
    """Return curve and threshold over random orders of the interviews; `has` is interviews x codes, in the order given."""
    chance = np.random.default_rng(seed)
    many = len(has)
    ranks = np.argsort(chance.random((orders, many)), axis=1)
    found = np.stack([_found(has, rank) for rank in ranks]) if orders else np.empty((0, many), dtype=int)
    needed = [reached(np.diff(each, prepend=0).tolist(), settings) for each in found]
    there = [each for each in needed if each is not None]
    low, high = np.quantile(found, BAND, axis=0) if orders and many else (np.empty(many), np.empty(many))
    curve = pd.DataFrame(
        {
            "interviews": np.arange(1, many + 1),
            "codes": np.cumsum(new_codes(has)) if many else [],
            "mean": found.mean(axis=0) if orders else np.nan,
            "low": low,
            "high": high,
        }
    )
    return OverOrders(curve[list(CURVE_COLUMNS)], len(there), orders, float(np.median(there)) if there else np.nan)


def first_found(has: Grid, keys: Sequence[str]) -> pd.DataFrame:
    """Return per code: the interview (from 1) that brought it first, how many have it, and where a random order would.

    `expected` is the mean place of the first of k interviews among n in random order, (n + 1) / (k + 1).
    """
    many, interviews = has.sum(axis=0), len(has)
    first = has.argmax(axis=0) + 1
    table = pd.DataFrame({"code_key": list(keys), "first": first, "interviews": many, "of": interviews})
    table["expected"] = (interviews + 1) / (many + 1)
    found: pd.DataFrame = table[many > 0]
    return found.reset_index(drop=True)


def _found(has: Grid, order: npt.NDArray[np.intp]) -> npt.NDArray[np.int_]:
    found: npt.NDArray[np.int_] = np.logical_or.accumulate(has[order], axis=0).sum(axis=1)
    return found

"""Shares and totals of a whole study from passages that were drawn with known probabilities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.analysis.shares import FEWEST_READABLE, clopper_pearson, effective_size
from workbench.errors import WorkbenchError

Floats = npt.NDArray[np.float64]
DRAW_COLUMNS = ("draw", "unit", "part", "probability", "answered")


@dataclass(frozen=True, slots=True)
class WeightedShare:
    """A share estimated from n units of m clusters (people, or sources); NaN where there is nothing to estimate it from.

    `n_eff` is how many independent units they are worth. `readable` is false where they are of too few clusters for the
    interval to tell anything.
    """

    share: float
    low: float
    high: float
    m: int
    n: int
    n_eff: float
    readable: bool


def pooled_weights(rows: pd.DataFrame) -> pd.Series:
    """Return how many units of the population each answered unit stands for, by unit, pooled over draws.

    Args:
        rows: one row per draw and unit (`DRAW_COLUMNS`). `part` is `random`, `uncertain`, or `known`: a unit of the
            population that was not drawn because it had been answered before. `probability` is that of being in this
            draw (1 for `known`); `answered` is whether somebody answered it since.

    Each draw by itself gives the total of the population: the sum over its units of value over probability, what was
    known before at 1. Given what was known before, each is unbiased, so these estimates are uncorrelated, and any average
    with weights fixed beforehand is unbiased too. They are weighted by how many random units were answered: a draw without
    any says nothing of the rest. In a part of a draw that is answered in part, those answered stand for all of it; this is
    fair where they are answered in the order drawn, which is random, and an assumption otherwise.

    Raises:
        WorkbenchError: when a probability is not in (0, 1].
    """
    if rows.empty:
        return pd.Series(dtype=float)
    _check_probabilities(rows["probability"].to_numpy(dtype=float))
    answered = rows["answered"].to_numpy(dtype=bool)
    in_part = rows.assign(answered=answered).groupby(["draw", "part"], sort=False)["answered"]
    raised = in_part.transform("size") / in_part.transform("sum").replace(0, np.nan)
    by_chance = pd.Series(answered & (rows["part"] == "random").to_numpy(), index=rows.index)
    of_draw = by_chance.groupby(rows["draw"], sort=False).transform("sum") / max(1, int(by_chance.sum()))
    weight = (of_draw * raised / rows["probability"])[answered]
    pooled = weight.groupby(rows["unit"][answered], sort=False).sum()
    return pooled[pooled > 0]


def weighted_share(
    weights: npt.ArrayLike, hits: npt.ArrayLike, among: npt.ArrayLike, clusters: npt.ArrayLike, confidence: float = 0.95
) -> WeightedShare:
    """Return the share of `hits` among those units that are `among`, each unit standing for `weights` of them.

    Share: the ratio of two estimated totals. Interval: that of `shares.korn_graubard` with weights, clusters taken as what
    was sampled (Korn and Graubard 1998). That part of the population is known for certain is not counted in its favour, so the
    interval is, if anything, too wide. Edges as there.

    Args:
        weights: of each unit, at least 0.
        hits: whether it is a hit.
        among: whether it is among those of which the share is asked.
        clusters: the person or source that it is of.
        confidence: of the interval.
    """
    weight, hit, of = (np.asarray(each, dtype=float) for each in (weights, hits, among))
    hit, used = hit * of, (of > 0) & (weight > 0)
    whole, n = float((weight * of).sum()), int(used.sum())
    if not n:
        return WeightedShare(np.nan, np.nan, np.nan, 0, 0, np.nan, readable=False)
    share = float((weight * hit).sum()) / whole
    distance = pd.Series(weight * (hit - share * of) / whole)[used]
    by_cluster = distance.groupby(np.asarray(clusters, dtype=object)[used]).sum().to_numpy()
    m = len(by_cluster)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.array([m / (m - 1) if m > 1 else np.nan]) * (by_cluster**2).sum()
        n_eff = effective_size(np.array([share]), np.array([float(n)]), np.array([m]), variance, confidence)
    low, high = clopper_pearson(np.array([share]), n_eff, confidence)
    return WeightedShare(share, float(low[0]), float(high[0]), m, n, float(n_eff[0]), m >= FEWEST_READABLE)


def _check_probabilities(probability: Floats) -> None:
    if ((probability <= 0) | (probability > 1) | np.isnan(probability)).any():
        raise WorkbenchError("An inclusion probability lies above 0 and not above 1.", "Take those the draw recorded.")

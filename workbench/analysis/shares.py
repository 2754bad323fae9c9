"""Shares with honest intervals: of people, and of segments that come from people.

The share of people (k of m) is the headline. The share of segments comes second, because one person's segments
resemble each other: its interval counts people, not segments, as what was sampled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.errors import WorkbenchError

Floats = npt.NDArray[np.float64]

# Below this many people an interval is too wide to tell anything: show counts only.
FEWEST_READABLE = 6
SHARE_COLUMNS = ("share", "low", "high", "m", "n", "n_eff", "readable")


@dataclass(frozen=True, slots=True)
class PeopleShare:
    """k of m people, with the interval of their share. `readable` is false where counts alone should be shown."""

    k: int
    m: int
    share: float
    low: float
    high: float
    readable: bool


@dataclass(frozen=True, slots=True)
class SegmentShare:
    """A share of n segments from m cases. `n_eff` is how many independent segments they are worth."""

    share: float
    low: float
    high: float
    m: int
    n: int
    n_eff: float
    readable: bool


def people_share(
    k: int, m: int, confidence: float = 0.95, *, method: Literal["jeffreys", "wilson"] = "jeffreys"
) -> PeopleShare:
    """Return the share of people, k of m, with its interval.

    Jeffreys: quantiles of Beta(k + 1/2, m - k + 1/2), with the low end at 0 for k = 0 and the high end at 1 for k = m
    (Brown, Cai and DasGupta 2001, Statistical Science 16:101). Wilson: the score interval of the same paper.
    Share and interval are NaN for m = 0.

    Raises:
        WorkbenchError: unless 0 <= k <= m and 0 < confidence < 1.
    """
    _check_confidence(confidence)
    if not 0 <= k <= m:
        raise WorkbenchError(f"{k} of {m} people is not a count of people.", "k must lie between 0 and m.")
    if m == 0:
        return PeopleShare(0, 0, np.nan, np.nan, np.nan, readable=False)
    low, high = (_jeffreys if method == "jeffreys" else _wilson)(k, m, confidence)
    return PeopleShare(k, m, k / m, low, high, readable=m >= FEWEST_READABLE)


def _jeffreys(k: int, m: int, confidence: float) -> tuple[float, float]:
    from scipy.special import betaincinv

    tail = (1 - confidence) / 2
    low = 0.0 if k == 0 else float(betaincinv(k + 0.5, m - k + 0.5, tail))
    high = 1.0 if k == m else float(betaincinv(k + 0.5, m - k + 0.5, 1 - tail))
    return low, high


def _wilson(k: int, m: int, confidence: float) -> tuple[float, float]:
    from scipy.special import ndtri

    z2 = float(ndtri((1 + confidence) / 2)) ** 2
    middle = (k + z2 / 2) / (m + z2)
    half = np.sqrt(z2 * (k * (m - k) / m + z2 / 4)) / (m + z2)
    return (0.0 if k == 0 else float(middle - half)), (1.0 if k == m else float(middle + half))


def korn_graubard(hits_by_case: Sequence[int], sizes_by_case: Sequence[int], confidence: float = 0.95) -> SegmentShare:
    """Return the share of segments that carry a code, over cases, with the Korn-Graubard interval.

    `hits_by_case[i]` of `sizes_by_case[i]` segments of case i carry the code. See `korn_graubard_rows` for the
    method and the edges.

    Raises:
        WorkbenchError: when the lists differ in length, a case has more hits than segments, or confidence is not
            between 0 and 1.
    """
    hits, sizes = np.asarray(hits_by_case, dtype=float), np.asarray(sizes_by_case, dtype=float)
    if hits.shape != sizes.shape or hits.ndim != 1:
        raise WorkbenchError(
            f"There are hits for {hits.size} cases and sizes for {sizes.size}.", "Give one number of each per case."
        )
    row: dict[Any, Any] = korn_graubard_rows(hits[np.newaxis, :], sizes, confidence).to_dict("records")[0]
    return SegmentShare(**row)


def korn_graubard_rows(hits: npt.ArrayLike, sizes: npt.ArrayLike, confidence: float = 0.95) -> pd.DataFrame:
    """Return one row of `SHARE_COLUMNS` for each row of `hits` (rows x cases); `sizes` is per case, or rows x cases.

    Clopper-Pearson on an effective sample size (Korn and Graubard 1998, Survey Methodology 24:193; used as in the
    NCHS data presentation standards for proportions, 2017): n_eff = min(n, p(1-p)/v * (t[n-1]/t[m-1])^2), where v is
    the linearised variance of the ratio p over m cases and t the Student quantile at the wanted confidence.

    Edges: cases without segments are left out and do not count in m. No hits, or all hits: the data say nothing
    about how alike one person's segments are (v = 0), so each case counts as one observation, n_eff = m, and the
    interval touches 0 or 1. (Taking n there, as the standard does, would leave a prevalence of 3 % uncovered in one
    study of five people in eight, were one person's segments much alike.) One case: share but no interval (NaN). No segments: everything NaN. `readable` is false below
    `FEWEST_READABLE` cases; the interval is still given.
    """
    _check_confidence(confidence)
    hit = np.atleast_2d(np.asarray(hits, dtype=float))
    size = np.broadcast_to(np.asarray(sizes, dtype=float), hit.shape)
    if (hit < 0).any() or (hit > size).any():
        raise WorkbenchError("A case has more hits than segments, or fewer than none.", "Count each segment once.")
    m, n = (size > 0).sum(axis=1), size.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = hit.sum(axis=1) / n
        n_eff = effective_size(share, n, m, _ratio_variance(hit, size, share, m), confidence)
    low, high = clopper_pearson(share, n_eff, confidence)
    columns = (share, low, high, m, n.astype(int), n_eff, m >= FEWEST_READABLE)
    return pd.DataFrame(dict(zip(SHARE_COLUMNS, columns, strict=True)))


def logit_t(hits_by_case: Sequence[int], sizes_by_case: Sequence[int], confidence: float = 0.95) -> tuple[float, float]:
    """Return a second interval to check Korn-Graubard against: share on the logit scale, t with m - 1 degrees of freedom.

    NaN where it does not exist: no hits, all hits, or fewer than two cases.
    """
    low, high = logit_t_rows([hits_by_case], sizes_by_case, confidence)
    return float(low[0]), float(high[0])


def logit_t_rows(hits: npt.ArrayLike, sizes: npt.ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return both ends of `logit_t` for each row of `hits` (rows x cases); `sizes` is per case, or rows x cases."""
    from scipy.special import expit, logit, stdtrit

    _check_confidence(confidence)
    hit = np.atleast_2d(np.asarray(hits, dtype=float))
    size = np.broadcast_to(np.asarray(sizes, dtype=float), hit.shape)
    m = (size > 0).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = hit.sum(axis=1) / size.sum(axis=1)
        spread = np.sqrt(_ratio_variance(hit, size, share, m)) / (share * (1 - share))
        reach = np.where((m > 1) & (share > 0) & (share < 1), stdtrit(m - 1, (1 + confidence) / 2) * spread, np.nan)
        return expit(logit(share) - reach), expit(logit(share) + reach)


def _ratio_variance(hit: Floats, size: Floats, share: Floats, m: npt.NDArray[np.int_]) -> Floats:
    # Taylor linearisation of sum(hits) / sum(sizes): each case adds its distance from what p would make it.
    distance = (hit - share[:, np.newaxis] * size) / size.sum(axis=1)[:, np.newaxis]
    variance: Floats = m / (m - 1) * (distance**2).sum(axis=1)
    return variance


def effective_size(share: Floats, n: Floats, m: npt.NDArray[np.int_], variance: Floats, confidence: float) -> Floats:
    """Return how many independent units a share of n units of m clusters is worth: see `korn_graubard_rows`."""
    from scipy.special import stdtrit

    quantile = (1 + confidence) / 2
    adjust = (stdtrit(n - 1, quantile) / stdtrit(m - 1, quantile)) ** 2
    edge = (share == 0) | (share == 1)
    worth = np.where(edge, m, share * (1 - share) / variance * adjust)
    effective: Floats = np.where(m > 1, np.minimum(n, worth), np.nan)
    return effective


def clopper_pearson(share: Floats, n: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Return both ends of the Clopper-Pearson interval for shares of n units, n not necessarily whole; NaN where n is."""
    from scipy.special import betaincinv

    tail, x = (1 - confidence) / 2, share * n
    known = ~np.isnan(n)
    low = np.where(share == 0, np.where(known, 0.0, np.nan), betaincinv(x, n - x + 1, tail))
    high = np.where(share == 1, np.where(known, 1.0, np.nan), betaincinv(x + 1, n - x, 1 - tail))
    return low, high


def _check_confidence(confidence: float) -> None:
    if not 0 < confidence < 1:
        raise WorkbenchError(f"A confidence of {confidence} makes no interval.", "Give a number such as 0.95.")

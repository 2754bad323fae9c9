"""Do groups of people differ? People are shuffled between the groups, never their segments.

A naive chi-square over segments finds a difference between six sites in three of four studies that have none, because
one person's segments resemble each other. Shuffling whole people keeps what they said together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.analysis.difference_words import said_of
from workbench.analysis.shares import FEWEST_READABLE
from workbench.analysis.shuffles import arrangements, every_arrangement, shuffled
from workbench.analysis.sides import written
from workbench.errors import NotFound, WorkbenchError, listed

Floats = npt.NDArray[np.float64]
DRAWS = 9999
MOST_EXACT = 20_000
DIFFERENCE_COLUMNS = ("outcome", "p", "q", "people", "excluded", "groups", "seen_from", "words")
_ALIKE = 1e-12


@dataclass(frozen=True, slots=True)
class GroupShare:
    """A group: `k` of `m` people have at least one hit; `hits` of `n` units. `readable` is false for fewer than six people."""

    name: str
    k: int
    m: int
    hits: int
    n: int
    share: float
    readable: bool


@dataclass(frozen=True, slots=True)
class GroupDifference:
    """How uneven groups are, and how often people shuffled between them are as uneven (`p`).

    `draws` is 0 where every arrangement was looked at; `least_p` is the smallest p that so few people could give.
    `seen_from` (two groups only, else NaN) is the difference of shares that four studies of this size in five would
    find. `excluded` people have no value of `by` or `within`, or no units. `words` says what may be read from it.
    """

    by: str
    within: str | None
    groups: tuple[GroupShare, ...]
    people: int
    excluded: int
    statistic: float
    p: float
    least_p: float
    draws: int
    seen_from: float
    words: str


def group_difference(
    people: pd.DataFrame, hits: Sequence[float] | pd.Series, by: str, *, sizes: Sequence[float] | pd.Series | None = None,
    within: str | None = None, draws: int = DRAWS, seed: int = 28,
) -> GroupDifference:  # fmt: skip
    """Return whether the groups of people that column `by` makes differ in their share of hits.

    Statistic: the sum over groups of n_g (p_g - p)^2, where p_g is the group's share of hits and n_g its units. People
    (with their hits and their units) are shuffled between the groups, inside each value of `within` where given; p is the
    share of arrangements at least as uneven. With at most `MOST_EXACT` arrangements all are looked at; otherwise p is
    (b + 1) / (draws + 1) (Phipson and Smyth 2010, SAGMB 9:39). For hits of 0 or 1, one unit each and two groups of
    equal size, this is Fisher's exact test.

    Args:
        people: one row per person, with the columns `by` and `within`.
        hits: of each person, how many of their units are hits; or 0 and 1, whether they are.
        by: the column that makes the groups.
        sizes: of each person, how many units; default one each, so that the unit is the person.
        within: a column; people are shuffled only among those who share its value.
        draws: how many arrangements to draw.
        seed: of the draws.

    Raises:
        NotFound: when there is no such column.
        WorkbenchError: when a person has more hits than units.
    """
    _require(people, (by, *([within] if within else [])))
    hit, size = np.asarray(hits, dtype=float), np.ones(len(people)) if sizes is None else np.asarray(sizes, dtype=float)
    if (hit > size).any() or (hit < 0).any():
        raise WorkbenchError("A person has more hits than units, or fewer than none.", "Count each unit once.")
    used = people[by].notna().to_numpy() & (size > 0) & (people[within].notna().to_numpy() if within else True)
    hit, size = hit[used], size[used]
    group, names = pd.factorize(people.loc[used, by].map(written), sort=True)
    stratum = pd.factorize(people.loc[used, within].map(written))[0] if within else np.zeros(len(hit), dtype=int)
    seen, p, least, drawn = _shuffle(hit, size, group, stratum, len(names), draws, seed)
    shares = tuple(_group(str(name), hit[group == i], size[group == i]) for i, name in enumerate(names))
    seen_from = _seen_from(hit, size, group) if len(names) == 2 else np.nan
    words = said_of([(g.name, g.m) for g in shares], p, least, seen_from, within, _unit(sizes))
    return GroupDifference(
        by, within, shares, len(hit), int((~used).sum()), seen, p, least, drawn, seen_from, words
    )  # fmt: skip


def differences(
    people: pd.DataFrame, outcomes: pd.DataFrame, by: str, *, sizes: Sequence[float] | pd.Series | None = None,
    within: str | None = None, controlled: bool = True, draws: int = DRAWS, seed: int = 28,
) -> pd.DataFrame:  # fmt: skip
    """Return one row per column of `outcomes` (hits per person): `DIFFERENCE_COLUMNS`, in the columns' order.

    `q` is p with the false-discovery rate controlled over all rows (Benjamini and Hochberg 1995); where `controlled` is
    false it is NaN, and `words` calls the row exploratory. The rest is `group_difference`.
    """
    found = [
        group_difference(people, outcomes[name], by, sizes=sizes, within=within, draws=draws, seed=seed)
        for name in outcomes.columns
    ]
    q = false_discovery([one.p for one in found]) if controlled else np.full(len(found), np.nan)
    rows = []
    for name, one, adjusted in zip(outcomes.columns, found, q, strict=True):
        shares, many = [(g.name, g.m) for g in one.groups], len(found)
        words = said_of(shares, one.p, one.least_p, one.seen_from, within, _unit(sizes), q=float(adjusted), many=many)
        rows.append((name, one.p, adjusted, one.people, one.excluded, one.groups, one.seen_from, words))
    return pd.DataFrame(rows, columns=list(DIFFERENCE_COLUMNS))


def false_discovery(p: Sequence[float]) -> Floats:
    """Return the p values adjusted so that, of those called different, the expected share of mistakes is controlled.

    Benjamini and Hochberg 1995 (JRSS B 57:289): q_(i) is the least over j >= i of p_(j) m / j. NaN stays NaN and does
    not count.
    """
    given = np.asarray(p, dtype=float)
    known = np.flatnonzero(~np.isnan(given))
    order = known[np.argsort(given[known], kind="stable")]
    raised = given[order] * len(order) / np.arange(1, len(order) + 1)
    adjusted = np.full(given.shape, np.nan)
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(raised[::-1])[::-1])
    return adjusted


def unevenness(hits: Floats, sizes: Floats) -> Floats:
    """Return the sum over groups of n_g (p_g - p)^2 for rows of hits and of units (arrangements x groups)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = hits / sizes - hits.sum(axis=1, keepdims=True) / sizes.sum(axis=1, keepdims=True)
    uneven: Floats = np.where(sizes > 0, sizes * apart**2, 0.0).sum(axis=1)
    return uneven


def _shuffle(
    hit: Floats, size: Floats, group: npt.NDArray[np.int_], stratum: npt.NDArray[np.int_], groups: int, draws: int, seed: int
) -> tuple[float, float, float, int]:  # fmt: skip
    if groups < 2 or not hit.size:
        return np.nan, np.nan, np.nan, 0
    there_are = arrangements(group, stratum)
    exact = there_are <= MOST_EXACT
    labels = every_arrangement(group, stratum) if exact else shuffled(group, stratum, draws, seed)
    member = labels[:, :, np.newaxis] == np.arange(groups)
    uneven = unevenness((member * hit[:, np.newaxis]).sum(axis=1), (member * size[:, np.newaxis]).sum(axis=1))
    own = group[np.newaxis, :, np.newaxis] == np.arange(groups)
    seen = float(unevenness((own * hit[:, np.newaxis]).sum(axis=1), (own * size[:, np.newaxis]).sum(axis=1))[0])
    as_far = int((uneven >= seen - _ALIKE).sum())
    if exact:
        return seen, as_far / len(labels), float((uneven >= uneven.max() - _ALIKE).mean()), 0
    return seen, (as_far + 1) / (draws + 1), max(1 / there_are, 1 / (draws + 1)), draws


def _seen_from(hit: Floats, size: Floats, group: npt.NDArray[np.int_]) -> float:
    """Return the difference found in four studies of five: (t[.975] + t[.80]) standard errors, with m - 2 degrees of freedom.

    The standard error is that of a difference of two ratios, from how far people lie from the share of all.
    """
    from scipy.special import stdtrit

    m = len(hit)
    if m < 3:
        return np.nan
    apart = hit - hit.sum() / size.sum() * size
    spread = (apart**2).sum() / (m - 1)
    error = np.sqrt(spread * sum((group == g).sum() / size[group == g].sum() ** 2 for g in (0, 1)))
    reach = float((stdtrit(m - 2, 0.975) + stdtrit(m - 2, 0.8)) * error)
    return reach if 0 < reach <= 1 else np.nan


def _group(name: str, hit: Floats, size: Floats) -> GroupShare:
    n = float(size.sum())
    m, k = len(hit), int((hit > 0).sum())
    return GroupShare(name, k, m, int(hit.sum()), int(n), float(hit.sum()) / n, readable=m >= FEWEST_READABLE)


def _unit(sizes: object) -> str:
    return "people" if sizes is None else "passages"


def _require(people: pd.DataFrame, names: Sequence[str]) -> None:
    for name in names:
        if name not in people.columns:
            there = [str(each) for each in people.columns if str(each).startswith("attr.")]
            raise NotFound(f"People have no '{name}'. There is: {listed(there)}.", "Compare by one of these.")

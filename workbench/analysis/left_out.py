"""What is left of a finding without one person, or without one site."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from workbench.analysis.differences import DRAWS, group_difference
from workbench.analysis.gap_index import gap_index
from workbench.analysis.shares import FEWEST_READABLE, people_share
from workbench.analysis.sides import written
from workbench.analysis.stances import STANCES

WITHOUT_COLUMNS = ("without", "k", "m", "share", "low", "high", "readable", "segments", "n_segments", "segment_share")
STANCE_COLUMNS = ("without", "m", *STANCES, "gap_index")
EVERYBODY = ""


def theme_without(
    people: pd.DataFrame, hits: Sequence[int] | pd.Series, sizes: Sequence[int] | pd.Series, *, by: str | None = None
) -> pd.DataFrame:
    """Return a theme with everybody (`without` is empty), then without each person, or each value of the column `by`.

    One row each (`WITHOUT_COLUMNS`): k of m people with Jeffreys' interval, and segments as counts and share.
    """
    table = pd.DataFrame({"hits": list(hits), "n": list(sizes)}, index=people.index)
    return pd.DataFrame(
        [(name, *_share(table.loc[kept])) for name, kept in _each_left_out(people, by)], columns=list(WITHOUT_COLUMNS)
    )


def stances_without(persons: pd.DataFrame, *, by: str | None = None) -> pd.DataFrame:
    """Return a claim's people by stance (one row per person: case, stance), whole and without each one: `STANCE_COLUMNS`.

    With `by`, without each value of that column instead.
    """
    rows = []
    for name, kept in _each_left_out(persons.set_index("case", drop=False), by):
        counts = persons[persons["case"].isin(kept)]["stance"].value_counts()
        by_stance = {stance: int(counts.get(stance, 0)) for stance in STANCES}
        rows.append((name, len(kept), *by_stance.values(), gap_index(by_stance).value))
    return pd.DataFrame(rows, columns=list(STANCE_COLUMNS))


def difference_without(
    people: pd.DataFrame, hits: Sequence[float] | pd.Series, by: str, *, leave: str | None = None,
    sizes: Sequence[float] | pd.Series | None = None, within: str | None = None, draws: int = DRAWS, seed: int = 28,
) -> pd.DataFrame:  # fmt: skip
    """Return a group difference with everybody, and without each person or each value of `leave`.

    Columns: without, people, apart (the highest group's share of hits less the lowest's), p, words.
    """
    table = pd.DataFrame({"hits": list(hits), "n": 1 if sizes is None else list(sizes)}, index=people.index)
    rows = []
    for name, kept in _each_left_out(people, leave):
        some = table.loc[kept]
        found = group_difference(
            people.loc[kept], some["hits"], by, sizes=None if sizes is None else some["n"], within=within, draws=draws,
            seed=seed,
        )  # fmt: skip
        shares = [group.share for group in found.groups] or [float("nan")]
        rows.append((name, found.people, max(shares) - min(shares), found.p, found.words))
    return pd.DataFrame(rows, columns=["without", "people", "apart", "p", "words"])


def hangs_on(found: pd.DataFrame, level: float = 0.05) -> str:
    """Say in words whether a difference (`difference_without`) is there only because of one person or site.

    It hangs on somebody without whom it shrinks by more than a third and is no longer more than chance does. Where it
    stays larger and only p rises, too few people are left to tell.
    """
    whole, rest = found.iloc[0], found.iloc[1:]
    lost = rest[~(rest["p"] <= level)]
    if not whole["p"] <= level:
        makers = rest.loc[rest["p"] <= level, "without"].tolist()
        if not makers:
            return "No difference can be read, whichever of them is left out."
        return f"A difference shows only once {_or(makers)} is left out: one of several looks, so exploratory."
    if lost.empty:
        return "Looked at by itself, the difference stands whichever of them is left out."
    small = lost["apart"] < whole["apart"] * 2 / 3
    said = []
    if small.any():
        said.append(
            f"Looked at by itself, the difference hangs on {_or(lost.loc[small, 'without'].tolist())}: without, it shrinks by more than a third."
        )
    if (~small).any():
        said.append(
            f"Without {_or(lost.loc[~small, 'without'].tolist())} most of it stays, but too few people are left to tell."
        )
    return " ".join(said)


def _or(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _each_left_out(people: pd.DataFrame, by: str | None) -> list[tuple[str, list[str]]]:
    everybody = [str(name) for name in people.index]
    groups = people[by].map(written, na_action="ignore").to_list() if by else everybody
    left = [
        (name, [who for who, group in zip(everybody, groups, strict=True) if group != name])
        for name in sorted({group for group in groups if isinstance(group, str)})  # not recorded is no group
    ]
    return [(EVERYBODY, everybody), *left]


def _share(table: pd.DataFrame) -> tuple[object, ...]:
    k, m, hits, n = int((table["hits"] > 0).sum()), len(table), int(table["hits"].sum()), int(table["n"].sum())
    share = people_share(k, m)
    return k, m, share.share, share.low, share.high, m >= FEWEST_READABLE, hits, n, hits / n if n else float("nan")

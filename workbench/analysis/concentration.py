"""Can one talkative person carry a theme? How its passages are shared out over people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

MUCH, MUCH_TALK = 3.0, 1.75
"""So many times an even share, of a theme or of all talk, is called out."""


@dataclass(frozen=True, slots=True)
class Concentration:
    """`n` passages of `k` people (of `m`); the person with most has `top_share` of them.

    `effective` is how many people who say equally much they are worth: 1 / sum of squared shares (Laakso and Taagepera
    1979, Comparative Political Studies 12:3; the inverse of Simpson's index). `all_share` is the same person's share of
    all that everybody says, NaN where that is not known. `words` says what to make of it.
    """

    n: int
    k: int
    m: int
    top: str
    top_share: float
    all_share: float
    effective: float
    words: str


def concentration(passages: Mapping[str, int], talk: Mapping[str, int] | None = None) -> Concentration:
    """Return how `passages` (how many of each person, 0 for who says nothing) are shared out over people.

    `talk` is how much each says of anything: who says twice as much of everything carries no theme by saying twice as
    much of it.
    """
    counts = np.array(list(passages.values()), dtype=float)
    n, k, m = int(counts.sum()), int((counts > 0).sum()), len(counts)
    if not n:
        return Concentration(0, 0, m, "", np.nan, np.nan, np.nan, "Nobody says anything of it.")
    shares = counts / n
    top = min(passages, key=lambda name: (-passages[name], name))
    top_share, effective = float(shares.max()), float(1 / (shares**2).sum())
    whole = sum((talk or {}).values())
    all_share = (talk or {}).get(top, 0) / whole if whole else float("nan")
    words = _words(n, k, top, top_share, effective, all_share, len(talk or {}))
    return Concentration(n, k, m, top, top_share, all_share, effective, words)


def _words(n: int, k: int, top: str, top_share: float, effective: float, all_share: float, talkers: int) -> str:
    if k == 1:
        return f"All {n} passages are {top}'s: one person's account." if n > 1 else f"The only passage is {top}'s."
    said = (
        f"{n} passages of {k} people; {top} has most of them, {top_share:.0%}. They are worth {effective:.1f} people who say"
        " equally much."
    )
    if top_share * k >= MUCH:
        return f"{said} That is {top_share * k:.1f} times an even share: read the people, not the passages."
    if all_share * talkers >= MUCH_TALK:
        return (
            f"{said} {top} says much of everything ({all_share:.0%} of all talk, {all_share * talkers:.1f} times an even share):"
            " read the people, not the passages."
        )
    return said

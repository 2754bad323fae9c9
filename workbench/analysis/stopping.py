"""When to stop looking: what the passages drawn at random say of those that nobody has looked at, in words with numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.analysis.shares import people_share

LAST = 50
FEWEST = 10


@dataclass(frozen=True, slots=True)
class StoppingHint:
    """Of the last n passages drawn at random and looked at, k had a code that no suggestion had named.

    `share`, `low`, `high`: that share with its 95 % Jeffreys interval, NaN for n = 0. `words` says it plainly.
    """

    k: int
    n: int
    share: float
    low: float
    high: float
    words: str


def stopping_hint(missed: Sequence[bool], unseen: int, *, last: int = LAST) -> StoppingHint:
    """Return what the last randomly drawn passages say of the `unseen` ones that nobody has looked at.

    Args:
        missed: of each passage drawn at random, in the order looked at, whether it had a code that no suggestion had named.
        unseen: how many passages nobody has looked at.
        last: how many of the last ones count: what was learned since changes what is suggested.
    """
    counted = list(missed)[-last:]
    k, n = sum(counted), len(counted)
    found = people_share(k, n)
    return StoppingHint(k, n, found.share, found.low, found.high, _words(k, n, found.low, found.high, unseen))


def _words(k: int, n: int, low: float, high: float, unseen: int) -> str:
    if n < FEWEST:
        there = "No passage drawn at random has" if n == 0 else f"Only {n} passages drawn at random have"
        there = "Only 1 passage drawn at random has" if n == 1 else there
        return f"{there} been looked at: too few to say what the suggestions leave out. Look at {FEWEST} or more."
    said = (
        f"In the last {n} randomly drawn passages {k or 'none'} had a code that no suggestion had named: about"
        f" {k / n:.0%} ({low:.0%} to {high:.0%}) of passages still hide something."
    )
    if not unseen:
        return f"{said} Every passage has been looked at."
    return (
        f"{said} Of the {unseen:,} passages that nobody has looked at as a whole, that would be {math.floor(low * unseen):,}"
        f" to {math.ceil(high * unseen):,}."
    )

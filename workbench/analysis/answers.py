"""What people answered to suggestions: shares accepted, and what speaks for accepting more of a kind at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from workbench.analysis.shares import people_share

ACTIONS = ("accept", "change", "reject", "unsure")
ANSWER_COLUMNS = ("code_id", "decided", *ACTIONS, "share", "low", "high", "readable")
BANDS = 10


FEWEST_OWN = 5
"""With fewer decisions of its own, a band of scores has no record."""


@dataclass(frozen=True, slots=True)
class ScoreBand:
    """Suggestions of one code with scores from `low` up to `high` (not included, but for 1), and what speaks for them.

    Of `own` decided suggestions with such scores, people accepted `own_accepted`. Of `decided` with scores from `since` up to
    `high` they accepted `accepted`, and `at_least` is the lower end of the 95 % Jeffreys interval of that share (0 where none
    is decided).
    """

    low: float
    high: float
    own: int
    own_accepted: int
    since: float
    decided: int
    accepted: int
    at_least: float

    def supports(self, precision: float) -> bool:
        """Say whether the record supports a precision: the interval lies at or above it, and so does the band's own share."""
        return self.own >= FEWEST_OWN and self.own_accepted >= precision * self.own and self.at_least >= precision


def accepted_shares(answers: pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
    """Return one row per code of `answers` (code_id, action), in order of id (`ANSWER_COLUMNS`).

    `share` is accepted of decided, with its Jeffreys interval (`shares.people_share`); a suggestion answered with another
    code was not accepted, and one that somebody is unsure of is not decided: `decided` is the other three. NaN where none is.
    """
    rows = []
    for code_id, mine in answers.groupby("code_id", sort=True):
        counts = {action: int((mine["action"] == action).sum()) for action in ACTIONS}
        decided = counts["accept"] + counts["change"] + counts["reject"]
        found = people_share(counts["accept"], decided, confidence)
        rows.append((code_id, decided, *counts.values(), found.share, found.low, found.high, found.readable))
    return pd.DataFrame(rows, columns=list(ANSWER_COLUMNS))


def score_bands(record: Sequence[tuple[float, bool]]) -> list[ScoreBand]:
    """Return the ten bands of scores, the lowest first, from (score, was accepted) of what was decided.

    What speaks for a band is its own record, or its own with that of the bands next below it, whichever has the higher
    lower end: a stronger suggestion never speaks for a weaker one.
    """
    decided, accepted = [0] * BANDS, [0] * BANDS
    for score, yes in record:
        decided[band_of(score)] += 1
        accepted[band_of(score)] += yes
    return [_band(place, decided, accepted) for place in range(BANDS)]


def band_of(score: float) -> int:
    """Return which of the ten bands a score is in, the lowest being 0."""
    return min(BANDS - 1, int(score * BANDS))


def _band(place: int, decided: Sequence[int], accepted: Sequence[int]) -> ScoreBand:
    best = (0.0, place, 0, 0)
    for since in range(place, -1, -1):
        n, k = sum(decided[since : place + 1]), sum(accepted[since : place + 1])
        best = max(best, (people_share(k, n).low if n else 0.0, since, n, k))
    at_least, since, n, k = best
    own, own_accepted = decided[place], accepted[place]
    return ScoreBand(place / BANDS, (place + 1) / BANDS, own, own_accepted, since / BANDS, n, k, at_least)

"""One number for how far reports lie from a claim, never shown without the counts it is made of."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from workbench.analysis.stances import SILENT, STANCES

_ALWAYS = ("fulfilled", "strained", "contradicted", SILENT)


@dataclass(frozen=True, slots=True)
class GapIndex:
    """(contradicted + half of strained) / people who are not silent: 0 all fulfilled, 1 all contradicted.

    NaN where everybody is silent. Mixed and unclear count among those not silent and add nothing. `words` gives the
    counts with the number. It is never averaged over claims: one claim's people are not another's.
    """

    value: float
    spoke: int
    counts: tuple[tuple[str, int], ...]
    words: str


def gap_index(counts: Mapping[str, int]) -> GapIndex:
    """Return the index for people by stance (fulfilled, strained, contradicted, mixed, unclear, silent)."""
    told = tuple((stance, int(counts.get(stance, 0))) for stance in STANCES)
    by = dict(told)
    spoke = sum(many for stance, many in told if stance != SILENT)
    value = (by["contradicted"] + by["strained"] / 2) / spoke if spoke else math.nan
    said = ", ".join(f"{many} {stance}" for stance, many in told if many or stance in _ALWAYS)
    number = (
        "no gap index, as nobody speaks of it" if not spoke else f"gap index {value:.2f} of {spoke} who speak of it"
    )
    return GapIndex(value, spoke, told, f"{said}: {number}")

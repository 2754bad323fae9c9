"""What is asked for before a claim leaves the workbench as contradicted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from workbench.analysis.claim_facts import NONE


@dataclass(frozen=True, slots=True)
class Lacking:
    """What a claim lacks: `without_gap` links that contradict it have no gap type; `looked`: somebody looked for negative cases."""

    claim_id: str
    key: str
    people: int
    without_gap: int
    looked: bool

    @property
    def lacks(self) -> list[str]:
        """What is lacking, each in words."""
        lacks = []
        if self.without_gap:
            many = "1 passage has" if self.without_gap == 1 else f"{self.without_gap} passages have"
            lacks.append(f"{many} no gap type")
        if not self.looked:
            lacks.append("nobody has said that they looked for negative cases")
        return lacks

    @property
    def words(self) -> str:
        """What is lacking, in a sentence."""
        return f"{self.key} is reported contradicted by {self.people}: {' and '.join(self.lacks)}."


def lacking(claims: pd.DataFrame, links: pd.DataFrame, looked: Collection[str]) -> tuple[Lacking, ...]:
    """Return what is lacking before claims may be exported as contradicted; nothing for those that lack nothing.

    A claim is contradicted where anybody contradicts it. It needs a gap type (other than none) on every
    link that contradicts it, and somebody's word that they looked for negative cases.

    Args:
        claims: one row per claim (claim_id, key, contradicted).
        links: the links counted (claim_id, link_id, stance, gap_type).
        looked: ids of the claims for which somebody looked for negative cases.
    """
    found = []
    bare = (
        links[(links["stance"] == "contradicted") & (links["gap_type"] == NONE)]
        .groupby("claim_id")["link_id"]
        .nunique()
    )
    for claim_id, key, people in zip(claims["claim_id"], claims["key"], claims["contradicted"], strict=True):
        one = Lacking(str(claim_id), str(key), int(people), int(bare.get(claim_id, 0)), claim_id in looked)
        if people and (one.without_gap or not one.looked):
            found.append(one)
    return tuple(found)

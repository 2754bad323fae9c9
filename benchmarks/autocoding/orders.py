"""How many decisions each order of review takes until the test score is nearly that of all training segments.

A decision is one segment fully coded. Review starts with 20 segments at random, then takes batches; after each the method is
fitted anew. `uncertain` takes the segments of which the method is least sure, over all codes (`uncertainty`); `mixed` takes three of four so and the
fourth at random.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.autocoding.draws import FIRST_SEED
from benchmarks.autocoding.material import Material, Places, Truth
from benchmarks.autocoding.measure import score
from benchmarks.autocoding.methods import Fit, Fitted
from workbench.suggest.learned import uncertainty

ORDERS = ("random", "uncertain", "mixed")
STOPS = (20, 40, 60, 80, 120, 160, 200, 300, 400, 600, 800, 1200, 1600, 2400, 3200, 4800, 6400, 9600)
SHARES = (0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Path:
    """The macro-F1 after each number of decisions, and with every training segment decided."""

    set: str
    method: str
    order: str
    seed: int
    decisions: tuple[int, ...]
    scores: tuple[float, ...]
    full: float

    def until(self, share: float) -> int | None:
        """Return the fewest decisions after which the score was at least `share` of the full one."""
        return next(
            (many for many, got in zip(self.decisions, self.scores, strict=True) if got >= share * self.full), None
        )


def paths(material: Material, truth: Truth, name: str, fit: Fit, seeds: int) -> Iterator[Path]:
    """Simulate each order with each seed, until 95 % of the full score is reached."""
    labels = truth.carried.astype(np.float32)
    full = score(fit(material, material.train, labels[material.train], FIRST_SEED), material, truth)
    for order in ORDERS:
        for seed in range(FIRST_SEED, FIRST_SEED + seeds):
            stops, scores = _walked(material, truth, fit, order, seed, full)
            yield Path(material.name, name, order, seed, stops, scores, full)


def _walked(
    material: Material, truth: Truth, fit: Fit, order: str, seed: int, full: float
) -> tuple[tuple[int, ...], tuple[float, ...]]:
    chance = np.random.default_rng(seed)
    pool = len(material.train)
    stops = [*(stop for stop in STOPS if stop < pool), pool]
    decided: Places = chance.permutation(material.train)[: stops[0]]
    scores: list[float] = []
    for after in (*stops[1:], 0):
        fitted = fit(material, decided, truth.carried[decided].astype(np.float32), seed)
        scores.append(score(fitted, material, truth) if fitted else 0.0)
        if scores[-1] >= max(SHARES) * full or not after:
            break
        left = np.setdiff1d(material.train, decided)
        decided = np.concatenate([decided, following(fitted, left, after - len(decided), order, chance)])
    return tuple(stops[: len(scores)]), tuple(scores)


def following(fitted: Fitted | None, left: Places, many: int, order: str, chance: np.random.Generator) -> Places:
    """Return the next `many` of the places left, in the order's way."""
    if order == "random" or fitted is None:
        return chance.permutation(left)[:many]
    least_sure = left[np.argsort(-uncertainty(fitted.predict_proba(left)), kind="stable")]
    if order == "uncertain":
        return least_sure[:many]
    unsure = least_sure[: many - many // 4]
    return np.concatenate([unsure, chance.permutation(np.setdiff1d(left, unsure))[: many // 4]])


def median_decisions(found: Sequence[Path], share: float) -> float | None:
    """Return the median over seeds of the decisions until `share` of the full score."""
    many = [path.until(share) for path in found]
    return float(np.median([one for one in many if one is not None])) if None not in many else None

"""Print what learning again costs, and what asking a learner about a million segments costs: `make bench`.

Rows are made up: a few dozen directions for the codes, one of them or two in each row, and noise, in as many dimensions as
real rows have. How well it codes is measured elsewhere (`make autocoding`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from run import row, table

from workbench.suggest.learned.features import AXES, NEAR_AXES
from workbench.suggest.learned.learner import Learner, fit
from workbench.suggest.learned.talk import FORMS

SEED, CODES, SOURCES, ALL = 20261128, 40, 28, 1_000_000
DIMENSIONS = AXES + FORMS + NEAR_AXES
SIZES = {500: 0.2, 5_000: 0.3}  # decided segments, and within how many seconds they are learnt from
OF_ALL = 2.0  # CPU seconds for all segments
BATCH = 50_000


def main() -> None:
    """Print refits beside one product of the same matrix, then a million segments beside the product alone."""
    table(f"Learning again: {CODES} codes, {SOURCES} sources, {DIMENSIONS} dimensions (wall seconds, best of five)")
    learner = None
    for rows, limit in SIZES.items():
        x, y, sources = made_up(rows)
        learner, seconds = best(
            lambda x=x, y=y, sources=sources: fit(x, y, sources, optional=slice(AXES + FORMS, None))
        )
        _, product = best(lambda x=x: x.T @ x)
        row(f"{rows:,} decided segments", f"{seconds:.3f} s", f"limit {limit:.1f} s; {seconds / product:.0f} x one x'x")
    if learner is not None:
        asked(learner)


def asked(learner: Learner) -> None:
    """Print the CPU seconds of probabilities for a million segments, in batches."""
    x, _, _ = made_up(BATCH)
    before = time.process_time()
    for _ in range(ALL // BATCH):
        learner.predict_proba(x)
    seconds, before = time.process_time() - before, time.process_time()
    for _ in range(ALL // BATCH):
        x @ learner.weights
    product = time.process_time() - before
    row(
        f"{ALL:,} segments asked about",
        f"{seconds:.2f} CPU s",
        f"limit {OF_ALL:.0f} s; {seconds / product:.1f} x the product alone",
    )


def made_up(rows: int) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return features of length 1, labels with one or two codes in two of three rows, and sources."""
    rng = np.random.default_rng(SEED)
    labels = np.zeros((rows, CODES), np.float32)
    first, second = rng.integers(CODES, size=(2, rows))
    coded, twice = rng.random(rows) < 0.67, rng.random(rows) < 0.2
    labels[np.flatnonzero(coded), first[coded]] = 1
    labels[np.flatnonzero(coded & twice), second[coded & twice]] = 1
    x = labels @ rng.standard_normal((CODES, DIMENSIONS), np.float32) + 2 * rng.standard_normal(
        (rows, DIMENSIONS), np.float32
    )
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    return x, labels, [f"s{number}" for number in np.sort(rng.integers(SOURCES, size=rows))]


def best(work: Callable[[], Any], times: int = 5) -> tuple[Any, float]:
    """Return what some work gives, and the least of several wall times."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        result = work()
        taken.append(time.perf_counter() - begun)
    return result, min(taken)


if __name__ == "__main__":
    main()

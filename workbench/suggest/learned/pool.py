"""What all the talk says about codes that were looked for in some of it: how common each is, and where to draw the line.

People do not label at random: they label what was proposed, what was doubtful, so many examples of each code. How common a code
is among the labelled rows is then not how common it is in the study. The codes' mean probabilities over all talk say more.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

GRID = np.arange(0.05, 0.8, 0.025)
Doubles = npt.NDArray[np.float64]

_EXPECTED = 100.0
_GUESSED = 150.0  # as _BORROWED, where no code has a record
_BORROWED = 10.0  # a code's own counts weigh as much as the common ones when it is carried by so many rows
_TRUST = 0.5  # half way, in logs, from how rows were picked to how they are thought to occur: right for neither, far from both
_SHIFT = 0.7
_LEAST, _MOST = 0.05, 20.0


def row_weights(labels: Numbers, everywhere: Numbers) -> Numbers:
    """Return how much each labelled row counts, (rows,), mean 1: more where its codes were picked less than they occur.

    `everywhere` (rows of the pool, codes) are probabilities. A row's weight is the square root of the mean, over the codes it
    carries, of the code's share of the pool over its share of the labelled rows; a row without codes has 1.
    """
    known = ~np.isnan(labels)
    carried = np.nan_to_num(labels) > 0
    there = (everywhere.sum(axis=0, dtype=np.float64) + 1) / (len(everywhere) + 2)
    picked = (carried.sum(axis=0) + 1) / (known.sum(axis=0) + 2)
    many = carried.sum(axis=1)
    mean = np.where(many > 0, (carried * (there / picked)).sum(axis=1) / np.maximum(many, 1), 1.0)
    weight = mean**_TRUST
    return np.asarray(np.clip(weight / weight.mean(), _LEAST, _MOST), np.float32)


def shift(everywhere: Numbers, outside: Numbers, labels: Numbers, weight: Numbers) -> Numbers:
    """Return what to add to each code's logit, (codes,), for how common it is in the pool beside the labelled rows.

    The first step of expectation maximisation for a changed prior (Saerens, Latinne and Decaestecker 2002), seven tenths of
    it. Where rows were labelled at random it is about 0.
    """
    counts = (~np.isnan(labels)) * weight[:, None]
    here = (np.where(counts > 0, outside * counts, 0).sum(axis=0) + 0.5) / (counts.sum(axis=0) + 1)
    there = (everywhere.sum(axis=0, dtype=np.float64) + 0.5) / (len(everywhere) + 1)
    return np.asarray(_SHIFT * (_logit(there) - _logit(here)), np.float32)


def _logit(share: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    bounded = np.clip(share, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(bounded / (1 - bounded)))


def thresholds(everywhere: Numbers, outside: Numbers, labels: Numbers) -> Numbers:
    """Return from which probability on each code is given, (codes,), so that its F1 is expected to be highest.

    Two records are joined. With calibrated probabilities p, giving the code in the pool from t on is expected to be right
    `sum(p[p >= t])` times of `sum(p >= t)` given and `sum(p)` carried (the plug-in rule for F1: Ye, Chai, Lee and Chieu
    2012); this counts as a hundred rows that carry the code. The out-of-source probabilities of the labelled rows
    (`outside`, `labels` with nan; there may be none) count as what they are. A code's sums are then joined with ten rows'
    worth of those of all codes together, so that a rare code follows the common line; without any record, with 150 rows' worth.
    """
    guessed = _above(everywhere, everywhere)
    scale = _EXPECTED / np.maximum(guessed[2], 1.0)
    found = _above(outside, np.nan_to_num(labels), ~np.isnan(labels))
    right, given, carried = (one * scale + other for one, other in zip(guessed, found, strict=True))
    total = max(float(carried.sum()), 1e-9)
    usual_right, usual_given = right.sum(axis=1, keepdims=True) / total, given.sum(axis=1, keepdims=True) / total
    lent = _BORROWED if len(outside) else _GUESSED
    f1 = 2 * (right + lent * usual_right) / (given + lent * usual_given + carried + lent)
    return np.asarray(GRID[f1.argmax(axis=0)], np.float32)


def _above(probabilities: Numbers, carried: Numbers, counts: Flags | None = None) -> tuple[Doubles, Doubles, Doubles]:
    """Return how many are right and given from each step of the grid on, (steps, codes), and carried, (codes,)."""
    steps, codes = len(GRID), probabilities.shape[1]
    cell = (np.searchsorted(GRID, probabilities, side="right") * codes + np.arange(codes)).ravel()
    counted = np.ones(cell.shape) if counts is None else counts.ravel().astype(np.float64)
    weights = (carried.ravel() * counted, counted)
    mass, many = (np.bincount(cell, one, minlength=(steps + 1) * codes).reshape(-1, codes) for one in weights)
    right, given = (each[::-1].cumsum(axis=0)[::-1][1:] for each in (mass, many))
    return right, given, mass.sum(axis=0)

"""The learner itself: features and labels in, calibrated probabilities out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.errors import WorkbenchError
from workbench.suggest.learned.calibrate import Calibration, calibrated
from workbench.suggest.learned.choose import USUAL, thresholds
from workbench.suggest.learned.ridge import MOST_FOLDS, Ridge, folds_of, ridge

Numbers = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

PENALTY = 2.0
PRIOR = np.array([-3.0, 1.5, -0.5])
"""Calibration where there is no record yet."""


@dataclass(frozen=True, slots=True)
class Learner:
    """A fitted learner. Make one with `fit`; it is values only and never changes.

    `weights` (dimensions, codes) and `offset` (codes,) give scores, `calibration` makes probabilities of them, `least`
    (codes,) is the probability from which on a code is given. `outside` are the out-of-source probabilities (rows, codes) of
    the labelled rows, nan for rows that belong to no source, `labels` what people said about them. `honest` says that
    there were at least two sources, so that `outside` really is out of source; with one source its rows were left out a tenth
    at a time, which flatters.
    """

    weights: Numbers
    offset: Numbers
    calibration: Calibration
    least: Numbers
    labels: Numbers
    outside: Numbers
    honest: bool

    def scores(self, features: Numbers) -> Numbers:
        """Return uncalibrated scores, (rows, codes), rounded so that the last digits decide nothing."""
        scores: Numbers = np.round(np.asarray(features, np.float32) @ self.weights + self.offset, 5)
        return scores

    def predict_proba(self, features: Numbers) -> Numbers:
        """Return calibrated probabilities, float32 (rows, codes)."""
        return self.calibration(self.scores(features))

    def predict(self, features: Numbers) -> Flags:
        """Return which codes are given, bool (rows, codes)."""
        given: Flags = self.predict_proba(features) >= self.least
        return given


def fit(features: Numbers, labels: Numbers, groups: Sequence[str]) -> Learner:
    """Learn every code at once from labelled rows; nothing is random, and the order of the rows makes no difference.

    Args:
        features: (rows, dimensions), float32, rows of length about 1 (`Features.of`).
        labels: (rows, codes), 1 carries, 0 does not, nan nobody said.
        groups: each row's source; "" for the codebook's own rows, which belong to none.

    Raises:
        WorkbenchError: when shapes do not fit together, or labels are something else.
    """
    x, y = np.asarray(features, np.float32), np.asarray(labels, np.float32)
    _check(x, y, groups)
    order = _steady(x, y, groups)
    x, y, sources = x[order], y[order], [str(groups[row]) for row in order]
    folds, honest = _folds(sources)
    fitted = _per_pattern(x, y, folds)
    back = np.argsort(order)
    judged = folds >= 0
    calibration = _calibration(fitted.outside[judged], y[judged])
    outside = np.full_like(y, np.nan)
    outside[judged] = calibration(np.round(fitted.outside[judged], 5))
    least = thresholds(outside[judged], y[judged]) if judged.any() else np.full(y.shape[1], USUAL, np.float32)
    return Learner(fitted.weights, fitted.offset, calibration, least, y[back], outside[back], honest)


def _check(x: Numbers, y: Numbers, groups: Sequence[str]) -> None:
    if x.ndim != 2 or y.ndim != 2 or not len(x) == len(y) == len(groups):
        raise WorkbenchError(
            f"Features {x.shape}, labels {y.shape} and {len(groups)} groups do not belong to the same rows.",
            "Give one row of features, one row of labels and one group for each passage.",
        )
    if not np.isin(y[~np.isnan(y)], (0.0, 1.0)).all():
        raise WorkbenchError("A label is neither 0, 1 nor nan.", "1 carries, 0 does not, nan nobody said.")


def _steady(x: Numbers, y: Numbers, groups: Sequence[str]) -> Places:
    """Return an order of the rows that is the same whatever order they come in."""
    keys = [(str(group), row.tobytes(), said.tobytes()) for group, row, said in zip(groups, x, y, strict=True)]
    return np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.intp)


def _folds(sources: Sequence[str]) -> tuple[Places, bool]:
    folds, many = folds_of(sources), len(set(sources) - {""})
    if many == 1:
        rows = np.flatnonzero(folds >= 0)
        folds[rows] = np.arange(len(rows)) % MOST_FOLDS
    return folds, many > 1


def _per_pattern(x: Numbers, y: Numbers, folds: Places) -> Ridge:
    """Fit codes with the same rows known together; a row about which nobody said anything does not count for a code."""
    weights, offset = np.zeros((x.shape[1], y.shape[1]), np.float32), np.zeros(y.shape[1], np.float32)
    outside = np.zeros_like(y)
    patterns: dict[bytes, list[int]] = {}
    for code, known in enumerate(~np.isnan(y.T)):
        patterns.setdefault(known.tobytes(), []).append(code)
    for members in patterns.values():
        codes = np.array(members, dtype=np.intp)
        known = ~np.isnan(y[:, members[0]])
        if known.any():
            part = ridge(x[known], y[np.ix_(known, codes)], np.ones(known.sum(), np.float32), folds[known], PENALTY)
            weights[:, codes], offset[codes] = part.weights, part.offset
            outside[:, codes] = x @ part.weights + part.offset
            outside[np.ix_(known, codes)] = part.outside
    return Ridge(weights, offset, outside)


def _calibration(outside: Numbers, labels: Numbers) -> Calibration:
    if len(outside) == 0:
        return Calibration(0.1, np.tile(PRIOR, (labels.shape[1], 1)))
    return calibrated(np.round(outside, 5), labels, PRIOR)

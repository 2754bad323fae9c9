"""The learner itself: features and labels in, calibrated probabilities out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from workbench.errors import WorkbenchError
from workbench.suggest.learned.calibrate import AT_ONCE, Calibration, calibrated, untaught
from workbench.suggest.learned.choose import gate, given
from workbench.suggest.learned.one_thread import one_thread
from workbench.suggest.learned.pool import row_weights, shift, thresholds
from workbench.suggest.learned.ridge import MOST_FOLDS, Ridge, folds_of, ridges

Numbers = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

_PLENTY = 2_000  # labelled rows from which on half as many folds tell as much
_POOL = 4_000  # rows of the pool that are looked at; more would not move a mean


@dataclass(frozen=True, slots=True)
class Learner:
    """A fitted learner. Make one with `fit`; it is values only and never changes.

    `weights` (dimensions, codes + 1) and `offset` (codes + 1,) give scores, the last that of carrying any code at all;
    `calibration` makes probabilities of them; `least` (codes,) is the probability from which on a code is given. `outside`
    (rows, codes) are the out-of-source probabilities of the labelled rows, nan for rows that belong to no source, and
    `labels` what people said about them; `told` is what would be given there. `gate` is the score of carrying any code from
    which on a row is given at least its likeliest code, and below which none; nan where too little uncoded talk is known.
    `honest` says that there were at least two sources, so that `outside` really is out
    of source; with one source its rows were left out a tenth at a time, which flatters. `cold` says that nothing was known
    but the codebook.
    """

    weights: Numbers
    offset: Numbers
    calibration: Calibration
    least: Numbers
    labels: Numbers
    outside: Numbers
    told: Flags
    gate: float
    honest: bool
    cold: bool

    def scores(self, features: Numbers) -> Numbers:
        """Return uncalibrated scores (rows, codes + 1), rounded so that the last digits decide nothing."""
        used = np.flatnonzero(self.weights.any(axis=1))
        last = int(used[-1]) + 1 if len(used) else 0  # surroundings stand last, and are often left out
        scores = np.asarray(features, np.float32)[:, :last] @ self.weights[:last]
        scores += self.offset
        return np.round(scores, 5, out=scores)

    def predict_proba(self, features: Numbers) -> Numbers:
        """Return calibrated probabilities, float32 (rows, codes)."""
        return self.looked_at(features)[0]

    def looked_at(self, features: Numbers) -> tuple[Numbers, Numbers]:
        """Return probabilities (rows, codes), and the score of carrying any code at all, (rows,)."""
        found, overall = np.empty((len(features), len(self.least)), np.float32), np.empty(len(features), np.float32)
        with one_thread():
            for first in range(0, len(features), AT_ONCE):
                rows = slice(first, first + AT_ONCE)
                scores = self.scores(features[rows])
                found[rows], overall[rows] = self.calibration(scores), scores[:, -1]
        return found, overall

    def predict(self, features: Numbers) -> Flags:
        """Return which codes are given, bool (rows, codes): those from their threshold on, within the gate.

        With nothing but the codebook to go by, probabilities are guesses, and each row is given its likeliest code as well.
        """
        return self.given(*self.looked_at(features))

    def given(self, probabilities: Numbers, overall: Numbers) -> Flags:
        """Return which codes are given to what was `looked_at`; see `predict`."""
        return given(probabilities, overall, self.least, -np.inf if self.cold else self.gate)


def fit(
    features: Numbers,
    labels: Numbers,
    groups: Sequence[str],
    *,
    pool: Numbers | None = None,
    optional: slice = slice(0, 0),
) -> Learner:
    """Learn every code at once from labelled rows; nothing is random, and the order of the rows makes no difference.

    Args:
        features: (rows, dimensions), float32, rows of length about 1 (`Features.of`).
        labels: (rows, codes), 1 carries, 0 does not, nan nobody said; between them where it could be either.
        groups: each row's source; "" for the codebook's own rows, which belong to none.
        pool: features of all talk, labelled or not: how common codes are is read off it, and thresholds are set on it. Without
            it all labelled rows stand for it.
        optional: columns that are used only if they help: whether out-of-source scores are nearer with them is tried
            (`Features.near`: what stands around a row tells of themes, and says little of what one turn does).

    Raises:
        WorkbenchError: when shapes do not fit together, or labels are something else.
    """
    x, y = np.asarray(features, np.float32), np.asarray(labels, np.float32)
    _check(x, y, groups)
    order = _steady(x, y, groups)
    x, y, sources = x[order], y[order], [str(groups[row]) for row in order]
    everywhere = x if pool is None else np.asarray(pool, np.float32)
    everywhere = everywhere[np.unique(np.linspace(0, len(everywhere) - 1, min(_POOL, len(everywhere))).astype(int))]
    folds, honest = _folds(sources)
    with one_thread():
        found = _best(_per_pattern(x, np.hstack([y, _any(y)]), folds, _choices(x.shape[1], optional, folds)), y, folds)
        learner = _finished(found, y, folds, everywhere)
    back = np.argsort(order)
    told = learner.told[back]
    return replace(learner, labels=y[back], outside=learner.outside[back], told=told, honest=honest)


def _choices(dimensions: int, optional: slice, folds: Places) -> list[Places]:
    """Return the columns that are used in turn: all, and all but the optional; without a record, the latter only."""
    every = np.arange(dimensions)
    without = np.delete(every, optional)
    return [without] if len(without) == dimensions or not (folds >= 0).any() else [every, without]


def _best(found: Sequence[Ridge], y: Numbers, folds: Places) -> Ridge:
    """Return the fit whose out-of-source scores lie nearest to what people said, in the mean square."""
    judged = folds >= 0
    wide = np.ix_(judged, np.arange(y.shape[1]))
    missed = [float(np.nanmean((one.outside[wide] - y[judged]) ** 2)) if len(found) > 1 else 0.0 for one in found]
    return found[int(np.argmin(missed))]


def _finished(found: Ridge, y: Numbers, folds: Places, pool: Numbers) -> Learner:
    judged = folds >= 0
    scores = np.round(pool @ found.weights + found.offset, 5)
    outside, labels = np.round(found.outside[judged], 5), y[judged]
    calibration = _calibration(outside, labels, scores)
    said = np.full_like(y, np.nan)
    said[judged] = calibration(outside)
    least = thresholds(calibration(scores), said[judged], labels)
    door = gate(outside[:, -1], _any(labels)[:, 0])
    told = np.zeros(y.shape, bool)
    told[judged] = given(said[judged], outside[:, -1], least, door)
    return Learner(found.weights, found.offset, calibration, least, y, said, told, door, False, not judged.any())


def _calibration(outside: Numbers, labels: Numbers, pool: Numbers) -> Calibration:
    """Calibrate as if rows had been picked at random, then count each as its codes occur in the pool, and shift."""
    if not len(outside):
        return untaught(labels.shape[1], float(pool[:, :-1].std()) if len(pool) else 0.1)
    plain = calibrated(outside, labels, np.ones(len(labels), np.float32))
    weight = row_weights(labels, plain(pool))
    found = calibrated(outside, labels, weight, start=plain.parts)
    found.parts[:, 0] += shift(found(pool), found(outside), labels, weight)
    return found


def _any(y: Numbers) -> Numbers:
    """Return whether a row carries any code, (rows, 1): 1 as soon as one is known, 0 only when all are known to be absent."""
    highest = np.nan_to_num(y).max(axis=1, keepdims=True, initial=0)
    return np.where((highest < 1) & np.isnan(y).any(axis=1, keepdims=True), np.nan, highest).astype(np.float32)


def _check(x: Numbers, y: Numbers, groups: Sequence[str]) -> None:
    if x.ndim != 2 or y.ndim != 2 or not len(x) == len(y) == len(groups):
        raise WorkbenchError(
            f"Features {x.shape}, labels {y.shape} and {len(groups)} groups do not belong to the same rows.",
            "Give one row of features, one row of labels and one group for each passage.",
        )
    said = y[~np.isnan(y)]
    if ((said < 0) | (said > 1)).any():
        raise WorkbenchError("A label lies outside 0 to 1.", "1 carries, 0 does not, nan nobody said.")


def _steady(x: Numbers, y: Numbers, groups: Sequence[str]) -> Places:
    """Return an order of the rows that is the same whatever order they come in."""
    keys = [(str(group), row.tobytes(), said.tobytes()) for group, row, said in zip(groups, x, y, strict=True)]
    return np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.intp)


def _folds(sources: Sequence[str]) -> tuple[Places, bool]:
    many = len(set(sources) - {""})
    folds = folds_of(sources, MOST_FOLDS if len(sources) < _PLENTY else MOST_FOLDS // 2)
    if many == 1:
        rows = np.flatnonzero(folds >= 0)
        folds[rows] = np.arange(len(rows)) % MOST_FOLDS
    return folds, many > 1


def penalty_of(rows: int) -> float:
    """Return the ridge's penalty for so many rows: `0.2 sqrt(rows)`, from 1 to 8.

    Chosen by leaving sources out within the training parts of four public sets, from 80 to 4,000 rows.
    """
    return float(np.clip(0.2 * np.sqrt(rows), 1, 8))


def _per_pattern(x: Numbers, y: Numbers, folds: Places, choices: Sequence[Places]) -> list[Ridge]:
    """Fit codes with the same rows known together; a row about which nobody said anything does not count for a code."""
    shape = x.shape[1], y.shape[1]
    found = [Ridge(np.zeros(shape, np.float32), np.zeros(shape[1], np.float32), np.zeros_like(y)) for _ in choices]
    patterns: dict[bytes, list[int]] = {}
    for code, known in enumerate(~np.isnan(y.T)):
        patterns.setdefault(known.tobytes(), []).append(code)
    for members in patterns.values():
        codes, said = np.array(members, dtype=np.intp), ~np.isnan(y[:, members[0]])
        known, rest = np.flatnonzero(said), np.flatnonzero(~said)
        if len(known):
            one, penalty = np.ones(len(known), np.float32), penalty_of(len(known))
            parts = ridges(x[known], y[np.ix_(known, codes)], one, folds[known], penalty, choices)
            for whole, part in zip(found, parts, strict=True):
                whole.weights[:, codes], whole.offset[codes] = part.weights, part.offset
                whole.outside[np.ix_(rest, codes)] = x[rest] @ part.weights + part.offset
                whole.outside[np.ix_(known, codes)] = part.outside
    return found

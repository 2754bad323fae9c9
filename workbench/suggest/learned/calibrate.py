"""Scores to probabilities, learnt from what the scores said of sources that the fit had not seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

PRIOR = np.array([-3.5, 1.0, -0.2, 0.0, 0.0])
"""The parts where there is no record yet: about what was usual in four public sets of coded talk."""

_ALL = np.full(5, 10.0)  # precision of all codes' parts around the prior: little data must not look like certainty
_OWN = np.array([4.0, 16.0, 200.0, 200.0, 200.0])  # precision of a code's own parts around those of all codes together
_RIVALS = 3.0  # how sharply the rivals of a code are pooled: between their mean and the strongest of them
_BEND = 0.3
_STEPS, _CLOSE = 25, 1e-7
_AT_ONCE = 20_000  # rows turned into probabilities in one go, so that a million need no more memory than a few


@dataclass(frozen=True, slots=True)
class Calibration:
    """`probability = 1 / (1 + exp(-(a + b s + c r + d o + 0.3 e s |s|)))`, with parts (codes, 5) a to e of each code.

    s is the code's own score over `spread`, r its rivals' (a soft maximum), o that of carrying any code at all. Logistic
    regression on out-of-source scores (Platt 1999, here with four sides instead of one); each code's parts are drawn towards
    those of all codes together, the more the less is known of it. Where e would make more score mean less probability, s is
    stopped at the turning point.
    """

    spread: float
    parts: Doubles

    def __call__(self, scores: Numbers) -> Numbers:
        """Return probabilities (rows, codes) of scores (rows, codes + 1), the last column that of any code at all."""
        found = np.empty((len(scores), scores.shape[1] - 1), np.float32)
        for first in range(0, len(scores), _AT_ONCE):
            found[first : first + _AT_ONCE] = self._probabilities(scores[first : first + _AT_ONCE])
        return found

    def _probabilities(self, scores: Numbers) -> Numbers:
        a, b, c, d, e = self.parts.T.astype(np.float32)
        own, rivals, overall = _sides(scores, self.spread)
        turn = np.where(e < 0, np.maximum(b, 0) / np.maximum(-2 * _BEND * e, 1e-9), np.inf).astype(np.float32)
        own = np.clip(own, -turn, turn)
        logit = a + (b + np.float32(_BEND) * e * np.abs(own)) * own + c * rivals + d * overall
        np.clip(logit, -30, 30, out=logit)
        return np.asarray(1 / (1 + np.exp(-logit)), np.float32)


def untaught(codes: int, spread: float) -> Calibration:
    """Return the calibration of codes of which nothing is on record."""
    return Calibration(max(spread, 1e-6), np.tile(PRIOR, (codes, 1)))


def calibrated(scores: Numbers, labels: Numbers, weight: Numbers) -> Calibration:
    """Fit on out-of-source scores (rows, codes + 1), labels (rows, codes) with nan where nobody said, and weights (rows,)."""
    spread = max(float(scores[:, :-1].std()), 1e-6)
    own, rivals, overall = _sides(scores, spread)
    sides = np.stack([np.ones_like(own), own, rivals, np.broadcast_to(overall, own.shape), _BEND * own * np.abs(own)])
    sides = sides.transpose(2, 1, 0).astype(np.float64)
    counts = (~np.isnan(labels)).T * np.asarray(weight, np.float64)
    truth = np.nan_to_num(labels).T.astype(np.float64)
    pooled = _newton(sides.reshape(1, -1, 5), truth.reshape(1, -1), counts.reshape(1, -1), PRIOR, _ALL)[0]
    return Calibration(spread, _newton(sides, truth, counts, pooled, _OWN))


def _sides(scores: Numbers, spread: float) -> tuple[Numbers, Numbers, Numbers]:
    own = np.asarray(scores[:, :-1] / np.float32(spread), np.float32)
    overall = np.asarray(scores[:, -1:] / np.float32(spread), np.float32)
    if own.shape[1] < 2:
        return own, np.zeros_like(own), overall
    weights = np.exp(np.minimum(np.float32(_RIVALS) * own, 60))
    others = np.maximum(weights.sum(axis=1, keepdims=True) - weights, 1e-9)
    return own, np.log(others / (own.shape[1] - 1)) / np.float32(_RIVALS), overall


def _newton(sides: Doubles, truth: Doubles, counts: Doubles, prior: Doubles, precision: Doubles) -> Doubles:
    """Return the most probable parts of each problem, (problems, 5); sides (problems, rows, 5), truth (problems, rows)."""
    parts = np.tile(prior, (len(sides), 1))
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-np.clip((sides @ parts[:, :, None])[:, :, 0], -30, 30)))
        slope = (sides.transpose(0, 2, 1) @ (counts * (p - truth))[:, :, None])[:, :, 0] + precision * (parts - prior)
        bend = (sides * (counts * p * (1 - p))[:, :, None]).transpose(0, 2, 1) @ sides + np.diag(precision)
        step = np.clip(np.linalg.solve(bend, slope[:, :, None])[:, :, 0], -4, 4)
        parts = parts - step
        if np.abs(step).max() < _CLOSE:
            break
    return parts

"""Scores to probabilities, learnt from what the scores said of sources that the fit had not seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

_OWN, _OWN_SLOPE = 2.0, 4.0  # precision of a code's own intercept and slope around those of all codes together
_RIVALS = 3.0  # how sharply the rivals of a code are pooled: between their mean and the strongest of them
_STEPS, _CLOSE = 25, 1e-7


@dataclass(frozen=True, slots=True)
class Calibration:
    """`probability = 1 / (1 + exp(-(a_c + b_c s + d_c r)))`: s the code's own score over `spread`, r its rivals'.

    `parts` (codes, 3) are a, b and d of each code: logistic regression on out-of-source scores (Platt 1999), each code's
    drawn towards those of all codes together, the more the less is known of it.
    """

    spread: float
    parts: Doubles

    def __call__(self, scores: Numbers) -> Numbers:
        """Return probabilities, same shape as scores (rows, codes)."""
        own, rivals = _sides(scores, self.spread)
        logit = self.parts[:, 0] + self.parts[:, 1] * own + self.parts[:, 2] * rivals
        return (1 / (1 + np.exp(-np.clip(logit, -30, 30)))).astype(np.float32)


def calibrated(scores: Numbers, labels: Numbers, prior: Doubles) -> Calibration:
    """Fit on out-of-source scores (rows, codes) and labels with nan where nobody said.

    `prior` (3,) is where all codes together are drawn to, weakly: what was usual in other studies.
    """
    spread = max(float(scores.std()), 1e-6)
    own, rivals = _sides(scores, spread)
    sides = np.stack([np.ones_like(own), own, rivals], axis=2).astype(np.float64)
    known = ~np.isnan(labels)
    truth = np.where(known, labels, 0).astype(np.float64)
    pooled = _newton(sides[None].reshape(1, -1, 3), truth.reshape(1, -1), known.reshape(1, -1), prior, np.ones(3))[0]
    precision = np.array([_OWN, _OWN_SLOPE, _OWN_SLOPE])
    return Calibration(spread, _newton(sides.transpose(1, 0, 2), truth.T, known.T, pooled, precision))


def _sides(scores: Numbers, spread: float) -> tuple[Doubles, Doubles]:
    own = np.asarray(scores, np.float64) / spread
    if own.shape[1] < 2:
        return own, np.zeros_like(own)
    weights = np.exp(np.minimum(_RIVALS * own, 60.0))
    others = np.maximum(weights.sum(axis=1, keepdims=True) - weights, 1e-9)
    return own, np.log(others / (own.shape[1] - 1)) / _RIVALS


def _newton(
    sides: Doubles, truth: Doubles, known: npt.NDArray[np.bool_], prior: Doubles, precision: Doubles
) -> Doubles:
    """Return the most probable parts of each problem, (problems, 3); sides (problems, rows, 3), truth (problems, rows)."""
    parts = np.tile(prior, (len(sides), 1))
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-np.clip(np.einsum("krp,kp->kr", sides, parts), -30, 30)))
        slope = np.einsum("krp,kr->kp", sides, known * (p - truth)) + precision * (parts - prior)
        bend = np.einsum("krp,kr,krq->kpq", sides, known * p * (1 - p), sides, optimize=True) + np.diag(precision)
        step = np.clip(np.linalg.solve(bend, slope[:, :, None])[:, :, 0], -4, 4)
        parts = parts - step
        if np.abs(step).max() < _CLOSE:
            break
    return parts

"""Scores to probabilities, learnt from what the scores said of sources that the fit had not seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

PRIOR = np.array([-3.5, 0.9, -0.2, 0.0, 0.0])
"""The parts where there is no record yet: about what was usual in four public sets of coded talk."""

_ALL = np.full(5, 10.0)  # precision of all codes' parts around the prior: little data must not look like certainty
_OWN = np.array([4.0, 16.0, 200.0, 200.0, 200.0])  # precision of a code's own parts around those of all codes together
_RIVALS = 3.0  # how sharply the rivals of a code are pooled: between their mean and the strongest of them
_BEND = 0.3
_ENOUGH = 3_000  # rows that the five numbers of all codes together are learnt from
_FEW = 8  # one row in so many is looked at first
_STEPS, _CLOSE = 25, 1e-4
AT_ONCE = 5_000  # rows turned into probabilities in one go, so that a million need no more memory than a few


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
        for first in range(0, len(scores), AT_ONCE):
            rows = slice(first, first + AT_ONCE)
            found[rows] = self._probabilities(np.ascontiguousarray(scores[rows].T)).T
        return found

    def _probabilities(self, scores: Numbers) -> Numbers:
        """Return probabilities (codes, rows) of scores (codes + 1, rows): long rows are what processors like."""
        a, b, c, d, e = self.parts.T.astype(np.float32)[:, :, None]
        own, rivals, overall = _sides(scores, self.spread)
        if (e < 0).any():
            turn = np.where(e < 0, np.maximum(b, 0) / np.maximum(-2 * _BEND * e, 1e-9), 1e9).astype(np.float32)
            np.minimum(own, turn, out=own)
            np.maximum(own, -turn, out=own)
        logit = np.abs(own)
        logit *= np.float32(_BEND) * e
        logit += b
        logit *= own
        rivals *= c
        logit += rivals
        logit += overall * d + a
        np.minimum(logit, 30, out=logit)
        np.maximum(logit, -30, out=logit)
        np.negative(logit, out=logit)
        np.exp(logit, out=logit)
        logit += 1
        return np.reciprocal(logit, out=logit)


def untaught(codes: int, spread: float) -> Calibration:
    """Return the calibration of codes of which nothing is on record."""
    return Calibration(max(spread, 1e-6), np.tile(PRIOR, (codes, 1)))


def calibrated(scores: Numbers, labels: Numbers, weight: Numbers, start: Doubles | None = None) -> Calibration:
    """Fit on out-of-source scores (rows, codes + 1), labels (rows, codes) with nan where nobody said, and weights (rows,).

    `start` are parts (codes, 5) to begin the search with; they change how soon it ends, and nothing else.
    """
    spread = max(float(scores[:, :-1].std()), 1e-6)
    own, rivals, overall = _sides(np.ascontiguousarray(scores.T), spread)
    bent = np.float32(_BEND) * own * np.abs(own)
    sides = np.stack([np.ones_like(own), own, rivals, np.broadcast_to(overall, own.shape), bent], axis=1)
    counts = np.ascontiguousarray((~np.isnan(labels)).T * weight, np.float32)
    truth = np.ascontiguousarray(np.nan_to_num(labels).T, np.float32)
    pooled = _together(sides, truth, counts, None if start is None else start.mean(axis=0)[None])
    first = np.tile(pooled, (len(sides), 1)) if start is None else start
    return Calibration(spread, _newton(sides, truth, counts, pooled, _OWN, first))


def _together(sides: Numbers, truth: Numbers, counts: Numbers, start: Doubles | None) -> Doubles:
    """Return the parts (5,) that suit all codes taken as one."""
    every = max(1, truth.shape[1] // _ENOUGH)
    said, times = (part[:, ::every].reshape(1, -1) for part in (truth, counts))
    rows = sides[:, :, ::every].transpose(1, 0, 2).reshape(1, 5, -1)
    if start is None:  # a few rows lead near the end, where all of them need a step or two
        few = slice(None, None, _FEW)
        thin = np.ascontiguousarray(rows[:, :, few])
        start = _newton(thin, said[:, few], _FEW * times[:, few], PRIOR, _ALL, PRIOR[None])
    pooled: Doubles = _newton(rows, said, times, PRIOR, _ALL, start)[0]
    return pooled


def _sides(scores: Numbers, spread: float) -> tuple[Numbers, Numbers, Numbers]:
    """Return each code's own side and its rivals', (codes, rows), and that of any code, (1, rows)."""
    scaled = np.asarray(scores / np.float32(spread), np.float32)
    own, overall = scaled[:-1], scaled[-1:]
    if len(own) < 2:
        return own, np.zeros_like(own), overall
    weights = own * np.float32(_RIVALS)
    np.minimum(weights, 60, out=weights)
    np.exp(weights, out=weights)
    np.subtract(weights.sum(axis=0, keepdims=True), weights, out=weights)
    np.maximum(weights, np.float32(1e-9), out=weights)
    weights /= np.float32(len(own) - 1)
    np.log(weights, out=weights)
    weights /= np.float32(_RIVALS)
    return own, weights, overall


def _newton(
    sides: Numbers, truth: Numbers, counts: Numbers, prior: Doubles, precision: Doubles, start: Doubles
) -> Doubles:
    """Return the most probable parts of each problem, (problems, 5); sides (problems, 5, rows), truth (problems, rows)."""
    at = np.array(start)
    worst, step = np.full(len(sides), np.inf), np.zeros_like(at)
    turned = sides.transpose(0, 2, 1)
    weighed = np.empty_like(sides)  # used again in each step: to be given so much memory takes longer than the sums
    for _ in range(_STEPS):
        logit = np.clip(((at - step)[:, None, :].astype(np.float32) @ sides)[:, 0], -30, 30)
        small = np.abs(logit)
        np.exp(np.negative(small, out=small), out=small)
        pull = 0.5 * (precision * (at - step - prior) ** 2).sum(axis=1)
        missed = np.log(1 + small) + np.maximum(logit, 0) - truth * logit  # log(1 + exp(logit)) - truth * logit
        loss = (counts * missed).sum(axis=1, dtype=np.float64) + pull
        better = loss <= worst + 1e-6 * np.abs(worst)
        step[~better] /= 4  # too far: Newton's method is only good near the end
        at[better] -= step[better]
        worst = np.where(better, loss, worst)
        if np.abs(step).max() < _CLOSE and worst.max() < np.inf and step.any():
            break
        p = np.where(logit >= 0, 1, small) / (1 + small)
        slope = (sides @ (counts * (p - truth))[:, :, None])[:, :, 0] + precision * (at - prior)
        bend = np.multiply(sides, (counts * p * (1 - p))[:, None, :], out=weighed) @ turned + np.diag(precision)
        whole = np.clip(np.linalg.solve(bend, slope[:, :, None])[:, :, 0], -4, 4)
        step[better] = whole[better]
    return at

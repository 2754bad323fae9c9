"""How near passages are to codes, and how unusual that is: arrays only, no words."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]

_SHARPNESS = 8.0
_OWN_SHARE = 0.25
_FEWEST = 30
_USUAL, _SPREAD = 0.2, 0.1  # where nothing can be measured: a lone code and hardly any passages
_LEAST_SPREAD = 0.02
_Z, _BEHIND, _CONSTANT = 0.6, 1.0, -1.45


def pooled(cosines: Numbers, owner: Places, codes: int) -> Numbers:
    """Return how near each row is to each code, shape (rows, codes), from its cosines to the anchors.

    A code's nearness is the soft maximum `ln(mean(exp(8 c))) / 8` over its anchors: between their mean, which forgives
    a code with one odd example, and their largest, which one lucky word decides.
    """
    member = np.zeros((cosines.shape[1], codes), dtype=np.float32)
    member[np.arange(len(owner)), owner] = 1.0
    sizes = np.maximum(member.sum(axis=0), 1.0)
    weights: Numbers = np.exp(_SHARPNESS * cosines).astype(np.float32) @ member
    near: Numbers = (np.log(np.maximum(weights / sizes, 1e-12)) / _SHARPNESS).astype(np.float32)
    return near


def unusualness(near: Numbers, between_anchors: Numbers, owner: Places) -> Numbers:
    """Return how far above its background each nearness lies, in robust standard deviations; same shape as `near`.

    `z = (near - (0.25 m + 0.75 M)) / d`: m is the code's median over the passages, M the median over all passages and
    codes, and d is 1.4826 times the median distance from M, the usual robust stand-in for a standard deviation. A
    code's own median counts only a quarter, because it is high both for codes whose words fit everything and for codes
    that really are frequent.

    With fewer than 30 passages the background is the codebook itself: how near the anchors of all other codes are to
    a code (`between_anchors`, shape (anchors, codes), with each anchor's code in `owner`).
    """
    background = near
    if len(near) < _FEWEST:
        background = between_anchors.copy()
        background[np.arange(len(owner)), owner] = np.nan
    if background.shape[1] < 2 and len(near) < _FEWEST:
        return ((near - _USUAL) / _SPREAD).astype(np.float32)
    overall = float(np.nanmedian(background))
    usual = _OWN_SHARE * np.nanmedian(background, axis=0) + (1 - _OWN_SHARE) * overall
    spread = max(1.4826 * float(np.nanmedian(np.abs(background - overall))), _LEAST_SPREAD)
    return ((near - usual) / spread).astype(np.float32)


def scores(z: Numbers, best: Numbers) -> Numbers:
    """Return scores in [0, 1]: `1 / (1 + exp(-(0.6 z - 1.0 (best - z) - 1.45)))`, best being the passage's largest z.

    The three numbers were fitted once on 600 public survey comments coded by people with 31 codes, so that the score
    is about the share of proposals people agreed with there. In another study it orders suggestions; it is no
    probability.
    """
    logit = np.clip(_Z * z - _BEHIND * (best - z) + _CONSTANT, -50.0, 50.0)
    return (1.0 / (1.0 + np.exp(-logit))).astype(np.float32)

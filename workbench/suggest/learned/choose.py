"""From probabilities to proposals: which codes of a passage are shown."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]


_FEWEST = 10  # uncoded and coded rows each, below which nothing is known about where coding begins
_DOORS = np.arange(0.1, 0.95, 0.05)


def gate(overall: Numbers, coded: Numbers) -> float:
    """Return from which score of carrying any code on a row counts as coded, so that kappa of coded or not is highest.

    `overall` (rows,) are out-of-source scores, `coded` (rows,) 1, 0 or nan. nan with fewer than ten rows of either kind: where
    people marked passages to be coded, uncoded talk is not on record.
    """
    known = ~np.isnan(coded)
    carries = coded[known] > 0
    if min(carries.sum(), (~carries).sum()) < _FEWEST:
        return float("nan")
    said = overall[known] >= _DOORS[:, None]
    agreed = (said == carries).mean(axis=1)
    p, q = carries.mean(), said.mean(axis=1)
    chance = p * q + (1 - p) * (1 - q)
    return float(_DOORS[np.argmax((agreed - chance) / np.maximum(1 - chance, 1e-9))])


def given(probabilities: Numbers, overall: Numbers, least: Numbers, door: float) -> Flags:
    """Return which codes are given, (rows, codes): those that reach `least` (codes,).

    Where there is a door, rows whose `overall` score stays below it are given nothing, and all others at least their
    likeliest code.
    """
    flags: Flags = probabilities >= least
    if not np.isnan(door) and probabilities.shape[1]:
        inside = np.flatnonzero(overall >= door)
        flags[inside, probabilities[inside].argmax(axis=1)] = True
        flags[overall < door] = False
    return flags


def proposed(probabilities: Numbers, flags: Flags, above: Flags, top: int) -> Flags:
    """Return which codes are proposed, (rows, codes): of those given (`flags`), the `top` likeliest of each row.

    A code is left out where one below it in the tree is given; `above` (codes, codes) says whether the code of the row lies
    above the code of the column.
    """
    open_ = flags & ~((flags.astype(np.float32) @ above.T.astype(np.float32)) > 0)
    ranked = np.argsort(np.where(open_, -probabilities, np.inf), axis=1, kind="stable")[:, :top]
    chosen = np.zeros_like(open_)
    np.put_along_axis(chosen, ranked, True, axis=1)
    chosen &= open_
    return chosen

"""From probabilities to what is said: from where on a code is given, and which codes of a passage are proposed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

GRID = np.arange(0.05, 0.8, 0.025)
_BORROWED = 10.0  # a code's own record counts as much as the common one when it has so many positives
USUAL = 0.35
"""The threshold where there is no record yet."""


def thresholds(probabilities: Numbers, labels: Numbers) -> Numbers:
    """Return from which probability on each code is given, (codes,), so that its F1 is highest.

    A code's counts of right and given at each threshold of a grid are joined with ten positives' worth of the counts of all
    codes together, so that a rare code follows the common record. Probabilities are those out of source; labels may be nan.
    """
    known = ~np.isnan(labels)
    carried = np.where(known, labels, 0) > 0
    given = (probabilities[None] >= GRID[:, None, None]) & known
    right, said, there = (given & carried).sum(axis=1), given.sum(axis=1), carried.sum(axis=0)
    total = max(int(there.sum()), 1)
    usual_right, usual_said = right.sum(axis=1) / total, said.sum(axis=1) / total
    hits = right + _BORROWED * usual_right[:, None]
    f1 = 2 * hits / (said + _BORROWED * usual_said[:, None] + there + _BORROWED)
    return np.asarray(GRID[f1.argmax(axis=0)], np.float32)


def proposed(probabilities: Numbers, least: Numbers, above: Flags, top: int) -> Flags:
    """Return which codes are proposed, (rows, codes): at least `least` (codes,), at most `top` of a row.

    The strongest come first, measured by how far above its threshold each lies. A code is left out where one below it in the
    tree is given; `above` (codes, codes) says whether the code of the row lies above the code of the column.
    """
    given = probabilities >= least
    given &= ~((given.astype(np.float32) @ above.T.astype(np.float32)) > 0)
    ranked = np.argsort(np.where(given, -probabilities, np.inf), axis=1, kind="stable")[:, :top]
    chosen = np.zeros_like(given)
    np.put_along_axis(chosen, ranked, True, axis=1)
    chosen &= given
    return chosen

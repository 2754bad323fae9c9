"""From probabilities to proposals: which codes of a passage are shown."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]


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

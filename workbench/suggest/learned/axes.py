"""The few directions in which all the talk differs most: what is learnt about a study's language without any label."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Numbers = npt.NDArray[np.float32]

_SPARE, _ROUNDS = 20, 2


def axes(rows: csr_array, most: int) -> Numbers:
    """Return the leading right singular vectors of the rows, (columns, at most `most`), the strongest first.

    By random projection with power iterations from a fixed start (Halko, Martinsson and Tropp 2011, algorithms 4.4 and
    5.1). Signs are fixed as well, so that the same rows give the same axes.
    """
    many, columns = rows.shape
    wanted = min(most, many, columns)
    if wanted == 0:
        return np.zeros((columns, 0), np.float32)
    # The smaller side is iterated on, for what is wide is wide in letters and narrow in rows.
    start = np.random.default_rng(0).standard_normal((columns, min(wanted + _SPARE, many, columns))).astype(np.float32)
    turned = rows.T.tocsr()
    basis = np.linalg.qr(rows @ start)[0]
    for _ in range(_ROUNDS):
        basis = np.linalg.qr(rows @ (turned @ basis))[0]
    small = turned @ basis
    left, _, right = np.linalg.svd(small.T @ small, hermitian=True)
    del right
    found = small @ left[:, :wanted]
    found /= np.maximum(np.linalg.norm(found, axis=0), 1e-6)
    signs = np.sign(found[np.abs(found).argmax(axis=0), np.arange(wanted)])
    return np.ascontiguousarray(found * np.where(signs == 0, 1, signs), dtype=np.float32)

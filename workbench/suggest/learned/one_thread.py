"""Linear algebra on one thread: matrices as small as a study's are worked out sooner so, and to the same last digit."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[Any]:
    """Return a context in which BLAS and LAPACK, numpy's and scipy's, use one thread.

    Two threads that wait for each other take a Cholesky factor of 700 columns from 2 to 15 ms on a laptop's two cores.
    """
    found: AbstractContextManager[Any] = _libraries().limit(limits=1, user_api="blas")
    return found


@cache
def _libraries() -> ThreadpoolController:
    import scipy.linalg  # noqa: F401  # it brings a BLAS of its own, which is to be found too
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()

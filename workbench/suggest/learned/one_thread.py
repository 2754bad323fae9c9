"""Linear algebra on one thread: matrices as small as a study's are worked out sooner so, and to the same last digit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import RLock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

_ONE_AT_A_TIME = RLock()  # two that overlap would each put back what the other had set, and leave one thread for good


@contextmanager
def one_thread() -> Iterator[None]:
    """Let BLAS and LAPACK, numpy's and scipy's, use one thread meanwhile; who comes second waits.

    Two threads that wait for each other take a Cholesky factor of 700 columns from 2 to 15 ms on a laptop's two cores.
    """
    with _ONE_AT_A_TIME, _libraries().limit(limits=1, user_api="blas"):
        yield


@cache
def _libraries() -> ThreadpoolController:
    import scipy.linalg  # noqa: F401  # it brings a BLAS of its own, which is to be found too
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()

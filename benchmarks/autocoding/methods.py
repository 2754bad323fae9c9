"""What is compared: each method is a function from material and labelled places to something that predicts.

    fit(material, rows, labels, seed) -> Fitted

`rows` are the places in `material.talk` that somebody coded, `labels` float32 (len(rows), codes) as the product takes them:
1 carries, 0 does not, nan nobody said (never here: whole segments are coded). Columns follow `material.codebook`. With no
rows a method that cannot start cold returns None. `ours.py` offers the product's under `METHODS`, a dict of names to such
functions; the first of them is the one whose review orders are simulated.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module, util
from typing import Protocol

from benchmarks.autocoding.material import Flags, Material, Numbers, Places


class Fitted(Protocol):
    """A method that has learned. `probabilities` says whether its scores are meant as such."""

    probabilities: bool

    def predict_proba(self, rows: Places) -> Numbers:
        """Return scores (len(rows), codes) for places in the material's talk."""

    def predict(self, rows: Places) -> Flags:
        """Return which codes it would give, (len(rows), codes)."""


Fit = Callable[[Material, Places, Numbers, int], Fitted | None]
OURS = "benchmarks.autocoding.ours"


def ours() -> dict[str, Fit]:
    """Return the product's methods; none before it has any."""
    return dict(import_module(OURS).METHODS) if util.find_spec(OURS) else {}

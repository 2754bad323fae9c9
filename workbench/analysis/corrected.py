"""How common a theme is where a machine coded everything and a person a random sample of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.analysis.shares import FEWEST_READABLE
from workbench.errors import WorkbenchError

Floats = npt.NDArray[np.float64]
FEWEST_CODED = 30


@dataclass(frozen=True, slots=True)
class CorrectedShare:
    """A share of `n` units of `m` clusters (people, or sources), of which a person coded `coded`, drawn by chance.

    `share`, `low`, `high`: corrected; `machine`: what the machine alone says, of all units; `sample`, `sample_low`,
    `sample_high`: what the sample alone says. NaN where there is nothing to say it from. `words` says what may be read.
    """

    share: float
    low: float
    high: float
    machine: float
    sample: float
    sample_low: float
    sample_high: float
    n: int
    coded: int
    m: int
    readable: bool
    words: str


def corrected_share(
    machine: npt.ArrayLike, human: npt.ArrayLike, weights: npt.ArrayLike, clusters: npt.ArrayLike, confidence: float = 0.95
) -> CorrectedShare:  # fmt: skip
    """Return a machine's share, corrected by what a person found in a random sample: the difference estimator.

    Each unit gets the pseudo-outcome machine + weight (human - machine), where weight is 1 / inclusion probability for a
    unit that was drawn and coded, and 0 for any other (`weighted.pooled_weights` over several draws). Its mean is unbiased
    whatever the machine does (Särndal, Swensson and Wretman 1992, section 6.3; used as design-based supervised learning by
    Egami et al. 2023, arXiv:2306.04746). Interval: linearised over clusters, Student's t with m - 1 degrees of freedom,
    cut at 0 and 1. The sample alone is a ratio of weighted totals with the same interval.

    Args:
        machine: of each unit, whether (or how likely, 0 to 1) the machine gives the code.
        human: of each unit, whether the person gave it (or what share of several people did); ignored where the weight is 0.
        weights: of each unit, see above.
        clusters: the person or source each unit is of.
        confidence: of the interval.

    Raises:
        WorkbenchError: when the lists differ in length, a weight is negative, or a unit with a weight has no answer.
    """
    said, weight = np.asarray(machine, dtype=float), np.asarray(weights, dtype=float)
    truth = np.where(weight > 0, np.asarray(human, dtype=float), 0.0)
    of = np.asarray(clusters, dtype=object)
    _check(said, truth, weight, of)
    n, coded = len(said), int((weight > 0).sum())
    m = len(pd.unique(of))
    if not coded:
        nan = float("nan")
        alone = float(said.mean()) if n else nan
        words = "No unit drawn at random has been coded by a person, so the machine's share cannot be corrected."
        return CorrectedShare(nan, nan, nan, alone, nan, nan, nan, n, 0, m, readable=False, words=words)
    pseudo = said + weight * (truth - said)
    share, low, high = _ratio(pseudo, np.ones(n), of, confidence)
    sample, sample_low, sample_high = _ratio(weight * truth, weight, of, confidence)
    read = len(pd.unique(of[weight > 0]))
    readable = read >= FEWEST_READABLE and coded >= FEWEST_CODED
    words = _words(share, low, high, float(said.mean()), sample_high - sample_low, n, coded, read, readable=readable)
    return CorrectedShare(
        share, low, high, float(said.mean()), sample, sample_low, sample_high, n, coded, m, readable=readable, words=words
    )  # fmt: skip


def _ratio(
    top: Floats, bottom: Floats, clusters: npt.NDArray[np.object_], confidence: float
) -> tuple[float, float, float]:
    from scipy.special import stdtrit

    used = bottom > 0
    whole = float(bottom.sum())
    ratio = float(top.sum()) / whole
    residual = pd.Series((top - ratio * bottom) / whole)[used].groupby(clusters[used]).sum().to_numpy()
    m = len(residual)
    share = min(1.0, max(0.0, ratio))
    if m < 2:
        return share, float("nan"), float("nan")
    reach = float(stdtrit(m - 1, (1 + confidence) / 2) * np.sqrt(m / (m - 1) * (residual**2).sum()))
    return share, max(0.0, ratio - reach), min(1.0, ratio + reach)


def _words(
    share: float, low: float, high: float, machine: float, sample_width: float, n: int, coded: int, read: int, *, readable: bool
) -> str:  # fmt: skip
    if not readable:
        return (
            f"{coded} of {n} units were coded by a person in a random sample, of {read} {'person or source' if read == 1 else 'people or sources'}: too few to correct the"
            f" machine by (at least {FEWEST_CODED} units of {FEWEST_READABLE})."
        )
    said = (
        f"The machine alone says {machine:.1%}; corrected by {coded} of {n} units that a person coded in a random sample it"
        f" is {share:.1%} ({low:.1%} to {high:.1%})."
    )
    return (
        said
        if high - low < sample_width
        else f"{said} The sample alone tells it no worse: the machine sharpens nothing here."
    )


def _check(said: Floats, truth: Floats, weight: Floats, clusters: npt.NDArray[np.object_]) -> None:
    if len({len(each) for each in (said, truth, weight, clusters)}) != 1:
        raise WorkbenchError("There is not one value of each kind per unit.", "Give lists of the same length.")
    if (weight < 0).any() or np.isnan(truth).any():
        raise WorkbenchError(
            "A coded unit stands for some units, and has an answer.",
            "Weights are 1 / inclusion probability, or 0.",
        )

"""How good codes and their probabilities are, from arrays (segments, codes): what people carried, and what a method says."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.floating]
BINS = 15


def macro_f1(carried: Flags, said: Flags) -> float:
    """Return the mean F1 of the codes that any of the segments carries; 0 for a code that is never said.

    F1 is 2 TP / (2 TP + FP + FN) (van Rijsbergen 1979, Information Retrieval, chapter 7, with equal weights), as
    scikit-learn's `f1_score(average="macro", zero_division=0)` over those codes.
    """
    there = carried.any(axis=0)
    if not there.any():
        return float("nan")
    right = (carried & said).sum(axis=0)[there]
    return float(np.mean(2 * right / (carried.sum(axis=0) + said.sum(axis=0))[there]))


def micro_f1(carried: Flags, said: Flags) -> float:
    """Return the F1 of all code decisions together (`average="micro"`); NaN when nothing is carried or said."""
    total = carried.sum() + said.sum()
    return float(2 * (carried & said).sum() / total) if total else float("nan")


def kappa(left: Flags, right: Flags) -> float:
    """Return Cohen's kappa of two yes-or-no vectors (Cohen 1960); NaN where chance alone agrees wholly."""
    observed = np.mean(left == right) if len(left) else float("nan")
    p, q = (np.mean(left), np.mean(right)) if len(left) else (float("nan"), float("nan"))
    chance = p * q + (1 - p) * (1 - q)
    return float((observed - chance) / (1 - chance)) if chance < 1 else float("nan")


def mean_kappa(carried: Flags, said: Flags) -> float:
    """Return the mean of kappa per code over the codes that any of the segments carries, those without a kappa apart."""
    there = np.flatnonzero(carried.any(axis=0))
    values = np.array([kappa(carried[:, code], said[:, code]) for code in there])
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")


def any_code_kappa(carried: Flags, said: Flags) -> float:
    """Return kappa of "any code or none"; NaN where no segment is uncoded."""
    coded = carried.any(axis=1)
    return float("nan") if coded.all() else kappa(coded, said.any(axis=1))


def precision_at_coverage(carried: Flags, scores: Floats, share: float) -> float:
    """Return how many of the surest `share` of the segments carry the code with their highest score.

    A segment is as sure as that score; of equally sure ones those that stand first count. At least one segment is taken
    (El-Yaniv and Wiener 2010, selective classification: coverage and the risk that goes with it).
    """
    top = scores.argmax(axis=1)
    many = max(1, round(share * len(scores)))
    surest = np.argsort(-scores.max(axis=1), kind="stable")[:many]
    return float(carried[surest, top[surest]].mean())


def calibration_error(right: Flags, probability: Floats, bins: int = BINS) -> float:
    """Return the expected calibration error: the mean distance of share right from mean probability, bin by bin.

    Bins are of equal width over [0, 1], each closed at its upper end (0 falls in the first), and weigh by how many fall in
    them (Naeini, Cooper and Hauskrecht 2015; 15 bins as in Guo et al. 2017). Arrays of one dimension.
    """
    place = np.clip(np.ceil(probability * bins).astype(int) - 1, 0, bins - 1)
    error = 0.0
    for one in np.unique(place):
        there = place == one
        error += there.mean() * abs(right[there].mean() - probability[there].mean())
    return float(error)


def top_calibration_error(carried: Flags, probability: Floats) -> float:
    """Return the calibration error of each segment's likeliest code: one decision a segment, the ones people see."""
    top = probability.argmax(axis=1)
    rows = np.arange(len(top))
    return calibration_error(carried[rows, top], probability[rows, top])


def all_calibration_error(carried: Flags, probability: Floats) -> float:
    """Return the calibration error over every segment and code. Most probabilities are near 0, which flatters."""
    return calibration_error(carried.ravel(), probability.ravel())


def measured(carried: Flags, said: Flags, scores: Floats, *, probabilities: bool) -> dict[str, float]:
    """Return every figure of a method on the test segments; calibration only where scores are probabilities."""
    figures = {
        "macro_f1": macro_f1(carried, said),
        "micro_f1": micro_f1(carried, said),
        "kappa": mean_kappa(carried, said),
        "any_kappa": any_code_kappa(carried, said),
    }
    figures |= {f"precision_{share}": precision_at_coverage(carried, scores, share / 100) for share in (10, 25, 50)}
    errors = {"ece_top": top_calibration_error, "ece_all": all_calibration_error}
    return figures | {name: error(carried, scores) if probabilities else float("nan") for name, error in errors.items()}

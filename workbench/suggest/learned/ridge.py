"""Ridge regression for all codes at once, and what it would say of each source without having seen it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]

MOST_FOLDS = 10


@dataclass(frozen=True, slots=True)
class Ridge:
    """`scores = features @ weights + offset`, and the out-of-source scores of the rows it was fitted on.

    `weights` (dimensions, codes), `offset` (codes,), `outside` (rows, codes): what the same regression says of each row
    when the row's whole fold is left out; rows in no fold are scored by the regression itself.
    """

    weights: Numbers
    offset: Numbers
    outside: Numbers


def folds_of(groups: Sequence[str], most: int = MOST_FOLDS) -> Places:
    """Return a fold for each row, shape (rows,): rows of one group are always together, rows of the group "" in none (-1).

    With at most `most` groups each is its own fold; more are packed into `most` folds of about equal size, the largest
    first, so that neither the order of the rows nor chance decides.
    """
    names, counts = np.unique(np.asarray(groups, dtype=str), return_counts=True)
    fold, filled = {"": -1}, [0] * most
    for place in sorted(range(len(names)), key=lambda at: (-counts[at], names[at])):
        if names[place] != "":
            emptiest = min(range(most), key=lambda at: (filled[at], at))
            fold[str(names[place])] = emptiest
            filled[emptiest] += int(counts[place])
    return np.array([fold[str(group)] for group in groups], dtype=np.intp)


def ridge(features: Numbers, labels: Numbers, weight: Numbers, folds: Places, penalty: float) -> Ridge:
    """Fit `sum_i weight_i |label_i - score_i|^2 + penalty |weights|^2`, the offset among the weights, in closed form.

    With fewer rows than dimensions the system of the rows is solved, otherwise that of the dimensions; the result is the
    same. Leaving a fold f out costs no new fit: with A the (weighted) system of the rows, its scores are
    `y_f - inv(inv(A)_ff) (inv(A) y)_f` (Rifkin and Lippert 2007, Notes on regularized least squares, generalised from
    one row to a block); in the dimensions the fold's share is taken off the system before it is solved.

    Args:
        features: (rows, dimensions).
        labels: (rows, codes) without nan.
        weight: (rows,), above 0.
        folds: (rows,), -1 for rows that are never left out.
        penalty: above 0.
    """
    return ridges(features, labels, weight, folds, penalty, [np.arange(features.shape[1])])[0]


def ridges(
    features: Numbers, labels: Numbers, weight: Numbers, folds: Places, penalty: float, choices: Sequence[Places]
) -> list[Ridge]:
    """Fit once with each choice of columns, as `ridge` does; what they have in common is worked out once.

    `weights` are of all dimensions, 0 for the columns left out.
    """
    root = np.sqrt(weight)[:, None]
    x = np.hstack([features, np.ones((len(features), 1), np.float32)]) * root
    y = labels * root
    columns = [np.append(chosen, features.shape[1]) for chosen in choices]
    solve = _by_rows if len(x) <= x.shape[1] else _by_dimensions
    found = []
    for chosen, (some, outside) in zip(columns, solve(x, y, folds, penalty, columns), strict=True):
        weights = np.zeros((x.shape[1], y.shape[1]), np.float32)
        weights[chosen] = some
        found.append(Ridge(weights[:-1], weights[-1], (outside / root).astype(np.float32)))
    return found


def _by_rows(
    x: Numbers, y: Numbers, folds: Places, penalty: float, columns: Sequence[Places]
) -> Iterator[tuple[Numbers, Numbers]]:
    for chosen in columns:
        part = x[:, chosen]
        inverse = _inverse(part @ part.T, penalty)
        dual = inverse @ y
        outside = y - penalty * dual
        for fold in range(folds.max(initial=-1) + 1):
            rows = np.flatnonzero(folds == fold)
            outside[rows] = y[rows] - np.linalg.solve(inverse[np.ix_(rows, rows)], dual[rows])
        yield part.T @ dual, outside


def _inverse(system: Numbers, penalty: float) -> Numbers:
    from scipy.linalg import lapack

    system[np.diag_indices_from(system)] += penalty
    factor, _ = lapack.spotrf(system, lower=True, overwrite_a=True)
    half, _ = lapack.spotri(factor, lower=True, overwrite_c=True)
    whole: Numbers = np.tril(half) + np.tril(half, -1).T
    return whole


def _by_dimensions(
    x: Numbers, y: Numbers, folds: Places, penalty: float, columns: Sequence[Places]
) -> Iterator[tuple[Numbers, Numbers]]:
    members = [np.flatnonzero(folds == fold) for fold in range(-1, folds.max(initial=-1) + 1)]
    parts = [(x[rows], y[rows]) for rows in members]
    systems = [some.T @ some for some, _ in parts]
    targets = [some.T @ said for some, said in parts]
    whole, target = sum(systems[1:], systems[0]), sum(targets[1:], targets[0])
    whole[np.diag_indices_from(whole)] += penalty
    for chosen in columns:
        outside = np.empty_like(y)
        weights = _solved(_within(whole, chosen), target[chosen])
        whole_weights = np.zeros_like(target)
        whole_weights[chosen] = weights
        outside[members[0]] = parts[0][0] @ whole_weights
        for rows, (some, _), system, share in zip(members[1:], parts[1:], systems[1:], targets[1:], strict=True):
            without = _within(whole, chosen)
            without -= _within(system, chosen)
            whole_weights[chosen] = _solved(without, (target - share)[chosen])
            outside[rows] = some @ whole_weights
        yield weights, outside


def _within(system: Numbers, chosen: Places) -> Numbers:
    """Return a copy of the part of the system that the chosen columns have, in the order that LAPACK reads."""
    if len(chosen) == len(system):
        return system.copy()
    last = len(chosen) - 1
    part = np.empty((len(chosen), len(chosen)), np.float32)
    if (chosen[:last] == np.arange(last)).all():  # the usual case, columns at the end left out: slices are faster
        at, end = slice(0, last), len(system) - 1
        part[at, at], part[last, at], part[at, last], part[last, last] = (
            system[at, at],
            system[end, at],
            system[at, end],
            system[end, end],
        )
        return part
    return system[np.ix_(chosen, chosen)]


def _solved(system: Numbers, target: Numbers) -> Numbers:
    from scipy.linalg import cho_factor, cho_solve

    factor = cho_factor(
        system.T, lower=True, overwrite_a=True, check_finite=False
    )  # symmetric: turned, it is not copied
    return np.asarray(cho_solve(factor, target, check_finite=False), np.float32)

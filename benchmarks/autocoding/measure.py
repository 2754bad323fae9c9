"""One method, one draw of labels, measured on the test segments."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType

import numpy as np

from benchmarks.autocoding.baselines import WITHOUT_LABELS
from benchmarks.autocoding.draws import FIRST_SEED, by_code, by_source, sources_of
from benchmarks.autocoding.material import Material, Places, Truth
from benchmarks.autocoding.methods import Fit, Fitted
from benchmarks.autocoding.metrics import macro_f1, mean_kappa, measured

NONE: Places = np.array([], dtype=np.intp)


@dataclass(frozen=True, slots=True)
class Draw:
    """Labelled training segments. `name` is the number per code, `full`, or such as `2 sources`."""

    name: str
    seed: int
    rows: Places


@dataclass(frozen=True, slots=True)
class Row:
    """A method's figures after one draw; seconds are of fitting and of predicting the test segments."""

    set: str
    method: str
    draw: str
    seed: int
    labelled: int
    figures: Mapping[str, float]
    fit_seconds: float
    predict_seconds: float

    def as_json(self) -> dict[str, object]:
        """Return it as plain values, figures that do not exist as null."""
        return asdict(self) | {"figures": {name: _plain(value) for name, value in self.figures.items()}}


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else value


def draws(material: Material, truth: Truth, examples: Sequence[str], sources: Sequence[int], seeds: int) -> list[Draw]:
    """Return the draws asked for: so many of each code, then whole sources, then `full`.

    0 and `full` are drawn once, for they leave nothing to chance. Whole sources are drawn only where uncoded segments are
    part of the material and there are more sources than asked for.
    """
    every = range(FIRST_SEED, FIRST_SEED + seeds)
    found = [] if "0" not in examples else [Draw("0", FIRST_SEED, NONE)]
    for many in examples:
        if many not in {"0", "full"}:
            found += [Draw(many, seed, by_code(material, truth.carried, int(many), seed)) for seed in every]
    possible = () if material.mostly_coded else [many for many in sources if many < sources_of(material)]
    found += [Draw(f"{many} sources", seed, by_source(material, many, seed)) for many in possible for seed in every]
    return found if "full" not in examples else [*found, Draw("full", FIRST_SEED, material.train)]


def rows(
    material: Material,
    truth: Truth,
    methods: Mapping[str, Fit],
    drawn: Sequence[Draw],
    slow: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Iterator[Row]:
    """Measure every method on every draw; one that needs no labels only once, one that needs some not at 0.

    `slow` names methods that are measured only on some draws, by name, and there with the first seed.
    """
    done: set[str] = set()
    for draw in drawn:
        for name, fit in methods.items():
            left_out = name in slow and (draw.name not in slow[name] or draw.seed != FIRST_SEED)
            found = None if left_out or name in done else row(material, truth, name, fit, draw)
            if found is not None:
                yield found
                done |= {name} & set(WITHOUT_LABELS)


def row(material: Material, truth: Truth, name: str, fit: Fit, draw: Draw) -> Row | None:
    """Fit, predict and measure; None when the method cannot work with so few labels."""
    start = time.perf_counter()
    fitted = fit(material, draw.rows, truth.carried[draw.rows].astype(np.float32), draw.seed)
    if fitted is None:
        return None
    fit_seconds, start = time.perf_counter() - start, time.perf_counter()
    scores, said = fitted.predict_proba(material.test), fitted.predict(material.test)
    predict_seconds = time.perf_counter() - start
    figures = measured(truth.carried[material.test], said, scores, probabilities=fitted.probabilities)
    figures["coder_kappa"] = beside_coders(truth, material.test, said)
    return Row(material.name, name, draw.name, draw.seed, len(draw.rows), figures, fit_seconds, predict_seconds)


def beside_coders(truth: Truth, test: Places, said: np.ndarray) -> float:
    """Return the mean over coders of the mean kappa per code with each of them; NaN where there is only one."""
    if len(truth.by_coder) < 2:
        return float("nan")
    values = []
    for given, looked in zip(truth.by_coder, truth.looked, strict=True):
        there = looked[test]
        values.append(mean_kappa(given[test][there], said[there]))
    return float(np.nanmean(values))


def score(fitted: Fitted, material: Material, truth: Truth) -> float:
    """Return the macro-F1 on the test segments, the score that orders of review are compared by."""
    return macro_f1(truth.carried[material.test], fitted.predict(material.test))

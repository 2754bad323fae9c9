"""What was measured, as tables to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from benchmarks.autocoding.material import Material, Truth, between_coders
from benchmarks.autocoding.measure import Row
from benchmarks.autocoding.orders import SHARES, Path, median_decisions

COLUMNS = {
    "macro_f1": "macro-F1",
    "micro_f1": "micro-F1",
    "kappa": "kappa",
    "any_kappa": "any-code",
    "precision_10": "P@10%",
    "precision_25": "P@25%",
    "precision_50": "P@50%",
    "ece_top": "ECE top",
    "ece_all": "ECE all",
    "coder_kappa": "coders",
}


def figures(found: Sequence[Row]) -> Iterator[str]:
    """Yield the lines of a set's table: means over the seeds, draws in order, methods below each."""
    shown = [name for name in COLUMNS if not all(np.isnan(one.figures[name]) for one in found)]
    yield (
        f"{'labelled':<18}{'method':<34}"
        + "".join(f"{COLUMNS[name]:>10}" for name in shown)
        + f"{'fit s':>9}{'test s':>8}"
    )
    for draw, method in dict.fromkeys((one.draw, one.method) for one in found):
        some = [one for one in found if (one.draw, one.method) == (draw, method)]
        many = round(np.mean([one.labelled for one in some]))
        cells = "".join(f"{_mean([one.figures[name] for one in some]):>10}" for name in shown)
        seconds = (
            f"{np.mean([one.fit_seconds for one in some]):>9.2f}{np.mean([one.predict_seconds for one in some]):>8.2f}"
        )
        yield f"{draw + f' ({many})':<18}{method:<34}{cells}{seconds}"


def _mean(values: Sequence[float]) -> str:
    known = [value for value in values if not np.isnan(value)]
    return f"{np.mean(known):.3f}" if known else "-"


def reviews(found: Sequence[Path]) -> Iterator[str]:
    """Yield the lines of the table of review orders."""
    yield f"{'order':<14}{'method':<34}" + "".join(f"{f'to {share:.0%}':>10}" for share in SHARES) + f"{'full':>10}"
    for order, method in dict.fromkeys((path.order, path.method) for path in found):
        some = [path for path in found if (path.order, path.method) == (order, method)]
        cells = "".join(f"{_many(median_decisions(some, share)):>10}" for share in SHARES)
        yield f"{order:<14}{method:<34}{cells}{np.mean([path.full for path in some]):>10.3f}"


def _many(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"


def coders(material: Material, truth: Truth) -> Iterator[str]:
    """Yield what coders agree on among themselves, code by code; nothing where there is only one."""
    if len(truth.by_coder) < 2:
        return
    found = between_coders(truth, len(material.codebook))
    per_code = [found[str(place)] for place in range(len(material.codebook))]
    yield f"{len(truth.by_coder)} coders between themselves: mean kappa {_mean(per_code)}, any code {_mean([found['any']])}"
    for code, value in zip(material.codebook, per_code, strict=True):
        yield f"  {code.name:<40}{_mean([value]):>8}"


def titled(title: str, lines: Iterator[str]) -> Iterator[str]:
    """Yield the lines under a title; nothing when there are none."""
    listed = list(lines)
    if listed:
        yield from ("", title, "-" * len(title), *listed)


def as_json(rows: Sequence[Row], paths: Sequence[Path], about: Mapping[str, object]) -> dict[str, object]:
    """Return everything measured, as plain values."""
    reviewed = [
        {name: getattr(path, name) for name in ("set", "method", "order", "seed", "decisions", "scores", "full")}
        | {f"to_{share:g}": path.until(share) for share in SHARES}
        for path in paths
    ]
    return {**about, "rows": [row.as_json() for row in rows], "orders": reviewed}

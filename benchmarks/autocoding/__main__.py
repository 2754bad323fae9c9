"""Measure coding learned from few examples on folders of coded talk, beside plain methods on the same splits.

    python -m benchmarks.autocoding FOLDER... [--examples 0,4,8,16,32,64,full] [--sources 1,2,4,8] [--seeds 3] [--json OUT]

See benchmarks/README.md for the folder format and for what the tables mean and do not mean.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path as FilePath

from benchmarks.autocoding import setfit_baseline
from benchmarks.autocoding.baselines import BASELINES
from benchmarks.autocoding.folder import read_folder
from benchmarks.autocoding.leaks import shared, straddling, without_leaks
from benchmarks.autocoding.material import Material, Numbers, Truth, material_of, truth_of
from benchmarks.autocoding.measure import Row, draws, rows
from benchmarks.autocoding.methods import Fit, ours
from benchmarks.autocoding.orders import Path, paths
from benchmarks.autocoding.tables import as_json, coders, figures, reviews, titled
from benchmarks.autocoding.validation import inside_training
from workbench.errors import WorkbenchError, listed

EXAMPLES = ("0", "4", "8", "16", "32", "64", "full")
SOURCES = (1, 2, 4, 8)
CACHE = FilePath.home() / ".cache" / "workbench" / "autocoding"
Encode = Callable[[Sequence[str]], Numbers]


def main(argv: Sequence[str] | None = None) -> int:
    """Print every set's tables; 1 when a folder cannot be read."""
    asked = _parser().parse_args(argv)
    try:
        return _measured(asked)
    except WorkbenchError as fault:
        print(f"{fault.message}\n{fault.hint}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.autocoding",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("folders", nargs="+", type=FilePath, metavar="FOLDER")
    add("--examples", type=_examples, default=EXAMPLES, help="labelled segments per code, and `full`")
    add("--sources", type=_numbers, default=SOURCES, help="whole sources labelled, where talk is coded or not")
    add("--seeds", type=int, default=3, help="draws of each number")
    add("--coders", choices=("majority", "union"), default="majority", help="how several coders become one")
    add("--methods", type=_words, help="only methods whose name holds one of these words, commas between")
    add(
        "--setfit",
        type=_examples,
        nargs="?",
        const=("8",),
        default=(),
        help="also SetFit, minutes a fit, where so many are labelled",
    )
    add("--validate", action="store_true", help="leave the test part out and test on 30 %% of the training sources")
    add("--no-orders", action="store_true", help="leave out the simulated review")
    add("--order-seeds", type=int, help="simulated reviews of each order (default: --seeds)")
    add("--cache", type=FilePath, default=CACHE, help=f"where vectors are kept (default: {CACHE})")
    add("--json", type=FilePath, help="write every figure there as well")
    return parser


def _examples(text: str) -> tuple[str, ...]:
    found = _words(text)
    for word in found:
        if word != "full" and not word.isdecimal():
            raise argparse.ArgumentTypeError(f"'{word}' is neither a number nor 'full'")
    return found


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(word) for word in _words(text))


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _measured(asked: argparse.Namespace) -> int:
    from workbench.embed.cache import Cached
    from workbench.embed.sentence_transformer import load

    read = [read_folder(folder) for folder in asked.folders]  # all are read before the first is measured
    sets = [without_leaks(inside_training(coded) if asked.validate else coded) for coded in read]
    encoder = Cached(load(), asked.cache)
    methods = _methods(asked)
    found: list[Row] = []
    walked: list[Path] = []
    for coded, taken in sets:
        truth = truth_of(coded, asked.coders)
        material = material_of(coded, truth, encoder.encode)
        print(f"\n{_headline(material, truth, taken, shared(coded))}", flush=True)
        if both := straddling(coded):
            print(f"WARNING: {len(both)} source(s) are in train and in test: {listed(both)}. Figures may flatter.")
        found += _figures(material, truth, methods, asked)
        walked += _reviews(material, truth, methods, asked)
        if asked.json:
            about = {"encoder": encoder.name, "digest": encoder.digest, "coders": asked.coders}
            asked.json.write_text(json.dumps(as_json(found, walked, about), indent=1), "utf-8")
    return 0


def _methods(asked: argparse.Namespace) -> dict[str, Fit]:
    every = ours() | BASELINES
    if asked.setfit:
        every |= setfit_baseline.methods()
    return {
        name: fit for name, fit in every.items() if not asked.methods or any(word in name for word in asked.methods)
    }


def _headline(material: Material, truth: Truth, taken: int, same: int) -> str:
    uncoded = 1 - truth.carried[material.test].any(axis=1).mean()
    return (
        f"=== {material.name}: {len(material.codebook)} codes, {len(material.train)} train and {len(material.test)} test segments,"
        f" {uncoded:.0%} of test uncoded; {taken} codebook examples stood in test text and were taken out;"
        f" {same} test segments have the words of a training segment"
    )


def _figures(material: Material, truth: Truth, methods: dict[str, Fit], asked: argparse.Namespace) -> list[Row]:
    for line in titled("People", coders(material, truth)):
        print(line)
    found = []
    drawn = draws(material, truth, asked.examples, asked.sources, asked.seeds)
    for row in rows(material, truth, methods, drawn, dict.fromkeys(setfit_baseline.methods(), asked.setfit)):
        print(f"  {row.draw} {row.method} {row.seed}: {row.figures['macro_f1']:.3f}", file=sys.stderr, flush=True)
        found.append(row)
    for line in titled(f"{material.name}: test figures, means over draws", figures(found)):
        print(line, flush=True)
    return found


def _reviews(material: Material, truth: Truth, methods: dict[str, Fit], asked: argparse.Namespace) -> list[Path]:
    reviewed = [name for name in (*list(ours())[:1], "MiniLM + LR") if name in methods]
    if asked.no_orders or not reviewed:
        return []
    seeds = asked.order_seeds or asked.seeds
    found = [path for name in reviewed for path in paths(material, truth, name, methods[name], seeds)]
    for line in titled(
        f"{material.name}: decisions until 90 and 95 % of the full macro-F1, median over draws", reviews(found)
    ):
        print(line, flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main())

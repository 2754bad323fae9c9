"""Print what the tables of the analysis room cost: 10,000 segments of 125 people, 1,000,000 codings, 60 codes."""

from __future__ import annotations

import time
from collections.abc import Callable

import numba
import numpy as np
import pandas as pd

from workbench.analysis import cooccurrence
from workbench.analysis.keyness import frequency, keyness
from workbench.analysis.prevalence import prevalence
from workbench.analysis.relation_hits import answered, line_of
from workbench.analysis.relations import named_in, read_question
from workbench.analysis.saturation import Settings, over_orders
from workbench.analysis.timeline import timeline
from workbench.analysis.units import Laid, carriers, lay, owners_of

SEED, SOURCES, SEGMENTS, CODES, CODINGS = 20261128, 125, 10_000, 60, 1_000_000
LIMIT, RATIO = 2.0, 10.0


def main() -> None:
    """Print each table's CPU time, and how co-occurrence compares with one compiled pass over the same pairs."""
    import scipy.cluster.hierarchy
    import scipy.special  # noqa: F401  # libraries are loaded once per process, not once per table

    codings, segments, turns = tables()
    print(f"\nAnalysis of {CODINGS:,} codings on {SEGMENTS:,} segments (CPU seconds, limit {LIMIT:.0f} s)")
    laid = show("codes laid on segments", lambda: lay(codings, segments, turns))
    show("prevalence by site, with ids", lambda: prevalence(codings, segments, turns, by="attr.site"))
    both = show("co-occurrence, from the tables", lambda: cooccurrence.within_units(lay(codings, segments, turns)))
    show("co-occurrence within 2 turns", lambda: cooccurrence.within_units(lay(codings, segments, turns, "turn"), 2))
    show(
        "co-occurrence of overlapping passages", lambda: cooccurrence.overlapping(lay(codings, segments, turns, "turn"))
    )
    show("order of the matrix", both.order)
    show("the codings behind a pair", lambda: cooccurrence.evidence(laid, "K00", "K59"))
    question = read_question("(K00 near/2 K59) and not K58")
    codes = {each: frozenset({each.code}) for each in named_in(question)}
    show("a question about codes", lambda: answered(question, laid, codes, {"s": line_of(laid)}))
    words = {source: np.arange(0, 400 * 80, 5) for source in segments["source_id"].unique()}
    show("timeline", lambda: timeline(codings.assign(source=codings["source_id"]), words))
    show("saturation, 1,000 orders", lambda: over_orders(by_source(laid), Settings()))
    counts = spoken(owners_of(segments))
    people = sorted(counts["person"].unique())
    show("frequency of words", lambda: frequency(counts))
    show("keyness of two groups", lambda: keyness(counts, people[:60], people[60:]))
    against_one_pass(laid)


def against_one_pass(laid: Laid) -> None:
    """Print co-occurrence beside a compiled single pass that counts pairs of codes, unit by unit, and the two agree."""
    pairs = np.unique(laid.unit * CODES + laid.code)
    unit, code = pairs // CODES, pairs % CODES
    counted = one_pass(unit, code, CODES)
    assert (counted == cooccurrence.within_units(laid).near).all(), "both count the same"
    ours, theirs = (best(f) for f in (lambda: cooccurrence.within_units(laid), lambda: one_pass(unit, code, CODES)))
    print(f"  one compiled pass over sorted pairs {theirs * 1000:.0f} ms; ours {ours * 1000:.0f} ms: {ours / theirs:.1f} times "
          f"(limit {RATIO:.0f}), people and all")  # fmt: skip


@numba.njit
def one_pass(unit: np.ndarray, code: np.ndarray, codes: int) -> np.ndarray:
    near = np.zeros((codes, codes), dtype=np.int64)
    first = 0
    for last in range(1, len(unit) + 1):
        if last == len(unit) or unit[last] != unit[first]:
            for a in range(first, last):
                for b in range(first, last):
                    near[code[a], code[b]] += 1
            first = last
    return near


def tables() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return codings, segments and turns; a few codes are common and most are rare, as codes are."""
    chance, per = np.random.default_rng(SEED), SEGMENTS // SOURCES
    source = np.repeat([f"source-{n:03d}" for n in range(SOURCES)], per)
    start = np.tile(np.arange(per) * 400, SOURCES)
    segments = pd.DataFrame({"segmentation_id": "L", "source_id": source, "start": start, "end": start + 380})
    segments = segments.assign(variety="disclosed", case_id="case-" + segments["source_id"].str[-3:])
    segments["attr.site"] = "E" + (segments["source_id"].str[-3:].astype(int) % 6).astype(str)
    at = chance.integers(0, SEGMENTS, CODINGS)
    code = (chance.random(CODINGS) ** 2 * CODES).astype(int)
    codings = pd.DataFrame(
        {"coding_id": [f"{n:032x}" for n in range(CODINGS)], "start": start[at], "end": start[at] + 380}
    )
    keys = np.array([f"K{n:02d}" for n in range(CODES)])[code]
    codings = codings.assign(source_id=source[at], code_key=keys, code_name=keys)
    asked = pd.DataFrame({"source_id": source, "start": start - 15, "end": start - 2, "role": "interviewer"})
    said = asked.assign(start=start, end=start + 380, role="participant")
    return codings, segments, pd.concat([asked[asked["start"] >= 0], said]).sort_values(["source_id", "start"])


def by_source(laid: Laid) -> np.ndarray:
    grid = carriers(laid)
    edges = np.searchsorted(laid.units["block"], np.arange(SOURCES))
    return np.logical_or.reduceat(grid, edges, axis=0)


def spoken(owners: pd.DataFrame) -> pd.DataFrame:
    """Return words of each person as long tails go: a million words, twelve thousand different ones."""
    chance = np.random.default_rng(SEED)
    people = np.repeat(owners["person"].to_numpy(dtype=object), 8000)
    words = np.minimum(chance.zipf(1.3, len(people)), 12_000)
    counted = pd.DataFrame({"person": people, "word": words}).value_counts().reset_index(name="n")
    return counted.assign(word=counted["word"].astype(str))


def show(name: str, make: Callable[[], object]) -> object:
    begun = time.process_time()
    made = make()
    spent = time.process_time() - begun
    print(f"  {name:44}{spent:6.2f} s{'' if spent < LIMIT else '   OVER'}", flush=True)
    return made


def best(function: Callable[[], object]) -> float:
    """Return the least CPU time of five, in seconds."""
    times = []
    for _ in range(5):
        begun = time.process_time()
        function()
        times.append(time.process_time() - begun)
    return min(times)


if __name__ == "__main__":
    main()

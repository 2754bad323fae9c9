"""What a careful reader would ask about a codebook: names or definitions that are close, gaps, codes without use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.analysis.overlap import carried
from workbench.model import Code, Codebook, CodeStatus

NOT_KEPT_APART = "not kept apart"  # found in what people decided, not in the codebook
KINDS = (
    "similar names",
    "close definitions",
    "no definition",
    "no near-miss",
    "never used",
    "used everywhere",
    NOT_KEPT_APART,
)
"""The kinds of finding, in the order in which they are told."""

# Measured on the four shipped codebooks (123 codes). Of their 2,400 pairs of definitions, read by all-MiniLM-L6-v2, two
# are at 0.75 or closer, and those do read alike; no two of their names are at 0.85 or closer.
NAMES_ALIKE = 0.85
CLOSE = 0.75
# A theme in every interview is a finding, not a fault; one on every fourth coded segment as well tells little apart.
MOST_SOURCES, MOST_SEGMENTS = 0.9, 0.25
LEAST_SOURCES = 5
"""Below so many coded sources nothing is said about codes used everywhere."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: its kind (`KINDS`), the keys of the codes, a sentence, and the numbers it rests on."""

    kind: str
    codes: tuple[str, ...]
    sentence: str
    numbers: Mapping[str, float] = field(default_factory=dict)


def lint(
    codebook: Codebook, uses: pd.DataFrame, *, vectors: Mapping[str, npt.NDArray[np.float32]] | None = None,
    segments: pd.DataFrame | None = None,
) -> list[Finding]:  # fmt: skip
    """Return what there is to look at in the codes in use, by kind, in the order of the codebook.

    Args:
        codebook: the codebook.
        uses: codings (source_id, start, end, code_key). With none at all, nothing is said about use.
        vectors: the meaning of a code's definition by the code's id, of any length; without them no definitions are
            compared.
        segments: the units counted (source_id, start, end), of each source those of one layer; without them no code is
            said to be used everywhere.

    *Similar names*: `SequenceMatcher.ratio` of the names without capitals, their words in order of the alphabet, or as
    they stand without spaces, at least `NAMES_ALIKE`. *Close definitions*: the cosine of the two vectors at least
    `CLOSE`, where one code is not above the other and neither names the other in a near-miss, an alternative or a
    contrast. *No near-miss* and *never used* are told of codes that have no codes below them. *Used everywhere*: in at least
    `MOST_SOURCES` of the coded sources and on at least `MOST_SEGMENTS` of the segments that carry any code.
    """
    codes = [code for _, code in codebook.tree() if code.status is CodeStatus.ACTIVE]
    above = {code.parent for code in codes}
    leaves = [code for code in codes if code.key not in above]
    return [
        *_similar_names(codes),
        *_close_definitions(codes, vectors or {}),
        *_without(codes, "definition", "no definition", "'{0}' ({1}) has no definition: nobody can say what belongs to it."),
        *_without(
            leaves, "near_miss", "no near-miss",
            "'{0}' ({1}) has no near-miss, an utterance that looks like it and belongs to another code.",
        ),
        *_never_used(leaves, uses),
        *(() if segments is None else _used_everywhere(codes, uses, segments)),
    ]  # fmt: skip


def likeness(one: str, other: str) -> float:
    """Return how alike two names are, from 0 to 1, whatever the capitals, the spaces, or the order of the words."""
    shapes: tuple[Callable[[str], str], ...] = (lambda n: " ".join(sorted(n.split())), lambda n: "".join(n.split()))
    names = sorted(_folded(name) for name in (one, other))  # the ratio is not the same both ways round
    return max(SequenceMatcher(None, shape(names[0]), shape(names[1]), autojunk=False).ratio() for shape in shapes)


def _folded(name: str) -> str:
    return "".join(each if each.isalnum() else " " for each in name.casefold())


def _similar_names(codes: list[Code]) -> Iterator[Finding]:
    for one, other in combinations(codes, 2):
        alike = likeness(one.name, other.name)
        if alike >= NAMES_ALIKE:
            yield Finding(
                "similar names",
                (one.key, other.key),
                f"'{one.name}' ({one.key}) and '{other.name}' ({other.key}) have names that are easily mistaken for each "
                f"other (alike to {alike:.2f} of 1).",
                {"likeness": alike},
            )


def _close_definitions(codes: list[Code], vectors: Mapping[str, npt.NDArray[np.float32]]) -> Iterator[Finding]:
    known = [code for code in codes if code.id in vectors and code.definition.strip()]
    if len(known) < 2:
        return
    rows = np.array([vectors[code.id] for code in known], dtype=np.float64)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.finfo(np.float64).tiny)
    cosines = rows @ rows.T
    for i, j in zip(*np.nonzero(np.triu(cosines >= CLOSE, k=1)), strict=True):
        one, other, cosine = known[i], known[j], float(cosines[i, j])
        if not _told_apart(one, other):
            yield Finding(
                "close definitions",
                (one.key, other.key),
                f"'{one.name}' ({one.key}) and '{other.name}' ({other.key}) are defined much alike (similarity {cosine:.2f} "
                "of 1), and neither says how to tell it from the other.",
                {"similarity": cosine},
            )


def _told_apart(one: Code, other: Code) -> bool:
    return other.key in _named(one) or one.key in _named(other)


def _named(code: Code) -> set[str | None]:
    return {
        code.parent, *code.contrast_with, *(miss.code for miss in code.near_miss), *(rule.use for rule in code.not_when),
    }  # fmt: skip


def _without(codes: list[Code], field_name: str, kind: str, sentence: str) -> Iterator[Finding]:
    for code in codes:
        value = getattr(code, field_name)
        if not (value.strip() if isinstance(value, str) else value):
            yield Finding(kind, (code.key,), sentence.format(code.name, code.key))


def _never_used(leaves: list[Code], uses: pd.DataFrame) -> Iterator[Finding]:
    if uses.empty:
        return
    used, sources = set(uses["code_key"]), uses["source_id"].nunique()
    for code in leaves:
        if code.key not in used:
            yield Finding(
                "never used",
                (code.key,),
                f"'{code.name}' ({code.key}) is used in none of the coded sources (there are {sources}).",
                {"sources": 0.0, "coded_sources": float(sources)},
            )


def _used_everywhere(codes: list[Code], uses: pd.DataFrame, segments: pd.DataFrame) -> Iterator[Finding]:
    places = ["source_id", "start", "end"]
    uses = uses.drop_duplicates([*places, "code_key"], ignore_index=True)
    sources = uses["source_id"].nunique()
    if sources < LEAST_SOURCES:
        return
    coding, segment = carried(uses, segments.drop_duplicates(places, ignore_index=True))
    pairs = pd.DataFrame({"code_key": uses["code_key"].to_numpy()[coding], "segment": segment}).drop_duplicates()
    in_sources = uses.groupby("code_key")["source_id"].nunique() / sources
    on_segments = pairs.groupby("code_key")["segment"].count() / max(pairs["segment"].nunique(), 1)
    for code in codes:
        of_sources, of_segments = float(in_sources.get(code.key, 0.0)), float(on_segments.get(code.key, 0.0))
        if of_sources >= MOST_SOURCES and of_segments >= MOST_SEGMENTS:
            yield Finding(
                "used everywhere",
                (code.key,),
                f"'{code.name}' ({code.key}) is used in {of_sources:.0%} of the coded sources and on {of_segments:.0%} of "
                "the coded segments: it tells little apart.",
                {"share_of_sources": of_sources, "share_of_segments": of_segments},
            )

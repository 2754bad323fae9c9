"""What methods work with: a set's talk and vectors; and, kept apart from it, what people coded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from benchmarks.autocoding.folder import CodedSet, Talk
from benchmarks.autocoding.metrics import kappa
from workbench.model import Codebook

Numbers = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a method may see without being told labels.

    `talk` is all rows, context among them, in order within each source; `vectors` float32 (len(talk), dimensions), rows of
    length 1. `train` and `test` are places in `talk`. `encode` gives vectors for other texts, such as the codebook's.
    `mostly_coded` says that under 5 % of the training segments are uncoded: coded passages rather than whole transcripts.
    """

    name: str
    talk: tuple[Talk, ...]
    vectors: Numbers
    codebook: Codebook
    train: Places
    test: Places
    encode: Callable[[Sequence[str]], Numbers]
    mostly_coded: bool

    def texts(self, rows: Places) -> list[str]:
        """Return the words of these places."""
        return [self.talk[row].text for row in rows]


@dataclass(frozen=True, slots=True)
class Truth:
    """What people coded: flags (talk, codes) that are trained and scored on, and those of each coder.

    `looked` says which rows a coder had before them: all of the sources in which that coder gave any code.
    """

    carried: Flags
    by_coder: tuple[Flags, ...]
    looked: tuple[Flags, ...]


def material_of(coded: CodedSet, truth: Truth, encode: Callable[[Sequence[str]], Numbers]) -> Material:
    """Return a set as methods see it."""
    places = {split: np.flatnonzero([one.split == split for one in coded.talk]) for split in ("train", "test")}
    uncoded = 1.0 - truth.carried[places["train"]].any(axis=1).mean()
    vectors = encode([one.text for one in coded.talk])
    return Material(
        coded.name, coded.talk, vectors, coded.codebook, places["train"], places["test"], encode, bool(uncoded < 0.05)
    )


def truth_of(coded: CodedSet, rule: str = "majority") -> Truth:
    """Return what people coded, several coders made one by the rule.

    union     a segment carries what any coder gave it
    majority  what at least half of the coders gave it who coded anything in its source; of two coders, either
    """
    row = {one.id: place for place, one in enumerate(coded.talk)}
    column = {code.key: place for place, code in enumerate(coded.codebook)}
    by_coder = {coder: np.zeros((len(row), len(column)), dtype=bool) for coder in coded.coders}
    for label in coded.labels:
        by_coder[label.coder][row[label.id], column[label.code]] = True
    scored = np.array([one.split != "context" for one in coded.talk])
    sources = np.array([one.source for one in coded.talk])
    looked = [np.isin(sources, sources[given.any(axis=1)]) & scored for given in by_coder.values()]
    votes = np.sum(list(by_coder.values()), axis=0) if by_coder else np.zeros((len(row), len(column)), dtype=int)
    needed = np.maximum(np.sum(looked, axis=0) / 2, 1) if rule == "majority" and looked else np.ones(len(row))
    return Truth((votes >= needed[:, None]) & scored[:, None], tuple(by_coder.values()), tuple(looked))


def between_coders(truth: Truth, codes: int) -> dict[str, float]:
    """Return the mean over pairs of coders of kappa per code, by place of the code, with `any` for any code or none.

    Each pair is compared on the segments both had before them; kappas that do not exist are left out of the mean.
    """
    pairs = list(combinations(range(len(truth.by_coder)), 2))
    found: dict[str, float] = {}
    for name in (*map(str, range(codes)), "any"):
        values = [_pair(truth, one, other, name) for one, other in pairs]
        known = [value for value in values if not np.isnan(value)]
        found[name] = float(np.mean(known)) if known else float("nan")
    return found


def _pair(truth: Truth, one: int, other: int, name: str) -> float:
    both = truth.looked[one] & truth.looked[other]
    left, right = (truth.by_coder[coder][both] for coder in (one, other))
    if name == "any":
        return kappa(left.any(axis=1), right.any(axis=1))
    return kappa(left[:, int(name)], right[:, int(name)])

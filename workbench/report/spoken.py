"""ACT: the words people say in a study, counted and placed; what interviewers say is left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.analysis.groups import EVERYBODY, everybody, grouped, in_order
from workbench.analysis.keyness import frequency, keyness
from workbench.analysis.timeline import timeline
from workbench.analysis.units import owners_of
from workbench.errors import NotFound, WorkbenchError, listed
from workbench.model import Role
from workbench.report.coded import WHOLE, Part, Tables, tables_of
from workbench.segment.words import spoken
from workbench.store import OpenStudy

_APOSTROPHES = str.maketrans({"’": "'", "\u02bc": "'"})


@dataclass(frozen=True)
class Spoken:
    """The words of some sources, each with its place; notes of the transcriber, such as `[laughs]`, are no words."""

    study: OpenStudy
    sources: tuple[str, ...]

    def places(self) -> dict[str, npt.NDArray[np.intp]]:
        """Return, per source, where each word begins (code points)."""
        found = dict[str, npt.NDArray[np.intp]]()
        for source, matches in self._said():
            found[source] = np.array([start + match.start() for start, match in matches], dtype=np.intp)
        return found

    def counts(self) -> pd.DataFrame:
        """Return source_id, word and n: how often each word is said in each source."""
        rows = []
        for source, matches in self._said():
            said = Counter(match[0].translate(_APOSTROPHES).casefold() for _, match in matches)
            rows += [(source, word, n) for word, n in said.items()]
        return pd.DataFrame(rows, columns=["source_id", "word", "n"])

    def _said(self) -> Iterator[tuple[str, Iterator[tuple[int, re.Match[str]]]]]:
        """Yield each source with its words: where the turn begins, and the word's match within the turn."""
        with self.study.one_state():
            for source in self.sources:
                yield source, _words_of(self.study, source)


def spoken_in(study: OpenStudy, tables: Tables) -> Spoken:
    """Return the words of the sources of some tables."""
    return Spoken(study, tuple(dict.fromkeys(tables.segments["source_id"])))


def along(study: OpenStudy, *, part: Part = WHOLE) -> pd.DataFrame:
    """Return where in its interview each coding comes: see `analysis.timeline.timeline`."""
    tables = tables_of(study, part)
    return timeline(tables.codings, spoken_in(study, tables).places())


def words(study: OpenStudy, *, part: Part = WHOLE) -> pd.DataFrame:
    """Return how often, and by how many people, each word is said: see `analysis.keyness.frequency`.

    Words are as `segment.words.spoken` reads them, in English and Welsh alike: an apostrophe or hyphen inside a word
    parts nothing. Capitals are made small.
    """
    tables = tables_of(study, part)
    return frequency(_by_person(study, tables))


def key_words(
    study: OpenStudy, *, by: str, left: str, right: str = EVERYBODY, fewest: int = 3, part: Part = WHOLE
) -> pd.DataFrame:
    """Return the words that one group says more than another or than all the rest: see `analysis.keyness.keyness`.

    Raises:
        NotFound: when there is no such column or group.
        WorkbenchError: when both groups are the same, or somebody is in both.
    """
    tables = tables_of(study, part)
    groups, known = grouped(tables.segments, by), everybody(tables.segments, by)
    there = in_order(groups["group"])
    for name in (left, right):
        if name not in {*there, EVERYBODY}:
            raise NotFound(f"There is no group '{name}' of {by}. There is: {listed(there)}.", "Choose one of these.")
    one = set(groups.loc[groups["group"] == left, "person"])
    other = set(known["person"]) - one if right == EVERYBODY else set(groups.loc[groups["group"] == right, "person"])
    if one & other or not one or not other:
        raise WorkbenchError("The two groups share people, or one of them is empty.", "Choose two groups set apart.")
    return keyness(_by_person(study, tables), one, other, fewest=fewest)


def _by_person(study: OpenStudy, tables: Tables) -> pd.DataFrame:
    counts = (
        spoken_in(study, tables).counts().merge(owners_of(tables.segments)[["source_id", "person"]], on="source_id")
    )
    return counts.groupby(["person", "word"])[["n"]].sum().reset_index()


def _words_of(study: OpenStudy, source_id: str) -> Iterator[tuple[int, re.Match[str]]]:
    text = study.sources.get(source_id).text
    for turn in study.sources.turns(source_id):
        if turn.role is not Role.INTERVIEWER:
            for match in spoken(turn.span.of(text)):
                yield turn.span.start, match

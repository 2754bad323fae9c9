"""ACT: what people found in the passages that were drawn for them becomes a table that whole-study figures can be made from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import numpy as np
import pandas as pd

from workbench.analysis.overlap import carried
from workbench.analysis.weighted import DRAW_COLUMNS, WeightedShare, pooled_weights, weighted_share
from workbench.model import Coding, Draw, Looked, Method, Part, Span
from workbench.store import OpenStudy

Place = tuple[str, int, int]
Unit = tuple[str, Place]
"""A coder's id and a passage: what one person found there."""


@dataclass(frozen=True)
class DrawnUnits:
    """The random draws of a study, what was looked at in them, and what was found there.

    A coder's draws are answered by what that coder looked at and coded; those out of what was accepted all at once are
    left out, as they say nothing of the rest. With `layers` (ids of segmentations; None: what sources are counted by),
    draws from others are left out too: how likely a passage of another layer was to be drawn says nothing of this one.
    """

    study: OpenStudy
    layers: frozenset[str | None] | None = None
    _pooled: dict[frozenset[int], pd.Series] = field(default_factory=dict, repr=False)
    _asking: dict[int, set[int]] = field(default_factory=dict, repr=False)

    @cached_property
    def draws(self) -> list[Draw]:
        """Draws by people out of all that they had not looked at, the oldest first; one source's tell nothing of the others."""
        return [
            one for one in self.study.draws.all()
            if one.method is not Method.BULK and "source" not in one.filters and (self.layers is None or one.segmentation_id in self.layers)
        ]  # fmt: skip

    @cached_property
    def checks(self) -> list[Draw]:
        """Draws out of what was accepted all at once, to be checked, the oldest first."""
        return [one for one in self.study.draws.all() if one.method is Method.BULK]

    @cached_property
    def looks(self) -> Mapping[Unit, list[Looked]]:
        """What was looked at by whom, the oldest first."""
        found: dict[Unit, list[Looked]] = {}
        for one in self.study.looks.all():
            found.setdefault((one.coder_id, (one.source_id, one.span.start, one.span.end)), []).append(one)
        return found

    @cached_property
    def codes(self) -> Mapping[Unit, set[str]]:
        """Ids of the codes that each person gave each passage they looked at, by the rule of `overlap.carried`."""
        found: dict[Unit, set[str]] = {unit: set() for unit in self.looks}
        codings = pd.DataFrame(
            [(c.source_id, c.span.start, c.span.end, c.code_id, c.coder_id) for c in self.study.codings.all()],
            columns=["source_id", "start", "end", "code_id", "coder_id"],
        )
        for coder_id, mine in codings.groupby("coder_id", sort=False):
            places = [place for coder, place in self.looks if coder == coder_id]
            units = pd.DataFrame(places, columns=["source_id", "start", "end"])
            ids = mine["code_id"].to_numpy(dtype=object)
            for coding, unit in zip(*carried(mine, units), strict=True):
                found[str(coder_id), places[unit]].add(str(ids[coding]))
        return found

    @cached_property
    def known_before(self) -> Collection[tuple[Unit, str]]:
        """Units and codes that a person had coded by themselves before the passage was drawn: no suggestion missed them."""
        drawn: dict[Unit, datetime] = {}
        for draw in self.draws:
            for one in draw.passages:
                drawn.setdefault((draw.coder_id, (one.source_id, one.span.start, one.span.end)), draw.at)
        return {
            ((coding.coder_id, place), coding.code_id)
            for coding in self.study.codings.all() if coding.from_suggestion is None
            for place in self._places_of(coding)
            if coding.created < drawn.get((coding.coder_id, place), coding.created)
        }  # fmt: skip

    def _places_of(self, coding: Coding) -> list[Place]:
        """Return the passages looked at by a coding's coder that carry it."""
        return [
            place for coder_id, place in self.looks
            if coder_id == coding.coder_id and place[0] == coding.source_id
            and _carries(coding.span.overlap(Span(place[1], place[2])), len(coding.span), place[2] - place[1])
        ]  # fmt: skip

    @cached_property
    def suggested(self) -> Collection[tuple[str, int, int, str]]:
        """Where any run ever suggested which code."""
        return self.study.suggestions.places()

    @cached_property
    def clusters(self) -> Mapping[str, str]:
        """The person each source is of, or the source itself where it is of none or of several."""
        of: dict[str, list[str]] = {}
        for case in self.study.cases.all():
            for source_id in case.sources:
                of.setdefault(source_id, []).append(case.id)
        return {source_id: of.get(source_id, [""])[0] or source_id for source_id in self.study.sources.names()}

    def weights(self, versions: Collection[int]) -> pd.Series:
        """Return how many passages each answered unit stands for, from the draws and looks under these codebook versions."""
        known = frozenset(versions)
        if known not in self._pooled:  # most codes mean the same throughout the same versions
            rows = [row for draw in self.draws if draw.codebook_version in known for row in self._rows(draw, known)]
            self._pooled[known] = pooled_weights(pd.DataFrame(rows, columns=list(DRAW_COLUMNS)))
        return self._pooled[known]

    def recall(self, code_id: str, versions: Collection[int]) -> WeightedShare:
        """Return the share of passages with a code, as people see them, for which it was suggested.

        Passages whose person had coded it by themselves before they were drawn are left out: nothing is suggested there.
        """
        weights = self.weights(versions)
        has = [code_id in self.codes[unit] and (unit, code_id) not in self.known_before for unit in weights.index]
        said = [(*unit[1], code_id) in self.suggested for unit in weights.index]
        return weighted_share(weights.to_numpy(), said, has, self._clusters(weights))

    def prevalence(self, code_id: str, versions: Collection[int]) -> WeightedShare:
        """Return the share of all passages that have a code, as people see them."""
        weights = self.weights(versions)
        has = [code_id in self.codes[unit] for unit in weights.index]
        return weighted_share(weights.to_numpy(), has, np.ones(len(weights)), self._clusters(weights))

    def held(self, code_id: str) -> tuple[int, int, int]:
        """Return of the passages accepted all at once as this code: how many hold, of how many checked, of how many drawn."""
        drawn = [
            (draw, (draw.coder_id, (one.source_id, one.span.start, one.span.end)))
            for draw in self.checks if draw.filters.get("code") == code_id
            for one in draw.passages
        ]  # fmt: skip
        checked = [
            unit for draw, unit in drawn
            if any(look.codebook_version >= draw.codebook_version for look in self.looks.get(unit, ()))
        ]  # fmt: skip
        return sum(code_id in self.codes[unit] for unit in checked), len(checked), len(drawn)

    def missed(self) -> list[bool]:
        """Return of each passage drawn at random, in the order looked at, whether a code there was never suggested."""
        found = {
            unit: (look.at, place, self._missed(unit))
            for draw in self.draws
            for one in draw.passages
            if one.part is Part.RANDOM
            for place in [(one.source_id, one.span.start, one.span.end)]
            for unit in [(draw.coder_id, place)]
            for look in self.looks.get(unit, [])[-1:]
            if look.codebook_version >= draw.codebook_version
        }
        return [missed for _, _, missed in sorted(found.values())]

    def _missed(self, unit: Unit) -> bool:
        new = (code_id for code_id in self.codes[unit] if (unit, code_id) not in self.known_before)
        return any((*unit[1], code_id) not in self.suggested for code_id in new)

    def _rows(self, draw: Draw, versions: Collection[int]) -> list[tuple[str, Unit, str, float, bool]]:
        drawn = {(one.source_id, one.span.start, one.span.end): one for one in draw.passages}
        rows = []
        for place, one in drawn.items():
            unit = (draw.coder_id, place)
            since = (each.codebook_version for each in self.looks.get(unit, ()))
            answered = any(version in versions and version >= draw.codebook_version for version in since)
            rows.append((draw.id, unit, one.part.value, one.probability, answered))
        for unit, looks in self.looks.items():
            coder_id, place = unit
            if coder_id == draw.coder_id and place not in drawn and self._known(looks, draw):
                rows.append((draw.id, unit, "known", 1.0, True))
        return rows

    def _known(self, looks: Collection[Looked], draw: Draw) -> bool:
        """Say whether a passage was left out of a draw because its person had looked at it: the rule of `review.draw`."""
        same = self._same_as(draw.codebook_version)
        return any(one.codebook_version in same and one.at <= draw.at for one in looks)

    def _same_as(self, version: int) -> set[int]:
        if version not in self._asking:
            self._asking[version] = self.study.codebook.versions_asking_the_same(version)
        return self._asking[version]

    def _clusters(self, weights: pd.Series) -> list[str]:
        return [self.clusters[place[0]] for _, place in weights.index]


def _carries(shared: int, one: int, other: int) -> bool:
    """Say whether two stretches that share so much belong together: the rule of `overlap.carried`."""
    return shared > 0 and 2 * shared >= min(one, other)

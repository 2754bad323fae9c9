"""What people said about each passage so far, gathered from codings, decisions and looks, for a suggester that learns."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pandas as pd

from workbench.analysis.overlap import carried
from workbench.model import AT_ONCE, Action, Code, CodeStatus, Coding, Decision, Judged, Looked, Passage, Span, Turn
from workbench.model.code_meaning import meaning_changed
from workbench.store import OpenStudy

MOST_LEFT_OUT = 8
"""More passages in a row without a code, between two coded by hand, may not have been read."""


@dataclass(slots=True)
class _Said:
    """What is known of one passage, by code id: what it carries, does not, and may; what it was looked at or read on for."""

    present: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    seen: frozenset[str] = frozenset()
    read: frozenset[str] = frozenset()
    at_once: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Looked:
    """A stretch of a source that somebody read for codes, under a version of the codebook."""

    source_id: str
    start: int
    end: int
    version: int


def judged(study: OpenStudy, passages: Sequence[Passage]) -> list[Judged]:
    """Return what people said about those of the passages that anybody said anything about, in the order given.

    A passage carries a code that anybody gave to at least half of it (or half of whose span lies in it). It does not
    carry a code whose suggestion was rejected or changed there. Somebody looked at the whole of it who said so. Who
    codes by reading passes over: what one coder left uncoded between two passages coded by hand, at most eight of them, is
    taught as absent, and may be proposed all the same. Codings out of a search, out of suggestions, or of passages shown in
    review are no reading; what was accepted all at once is no word until somebody looked. What was said under an
    older version of the codebook is no word about codes that mean something else since, and being unsure is no word at
    all. Who gave a code outweighs who did not.
    """
    codings, decisions = study.codings.all(), study.suggestions.decisions()
    at_once = {each.coding_id for each in decisions if each.where == AT_ONCE}
    said: dict[int, _Said] = {}
    for coding, place in _laid_over(_spans(codings), passages):
        one, given = said.setdefault(place, _Said()), codings[coding]
        (one.at_once if given.id in at_once else one.present).add(given.code_id)
    absent, looks, read = _Absent(study), list(_looks(study)), list(_read_through(study, codings, passages))
    for look, place in _laid_over([(each.source_id, each.start, each.end) for each in looks], passages):
        said.setdefault(place, _Said()).seen |= absent.under(looks[look].version)
    for look, place in _laid_over([(each.source_id, each.start, each.end) for each in read], passages):
        said.setdefault(place, _Said()).read |= absent.under(read[look].version)
    for code_id, action, place in _answered(study, decisions, passages):
        one = said.setdefault(place, _Said())
        (one.unsure if action is Action.UNSURE else one.absent).add(code_id)
    found = (_judged(passages[place], said[place], absent.today) for place in sorted(said))
    return [each for each in found if each.present or each.absent or each.passed_over]


def taught_by(study: OpenStudy) -> dict[str, int]:
    """Return how many codings, answers to suggestions and looks at whole passages there are of each coder, by id, most first.

    It is these that `judged` gathers: a coder who codes blind can see from them whose reading a suggestion comes from.
    """
    said: list[Coding | Decision | Looked] = [*study.codings.all(), *study.looks.all()]
    said += [each for each in study.suggestions.decisions() if each.coding_id is None]  # the others gave a coding
    return dict(Counter(each.coder_id for each in said).most_common())


def _judged(passage: Passage, said: _Said, today: frozenset[str]) -> Judged:
    present = frozenset(said.present | (said.at_once & said.seen))
    unknown = frozenset(said.unsure | said.at_once)
    absent = (frozenset(said.absent) | (said.seen - unknown)) - present
    over = said.read - unknown - absent - present
    whole = today <= absent | present
    return Judged(passage.source_id, passage.span, passage.text, present, absent, whole, over)


class _Absent:
    """Which codes somebody who looked at everything under a version looked for: those that mean the same now."""

    def __init__(self, study: OpenStudy) -> None:
        self._study, book = study, study.codebook.current()
        self._now = {} if book is None else {code.id: code for code in book if code.status is CodeStatus.ACTIVE}
        self._known: dict[int, frozenset[str]] = {}

    @property
    def today(self) -> frozenset[str]:
        """The codes in use."""
        return frozenset(self._now)

    def under(self, version: int) -> frozenset[str]:
        """Return the ids of the codes that a look under this version was for."""
        if version not in self._known:
            then: Mapping[str, Code] = self._study.codebook.version(version).by_id
            asked = {code.id: code for code in then.values() if code.status is CodeStatus.ACTIVE}
            same = (i for i, code in self._now.items() if i in asked and not meaning_changed(asked[i], code))
            self._known[version] = frozenset(same)
        return self._known[version]


def _looks(study: OpenStudy) -> Iterator[_Looked]:
    for look in study.looks.all():
        yield _Looked(look.source_id, look.span.start, look.span.end, look.codebook_version)


def _read_through(study: OpenStudy, codings: Sequence[Coding], passages: Sequence[Passage]) -> Iterator[_Looked]:
    """Yield what each coder read: passages coded by hand, and the stretches between two of them that stand near each other."""
    order = sorted(range(len(passages)), key=lambda place: (passages[place].source_id, passages[place].span))
    rank = {place: number for number, place in enumerate(order)}
    shown = {(one.coder_id, each.source_id, each.span) for one in study.draws.all() for each in one.passages}
    shown |= {(look.coder_id, look.source_id, look.span) for look in study.looks.all()}
    shown |= {(a.coder_id, a.source_id, Span(a.start, a.end)) for a in study.suggestions.answers()}
    by_hand = [
        each for each in codings
        if not each.found_by and not each.from_suggestion and (each.coder_id, each.source_id, each.span) not in shown
    ]  # fmt: skip
    places: dict[tuple[str, str], dict[int, int]] = {}
    for coding, place in _laid_over(_spans(by_hand), passages):
        one = by_hand[coding]
        mine = places.setdefault((one.coder_id, one.source_id), {})
        mine[rank[place]] = min(mine.get(rank[place], one.codebook_version), one.codebook_version)
    for (_, source_id), read in places.items():
        for first, last in _near(sorted(read)):
            span = Span(passages[order[first]].span.start, passages[order[last]].span.end)
            yield _Looked(source_id, span.start, span.end, min(read[first], read[last]))


def _near(ranks: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield each passage with the next one, or by itself where the next one is too far for what lies between to be read."""
    for first, last in pairwise([*ranks, ranks[-1]]):
        yield first, last if last - first <= MOST_LEFT_OUT + 1 else first


def _answered(
    study: OpenStudy, decisions: Sequence[Decision], passages: Sequence[Passage]
) -> Iterator[tuple[str, Action, int]]:
    """Yield code, answer and passage where a suggestion was not accepted: each person's last word, as the code means now."""
    again = study.suggestions.come_back()
    last = {(each.suggestion_id, each.coder_id): each.action for each in decisions}
    said = {suggestion: action for (suggestion, _), action in last.items() if action is not Action.ACCEPT}
    found = [s for s in study.suggestions.these(sorted(said)) if (s.source_id, s.span, s.code_id) not in again]
    for suggestion, place in _laid_over([(s.source_id, s.span.start, s.span.end) for s in found], passages):
        yield found[suggestion].code_id, said[found[suggestion].id], place


def _spans(codings: Iterable[Coding]) -> list[tuple[str, int, int]]:
    return [(each.source_id, each.span.start, each.span.end) for each in codings]


def _laid_over(spans: Sequence[tuple[str, int, int]], passages: Sequence[Passage]) -> list[tuple[int, int]]:
    """Return places (span, passage) of every pair of which one covers at least half of the other."""
    columns = ["source_id", "start", "end"]
    places = [(each.source_id, each.span.start, each.span.end) for each in passages]
    left, right = carried(pd.DataFrame(spans, columns=columns), pd.DataFrame(places, columns=columns))
    return list(zip(left.tolist(), right.tolist(), strict=True))


def context(study: OpenStudy, passages: Sequence[Passage], texts: Mapping[str, str]) -> list[Passage]:
    """Return the turns of the passages' sources in which no passage lies: the interviewer's, and what is too short to cut."""
    taken: dict[str, list[Span]] = {}
    for each in passages:
        taken.setdefault(each.source_id, []).append(each.span)
    return [
        Passage(source_id, turn.span, turn.span.of(texts[source_id]))
        for source_id, spans in taken.items()
        for turn in _untouched(study.sources.turns(source_id), sorted(spans))
    ]


def _untouched(turns: Sequence[Turn], spans: Sequence[Span]) -> Iterator[Turn]:
    """Yield the turns that none of the spans, sorted and apart, reaches into."""
    starts = [span.start for span in spans]
    for turn in turns:
        before = bisect_left(starts, turn.span.end) - 1  # the last that begins before the turn ends
        if before < 0 or spans[before].end <= turn.span.start:
            yield turn

"""ACT: what a search found is coded in one act, previewed first and marked for good.

Nobody has read each of these passages when the code is given, so every coding says which search it was made from.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import TypeVar

from workbench.errors import NotAllowedHere
from workbench.model import MEANING, Code, Coding, Hit, Role, Source, Span, Turn
from workbench.review.codes import code_named, usable
from workbench.segment.sentence_split import sentence_spans, trim
from workbench.store import OpenStudy

Thing = TypeVar("Thing")


class Unit(StrEnum):
    """How much round a hit is coded."""

    WORDS = "words"
    SENTENCE = "sentence"
    TURN = "turn"
    SEGMENT = "segment"


@dataclass(frozen=True, slots=True)
class Preview:
    """What coding the hits would do: the passages that would be coded, by source, and the hits that would give none.

    `already` counts passages that this coder has coded so before, `interviewer` hits where only an interviewer speaks.
    """

    code: Code
    places: tuple[tuple[str, Span], ...]
    already: int
    interviewer: int


def preview_code_hits(
    study: OpenStudy, hits: Sequence[Hit], code: str, unit: Unit | str = Unit.WORDS, *, by: str
) -> Preview:
    """Return what `code_hits` would do; nothing is written.

    Raises:
        NotFound: when there is no such code.
        NotAllowedHere: when it is retired, or there is no codebook.
    """
    chosen, unit = usable(code_named(study, code)), Unit(unit)
    mine = study.coders.ids_of(by)
    coded = Counter[str]()
    places: list[tuple[str, Span]] = []
    for source_id, here in _by_source(hits).items():
        source, turns = study.sources.get(source_id), study.sources.turns(source_id)
        cut = [segment.span for segment in study.segments.counted(source_id)] if unit is Unit.SEGMENT else []
        sentences = _sentences(source, turns)
        spans = [_widened(source, sentences, cut, hit, unit) for hit in here]
        spoken = [span for span in spans if not _only_interviewer(turns, span)]
        there = {
            coding.span
            for coding in study.codings.all(source_id)
            if coding.code_id == chosen.id and coding.coder_id in mine
        }
        whole = _merged(spoken)
        places += [(source_id, span) for span in whole if span not in there]
        coded += Counter(already=sum(span in there for span in whole), interviewer=len(spans) - len(spoken))
    return Preview(chosen, tuple(places), coded["already"], coded["interviewer"])


def code_hits(
    study: OpenStudy, hits: Sequence[Hit], code: str, *, unit: Unit | str = Unit.WORDS, search: str, by: str,
    at: datetime | None = None,
) -> list[Coding]:  # fmt: skip
    """Code hits, or the sentences, turns or segments they stand in, as one act; overlapping ones become one coding.

    `search` is what was searched for (`Found.search`) and stays with each coding. Passages that this coder has coded
    so already are left as they are; where only an interviewer speaks, nothing is coded.

    Raises:
        NotFound: when there is no such code.
        NotAllowedHere: when it is retired, there is no codebook, there is nothing to code, no search is named,
            or it was by meaning.
    """
    if not search.strip():
        raise NotAllowedHere(
            "It is not said which search these passages are from, and each coding has to keep that.",
            "Give what was searched for, as `Found.search` has it.",
        )
    if search.startswith(MEANING):
        raise NotAllowedHere(
            "What is near in meaning is not coded all at once: a machine found it, and a person decides on each passage.",
            "Open the passages and code those that fit, or search for words or a pattern.",
        )
    preview = preview_code_hits(study, hits, code, unit, by=by)
    if not preview.places:
        raise NotAllowedHere(f"There is nothing to code as {preview.code.key}{_why(preview)}.", "Nothing was changed.")
    by_source: dict[str, list[Span]] = {}
    for source_id, span in preview.places:
        by_source.setdefault(source_id, []).append(span)
    many = len(preview.places)
    summary = (
        f"Coded {many:,} passage{'' if many == 1 else 's'} as {preview.code.key} from the search “{_short(search)}”"
    )
    with study.act("coding.from_search", by=by, at=at, summary=summary) as act:
        coder = study.coders.person(act, by)
        return [
            coding
            for source_id, spans in by_source.items()
            for coding in study.codings.add_found(act, source_id, spans, preview.code.id, coder, found_by=search)
        ]


def _by_source(hits: Iterable[Hit]) -> dict[str, list[Hit]]:
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        found.setdefault(hit.source_id, []).append(hit)
    return found


Sentences = Callable[[Span], Sequence[Span]]
"""Gives the sentences of a turn (its span), in order."""


def _widened(source: Source, sentences: Sentences, cut: Sequence[Span], hit: Hit, unit: Unit) -> Span:
    if unit is Unit.WORDS:
        return hit.span
    if unit is Unit.SENTENCE:
        within = sentences(hit.turn)
        touched = within[_met(within, hit.span, lambda each: each)]
        return Span(touched[0].start, touched[-1].end) if touched else hit.span
    if unit is Unit.SEGMENT:
        touched = [span for span in cut if span.overlap(hit.span)]
        if touched:  # an answer too short to be a segment is coded whole
            return max(touched, key=lambda span: span.overlap(hit.span))
    return trim(source.text, hit.turn.start, hit.turn.end) or hit.span


def _sentences(source: Source, turns: Sequence[Turn]) -> Sentences:
    """Return what splits a turn of this source into sentences, each turn once however many hits are in it."""

    @cache
    def of(turn: Span) -> Sequence[Span]:
        spoken = turns[_met(turns, turn, lambda each: each.span)]
        language = (spoken[0].language if spoken else None) or source.language
        return [span.shift(turn.start) for span in sentence_spans(turn.of(source.text), language)]

    return of


def _met(things: Sequence[Thing], span: Span, of: Callable[[Thing], Span]) -> slice:
    """Return which of the things, in order and apart, a span overlaps."""
    first = bisect_right(things, span.start, key=lambda each: of(each).end)
    return slice(first, bisect_left(things, span.end, lo=first, key=lambda each: of(each).start))


def _only_interviewer(turns: Sequence[Turn], span: Span) -> bool:
    speaking = turns[_met(turns, span, lambda turn: turn.span)]
    return bool(speaking) and all(turn.role is Role.INTERVIEWER for turn in speaking)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that overlap as one."""
    whole: list[Span] = []
    for span in sorted(spans):
        if whole and span.start < whole[-1].end:
            whole[-1] = Span(whole[-1].start, max(whole[-1].end, span.end))
        else:
            whole.append(span)
    return whole


def _why(preview: Preview) -> str:
    said = []
    if preview.already:
        said.append(f"{preview.already:,} passage{'s' if preview.already > 1 else ''} already coded so by you")
    if preview.interviewer:
        said.append(f"{preview.interviewer:,} only the interviewer's words")
    return ": " + ", ".join(said) if said else ""


def _short(search: str, most: int = 80) -> str:
    return search if len(search) <= most else search[: most - 1] + "…"

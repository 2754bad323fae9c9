"""ACT: segments, the units that shares are counted in, are joined and cut by hand. No coding moves."""

from __future__ import annotations

from datetime import datetime

from workbench.errors import NotAllowedHere
from workbench.model import Role, Segment, Source, Span
from workbench.store import OpenStudy


def join_segments(study: OpenStudy, source: str, place: int, *, by: str, at: datetime | None = None) -> Span:
    """Join the segment at a place (code points from 0) with the one after it, and return what they are now.

    Raises:
        NotFound: when there is no such source.
        NotAllowedHere: when no segment is there or after it, or an interviewer speaks between the two.
    """
    found, segments, number = _at(study, source, place)
    if number + 1 == len(segments):
        raise NotAllowedHere(f"This is the last segment of '{found.name}'; there is none after it.", "")
    first, second = segments[number].span, segments[number + 1].span
    if any(t.role is Role.INTERVIEWER for t in study.sources.turns(found.id, Span(first.end, second.start + 1))):
        raise NotAllowedHere(
            "The interviewer speaks between these two segments, and a question begins a new one.",
            "Segments inside one answer can be joined.",
        )
    whole = Span(first.start, second.end)
    spans = [one.span for one in segments]
    spans[number : number + 2] = [whole]
    _keep(study, found, spans, f"Joined two segments of '{found.name}'", "segment.join", by=by, at=at)
    return whole


def split_segment(
    study: OpenStudy, source: str, place: int, *, by: str, at: datetime | None = None
) -> tuple[Span, Span]:
    """Cut the segment at a place (code points from 0) in two there, and return both; white space belongs to neither.

    Raises:
        NotFound: when there is no such source.
        NotAllowedHere: when no segment is there, or one part would hold no words.
    """
    found, segments, number = _at(study, source, place)
    span = segments[number].span
    before, after = found.text[span.start : place], found.text[place : span.end]
    if not before.strip() or not after.strip():
        raise NotAllowedHere(
            "There would be no words on one side of the cut.", "Cut a segment between two of its words."
        )
    parts = (
        Span(span.start, span.start + len(before.rstrip())),
        Span(span.end - len(after.lstrip()), span.end),
    )
    spans = [one.span for one in segments]
    spans[number : number + 1] = parts
    _keep(study, found, spans, f"Cut a segment of '{found.name}' in two", "segment.split", by=by, at=at)
    return parts


def _keep(
    study: OpenStudy, source: Source, spans: list[Span], summary: str, name: str, *, by: str, at: datetime | None
) -> None:
    with study.act(name, by=by, at=at, summary=summary) as act:
        study.coders.person(act, by)
        study.segments.cut_by_hand(act, source.id, spans)


def _at(study: OpenStudy, source: str, place: int) -> tuple[Source, list[Segment], int]:
    found = study.sources.get(source)
    segments = study.segments.counted(found.id)
    for number, one in enumerate(segments):
        after = found.text[one.span.end : place + 1]  # a place after its last word still belongs to it
        inside = one.span.start <= place < one.span.end
        if inside or (one.span.end <= place <= len(found.text) and not after.strip()):
            return found, segments, number
    raise NotAllowedHere(
        f"No segment of '{found.name}' holds character {place}: an interviewer's words have none.",
        "Place the caret in an answer.",
    )

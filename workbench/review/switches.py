"""ACT: what holds for a whole study or source is switched: suggestions on or off, who is an interviewer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from workbench.errors import NotAllowedHere, NotFound, listed
from workbench.model import Mode, Role, Segment, Source, Span, Turn
from workbench.segment.layer import cut, cutter_of
from workbench.store import Act, OpenStudy
from workbench.store.segments import BY_HAND


def show_suggestions(study: OpenStudy, shown: bool, *, by: str, at: datetime | None = None) -> None:
    """Switch suggestions on or off for the whole study.

    Raises:
        NotAllowedHere: in a reflexive study, which has none.
    """
    if shown and study.about.mode is Mode.REFLEXIVE:
        raise NotAllowedHere("This is a reflexive study: it has no suggestions.", "")
    words = "on" if shown else "off"
    with study.act("study.suggestions", by=by, at=at, summary=f"Switched suggestions {words}") as act:
        study.show_suggestions(act, shown)


def set_role(study: OpenStudy, source: str, speaker: str, role: Role, *, by: str, at: datetime | None = None) -> None:
    """Say what a speaker's role is in one source, and cut it into segments again: interviewers have none.

    Raises:
        NotFound: naming the speakers there are.
    """
    found = study.sources.get(source)
    turns = [replace(turn, role=role) if turn.speaker == speaker else turn for turn in study.sources.turns(found.id)]
    speakers = sorted({turn.speaker for turn in turns})
    if speaker not in speakers:
        raise NotFound(f"Nobody speaks as '{speaker}' in '{found.name}'. There is: {listed(speakers)}.", "")
    summary = f"Took '{speaker or 'unnamed'}' in '{found.name}' as {role.value}"
    with study.act("source.role", by=by, at=at, summary=summary) as act:
        study.sources.set_role(act, found.id, speaker, role)
        if act.images:
            _cut_again(study, act, found, turns)


def _cut_again(study: OpenStudy, act: Act, source: Source, turns: list[Turn]) -> None:
    by_hand = [one for one in study.segments.counted(source.id) if one.segmentation_id == BY_HAND.id]
    fresh: list[Segment] = []
    for layer in study.segments.layers():
        function = cutter_of(layer)
        if function is not None and source.id in study.segments.sources_cut(layer.id):
            again = cut(source, turns, function, layer.settings)
            fresh = fresh or again  # the first layer is the one that the cuts by hand began from
            study.segments.cut_again(act, layer, source.id, again)
    if by_hand:
        study.segments.cut_by_hand(act, source.id, _left_of(by_hand, fresh, turns))


def _left_of(by_hand: list[Segment], fresh: list[Segment], turns: list[Turn]) -> list[Span]:
    """Return the cuts made by hand that still hold an answer, and the new segments where there were none."""
    answers = [turn.span for turn in turns if turn.role is not Role.INTERVIEWER]
    kept = [one.span for one in by_hand if any(one.span.overlap(span) for span in answers)]
    added = [one.span for one in fresh if not any(one.span.overlap(span) for span in kept)]
    return sorted([*kept, *added], key=lambda span: span.start)

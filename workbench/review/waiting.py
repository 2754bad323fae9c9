"""What waits for a decision, passage by passage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.model import Mode
from workbench.store import OpenStudy
from workbench.store.pending import Place, Waiting

ByPassage = Mapping[Place, Sequence[Waiting]]


def waiting(study: OpenStudy, *, code_id: str | None = None, source_id: str | None = None) -> ByPassage:
    """Return what waits by passage; nothing where suggestions are switched off or the study is reflexive."""
    about = study.about
    if about.mode is Mode.REFLEXIVE or not about.suggestions_shown:
        return {}
    found: dict[Place, list[Waiting]] = {}
    for one in study.suggestions.waiting(code_id=code_id, source_id=source_id):
        found.setdefault((one.source_id, one.start, one.end), []).append(one)
    return found


def unsureness(suggestions: Sequence[Waiting]) -> float:
    """Return how far from one half the score is that is nearest to it: 0 where the machine is least sure."""
    return min(abs(one.score - 0.5) for one in suggestions)


def uncertain_first(wait: ByPassage, names: Mapping[str, str]) -> list[Place]:
    """Return the passages where something waits, those that the machine is least sure of first."""
    return sorted(wait, key=lambda place: (unsureness(wait[place]), *reading_order(place, names)))


def reading_order(place: Place, names: Mapping[str, str]) -> tuple[str, int, int]:
    """Return what sorts passages by source name and place."""
    return names[place[0]].casefold(), place[1], place[2]


def of_person(study: OpenStudy, name: str) -> list[str]:
    """Return the ids under which the study knows a person: one, or none yet."""
    wanted = " ".join(name.split()).casefold()
    return [coder.id for coder in study.coders.all() if coder.name.casefold() == wanted]

"""What waits for a decision, passage by passage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.model import Mode
from workbench.store import OpenStudy
from workbench.store.pending import Place, Waiting

ByPassage = Mapping[Place, Sequence[Waiting]]


def waiting(study: OpenStudy, *, code_id: str | None = None, source_id: str | None = None) -> ByPassage:
    """Return what waits by passage; nothing where suggestions are switched off or the study is reflexive."""
    if not shown(study):
        return {}
    found: dict[Place, list[Waiting]] = {}
    for one in study.suggestions.waiting(code_id=code_id, source_id=source_id):
        found.setdefault((one.source_id, one.start, one.end), []).append(one)
    return found


def shown(study: OpenStudy) -> bool:
    """Say whether suggestions are shown in this study: it is not reflexive, and they are not switched off."""
    return study.about.suggestions_shown and study.about.mode is not Mode.REFLEXIVE

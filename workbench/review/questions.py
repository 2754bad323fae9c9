"""What was asked before a passage."""

from __future__ import annotations

from workbench.model import Role, Span
from workbench.store import OpenStudy


def question_above(study: OpenStudy, source_id: str, span: Span) -> str:
    """Return the interviewer's last words before a passage; empty where there are none.

    Raises:
        NotFound: when there is no such source.
    """
    source = study.sources.get(source_id)
    asked = [
        turn for turn in study.sources.turns(source.id) if turn.role is Role.INTERVIEWER and turn.span.end <= span.start
    ]
    return asked[-1].span.of(source.text) if asked else ""

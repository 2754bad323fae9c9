"""What was asked before a passage."""

from __future__ import annotations

from workbench.model import Span, question_before
from workbench.store import OpenStudy


def question_above(study: OpenStudy, source_id: str, span: Span) -> str:
    """Return the question that a passage answers to (`model.question_before`); empty where there is none.

    Raises:
        NotFound: when there is no such source.
    """
    source = study.sources.get(source_id)
    asked = question_before(study.sources.turns(source.id), source.text, span.start)
    return asked.span.of(source.text) if asked else ""

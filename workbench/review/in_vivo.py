"""ACT: a participant's own words become a code."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from workbench.errors import NotAllowedHere
from workbench.model import Coding, Span
from workbench.model.codebook_edit import with_code
from workbench.review.codes import usable
from workbench.review.passages import refuse_interviewer
from workbench.store import OpenStudy


def code_in_vivo(
    study: OpenStudy, source: str, span: Span, *, name: str = "", by: str, at: datetime | None = None,
    coding_id: str = "",
) -> Coding:  # fmt: skip
    """Code a passage with a code named after its own words, or as `name` says; one act, taken back as one.

    A code of that name that is there already is used; otherwise one is added at the top of the codebook.

    Raises:
        NotFound, SpanOutOfText: when there is no such source, or the span ends after its text.
        NotAllowedHere: when only the interviewer speaks there, the code is retired, or there is no codebook yet.
        CodebookInvalid: when the name cannot be a code's.
        Conflict: when these words have that code from this coder already.
    """
    found = study.sources.get(source)
    name = " ".join((name or span.of(found.text)).split())
    refuse_interviewer(study, found, span)
    before = study.codebook.current()
    if before is None:
        raise NotAllowedHere("The study has no codebook yet.", "Bring one in with `workbench codebook import FILE`.")
    there = next((code for code in before if code.name.casefold() == name.casefold()), None)
    book, code = (before, usable(there)) if there else with_code(before, name)
    summary = f"Coded a passage of '{found.name}' in vivo as '{code.name}'"
    with study.act("coding.in_vivo", by=by, at=at, summary=summary) as act:
        coder = study.coders.person(act, by)
        if there is None:
            reason = f"Added '{code.name}', in vivo from '{found.name}'"
            study.codebook.publish(act, replace(book, reason=reason), coder, based_on=before.version)
        return study.codings.add(act, found.id, span, code.id, coder, coding_id=coding_id)

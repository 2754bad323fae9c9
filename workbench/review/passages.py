"""ACT: passages are coded by hand, and codings changed: another code, other edges, in two, into one.

A person changes their own codings only. What another coder did stays theirs, to the byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from workbench.errors import NotAllowedHere, NotFound
from workbench.model import Code, Coder, Coding, Role, Source, Span
from workbench.review.codes import code_named, usable
from workbench.store import Act, OpenStudy


def add_coding(study: OpenStudy, source: str, span: Span, code: str, *, by: str, at: datetime | None = None) -> Coding:
    """Code a passage by hand. `source` and `code` are names, keys or ids.

    Raises:
        NotFound, SpanOutOfText, Conflict: naming what there is.
        NotAllowedHere: when only the interviewer speaks there, or the code is retired.
    """
    found, (chosen,) = _codable(study, source, span, [code])
    with study.act("coding.add", by=by, at=at, summary=f"Coded a passage of '{found.name}' as {chosen.key}") as act:
        return study.codings.add(act, found.id, span, chosen.id, study.coders.person(act, by))


def add_codings(
    study: OpenStudy, source: str, span: Span, codes: Sequence[str], *, by: str, at: datetime | None = None,
    ids: Sequence[str] = (),
) -> list[Coding]:  # fmt: skip
    """Give a passage several codes in one act, and return the codings; what it has already is left as it is.

    `ids` are fresh UUIDs for the codings, one for each code; none are needed.

    Raises:
        NotFound, SpanOutOfText, NotAllowedHere: as `add_coding`; nothing is coded then.
    """
    found, chosen = _codable(study, source, span, codes)
    keys = ", ".join(code.key for code in chosen)
    with study.act("coding.add", by=by, at=at, summary=f"Coded a passage of '{found.name}' as {keys}") as act:
        coder = study.coders.person(act, by)
        return [
            study.codings.same(act, found.id, span, code.id, coder)
            or study.codings.add(act, found.id, span, code.id, coder, coding_id=coding_id)
            for code, coding_id in zip(chosen, [*ids, *[""] * len(chosen)], strict=False)
        ]


def remove_coding(study: OpenStudy, coding_id: str, *, by: str, at: datetime | None = None) -> None:
    """Take a coding away; undo brings it back.

    Raises:
        NotFound: when there is no such coding.
        NotAllowedHere: when it is another coder's.
    """
    coding = own_coding(study, coding_id, by)
    summary = f"Removed the code {_key(study, coding)} from a passage of '{_where(study, coding)}'"
    with study.act("coding.remove", by=by, at=at, summary=summary) as act:
        study.codings.remove(act, coding.id)


def recode(study: OpenStudy, coding_id: str, code: str, *, by: str, at: datetime | None = None) -> Coding:
    """Give a coding another code in its place; its memos stay with it.

    Raises:
        NotFound: when there is no such coding or code.
        NotAllowedHere: when the coding is another coder's, or the code is retired.
        Conflict: when these words have that code from this coder already.
    """
    coding, chosen = own_coding(study, coding_id, by), usable(code_named(study, code))
    summary = f"Changed {_key(study, coding)} to {chosen.key} in '{_where(study, coding)}'"
    with study.act("coding.recode", by=by, at=at, summary=summary) as act:
        return study.codings.change(act, coding, code_id=chosen.id)


def resize(study: OpenStudy, coding_id: str, span: Span, *, by: str, at: datetime | None = None) -> Coding:
    """Move the edges of a coding; its memos stay with it.

    Raises:
        NotFound, SpanOutOfText: when there is no such coding, or the span ends after the text.
        NotAllowedHere: when the coding is another coder's, or only the interviewer speaks there.
        Conflict: when this coder has given that span this code already.
    """
    coding = own_coding(study, coding_id, by)
    source = study.sources.get(coding.source_id)
    span.of(source.text)
    refuse_interviewer(study, source, span)
    summary = f"Moved the edges of {_key(study, coding)} in '{source.name}'"
    with study.act("coding.resize", by=by, at=at, summary=summary) as act:
        return study.codings.change(act, coding, span=span)


def split(
    study: OpenStudy, coding_id: str, place: int, *, by: str, at: datetime | None = None, second_id: str = ""
) -> tuple[Coding, Coding]:
    """Cut a coding in two at a place in its source (code points from 0); white space at the cut belongs to neither.

    The first part keeps the coding's id and memos; `second_id` is a fresh UUID for the second, if one is given. Joining
    the two parts gives the coding back.

    Raises:
        NotFound: when there is no such coding.
        NotAllowedHere: when it is another coder's, or one part would hold no words or only an interviewer's.
        Conflict: when this coder has given one of the two parts this code already.
    """
    coding = own_coding(study, coding_id, by)
    source = study.sources.get(coding.source_id)
    first, second = (_trimmed(source.text, *edges) for edges in ((coding.span.start, place), (place, coding.span.end)))
    if first is None or second is None or not coding.span.start < place < coding.span.end:
        raise NotAllowedHere(
            f"The coding covers characters {coding.span.start} to {coding.span.end}; at {place} there would be no words "
            "on one side.",
            "Cut it between two of its words.",
        )
    for part in (first, second):
        refuse_interviewer(study, source, part)
    summary = f"Cut a passage of {_key(study, coding)} in '{source.name}' in two"
    with study.act("coding.split", by=by, at=at, summary=summary) as act:
        kept = study.codings.change(act, coding, span=first)
        coder = study.coders.person(act, by)
        rest = study.codings.add(
            act, source.id, second, coding.code_id, coder, found_by=coding.found_by, coding_id=second_id
        )
        study.facets.copy(act, kept.id, rest.id)
        return kept, rest


def merge(study: OpenStudy, coding_ids: Sequence[str], *, by: str, at: datetime | None = None) -> Coding:
    """Join codings of one code that overlap, touch, or have only white space between; the first keeps its id.

    Memos, facets and references of summaries of all of them are with the one that stays; where two have values of one
    facet, its own.

    Raises:
        NotFound: when one is not there.
        NotAllowedHere: when they are of different sources, codes or coders, or words between them are not coded.
    """
    found = sorted({own_coding(study, each, by) for each in coding_ids}, key=lambda one: (one.span.start, one.span.end))
    if len(found) < 2:
        raise NotAllowedHere("One coding alone cannot be joined.", "Name two or more of the same code.")
    source = study.sources.get(found[0].source_id)
    _refuse_unlike(found, source)
    whole = Span(found[0].span.start, max(one.span.end for one in found))
    key = _key(study, found[0])
    summary = f"Joined {len(found)} passages of {key} in '{source.name}'"
    with study.act("coding.merge", by=by, at=at, summary=summary) as act:
        kept, *rest = found
        for one in rest:
            hand_over(study, act, one.id, kept.id)
            study.codings.remove(act, one.id)
        return study.codings.change(act, kept, span=whole)


def hand_over(study: OpenStudy, act: Act, coding_id: str, into: str) -> None:
    """Give what hangs on a coding to the one that takes it in: memos, facets it has no value of, quotations of summaries."""
    study.memos.move(act, "coding", coding_id, into)
    study.facets.copy(act, coding_id, into)
    study.summaries.move_quotes(act, coding_id, into)


def _codable(study: OpenStudy, source: str, span: Span, codes: Sequence[str]) -> tuple[Source, list[Code]]:
    with study.one_state():
        found = study.sources.get(source)
        chosen = [usable(code_named(study, code)) for code in dict.fromkeys(codes)]
        if not chosen:
            raise NotFound("No code was named.", "Name one or more.")
        span.of(found.text)
        refuse_interviewer(study, found, span)
        return found, chosen


def own_coding(study: OpenStudy, coding_id: str, by: str) -> Coding:
    """Return a coding if this person may change it.

    Raises:
        NotFound: when there is no such coding.
        NotAllowedHere: when it is another coder's.
    """
    coding = study.codings.get(coding_id)
    whose = next(coder for coder in study.coders.all() if coder.id == coding.coder_id)
    if not _is(whose, by):
        raise NotAllowedHere(
            f"This coding is {whose.name}'s, and stays as {whose.name} made it.",
            "Code the passage yourself; `workbench compare` shows both readings.",
        )
    return coding


def _is(coder: Coder, name: str) -> bool:
    return coder.name.casefold() == " ".join(name.split()).casefold()


def _key(study: OpenStudy, coding: Coding) -> str:
    return code_named(study, coding.code_id).key


def _where(study: OpenStudy, coding: Coding) -> str:
    return study.sources.names()[coding.source_id]


def _refuse_unlike(found: Sequence[Coding], source: Source) -> None:
    if len({(one.source_id, one.code_id) for one in found}) > 1:
        raise NotAllowedHere("These codings are not of one code in one source.", "Join codings of the same code.")
    end = found[0].span.end
    for one in found[1:]:
        if source.text[end : one.span.start].strip():
            raise NotAllowedHere(
                f"Between characters {end} and {one.span.start} of '{source.name}' stand words that neither covers.",
                "Move an edge first, so that the codings touch.",
            )
        end = max(end, one.span.end)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    words = text[start:end]
    inner = words.strip()
    return Span(start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())) if inner else None


def refuse_interviewer(study: OpenStudy, source: Source, span: Span) -> None:
    """Refuse words that only an interviewer speaks: questions are context and never carry themes."""
    speaking = study.sources.turns(source.id, span)
    if speaking and all(turn.role is Role.INTERVIEWER for turn in speaking):
        raise NotAllowedHere(
            f"Only the interviewer ('{speaking[0].speaker}') speaks there, and an interviewer's words carry no code.",
            "Code the answer. If the role is wrong, mend it: `workbench source role SOURCE SPEAKER participant`.",
        )

"""ACT: a person decides on a suggestion."""

from __future__ import annotations

from datetime import datetime

from workbench.errors import NotAllowedHere
from workbench.model import Action, Code, Coder, Coding, Decision, Mode, Suggestion, new_id
from workbench.review.codes import code_named, usable
from workbench.store import Act, OpenStudy


def queue(study: OpenStudy, *, code: str | None = None, source: str | None = None) -> list[Suggestion]:
    """Return the suggestions that wait for a decision, in reading order.

    Empty where suggestions are switched off or the study is reflexive. `code` and `source` are names or keys.
    """
    about = study.about
    if about.mode is Mode.REFLEXIVE or not about.suggestions_shown:
        return []
    code_id = code_named(study, code).id if code else None
    source_id = study.sources.id_of(source) if source else None
    return study.suggestions.all(pending=True, code_id=code_id, source_id=source_id)


def accept(
    study: OpenStudy, suggestion_id: str, *, by: str, where: str, at: datetime | None = None, coding_id: str = ""
) -> Coding:
    """Accept a suggestion: a Decision and the Coding it makes, in one transaction.

    Args:
        study: the study.
        suggestion_id: the suggestion's id, or enough of its beginning.
        by: the person's name.
        where: the door it was decided at (`cli`, `app`, ...).
        at: when, in UTC; default now.
        coding_id: a fresh UUID for the coding; none is needed.

    Raises:
        NotFound: when there is no such suggestion.
        Conflict: when this person has already decided on it.
        NotAllowedHere: in a reflexive study.
    """
    suggestion = study.suggestions.get(suggestion_id)
    return _decide_with_coding(
        study, suggestion, Action.ACCEPT, usable(_code_of(study, suggestion)), by=by, where=where, at=at,
        coding_id=coding_id,
    )  # fmt: skip


def change(
    study: OpenStudy, suggestion_id: str, code: str, *, by: str, where: str, at: datetime | None = None
) -> Coding:
    """Answer a suggestion with another code (its key or name); otherwise as `accept`."""
    suggestion = study.suggestions.get(suggestion_id)
    return _decide_with_coding(
        study, suggestion, Action.CHANGE, usable(code_named(study, code)), by=by, where=where, at=at
    )


def reject(study: OpenStudy, suggestion_id: str, *, by: str, where: str, at: datetime | None = None) -> None:
    """Reject a suggestion: it is remembered, and not made again for these words and this code."""
    _decide_only(study, suggestion_id, Action.REJECT, by=by, where=where, at=at)


def unsure(study: OpenStudy, suggestion_id: str, *, by: str, where: str, at: datetime | None = None) -> None:
    """Put a suggestion aside as not sure; it leaves the queue and can still be decided by its id."""
    _decide_only(study, suggestion_id, Action.UNSURE, by=by, where=where, at=at)


def _decide_with_coding(
    study: OpenStudy, suggestion: Suggestion, action: Action, code: Code, *, by: str, where: str,
    at: datetime | None, coding_id: str = "",
) -> Coding:  # fmt: skip
    _require_suggestions(study)
    summary = f"{_WORD[action]} {code.key} in '{study.sources.names()[suggestion.source_id]}'"
    with study.act(f"review.{action.value}", by=by, at=at, summary=summary) as act:
        coder = study.coders.person(act, by)
        same = study.codings.same(act, suggestion.source_id, suggestion.span, code.id, coder)
        coding = same or study.codings.add(
            act,
            suggestion.source_id,
            suggestion.span,
            code.id,
            coder,
            from_suggestion=suggestion.id,
            coding_id=coding_id,
        )
        _write(study, act, suggestion, action, coder, where, coding.id)
    return coding


def _decide_only(
    study: OpenStudy, suggestion_id: str, action: Action, *, by: str, where: str, at: datetime | None
) -> None:
    _require_suggestions(study)
    suggestion = study.suggestions.get(suggestion_id)
    key, name = _code_of(study, suggestion).key, study.sources.names()[suggestion.source_id]
    with study.act(f"review.{action.value}", by=by, at=at, summary=f"{_WORD[action]} {key} in '{name}'") as act:
        _write(study, act, suggestion, action, study.coders.person(act, by), where, None)


_WORD = {
    Action.ACCEPT: "Accepted",
    Action.CHANGE: "Changed a suggestion to",
    Action.REJECT: "Rejected",
    Action.UNSURE: "Was unsure of",
}


def _write(
    study: OpenStudy, act: Act, suggestion: Suggestion, action: Action, coder: Coder, where: str, coding_id: str | None
) -> None:
    study.suggestions.decide(act, Decision(new_id(), suggestion.id, action, coder.id, act.at, where, coding_id))


def _require_suggestions(study: OpenStudy) -> None:
    if study.about.mode is Mode.REFLEXIVE:
        raise NotAllowedHere(
            "This is a reflexive study: it has no suggestions to decide on.",
            "Code passages by hand: `workbench code add`.",
        )


def _code_of(study: OpenStudy, suggestion: Suggestion) -> Code:
    return code_named(study, suggestion.code_id)

"""ACT: a person decides. Each function is one transaction and one Revision; undo takes any of them back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from workbench.errors import NotAllowedHere, NotFound, listed
from workbench.model import (
    Action,
    Code,
    Coder,
    CodeStatus,
    Coding,
    Decision,
    Mode,
    Role,
    Source,
    Span,
    Suggestion,
    Turn,
    new_id,
)
from workbench.segment.layer import cut, cutter_of
from workbench.store import Act, OpenStudy


def queue(study: OpenStudy, *, code: str | None = None, source: str | None = None) -> list[Suggestion]:
    """Return the suggestions that wait for a decision, in reading order.

    Empty where suggestions are switched off or the study is reflexive. `code` and `source` are names or keys.
    """
    about = study.about
    if about.mode is Mode.REFLEXIVE or not about.suggestions_shown:
        return []
    code_id = _code(study, code).id if code else None
    source_id = study.sources.get(source).id if source else None
    return study.suggestions.all(pending=True, code_id=code_id, source_id=source_id)


def accept(study: OpenStudy, suggestion_id: str, *, by: str, where: str, at: datetime | None = None) -> Coding:
    """Accept a suggestion: a Decision and the Coding it makes, in one transaction.

    Args:
        study: the study.
        suggestion_id: the suggestion's id, or enough of its beginning.
        by: the person's name.
        where: the door it was decided at (`cli`, `app`, ...).
        at: when, in UTC; default now.

    Raises:
        NotFound: when there is no such suggestion.
        Conflict: when this person has already decided on it.
        NotAllowedHere: in a reflexive study.
    """
    suggestion = study.suggestions.get(suggestion_id)
    return _decide_with_coding(
        study, suggestion, Action.ACCEPT, _usable(_code_of(study, suggestion)), by=by, where=where, at=at
    )


def change(
    study: OpenStudy, suggestion_id: str, code: str, *, by: str, where: str, at: datetime | None = None
) -> Coding:
    """Answer a suggestion with another code (its key or name); otherwise as `accept`."""
    suggestion = study.suggestions.get(suggestion_id)
    return _decide_with_coding(study, suggestion, Action.CHANGE, _usable(_code(study, code)), by=by, where=where, at=at)


def reject(study: OpenStudy, suggestion_id: str, *, by: str, where: str, at: datetime | None = None) -> None:
    """Reject a suggestion: it is remembered, and not made again for these words and this code."""
    _decide_only(study, suggestion_id, Action.REJECT, by=by, where=where, at=at)


def unsure(study: OpenStudy, suggestion_id: str, *, by: str, where: str, at: datetime | None = None) -> None:
    """Put a suggestion aside as not sure; it leaves the queue and can still be decided by its id."""
    _decide_only(study, suggestion_id, Action.UNSURE, by=by, where=where, at=at)


def add_coding(study: OpenStudy, source: str, span: Span, code: str, *, by: str, at: datetime | None = None) -> Coding:
    """Code a passage by hand. `source` and `code` are names, keys or ids.

    Raises:
        NotFound, SpanOutOfText, Conflict: naming what there is.
        NotAllowedHere: when only the interviewer speaks there, or the code is retired.
    """
    found, chosen = study.sources.get(source), _usable(_code(study, code))
    span.of(found.text)
    _refuse_interviewer(study, found, span)
    with study.act("coding.add", by=by, at=at, summary=f"Coded a passage of '{found.name}' as {chosen.key}") as act:
        return study.codings.add(act, found.id, span, chosen.id, study.coders.person(act, by))


def remove_coding(study: OpenStudy, coding_id: str, *, by: str, at: datetime | None = None) -> None:
    """Take a coding away; undo brings it back.

    Raises:
        NotFound: when there is no such coding.
    """
    coding = study.codings.get(coding_id)
    name, key = study.sources.names()[coding.source_id], _code(study, coding.code_id).key
    with study.act("coding.remove", by=by, at=at, summary=f"Removed the code {key} from a passage of '{name}'") as act:
        study.codings.remove(act, coding.id)


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
    for layer in study.segments.layers():
        function = cutter_of(layer)
        if function is not None and source.id in study.segments.sources_cut(layer.id):
            study.segments.cut_again(act, layer, source.id, cut(source, turns, function, layer.settings))


def undo(study: OpenStudy, *, by: str, at: datetime | None = None) -> str:
    """Take back the last act and return what it was.

    Raises:
        NothingToUndo: when there is none.
    """
    with study.act("undo", by=by, at=at) as act:
        taken_back = study.history.undo(act)
        act.summary = f"Took back: {taken_back}"
    return taken_back


def redo(study: OpenStudy, *, by: str, at: datetime | None = None) -> str:
    """Do the last act that was taken back again, and return what it was.

    Raises:
        NothingToUndo: when there is none.
    """
    with study.act("redo", by=by, at=at) as act:
        done_again = study.history.redo(act)
        act.summary = f"Did again: {done_again}"
    return done_again


def _decide_with_coding(
    study: OpenStudy, suggestion: Suggestion, action: Action, code: Code, *, by: str, where: str, at: datetime | None
) -> Coding:
    _require_suggestions(study)
    summary = f"{_WORD[action]} {code.key} in '{study.sources.names()[suggestion.source_id]}'"
    with study.act(f"review.{action.value}", by=by, at=at, summary=summary) as act:
        coder = study.coders.person(act, by)
        same = study.codings.same(act, suggestion.source_id, suggestion.span, code.id, coder)
        coding = same or study.codings.add(
            act, suggestion.source_id, suggestion.span, code.id, coder, from_suggestion=suggestion.id
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


def _code(study: OpenStudy, words: str) -> Code:
    codebook = study.codebook.current()
    if codebook is None:
        raise NotAllowedHere("The study has no codebook yet.", "Bring one in with `workbench codebook import FILE`.")
    return codebook.find(words)


def _usable(code: Code) -> Code:
    if code.status is CodeStatus.RETIRED:
        raise NotAllowedHere(
            f"The code {code.key} ('{code.name}') is retired: it keeps its codings and takes no new ones.",
            "Use another code; `workbench codebook show` says which are in use.",
        )
    return code


def _refuse_interviewer(study: OpenStudy, source: Source, span: Span) -> None:
    """Refuse words that only an interviewer speaks: questions are context and never carry themes."""
    speaking = [turn for turn in study.sources.turns(source.id) if turn.span.overlap(span)]
    if speaking and all(turn.role is Role.INTERVIEWER for turn in speaking):
        raise NotAllowedHere(
            f"Only the interviewer ('{speaking[0].speaker}') speaks there, and an interviewer's words carry no code.",
            "Code the answer. If the role is wrong, mend it: `workbench source role SOURCE SPEAKER participant`.",
        )


def _code_of(study: OpenStudy, suggestion: Suggestion) -> Code:
    return _code(study, suggestion.code_id)

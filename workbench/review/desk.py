"""ACT: what is pressed at the coding desk arrives in batches, is checked against the text, and is done once.

A client is one page of the desk in one browser; it numbers its operations from 1 without a gap and sends what is not yet
acknowledged again. An operation and the note that it arrived are one transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workbench.errors import AlreadyArrived, Conflict, NotAllowedHere, NotFound, NothingToUndo, SpanOutOfText
from workbench.model import Source, Span
from workbench.review import decide, memos, passages, steps
from workbench.store import OpenStudy

WHERE = "desk"


@dataclass(frozen=True, slots=True)
class Operation:
    """One key press at the desk: its client and number, what is to be done, and to what."""

    client: str
    sequence: int
    kind: str
    given: Mapping[str, Any]

    @classmethod
    def read(cls, said: Any) -> Operation:
        """Return the operation that a browser sent.

        Raises:
            NotAllowedHere: when it is none.
        """
        if not isinstance(said, dict):
            raise _NOT_UNDERSTOOD
        client, sequence, kind = said.get("client"), said.get("sequence"), said.get("kind")
        if not (
            isinstance(client, str) and client and isinstance(kind, str) and type(sequence) is int and sequence > 0
        ):
            raise _NOT_UNDERSTOOD
        return cls(client, sequence, kind, said)

    def text(self, name: str) -> str:
        """Return a text of what was given."""
        value = self.given.get(name)
        if not isinstance(value, str) or not value:
            raise _NOT_UNDERSTOOD
        return value

    def texts(self, name: str) -> list[str]:
        """Return a list of texts of what was given."""
        values = self.given.get(name)
        if not isinstance(values, list) or not values or not all(isinstance(each, str) and each for each in values):
            raise _NOT_UNDERSTOOD
        return values

    def span(self, source: Source) -> Span:
        """Return the span, if the words the browser saw stand there.

        The quotation was taken by the browser itself, before it converted its own counting (UTF-16) to code points.

        Raises:
            NotAllowedHere: when other words stand there.
        """
        start, end = self.given.get("start"), self.given.get("end")
        if type(start) is not int or type(end) is not int:
            raise _NOT_UNDERSTOOD
        if not 0 <= start < end <= len(source.text) or source.text[start:end] != self.text("quote"):
            raise NotAllowedHere(
                "The words marked on the screen are not the ones that stand at that place in the study. Nothing was coded.",
                "Reload the page and mark them again.",
            )
        return Span(start, end)


_NOT_UNDERSTOOD = NotAllowedHere(
    "The page sent something that is not understood. Nothing was changed.", "Reload the page."
)


def apply(
    study: OpenStudy, source: str, said: Sequence[Any], *, by: str, at: datetime | None = None
) -> list[tuple[int, str]]:
    """Do a batch of operations in order, each once, and return number and sentence of those that could not be done.

    What has arrived before is passed over. After a gap in the numbers nothing is done: the client sends again.

    Args:
        study: the study.
        source: name or id of the source on the desk.
        said: what the browser sent: objects with client, sequence, kind and what the kind needs.
        by: the person at the desk.
        at: when, in UTC; default now.

    Raises:
        NotAllowedHere: when the batch is no list of operations.
        NotFound: when there is no such source.
        StudyBusy, DiskFull, StudyReadOnly: when the study cannot be written; what was done before stays done.
    """
    found = study.sources.get(source)
    faults: list[tuple[int, str]] = []
    for operation in map(Operation.read, said):
        last = study.operations.last(operation.client)
        if operation.sequence <= last:
            continue
        if operation.sequence > last + 1:
            break
        fault = _do(study, found, operation, by=by, at=at)
        if fault:
            faults.append((operation.sequence, fault))
    return faults


def _do(study: OpenStudy, source: Source, operation: Operation, *, by: str, at: datetime | None) -> str:
    """Do one operation; return a sentence when it cannot be done."""
    try:
        if operation.kind not in _KINDS:
            raise _NOT_UNDERSTOOD
        with study.operation(operation.client, operation.sequence):
            _KINDS[operation.kind](study, source, operation, by, at)
    except AlreadyArrived:
        return ""
    except _ANSWERS as error:
        fault = error.message
    else:
        return ""
    with study.act("desk.refused", by=by, at=at) as act:
        study.operations.refuse(act, operation.client, operation.sequence, fault)
    return fault


def _code(study: OpenStudy, source: Source, operation: Operation, by: str, at: datetime | None) -> None:
    passages.add_codings(study, source.id, operation.span(source), operation.texts("codes"), by=by, at=at)


def _remove(study: OpenStudy, _source: Source, operation: Operation, by: str, at: datetime | None) -> None:
    passages.remove_coding(study, operation.text("coding"), by=by, at=at)


def _recode(study: OpenStudy, _source: Source, operation: Operation, by: str, at: datetime | None) -> None:
    passages.recode(study, operation.text("coding"), operation.text("code"), by=by, at=at)


def _resize(study: OpenStudy, source: Source, operation: Operation, by: str, at: datetime | None) -> None:
    coding = study.codings.get(operation.text("coding"))
    if coding.source_id != source.id:  # the words were checked in the source on the desk
        raise NotAllowedHere("That coding is in another source. Nothing was changed.", "")
    passages.resize(study, coding.id, operation.span(source), by=by, at=at)


def _merge(study: OpenStudy, _source: Source, operation: Operation, by: str, at: datetime | None) -> None:
    passages.merge(study, operation.texts("codings"), by=by, at=at)


def _memo(study: OpenStudy, _source: Source, operation: Operation, by: str, at: datetime | None) -> None:
    memos.write_memo(study, "coding", operation.text("coding"), operation.text("text"), by=by, at=at)


def _accept(study: OpenStudy, _source: Source, operation: Operation, by: str, at: datetime | None) -> None:
    decide.accept(study, operation.text("suggestion"), by=by, where=WHERE, at=at)


def _reject(study: OpenStudy, _source: Source, operation: Operation, by: str, at: datetime | None) -> None:
    decide.reject(study, operation.text("suggestion"), by=by, where=WHERE, at=at)


def _unsure(study: OpenStudy, _source: Source, operation: Operation, by: str, at: datetime | None) -> None:
    decide.unsure(study, operation.text("suggestion"), by=by, where=WHERE, at=at)


def _own(by: str) -> steps.Only:
    """A key press takes back this person's coding, memos and answers, and nothing else: not a run, not another's work."""

    def only(name: str, coder: str, _summary: str) -> None:
        if not name.startswith(("coding.", "memo.", "review.")) or coder.casefold() != by.casefold():
            raise NotAllowedHere(
                "The last act in this study is not your own coding. It can be taken back on the page History.", ""
            )

    return only


def _undo(study: OpenStudy, _source: Source, _operation: Operation, by: str, at: datetime | None) -> None:
    steps.undo(study, by=by, at=at, only=_own(by))


def _redo(study: OpenStudy, _source: Source, _operation: Operation, by: str, at: datetime | None) -> None:
    steps.redo(study, by=by, at=at, only=_own(by))


_KINDS: Mapping[str, Callable[[OpenStudy, Source, Operation, str, datetime | None], None]] = {
    "code": _code,
    "remove": _remove,
    "recode": _recode,
    "resize": _resize,
    "merge": _merge,
    "memo": _memo,
    "accept": _accept,
    "reject": _reject,
    "unsure": _unsure,
    "undo": _undo,
    "redo": _redo,
}
# What a person can be told and the desk goes on; anything else is trouble with the study, and the keys stay unsent.
_ANSWERS = (NotAllowedHere, NotFound, SpanOutOfText, Conflict, NothingToUndo)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a desk has to be told: codings of its source that changed since revision `base` (0: all there are).

    `put` has a row per coding: id, start, end, code id, coder's name, 1 if it is this person's own, number of memos.
    """

    base: int
    revision: int
    put: list[list[Any]]
    gone: list[str]


def changes(study: OpenStudy, source_id: str, *, since: int, by: str, others: bool = True) -> Changes:
    """Return what changed in a source's codings since a revision; everything when that is 0 or was never reached.

    Args:
        study: the study.
        source_id: the source on the desk.
        since: the last revision that the desk knows.
        by: the person at the desk.
        others: also other people's codings; without, they are left out (for coding blind).
    """
    last = study.history.last()
    base, me = since if 0 < since <= last else 0, " ".join(by.split()).casefold()
    codings = study.codings.all(source_id)
    whose = {coder.id: coder.name for coder in study.coders.all()}
    touched = None if base == 0 else _touched(study, base)
    notes = Counter(memo.about_id for memo in study.memos.all("coding"))
    put = [
        [one.id, one.span.start, one.span.end, one.code_id, whose[one.coder_id], int(own), notes[one.id]]
        for one in codings
        if ((own := whose[one.coder_id].casefold() == me) or others) and (touched is None or one.id in touched)
    ]
    shown = {row[0] for row in put}
    return Changes(base, last, put, sorted(touched - shown) if touched else [])


def _touched(study: OpenStudy, since: int) -> set[str]:
    """Ids of codings that were written, changed or removed since, or noted about."""
    memos_touched = study.history.touched("memo", after=since)
    noted = {str(memo["about_id"]) for memo in memos_touched if memo["about_kind"] == "coding"}
    return noted | {str(coding["id"]) for coding in study.history.touched("coding", after=since)}

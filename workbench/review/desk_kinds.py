"""ACT: what each kind of key press at the coding desk does to the study."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from workbench.errors import NotAllowedHere
from workbench.model import Source
from workbench.review import decide, memos, passages, segments, steps
from workbench.review.desk_operation import Operation
from workbench.review.in_vivo import code_in_vivo
from workbench.store import OpenStudy

WHERE = "desk"
BULK = {
    "coding.from_search",
    "review.bulk",
    "review.draw",
}  # made on another page, many at once: taken back where that is seen
Kind = Callable[[OpenStudy, Source, Operation, str, datetime | None], None]


def _code(study: OpenStudy, source: Source, said: Operation, by: str, at: datetime | None) -> None:
    passages.add_codings(study, source.id, said.span(source), said.texts("codes"), by=by, at=at, ids=said.fresh_ids())


def _in_vivo(study: OpenStudy, source: Source, said: Operation, by: str, at: datetime | None) -> None:
    code_in_vivo(study, source.id, said.span(source), name=said.text("name"), by=by, at=at, coding_id=_one(said))


def _remove(study: OpenStudy, source: Source, said: Operation, by: str, at: datetime | None) -> None:
    passages.remove_coding(study, _here(study, source, said), by=by, at=at)


def _recode(study: OpenStudy, source: Source, said: Operation, by: str, at: datetime | None) -> None:
    passages.recode(study, _here(study, source, said), said.text("code"), by=by, at=at)


def _resize(study: OpenStudy, source: Source, said: Operation, by: str, at: datetime | None) -> None:
    passages.resize(study, _here(study, source, said), said.span(source), by=by, at=at)


def _split(study: OpenStudy, source: Source, said: Operation, by: str, at: datetime | None) -> None:
    """Cut a coding where the first part, which the browser quotes, ends."""
    place = said.span(source).end
    passages.split(study, _here(study, source, said), place, by=by, at=at, second_id=_one(said))


def _one(said: Operation) -> str:
    return next(iter(said.fresh_ids()), "")


def _here(study: OpenStudy, source: Source, said: Operation) -> str:
    """Return the id of the coding meant, if it is in the source on the desk: what is not seen there is not changed."""
    coding = study.codings.get(said.text("coding"))
    if coding.source_id != source.id:
        raise NotAllowedHere("That coding is in another source. Nothing was changed.", "")
    return coding.id


def _merge(study: OpenStudy, _source: Source, said: Operation, by: str, at: datetime | None) -> None:
    passages.merge(study, said.texts("codings"), by=by, at=at)


def _memo(study: OpenStudy, source: Source, said: Operation, by: str, at: datetime | None) -> None:
    """Write a memo about a coding or, where none is named, about the source on the desk."""
    about = ("coding", _here(study, source, said)) if "coding" in said.given else ("source", source.id)
    memos.write_memo(study, *about, said.text("text"), by=by, at=at)


def _edit_memo(study: OpenStudy, _source: Source, said: Operation, by: str, at: datetime | None) -> None:
    memos.edit_memo(study, said.text("memo"), said.text("text"), version=said.number("version"), by=by, at=at)


def _remove_memo(study: OpenStudy, _source: Source, said: Operation, by: str, at: datetime | None) -> None:
    memos.remove_memo(study, said.text("memo"), by=by, at=at)


def _accept(study: OpenStudy, _source: Source, said: Operation, by: str, at: datetime | None) -> None:
    decide.accept(study, said.text("suggestion"), by=by, where=WHERE, at=at, coding_id=_one(said))


def _reject(study: OpenStudy, _source: Source, said: Operation, by: str, at: datetime | None) -> None:
    decide.reject(study, said.text("suggestion"), by=by, where=WHERE, at=at)


def _unsure(study: OpenStudy, _source: Source, said: Operation, by: str, at: datetime | None) -> None:
    decide.unsure(study, said.text("suggestion"), by=by, where=WHERE, at=at)


def _join_segments(study: OpenStudy, source: Source, said: Operation, by: str, at: datetime | None) -> None:
    segments.join_segments(study, source.id, said.span(source).start, by=by, at=at)


def _split_segment(study: OpenStudy, source: Source, said: Operation, by: str, at: datetime | None) -> None:
    """Cut a segment where the words begin that the browser quotes."""
    segments.split_segment(study, source.id, said.span(source).start, by=by, at=at)


def _own(by: str) -> steps.Only:
    """A key press takes back this person's coding, memos, cuts and answers, and nothing else: not a run, not another's work."""

    def only(name: str, coder: str, _summary: str) -> None:
        mine = coder.casefold() == by.casefold()
        if not mine or name in BULK or not name.startswith(("coding.", "memo.", "review.", "segment.")):
            raise NotAllowedHere(
                "The last act in this study is not your own coding. It can be taken back on the page History.", ""
            )

    return only


def _undo(study: OpenStudy, _source: Source, _said: Operation, by: str, at: datetime | None) -> None:
    steps.undo(study, by=by, at=at, only=_own(by))


def _redo(study: OpenStudy, _source: Source, _said: Operation, by: str, at: datetime | None) -> None:
    steps.redo(study, by=by, at=at, only=_own(by))


KINDS: Mapping[str, Kind] = {
    "code": _code,
    "in_vivo": _in_vivo,
    "remove": _remove,
    "recode": _recode,
    "resize": _resize,
    "split": _split,
    "merge": _merge,
    "memo": _memo,
    "edit_memo": _edit_memo,
    "remove_memo": _remove_memo,
    "accept": _accept,
    "reject": _reject,
    "unsure": _unsure,
    "join_segments": _join_segments,
    "split_segment": _split_segment,
    "undo": _undo,
    "redo": _redo,
}

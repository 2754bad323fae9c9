"""What a coding desk has to be told: what changed in its source since it was told last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workbench.model import Memo
from workbench.store import OpenStudy


@dataclass(frozen=True, slots=True)
class Changes:
    """What a desk has to be told: codings of its source that changed since revision `base` (0: all there are).

    `put` has a row per coding: id, start, end, code id, coder's name, 1 if it is this person's own, its memos, the search
    it was made from (empty: none). `notes` are the memos on the source itself, all of them. A memo is id, coder's name,
    1 if own, text, version.
    """

    base: int
    revision: int
    put: list[list[Any]]
    gone: list[str]
    notes: list[list[Any]]


def changes(study: OpenStudy, source_id: str, *, since: int, by: str, others: bool = True) -> Changes:
    """Return what changed in a source's codings since a revision; everything when that is 0 or was never reached.

    Args:
        study: the study.
        source_id: the source on the desk.
        since: the last revision that the desk knows.
        by: the person at the desk.
        others: also other people's codings and memos; without, they are left out (for coding blind).
    """
    last, me = study.history.last(), " ".join(by.split()).casefold()
    base = since if 0 < since <= last else 0
    touched = None if base == 0 else _touched(study, base)
    codings = study.codings.all(source_id) if touched is None else study.codings.these(touched, source_id)
    whose = {coder.id: coder.name for coder in study.coders.all()}
    own = {coder_id for coder_id, name in whose.items() if name.casefold() == me}

    def note(memo: Memo) -> list[Any]:
        return [memo.id, whose[memo.coder_id], int(memo.coder_id in own), memo.text, memo.version]

    memos: dict[str, list[Any]] = {}
    for memo in study.memos.all("coding") if touched is None or touched else ():
        if others or memo.coder_id in own:
            memos.setdefault(memo.about_id, []).append(note(memo))
    put = [
        [
            one.id, one.span.start, one.span.end, one.code_id, whose[one.coder_id], int(one.coder_id in own),
            memos.get(one.id, []), one.found_by or "",
        ]
        for one in codings
        if others or one.coder_id in own
    ]  # fmt: skip
    shown = {row[0] for row in put}
    notes = [note(memo) for memo in study.memos.all("source", source_id) if others or memo.coder_id in own]
    return Changes(base, last, put, sorted(touched - shown) if touched else [], notes)


def _touched(study: OpenStudy, since: int) -> set[str]:
    """Ids of codings that were written, changed or removed since, or noted about."""
    memos_touched = study.history.touched("memo", after=since)
    noted = {str(memo["about_id"]) for memo in memos_touched if memo["about_kind"] == "coding"}
    return noted | {str(coding["id"]) for coding in study.history.touched("coding", after=since)}

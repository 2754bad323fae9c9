"""ACT: notes are written about a study, source, participant, code, coding, claim or link."""

from __future__ import annotations

from datetime import datetime

from workbench.errors import NotAllowedHere
from workbench.model import Memo
from workbench.store import OpenStudy


def write_memo(
    study: OpenStudy, about_kind: str, about_id: str, text: str, *, by: str, at: datetime | None = None
) -> Memo:
    """Write a note about one thing.

    Raises:
        NotFound: when there is nothing of that kind and id.
        NotAllowedHere: when the note is empty.
    """
    with study.act("memo.add", by=by, at=at, summary=f"Wrote a memo about a {about_kind}") as act:
        return study.memos.add(act, about_kind, about_id, _said(text), study.coders.person(act, by))


def edit_memo(study: OpenStudy, memo_id: str, text: str, *, version: int, by: str, at: datetime | None = None) -> Memo:
    """Replace a note's text; `version` is the one the writer had before them.

    Raises:
        NotFound: when there is no such note.
        NotAllowedHere: when the new text is empty.
        Conflict: when it was changed in between; it carries both texts, and nothing was written.
    """
    memo = study.memos.get(memo_id)
    with study.act("memo.edit", by=by, at=at, summary=f"Changed a memo about a {memo.about_kind}") as act:
        study.memos.edit(act, memo.id, _said(text), version=version)
    return study.memos.get(memo.id)


def remove_memo(
    study: OpenStudy, memo_id: str, *, by: str, version: int | None = None, at: datetime | None = None
) -> None:
    """Take a note away; undo brings it back. `version` is the one the person had before them.

    Raises:
        NotFound: when there is no such note.
        Conflict: when it was changed in between; nothing was removed.
    """
    memo = study.memos.get(memo_id)
    with study.act("memo.remove", by=by, at=at, summary=f"Removed a memo about a {memo.about_kind}") as act:
        study.memos.remove(act, memo.id, version=version)


def _said(text: str) -> str:
    if not text.strip():
        raise NotAllowedHere("The memo is empty.", "Write something, or leave the memo out.")
    return text.strip()

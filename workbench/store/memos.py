"""Memos: a note about one thing; a second writer gets a conflict, never a loss."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from workbench.errors import Conflict, NotFound, listed
from workbench.model import Coder, Memo, new_id
from workbench.store import tables
from workbench.store.act import Act
from workbench.store.reading import Family

# what a memo can be about, and where that is kept
ABOUT = {
    "study": tables.study,
    "source": tables.source,
    "case": tables.study_case,
    "code": tables.code,
    "coding": tables.coding,
    "claim": tables.claim,
    "link": tables.link,
}


def remove_about(act: Act, about_kind: str, about_id: str) -> None:
    """Take away every memo about a thing that goes (undo brings both back)."""
    column = tables.memo.c
    mine = sa.select(column.id).where(column.about_kind == about_kind, column.about_id == about_id)
    for memo_id in act.connection.execute(mine).scalars().all():
        act.delete(tables.memo, {"id": memo_id})


class Memos(Family):
    """Notes about a study, source, case, code, coding, claim or link."""

    def add(self, act: Act, about_kind: str, about_id: str, text: str, coder: Coder) -> Memo:
        """Write a new memo.

        Raises:
            NotFound: when there is nothing of that kind and id.
        """
        if about_kind not in ABOUT or act.row(ABOUT[about_kind], {"id": about_id}) is None:
            raise NotFound(
                f"There is no {about_kind} '{about_id}' to write about.", f"A memo is about one {listed(ABOUT)}."
            )
        memo = Memo(new_id(), about_kind, about_id, text, coder.id, act.at)
        row = {name: getattr(memo, name) for name in ("id", "about_kind", "about_id", "text", "coder_id", "version")}
        act.insert(tables.memo, [{**row, "created": act.at.isoformat()}])
        return memo

    def edit(self, act: Act, memo_id: str, text: str, *, version: int) -> None:
        """Replace a memo's text; `version` is the one the writer had before them.

        Raises:
            NotFound: when there is no such memo.
            Conflict: when somebody edited it in between; it carries both texts, and nothing was written.
        """
        stored = act.row(tables.memo, {"id": memo_id})
        if stored is None:
            raise NotFound("That memo is no longer there.", "It may have been removed; undo brings it back.")
        if stored["version"] != version:
            raise Conflict(
                "This memo was changed by somebody else while you wrote.",
                "Both texts are shown; keep what you want of each and save again.",
                mine=text,
                theirs=stored["text"],
            )
        fresh = act.next_number("memo", memo_id, version)
        act.update(tables.memo, {"id": memo_id}, {"text": text, "version": fresh})

    def move(self, act: Act, about_kind: str, from_id: str, to_id: str) -> None:
        """Make every memo about one thing a memo about another of the same kind."""
        column = tables.memo.c
        mine = sa.select(column.id).where(column.about_kind == about_kind, column.about_id == from_id)
        for memo_id in act.connection.execute(mine).scalars().all():
            act.update(tables.memo, {"id": memo_id}, {"about_id": to_id})

    def remove(self, act: Act, memo_id: str, *, version: int | None = None) -> None:
        """Take a memo away (undo brings it back); `version` is the one the person had before them.

        Raises:
            NotFound: when there is no such memo.
            Conflict: when somebody edited it in between; it carries the text there is now, and nothing was removed.
        """
        stored = act.row(tables.memo, {"id": memo_id})
        if version is not None and stored is not None and stored["version"] != version:
            raise Conflict(
                "This memo was changed by somebody else after you looked, so it was not removed.",
                "Look at it again, then decide.",
                theirs=stored["text"],
            )
        act.delete(tables.memo, {"id": memo_id})

    def get(self, beginning: str) -> Memo:
        """Return the memo whose id begins so.

        Raises:
            NotFound: when none does, or more than one.
        """
        found = [memo for memo in self.all() if beginning.strip() and memo.id.startswith(beginning.strip())]
        if len(found) != 1:
            many = "More than one memo's id begins" if found else "No memo's id begins"
            raise NotFound(f"{many} with '{beginning}'.", "`workbench memo list` shows every id.")
        return found[0]

    def all(self, about_kind: str | None = None, about_id: str | None = None) -> list[Memo]:
        """Return memos, the oldest first, about one kind of thing or one thing where asked."""
        column = tables.memo.c
        query = sa.select(tables.memo).order_by(column.created, column.id)
        if about_kind is not None:
            query = query.where(column.about_kind == about_kind)
        if about_id is not None:
            query = query.where(column.about_id == about_id)
        return [
            Memo(r.id, r.about_kind, r.about_id, r.text, r.coder_id, datetime.fromisoformat(r.created), r.version)
            for r in self.rows(query)
        ]

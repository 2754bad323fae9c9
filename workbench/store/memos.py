"""Memos: a note about one thing; a second writer gets a conflict, never a loss."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from workbench.errors import Conflict, NotFound
from workbench.model import Coder, Memo, new_id
from workbench.store import tables
from workbench.store.act import Act
from workbench.store.reading import Family


class Memos(Family):
    """Notes about a study, source, case, code, coding, claim or link."""

    def add(self, act: Act, about_kind: str, about_id: str, text: str, coder: Coder) -> Memo:
        """Write a new memo."""
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
        act.update(tables.memo, {"id": memo_id}, {"text": text, "version": version + 1})

    def remove(self, act: Act, memo_id: str) -> None:
        """Take a memo away (undo brings it back)."""
        act.delete(tables.memo, {"id": memo_id})

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

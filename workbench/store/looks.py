"""Looks: which passages a person looked at as a whole, so that what they did not code there is known to be absent."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workbench.errors import Conflict
from workbench.model import Coder, Looked, Span, new_id
from workbench.store import tables
from workbench.store.act import Act
from workbench.store.reading import Family, span_columns, span_of


class Looks(Family):
    """Passages looked at as a whole. A look never changes, and goes by undo only."""

    def add(
        self,
        act: Act,
        source_id: str,
        span: Span,
        coder: Coder,
        *,
        version: int,
        where: str,
        draw_id: str | None = None,
    ) -> Looked:
        """Put on record that a person has coded all there is to code in a passage, under a codebook version.

        Raises:
            Conflict: when this is on record already.
            SpanOutOfText: when the span ends after the text.
            NotAllowedHere: when the coder is a machine.
        """
        if self.of(act, source_id, span, coder, version=version) is not None:
            raise Conflict(
                "You have looked at this whole passage already.", "`workbench undo` takes the last act back."
            )
        one = Looked(new_id(), source_id, span, coder.id, version, act.at, where, draw_id)
        act.insert(tables.looked, [_row(one)])
        return one

    def of(self, act: Act, source_id: str, span: Span, coder: Coder, *, version: int) -> Looked | None:
        """Return a person's look at a passage under a codebook version, if there was one."""
        column = tables.looked.c
        same = sa.select(tables.looked).where(
            column.source_id == source_id, column.start_pos == span.start, column.end_pos == span.end,
            column.coder_id == coder.id, column.codebook_version == version,
        )  # fmt: skip
        row = act.connection.execute(same).first()
        return None if row is None else _looked(row)

    def all(self, *, coder_ids: Iterable[str] | None = None, source_id: str | None = None) -> list[Looked]:
        """Return every look, the oldest first; of some people, or at one source, where these are given."""
        column = tables.looked.c
        query = sa.select(tables.looked).order_by(sa.text("looked.rowid"))
        if coder_ids is not None:
            query = query.where(column.coder_id.in_(sorted(coder_ids)))
        if source_id is not None:
            query = query.where(column.source_id == source_id)
        return [_looked(row) for row in self.rows(query)]

    def places(
        self, coder_ids: Iterable[str], *, versions: Collection[int] | None = None
    ) -> dict[tuple[str, int, int], int]:
        """Return where some people looked: source, start and end, with the newest codebook version they did so under.

        Only what was looked at under some versions counts where these are given.
        """
        column = tables.looked.c
        newest = sa.func.max(column.codebook_version).label("newest")
        query = sa.select(column.source_id, column.start_pos, column.end_pos, newest)
        query = query.where(column.coder_id.in_(sorted(coder_ids)))
        if versions is not None:
            query = query.where(column.codebook_version.in_(sorted(versions)))
        rows = self.rows(query.group_by(column.source_id, column.start_pos, column.end_pos))
        return {(row.source_id, row.start_pos, row.end_pos): row.newest for row in rows}


def _row(one: Looked) -> dict[str, Any]:
    return {
        "id": one.id,
        "source_id": one.source_id,
        **span_columns(one.span),
        "coder_id": one.coder_id,
        "codebook_version": one.codebook_version,
        "at": one.at.isoformat(),
        "place": one.where,
        "draw_id": one.draw_id,
    }


def _looked(row: sa.Row[Any]) -> Looked:
    return Looked(
        row.id, row.source_id, span_of(row), row.coder_id, row.codebook_version, datetime.fromisoformat(row.at), row.place,
        row.draw_id,
    )  # fmt: skip

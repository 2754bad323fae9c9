"""History: everything that was done, and taking it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workbench.model import Revision
from workbench.store import tables, undo
from workbench.store.act import Act, unpacked
from workbench.store.reading import Family
from workbench.store.undo import Only


class History(Family):
    """The study's Revisions, the audit trail."""

    def all(self, *, most: int | None = None) -> list[Revision]:
        """Return revisions, the newest first; at most `most` of them."""
        with self.reading() as connection:
            gone = set(undo.stacks(connection).undone)
            columns = [c for c in tables.revision.c if c.name != "images"]
            rows = connection.execute(sa.select(*columns).order_by(tables.revision.c.sequence.desc()).limit(most)).all()
        return [
            Revision(
                sequence=row.sequence,
                act=row.act,
                summary=row.summary,
                coder=row.coder,
                at=datetime.fromisoformat(row.at),
                hash=row.hash,
                previous_hash=row.previous_hash,
                undoes=row.undoes,
                undone=row.sequence in gone,
            )
            for row in rows
        ]

    def last(self) -> int:
        """Return the newest revision's sequence: it changes with every act, so caches can key on it."""
        return int(self.rows(sa.select(sa.func.max(tables.revision.c.sequence)))[0][0] or 0)

    def touched(self, table: str, *, after: int) -> list[dict[str, Any]]:
        """Return every state, before and after, of the rows of a table that acts after `after` touched."""
        column = tables.revision.c
        query = sa.select(column.images).where(column.sequence > after).order_by(column.sequence)
        images = (image for row in self.rows(query) for image in unpacked(row.images) if image.table == table)
        return [state for image in images for state in (image.before, image.after) if state is not None]

    def happened(self, act: str) -> bool:
        """Say whether an act of this name was done and not taken back."""
        column = tables.revision.c
        done = {row.sequence for row in self.rows(sa.select(column.sequence).where(column.act == act))}
        if not done:
            return False
        with self.reading() as connection:
            return bool(done - set(undo.stacks(connection).undone))

    def can(self) -> tuple[str | None, str | None]:
        """Return what undo and redo would act on: the summaries of those acts, or None."""
        with self.reading() as connection:
            both = undo.stacks(connection)
            return tuple(_summary(connection, s[-1]) if s else None for s in (both.done, both.undone))  # type: ignore[return-value]

    def undo(self, act: Act, *, only: Only | None = None) -> str:
        """Take back the last act, as part of `act` (named `undo`), and return that act's summary (`only`: see `replay`).

        Raises:
            NothingToUndo: when there is none.
        """
        return undo.replay(act, forwards=False, only=only)

    def redo(self, act: Act, *, only: Only | None = None) -> str:
        """Do again the last act taken back, as part of `act` (named `redo`), and return its summary (`only`: see `replay`).

        Raises:
            NothingToUndo: when there is none.
        """
        return undo.replay(act, forwards=True, only=only)


def _summary(connection: sa.Connection, sequence: int) -> str:
    column = tables.revision.c
    return str(connection.execute(sa.select(column.summary).where(column.sequence == sequence)).scalar_one())

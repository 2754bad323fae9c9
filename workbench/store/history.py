"""History: everything that was done, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workbench.errors import Conflict, NotFound
from workbench.model import Revision
from workbench.store import tables, undo
from workbench.store.act import Act, Image, unpacked
from workbench.store.reading import Family
from workbench.store.undo import Only

_STEPS = (undo.UNDO, undo.REDO)


@dataclass(frozen=True, slots=True)
class WayBack:
    """What going back to a point would change, as of act `last`.

    `images` has one image per row. `gone` and `again` map the acts that would no longer be in force, and those that
    would be again, to who did them.
    """

    last: int
    images: list[Image]
    gone: Mapping[int, str]
    again: Mapping[int, str]


class History(Family):
    """The study's Revisions, the audit trail."""

    def all(self, *, most: int | None = None) -> list[Revision]:
        """Return revisions, the newest first; at most `most` of them."""
        with self.reading() as connection:
            standing = undo.stacks(connection).in_force()
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
                undone=bool(row.undoable) and row.act not in _STEPS and row.sequence not in standing,
            )
            for row in rows
        ]

    def last(self) -> int:
        """Return the newest revision's sequence: it changes with every act, so caches can key on it."""
        return int(self.rows(sa.select(sa.func.max(tables.revision.c.sequence)))[0][0] or 0)

    def newest(self) -> tuple[int, str, str]:
        """Return sequence, name and summary of the newest act."""
        column = tables.revision.c
        newest = sa.select(column.sequence, column.act, column.summary).order_by(column.sequence.desc()).limit(1)
        return next(((row.sequence, row.act, row.summary) for row in self.rows(newest)), (0, "", ""))

    def touched(self, table: str, *, after: int) -> list[dict[str, Any]]:
        """Return every state, before and after, of the rows of a table that acts after `after` touched."""
        column = tables.revision.c
        query = sa.select(column.images).where(column.sequence > after).order_by(column.sequence)
        images = (image for row in self.rows(query) for image in unpacked(row.images) if image.table == table)
        return [state for image in images for state in (image.before, image.after) if state is not None]

    def happened(self, act: str) -> bool:
        """Say whether an act of this name was done and not taken back."""
        column = tables.revision.c
        done = self.rows(sa.select(column.sequence, column.undoable).where(column.act == act))
        if not done:
            return False
        with self.reading() as connection:
            standing = undo.stacks(connection).in_force()
        return any(not row.undoable or row.sequence in standing for row in done)

    def made_by(self, act: str, table: str) -> list[tuple[datetime, str, dict[str, Any]]]:
        """Return when and by whom acts of this name left which states of a table's rows, the oldest first."""
        column = tables.revision.c
        query = sa.select(column.at, column.coder, column.images).where(column.act == act).order_by(column.sequence)
        return [
            (datetime.fromisoformat(row.at), row.coder, image.after)
            for row in self.rows(query)
            for image in unpacked(row.images)
            if image.table == table and image.after is not None
        ]

    def did(self, sequence: int) -> list[Image]:
        """Return what one act changed: one image per row, before and after.

        Raises:
            NotFound: when there is no such act.
        """
        column = tables.revision.c
        found = self.rows(sa.select(column.images).where(column.sequence == sequence))
        if not found:
            raise NotFound(f"There is no act {sequence}.", "`workbench history` shows them.")
        return undo.net(unpacked(found[0].images))

    def way_back(self, sequence: int) -> WayBack:
        """Return what taking the study back to how it was after an act would change; nothing is written.

        Raises:
            NotFound: when there is no such act.
            NotAllowedHere: when an act since then cannot be undone.
        """
        with self.reading() as connection:
            images = undo.going_back(connection, sequence)
            force = undo.stacks(connection)
            now, then = force.in_force(), force.in_force(sequence)
            column = tables.revision.c
            last = connection.execute(sa.select(sa.func.max(column.sequence))).scalar_one()
            whose = {row.sequence: row.coder for row in connection.execute(sa.select(column.sequence, column.coder))}
        return WayBack(last, images, {s: whose[s] for s in now - then}, {s: whose[s] for s in then - now})

    def back(self, act: Act, sequence: int, *, seen: int | None = None) -> None:
        """Take the study back to how it was after an act, as part of `act` (named `back`).

        `seen` is the newest act that the person knew of.

        Raises:
            NotFound, NotAllowedHere, NothingToUndo: as `undo.back`.
            Conflict: when somebody did something after `seen`, or a row is not as the last act on it left it.
        """
        _refuse_unseen(act, seen, "Nothing was taken back.")
        undo.back(act, sequence)

    def can(self) -> tuple[str | None, str | None]:
        """Return what undo and redo would act on: the summaries of those acts, or None."""
        with self.reading() as connection:
            both = undo.stacks(connection)
            return tuple(_summary(connection, s[-1]) if s else None for s in (both.done, both.undone))  # type: ignore[return-value]

    def undo(self, act: Act, *, only: Only | None = None, seen: int | None = None) -> str:
        """Take back the last act, as part of `act` (named `undo`), and return that act's summary (`only`: see `replay`).

        `seen` is the newest act that the person knew of.

        Raises:
            NothingToUndo: when there is none.
            Conflict: when somebody did something after `seen`.
        """
        _refuse_unseen(act, seen, "Nothing was taken back.")
        return undo.replay(act, forwards=False, only=only)

    def redo(self, act: Act, *, only: Only | None = None, seen: int | None = None) -> str:
        """Do again the last act taken back, as part of `act` (named `redo`), and return its summary (`only`: see `replay`).

        `seen` is the newest act that the person knew of.

        Raises:
            NothingToUndo: when there is none.
            Conflict: when somebody did something after `seen`.
        """
        _refuse_unseen(act, seen, "Nothing was done again.")
        return undo.replay(act, forwards=True, only=only)


def _refuse_unseen(act: Act, seen: int | None, nothing: str) -> None:
    last = act.connection.execute(sa.select(sa.func.max(tables.revision.c.sequence))).scalar_one()
    if seen is not None and last != seen:
        raise Conflict(
            f"Something was done in this study after you looked (its newest act was {seen} and is now {last}). {nothing}",
            "Look at the history again, then decide.",
        )


def _summary(connection: sa.Connection, sequence: int) -> str:
    column = tables.revision.c
    return str(connection.execute(sa.select(column.summary).where(column.sequence == sequence)).scalar_one())

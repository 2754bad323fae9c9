"""Undo and redo: the images of an act on record, replayed backwards or forwards as a new act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from workbench.errors import Conflict, NothingToUndo
from workbench.store import tables
from workbench.store.act import Act, Image, unpacked

UNDO, REDO = "undo", "redo"


Only = Callable[[str, str, str], None]


@dataclass(frozen=True, slots=True)
class Stacks:
    """Sequences of acts that can be undone and redone, the next one last."""

    done: tuple[int, ...]
    undone: tuple[int, ...]


def stacks(connection: sa.Connection) -> Stacks:
    """Read the history into what can be undone and what can be redone. A new act empties the redo side."""
    done: list[int] = []
    undone: list[int] = []
    columns = tables.revision.c
    query = (
        sa.select(columns.sequence, columns.act, columns.undoes).where(columns.undoable == 1).order_by(columns.sequence)
    )
    for sequence, act, undoes in connection.execute(query):
        if act == UNDO:
            done.remove(undoes)
            undone.append(undoes)
        elif act == REDO:
            undone.remove(undoes)
            done.append(undoes)
        else:
            done.append(sequence)
            undone.clear()
    return Stacks(tuple(done), tuple(undone))


def replay(act: Act, *, forwards: bool, only: Only | None = None) -> str:
    """Take back the last act (or redo the last one taken back) as part of `act`, and return its summary.

    `only` is asked about that act (its name, its coder, its summary) and raises what is to be told if it may not be touched.

    Raises:
        NothingToUndo: when there is none.
        Conflict: when a row is not as that act left it; nothing is written then.
    """
    both = stacks(act.connection)
    waiting = both.undone if forwards else both.done
    if not waiting:
        word = "redo" if forwards else "undo"
        raise NothingToUndo(f"There is nothing to {word}.", "`workbench history` shows what was done in this study.")
    act.undoes = waiting[-1]
    chosen = act.connection.execute(sa.select(tables.revision).where(tables.revision.c.sequence == act.undoes)).one()
    if only is not None:
        only(chosen.act, chosen.coder, chosen.summary)
    images = unpacked(chosen.images)
    steps = images if forwards else [image.inverse() for image in reversed(images)]
    act.connection.execute(sa.insert(tables.replay), {"sequence": act.undoes})
    for step in steps:
        _apply(act, step)
    act.connection.execute(sa.delete(tables.replay))
    return str(chosen.summary)


def _apply(act: Act, image: Image) -> None:
    table = tables.BY_NAME[image.table]
    known = image.before or image.after or {}
    key = {column.name: known[column.name] for column in table.primary_key}
    if act.row(table, key) != image.before:
        raise Conflict(
            f"A {table.name} is no longer as that act left it, so the act cannot be replayed safely.",
            "Nothing was changed. `workbench check` looks for damage.",
        )
    if image.after is None:
        act.delete(table, key)
    elif image.before is None:
        act.insert(table, [image.after])
    else:
        # only what differs: some columns may never be set again, not even to what they are
        act.update(table, key, {name: value for name, value in image.after.items() if value != image.before[name]})

"""Undo and redo, and going back to any point: images on record, replayed as a new act."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import sqlalchemy as sa

from workbench.errors import Conflict, NotAllowedHere, NotFound, NothingToUndo
from workbench.store import tables
from workbench.store.act import Act, Image, unpacked

UNDO, REDO, BACK = "undo", "redo", "back"


Only = Callable[[str, str, str], None]
_POINTING = (
    "turn", "segment", "code_version", "suggestion", "claim", "claim_suggestion", "coding", "memo", "link", "decision",
    "claim_decision", "draw", "drawn", "looked", "question_claim", "asked", "claim_look",
    "coding_facet", "summary", "summary_quote",
)  # fmt: skip
_AT_ONCE = 200  # rows in one question; SQLite takes a limited number


@dataclass(frozen=True, slots=True)
class Stacks:
    """Sequences of acts that can be undone and redone, the next one last, and which were in force after each act.

    An act is in force while what it did stands: no undo took it back, and no going back to a point before it.
    `undo` and `redo` themselves are never in force; acts that cannot be undone always are. Neither is listed.
    """

    done: tuple[int, ...]
    undone: tuple[int, ...]
    forces: dict[int, _Force]

    def in_force(self, after: int | None = None) -> frozenset[int]:
        """Return the acts in force now, or as they were after the act of this sequence."""
        last = after if after is not None else next(reversed(self.forces), 0)
        return frozenset(_listed(self.forces.get(last)))


_Force = tuple[int, "_Force"] | None  # the newest act in force, and those before it: shared between all moments


def stacks(connection: sa.Connection) -> Stacks:
    """Read the history into what can be undone and what can be redone. A new act empties the redo side."""
    done: list[int] = []
    undone: list[int] = []
    forces: dict[int, _Force] = {}
    before: dict[int, _Force] = {}  # what was in force before each act, which is what an undo of it gives again
    now: _Force = None
    columns = tables.revision.c
    query = sa.select(columns.sequence, columns.act, columns.undoes, columns.undoable).order_by(columns.sequence)
    for sequence, act, undoes, undoable in connection.execute(query):
        if not undoable:
            pass
        elif act == UNDO:
            done.remove(undoes)
            undone.append(undoes)
            now = before[undoes]
        elif act == REDO:
            undone.remove(undoes)
            done.append(undoes)
            now = forces[undoes]
        else:
            done.append(sequence)
            undone.clear()
            before[sequence] = now
            now = (sequence, forces[undoes] if act == BACK else now)
        forces[sequence] = now
    return Stacks(tuple(done), tuple(undone), forces)


def _listed(force: _Force) -> Iterable[int]:
    while force is not None:
        sequence, force = force
        yield sequence


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
    if chosen.act == BACK:
        _apply_together(act, steps)
    else:
        for run in _runs(steps):
            _apply(act, run)
    act.connection.execute(sa.delete(tables.replay))
    return str(chosen.summary)


def going_back(connection: sa.Connection, sequence: int) -> list[Image]:
    """Return what takes the study back to how it was after the act of this sequence: one image per row that differs.

    Raises:
        NotFound: when there is no such act.
        NotAllowedHere: when an act since then changed something and cannot be undone.
    """
    column = tables.revision.c
    last = int(connection.execute(sa.select(sa.func.max(column.sequence))).scalar() or 0)
    if not 0 < sequence <= last:
        raise NotFound(
            f"There is no act {sequence}: the acts of this study are numbered 1 to {last}.",
            "`workbench history` shows them.",
        )
    since = sa.select(tables.revision).where(column.sequence > sequence).order_by(column.sequence)
    images: list[Image] = []
    for row in connection.execute(since):
        made = unpacked(row.images)
        if made and not row.undoable:
            raise NotAllowedHere(
                f"The study cannot be taken back to act {sequence}: act {row.sequence} came after it and cannot be"
                f" undone ({row.summary or row.act}).",
                f"Choose act {row.sequence} or a later one.",
            )
        images += made
    return [image.inverse() for image in net(images)]


def back(act: Act, sequence: int) -> list[Image]:
    """Take the study back to how it was after the act of this sequence, as part of `act`; return what that changed.

    Raises:
        NotFound, NotAllowedHere: as `going_back`.
        NothingToUndo: when the study is as it was then.
        Conflict: when a row is not as the last act on it left it; nothing is written then.
    """
    steps = going_back(act.connection, sequence)
    if not steps:
        raise NothingToUndo(
            f"The study is as it was after act {sequence} already.", "`workbench history` shows what was done since."
        )
    act.undoes = sequence
    act.connection.execute(sa.insert(tables.replay), {"sequence": sequence})
    _apply_together(act, steps)
    act.connection.execute(sa.delete(tables.replay))
    return steps


def net(images: Iterable[Image]) -> list[Image]:
    """Compose images, given in the order in which they were made, into one per row, for the rows that differ at last."""
    rows: dict[tuple[object, ...], Image] = {}
    for image in images:
        place = (image.table, *_key(image).values())
        first = rows.get(place, image)
        rows[place] = Image(image.table, first.before, image.after)
    return [image for image in rows.values() if image.before != image.after]


def _key(image: Image) -> dict[str, object]:
    known = image.before or image.after or {}
    return {column.name: known[column.name] for column in tables.BY_NAME[image.table].primary_key}


def _runs(images: Iterable[Image]) -> Iterator[list[Image]]:
    """Cut images, in their order, where the next one does something else or is of a row that has come already."""
    run: dict[tuple[object, ...], Image] = {}
    doing = None
    for image in images:
        does, row = (image.table, image.before is None, image.after is None, _differing(image)), _place(image)
        if run and (does != doing or row in run):
            yield list(run.values())
            run = {}
        run[row], doing = image, does
    if run:
        yield list(run.values())


def _apply(act: Act, run: list[Image]) -> None:
    """Apply images that do the same to rows of one table, each to a row of its own."""
    _require_as_left(act, run)
    first, table = run[0], tables.BY_NAME[run[0].table]
    where = [column == sa.bindparam(f"the_{column.name}") for column in table.primary_key]
    keys = [{f"the_{column}": value for column, value in _key(image).items()} for image in run]
    if first.after is None:
        act.connection.execute(sa.delete(table).where(*where), keys)
    elif first.before is None:
        act.connection.execute(sa.insert(table), [image.after for image in run if image.after])
    else:
        # only what differs: some columns may never be set again, not even to what they are
        names = _differing(first)
        fresh = [
            {**key, **{f"new_{name}": image.after[name] for name in names}}
            for key, image in zip(keys, run, strict=True)
            if image.after
        ]
        act.connection.execute(
            sa.update(table).where(*where).values({name: sa.bindparam(f"new_{name}") for name in names}), fresh
        )
    act.images += run


def _differing(image: Image) -> tuple[str, ...]:
    if image.before is None or image.after is None:
        return ()
    return tuple(name for name, value in image.after.items() if value != image.before[name])


def _apply_together(act: Act, images: list[Image]) -> None:
    """Apply one image per row as a single step.

    Two rows may have changed places (a name, a span) by way of a third state that is not among the images, so no order
    of single updates need be free of clashes. Therefore every row goes first, and then every row comes.
    """
    for _, of_one_table in groupby(images, key=lambda image: image.table):
        _require_as_left(act, list(of_one_table))
    # what points at others comes last and goes first: the database then finds few rows to look through
    images = sorted(images, key=lambda image: _POINTING.index(image.table) if image.table in _POINTING else -1)
    act.connection.execute(sa.text("PRAGMA defer_foreign_keys = ON"))  # until the commit, which checks them all
    going = [image for image in reversed(images) if image.before is not None]
    for name, group in groupby(going, key=lambda image: image.table):
        table = tables.BY_NAME[name]
        where = [column == sa.bindparam(f"the_{column.name}") for column in table.primary_key]
        keys = [{f"the_{column}": value for column, value in _key(image).items()} for image in group]
        act.connection.execute(sa.delete(table).where(*where), keys)
    coming = [image for image in images if image.after is not None]
    for name, group in groupby(coming, key=lambda image: image.table):
        act.connection.execute(sa.insert(tables.BY_NAME[name]), [image.after for image in group if image.after])
    act.images += images


def _place(image: Image) -> tuple[object, ...]:
    return tuple(_key(image).values())


def _require_as_left(act: Act, images: list[Image]) -> None:
    """Refuse images of one table when a row is not as it is in its image before."""
    table = tables.BY_NAME[images[0].table]
    columns = list(table.primary_key)
    there: dict[tuple[object, ...], dict[str, object]] = {}
    for batch in (images[n : n + _AT_ONCE] for n in range(0, len(images), _AT_ONCE)):
        places = [_place(image) for image in batch]
        these = sa.tuple_(*columns).in_(places) if len(columns) > 1 else columns[0].in_([place for (place,) in places])
        for row in act.connection.execute(sa.select(table).where(these)).mappings():
            there[tuple(row[column.name] for column in columns)] = dict(row)
    if any(there.get(_place(image)) != image.before for image in images):
        raise Conflict(
            f"A {table.name} is no longer as that act left it, so the act cannot be replayed safely.",
            "Nothing was changed. `workbench check` looks for damage.",
        )

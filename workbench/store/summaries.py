"""Summaries of the framework matrix: one per row and theme; a second writer gets a conflict, never a loss."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workbench.errors import Conflict, NotFound
from workbench.model import Coder, Quote, Summary, canonical_json, new_id
from workbench.store import tables
from workbench.store.act import Act
from workbench.store.reading import Family, span_columns, span_of


class Summaries(Family):
    """What people wrote about rows and themes, with the quotations they refer to."""

    def write(
        self, act: Act, row_kind: str, row_id: str, code_id: str, text: str, coder: Coder, *, quotes: Sequence[Quote] = (),
        version: int = 0,
    ) -> str:  # fmt: skip
        """Write the summary of a cell, or change it, and return its id; `version` is what the writer had (0: none).

        Raises:
            Conflict: when somebody wrote, changed or removed it in between; it carries both texts, and nothing was
                written.
            NotAllowedHere: when the coder is a machine.
        """
        key = {"row_kind": row_kind, "row_id": row_id, "code_id": code_id}
        stored = act.row(tables.summary, key)
        _refuse_newer(stored, version, text)
        said = {"text": text, "coder_id": coder.id, "updated": act.at.isoformat()}
        if stored is None:
            summary_id = new_id()
            act.insert(tables.summary, [{"id": summary_id, **key, **said, "version": _next(act, key, 0)}])
            _put_quotes(act, summary_id, quotes)
            return summary_id
        summary_id = str(stored["id"])
        if (stored["text"], _quotes_of(act, summary_id)) != (text, list(quotes)):
            fresh = _next(act, key, version)
            act.update(tables.summary, {"id": summary_id}, {**said, "version": fresh})
            _drop_quotes(act, summary_id)
            _put_quotes(act, summary_id, quotes)
        return summary_id

    def remove(self, act: Act, summary_id: str, *, version: int) -> None:
        """Take a summary away (undo brings it back); `version` is the one the person had before them.

        Raises:
            Conflict: when somebody changed or removed it in between; nothing was removed.
        """
        stored = act.row(tables.summary, {"id": summary_id})
        _refuse_newer(stored, version, "")
        _drop_quotes(act, summary_id)
        act.delete(tables.summary, {"id": summary_id})

    def move_quotes(self, act: Act, from_coding: str, to_coding: str) -> None:
        """Let summaries that refer to one coding refer to another, which has taken it in."""
        column = tables.summary_quote.c
        mine = sa.select(column.summary_id, column.position).where(column.coding_id == from_coding)
        for summary_id, position in act.connection.execute(mine).all():
            key = {"summary_id": summary_id, "position": position}
            if act.row(tables.summary_quote, {"summary_id": summary_id, "coding_id": to_coding}) is None:
                act.update(tables.summary_quote, key, {"coding_id": to_coding})
            else:
                act.delete(tables.summary_quote, key)

    def move(self, act: Act, from_code: str, to_code: str) -> None:
        """Let summaries about one code be about another.

        Where the other has one, this one's words and quotations follow it, below their writer's name where that is
        another person.
        """
        column = tables.summary.c
        names = {row.id: row.name for row in act.connection.execute(sa.select(tables.coder.c.id, tables.coder.c.name))}
        for row in act.connection.execute(sa.select(tables.summary).where(column.code_id == from_code)).all():
            key = {"row_kind": row.row_kind, "row_id": row.row_id, "code_id": to_code}
            there = act.row(tables.summary, key)
            fresh = _next(act, key, there["version"] if there else 0)
            if there is None:
                act.update(tables.summary, {"id": row.id}, {"code_id": to_code, "version": fresh})
                continue
            kept, added = _quotes_of(act, str(there["id"])), _quotes_of(act, row.id)
            cited = {quote.coding_id for quote in kept}
            for summary_id in (row.id, str(there["id"])):
                _drop_quotes(act, summary_id)
            act.delete(tables.summary, {"id": row.id})
            whose = "" if row.coder_id == there["coder_id"] else f"{names[row.coder_id]}: "
            both = f"{there['text']}\n\n{whose}{row.text}"
            said = {"text": both, "updated": act.at.isoformat(), "version": fresh}
            act.update(tables.summary, {"id": there["id"]}, said)
            _put_quotes(act, str(there["id"]), [*kept, *(quote for quote in added if quote.coding_id not in cited)])

    def get(self, row_kind: str, row_id: str, code_id: str) -> Summary | None:
        """Return the summary of one cell, or None."""
        column = tables.summary.c
        one = (column.row_kind == row_kind) & (column.row_id == row_id) & (column.code_id == code_id)
        return next(iter(self._these(one)), None)

    def by_id(self, summary_id: str) -> Summary:
        """Return the summary of this id.

        Raises:
            NotFound: when there is none.
        """
        found = self._these(tables.summary.c.id == summary_id)
        if not found:
            raise NotFound("That summary is no longer there.", "It may have been removed; undo brings it back.")
        return found[0]

    def all(self, row_kind: str | None = None) -> list[Summary]:
        """Return every summary, or those of one kind of row, in the order in which they were first written."""
        return self._these(sa.true() if row_kind is None else tables.summary.c.row_kind == row_kind)

    def _these(self, which: sa.ColumnElement[bool]) -> list[Summary]:
        summary, quote = tables.summary, tables.summary_quote
        with self.reading() as connection:
            rows = connection.execute(sa.select(summary).where(which).order_by(sa.text("summary.rowid"))).all()
            joined = sa.select(quote).join(summary, summary.c.id == quote.c.summary_id).where(which)
            quotes: dict[str, list[Quote]] = {row.id: [] for row in rows}
            for row in connection.execute(joined.order_by(quote.c.summary_id, quote.c.position)):
                quotes[row.summary_id].append(_quote(row))
        return [_summary(row, quotes[row.id]) for row in rows]


def _refuse_newer(stored: dict[str, Any] | None, version: int, text: str) -> None:
    if (0 if stored is None else stored["version"]) == version:
        return
    there = 0 if stored is None else stored["version"]
    happened = f"was {'changed' if there else 'removed'} by somebody else while you wrote"
    raise Conflict(
        f"The summary of this cell {happened}." if version else f"This cell has a summary already (version {there}).",
        "Nothing was saved. Look at what is stored now, then decide: `workbench matrix show` and `write --over`.",
        mine=text,
        theirs="" if stored is None else stored["text"],
    )


def _next(act: Act, cell: dict[str, str], version: int) -> int:
    """Return the next number of a cell: one after a removed summary is not taken for it by who has that on the screen."""
    return act.next_number("summary", canonical_json(list(cell.values())), version)


def _put_quotes(act: Act, summary_id: str, quotes: Sequence[Quote]) -> None:
    rows = [
        {
            "summary_id": summary_id, "position": position, "coding_id": quote.coding_id, "source_id": quote.source_id,
            **span_columns(quote.span),
        }
        for position, quote in enumerate(quotes)
    ]  # fmt: skip
    act.insert(tables.summary_quote, rows)


def _quotes_of(act: Act, summary_id: str) -> list[Quote]:
    table = tables.summary_quote
    query = sa.select(table).where(table.c.summary_id == summary_id).order_by(table.c.position)
    return [_quote(row) for row in act.connection.execute(query)]


def _drop_quotes(act: Act, summary_id: str) -> None:
    column = tables.summary_quote.c
    mine = sa.select(column.position).where(column.summary_id == summary_id)
    for position in act.connection.execute(mine).scalars().all():
        act.delete(tables.summary_quote, {"summary_id": summary_id, "position": position})


def _quote(row: sa.Row[Any]) -> Quote:
    return Quote(row.coding_id, row.source_id, span_of(row))


def _summary(row: sa.Row[Any], quotes: Sequence[Quote]) -> Summary:
    updated = datetime.fromisoformat(row.updated)
    return Summary(
        row.id, row.row_kind, row.row_id, row.code_id, row.text, row.coder_id, updated, tuple(quotes), row.version
    )

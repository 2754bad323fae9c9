"""Act: one transaction, one Revision. Everything that is written to a study is written through one."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workbench.errors import NotFound
from workbench.model import canonical_json, sha256_text
from workbench.store import tables

Row = dict[str, Any]
FIRST_HASH = "0" * 64


@dataclass(frozen=True, slots=True)
class Image:
    """What one act did to one row: the row before (None: it was not there) and after (None: it is gone)."""

    table: str
    before: Row | None
    after: Row | None

    def inverse(self) -> Image:
        """Return the image that takes this one back."""
        return Image(self.table, self.after, self.before)


@dataclass(slots=True)
class Act:
    """An act under way: writes rows and keeps their images, so that it can be undone and is on record."""

    connection: sa.Connection
    name: str
    coder: str
    at: datetime
    summary: str = ""
    undoable: bool = True
    undoes: int | None = None
    images: list[Image] = field(default_factory=list)

    def insert(self, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write new rows; a column that a row leaves out is empty."""
        fresh = [{column.name: row.get(column.name) for column in table.columns} for row in rows]
        if fresh:
            self.connection.execute(sa.insert(table), fresh)
            self.images += [Image(table.name, None, row) for row in fresh]

    def update(self, table: sa.Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Change some columns of the row with this key; where they hold these values already, nothing happens.

        Raises:
            NotFound: when there is no such row.
        """
        before = self.row(table, key)
        if before is None:
            raise NotFound(f"There is no {table.name} {' '.join(map(str, key.values()))}.", "It may have been removed.")
        changed = {name: value for name, value in values.items() if value != before[name]}
        if changed:
            self.connection.execute(sa.update(table).where(*_matches(table, key)).values(**changed))
            self.images.append(Image(table.name, before, before | changed))

    def delete(self, table: sa.Table, key: Mapping[str, Any]) -> None:
        """Remove the row with this key.

        Raises:
            NotFound: when there is no such row.
        """
        before = self.row(table, key)
        if before is None:
            raise NotFound(f"There is no {table.name} {' '.join(map(str, key.values()))}.", "It may have been removed.")
        self.connection.execute(sa.delete(table).where(*_matches(table, key)))
        self.images.append(Image(table.name, before, None))

    def keep(self, table: sa.Table, row: Mapping[str, Any]) -> None:
        """Write a row that nothing ever changes or takes back, unless it is there already; it has no image."""
        key = {c.name: row[c.name] for c in table.primary_key}
        if self.row(table, key) is None:
            self.connection.execute(sa.insert(table), dict(row))

    def next_number(self, what: str, thing: str, now: int) -> int:
        """Return the number after `now` for a version of this thing; none is given twice, also when it was taken back."""
        column = tables.number_used.c
        query = sa.select(sa.func.max(column.number)).where(column.what == what, column.id == thing)
        number = max(now, self.connection.execute(query).scalar() or 0) + 1
        self.keep(tables.number_used, {"what": what, "id": thing, "number": number})
        return number

    def row(self, table: sa.Table, key: Mapping[str, Any]) -> Row | None:
        """Return the row with this key, or None."""
        found = self.connection.execute(sa.select(table).where(*_matches(table, key))).mappings().first()
        return None if found is None else dict(found)

    def record(self) -> int | None:
        """Write this act's Revision and return its sequence; None when the act changed nothing that undo could take back."""
        if not self.images and self.undoable:
            return None
        images = canonical_json([[i.table, i.before, i.after] for i in self.images])
        last = self.connection.execute(
            sa.select(tables.revision.c.sequence, tables.revision.c.hash)
            .order_by(tables.revision.c.sequence.desc())
            .limit(1)
        ).first()
        sequence, previous = (last.sequence + 1, last.hash) if last else (1, FIRST_HASH)
        row: Row = {
            "sequence": sequence,
            "act": self.name,
            "summary": self.summary,
            "coder": self.coder,
            "at": self.at.isoformat(),
            "undoable": int(self.undoable),
            "undoes": self.undoes,
            "images": zlib.compress(images.encode("utf-8"), 6),
            "images_sha256": sha256_text(images),
            "previous_hash": previous,
        }
        self.connection.execute(sa.insert(tables.revision), {**row, "hash": revision_hash(row)})
        return sequence


def revision_hash(row: Mapping[str, Any]) -> str:
    """Return the hash that chains a revision to the one before it."""
    said = ("sequence", "act", "summary", "coder", "at", "undoable", "undoes", "images_sha256", "previous_hash")
    return sha256_text(canonical_json([row[name] for name in said]))


def unpacked(images: bytes) -> list[Image]:
    """Return the images of a stored revision; a column that came into being later is empty in them."""
    return [
        Image(table, _whole(table, before), _whole(table, after))
        for table, before, after in json.loads(zlib.decompress(images))
    ]


def _whole(table: str, row: Row | None) -> Row | None:
    return None if row is None else {**dict.fromkeys(tables.BY_NAME[table].columns.keys()), **row}


def _matches(table: sa.Table, key: Mapping[str, Any]) -> list[sa.ColumnElement[bool]]:
    return [table.c[name] == value for name, value in key.items()]

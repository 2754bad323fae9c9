"""Check that a study still holds, to the character, what was put into it.

SQLite's own integrity check misses nearly all single damaged bits in text. Re-reading every text against its hash, every
coding against its digest, and every row against the act that wrote it, finds them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import sqlalchemy as sa

from workbench.model import Span, coding_digest, sha256_bytes, sha256_text
from workbench.store import backups, migrate, tables
from workbench.store.act import FIRST_HASH, Row, revision_hash, unpacked
from workbench.store.engine import driver_connection
from workbench.store.memos import ABOUT
from workbench.store.opening import open_study
from workbench.store.study import OpenStudy


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found wrong: which check found it, where, and what it is."""

    check: str
    where: str
    message: str


def check_study(path: Path) -> list[Finding]:
    """Look through a whole study and return what is wrong with it; an empty list means it is sound.

    Raises:
        StudyUnreadable: when the file cannot be opened as a study at all.
    """
    study = open_study(path)
    found: list[Finding] = []
    with study.one_state():
        for look in (_file, _schema, _references, _texts, _codings, _memos, _history, _rows, _backups):
            try:
                found += look(study)
            except Exception as error:  # noqa: BLE001  # damaged values can break a look in any way, and each is damage
                found.append(Finding(look.__name__.strip("_"), path.name, f"cannot be read: {error}"))
    return found


def _file(study: OpenStudy) -> Iterator[Finding]:
    with study.reading() as connection:
        for row in connection.execute(sa.text("PRAGMA integrity_check")):
            if row[0] != "ok":
                yield Finding("file", study.path.name, str(row[0]))


def _schema(study: OpenStudy) -> Iterator[Finding]:
    """The tables, and the rules that the database itself keeps, are those of a study made today."""
    ours, stored = _schema_today(), _schema_rows(study)
    for name in sorted(ours.keys() | stored.keys()):
        if ours.get(name) != stored.get(name):
            yield Finding("schema", name, "this table or rule of the study's file is missing, foreign or changed")


@cache
def _schema_today() -> Mapping[str, tuple[str, str, str]]:
    """Return the rows of a study made now; making one costs more than all else that is looked at in a small study."""
    with TemporaryDirectory() as folder:
        fresh = Path(folder) / "fresh"
        fresh.touch()
        migrate.create(fresh)
        return MappingProxyType(_schema_rows(OpenStudy(fresh)))


def _schema_rows(study: OpenStudy) -> dict[str, tuple[str, str, str]]:
    query = sa.text("SELECT name, type, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
    with study.reading() as connection:
        return {row[0]: (row[1], row[2], row[3]) for row in connection.execute(query)}


def _references(study: OpenStudy) -> Iterator[Finding]:
    with study.reading() as connection:
        for row in connection.execute(sa.text("PRAGMA foreign_key_check")):
            yield Finding("references", str(row[0]), f"row {row[1]} points to a {row[2]} that is not there")
        if connection.execute(sa.select(tables.replay)).first():
            yield Finding("references", "replay", "an undo was left half-done")


def _texts(study: OpenStudy) -> Iterator[Finding]:
    with study.reading() as connection:
        for row in connection.execute(sa.select(tables.content)):
            if sha256_text(row.text) != row.sha256 or len(row.text) != row.characters:
                yield Finding("texts", _name_of(connection, row.id), "the text is not the one that was imported")
            if sha256_bytes(row.original) != row.original_sha256:
                yield Finding(
                    "texts", _name_of(connection, row.id), "the original file is not the one that was imported"
                )
        table, content = tables.source, tables.content
        joined = sa.select(table.c.name, table.c.sha256, content.c.sha256.label("held")).join(
            content, content.c.id == table.c.content_id
        )
        for row in connection.execute(joined):
            if row.sha256 != row.held:
                yield Finding("texts", row.name, "the source points to another text than it was made from")


_WITH_SPAN = (
    tables.turn, tables.segment, tables.suggestion, tables.claim, tables.claim_suggestion, tables.link, tables.drawn,
    tables.looked, tables.summary_quote,
)  # fmt: skip


def _codings(study: OpenStudy) -> Iterator[Finding]:
    sources = {source.id: source for source in study.sources.all()}
    for coding in study.codings.all():
        source = sources[coding.source_id]
        quotation = source.text[coding.span.start : coding.span.end]
        if coding_digest(source.sha256, coding.span, quotation) != coding.digest:
            yield Finding("codings", coding.id, f"the passage in '{source.name}' is not the one that was coded")
    with study.reading() as connection:
        for table in _WITH_SPAN:
            for row in connection.execute(sa.select(table)):
                Span(row.start_pos, row.end_pos).of(sources[row.source_id].text)


def _memos(study: OpenStudy) -> Iterator[Finding]:
    with study.reading() as connection:
        for memo in study.memos.all():
            table = ABOUT[memo.about_kind]
            if not connection.execute(sa.select(table.c.id).where(table.c.id == memo.about_id)).first():
                yield Finding("memos", memo.id, f"the memo is about a {memo.about_kind} that is not there")


def _history(study: OpenStudy) -> Iterator[Finding]:
    previous = FIRST_HASH
    with study.reading() as connection:
        for expected, row in enumerate(
            connection.execute(sa.select(tables.revision).order_by(tables.revision.c.sequence)), 1
        ):
            if row.sequence != expected:
                yield Finding("history", f"act {expected}", "an act is missing from the history")
                return
            if row.previous_hash != previous or revision_hash(dict(row._mapping)) != row.hash:  # noqa: SLF001  # public in SQLAlchemy
                yield Finding("history", f"act {row.sequence}", "the record of this act was changed")
            if not _images_match(row):
                yield Finding("history", f"act {row.sequence}", "what this act changed can no longer be read")
            previous = row.hash


_WITHOUT_IMAGES = {"content", "revision", "replay", "operation", "number_used"}


def _rows(study: OpenStudy) -> Iterator[Finding]:
    """Every row is as the last act on record left it, and no row is there that no act wrote."""
    left: dict[str, dict[tuple[object, ...], Row]] = {name: {} for name in tables.BY_NAME}
    keys = {name: [column.name for column in table.primary_key] for name, table in tables.BY_NAME.items()}
    with study.reading() as connection:
        query = sa.select(tables.revision.c.images).order_by(tables.revision.c.sequence)
        for image in (image for packed in connection.execute(query).scalars() for image in unpacked(packed)):
            known = image.after or image.before or {}
            left[image.table][tuple(known[name] for name in keys[image.table])] = image.after or {}
        for name in tables.BY_NAME.keys() - _WITHOUT_IMAGES:
            expected = {key: row for key, row in left[name].items() if row}
            for stored in connection.execute(sa.select(tables.BY_NAME[name])).mappings():
                key = tuple(stored[part] for part in keys[name])
                if expected.pop(key, None) != dict(stored):
                    yield Finding("rows", f"{name} {' '.join(map(str, key))}", "not as the last act on it left it")
            for key in expected:
                yield Finding("rows", f"{name} {' '.join(map(str, key))}", "gone, and no act removed it")


def _images_match(row: sa.Row[tuple[object, ...]]) -> bool:
    import json
    import zlib

    try:
        unpacked(row.images)
        return bool(sha256_text(zlib.decompress(row.images).decode("utf-8")) == row.images_sha256)
    except (zlib.error, json.JSONDecodeError, UnicodeDecodeError, TypeError):
        return False


def _backups(study: OpenStudy) -> Iterator[Finding]:
    """A history that was cut or rewritten as a whole still chains; the backups remember how it ended."""
    every = study.history.all()
    now = {revision.sequence: revision.hash for revision in every}
    restored = max((revision.at for revision in every if revision.act == "study.restore"), default=None)
    for backup in backups.list_backups(study.path):
        try:
            with closing(driver_connection(backup.path)) as connection:
                last = connection.execute(
                    "SELECT sequence, hash FROM revision ORDER BY sequence DESC LIMIT 1"
                ).fetchone()
        except sqlite3.Error as error:
            yield Finding("backups", backup.path.name, f"this backup cannot be read: {error}")
            continue
        left_behind = restored is not None and backup.made <= restored  # what a restore took away is no damage
        if last and now.get(last[0]) != last[1] and not left_behind:
            yield Finding(
                "backups", backup.path.name, f"the study's history no longer contains act {last[0]} of this backup"
            )


def _name_of(connection: sa.Connection, content_id: str) -> str:
    query = sa.select(tables.source.c.name).where(tables.source.c.content_id == content_id)
    return str(connection.execute(query).scalar() or "a text kept for redo")

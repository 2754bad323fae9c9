"""How a study's file is opened: the settings that keep what was acknowledged, and our words for SQLite's errors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from workbench.errors import (
    Conflict,
    DiskFull,
    NotAllowedHere,
    StudyBusy,
    StudyReadOnly,
    StudyUnreadable,
    WorkbenchError,
)

APPLICATION_ID = 0x57424348  # "WBCH", in the file's header: tells a study from any other SQLite file
BUSY_SECONDS = 30

# SQLite below these versions can lose commits in WAL mode with two connections (the WAL-reset fault).
_FIXED_IN_BRANCH = {(3, 44): 6, (3, 50): 7}
_FIXED_FROM = (3, 51, 3)
_NEEDS = (3, 37, 0)  # STRICT tables


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Say whether this SQLite version is free of the WAL-reset fault."""
    branch = _FIXED_IN_BRANCH.get(version[:2])
    return version >= _FIXED_FROM or (branch is not None and version[2] >= branch)


def sqlite_version() -> tuple[int, int, int]:
    """Return the version of the SQLite library in use."""
    return sqlite3.sqlite_version_info


@lru_cache(maxsize=64)
def connect_to(path: Path, *, write: bool) -> sa.Engine:
    """Return an engine on the file. Writers begin with BEGIN IMMEDIATE, readers cannot write at all.

    An engine holds no connection; it is kept because it remembers how statements compile, a third of the time of an act.

    SQLAlchemy's default opens the transaction at the first write, so that SELECT-then-UPDATE races lose updates in
    silence; taking the write lock at the start is what makes a read inside an act true until its commit.
    """
    engine = sa.create_engine("sqlite://", poolclass=NullPool, creator=lambda: driver_connection(path))

    @sa.event.listens_for(engine, "connect")
    def settings(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions behind our back
        journal = f"PRAGMA journal_mode = {'WAL' if wal_is_safe(sqlite_version()) else 'DELETE'}"
        for pragma in (
            "PRAGMA trusted_schema = OFF",
            "PRAGMA cell_size_check = ON",
            "PRAGMA foreign_keys = ON",
            # an INSERT OR REPLACE then meets the triggers that refuse a DELETE
            "PRAGMA recursive_triggers = ON",
            "PRAGMA secure_delete = ON",
            "PRAGMA synchronous = FULL",
            # an act may read through a second connection; spilling would take the lock that keeps it out
            "PRAGMA cache_spill = OFF",
            *((journal,) if write else ("PRAGMA query_only = ON",)),
        ):
            connection.execute(pragma)

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def driver_connection(path: Path) -> sqlite3.Connection:
    """Return a bare connection to a file that must be there already.

    Readers get it too: after a program was killed in the middle of a commit, SQLite has to write (it puts the file back
    to the state before) ere anybody can read, and with `mode=ro` it refuses. A file without write permission is opened
    for reading all the same.
    """
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS, check_same_thread=False
    )


def check_library() -> None:
    """Refuse a SQLite library that is too old for our tables.

    Raises:
        StudyUnreadable: naming the version there is and the one needed.
    """
    if sqlite_version() < _NEEDS:
        have, need = (".".join(map(str, v)) for v in (sqlite_version(), _NEEDS))
        raise StudyUnreadable(
            f"This Python carries SQLite {have}; the workbench needs {need} or newer.", "Use a newer Python."
        )


@contextmanager
def in_our_words(path: Path) -> Iterator[None]:
    """Turn the database's errors into ours, with what to do about them."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise _translated(path, str(error.orig), refused=isinstance(error, sa.exc.IntegrityError)) from error
    except sqlite3.Error as error:
        raise _translated(path, str(error), refused=isinstance(error, sqlite3.IntegrityError)) from error
    except UnicodeDecodeError as error:  # the driver, where SQLite quotes a damaged schema in what it says of it
        raise _translated(path, "could not decode what it holds", refused=False) from error


def _translated(path: Path, words: str, *, refused: bool) -> WorkbenchError:
    if "unique constraint" in words.lower():
        return Conflict(f"That is already in the study ({words.rpartition(': ')[2]}).", "Nothing was changed.")
    for signs, kind, message, hint in _IN_OUR_WORDS:
        if any(sign in words.lower() for sign in signs):
            values = {"name": path.name, "stem": path.stem, "words": words}
            return kind(message.format(**values), hint.format(**values))
    if refused:
        return NotAllowedHere(f"The study refused this: {words}.", "Nothing was changed.")
    return WorkbenchError(
        f"'{path.name}' could not be read or written ({words}). Nothing of this act counts as saved.",
        "Try again; if it stays so, run `workbench check`.",
    )


# What SQLite says, and what it means to the person whose study it is.
_IN_OUR_WORDS: tuple[tuple[tuple[str, ...], type[WorkbenchError], str, str], ...] = (
    (
        ("locked", "busy"),
        StudyBusy,
        f"'{{name}}' is in use by another program, and stayed so for {BUSY_SECONDS} seconds.",
        "Wait for it to finish, or close it, and try again. Nothing was changed.",
    ),
    (
        ("readonly", "read-only"),
        StudyReadOnly,
        "'{name}' can be read but not written.",
        "Check the permissions of the file and of its folder, or copy the study somewhere you can write.",
    ),
    (
        ("full",),
        DiskFull,
        "The disk that holds '{name}' is full. Nothing of this act was written; all earlier work is kept.",
        "Make room and try again.",
    ),
    (
        ("i/o error", "unable to open"),
        StudyUnreadable,
        "'{name}' could not be read or written ({words}). Nothing of this act counts as saved.",
        "Check the disk and the connection to it, then run `workbench check`.",
    ),
    (
        ("not a database", "malformed", "could not decode", "no such table", "no such column", "unsupported file"),
        StudyUnreadable,
        "'{name}' is damaged or is not a study ({words}).",
        "The newest backups are in '{stem}.backups'; bring one back with `workbench restore FILE`.",
    ),
)

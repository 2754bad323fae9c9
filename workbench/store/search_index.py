"""The full-text index beside a study: it says which turns may hold the words, and can be deleted at any time.

It is a file of its own (`<study>.search`), like the vectors, and no part of the study: a study is then the same with and
without it, in every version of SQLite; searching never takes the lock that coding needs; a study that can only be read
is searched; undo, redo and a backup brought back are noticed by comparing what is indexed with what the study holds.
What is found is always read from the study's own text.
"""

from __future__ import annotations

import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from workbench.model import new_id
from workbench.store.words import RULES, words_of

Text = Callable[[str], Iterable[tuple[int, str]]]
"""Gives the turns of a source: number and text."""

_NO_PLACE = "Every text was read through, because no index can be kept beside this study. The hits are the same."
_SOMEBODY_ELSE = "Every text was read through, because the study changed meanwhile. The hits are the same."
_BUSY_SECONDS = 5
_OURS = 0x57425352  # "WBSR", in the file's header
_A_DAY = 86_400
_TRIES = 3  # another program may bring the index in step with a newer or older state of the study meanwhile
_TABLES = (
    "CREATE TABLE made (rules TEXT NOT NULL) STRICT",
    "CREATE TABLE source (id TEXT PRIMARY KEY, mark TEXT NOT NULL) STRICT",
    "CREATE TABLE turn (id INTEGER PRIMARY KEY, source_id TEXT NOT NULL, number INTEGER NOT NULL) STRICT",
    # our own words are handed over; the tokenizer only parts them at the spaces between, whatever version it is of
    "CREATE VIRTUAL TABLE words USING fts5(said, content='', tokenize=\"ascii tokenchars '_'\")",
)


class NoIndex(Exception):
    """There is no index to be had; the sentence says why, and the texts are read through instead."""


def index_of(study: Path) -> Path:
    """Return the file that holds a study's index."""
    return study.with_name(f"{study.stem}.search")


def narrowed(index: Path, expression: str, marks: Mapping[str, str], text: Text) -> dict[str, set[int]]:
    """Return the numbers of the turns that may hold what is looked for, by source.

    Args:
        index: the index's file; made, brought up to date or made anew as needed.
        expression: what to look for, in FTS5's terms.
        marks: of every source of the study, its id and what changes when its turns do.
        text: gives the turns of a source that is not in the index yet.

    Raises:
        NoIndex: when SQLite has no FTS5, or the file cannot be written, or is in use.
    """
    try:
        if not _is_ours(index):
            raise NoIndex(f"Every text was read through, because '{index.name}' is in the way of the index.")
        try:
            return _asked(index, expression, marks, text)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError) and not _is_damage(error):
                raise
            index.unlink(missing_ok=True)  # damaged: it holds nothing that the study does not
            return _asked(index, expression, marks, text)
    except (sqlite3.Error, OSError) as error:
        raise NoIndex(_why(error)) from error


def _is_ours(index: Path) -> bool:
    """Say whether the file may be replaced: it is an index, or empty, or not there."""
    if not index.is_file():
        return not index.exists()
    with index.open("rb") as file:
        head = file.read(100)
    return not head or (head.startswith(b"SQLite format 3\x00") and head[68:72] == _OURS.to_bytes(4, "big"))


def _asked(index: Path, expression: str, marks: Mapping[str, str], text: Text) -> dict[str, set[int]]:
    for _ in range(_TRIES):
        found = _answer(index, expression, marks)
        if found is not None:
            return found
        _bring_up_to_date(index, marks, text)
    raise NoIndex(_SOMEBODY_ELSE)


def _answer(index: Path, expression: str, marks: Mapping[str, str]) -> dict[str, set[int]] | None:
    """Ask an index that is in step with the study; None where there is none. Looked at and asked in one transaction."""
    if not index.exists():
        return None
    with _open(index) as connection:
        connection.execute("BEGIN")
        if _marks_of(connection) != marks:
            return None
        found: dict[str, set[int]] = defaultdict(set)
        query = "SELECT source_id, number FROM words JOIN turn ON turn.id = words.rowid WHERE words MATCH ?"
        for source_id, number in connection.execute(query, (expression,)):
            found[source_id].add(number)
        return found


def _bring_up_to_date(index: Path, marks: Mapping[str, str], text: Text) -> None:
    if index.exists():
        with _open(index) as connection:
            connection.execute("BEGIN IMMEDIATE")
            there = _marks_of(connection)
            # a word of a text that is gone must not stay in the file: then it is made anew
            if there is not None and there.items() <= marks.items():
                _add(connection, {source: mark for source, mark in marks.items() if source not in there}, text)
                connection.execute("COMMIT")
                return
    _make(index, marks, text)


def _marks_of(connection: sqlite3.Connection) -> dict[str, str] | None:
    if connection.execute("SELECT rules FROM made").fetchone() != (RULES,):
        return None
    return dict(connection.execute("SELECT id, mark FROM source"))


def _make(index: Path, marks: Mapping[str, str], text: Text) -> None:
    for left in index.parent.glob(f".{index.name}.*.part"):  # by a program that was killed; it holds the study's words
        if time.time() - left.stat().st_mtime > _A_DAY:
            left.unlink(missing_ok=True)
    half = index.with_name(f".{index.name}.{new_id()}.part")
    try:
        half.touch()
        with _open(half) as connection:
            connection.execute(f"PRAGMA application_id = {_OURS}")
            connection.execute("BEGIN IMMEDIATE")
            for statement in _TABLES:
                connection.execute(statement)
            _add(connection, marks, text)
            connection.execute("INSERT INTO made VALUES (?)", (RULES,))
            connection.execute("COMMIT")
        half.replace(index)
    finally:
        half.unlink(missing_ok=True)


def _add(connection: sqlite3.Connection, marks: Mapping[str, str], text: Text) -> None:
    next_id = connection.execute("SELECT coalesce(max(id), 0) FROM turn").fetchone()[0] + 1
    for source_id, mark in marks.items():
        connection.execute("INSERT INTO source VALUES (?, ?)", (source_id, mark))
        for number, said in text(source_id):
            connection.execute("INSERT INTO turn VALUES (?, ?, ?)", (next_id, source_id, number))
            words = " ".join(word.plain for word in words_of(said))
            connection.execute("INSERT INTO words (rowid, said) VALUES (?, ?)", (next_id, words))
            next_id += 1


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    uri = f"{path.resolve().as_uri()}?mode=rw"
    with closing(sqlite3.connect(uri, uri=True, timeout=_BUSY_SECONDS, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        yield connection


def _is_damage(error: sqlite3.OperationalError) -> bool:
    return any(sign in str(error) for sign in ("no such table", "no such column", "malformed"))


def _why(error: Exception) -> str:
    if "fts5" in str(error) and "no such" not in str(error):
        return "Every text was read through, because the search is too long for the index. The hits are the same."
    if "no such module" in str(error):
        return (
            "Every text was read through, because this Python's SQLite has no full-text index. The hits are the same."
        )
    return _NO_PLACE

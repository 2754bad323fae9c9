"""The check finds damage of every kind, and finds nothing where there is none."""

from __future__ import annotations

import random
import shutil
import sqlite3
import zlib
from collections import Counter
from contextlib import closing

import pytest

from workbench.errors import WorkbenchError
from workbench.store import check_study, make_backup
from workbench.store.act import FIRST_HASH

FLIPS = 60


def everything(path):
    """All rows of all tables, history and texts too, and the schema; or None when that cannot be read."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            return list(connection.iterdump())
    except (sqlite3.Error, UnicodeDecodeError, ValueError):
        return None


def what_check_says(path):
    try:
        return bool(check_study(path))
    except WorkbenchError as error:
        return bool(error.message)


def test_a_sound_study_has_no_findings(tiny_study):
    assert check_study(tiny_study.path) == []


def test_every_flipped_bit_is_found_or_harmless(tiny_study_file, tmp_path):
    chance, whole, outcome = random.Random(20260302), tiny_study_file.read_bytes(), Counter()
    truth, place = everything(tiny_study_file), tmp_path / "flipped.workbench"
    live = _bytes_of_words(whole)
    for turn in range(FLIPS):
        damaged = bytearray(whole)
        at = chance.choice(live) if turn % 2 else chance.randrange(len(whole))
        damaged[at] ^= 1 << chance.randrange(8)
        place.write_bytes(damaged)
        changed, found = everything(place) != truth, what_check_says(place)
        outcome["found" if found else "silent" if changed else "harmless"] += 1
    print(f"bit flips: {FLIPS}: {dict(outcome)}")  # noqa: T201  # a figure to quote: pytest -s
    assert outcome["silent"] == 0
    assert outcome["found"] >= FLIPS // 2


def _bytes_of_words(whole):
    """Places of bytes in use: runs of zeroes are empty space in pages."""
    return [place for place, byte in enumerate(whole) if byte]


@pytest.fixture
def unguarded(tiny_study, raw):
    """A raw connection to the study with every refusing trigger taken out, put back at the end."""
    with raw(tiny_study.path) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        connection.execute("PRAGMA foreign_keys = OFF")
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'trigger'").fetchone():
            for _, sql in triggers:
                connection.execute(sql)


DAMAGE = {
    "a coding moved": ("UPDATE coding SET start_pos = start_pos + 1", "codings"),
    "a coding widened": ("UPDATE coding SET end_pos = end_pos + 1", "codings"),
    "a coding beyond the text": ("UPDATE coding SET end_pos = 100000", "codings"),
    "a coding of nothing": ("UPDATE coding SET source_id = 'nothing'", "references"),
    "a suggestion beyond the text": ("UPDATE suggestion SET end_pos = 100000", "codings"),
    "a text changed": ("UPDATE content SET text = replace(text, 'keep my', 'kept my')", "texts"),
    "an original changed": ("UPDATE content SET original = x'00'", "texts"),
    "a text swapped": ("UPDATE source SET content_id = (SELECT min(id) FROM content)", "texts"),
    "a memo of nothing": ("UPDATE memo SET about_id = 'nothing'", "memos"),
    "a memo changed": ("UPDATE memo SET text = text || '!'", "rows"),
    "a memo gone": ("DELETE FROM memo", "rows"),
    "a memo from nowhere": ("INSERT INTO memo SELECT 'new', about_kind, about_id, 'x', coder_id, created, 1 FROM memo LIMIT 1", "rows"),
    "a stance changed": ("UPDATE link SET stance = 'fulfilled'", "rows"),
    "a score changed": ("UPDATE suggestion SET score = 0.51", "rows"),
    "a definition changed": ("UPDATE code_version SET definition = 'x'", "rows"),
    "an undo left half-done": ("INSERT INTO replay VALUES (1)", "references"),
    "an act renamed": ("UPDATE revision SET summary = 'nothing' WHERE sequence = 3", "history"),
    "an act's images changed": ("UPDATE revision SET images = x'00' WHERE sequence = 3", "history"),
    "an act taken out": ("DELETE FROM revision WHERE sequence = 4", "history"),
    "the first act taken out": ("DELETE FROM revision WHERE sequence = 1", "history"),
    "a rule taken out": ("CREATE TRIGGER other AFTER INSERT ON memo BEGIN SELECT 1; END", "schema"),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGE)
def test_planted_damage_is_found(tiny_study, unguarded, name):
    statement, by = DAMAGE[name]
    unguarded.execute(statement)
    found = check_study(tiny_study.path)
    assert by in {finding.check for finding in found}
    assert all(finding.message and finding.where for finding in found)


def test_a_swap_of_two_acts_is_found(tiny_study, unguarded):
    for statement in ("-2 WHERE sequence = 3", "3 WHERE sequence = 4", "4 WHERE sequence = -2"):
        unguarded.execute("PRAGMA ignore_check_constraints = ON")
        unguarded.execute(f"UPDATE revision SET sequence = {statement}")
    assert "history" in {finding.check for finding in check_study(tiny_study.path)}


def test_a_cut_tail_is_found_through_a_backup(tiny_study, unguarded, raw):
    make_backup(tiny_study.path)
    last = tiny_study.history.last()
    unguarded.execute("DELETE FROM decision")
    unguarded.execute(f"DELETE FROM revision WHERE sequence = {last}")
    findings = [finding for finding in check_study(tiny_study.path) if finding.check == "backups"]
    assert [finding.message for finding in findings] == [
        f"the study's history no longer contains act {last} of this backup"
    ]


def test_a_history_rewritten_as_a_whole_is_found_through_a_backup(tiny_study, unguarded):
    from workbench.store.act import revision_hash

    make_backup(tiny_study.path)
    unguarded.row_factory = sqlite3.Row
    previous = FIRST_HASH
    for row in unguarded.execute("SELECT * FROM revision ORDER BY sequence").fetchall():
        forged = dict(row) | {"coder": "Somebody else", "previous_hash": previous}
        previous = revision_hash(forged)
        unguarded.execute(
            "UPDATE revision SET coder = ?, previous_hash = ?, hash = ? WHERE sequence = ?",
            (forged["coder"], forged["previous_hash"], previous, row["sequence"]),
        )
    found = {finding.check for finding in check_study(tiny_study.path)}
    assert "history" not in found
    assert "backups" in found


def test_a_backup_that_cannot_be_read_is_named(tiny_study):
    backup = make_backup(tiny_study.path)
    backup.path.write_text("not a database")
    assert [(f.check, f.where) for f in check_study(tiny_study.path)] == [("backups", backup.path.name)]


def test_images_are_packed(tiny_study, raw):
    with raw(tiny_study.path) as connection:
        assert zlib.decompress(connection.execute("SELECT images FROM revision").fetchone()[0])[:1] == b"["


def test_the_check_changes_nothing(tiny_study, tmp_path):
    before = shutil.copyfile(tiny_study.path, tmp_path / "before").read_bytes()
    check_study(tiny_study.path)
    assert tiny_study.path.read_bytes() == before

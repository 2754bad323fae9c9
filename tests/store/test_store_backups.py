"""Backups: whole, thinned, and brought back without losing what was there before."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from workbench.errors import StudyBusy, StudyUnreadable
from workbench.store import backups as backups_of
from workbench.store import check_study, engine, list_backups, make_backup, migrate, new_study, open_study, restore
from workbench.store.backups import EVERY, Backup, thinned, when_due

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FORK = multiprocessing.get_context("fork")


def add_coder(study, name):
    with study.act("coder.add", by="Mair", summary=f"Added {name}") as act:
        study.coders.person(act, name)


def test_a_backup_is_due_after_half_an_hour_and_not_before(tiny_study):
    made = tiny_study.about.created
    assert when_due(tiny_study.path, now=made + EVERY - timedelta(seconds=1)) == []
    assert list_backups(tiny_study.path) == []
    assert when_due(tiny_study.path, now=made + EVERY) == []
    assert [b.made for b in list_backups(tiny_study.path)] == [made + EVERY]
    when_due(tiny_study.path, now=made + EVERY + timedelta(minutes=29))
    assert len(list_backups(tiny_study.path)) == 1
    when_due(tiny_study.path, now=made + EVERY * 2)
    assert len(list_backups(tiny_study.path)) == 2


def test_a_clock_set_back_does_not_stop_backups(tiny_study):
    make_backup(tiny_study.path, at=NOON + timedelta(days=400))
    when_due(tiny_study.path, now=NOON)
    assert len(list_backups(tiny_study.path)) == 2


def test_the_first_act_after_half_an_hour_makes_one(tmp_path):
    study = new_study(tmp_path / "s.workbench", by="Mair", at=datetime.now(UTC) - timedelta(hours=1))
    assert [p.name for p in tmp_path.iterdir()] == ["s.workbench"]  # none of the file while it was being made
    add_coder(study, "Tomos")
    add_coder(study, "Nia")
    assert [b.acts for b in list_backups(study.path)] == [2]


def test_a_failing_backup_is_a_warning_and_the_act_stands(tmp_path):
    study = new_study(tmp_path / "s.workbench", by="Mair", at=datetime.now(UTC) - timedelta(hours=1))
    backups_of.folder_of(study.path).write_text("in the way")
    add_coder(study, "Tomos")
    assert "Your work is saved, but no backup could be made" in study.warnings[0]
    assert [c.name for c in study.coders.all()] == ["Tomos"]


def days(*ago, hour=12):
    return [Backup(Path(f"{d}-{hour}"), NOON.replace(hour=hour) - timedelta(days=d), 1) for d in ago]


def test_thinning_known_answers():
    assert thinned([]) == []
    recent = [Backup(Path(str(n)), NOON - timedelta(minutes=30 * n), n) for n in range(97)]
    assert thinned(recent) == []  # all of the last two days
    old = [Backup(Path(f"{hours} hours"), NOON - timedelta(hours=hours), 0) for hours in (53, 61)]
    assert thinned([*recent, *old]) == old[:1]  # 53 hours ago is a day that has a later one; 61 is its day's last
    twice = sorted([*days(*range(20)), *days(*range(20), hour=9)], key=lambda b: b.made, reverse=True)
    kept = {b.path.name for b in twice} - {b.path.name for b in thinned(twice)}
    daily = {f"{d}-12" for d in range(12)} | {"0-9", "1-9"}
    # 2 March 2026 is a Monday: the weeks before end 1, 8 and 15 days ago; February ended 2 days ago
    assert kept == daily | {"1-12", "8-12", "15-12"}
    many = days(*range(1000))
    gone = {b.path for b in thinned(many)}
    kept = [b for b in many if b.path not in gone]
    assert kept[:12] == many[:12]
    assert len({b.made.strftime("%Y-%m") for b in kept}) == 9
    assert len(kept) == 12 + (10 - 3) + (9 - 2)  # 3 of the weeks and 2 of the months end within the days


def test_thinning_goes_by_the_newest_backup_not_by_the_clock():
    long_ago = [Backup(b.path, b.made - timedelta(days=3000), 1) for b in days(0, 1)]
    assert thinned(long_ago) == []


def test_restore_brings_back_and_keeps_the_state_before(tiny_study, dump):
    old = dump(tiny_study.path)
    backup = make_backup(tiny_study.path)
    add_coder(tiny_study, "Nia")
    new = dump(tiny_study.path)
    before = restore(tiny_study.path, backup.path, by="Mair")
    assert dump(tiny_study.path) == old
    assert dump(before.path) == new
    assert tiny_study.history.all()[0].act == "study.restore"
    assert check_study(tiny_study.path) == []
    restore(tiny_study.path, before.path, by="Mair")
    assert dump(tiny_study.path) == new
    assert check_study(tiny_study.path) == []
    assert open_study(tiny_study.path).sources.names()


def test_a_restored_study_goes_on(tiny_study):
    backup = make_backup(tiny_study.path)
    add_coder(tiny_study, "Nia")
    restore(tiny_study.path, backup.path)
    add_coder(tiny_study, "Owain")
    with tiny_study.act("undo", by="Mair") as act:
        assert tiny_study.history.undo(act) == "Added Owain"
    with tiny_study.act("undo", by="Mair") as act:
        assert tiny_study.history.undo(act) == "Rejected a suggestion"  # the restore itself is no step
    assert check_study(tiny_study.path) == []


def test_a_backup_that_thinning_would_remove_can_be_restored(tiny_study, dump):
    """Backing up the state before thins the others; the one being restored must not be among those that go."""
    day = (datetime.now(UTC) - timedelta(days=3)).replace(hour=1)
    chosen = make_backup(tiny_study.path, at=day)
    make_backup(tiny_study.path, at=day + timedelta(hours=1))
    old = dump(tiny_study.path)
    restore(tiny_study.path, chosen.path)
    assert dump(tiny_study.path) == old
    assert chosen.path.exists()


@pytest.mark.parametrize("what", ["garbage", "pages", "empty", "gone", "cut"])
def test_a_damaged_or_lost_study_is_brought_back_and_kept_aside(tiny_study, dump, what):
    old, path = dump(tiny_study.path), tiny_study.path
    backup, whole = make_backup(path), path.read_bytes()
    spoilt = {
        "garbage": b"no database" * 999, "empty": b"", "gone": b"", "cut": whole[:6000],
        "pages": whole[:100] + os.urandom(9000) + whole[9100:],
    }[what]  # fmt: skip
    path.write_bytes(spoilt)
    if what == "gone":
        path.unlink()
    assert restore(path, backup.path) is None
    assert dump(path) == old
    assert check_study(path) == []
    aside = list(backups_of.folder_of(path).glob("damaged-*"))
    assert [p.read_bytes() for p in aside] == ([] if what == "gone" else [spoilt])
    assert [b.path for b in list_backups(path)] == [backup.path]


def test_a_journal_of_the_damaged_study_does_not_spoil_the_restored_one(tiny_study, dump):
    old, path = dump(tiny_study.path), tiny_study.path
    backup = make_backup(path)
    path.write_bytes(b"no database" * 999)
    path.with_name(path.name + "-journal").write_bytes(os.urandom(5000))
    restore(path, backup.path)
    assert dump(path) == old
    assert not path.with_name(path.name + "-journal").exists()


def flipped(path, words):
    """Change one character of these words inside a file."""
    data = path.read_bytes()
    path.write_bytes(data.replace(words, words[:-1] + bytes([words[-1] ^ 1])))


def broken(path, how):
    if how == "flip":
        flipped(path, b"I keep my word. If")
    elif how == "memo":
        flipped(path, b"Dechrau da.")
    elif how == "cut":
        path.write_bytes(path.read_bytes()[:-4096])
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "other":
        path.unlink()
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE revision (sequence)")
    elif how == "text":
        path.write_text("not a database")
    else:
        path.unlink()


@pytest.mark.parametrize("how", ["flip", "memo", "cut", "empty", "other", "text", "gone"])
def test_a_damaged_backup_is_refused_and_the_study_unchanged(tiny_study, how):
    backup = make_backup(tiny_study.path)
    add_coder(tiny_study, "Nia")
    before = tiny_study.path.read_bytes()
    broken(backup.path, how)
    with pytest.raises(StudyUnreadable) as refused:
        restore(tiny_study.path, backup.path)
    assert refused.value.hint
    assert tiny_study.path.read_bytes() == before
    assert not list(tiny_study.path.parent.glob(".*"))


def test_a_study_in_use_is_not_replaced(tiny_study, raw, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.3)
    backup = make_backup(tiny_study.path)
    with raw(tiny_study.path) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StudyBusy):
            restore(tiny_study.path, backup.path)
        with pytest.raises(StudyBusy):
            make_backup(tiny_study.path)
    with raw(tiny_study.path) as connection:  # somebody who only reads keeps the last step out
        connection.execute("BEGIN")
        connection.execute("SELECT * FROM study").fetchone()
        with pytest.raises(StudyBusy):
            restore(tiny_study.path, backup.path)
    assert check_study(tiny_study.path) == []


def test_a_backup_is_made_before_a_migration(tiny_study, monkeypatch):
    monkeypatch.setattr(migrate, "HEAD", "9999")  # as if this version knew a newer schema
    open_study(tiny_study.path)
    assert [b.acts for b in list_backups(tiny_study.path)] == [tiny_study.history.last()]


def test_a_failing_migration_leaves_the_study_as_it_was(tiny_study, monkeypatch):
    def half_done(connection, _version):
        connection.exec_driver_sql("DROP TABLE memo")
        raise ZeroDivisionError

    before = tiny_study.path.read_bytes()
    monkeypatch.setattr(migrate, "HEAD", "9999")
    monkeypatch.setattr(migrate, "upgrade_to", half_done)
    with pytest.raises(ZeroDivisionError):
        open_study(tiny_study.path)
    assert tiny_study.path.read_bytes() == before


def _write_until(path, stop):
    study, number = open_study(path), 0
    while not stop.is_set():
        add_coder(study, f"Coder {number}")
        number += 1


def test_a_backup_made_while_another_process_writes_is_whole(tiny_study):
    stop = FORK.Event()
    writer = FORK.Process(target=_write_until, args=(tiny_study.path, stop))
    writer.start()
    try:
        made = [make_backup(tiny_study.path) for _ in range(20)]
    finally:
        stop.set()
        writer.join()
    for backup in made:
        copy = shutil.copyfile(backup.path, tiny_study.path.with_name("copy.workbench"))
        assert check_study(copy) == []
        assert len(open_study(copy).history.all()) == backup.acts
    assert made[-1].acts > made[0].acts
    assert writer.exitcode == 0

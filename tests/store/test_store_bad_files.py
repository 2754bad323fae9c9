"""Files that are no study, are damaged, locked, read-only or on a full disk: said in our words, and left alone."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sqlite3
import sys
from contextlib import closing

import pytest

from workbench.errors import DiskFull, StudyBusy, StudyReadOnly, StudyUnreadable, WorkbenchError
from workbench.store import check_study, engine, make_backup, migrate, new_study, open_study

FORK = multiprocessing.get_context("fork")
NOBODY = 65534


def other_database(path):
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE study (id)")


def newer(path):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def header_only(path):
    path.write_bytes(path.read_bytes()[:100])


def other_tables(path):
    other_database(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id = {engine.APPLICATION_ID}")


BAD = {
    "not a database": lambda path: path.write_bytes(b"I: Hello\nP: Hello " * 999),
    "another program's database": other_database,
    "our mark, but none of our tables": other_tables,
    "empty": lambda path: path.write_bytes(b""),
    "cut in the middle": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "cut in the first page": lambda path: path.write_bytes(path.read_bytes()[:1000]),
    "only a header": header_only,
    "a header and noise": lambda path: path.write_bytes(path.read_bytes()[:100] + os.urandom(50_000)),
    "of a newer workbench": newer,
}


@pytest.mark.parametrize("how", BAD)
def test_a_file_that_is_no_sound_study_is_refused_and_left_alone(tiny_study, how):
    BAD[how](tiny_study.path)
    before = tiny_study.path.read_bytes()
    for attempt in (open_study, check_study):
        with pytest.raises(StudyUnreadable) as refused:
            attempt(tiny_study.path)
        assert refused.value.message
        assert refused.value.hint
    assert tiny_study.path.read_bytes() == before
    assert [p.name for p in tiny_study.path.parent.iterdir()] == ["tiny.workbench"]


@pytest.mark.parametrize(
    "name", [".", "missing.workbench", "no/folder.workbench", "x" * 300, "tiny.workbench/inside", "a\0b"]
)
def test_a_path_that_is_no_file_is_refused(tiny_study, name):
    for attempt in (open_study, check_study):
        with pytest.raises(StudyUnreadable) as refused:
            attempt(tiny_study.path.parent / name)
        assert refused.value.hint


@pytest.mark.parametrize(
    "name", ["tiny.workbench", "no/folder.workbench", "x" * 300, "tiny.workbench/inside.workbench"]
)
def test_a_new_study_never_replaces_or_half_appears(tiny_study, name):
    before = tiny_study.path.read_bytes()
    with pytest.raises(WorkbenchError) as refused:
        new_study(tiny_study.path.parent / name, by="Mair")
    assert refused.value.hint
    assert tiny_study.path.read_bytes() == before
    assert [p.name for p in tiny_study.path.parent.iterdir()] == ["tiny.workbench"]


def test_a_newer_study_says_so(tiny_study):
    newer(tiny_study.path)
    with pytest.raises(StudyUnreadable, match="newer version"):
        open_study(tiny_study.path)


def test_a_study_locked_by_another_program_is_busy(tiny_study, raw, monkeypatch, dump):
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.2)
    before = dump(tiny_study.path)
    with raw(tiny_study.path) as connection:
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(StudyBusy) as busy, tiny_study.act("coder.add", by="Mair") as act:
            tiny_study.coders.person(act, "Nia")
        assert busy.value.hint
        assert tiny_study.sources.names()  # reading goes on
        connection.execute("ROLLBACK")
        connection.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StudyBusy):
            open_study(tiny_study.path)
    assert dump(tiny_study.path) == before


def in_child(act, *, arm):
    """Run `act` in a child after `arm`; return its answer, or the error it raised."""
    hear, speak = FORK.Pipe(duplex=False)

    def run():
        arm()
        try:
            speak.send(act())
        except BaseException as error:  # noqa: BLE001  # the parent asks what it was
            speak.send(error)

    child = FORK.Process(target=run)
    child.start()
    answer = hear.recv() if hear.poll(60) else "nothing"
    child.join()
    return answer


def add_coder(study):
    with study.act("coder.add", by="Mair") as act:
        study.coders.person(act, "Nia")


@pytest.fixture
def as_nobody(tiny_study):
    """A function that acts as somebody who may only do what the modes allow (root may do everything)."""
    folders = [folder for folder in tiny_study.path.parents[:4] if len(folder.parts) > 2 and os.geteuid() == 0]
    modes = [folder.stat().st_mode for folder in folders]
    for folder, mode in zip(folders, modes, strict=True):
        folder.chmod(mode | 0o055)

    def arm():
        if os.geteuid() == 0:
            os.setgid(NOBODY)
            os.setuid(NOBODY)

    yield lambda act: in_child(act, arm=arm)
    for folder, mode in zip(folders, modes, strict=True):
        folder.chmod(mode)


@pytest.mark.parametrize("what", ["file", "folder", "both"])
def test_a_read_only_study_can_be_read_and_says_so(tiny_study, as_nobody, what):
    path, before = tiny_study.path, tiny_study.path.read_bytes()
    path.chmod(0o444 if what in {"file", "both"} else 0o666)
    path.parent.chmod(0o555 if what in {"folder", "both"} else 0o777)

    def look():
        study = open_study(path)
        assert len(study.sources.all()) == 3
        return study.read_only, study.about.name, check_study(path)

    try:
        assert as_nobody(look) == (True, "Tiny", [])
        refused = as_nobody(lambda: add_coder(open_study(path)))
        assert isinstance(refused, StudyReadOnly), refused
        assert refused.message
        assert refused.hint
        made = as_nobody(lambda: new_study(path.with_name("new.workbench"), by="Mair").path.name)
        assert isinstance(made, StudyReadOnly) if what != "file" else made == "new.workbench"
    finally:
        path.parent.chmod(0o755)
    assert path.read_bytes() == before
    assert not path.with_name(path.name + "-journal").exists()


def test_a_study_nobody_may_read_is_refused(tiny_study, as_nobody):
    tiny_study.path.chmod(0o000)
    assert isinstance(as_nobody(lambda: open_study(tiny_study.path)), StudyUnreadable)
    tiny_study.path.chmod(0o644)
    tiny_study.path.parent.chmod(0o000)
    try:
        assert isinstance(as_nobody(lambda: open_study(tiny_study.path)), StudyUnreadable)
    finally:
        tiny_study.path.parent.chmod(0o755)


@pytest.fixture
def on_a_full_disk(tiny_study):
    """A function that acts where files cannot grow: SQLite hears the same as on a full disk, or an input/output error."""

    def arm():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        size = tiny_study.path.stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return lambda act: in_child(act, arm=arm)


def add_many(study):
    with study.act("coder.add", by="Mair") as act:
        for number in range(2000):
            study.coders.person(act, f"Coder {number}")


def test_where_files_cannot_grow_an_act_leaves_nothing(tiny_study, on_a_full_disk, dump):
    before = dump(tiny_study.path)
    refused = on_a_full_disk(lambda: add_many(open_study(tiny_study.path)))
    assert isinstance(refused, DiskFull | StudyUnreadable), refused
    assert refused.hint
    assert dump(tiny_study.path) == before
    assert check_study(tiny_study.path) == []
    assert on_a_full_disk(lambda: len(open_study(tiny_study.path).sources.all())) == 3


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 600 kB of its own; needs root and mount."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() or os.system(f"mount -t tmpfs -o size=600k tmpfs {folder} 2>/dev/null"):
        pytest.skip("needs root and mount to make a small disk")
    yield folder
    os.system(f"umount {folder}")


def test_a_full_disk_keeps_all_earlier_work(small_disk, tiny_study_file, dump):
    path = small_disk / "tiny.workbench"
    path.write_bytes(tiny_study_file.read_bytes())
    study, acknowledged = open_study(path), 0
    with pytest.raises(DiskFull) as full:  # noqa: PT012  # until it is full
        for number in range(sys.maxsize):
            with study.act("memo.add", by="Mair", summary="x" * 20_000) as act:
                study.memos.add(act, "study", study.about.id, f"{number} " * 2000, study.coders.person(act, "Mair"))
            acknowledged += 1
    assert full.value.hint
    assert acknowledged > 1
    assert len(study.memos.all("study")) == 1 + acknowledged
    assert check_study(path) == []
    with pytest.raises(DiskFull):
        make_backup(path)
    assert not list(small_disk.glob("tiny.backups/*"))
    assert not list(small_disk.glob("tiny.backups/.*"))
    with pytest.raises(DiskFull):
        new_study(small_disk / "new.workbench", by="Mair")
    assert not list(small_disk.glob("*new*"))


def test_a_migration_that_cannot_be_backed_up_does_not_begin(tiny_study, monkeypatch):
    before = tiny_study.path.read_bytes()
    tiny_study.path.with_name("tiny.backups").write_text("in the way")
    monkeypatch.setattr(migrate, "HEAD", "9999")
    with pytest.raises(StudyReadOnly, match="no backup can be made"):
        open_study(tiny_study.path)
    assert tiny_study.path.read_bytes() == before

"""Killed at any moment: what was acknowledged is there, and nothing is half-done.

Three ways to kill a child process: at its k-th SQL statement (every k, the commit too), when a file it writes grows past
a limit (in the middle of a commit), and at random times.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import time
import traceback
from dataclasses import replace

import pytest
import sqlalchemy as sa

from workbench import review
from workbench.model import Code, Span, Suggestion, new_id
from workbench.store import check_study, list_backups, make_backup, new_study, open_study, restore

pytestmark = pytest.mark.slow
chance = random.Random(20260302)
MANY = 600  # suggestions: enough for a commit of many pages


def add_sources(path, make_reading, _say):
    study = open_study(path)
    with study.act("source.add", by="Nia", summary="Added 3 sources") as act:
        for number in range(3):
            study.sources.add(act, make_reading(f"Talk {number}", f"P: These words are new, {number} times. " * 50))


def publish(path, _make, _say):
    study = open_study(path)
    book = study.codebook.current()
    codes = (replace(book.codes[0], name="Another name"), Code(new_id(), "NEW", "New"), *book.codes[2:])
    codes = tuple(replace(code, not_when=(), near_miss=(), contrast_with=()) for code in codes)
    with study.act("codebook.publish", by="Nia", summary="Published") as act:
        study.codebook.publish(act, replace(book, codes=codes), study.coders.person(act, "Nia"), based_on=1)


def store_run(path, _make, _say):
    study = open_study(path)
    source, code = study.sources.all()[0], study.codebook.current().codes[0]
    run = replace(study.runs.all()[0], id=new_id())
    places = [Span(start, end) for start in range(40) for end in range(start + 1, start + 51)][:MANY]
    with study.act("run", by="Nia", summary="Ran") as act:
        study.runs.add(act, run, study.coders.machine(act, run.id))
        study.suggestions.add(act, [Suggestion(new_id(), run.id, source.id, s, code.id, 0.5, ()) for s in places])


def accept_all(path, _make, say):
    study = open_study(path)
    for suggestion in review.queue(study):
        say(review.accept(study, suggestion.id, by="Nia", where="test").id)


def back_up(path, _make, say):
    say(make_backup(path).path.name)


def bring_back(path, _make, _say):
    restore(path, list_backups(path)[-1].path, by="Nia")


def child_of(act, path, make_reading, arm):
    """Start a child that arms its own death and acts; return its pid and the pipe on which it acknowledges."""
    hear, speak = os.pipe()
    pid = os.fork()
    if pid:
        os.close(speak)
        return pid, hear
    try:
        arm()
        act(path, make_reading, lambda words: os.write(speak, f"{words}\n".encode()))
        os._exit(0)
    except BaseException:  # noqa: BLE001  # a child must never return into the parent's tests
        traceback.print_exc()
        os._exit(70)


def ended(pid, hear, *, after=None):
    """Wait for the child, killing it after some seconds where asked; return its signal and what it acknowledged."""
    if after is not None:
        time.sleep(after)
        os.kill(pid, signal.SIGKILL)
    with os.fdopen(hear) as pipe:
        said = pipe.read().splitlines()
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the child failed by itself"
    return (os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0), said


def at_statement(number):
    """Arm a SIGKILL at this statement or commit, counted from 1."""

    def arm():
        seen = 0

        def count(*_):
            nonlocal seen
            seen += 1
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)

        sa.event.listen(sa.Engine, "before_cursor_execute", count)
        sa.event.listen(sa.Engine, "commit", count)

    return arm


def at_size(most):
    """Arm a death by SIGXFSZ as soon as a file would grow past this many bytes."""

    def arm():
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    return arm


def unarmed():
    pass


@pytest.fixture
def place(tmp_path):
    """A function that gives a fresh copy of a study in a folder of its own."""

    def fresh(file, *, backups=None):
        folder = tmp_path / new_id()
        folder.mkdir()
        if backups:
            shutil.copytree(backups, folder / backups.name)
        return shutil.copyfile(file, folder / file.name)

    yield fresh
    shutil.rmtree(tmp_path)


def require_whole(path, before, rows, said, tally, *, acts_before, one_act):
    """Require an openable, sound study that is as before, or one act further, with every acknowledged act in it."""
    study = open_study(path)
    assert check_study(path) == []
    acts = study.history.last() - acts_before
    lost = set(said) - {coding.id for coding in study.codings.all()}
    tally["acknowledged acts"] += len(said)
    tally["acknowledged acts lost"] += len(lost)
    assert not lost
    if one_act:
        assert acts in {0, 1}
    else:
        assert acts - len(said) in {0, 1}  # the last one may be done and not yet acknowledged
        assert len(study.codings.all()) == len(before["coding"]) + acts
        assert len(study.suggestions.decisions()) == len(before["decision"]) + acts
    if acts == 0:
        half_done = rows(path) != before
        tally["acts half-done"] += half_done
        assert not half_done


@pytest.mark.parametrize("act", [add_sources, publish, store_run, accept_all], ids=lambda act: act.__name__)
def test_killed_at_every_statement(act, tiny_study_file, place, rows, make_reading, tally):
    before, acts, number = rows(tiny_study_file), open_study(tiny_study_file).history.last(), 0
    stride = 4 if act is accept_all else 1
    while True:
        number += stride
        path = place(tiny_study_file)
        died, said = ended(*child_of(act, path, make_reading, at_statement(number)))
        require_whole(path, before, rows, said, tally, acts_before=acts, one_act=act is not accept_all)
        if not died:
            break
        tally["kills at a statement"] += 1
        shutil.rmtree(path.parent)
    assert number // stride > 15
    assert open_study(path).history.last() > acts


PAGE = 4096  # bytes, SQLite's own


@pytest.mark.parametrize("act", [add_sources, store_run], ids=lambda act: act.__name__)
def test_killed_in_the_middle_of_a_commit(act, tiny_study_file, place, rows, make_reading, tally):
    before, acts = rows(tiny_study_file), open_study(tiny_study_file).history.last()
    path = place(tiny_study_file)
    ended(*child_of(act, path, make_reading, unarmed))
    small, large, hot = tiny_study_file.stat().st_size, path.stat().st_size, 0
    for most in range(small, large, max(1024, (large - small) // 25)):
        path = place(tiny_study_file)
        died, said = ended(*child_of(act, path, make_reading, at_size(most)))
        if not died and most > large - 3 * PAGE:
            break  # ids are drawn anew each time, so a file may end a page or two earlier, and fit
        assert died == signal.SIGXFSZ
        hot += path.with_name(path.name + "-journal").exists()
        require_whole(path, before, rows, said, tally, acts_before=acts, one_act=True)
        assert rows(path) == before
        tally["kills inside a commit"] += 1
    assert hot > 5


@pytest.mark.parametrize("act", [store_run, accept_all], ids=lambda act: act.__name__)
def test_killed_at_random_times(act, tiny_study_file, place, rows, make_reading, tally):
    before, acts = rows(tiny_study_file), open_study(tiny_study_file).history.last()
    lasts = seconds_of(act, place(tiny_study_file), make_reading)
    for _ in range(25):
        path = place(tiny_study_file)
        died, said = ended(*child_of(act, path, make_reading, unarmed), after=chance.uniform(0, lasts))
        require_whole(path, before, rows, said, tally, acts_before=acts, one_act=act is not accept_all)
        tally["kills at random times"] += bool(died)


def seconds_of(act, path, make_reading):
    start = time.monotonic()
    ended(*child_of(act, path, make_reading, unarmed))
    return time.monotonic() - start


def new_one(path, _make, say):
    say(new_study(path, by="Nia").path.name)


def test_a_new_study_appears_whole_or_not_at_all(tmp_path, make_reading, tally):
    number, found = 0, 0
    while True:
        number += 3 if found == 0 else 1
        folder = tmp_path / str(number)
        folder.mkdir()
        path = folder / "s.workbench"
        died, said = ended(*child_of(new_one, path, make_reading, at_statement(number)))
        if path.exists():
            found += 1
            assert check_study(path) == []
        else:
            assert not said
            assert new_study(path, by="Nia").about.name == "s"  # nothing left behind stands in the way
        if not died:
            break
        tally["kills at a statement"] += 1
    assert number > 60
    lasts = seconds_of(new_one, tmp_path / "whole.workbench", make_reading)
    for turn in range(20):
        path = tmp_path / f"random{turn}.workbench"
        died, _ = ended(*child_of(new_one, path, make_reading, unarmed), after=lasts * turn / 20)
        if not path.exists():
            new_study(path, by="Nia")
        assert check_study(path) == []
        tally["kills at random times"] += bool(died)


@pytest.fixture
def larger(tiny_study_file, place, make_reading):
    """A study of some size with a backup of an earlier state."""
    path = place(tiny_study_file)
    store_run(path, make_reading, print)
    make_backup(path)
    add_sources(path, make_reading, print)
    return path


def test_a_killed_backup_leaves_the_study_and_the_other_backups(larger, place, rows, make_reading, tally):
    before, backups = rows(larger), larger.parent / "tiny.backups"
    lasts = seconds_of(back_up, place(larger, backups=backups), make_reading)
    for turn in range(25):
        path = place(larger, backups=backups)
        died, said = ended(*child_of(back_up, path, make_reading, unarmed), after=lasts * turn / 25)
        assert rows(path) == before
        assert check_study(path) == []
        listed = list_backups(path)
        assert set(said) <= {backup.path.name for backup in listed}
        assert all(check_study(backup.path) == [] for backup in listed)
        assert rows(make_backup(path).path) == before
        tally["kills at random times"] += bool(died)


@pytest.mark.parametrize("damaged", [False, True])
def test_a_killed_restore_leaves_one_state_or_the_other(larger, place, rows, make_reading, tally, damaged):
    backups = larger.parent / "tiny.backups"
    old, new = rows(list_backups(larger)[0].path), rows(larger)
    if damaged:
        larger.write_bytes(b"no database" * 9999)
    spoilt, states = larger.read_bytes(), set()
    arms = [unarmed] * 20 + [at_statement(number) for number in range(3, 80, 4)]
    lasts = seconds_of(bring_back, place(larger, backups=backups), make_reading)
    for turn, arm in enumerate(arms):
        path = place(larger, backups=backups)
        after = lasts * turn / 20 if arm is unarmed else None
        died, _ = ended(*child_of(bring_back, path, make_reading, arm), after=after)
        if damaged and path.read_bytes() == spoilt:
            states.add("damaged")
            restore(path, list_backups(path)[-1].path)
        assert check_study(path) == []
        assert rows(path) in (old, new)
        states.add("old" if rows(path) == old else "new")
        assert open_study(path).sources.all()
        if rows(path) == old and not damaged:
            assert any(rows(backup.path) == new for backup in list_backups(path))
        tally["kills at random times" if arm is unarmed else "kills at a statement"] += bool(died)
    assert len(states) > 1 or damaged

"""What is read inside one state of a study is read of that state alone, whatever else is written meanwhile."""

from __future__ import annotations

import threading

import pytest

from workbench.store import engine, open_study


def test_nothing_can_be_written_inside_and_everything_after(tiny_study):
    before = tiny_study.history.last()
    with tiny_study.one_state():
        with pytest.raises(RuntimeError, match=r"memo\.add"), tiny_study.act("memo.add", by="Mair"):
            pass
        assert tiny_study.history.last() == before
    with tiny_study.act("coder.add", by="Mair") as act:
        tiny_study.coders.person(act, "Nia")
    assert tiny_study.history.last() == before + 1


def test_what_another_writes_meanwhile_is_seen_afterwards_only(tiny_study, monkeypatch):
    monkeypatch.setattr(engine, "wal_is_safe", lambda _: True)  # with a log of changes, nobody waits for the reader
    engine.connect_to.cache_clear()
    other = open_study(tiny_study.path)
    with other.act("coder.add", by="Mair") as act:
        other.coders.person(act, "Nia")
    with tiny_study.one_state():
        before = tiny_study.coders.all()
        with other.act("coder.add", by="Mair") as act:
            other.coders.person(act, "Siân")
        assert tiny_study.coders.all() == before
        with tiny_study.one_state():
            assert tiny_study.coders.all() == before
        assert tiny_study.coders.all() == before, "the inner one ended, not the outer"
    assert len(tiny_study.coders.all()) == len(before) + 1
    engine.connect_to.cache_clear()


def test_each_thread_has_its_own(tiny_study):
    seen = []

    def look():
        with tiny_study.reading() as connection:
            seen.append(connection)

    with tiny_study.one_state(), tiny_study.reading() as mine:
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        assert seen[0] is not mine

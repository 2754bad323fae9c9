"""What the store's tests share: whole-study dumps, raw doors past the store, and copies of the tiny study."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, contextmanager
from itertools import count

import pytest

from workbench.store import open_study, tables

KEPT_APART = {"revision", "content", "replay", "operation", "number_used"}


@pytest.fixture(scope="session")
def dump():
    """A function that gives all rows of all tables of a study's file, but its history and its texts."""

    def dump_of(path):
        with closing(sqlite3.connect(path)) as connection:
            names = [name for name in tables.BY_NAME if name not in KEPT_APART]
            return {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in names}

    return dump_of


@pytest.fixture(scope="session")
def raw():
    """A function that opens a study's file past the store, as another program would."""

    @contextmanager
    def open_raw(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            yield connection

    return open_raw


@pytest.fixture(scope="session")
def another(tiny_study_file, tmp_path_factory):
    """A function that gives another fresh copy of the tiny study, open."""
    folder, number = tmp_path_factory.mktemp("copies"), count()

    def copy():
        place = folder / str(next(number))
        place.mkdir()
        return open_study(shutil.copyfile(tiny_study_file, place / "tiny.workbench"))

    return copy

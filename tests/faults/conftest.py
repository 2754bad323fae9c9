"""What the kill trials share: the tally that is printed at the end, and a way to look past the store."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing

import pytest

TALLY = pytest.StashKey[Counter]()


@pytest.fixture
def tally(request) -> Counter:
    """Counts of what was tried and what was lost, over all trials of this session."""
    return request.config.stash.setdefault(TALLY, Counter())


def pytest_terminal_summary(terminalreporter, config):
    """Print the totals, so that they can be quoted."""
    tally = config.stash.get(TALLY, None)
    if tally:
        said = ", ".join(f"{count} {what}" for what, count in sorted(tally.items()))
        terminalreporter.write_line(f"kill trials: {said}")


@pytest.fixture(scope="session")
def rows():
    """A function that gives all rows of all tables of a study's file, but its history and its texts."""
    from workbench.store import tables

    def rows_of(path):
        with closing(sqlite3.connect(path)) as connection:
            names = tables.BY_NAME.keys() - {"revision", "content", "replay"}
            return {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in names}

    return rows_of

"""What stays behind, and the back doors."""

from __future__ import annotations

import os
import time

import pytest
import sqlalchemy as sa

from workbench.store import make_backup
from workbench.store.backups import PART, folder_of
from workbench.store.engine import connect_to


def test_a_killed_backup_does_not_leave_the_text_lying_about(tiny_study):
    make_backup(tiny_study.path)
    folder = folder_of(tiny_study.path)
    old, fresh = folder / f".old{PART}", folder / f".fresh{PART}"
    for part in (old, fresh):
        part.write_bytes(b"text of an interview")
    os.utime(old, (time.time() - 90_000,) * 2)
    make_backup(tiny_study.path)
    assert not old.exists()
    assert fresh.exists(), "another process may be writing it now"


def test_a_row_on_record_cannot_be_replaced_either(tiny_study):
    engine = connect_to(tiny_study.path, write=True)
    with engine.connect() as connection, connection.begin():
        row = connection.execute(sa.text("SELECT * FROM decision")).mappings().first()
        columns = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        with pytest.raises(sa.exc.IntegrityError, match="taken back by undo only"):
            connection.execute(sa.text(f"INSERT OR REPLACE INTO decision ({columns}) VALUES ({values})"), dict(row))

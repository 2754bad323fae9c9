"""Bringing a backup back: checked to the character first, put in place in one step, and on record."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from workbench.errors import StudyBusy, StudyUnreadable
from workbench.model import new_id
from workbench.store import backups, migrate
from workbench.store.backups import Backup
from workbench.store.check import check_study
from workbench.store.engine import in_our_words
from workbench.store.study import OpenStudy

RESTORE = "study.restore"


def restore(study: Path, backup: Path, *, by: str = "") -> Backup | None:
    """Put a backup's content in the study's place, with an act on record that says so.

    The state before is backed up first and returned. A study too damaged for that is set aside among its backups, as
    `damaged-...`, and None is returned. Killed at any moment, the study is either what it was or what the backup is.

    Raises:
        StudyUnreadable: when the backup is not a whole, sound study; the study was not changed then.
        StudyBusy, DiskFull, StudyReadOnly: when the study cannot be written, or somebody is working in it; it was not
            changed then.
        OSError: when the folder cannot be written.
    """
    half = study.with_name(f".{study.name}.{new_id()}{backups.PART}")
    try:
        with in_our_words(study):
            _prepare(backup, half)
            before = backups.make(study, spare=backup) if _is_whole(study) else None
            _record(half, f"Restored '{backup.name}'", by, newest=next(iter(backups.list_backups(study)), None))
            if before is not None:
                _refuse_newer_acts(study, before)
                backups.copy(half, study)
            else:
                _put_in_place(half, study)
    finally:
        half.unlink(missing_ok=True)
    return before


def _prepare(backup: Path, half: Path) -> None:
    """Make, beside the study, what the study is to become: the backup's content, up to date and checked."""
    migrate.require_our_file(backup)
    backups.acts_of(backup)
    backups.copy(backup, half)
    migrate.upgrade(half)
    found = check_study(half)
    if found:
        raise StudyUnreadable(
            f"'{backup.name}' is damaged: {found[0].where}: {found[0].message}.",
            "Choose another backup: `workbench restore` lists them.",
        )


def _record(half: Path, summary: str, by: str, *, newest: Backup | None) -> None:
    # later than every backup there is, also where the clock was set back: `check` goes by it
    at = max(datetime.now(UTC), newest.made) if newest else datetime.now(UTC)
    with OpenStudy(half).act(RESTORE, by=by, at=at, summary=summary, undoable=False):
        pass


def _refuse_newer_acts(study: Path, before: Backup) -> None:
    # what another program saved since the backup was made would be in neither file
    if backups.acts_of(study) != before.acts:
        raise StudyBusy(
            f"Somebody is working in '{study.name}' right now, and would lose what they just did.",
            "Ask them to close it, then restore again.",
        )


def _put_in_place(half: Path, study: Path) -> None:
    """Replace a study that cannot be written into; it and its journal are kept beside its backups."""
    folder = backups.folder_of(study)
    folder.mkdir(exist_ok=True)
    aside = folder / f"damaged-{datetime.now(UTC).strftime(backups.STAMP)}{study.suffix}"
    for ending in ("-journal", "-wal", "-shm"):  # they belong to the damaged file and would spoil the new one
        journal = study.with_name(study.name + ending)
        if journal.exists():
            journal.rename(aside.with_name(aside.name + ending))
    if study.exists():
        shutil.copyfile(study, aside)
    half.replace(study)


def _is_whole(study: Path) -> bool:
    try:
        migrate.require_our_file(study)
        backups.acts_of(study)
    except StudyUnreadable:
        return False
    return True

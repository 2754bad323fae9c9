"""Backups: whole copies by SQLite's backup API, opened before they count, thinned as they age."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from workbench.errors import StudyUnreadable

EVERY = timedelta(minutes=30)
KEEP_ALL_FOR = timedelta(days=2)
# how many of the newest per day, week and month are kept beyond that
KEPT: tuple[tuple[str, int], ...] = (("%Y-%m-%d", 12), ("%G-W%V", 10), ("%Y-%m", 9))
_STAMP = "%Y%m%dT%H%M%S.%fZ"


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: its file, when it was made (UTC) and how many acts it holds."""

    path: Path
    made: datetime
    acts: int


def folder_of(study: Path) -> Path:
    """Return the folder that holds a study's backups, beside the study."""
    return study.with_name(f"{study.stem}.backups")


def list_backups(study: Path) -> list[Backup]:
    """Return a study's backups, the newest first."""
    found = [_named(path) for path in folder_of(study).glob(f"*{study.suffix}")]
    return sorted((b for b in found if b), key=lambda b: (b.made, b.acts), reverse=True)


def make(study: Path, *, at: datetime | None = None) -> Backup:
    """Make a backup now and open it to see that it is whole; older ones are thinned afterwards.

    Raises:
        OSError: when the folder cannot be written.
        StudyUnreadable: when the copy turns out damaged, which means that the study is; no old backup is removed then.
    """
    folder = folder_of(study)
    folder.mkdir(exist_ok=True)
    made = at or datetime.now(UTC)
    half = folder / f".{os.getpid()}.part"
    try:
        _copy(study, half)
        acts = _acts_of(half)
        backup = Backup(folder / f"{made.strftime(_STAMP)}-{acts:06d}{study.suffix}", made, acts)
        half.replace(backup.path)
    finally:
        half.unlink(missing_ok=True)
    for old in thinned(list_backups(study)):
        old.path.unlink(missing_ok=True)
    return backup


def when_due(study: Path, *, now: datetime | None = None) -> list[str]:
    """Make a backup if the newest is half an hour old, and return what could not be done as sentences.

    The act before this is already committed: a backup that fails is worth a warning, never an error.
    """
    now = now or datetime.now(UTC)
    newest = next(iter(list_backups(study)), None)
    try:
        since = newest.made if newest else _created(study)
        if abs(now - since) >= EVERY:  # abs: a clock set back must not stop backups
            make(study, at=now)
    except (OSError, sqlite3.Error, StudyUnreadable) as error:
        return [f"Your work is saved, but no backup could be made in '{folder_of(study)}': {error}."]
    return []


def restore(study: Path, backup: Path) -> Backup | None:
    """Put a backup's content in the study's place; the state before is backed up first and returned.

    The content is written through SQLite's backup API as one transaction: killed at any moment, the study is either
    what it was or what the backup is.

    Raises:
        StudyUnreadable: when the backup is not a whole study; the study was not changed then.
    """
    _acts_of(backup)
    before = make(study) if study.exists() and _is_whole(study) else None
    _copy(backup, study)
    return before


def thinned(backups: list[Backup]) -> list[Backup]:
    """Return the backups (given newest first) that are past keeping, counted from the newest, not from the clock."""
    if not backups:
        return []
    keep = {b.path for b in backups if backups[0].made - b.made <= KEEP_ALL_FOR}
    for pattern, many in KEPT:
        newest_of: dict[str, Path] = {}
        for backup in backups:
            newest_of.setdefault(backup.made.strftime(pattern), backup.path)
        keep.update(list(newest_of.values())[:many])
    return [b for b in backups if b.path not in keep]


def _named(path: Path) -> Backup | None:
    stamp, _, acts = path.stem.rpartition("-")
    try:
        return Backup(path, datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC), int(acts))
    except ValueError:  # somebody else's file in our folder
        return None


def _copy(from_: Path, to: Path) -> None:
    with closing(sqlite3.connect(from_)) as source, closing(sqlite3.connect(to, timeout=30)) as target:
        target.execute("PRAGMA synchronous = FULL")
        source.backup(target)


def _is_whole(path: Path) -> bool:
    try:
        _acts_of(path)
    except StudyUnreadable:
        return False
    return True


def _acts_of(path: Path) -> int:
    """Open a study, look through its pages and return how many acts it holds."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            said = connection.execute("PRAGMA quick_check").fetchone()[0]
            acts = connection.execute("SELECT coalesce(max(sequence), 0) FROM revision").fetchone()[0]
    except sqlite3.Error as error:
        raise StudyUnreadable(
            f"'{path.name}' is not a whole study ({error}).", "Choose another backup: `workbench restore` lists them."
        ) from error
    if said != "ok":
        raise StudyUnreadable(
            f"'{path.name}' is damaged ({said}).", "Choose another backup: `workbench restore` lists them."
        )
    return int(acts)


def _created(study: Path) -> datetime:
    with closing(sqlite3.connect(f"{study.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        return datetime.fromisoformat(connection.execute("SELECT created FROM study").fetchone()[0])

"""Backups: whole copies by SQLite's backup API, opened before they count, thinned as they age."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from workbench.errors import StudyBusy, StudyUnreadable, WorkbenchError
from workbench.model import new_id
from workbench.store import engine

EVERY = timedelta(minutes=30)
KEEP_ALL_FOR = timedelta(days=2)
# how many of the newest per day, week and month are kept beyond that
KEPT: tuple[tuple[str, int], ...] = (("%Y-%m-%d", 12), ("%G-W%V", 10), ("%Y-%m", 9))
STAMP = "%Y%m%dT%H%M%S.%fZ"
PART = ".part"  # ends the name of a file that is still being made


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


def make(study: Path, *, at: datetime | None = None, spare: Path | None = None) -> Backup:
    """Make a backup now and open it to see that it is whole; older ones but `spare` are thinned afterwards.

    Raises:
        OSError: when the folder cannot be written.
        StudyUnreadable: when the copy turns out damaged, which means that the study is; no old backup is removed then.
        StudyBusy, DiskFull: when the study cannot be read, or the copy not be written.
    """
    folder = folder_of(study)
    folder.mkdir(exist_ok=True)
    made = at or datetime.now(UTC)
    _sweep(folder, made)
    half = folder / f".{new_id()}{PART}"
    try:
        copy(study, half)
        acts = acts_of(half)
        backup = Backup(folder / f"{made.strftime(STAMP)}-{acts:06d}{study.suffix}", made, acts)
        half.replace(backup.path)
    finally:
        half.unlink(missing_ok=True)
    for old in thinned(list_backups(study)):
        if spare is None or old.path.resolve() != spare.resolve():
            old.path.unlink(missing_ok=True)
    return backup


def when_due(study: Path, *, now: datetime | None = None) -> list[str]:
    """Make a backup if the newest is half an hour old, and return what could not be done as sentences.

    The act before this is already committed: a backup that fails is worth a warning, never an error.
    """
    if study.suffix == PART:
        return []
    now = now or datetime.now(UTC)
    newest = next(iter(list_backups(study)), None)
    try:
        since = newest.made if newest else _created(study)
        if abs(now - since) >= EVERY:  # abs: a clock set back must not stop backups
            make(study, at=now)
    except (OSError, sqlite3.Error, WorkbenchError) as error:
        return [f"Your work is saved, but no backup could be made in '{folder_of(study)}': {error}."]
    return []


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


def _sweep(folder: Path, now: datetime) -> None:
    """Remove what a killed backup left behind: it holds the study's text and nobody would look for it."""
    for part in folder.glob(f".*{PART}"):
        if now.timestamp() - part.stat().st_mtime > timedelta(days=1).total_seconds():
            part.unlink(missing_ok=True)


def _named(path: Path) -> Backup | None:
    stamp, _, acts = path.stem.rpartition("-")
    try:
        return Backup(path, datetime.strptime(stamp, STAMP).replace(tzinfo=UTC), int(acts))
    except ValueError:  # somebody else's file in our folder
        return None


def copy(from_: Path, to: Path) -> None:
    """Copy a whole study through SQLite's backup API, as one transaction of the file that is written.

    Raises:
        StudyBusy: when another program keeps one of them locked.
    """
    give_up = time.monotonic() + engine.BUSY_SECONDS

    def progress(status: int, _remaining: int, _pages: int) -> None:
        waiting = status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
        if waiting and time.monotonic() > give_up:  # left alone, the driver would try for ever
            raise StudyBusy(f"'{to.name}' or '{from_.name}' is in use by another program.", "Close it and try again.")

    to.touch()
    with (
        engine.in_our_words(to),
        closing(engine.driver_connection(from_)) as source,
        closing(engine.driver_connection(to)) as target,
    ):
        target.execute("PRAGMA synchronous = FULL")
        source.backup(target, progress=progress, sleep=0.1)


def acts_of(path: Path) -> int:
    """Open a study, look through its pages and return how many acts it holds.

    Raises:
        StudyUnreadable: when it is not a whole study.
        StudyBusy: when another program keeps it locked.
    """
    with engine.in_our_words(path), closing(engine.driver_connection(path)) as connection:
        said = connection.execute("PRAGMA quick_check").fetchone()[0]
        acts = connection.execute("SELECT coalesce(max(sequence), 0) FROM revision").fetchone()[0]
    if said != "ok":
        raise StudyUnreadable(
            f"'{path.name}' is damaged ({said}).", "Choose another backup: `workbench restore` lists them."
        )
    return int(acts)


def _created(study: Path) -> datetime:
    with closing(engine.driver_connection(study)) as connection:
        return datetime.fromisoformat(connection.execute("SELECT created FROM study").fetchone()[0])

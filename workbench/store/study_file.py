"""Where a study lies: whether one is there, whether there is room for one, and how a new one gets its name."""

from __future__ import annotations

import os
from pathlib import Path

from workbench.errors import StudyUnreadable
from workbench.store import migrate

SUFFIX = ".workbench"


def put_in_place(half: Path, file: Path) -> None:
    """Give a finished study its name; what is there already is never overwritten."""
    try:
        os.link(half, file)  # refuses to overwrite, unlike a rename
    except FileExistsError:
        require_room(file)
    except OSError:  # some file systems know no hard links
        require_room(file)
        half.rename(file)


def _is_there(file: Path) -> bool:
    try:
        return file.exists()
    except OSError as error:  # a name too long, or a folder that may not be looked into
        raise StudyUnreadable(f"'{file}' cannot be reached: {error.strerror}.", "Check the path.") from error


def require_room(file: Path) -> None:
    """Refuse a place for a new study where something is, or a folder that is not there.

    Raises:
        StudyUnreadable: saying which.
    """
    if _is_there(file):
        raise StudyUnreadable(f"There is already a file '{file}'.", "Choose another name, or open it with `--study`.")
    if not file.parent.is_dir():
        raise StudyUnreadable(f"There is no folder '{file.parent}'.", "Make it first, or choose another place.")


def require_study(file: Path) -> None:
    """Refuse a place where there is no study.

    Raises:
        StudyUnreadable: naming the studies in that folder.
    """
    if not _is_there(file):
        others = sorted(p.name for p in file.parent.glob(f"*{SUFFIX}")) if file.parent.is_dir() else []
        there = f" In that folder there is: {', '.join(others[:5])}." if others else ""
        raise StudyUnreadable(
            f"There is no study at '{file}'.{there}", f"Make one with `workbench new {file}`, or check the path."
        )
    if file.is_dir():
        raise StudyUnreadable(f"'{file}' is a folder; a study is one file ending in {SUFFIX}.", "Name the file in it.")
    migrate.require_our_file(file)

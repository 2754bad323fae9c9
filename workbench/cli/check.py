"""`workbench check`, `backup` and `restore`: is the study sound, and its copies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.call import Call, Row, about_a_study, answer, example
from workbench.cli.tables import counted, note, say, table
from workbench.errors import FileUnreadable, NotFound, StudyReadOnly, StudyUnreadable

if TYPE_CHECKING:
    from workbench.store import Backup

_FINDINGS = table({"check": "check", "where": "where", "found": "message"})
_BACKUPS = table(
    {"made (UTC)": lambda row: row["made"][:19].replace("T", " "), "acts": "acts", "file": "file"},
    empty="There are no backups of this study yet. Make one: workbench backup",
)


@click.command(epilog=example("workbench check"))
@about_a_study
def check(call: Call) -> None:
    """Look through the whole study for damage; exit 1 when there is any."""
    from workbench.store import check_study

    rows = [{"check": each.check, "where": each.where, "message": each.message} for each in check_study(call.path)]

    def print_rows(found: list[Row]) -> None:
        _FINDINGS(found)
        if not found:
            say(f"'{call.path.name}' is sound: file, texts, codings, references, memos, history and backups.")

    call.answer(rows, print_rows)
    if rows:
        raise click.exceptions.Exit(1)


@click.command(epilog=example("workbench backup"))
@about_a_study
def backup(call: Call) -> None:
    """Make a backup now, beside the study, and open it to see that it is whole."""
    from workbench.store import make_backup

    with _in_our_words(call):
        made = make_backup(call.study.path)
    call.answer([_row(made)], lambda _rows: say(f"Made {made.path}"))


@click.command(epilog=example("workbench restore", "workbench restore 20261123T134500.000000Z-000042.workbench"))
@click.argument("file", required=False)
@about_a_study
def restore(call: Call, file: str | None) -> None:
    """Put a backup in the study's place; without FILE, list the backups.

    The state before is backed up first. FILE is a path, or a backup's name as listed.
    """
    from workbench.store import list_backups
    from workbench.store import restore as put_back

    if file is None:
        _list(call, [_row(each) for each in list_backups(call.path)])
        return
    chosen = _chosen(call, file)
    with _in_our_words(call):
        before = put_back(call.path, chosen, by=call.coder)
    saved = f" The state before is kept in {before.path}." if before else ""
    row = {"restored": str(chosen), "before": str(before.path) if before else None}
    call.answer([row], lambda _rows: say(f"Restored {chosen.name}.{saved}"))


def _list(call: Call, rows: list[Row]) -> None:
    try:
        call.answer(rows, _BACKUPS)
    except StudyUnreadable as error:  # a study that is lost or damaged is when its backups are wanted
        note(f"The study itself cannot be opened: {error.message}")
        answer({"rows": rows}, _BACKUPS, as_json=call.as_json)


def _chosen(call: Call, file: str) -> Path:
    from workbench.store import list_backups
    from workbench.store.migrate import require_our_file

    hint = "`workbench restore` without a file lists the backups."
    backups = list_backups(call.path)
    named = [each.path for each in backups if each.path.name == file]
    path = named[0] if named else Path(file)
    if not path.is_file():
        there = f"This study has {counted(len(backups), 'backup')}."
        raise NotFound(f"There is no backup '{file}'. {there}", hint)
    if call.path.exists() and path.samefile(call.path):
        raise FileUnreadable(f"'{file}' is the study itself.", hint)
    require_our_file(path, hint=hint)
    return path


@contextmanager
def _in_our_words(call: Call) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StudyReadOnly(
            f"The folder of '{call.path.name}' cannot be written: {error.strerror or error}. Nothing was changed.",
            "Check the folder's permissions and the room on the disk.",
        ) from error


def _row(each: Backup) -> Row:
    return {"file": each.path.name, "path": str(each.path), "made": each.made.isoformat(), "acts": each.acts}

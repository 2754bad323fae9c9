"""Bringing a study's file to the schema of this version: forward only, whole or not at all, after a backup."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from workbench.errors import StudyReadOnly, StudyUnreadable
from workbench.store import backups
from workbench.store.engine import APPLICATION_ID, connect_to

_FOLDER = Path(__file__).parent / "migrations"
_ID_AT = slice(68, 72)  # the application id's place in SQLite's file header


def known_versions() -> list[str]:
    """Return every schema version this workbench can start from, oldest first."""
    return sorted(path.name.split("_")[0] for path in (_FOLDER / "versions").glob("[0-9]*.py"))


HEAD = known_versions()[-1]
"""The schema of this version. Read off the migrations: written down here, it would one day be an older one."""


def require_our_file(path: Path, *, hint: str = "A study is made with `workbench new`.") -> None:
    """Refuse a file that is not a study, before SQLite is asked to open it; `hint` says what to do instead.

    Raises:
        StudyUnreadable: saying what the file looks like instead.
    """
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except OSError as error:
        raise StudyUnreadable(f"'{path}' cannot be read: {error.strerror}.", "Check the file's permissions.") from error
    if not head.startswith(b"SQLite format 3\x00"):
        looks = "is empty" if not head else "is some other kind of file"
        raise StudyUnreadable(f"'{path.name}' is not a study: it {looks}.", hint)
    if int.from_bytes(head[_ID_AT], "big") != APPLICATION_ID:
        raise StudyUnreadable(f"'{path.name}' is a database of some other program, not a study.", hint)


def create(path: Path) -> None:
    """Give an empty file the whole schema."""
    engine = connect_to(path, write=True)
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        upgrade_to(connection, "head")


def bring_up_to_date(path: Path) -> None:
    """Migrate the study if it is older than this version, after a backup; otherwise only look.

    Raises:
        StudyUnreadable: when it was written by a newer version, or is not whole.
        StudyReadOnly: when it needs migrating but cannot be written.
    """
    found = schema_of(path)
    if found == HEAD:
        return
    if not found:
        raise StudyUnreadable(
            f"'{path.name}' is not a whole study: it does not say which version of the workbench its tables are for.",
            "Put a backup in its place: `workbench restore` without a file lists them. The study was not changed.",
        )
    if found not in known_versions():
        raise StudyUnreadable(
            f"'{path.name}' was written by a newer version of the workbench (its schema is '{found}', "
            f"this version knows up to '{HEAD}').",
            "Update the workbench: `pip install --upgrade interview-workbench`. The study was not changed.",
        )
    try:
        backups.make(path)
    except OSError as error:
        raise StudyReadOnly(
            f"'{path.name}' is from an older version and must be brought up to date, but no backup can be made "
            f"beside it: {error.strerror}.",
            "Copy the study to a folder you can write to and open it there.",
        ) from error
    upgrade(path)


def upgrade(path: Path) -> None:
    """Take the file to the newest schema, in one transaction."""
    engine = connect_to(path, write=True)
    with engine.connect() as connection, connection.begin():
        upgrade_to(connection, "head")


def schema_of(path: Path) -> str:
    """Return the schema version the file is at ('' when it has none)."""
    engine = connect_to(path, write=False)
    with engine.connect() as connection, connection.begin():
        if not connection.execute(sa.text("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")).first():
            return ""
        return str(connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one_or_none() or "")


def upgrade_to(connection: sa.Connection, version: str) -> None:
    """Take an open database to a schema version; a test begins with an older one."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, version)

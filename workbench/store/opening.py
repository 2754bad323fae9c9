"""How a study's file is opened, brought up to date, and made."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from workbench.errors import StudyReadOnly
from workbench.model import Mode, Study, new_id
from workbench.store import migrate, tables
from workbench.store.engine import check_library, in_our_words
from workbench.store.study import OpenStudy
from workbench.store.study_file import SUFFIX, put_in_place, require_room, require_study


def open_study(path: str | Path) -> OpenStudy:
    """Open a study. An older one is brought up to date first, after a backup.

    Raises:
        StudyUnreadable: when there is no study at `path`, or it is damaged, or from a newer workbench.
        StudyReadOnly: when it needs bringing up to date but cannot be written.
    """
    check_library()
    file = Path(path)
    require_study(file)
    with in_our_words(file):
        migrate.bring_up_to_date(file)
    return OpenStudy(file)


def new_study(
    path: str | Path,
    *,
    name: str | None = None,
    mode: Mode = Mode.CODEBOOK,
    synthetic: bool = False,
    language: str = "en",
    by: str,
    at: datetime | None = None,
) -> OpenStudy:
    """Make a new, empty study at `path` and open it. The file appears whole or not at all.

    Raises:
        StudyUnreadable: when there is already something at `path`.
        StudyReadOnly: when the folder cannot be written.
    """
    check_library()
    file = Path(path)
    file = file if file.suffix else file.with_suffix(SUFFIX)
    require_room(file)
    half = file.with_name(f".{file.name}.{new_id()}.part")
    try:
        with in_our_words(file):
            half.touch()
            migrate.create(half)
            at = at or datetime.now(UTC)
            row = Study(new_id(), name or file.stem, mode, synthetic, language, at)
            with OpenStudy(half).act(
                "study.new", by=by, at=at, summary=f"Made the study '{row.name}'", undoable=False
            ) as act:
                act.insert(tables.study, [_row(row)])
        put_in_place(half, file)
    except OSError as error:
        raise StudyReadOnly(
            f"A study cannot be made in '{file.parent}': {error.strerror}.", "Choose a folder you can write to."
        ) from error
    finally:
        half.unlink(missing_ok=True)
    return OpenStudy(file)


def _row(study: Study) -> dict[str, object]:
    return {
        "id": study.id,
        "name": study.name,
        "mode": study.mode.value,
        "synthetic": int(study.synthetic),
        "language": study.language,
        "created": study.created.isoformat(),
        "suggestions_shown": int(study.suggestions_shown),
    }

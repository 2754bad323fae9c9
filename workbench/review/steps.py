"""ACT: the last act is taken back, or done again."""

from __future__ import annotations

from datetime import datetime

from workbench.store import OpenStudy


def undo(study: OpenStudy, *, by: str, at: datetime | None = None) -> str:
    """Take back the last act and return what it was.

    Raises:
        NothingToUndo: when there is none.
    """
    with study.act("undo", by=by, at=at) as act:
        taken_back = study.history.undo(act)
        act.summary = f"Took back: {taken_back}"
    return taken_back


def redo(study: OpenStudy, *, by: str, at: datetime | None = None) -> str:
    """Do the last act that was taken back again, and return what it was.

    Raises:
        NothingToUndo: when there is none.
    """
    with study.act("redo", by=by, at=at) as act:
        done_again = study.history.redo(act)
        act.summary = f"Did again: {done_again}"
    return done_again

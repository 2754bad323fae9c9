"""ACT: the last act is taken back, or done again; or the study is taken back to any point, as a new act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from workbench.store import OpenStudy

AGAIN = "run.again"
"""The act by which the workbench learns again from what people decided, when nobody asked it to."""
_STEPS = {"undo", "redo"}
Only = Callable[[str, str, str], None]
"""Is asked whether an act (name, coder, summary) may be taken back or done again, and raises what is to be told if not."""


def undo(
    study: OpenStudy, *, by: str, at: datetime | None = None, only: Only | None = None, seen: int | None = None
) -> str:
    """Take back the last act and return what it was. `seen` is the newest act that the person knew of.

    What the machine learned by itself since then (`AGAIN`) is no act of a person's: it is taken back along with it.

    Raises:
        NothingToUndo: when there is none; and what `only` raises.
        Conflict: when something was done after `seen`; nothing is written then.
    """
    while True:
        learned = _newest_in_force(study) == AGAIN
        with study.act("undo", by=by, at=at) as act:
            taken_back = study.history.undo(act, only=None if learned else only, seen=seen)
            act.summary = f"Took back: {taken_back}"
        if not learned:
            return taken_back
        seen = None if seen is None else study.history.last()


def _newest_in_force(study: OpenStudy) -> str:
    """Return the name of the act that undo would take back; empty where there is none."""
    return next((each.act for each in study.history.all() if not (each.undone or each.act in _STEPS)), "")


def redo(
    study: OpenStudy, *, by: str, at: datetime | None = None, only: Only | None = None, seen: int | None = None
) -> str:
    """Do the last act that was taken back again, and return what it was. `seen` is the newest act that the person knew of.

    Raises:
        NothingToUndo: when there is none; and what `only` raises.
        Conflict: when something was done after `seen`; nothing is written then.
    """
    with study.act("redo", by=by, at=at) as act:
        done_again = study.history.redo(act, only=only, seen=seen)
        act.summary = f"Did again: {done_again}"
    return done_again


def take_back_to(
    study: OpenStudy, sequence: int, *, by: str, at: datetime | None = None, seen: int | None = None
) -> str:
    """Take the study back to how it was after act number `sequence`, as one new act, and return its summary.

    Undo brings everything back. `seen` is the newest act that the person knew of when deciding.

    Raises:
        NotFound: when there is no such act.
        NotAllowedHere: when an act since then cannot be undone; the sentence names it.
        NothingToUndo: when the study is as it was then.
        Conflict: when something was done after `seen`; nothing is written then.
    """
    with study.act("back", by=by, at=at) as act:
        study.history.back(act, sequence, seen=seen)
        act.summary = f"Took the study back to act {sequence}"
    return act.summary

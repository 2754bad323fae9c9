"""What can go wrong, said so that the reader can mend it.

Every error carries a message (what is wrong, where, what there is) and a hint (what to do next). Doors catch
`WorkbenchError` once and show both; anything else is a bug and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class WorkbenchError(Exception):
    """Something the user can mend.

    Args:
        message: what is wrong, where, and what there is instead.
        hint: what to do next, as a sentence or a command; may be empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type[WorkbenchError], tuple[str, str]]:
        # Errors cross process borders (readers run in a child), and the default pickling would drop the hint.
        return (type(self), (self.message, self.hint))


class FileUnreadable(WorkbenchError):
    """A file from outside could not be taken in; nothing was changed."""


class EncodingUnknown(FileUnreadable):
    """The bytes fit more than one encoding, or none: a person has to say which."""


class DuplicateSource(WorkbenchError):
    """The same text, or a source of the same name, is already in the study."""


class CodebookInvalid(WorkbenchError):
    """A codebook breaks its own rules (cycle, duplicate name, unknown parent, near-miss to nowhere)."""


class RecipeInvalid(WorkbenchError):
    """A pipeline file names an unknown stage, a wrong parameter or leaves a slot empty."""


class NotFound(WorkbenchError):
    """A name or id that nothing in the study answers to."""


class SpanOutOfText(WorkbenchError):
    """A span that does not lie inside its text."""


class Conflict(WorkbenchError):
    """Somebody else changed the same thing first; both versions are kept and shown.

    Args:
        message: what was edited twice.
        mine: the text that was about to be written.
        theirs: the text that is stored now.
        hint: what to do next.
    """

    def __init__(self, message: str, hint: str = "", *, mine: str = "", theirs: str = "") -> None:
        super().__init__(message, hint)
        self.mine = mine
        self.theirs = theirs

    def __reduce__(self) -> Any:  # a three-part reduce: the two texts travel as state
        return (type(self), (self.message, self.hint), {"mine": self.mine, "theirs": self.theirs})


class StudyUnreadable(WorkbenchError):
    """The file is not a study, is damaged, or was written by a newer version."""


class StudyReadOnly(WorkbenchError):
    """The study can be read but not written."""


class StudyBusy(WorkbenchError):
    """Another program holds the study for longer than we wait."""


class DiskFull(WorkbenchError):
    """The disk is full; everything saved before is kept."""


class NotAllowedHere(WorkbenchError):
    """An act that this study's mode or settings rule out, such as suggestions in a reflexive study."""


class NothingToUndo(WorkbenchError):
    """There is no act to undo, or none to redo."""


class AlreadyArrived(WorkbenchError):
    """What was sent twice has been done once; nothing is told to anybody."""


class ModelUnusable(WorkbenchError):
    """An embedding model is missing, or its weights are not the ones expected."""


def listed(names: Iterable[str], *, most: int = 12) -> str:
    """Return names as a readable list for a message: 'a, b, c (and 4 more)'; 'none' where there are none."""
    every = list(names)
    shown = ", ".join(every[:most]) or "none"
    return shown if len(every) <= most else f"{shown} (and {len(every) - most} more)"

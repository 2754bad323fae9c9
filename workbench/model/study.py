"""The study itself, and the record of what was done in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Mode(StrEnum):
    """How a study works (declared once, recorded, and kept to).

    In `REFLEXIVE` mode no suggestion and no agreement score exists: meaning is made by people reading.
    """

    CODEBOOK = "codebook"
    REFLEXIVE = "reflexive"


@dataclass(frozen=True, slots=True)
class Study:
    """What a study is (REFI-QDA: Project). `suggestions_shown` is the study's own switch, kept in its history."""

    id: str
    name: str
    mode: Mode
    synthetic: bool
    language: str
    created: datetime
    suggestions_shown: bool = True


@dataclass(frozen=True, slots=True)
class Revision:
    """One act on record: who did what, when.

    `undoes` is the sequence of the act this one took back or redid or, for `back`, went back to.
    `hash` covers this revision and the hash before it, so that a changed, removed or inserted revision is found.
    """

    sequence: int
    act: str
    summary: str
    coder: str
    at: datetime
    hash: str
    previous_hash: str
    undoes: int | None = None
    undone: bool = False

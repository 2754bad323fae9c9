"""A question about codes, kept under a name and answered anew each time it is opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A saved question (REFI-QDA has none). In `question` codes stand by their ids, so a rename of a code breaks nothing.

    `unit` is what the question is about: segment, turn, question, source or person.
    """

    id: str
    name: str
    question: str
    unit: str
    coder_id: str
    created: datetime

"""ACT: questions about codes are saved, renamed and removed."""

from __future__ import annotations

from datetime import datetime

from workbench.errors import NotAllowedHere
from workbench.model import SavedQuery
from workbench.store import OpenStudy


def save_query(
    study: OpenStudy, name: str, question: str, unit: str, *, by: str, at: datetime | None = None
) -> SavedQuery:
    """Save a question about codes under a name; `question` is as `report.relations.kept_question` writes it.

    Raises:
        NotAllowedHere: when the name is empty or taken, or the question is empty.
    """
    if not question.strip():
        raise NotAllowedHere("There is no question to save.", "Ask one first.")
    with study.act("query.save", by=by, at=at, summary=f"Saved the question '{' '.join(name.split())}'") as act:
        return study.queries.add(act, name, question, unit, study.coders.person(act, by))


def rename_query(study: OpenStudy, query: str, name: str, *, by: str, at: datetime | None = None) -> None:
    """Give the saved question of this name or id another name.

    Raises:
        NotFound: when there is none.
        NotAllowedHere: when the new name is empty or taken.
    """
    found = study.queries.find(query)
    with study.act("query.rename", by=by, at=at, summary=f"Renamed the question '{found.name}'") as act:
        study.coders.person(act, by)
        study.queries.rename(act, found.id, name)


def remove_query(study: OpenStudy, query: str, *, by: str, at: datetime | None = None) -> None:
    """Take the saved question of this name or id away; undo brings it back.

    Raises:
        NotFound: when there is none.
    """
    found = study.queries.find(query)
    with study.act("query.remove", by=by, at=at, summary=f"Removed the question '{found.name}'") as act:
        study.coders.person(act, by)
        study.queries.remove(act, found.id)

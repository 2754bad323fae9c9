"""Questions about codes, saved under a name that nothing else in the study has."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workbench.errors import NotAllowedHere, NotFound, listed
from workbench.model import Coder, SavedQuery, new_id
from workbench.model.codebook import folded
from workbench.store import tables
from workbench.store.act import Act
from workbench.store.reading import Family


class Queries(Family):
    """Saved questions, by name. What one asks never changes; another is another question."""

    def add(self, act: Act, name: str, question: str, unit: str, coder: Coder) -> SavedQuery:
        """Save a question.

        Raises:
            NotAllowedHere: when the name is empty or taken.
        """
        made = SavedQuery(new_id(), self._free(act, name), question, unit, coder.id, act.at)
        row = {field: getattr(made, field) for field in ("id", "name", "question", "unit", "coder_id")}
        act.insert(tables.saved_query, [{**row, "name_fold": folded(made.name), "created": act.at.isoformat()}])
        return made

    def rename(self, act: Act, query_id: str, name: str) -> None:
        """Give a saved question another name.

        Raises:
            NotAllowedHere: when the name is empty or taken by another.
        """
        fresh = self._free(act, name, but=query_id)
        act.update(tables.saved_query, {"id": query_id}, {"name": fresh, "name_fold": folded(fresh)})

    def remove(self, act: Act, query_id: str) -> None:
        """Take a saved question away; undo brings it back."""
        act.delete(tables.saved_query, {"id": query_id})

    def find(self, words: str) -> SavedQuery:
        """Return the one with this name or id, whatever the capitals.

        Raises:
            NotFound: naming those there are.
        """
        every = self.all()
        for each in every:
            if folded(words.strip()) in {folded(each.name), each.id}:
                return each
        there = listed(each.name for each in every)
        raise NotFound(
            f"No question is saved as '{words}'." + (f" There is: {there}." if every else ""),
            "`workbench analysis saved` lists them.",
        )

    def all(self) -> list[SavedQuery]:
        """Return every saved question, by name."""
        query = sa.select(tables.saved_query).order_by(tables.saved_query.c.name_fold)
        return [_saved(row) for row in self.rows(query)]

    def _free(self, act: Act, name: str, but: str = "") -> str:
        """Return the name as it is kept."""
        kept = " ".join(name.split())
        if not kept:
            raise NotAllowedHere("A saved question needs a name.", "Say in a few words what it asks.")
        column = tables.saved_query.c
        query = sa.select(column.id).where(column.name_fold == folded(kept), column.id != but)
        if act.connection.execute(query).first() is not None:
            raise NotAllowedHere(f"A question is saved as '{kept}' already.", "Choose another name.")
        return kept


def _saved(row: sa.Row[Any]) -> SavedQuery:
    return SavedQuery(row.id, row.name, row.question, row.unit, row.coder_id, datetime.fromisoformat(row.created))

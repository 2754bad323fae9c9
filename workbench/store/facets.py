"""Facets of codings: one value out of a closed list of the codebook, per coding and facet."""

from __future__ import annotations

from collections import defaultdict

import sqlalchemy as sa

from workbench.store import tables
from workbench.store.act import Act
from workbench.store.reading import Family


def remove_facets(act: Act, coding_id: str) -> None:
    """Take away every facet of a coding that goes (undo brings both back)."""
    for facet in _values(act, coding_id):
        act.delete(tables.coding_facet, {"coding_id": coding_id, "facet": facet})


class Facets(Family):
    """What is said of a coding besides its code, such as the status of a phase."""

    def put(self, act: Act, coding_id: str, facet: str, value: str) -> None:
        """Give a coding a value of a facet, in the place of the one it had; the empty value takes that one away."""
        key = {"coding_id": coding_id, "facet": facet}
        stored = act.row(tables.coding_facet, key)
        if not value:
            if stored is not None:
                act.delete(tables.coding_facet, key)
        elif stored is None:
            act.insert(tables.coding_facet, [{**key, "value": value}])
        else:
            act.update(tables.coding_facet, key, {"value": value})

    def copy(self, act: Act, from_id: str, to_id: str) -> None:
        """Give a coding the facets of another, except those that it has a value of already."""
        there = _values(act, to_id)
        for facet, value in _values(act, from_id).items():
            if facet not in there:
                self.put(act, to_id, facet, value)

    def all(self) -> dict[str, dict[str, str]]:
        """Return the facets and values of every coding that has any, by its id."""
        column = tables.coding_facet.c
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for row in self.rows(sa.select(tables.coding_facet).order_by(column.coding_id, column.facet)):
            found[row.coding_id][row.facet] = row.value
        return dict(found)


def _values(act: Act, coding_id: str) -> dict[str, str]:
    column = tables.coding_facet.c
    query = sa.select(column.facet, column.value).where(column.coding_id == coding_id).order_by(column.facet)
    return {row.facet: row.value for row in act.connection.execute(query)}

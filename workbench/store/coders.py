"""Coders: people by name; machines by their run."""

from __future__ import annotations

import sqlalchemy as sa

from workbench.errors import NotAllowedHere
from workbench.model import Coder, CoderKind, new_id
from workbench.store import tables
from workbench.store.act import Act
from workbench.store.reading import Family


class Coders(Family):
    """Who coded."""

    def all(self) -> list[Coder]:
        """Return every coder in order of name."""
        query = sa.select(tables.coder).order_by(tables.coder.c.name_fold)
        return [Coder(row.id, row.name, CoderKind(row.kind)) for row in self.rows(query)]

    def ids_of(self, name: str) -> frozenset[str]:
        """Return the id of whoever is called so; empty where nobody is (small and large letters are not told apart)."""
        query = sa.select(tables.coder.c.id).where(tables.coder.c.name_fold == " ".join(name.split()).casefold())
        return frozenset(row.id for row in self.rows(query))

    def person(self, act: Act, name: str) -> Coder:
        """Return the person of this name, making them known to the study if they are new.

        Raises:
            NotAllowedHere: when the name is empty or belongs to a machine coder.
        """
        return self._named(act, name, CoderKind.PERSON)

    def machine(self, act: Act, name: str) -> Coder:
        """Return the machine coder of this name, making it known to the study if it is new."""
        return self._named(act, name, CoderKind.MACHINE)

    def _named(self, act: Act, name: str, kind: CoderKind) -> Coder:
        name = " ".join(name.split())
        if not name:
            raise NotAllowedHere("A coder needs a name.", "Give one with `--coder NAME` or WORKBENCH_CODER.")
        column = tables.coder.c
        row = act.connection.execute(sa.select(tables.coder).where(column.name_fold == name.casefold())).first()
        if row is None:
            fresh = Coder(new_id(), name, kind)
            act.insert(tables.coder, [{"id": fresh.id, "name": name, "name_fold": name.casefold(), "kind": kind.value}])
            return fresh
        if row.kind != kind.value:
            raise NotAllowedHere(
                f"'{row.name}' is a {row.kind} coder in this study, not a {kind.value}.", "Use another name."
            )
        return Coder(row.id, row.name, kind)

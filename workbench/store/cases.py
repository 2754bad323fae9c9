"""Cases: participants, their attributes and their sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

import sqlalchemy as sa

from workbench.model import AttributeValue, Case, new_id
from workbench.store import tables
from workbench.store.act import Act
from workbench.store.reading import Family

# bool before int: in Python a bool is an int
_KINDS: Mapping[str, tuple[type, Callable[[str], AttributeValue]]] = {
    "boolean": (bool, lambda text: text == "True"),
    "integer": (int, int),
    "number": (float, float),
    "text": (str, str),
}


class Cases(Family):
    """The units of comparison."""

    def put(
        self, act: Act, name: str, attributes: Mapping[str, AttributeValue] | None = None, sources: tuple[str, ...] = ()
    ) -> str:
        """Make the case of this name, or add to it, and return its id. Attributes given replace those stored."""
        column = tables.study_case.c
        case_id = act.connection.execute(sa.select(column.id).where(column.name_fold == name.casefold())).scalar()
        if case_id is None:
            case_id = new_id()
            act.insert(tables.study_case, [{"id": case_id, "name": name, "name_fold": name.casefold()}])
        for attribute, value in (attributes or {}).items():
            _put_attribute(act, case_id, attribute, value)
        for source_id in sources:
            key = {"case_id": case_id, "source_id": source_id}
            if act.row(tables.case_source, key) is None:
                act.insert(tables.case_source, [key])
        return str(case_id)

    def all(self) -> list[Case]:
        """Return every case in order of name, with attributes and source ids."""
        with self.reading() as connection:
            cases = connection.execute(sa.select(tables.study_case).order_by(tables.study_case.c.name_fold)).all()
            attributes: dict[str, dict[str, AttributeValue]] = defaultdict(dict)
            for row in connection.execute(sa.select(tables.case_attribute).order_by(tables.case_attribute.c.name)):
                attributes[row.case_id][row.name] = _KINDS[row.kind][1](row.value)
            sources: dict[str, list[str]] = defaultdict(list)
            for row in connection.execute(sa.select(tables.case_source).order_by(tables.case_source.c.source_id)):
                sources[row.case_id].append(row.source_id)
        return [Case(c.id, c.name, attributes[c.id], tuple(sources[c.id])) for c in cases]


def _put_attribute(act: Act, case_id: str, name: str, value: AttributeValue) -> None:
    kind = next(kind for kind, (type_, _) in _KINDS.items() if isinstance(value, type_))
    key = {"case_id": case_id, "name": name}
    values = {"kind": kind, "value": str(value)}
    stored = act.row(tables.case_attribute, key)
    if stored is None:
        act.insert(tables.case_attribute, [{**key, **values}])
    elif stored != {**key, **values}:
        act.update(tables.case_attribute, key, values)

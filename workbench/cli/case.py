"""`workbench case`: the people (or sites) that are compared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from workbench.cli.call import Call, about_a_study, example
from workbench.cli.tables import counted, say, short, table


def _attributes(told: Mapping[str, Any]) -> str:
    from workbench.analysis.sides import written

    return ", ".join(f"{name}: {written(value)}" for name, value in told.items())


_LIST = table(
    {
        "case": "name",
        "sources": lambda row: ", ".join(row["sources"]),
        "attributes": lambda row: _attributes(row["attributes"]),
        "id": short("id"),
    },
    empty="There are no cases yet. Bring a table in: workbench case import people.csv",
)


@click.group(epilog=example("workbench case list"))
def case() -> None:
    """Participants, their attributes and their sources."""


@case.command("import", epilog=example("workbench case import people.csv"))
@click.argument("file", metavar="FILE.csv", type=click.Path(path_type=Path))
@about_a_study
def import_(call: Call, file: Path) -> None:
    """Bring participants in from a table with a column `case`.

    A column `sources` (names parted by ;) says which sources are theirs; without it, sources that bear the case's
    name are. All other columns are attributes.
    """
    from workbench.exchange.intake import import_cases

    names = {name.casefold() for name in import_cases(call.study, file, by=call.coder)}
    rows = [row for row in _rows(call) if row["name"].casefold() in names]
    without = sum(not row["sources"] for row in rows)

    def print_rows(_rows: Any) -> None:
        say(f"Imported {counted(len(names), 'case')}." + (f" {without} of them have no source." if without else ""))

    call.answer(rows, print_rows)


@case.command("list", epilog=example("workbench case list"))
@about_a_study
def list_(call: Call) -> None:
    """List the cases with their sources and attributes."""
    call.answer(_rows(call), _LIST)


def _rows(call: Call) -> list[dict[str, Any]]:
    names = call.study.sources.names()
    return [
        {
            "id": each.id,
            "name": each.name,
            "attributes": dict(each.attributes),
            "sources": sorted(names[source_id] for source_id in each.sources),
        }
        for each in call.study.cases.all()
    ]

"""A table of participants: its rows, and one type for each of its columns."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from workbench.errors import FileUnreadable, listed
from workbench.exchange.csv_rows import csv_rows
from workbench.ingest.yaml_text import decoded, small_file
from workbench.model import AttributeValue

Row = dict[str, str]
_YES_NO = {"true": True, "yes": True, "false": False, "no": False}
_NOT_ATTRIBUTES = ("case", "sources")


def case_rows(path: Path) -> list[Row]:
    """Return the rows of a table of participants by column name; every row has a case of its own.

    Raises:
        FileUnreadable: when it cannot be read, has no `case` column, or a row or a column cannot be taken whole.
    """
    lines = [(line, cells) for line, cells in csv_rows(decoded(small_file(path), name=path.name), path.name)]
    columns, told = lines[0][1], [(line, cells) for line, cells in lines[1:] if any(cells)]
    if "case" not in columns:
        raise FileUnreadable(
            f"'{path.name}' has no column named 'case'. It has: {listed(columns)}.",
            "Name the column that identifies participants 'case'.",
        )
    wrong = next(_faults(columns, told), "")
    if wrong:
        raise FileUnreadable(f"In '{path.name}' {wrong}.", "Mend that in the table; nothing was changed.")
    return [dict(zip(columns, [*cells, *[""] * len(columns)], strict=False)) for _, cells in told]


def _faults(columns: Sequence[str], told: Sequence[tuple[int, list[str]]]) -> Iterator[str]:
    yield from (f"the column '{name}' stands twice" for name, n in Counter(columns).items() if name and n > 1)
    at = columns.index("case")
    names = Counter(cells[at].casefold() for _, cells in told if at < len(cells))
    for line, cells in told:
        if len(cells) > len(columns) and any(cells[len(columns) :]):
            yield f"line {line} has {len(cells)} cells, but there are {len(columns)} columns"
        if at >= len(cells) or not cells[at]:
            yield f"line {line} has an empty 'case'"
        elif names[cells[at].casefold()] > 1:
            yield f"the case '{cells[at]}' stands twice (line {line})"
        if any(cell and not column for column, cell in zip(columns, cells, strict=False)):
            yield f"line {line} has a value in a column without a name"


def attributes_of(rows: Sequence[Row]) -> list[dict[str, AttributeValue]]:
    """Return each row's attributes, empty cells left out.

    A column is yes or no, whole numbers or numbers only where all of its cells are; otherwise it is text. So Norway's
    "NO" among other countries stays a country.
    """
    columns = [name for name in (rows[0] if rows else ()) if name and name not in _NOT_ATTRIBUTES]
    read = {name: _reader(row[name] for row in rows if row[name]) for name in columns}
    return [{name: read[name](row[name]) for name in columns if row[name]} for row in rows]


def _reader(cells: Iterable[str]) -> Callable[[str], AttributeValue]:
    every = list(cells)
    if all(cell.casefold() in _YES_NO for cell in every):
        return lambda cell: _YES_NO[cell.casefold()]
    return next((kind for kind in (int, float) if all(_is(kind, cell) for cell in every)), str)


def _is(kind: type[int | float], cell: str) -> bool:
    try:
        value = kind(cell)
    except ValueError:
        return False
    # '007' and '1e5' are names people gave, not numbers; a whole number among others may stand without its point
    return math.isfinite(value) and cell in {str(value), str(value).removesuffix(".0")}

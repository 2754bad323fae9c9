"""Codebooks as CSV tables, as Taguette and spreadsheets write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.errors import listed
from workbench.exchange.codebook_draft import Draft
from workbench.exchange.codebook_fields import CODE_FIELDS, Faults
from workbench.exchange.csv_rows import csv_rows
from workbench.ingest.yaml_text import Entry, decoded, shortened

COLUMNS: Mapping[str, str] = {
    "name": "name",
    "tag": "name",
    "path": "name",
    "key": "key",
    "parent": "parent",
    "description": "definition",
    "definition": "definition",
    "colour": "colour",
    "color": "colour",
    "cues": "cues",
}
"""What a column may be called, and the field of a code that it fills. `cues` are separated by semicolons."""

LEFT_OUT = ("number of highlights",)
"""Columns that say nothing about a code and are passed over: Taguette counts its highlights here."""


def table_drafts(data: bytes, faults: Faults, *, name: str) -> list[Draft]:
    """Return the codes of a CSV table, separated by commas, semicolons or tabs, with a first row of column names.

    Raises:
        FileUnreadable: when the file is empty, too large, not UTF-8 text, or no table.
    """
    rows = csv_rows(decoded(data, name=name), name)
    line, header = next(rows)
    fields = _fields(header, line, faults)
    drafts = [_draft(number, fields, cells, faults) for number, cells in rows if any(cells)]
    if "name" in fields and not drafts:
        faults.add(line, "There are column names but no codes below them.")
    return drafts if "name" in fields else []


def _fields(header: Sequence[str], line: int, faults: Faults) -> list[str]:
    """Return the field each column fills, empty for a column that is passed over."""
    fields: list[str] = []
    for column in header:
        called = column.casefold()
        field = COLUMNS.get(called, "")
        if not field and called not in LEFT_OUT:
            known = listed((*COLUMNS, *LEFT_OUT), most=20)
            faults.add(line, f"The column '{shortened(column)}' is not known. Known columns: {known}.")
        elif field and field in fields:
            faults.add(line, f"The column '{column}' says the same as another column; keep one of them.")
        fields.append(field)
    if "name" not in fields:
        faults.add(line, "There is no column with the codes' names, called 'name', 'tag' or 'path'.")
    return fields


def _draft(line: int, fields: Sequence[str], cells: Sequence[str], faults: Faults) -> Draft:
    if len(cells) > len(fields):
        faults.add(line, f"The row has {len(cells)} cells, but there are {len(fields)} columns.")
    values = {}
    for field, cell in zip(fields, cells, strict=False):  # spreadsheets drop empty cells at the end of a row
        if field and cell:
            entry = Entry(cell, cell, line)
            if field == "cues":
                entry = Entry(
                    [Entry(cue.strip(), cue.strip(), line) for cue in cell.split(";") if cue.strip()], "", line
                )
            values[field] = CODE_FIELDS[field](entry, f"The cell '{field}'", faults)
    return Draft(line, values)

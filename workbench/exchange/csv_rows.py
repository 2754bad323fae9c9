"""The rows of a CSV table, as spreadsheets of any country write them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from workbench.errors import FileUnreadable


def csv_rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line it begins on, cells without the white space around them.

    Cells are parted by commas, semicolons or tabs, whichever the first line has most of; one may run over several
    lines.

    Raises:
        FileUnreadable: when the text is no such table, with the line.
    """
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error as fault:
        raise FileUnreadable(
            f"'{name}' is not a readable table: the row that begins on line {line} fails ({fault}).",
            "Check the quotation marks there, or save it again as CSV (UTF-8).",
        ) from None

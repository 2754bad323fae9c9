"""ACT: the framework matrix as a workbook for Excel and its like: the matrix, the quotations, the themes, the rows."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from workbench.model import Study
from workbench.report.matrix import Cell, Matrix
from workbench.report.matrix_files import (
    REFERENCE_COLUMNS,
    SYNTHETIC,
    heading,
    no_summary,
    once,
    reference_cells,
    row_word,
)
from workbench.report.matrix_order import group_of
from workbench.report.matrix_references import Reference, with_references
from workbench.report.memo_files import plain_cell

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

LONGEST = 32_767  # characters that a cell of a workbook can hold
_CUT = " … (cut: a cell holds no more; the Word and CSV files have all of it)"
_NO_XML = re.compile("[\ufffe\uffff\ud800-\udfff]")


def matrix_workbook(
    matrix: Matrix, known: Mapping[str, Reference], about: Study, *, at: datetime, group: str = ""
) -> bytes:  # fmt: skip
    """Return an .xlsx with four sheets: Matrix (headings stay in sight, text wrapped), Quotations, Themes and Rows.

    What is written in a cell `[Interview: 12-14]` is the first column of Quotations. No text is ever a formula.
    """
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101  # a new workbook has a sheet
    sheet.title = "Matrix"
    _matrix_sheet(sheet, matrix, known, heading(matrix, about, at), group)
    _table(
        book.create_sheet("Quotations"),
        REFERENCE_COLUMNS,
        map(reference_cells, once(known)),
        (26, 24, 9, 14, 90, 22, 18),
        about,
    )
    themes = ([theme.key, theme.name, theme.definition] for theme in matrix.themes)
    _table(book.create_sheet("Themes"), ("Key", "Theme", "Definition"), themes, (16, 34, 80), about)
    names = sorted({name for row in matrix.rows for name in row.attributes})
    rows = ([row.name, str(len(row.people)), *(row.attributes.get(name, "") for name in names)] for row in matrix.rows)
    _table(
        book.create_sheet("Rows"), (row_word(matrix.kind), "People", *names), rows, (26, 9, *[20] * len(names)), about
    )
    book.properties.creator, book.properties.title = "", f"Framework matrix of {about.name}"
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _matrix_sheet(
    sheet: Worksheet, matrix: Matrix, known: Mapping[str, Reference], lines: Sequence[str], group: str
) -> None:  # fmt: skip
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for number, line in enumerate(lines, 1):
        _put(sheet, number, 1, line, wrap=False, font=Font(bold=number == 1))
    top, first = len(lines) + 2, 3 if group else 2
    heads = [
        row_word(matrix.kind),
        *([group] if group else []),
        *(f"{theme.name} ({theme.key})" for theme in matrix.themes),
    ]
    _heads(sheet, top, heads)
    for number, row in enumerate(matrix.rows, top + 1):
        _put(sheet, number, 1, row.name, font=Font(bold=True))
        if group:
            _put(sheet, number, 2, group_of(row, group)[0])
        for place, theme in enumerate(matrix.themes, first):
            cell = matrix.cell(row.id, theme.id)
            muted = Font(italic=True, color="6B7780") if cell.summary is None else None
            _put(sheet, number, place, _said(cell, known), font=muted)
    sheet.freeze_panes = sheet.cell(top + 1, first)
    for place in range(1, first + len(matrix.themes)):
        sheet.column_dimensions[get_column_letter(place)].width = 24 if place < first else 42
    sheet.page_setup.orientation, sheet.print_title_rows = "landscape", f"{top}:{top}"


def _said(cell: Cell, known: Mapping[str, Reference]) -> str:
    return no_summary(cell) if cell.summary is None else with_references(cell.summary, known)


def _table(sheet: Worksheet, heads: Sequence[str], rows: Any, widths: Sequence[int], about: Study) -> None:
    from openpyxl.utils import get_column_letter

    top = 1
    if about.synthetic:
        _put(sheet, 1, 1, SYNTHETIC, wrap=False)
        top = 2
    _heads(sheet, top, heads)
    for number, cells in enumerate(rows, top + 1):
        for place, words in enumerate(cells, 1):
            _put(sheet, number, place, words)
    sheet.freeze_panes = sheet.cell(top + 1, 2)
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def _heads(sheet: Worksheet, top: int, heads: Sequence[str]) -> None:
    from openpyxl.styles import Font, PatternFill

    for place, words in enumerate(heads, 1):
        cell = _put(sheet, top, place, words, font=Font(bold=True))
        cell.fill = PatternFill("solid", fgColor="E6EAED")


def _put(sheet: Worksheet, row: int, column: int, words: str, *, font: Any = None, wrap: bool = True) -> Any:
    from openpyxl.styles import Alignment

    cell = sheet.cell(row, column)
    guarded = plain_cell(words)
    # an apostrophe in front is what a person types to say that a cell is text; a workbook keeps it beside the text
    text = _NO_XML.sub(
        "\ufffd", guarded.removeprefix("'") if guarded.startswith("'") and not words.startswith("'") else guarded
    )
    cell.value = text if len(text) <= LONGEST else text[: LONGEST - len(_CUT)] + _CUT
    cell.data_type = "s"
    cell.quotePrefix = guarded != words and guarded.startswith("'")
    cell.alignment = Alignment(wrap_text=wrap, vertical="top")
    if font is not None:
        cell.font = font
    return cell

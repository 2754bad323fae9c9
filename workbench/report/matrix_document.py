"""ACT: the framework matrix as a document for Word and its like: landscape tables, and what they refer to as a numbered list."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from workbench.model import Study
from workbench.report.matrix import Cell, Matrix, Row, Theme
from workbench.report.matrix_files import SYNTHETIC, heading, no_summary, once, row_word
from workbench.report.matrix_order import group_of
from workbench.report.matrix_references import Reference

ACROSS = 4  # themes in one table: more leave no room for sentences on a landscape page
_NO_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")


def matrix_document(
    matrix: Matrix, known: Mapping[str, Reference], about: Study, *, at: datetime, group: str = ""
) -> bytes:  # fmt: skip
    """Return a .docx: tables of up to four themes each, whose heading is on every page, then the references by number."""
    from docx import Document

    document = Document()
    _landscape(document, about)
    title, *lines = heading(matrix, about, at)
    document.add_heading(_clean(title), 1)
    for line in lines:
        document.add_paragraph(_clean(line))
    numbers = {one: number for number, one in enumerate(once(known), 1)}
    for number, themes in enumerate(_in_parts(matrix.themes)):
        if number:
            document.add_paragraph()
        _table(document, matrix, themes, known, numbers, group)
    if numbers:
        document.add_heading("References", 2)
    for one, number in numbers.items():
        _listed(document, number, one)
    document.core_properties.author, document.core_properties.title = "", _clean(title)
    document.core_properties.created = document.core_properties.modified = at.replace(tzinfo=None)
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def _in_parts(themes: Sequence[Theme]) -> list[Sequence[Theme]]:
    return [themes[first : first + ACROSS] for first in range(0, len(themes), ACROSS)]


def _landscape(document: Any, about: Study) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt

    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(18)
    document.styles["Normal"].font.size = Pt(9.5)
    if about.synthetic:
        section.header.paragraphs[0].text = SYNTHETIC


def _table(
    document: Any, matrix: Matrix, themes: Sequence[Theme], known: Mapping[str, Reference],
    numbers: Mapping[Reference, int], group: str,
) -> None:  # fmt: skip
    table = document.add_table(rows=1, cols=1 + len(themes), style="Table Grid")
    _repeat(table.rows[0])
    heads = [row_word(matrix.kind), *(f"{theme.name} ({theme.key})" for theme in themes)]
    for cell, words in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(_clean(words)).bold = True
    for row in matrix.rows:
        cells = table.add_row().cells
        _row_head(cells[0], row, group)
        for cell, theme in zip(cells[1:], themes, strict=True):
            _fill(cell, matrix.cell(row.id, theme.id), known, numbers)


def _row_head(cell: Any, row: Row, group: str) -> None:
    cell.paragraphs[0].add_run(_clean(row.name)).bold = True
    if group:
        cell.add_paragraph(_clean(group_of(row, group)[0]))


def _fill(cell: Any, of: Cell, known: Mapping[str, Reference], numbers: Mapping[Reference, int]) -> None:
    if of.summary is None:
        cell.paragraphs[0].add_run(no_summary(of)).italic = True
        return
    mine = sorted({numbers[known[quote.coding_id]] for quote in of.summary.quotes})
    references = f" [{', '.join(map(str, mine))}]" if mine else ""
    first, *more = _clean(of.summary.text + references).split("\n")
    cell.paragraphs[0].add_run(first)
    for words in more:
        cell.add_paragraph(words)


def _listed(document: Any, number: int, one: Reference) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(_clean(f"{number}.  {one.label}")).bold = True
    beside = [one.speaker, one.codes, f"coded by {one.coders}" if one.coded else "no longer coded"]
    said = "; ".join(each for each in beside if each)
    paragraph.add_run(_clean(f"  “{' '.join(one.quotation.split())}” ({said})"))


def _repeat(row: Any) -> None:
    """Let a table's first row stand on every page it runs over."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001  # the library has no other way


def _clean(words: str) -> str:
    """Return words as XML can hold them: control characters as their pictures."""
    return _NO_XML.sub(lambda found: chr(0x2400 + ord(found[0])) if found[0] < " " else "\ufffd", words)

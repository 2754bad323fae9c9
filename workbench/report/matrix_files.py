"""ACT: the framework matrix as files: a workbook (Excel), a document (Word), a table (CSV); references go along."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from workbench.model import CASE_ROWS, Study
from workbench.report.matrix import ATTRIBUTE, RULE, Cell, Matrix
from workbench.report.matrix_order import group_of
from workbench.report.matrix_references import Reference, labels
from workbench.report.memo_files import plain_cell

SYNTHETIC = "Synthetic demonstration data. No real person, organisation or policy. It is evidence of nothing."
REFERENCE_COLUMNS = ("Reference", "Source", "Lines", "Speaker", "Quotation", "Codes", "Coded by")
_CSV = (
    "row", "group", "theme", "theme_name", "passages", "people", "summary", "references", "written_by", "updated_utc", "version",
    "study", "data",
)  # fmt: skip


def row_word(kind: str) -> str:
    """Return what a row is, as the heading of its column: 'Participant', 'site'."""
    return "Participant" if kind == CASE_ROWS else kind.removeprefix(ATTRIBUTE)


def heading(matrix: Matrix, about: Study, at: datetime) -> list[str]:
    """Return the lines that stand above the matrix in a file: what it is, how much of it is written, and the rule."""
    size = f"{_counted(len(matrix.rows), 'row')} by {_counted(len(matrix.themes), 'theme')}"
    done = f"{matrix.summarised:,} of {len(matrix.rows) * len(matrix.themes):,} cells summarised"
    when = at.astimezone().strftime("%d %B %Y, %H:%M").lstrip("0")
    said = [f"Framework matrix of {about.name}", f"{size}; {done}. Written out on {when}.", RULE]
    return [said[0], *([SYNTHETIC] if about.synthetic else []), *said[1:]]


def no_summary(cell: Cell) -> str:
    """Return what stands in a cell without a summary: how many passages wait there, or nothing."""
    if not cell.passages:
        return ""
    return f"{_counted(cell.passages, 'passage')}, no summary yet"


def reference_cells(one: Reference) -> list[str]:
    """Return a reference as the cells of a table with `REFERENCE_COLUMNS`."""
    lines = str(one.first) if one.first == one.last else f"{one.first}-{one.last}"
    coders = one.coders if one.coded else "no longer coded"
    return [one.label, one.source, lines, one.speaker, one.quotation, one.codes, coders]


def once(known: Mapping[str, Reference]) -> list[Reference]:
    """Return each reference once: several codings may be of one place."""
    return list(dict.fromkeys(known.values()))


def matrix_csv(
    matrix: Matrix, known: Mapping[str, Reference], about: Study, coders: Mapping[str, str], *, group: str = ""
) -> bytes:  # fmt: skip
    """Return the matrix as CSV (UTF-8 with a byte order mark), one line per cell.

    A cell that a spreadsheet would take for a formula begins with an apostrophe; see `plain_cell`.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(_CSV)
    for cells in _lines(matrix, known, about, coders, group):
        writer.writerow([plain_cell(cell) for cell in cells])
    return written.getvalue().encode("utf-8-sig")


def _lines(
    matrix: Matrix, known: Mapping[str, Reference], about: Study, coders: Mapping[str, str], group: str
) -> Iterator[Iterable[str]]:  # fmt: skip
    for row in matrix.rows:
        for theme in matrix.themes:
            cell = matrix.cell(row.id, theme.id)
            of, said = group_of(row, group)[0], cell.summary
            end = (about.name, "SYNTHETIC" if about.synthetic else "")
            front = (row.name, of, theme.key, theme.name, str(cell.passages), str(cell.people))
            if said is None:
                yield (*front, "", "", "", "", "", *end)
            else:
                when = said.updated.isoformat(timespec="seconds")
                who = coders.get(said.coder_id, "")
                yield (*front, said.text, "; ".join(labels(said, known)), who, when, str(said.version), *end)


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing if number == 1 else thing + 's'}"

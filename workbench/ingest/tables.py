"""Transcripts kept in a table: time, speaker and words in columns of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import median

from workbench.ingest.clock import is_only_time, leading_time
from workbench.ingest.lines import Line, counted
from workbench.model import ImportWarning

_HEADINGS = frozenset(
    [
        "time",
        "timecode",
        "timestamp",
        "speaker",
        "name",
        "who",
        "text",
        "words",
        "transcript",
        "speech",
        "content",
        "comment",
    ]
)


@dataclass(frozen=True, slots=True)
class _Columns:
    speaker: int
    words: int
    time: int | None


def spread(lines: Sequence[Line], *, turns: bool) -> tuple[list[Line], list[ImportWarning]]:
    """Return the lines with table rows written out, cells parted by tabs, and warnings about tables that are no talk.

    With `turns`, a table of two or three columns whose short column names speakers gives lines that know who speaks.
    """
    out: list[Line] = []
    warnings: list[ImportWarning] = []
    for table, group in groupby(lines, key=lambda line: line.table if line.cells else 0):
        rows = list(group)
        columns = _columns(rows) if table and turns else None
        if columns:
            out += [piece for row in _filled(rows, columns) for piece in row]
            continue
        if table and turns:
            warnings.append(
                ImportWarning(
                    f"A table of {counted(len(rows), 'row')} was read row by row, because no column of it looks like speakers.",
                    rows[0].number,
                )
            )
        out += [piece for row in rows for piece in (_plain(row) if table else [row])]
    return out, warnings


def _columns(rows: Sequence[Line]) -> _Columns | None:
    width = max(len(row.cells) for row in rows)
    if width not in {2, 3} or len(rows) < 2:
        return None
    columns = [[row.cells[i].strip() if i < len(row.cells) else "" for row in rows] for i in range(width)]
    words = max(range(width), key=lambda i: sum(map(len, columns[i])))
    rest = [i for i in range(width) if i != words]
    time = next((i for i in rest if _share(columns[i]) > 0.5), None)
    named = [i for i in rest if i != time and _names_speakers(columns[i])]
    if not named:
        return None
    return _Columns(named[-1], words, time)


def _share(cells: Sequence[str]) -> float:
    filled = [cell for cell in cells if cell]
    return sum(map(is_only_time, filled)) / len(filled) if filled else 0.0


def _names_speakers(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    if not filled or any("\n" in cell for cell in filled) or median(map(len, filled)) > 25:
        return False
    lettered = sum(any(c.isalpha() for c in cell) for cell in filled)
    return lettered * 2 > len(filled) and max(map(len, filled)) <= 40 and len(set(filled)) < max(3, len(filled))


def _filled(rows: Sequence[Line], columns: _Columns) -> list[list[Line]]:
    speaker, out = None, []
    for index, row in enumerate(rows):
        cells = [cell.strip() for cell in row.cells] + [""] * 3
        named = cells[columns.speaker].rstrip(":").strip()
        if index == 0 and {cell.casefold() for cell in cells if cell} & _HEADINGS and named.casefold() in _HEADINGS:
            out.append([replace(piece, speaker=None) for piece in _plain(row)])
            continue
        speaker = named or speaker
        out.append(_spoken(row, cells, columns, speaker or ""))
    return out


def _spoken(row: Line, cells: Sequence[str], columns: _Columns, speaker: str) -> list[Line]:
    before = [" ".join(cells[i].split()) for i in range(len(row.cells)) if i != columns.words]
    first, *more = cells[columns.words].split("\n")
    start = leading_time(cells[columns.time])[0] if columns.time is not None else None
    line = Line(first, row.number, speaker=speaker, label="\t".join(before) + "\t", start=start)
    return [line, *(Line(text, row.number) for text in more)]


def _plain(row: Line) -> list[Line]:
    return [Line(text, row.number) for text in "\t".join(cell.strip() for cell in row.cells).split("\n")]

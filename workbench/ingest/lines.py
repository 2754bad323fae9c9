"""What a reader hands over: the lines of a file before anybody has decided who is speaking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from workbench.model import ImportWarning


class Shape(StrEnum):
    """What one line of a draft is: a line of a text file, a paragraph of a document, or a subtitle cue."""

    LINES = "lines"
    PARAGRAPHS = "paragraphs"
    CUES = "cues"


@dataclass(frozen=True, slots=True)
class Line:
    """One line, paragraph or cue.

    `number` counts from 1 in the file (paragraphs in a document). `bold` is the leading stretch set in bold. `speaker`
    is set where the format itself says who speaks, and `label` is then what stands before the words in the text.
    `cells` holds a table row, `table` the number of its table. `start` and `end` are seconds.
    """

    text: str
    number: int | None = None
    bold: str = ""
    speaker: str | None = None
    label: str = ""
    cells: tuple[str, ...] = ()
    table: int = 0
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A file as its reader took it in: lines in order, and what the reader noticed.

    `note` is the first note of a subtitle file, which is no cue and stands in no line.
    """

    lines: tuple[Line, ...]
    shape: Shape
    encoding: str | None = None
    warnings: tuple[ImportWarning, ...] = ()
    note: str = ""


def where(numbers: Iterable[int | None], *, most: int = 8) -> str:
    """Return line numbers as words: 'line 3', 'lines 3, 9, 12 (and 4 more)'; 'no line number' where there are none."""
    every = list(dict.fromkeys(n for n in numbers if n is not None))
    if not every:
        return "no line number"
    shown = ", ".join(str(n) for n in every[:most])
    more = f" (and {len(every) - most} more)" if len(every) > most else ""
    return f"{'line' if len(every) == 1 else 'lines'} {shown}{more}"


def quoted(text: str, *, most: int = 60) -> str:
    """Return the text on one line in quotation marks, cut after `most` characters."""
    flat = " ".join(text.split())
    return f'"{flat}"' if len(flat) <= most else f'"{flat[:most].rstrip()}..."'


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return the number with its noun: '1 line', '3 lines'."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"

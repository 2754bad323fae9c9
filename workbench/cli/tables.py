"""Printing for people: tables on a terminal, plain aligned text everywhere else."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import click

Show = str | Callable[[Mapping[str, Any]], Any]
"""What stands in a column: a row's key, or a function of the row."""

# Transcripts come from outside: an escape sequence in one must not reach the terminal, nor may text run backwards.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
SHORT_ID = 8


def shown(value: Any, most: int | None = None) -> str:
    """Return a value on one line, without characters that steer terminals; at most `most` characters long."""
    if value is None:
        return ""
    words = _UNSAFE.sub("\ufffd", " ".join(str(value).split()))
    return words if most is None or len(words) <= most else words[: most - 1] + "…"


def short(key: str) -> Callable[[Mapping[str, Any]], str]:
    """Return a column that shows the beginning of an id."""
    return lambda row: str(row[key] or "")[:SHORT_ID]


def brief(key: str, most: int = 80) -> Callable[[Mapping[str, Any]], str]:
    """Return a column that shows a text cut to `most` characters."""
    return lambda row: shown(row[key], most)


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return '1 source', '3 sources'."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def people(part: int, whole: int) -> str:
    """Return '5 of 6 people': the way a count of people is always said."""
    return f"{part} of {counted(whole, 'person', 'people')}"


def clock(seconds: float | None) -> str:
    """Return seconds from the recording's beginning as h:mm:ss."""
    if seconds is None:
        return ""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def say(sentence: str = "") -> None:
    """Print a sentence on stdout."""
    click.echo(sentence)


def note(sentence: str) -> None:
    """Print a sentence on stderr: it stands beside the answer and is not part of it."""
    click.echo(sentence, err=True)


def table(columns: Mapping[str, Show], *, empty: str = "") -> Callable[[Iterable[Mapping[str, Any]]], None]:
    """Return a function that prints rows under these headings, or says `empty` on stderr when there are none."""

    def print_rows(rows: Iterable[Mapping[str, Any]]) -> None:
        cells = [[_cell(row, show) for show in columns.values()] for row in rows]
        if not cells:
            if empty:
                note(empty)
        elif sys.stdout.isatty():
            _rich(list(columns), cells)
        else:
            _plain(list(columns), cells)

    return print_rows


def _cell(row: Mapping[str, Any], show: Show) -> str:
    return shown(row[show] if isinstance(show, str) else show(row))


def _rich(headings: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        drawn.add_column(heading, overflow="fold")
    for row in cells:
        drawn.add_row(*(Text(cell) for cell in row))  # Text, because a plain string is read as markup
    Console().print(drawn)


def _plain(headings: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    from rich.cells import cell_len

    rows = [list(headings), *cells]
    widths = [max(cell_len(row[i]) for row in rows) for i in range(len(headings))]
    for row in rows:
        padded = [cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)]
        say("  ".join(padded).rstrip())

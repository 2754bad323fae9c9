"""Rows by columns on the screen, as the framework matrix: walked by keys or mouse. The browser's half is in `frontend/`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from workbench.app import state
from workbench.app.components.plain_text import counted, number, source_of, visible
from workbench.model import CASE_ROWS
from workbench.report.matrix import Cell, Matrix, Row
from workbench.report.matrix_files import row_word
from workbench.report.matrix_order import group_of

LONGEST = 600  # characters of a summary that are sent for a cell, which shows six lines; all of it is in the editor

_GRID = st.components.v2.component(
    "workbench_matrix",
    js=source_of("make.js") + source_of("matrix.js"),
    css=source_of("matrix.css"),
    isolate_styles=False,
)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column or row: its id, its name, a quieter line below, and what is told when the mouse rests on it."""

    id: str
    name: str
    note: str = ""
    title: str = ""
    group: str | None = None

    def data(self) -> dict[str, Any]:
        """Return what the browser is sent."""
        group = None if self.group is None else visible(self.group)
        return {
            "id": self.id, "name": visible(self.name), "note": visible(self.note), "title": visible(self.title),
            "group": group,
        }  # fmt: skip


def grid(
    rows: Sequence[tuple[Head, Sequence[tuple[str, str]]]], columns: Sequence[Head], chosen: tuple[str, str], *, corner: str,
    label: str, key: str, on_open: Callable[[], None], look: str = "",
) -> None:  # fmt: skip
    """Show rows by columns, each cell with a text and a quieter line; `on_open` is called when a cell was opened.

    `open` then holds its `row` and `theme` (the column), see `opened`. `chosen` is the cell to be marked; `corner` stands
    above the rows' heads, `label` is what the grid is called for those who hear it.
    """
    data = {
        "rowWord": visible(corner), "label": label, "look": look, "chosen": list(chosen),
        "themes": [column.data() for column in columns],
        "rows": [
            {**head.data(), "cells": [{"text": visible(text), "foot": foot} for text, foot in cells]}
            for head, cells in rows
        ],
    }  # fmt: skip
    _GRID(key=key, data=data, on_open_change=on_open)


def opened(key: str) -> tuple[str, str] | None:
    """Return the row and the column of the cell that was opened in the grid of this key."""
    said = state.sent(key, "open")
    return (str(said.get("row", "")), str(said.get("theme", ""))) if isinstance(said, dict) else None


def matrix_grid(
    matrix: Matrix, chosen: tuple[str, str], *, group: str, drafts: Collection[tuple[str, str]], key: str,
    on_open: Callable[[], None],
) -> None:  # fmt: skip
    """Show the framework matrix; `drafts` are the cells in which something was typed and not saved."""
    columns = [
        Head(theme.id, theme.name, f"{theme.key} · retired" if theme.retired else theme.key, theme.definition)
        for theme in matrix.themes
    ]
    rows = [
        (
            Head(row.id, row.name, _note(matrix, row), group=_group(row, group)),
            [_cell(matrix.cell(row.id, theme.id), (row.id, theme.id) in drafts) for theme in matrix.themes],
        )
        for row in matrix.rows
    ]
    grid(
        rows, columns, chosen, corner=row_word(matrix.kind), label="Framework matrix", key=key, on_open=on_open
    )  # fmt: skip


def _group(row: Row, group: str) -> str | None:
    if not group:
        return None
    of = group_of(row, group)[0]
    return f"{group}: {of}" if of else f"no {group}"


def _note(matrix: Matrix, row: Row) -> str:
    if not row.there:
        return "no longer in the study"
    if matrix.kind == CASE_ROWS:
        return ""
    return counted(len(row.people), "person", "people")


def _cell(cell: Cell, draft: bool) -> tuple[str, str]:
    text = cell.summary.text if cell.summary else ""
    quotes = len(cell.summary.quotes) if cell.summary else 0
    foot = [counted(cell.passages, "passage") if cell.passages else "no passages"]
    foot += [f"{number(quotes)} quoted"] * bool(quotes) + ["not saved"] * draft
    return (text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"), " · ".join(foot)

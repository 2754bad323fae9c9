"""The framework matrix on the screen: rows by themes, walked by keys or mouse. The browser's half is in `frontend/`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import streamlit as st

from workbench.app.components.plain_text import source_of, visible
from workbench.report.matrix import Matrix, Row
from workbench.report.matrix_files import row_word
from workbench.report.matrix_order import group_of

LONGEST = 600  # characters of a summary that are sent for a cell, which shows six lines; all of it is in the editor

_GRID = st.components.v2.component(
    "workbench_matrix",
    js=source_of("make.js") + source_of("matrix.js"),
    css=source_of("matrix.css"),
    isolate_styles=False,
)


def matrix_grid(
    matrix: Matrix, chosen: tuple[str, str], *, group: str, drafts: Collection[tuple[str, str]], key: str,
    on_open: Callable[[], None],
) -> None:  # fmt: skip
    """Show the matrix; `on_open` is called when a cell was opened (`open` holds its `row` and `theme`).

    `drafts` are the cells in which something was typed and not saved.
    """
    themes = [
        {
            "id": theme.id, "name": visible(theme.name), "key": visible(theme.key), "definition": visible(theme.definition),
            "retired": theme.retired,
        }
        for theme in matrix.themes
    ]  # fmt: skip
    rows = [_row(matrix, row, group, drafts) for row in matrix.rows]
    data = {"rowWord": visible(row_word(matrix.kind)), "themes": themes, "rows": rows, "chosen": list(chosen)}
    _GRID(key=key, data=data, on_open_change=on_open)


def _row(matrix: Matrix, row: Row, group: str, drafts: Collection[tuple[str, str]]) -> dict[str, Any]:
    of = (group_of(row, group)[0] or f"no {group}") if group else None
    return {
        "id": row.id,
        "name": visible(row.name),
        "note": _note(matrix, row),
        "group": None if of is None else visible(f"{group}: {of}" if group_of(row, group)[0] else of),
        "cells": [_cell(matrix, row.id, theme.id, (row.id, theme.id) in drafts) for theme in matrix.themes],
    }


def _note(matrix: Matrix, row: Row) -> str:
    if not row.there:
        return "no longer in the study"
    if matrix.kind == "case":
        return ""
    return f"{len(row.people):,} {'person' if len(row.people) == 1 else 'people'}"


def _cell(matrix: Matrix, row_id: str, theme_id: str, draft: bool) -> dict[str, Any]:
    cell = matrix.cell(row_id, theme_id)
    text = cell.summary.text if cell.summary else ""
    text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    quotes = len(cell.summary.quotes) if cell.summary else 0
    return {"passages": cell.passages, "text": visible(text), "quotes": quotes, "draft": draft}

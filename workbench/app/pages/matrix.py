"""Matrix: what each person (or site) says about each theme, summarised by hand beside the passages; and the phases."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from workbench.app import matrix_state as at
from workbench.app import shell, tables
from workbench.app.components import plain_text
from workbench.app.components.matrix_cell import matrix_cell, next_empty
from workbench.app.components.matrix_filters import columns_and_rows, which_rows
from workbench.app.components.matrix_grid import matrix_grid, opened
from workbench.app.components.phases import phases_tab
from workbench.app.components.plain_text import counted, number
from workbench.errors import CodebookInvalid
from workbench.report.matrix import RULE, Matrix
from workbench.report.matrix_export import matrix_file
from workbench.report.matrix_order import arranged
from workbench.store import OpenStudy

_OFFICE = "application/vnd.openxmlformats-officedocument"


def nothing_yet(study: OpenStudy) -> bool:
    """Say what the matrix needs and does not have, and whether that is so."""
    if study.codebook.current() is None:
        st.info("The themes of the matrix are codes, and the study has no codebook yet.")
        st.page_link(shell.PAGES / "codebook.py", label="Go to Codebook", icon=":material/arrow_forward:")
        return True
    if not study.cases.all():
        st.info(
            "The rows of the matrix are participants, and none are known yet: bring a table of them in on the page Study."
        )
        st.page_link(shell.PAGES / "study.py", label="Go to Study", icon=":material/arrow_forward:")
        return True
    return False


def chosen_matrix(study: OpenStudy) -> tuple[Matrix, str]:
    """Show the controls, and return the matrix they ask for, with the attribute its rows are grouped by."""
    book = study.codebook.current()
    if book is None:
        raise CodebookInvalid("The study has no codebook yet.", "Bring one in on the page Codebook.")
    kind, below, codes = columns_and_rows(study, book)
    whole = tables.matrix(study, kind, tuple(codes), below)
    asked = which_rows(whole)
    return arranged(whole, asked), asked.group


def how_far(matrix: Matrix) -> None:
    """Say how large the matrix is and how much of it is written."""
    cells = len(matrix.rows) * len(matrix.themes)
    st.markdown(
        f"**{counted(len(matrix.rows), 'row')}** by **{counted(len(matrix.themes), 'theme')}**: "
        f"{number(matrix.summarised)} of {counted(cells, 'cell')} summarised."
    )


def open_cell() -> None:
    """Open the cell that was clicked."""
    place = opened(at.GRID)
    if place is not None:
        at.open_cell(*place)


def cell_chosen(matrix: Matrix) -> tuple[str, str]:
    """Return the cell chosen, or, where none is, the first that has no summary."""
    places = matrix.in_order()
    if at.cell() not in places:
        at.open_cell(*(next_empty(matrix, ("", "")) or places[0]))
    return at.cell()


def files(study: OpenStudy, matrix: Matrix, group: str) -> None:
    """Offer the matrix as it is shown as files."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption("Take what is shown along, with its references:", width="content")
        of = {
            suffix: partial(matrix_file, study, matrix, suffix, at=datetime.now(UTC), group=group)
            for suffix in (".xlsx", ".docx", ".csv")
        }
        sheet, document = f"{_OFFICE}.spreadsheetml.sheet", f"{_OFFICE}.wordprocessingml.document"
        st.download_button("Workbook (Excel)", of[".xlsx"], "matrix.xlsx", sheet, key="file_xlsx", on_click="ignore")
        st.download_button("Document (Word)", of[".docx"], "matrix.docx", document, key="file_docx", on_click="ignore")
        st.download_button("Table (CSV)", of[".csv"], "matrix.csv", "text/csv", key="file_csv", on_click="ignore")


def matrix_tab(study: OpenStudy) -> None:
    """Show the controls, the matrix, and the cell chosen."""
    if nothing_yet(study):
        return
    matrix, group = chosen_matrix(study)
    if not matrix.rows:
        st.info("No row is like that. Clear a filter to see more.")
        return
    how_far(matrix)
    row_id, theme_id = cell_chosen(matrix)
    drafts = at.drafts(matrix.kind, matrix.in_order())
    matrix_grid(matrix, (row_id, theme_id), group=group, drafts=drafts, key=at.GRID, on_open=open_cell)
    plain_text.note(RULE, key="matrix_rule")
    row = next(each for each in matrix.rows if each.id == row_id)
    theme = next(each for each in matrix.themes if each.id == theme_id)
    matrix_cell(study, matrix, row, theme)
    files(study, matrix, group)


study = shell.study()
st.title("Matrix")
at.from_address()
summaries, phases = st.tabs(["Summaries", "Phases"], key=at.PART, on_change="rerun")
if summaries.open:
    with summaries:
        matrix_tab(study)
if phases.open:
    with phases:
        phases_tab(study)
at.into_address()

"""ACT: the framework matrix is written out in the kind of file that is asked for."""

from __future__ import annotations

from datetime import datetime

from workbench.report.matrix import Matrix
from workbench.report.matrix_document import matrix_document
from workbench.report.matrix_files import matrix_csv
from workbench.report.matrix_references import in_matrix
from workbench.report.matrix_workbook import matrix_workbook
from workbench.store import OpenStudy


def matrix_file(study: OpenStudy, matrix: Matrix, suffix: str, *, at: datetime, group: str = "") -> bytes:
    """Return a matrix as the bytes of a file: .xlsx, .docx or .csv. `group` is the attribute its rows are grouped by."""
    known, about = in_matrix(study, matrix), study.about
    if suffix == ".xlsx":
        return matrix_workbook(matrix, known, about, at=at, group=group)
    if suffix == ".docx":
        return matrix_document(matrix, known, about, at=at, group=group)
    return matrix_csv(matrix, known, about, {coder.id: coder.name for coder in study.coders.all()}, group=group)

"""ACT: a chart becomes a file: SVG, PNG or PDF, and the table it was drawn from as CSV. No browser, no network."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.errors import NotFound, listed
from workbench.model import Study
from workbench.report.memo_files import plain_cell

if TYPE_CHECKING:
    import altair as alt

MIMES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf", "csv": "text/csv"}
PNG_SCALE = 3  # three dots per pixel: about 290 dots per inch in print


def figure_file(chart: alt.Chart, kind: str, table: pd.DataFrame | None = None, about: Study | None = None) -> bytes:
    """Return a chart as a file of the kind asked for, a key of `MIMES`; csv is the table beneath it (`table_csv`).

    The chart has to be one that `report.figures` made: its title holds n and the mark of invented data. Fonts are those
    of this computer; nothing is fetched.

    Raises:
        NotFound: when there is no such kind, or no table for csv.
    """
    if kind == "csv" and table is not None:
        return table_csv(table, about)
    if kind not in MIMES or kind == "csv":
        raise NotFound(f"A figure cannot be written as '{kind}'.", f"There is: {listed(MIMES)}.")
    return _converted(chart.to_dict(), kind)


def table_csv(table: pd.DataFrame, about: Study | None = None) -> bytes:
    """Return a table as CSV in UTF-8 with a byte order mark; lists are written with semicolons.

    The last columns name the study and say whether its data are invented. A cell that a spreadsheet would take for a
    formula begins with an apostrophe.
    """
    written = io.StringIO(newline="")
    shown = table.copy()
    for name in shown.columns:
        if not pd.api.types.is_numeric_dtype(shown[name]):
            shown[name] = [plain_cell(_as_words(value)) for value in shown[name]]
    if about is not None:
        shown = shown.assign(
            study=plain_cell(about.name), data="synthetic demonstration data" if about.synthetic else ""
        )
    shown.columns = [plain_cell(str(name)) for name in shown.columns]
    shown.to_csv(written, index=False, lineterminator="\r\n")
    return written.getvalue().encode("utf-8-sig")


def _as_words(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return "" if value is None or value is pd.NA or value != value else str(value)  # noqa: PLR0124  # NaN alone differs from itself


def _converted(chart: dict[str, Any], kind: str) -> bytes:
    import vl_convert

    # A chart's own addresses are none of ours: without this an image or table in it could be fetched.
    own: dict[str, Any] = {"allowed_base_urls": []}
    write: dict[str, Callable[[], Any]] = {
        "svg": lambda: vl_convert.vegalite_to_svg(chart, **own).encode(),
        "png": lambda: vl_convert.vegalite_to_png(chart, scale=PNG_SCALE, **own),
        "pdf": lambda: vl_convert.vegalite_to_pdf(chart, **own),
    }
    return bytes(write[kind]())

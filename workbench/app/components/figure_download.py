"""A chart's files to keep: SVG, PNG, PDF, and the table beneath it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Literal

import pandas as pd
import streamlit as st

from workbench.model import Study
from workbench.report.figure_files import MIMES, figure_file

if TYPE_CHECKING:
    import altair as alt


def figure_download(
    chart: alt.Chart | Callable[[], alt.Chart], table: pd.DataFrame, about: Study, *, name: str, key: str,
    then: Callable[[], None] | Literal["ignore"] = "ignore", disabled: bool = False,
) -> None:  # fmt: skip
    """Offer a chart and its table as files; they are made when they are asked for. `name` begins the files' names.

    A chart that is not on the page is given as a function that draws it, for then. `then` is called when one is saved.
    """
    with st.popover(
        "Save the figure", icon=":material/download:", type="tertiary", key=f"save_{key}", disabled=disabled
    ):
        with st.container(horizontal=True, gap="small"):
            for kind, mime in MIMES.items():
                st.download_button(
                    "SVG" if kind == "svg" else "PNG" if kind == "png" else "PDF" if kind == "pdf" else "Table (CSV)", partial(_made, chart, kind, table, about), f"{name}.{kind}", mime,
                    key=f"{kind}_{key}", on_click=then, disabled=disabled,
                )  # fmt: skip
        st.caption("SVG and PDF stay sharp at any size; CSV is the table beneath the figure, with the ids behind it.")


def _made(chart: alt.Chart | Callable[[], alt.Chart], kind: str, table: pd.DataFrame, about: Study) -> bytes:
    return figure_file(chart() if callable(chart) else chart, kind, table, about)

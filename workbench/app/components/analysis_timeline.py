"""Part Timeline: where in each interview a code comes; a click on a mark opens its passage."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from workbench.analysis.timeline import tenths
from workbench.analysis.units import owners_of
from workbench.app import analysed
from workbench.app import analysis_state as chosen
from workbench.app.components.analysis_controls import part_chosen
from workbench.app.components.coded_passages import coded_passages
from workbench.app.components.figure_download import figure_download
from workbench.app.components.theme_table import tall
from workbench.report.figures_along import MOST_CODES, along
from workbench.report.figures_coded import label
from workbench.store import OpenStudy

CHART, TABLE = "timeline_chart", "timeline_table"


def timeline_part(study: OpenStudy) -> None:
    """Show the codes to choose from, the chart and table, and the passage of the mark that was clicked."""
    part, _themes = part_chosen(study)
    table = analysed.along(study, part)
    if table.empty:
        st.info("Nothing is coded in these sources. Choose others, or code some passages first.")
        return
    often = table["code_key"].value_counts()
    names = {key: label(key, name) for key, name in zip(table["code_key"], table["code_name"], strict=True)}
    options = sorted(names)
    chosen.forget_those_gone(chosen.LINES, options)
    keys = st.multiselect(
        "Codes", options, default=[str(often.index[0])], format_func=names.__getitem__, key=chosen.LINES, bind="query-params",
        max_selections=MOST_CODES,
    )  # fmt: skip
    shown = table[table["code_key"].isin(keys)].reset_index(drop=True)
    owners = owners_of(analysed.segments(study))
    drawn, listed = st.tabs(["Chart", "Table"])
    with drawn:
        people = int(owners[owners["source_id"].isin(set(table["source_id"]))]["person"].nunique())
        chart = along(shown, people=people, synthetic=study.about.synthetic)
        _chart(chart)
        figure_download(chart, shown, study.about, name="timeline", key="timeline")
    with listed:
        _table(tenths(table, owners[owners["source_id"].isin(set(table["source_id"]))]), names)
    st.caption(
        "From the first word a participant says in the interview (0 %) to the last (100 %). What interviewers say takes no "
        "room. Where a code comes says when it was talked about, which the guide's order of questions shapes too."
    )
    _evidence(study, shown)


def _chart(chart: Any) -> None:
    import altair as alt

    pick = alt.selection_point(name="pick", fields=["coding_id"], on="click", empty=False)
    st.altair_chart(
        chart.properties(width="container").add_params(pick), key=CHART, on_select="rerun", selection_mode=["pick"],
        width="stretch", alt="A line per interview with a mark where each of the codes comes",
    )  # fmt: skip


def _table(counted: pd.DataFrame, names: dict[str, str]) -> None:
    wide = counted.pivot_table("people", "code_key", "tenth", fill_value=0, aggfunc="sum").astype(int)
    wide = wide.reindex(columns=range(1, 11), fill_value=0)
    wide.columns = pd.Index([f"{10 * n - 10}–{10 * n} %" for n in range(1, 11)])
    wide.insert(0, "Code", [names[key] for key in wide.index])
    st.dataframe(
        wide, hide_index=True, width="stretch", height=tall(len(wide)), key=TABLE,
        alt="For each code and tenth of the interview, how many people come to it there",
    )  # fmt: skip
    st.caption("People who come to a code in each tenth of their interview.")


def _evidence(study: OpenStudy, shown: pd.DataFrame) -> None:
    mark = chosen.picked_mark(CHART)
    ids = [mark["coding_id"]] if mark.get("coding_id") in set(shown["coding_id"]) else list(shown["coding_id"])
    st.header("The passage" if len(ids) == 1 else "Passages")
    coded_passages(study, ids, key="timeline")

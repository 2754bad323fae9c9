"""Part Saturation: whether further interviews still brought new codes, among codes that were added while coding."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd
import streamlit as st

from workbench.analysis.saturation import Settings
from workbench.app import analysed, state
from workbench.app import analysis_state as chosen
from workbench.app.components import plain_text
from workbench.app.components.coded_passages import coded_passages
from workbench.app.components.figure_download import figure_download
from workbench.app.components.theme_table import tall
from workbench.report.figures_along import saturating
from workbench.report.figures_coded import label
from workbench.report.saturation import Saturation, said
from workbench.store import OpenStudy

TABLE, RUNS, THEMES, CHART = "saturation_codes", "saturation_runs", "saturation_themes", "saturation_chart"


def saturation_part(study: OpenStudy) -> None:
    """Show base, run and threshold, what they give, and per theme and code what each interview brought."""
    import altair as alt

    settings = _settings()
    found = analysed.saturation(study, settings)
    if found.why_not or found.over is None:
        st.header("Not offered for this study")
        plain_text.text(found.why_not, key="saturation_why")
        return
    plain_text.text(said(found), key="saturation_said")
    chart = saturating(found.over.curve, orders=found.over.orders, synthetic=study.about.synthetic)
    pick = alt.selection_point(
        name="pick", fields=["interviews"], on="symbol:click", empty=False
    )  # a line or band has no one interview
    st.altair_chart(
        chart.properties(width="container").add_params(pick), width="stretch", key=CHART, on_select="rerun", selection_mode=["pick"],
        alt="Codes found after each interview, in the order of coding and over random orders",
    )  # fmt: skip
    figure_download(chart, found.over.curve, study.about, name="saturation", key="saturation")
    at = chosen.picked_mark(CHART).get("interviews", "")
    if at:
        _brought(study, found, int(float(at)), int(float(at)), key="saturation_mark")
    st.caption(
        "Guest, Namey and Chen 2020. The order of interviews matters, so the band shows random orders of the same ones. A flat "
        "curve says that no new codes came, not that they are understood: that took Hennink and others two to three times as "
        "many interviews."
    )
    runs, themes, codes = st.tabs(["Runs", "Themes", "Codes"])
    with runs:
        _runs(study, found)
    with themes:
        _themes(study, found)
    with codes:
        _codes(study, found.codes)


def _settings() -> Settings:
    left, middle, right = st.columns(3)
    base = left.number_input("Interviews in the base", 1, 50, 4, key=chosen.BASE, bind="query-params")
    run = middle.number_input("Interviews in a run", 1, 20, 2, key=chosen.RUN, bind="query-params")
    threshold = right.number_input(
        "Most new information (%)", 0, 50, 5, key=chosen.THRESHOLD, bind="query-params",
        help="New codes in a run, as a share of the codes in the base.",
    )  # fmt: skip
    return Settings(int(base), int(run), threshold / 100)


def _runs(study: OpenStudy, found: Saturation) -> None:
    runs = found.runs
    if runs.empty:
        st.caption("There are fewer interviews than a base and a run need.")
        return
    shown = pd.DataFrame({
        "Interviews": [f"{a} to {b}" if a < b else str(a) for a, b in zip(runs["first"], runs["last"], strict=True)],
        "New codes": runs["new"], "Codes in the base": runs["base"], "New information (%)": (100 * runs["ratio"]).round(1),
    })  # fmt: skip
    row = _table(shown, RUNS, "New codes of each run of interviews")
    if row is not None and row < len(runs):
        _brought(study, found, int(runs["first"].iloc[row]), int(runs["last"].iloc[row]), key="saturation_run")


def _themes(study: OpenStudy, found: Saturation) -> None:
    themes, run = found.themes, found.settings.run
    reach = ["not reached" if pd.isna(at) else f"{int(at)} (+{run})" for at in themes["reached"]]
    shown = pd.DataFrame({
        "Theme": [label(key, name) for key, name in zip(themes["theme"], themes["name"], strict=True)],
        "Codes": themes["codes"], "Last new code at interview": themes["last_new"], "Threshold": reach,
    })  # fmt: skip
    row = _table(shown, THEMES, "Saturation within each theme")
    if row is not None and row < len(themes):
        codes = found.codes["code_key"][found.codes["theme"] == themes["theme"].iloc[row]]
        _passages(study, set(codes), key="saturation_theme")


def _codes(study: OpenStudy, codes: pd.DataFrame) -> None:
    shown = pd.DataFrame({
        "Code": [label(key, name) for key, name in zip(codes["code_key"], codes["code_name"], strict=True)],
        "First at interview": codes["first"], "Expected by chance": codes["expected"].round(1), "Interviews": codes["interviews"],
    })  # fmt: skip
    row = _table(shown, TABLE, "Which interview brought each code first")
    if row is not None and row < len(codes):
        _passages(study, {codes["code_key"].iloc[row]}, key="saturation")


def _table(shown: pd.DataFrame, key: str, alt: str) -> int | None:
    """Show a table and return the row that is chosen."""
    st.dataframe(
        shown, hide_index=True, width="stretch", height=tall(len(shown)), key=key, on_select="rerun",
        selection_mode="single-row", alt=alt,
    )  # fmt: skip
    row = state.picked_row(key)
    if row is None:
        st.caption("Choose a row to read its passages.")
    return row


def _brought(study: OpenStudy, found: Saturation, first: int, last: int, *, key: str) -> None:
    """Show the passages of the codes that interviews `first` to `last` (from 1, in the order of coding) brought."""
    new = found.codes[found.codes["first"].between(first, last)]
    names = found.interviews[first - 1 : last]
    plain_text.heading(
        "New with " + ", ".join(names), key=f"{key}_head", note=", ".join(new["code_name"]) or "no code that was new",
    )  # fmt: skip
    if not new.empty:
        _passages(study, set(new["code_key"]), sources=names, key=key)


def _passages(study: OpenStudy, codes: Collection[str], *, key: str, sources: Sequence[str] = ()) -> None:
    frame = study.frames.codings()
    mine = frame[frame["code_key"].isin(codes) & (frame["source"].isin(sources) if sources else True)]
    coded_passages(study, list(dict.fromkeys(mine["coding_id"])), key=key)

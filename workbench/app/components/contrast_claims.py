"""All claims of the contrast: a chart, a table whose every number opens its quotations, and a later layer beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from workbench.analysis.gap_index import gap_index
from workbench.app import contrast_state, state
from workbench.app.components import plain_text
from workbench.app.components.figure_download import figure_download
from workbench.app.components.plain_text import counted, number
from workbench.app.components.theme_table import tall
from workbench.model import Study
from workbench.report.contrast_view import ContrastView
from workbench.report.figures import LETTERS, stance_bars

STANCES = ["fulfilled", "strained", "contradicted", "mixed", "unclear", "silent"]


def claim_list(shown: ContrastView, about: Study, *, lacking: int) -> None:
    """Show the claims; a click on a bar or a number chooses a claim and whose quotations are shown.

    Where so many claims are `lacking` something before they may leave, the figure is saved where that is asked for.
    """
    table = shown.claims
    least = shown.wanted.least
    contradicted, fulfilled = (int((table[s] >= least).sum()) for s in ("contradicted", "fulfilled"))
    st.markdown(
        f"**{counted(len(shown.cases), 'person', 'people')}**, **{counted(len(table), 'claim')}** of policy. Reported"
        f" contradicted by {number(least)} or more: {number(contradicted)}; fulfilled by {number(least)} or more: {number(fulfilled)}."
    )
    drawn, listed, changed = st.tabs(["Chart", "Table", "If more people are asked for"])
    with drawn:
        _chart(table, about, lacking)
    with listed:
        _table(table)
    with changed:
        _at_least(shown)
    if shown.wanted.beside:
        _beside(shown)


def _chart(table: pd.DataFrame, about: Study, lacking: int) -> None:
    """Draw people by stance; a click on a part of a bar chooses its claim and its people."""
    import altair as alt

    bars = stance_bars(table, synthetic=about.synthetic)
    pick = alt.selection_point(name="pick", fields=["row", "stance"], on="click", empty=False)
    chart = bars.properties(width="container").add_params(pick)
    st.altair_chart(
        chart, key=state.CHART, on_select=_pick_bar, selection_mode=["pick"], width="stretch",
        alt="Bars: for each claim, how many people report it fulfilled, strained, contradicted, mixed, unclear or are silent",
    )  # fmt: skip
    if lacking:
        st.caption(
            f"{counted(lacking, 'claim')} reported contradicted still {'lacks' if lacking == 1 else 'lack'} a kind of gap or a look for"
            " negative cases: the figure is saved further down, with the brief of “All claims”, where a reason is asked for."
        )
    else:
        figure_download(bars, table, about, name="claims", key="claims")


def _pick_bar() -> None:
    parts = contrast_state.picked_parts(state.CHART)
    if parts.get("row"):
        _choose(parts["row"].partition("  ")[0], parts.get("stance", "").partition("  ")[2])


def _choose(key: str, stance: str = "") -> None:
    state.choose(state.CLAIM, key)
    contrast_state.choose_several(state.STANCES, [stance] if stance in STANCES[:-1] else [])
    for narrower in (contrast_state.GAPS, contrast_state.SITES):
        contrast_state.choose_several(narrower, [])


def _table(table: pd.DataFrame) -> None:
    """Show the numbers behind the chart; a click on a number chooses its claim and its people."""
    rows = table.to_dict("records")
    shown = table[["key", "m", *STANCES]].assign(
        gap=[gap_index(row).value for row in rows],  # type: ignore[arg-type]
        sites=[f"{a} of {b}" for a, b in zip(table["n_sites"], table["sites_in_study"], strict=True)],
        country=table["country"],
        statement=table["statement"],
        source=table["source"],
    )
    names = {"key": "Claim", "m": "n", "gap": "Gap index", "sites": "Sites", "country": "Country"}
    names |= {"statement": "What policy expects", "source": "Policy"} | {stance: _short(stance) for stance in STANCES}
    st.dataframe(
        shown.rename(columns=names), hide_index=True, width="stretch", height=tall(len(shown)), key=state.CLAIM_TABLE,
        on_select=_pick_cell, selection_mode="single-cell", alt="People by stance for every claim",
        column_config={
            "Gap index": st.column_config.NumberColumn(format="%.2f", help="Never without the counts beside it"),
            "What policy expects": st.column_config.TextColumn(width="large"),
        },
    )  # fmt: skip
    st.caption(
        "A click on a number opens its quotations. Gap index: (contradicted + half of strained) of those who are not silent;"
        " one claim's is not to be averaged with another's."
    )
    contrast_state.remember_rows([str(row["key"]) for row in rows])


def _pick_cell() -> None:
    cell = contrast_state.picked_cell(state.CLAIM_TABLE)
    if cell is not None:
        row, column = cell
        stance = next((each for each in STANCES if _short(each) == column), "")
        _choose(contrast_state.remembered_row(row), stance)


def _short(stance: str) -> str:
    return f"{LETTERS[stance]} {stance}"


def _at_least(shown: ContrastView) -> None:
    """Show how the picture changes with the number of people asked for."""
    names = {
        "k": "At least k people", "fulfilled": "Claims reported fulfilled", "strained": "strained",
        "contradicted": "contradicted", "unimagined": "Themes no policy expects",
    }  # fmt: skip
    st.dataframe(
        shown.at_least().rename(columns=names), hide_index=True, width="stretch",
        alt="How many claims and themes are reported by at least k people",
    )  # fmt: skip
    st.caption("What rests on one or two people goes first. Choose k among the controls.")


def _beside(shown: ContrastView) -> None:
    """Show the later layer of policy beside the earlier one."""
    plain_text.heading(
        "A later layer beside it", key="beside",
        note="Claims on one theme stand in one row. An empty side: that layer has no claim on the theme.",
    )  # fmt: skip
    names = {
        "theme_key": "Theme", "earlier": "Earlier", "earlier_statement": "What it expects", "later": "Later",
        "later_statement": "What the later one expects",
    }  # fmt: skip
    if shown.beside.empty:
        st.caption("No claim is in force in either period.")
        return
    reported = {row["key"]: f"{row['contradicted']} of {row['m']}" for row in shown.claims.to_dict("records")}
    table = shown.beside.rename(columns=names)
    table.insert(3, "Contradicted by", [reported.get(key, "") for key in shown.beside["earlier"]])
    st.dataframe(
        table, hide_index=True, width="stretch", height=tall(len(table)),
        alt="Claims of an earlier and a later policy layer by theme",
    )  # fmt: skip


def in_force(claim: Mapping[Any, Any]) -> str:
    """Return a claim's force, country and dates in words."""
    dates = [str(claim[which]) for which in ("in_force_from", "in_force_to") if pd.notna(claim[which])]
    said = [
        f"It says: {claim['modality']}",
        claim["country"],
        " to ".join(dates) if len(dates) == 2 else "from " + dates[0] if dates else "",
    ]
    return " · ".join(each for each in said if each)

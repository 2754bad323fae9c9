"""Themes on two sides with their passages, and what stands on one side only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from workbench.app import contrast_state, shell, state, tables
from workbench.app.components import plain_text
from workbench.app.components.claim_evidence import some
from workbench.app.components.figure_download import figure_download
from workbench.app.components.passage import passages
from workbench.app.components.plain_text import counted
from workbench.app.components.quotations import Quoted
from workbench.app.components.theme_table import corrected_rows, tall, theme_rows, unimagined_rows
from workbench.app.components.wording import VARIETIES, variety_words
from workbench.model import ContrastFilter, Evidence
from workbench.report.contrast_view import ContrastView
from workbench.report.figures import theme_contrast
from workbench.store import OpenStudy

_CHART = "theme_chart"
# So that the counts of both sides, with the interval, stand beside each other on a laptop.
_WIDTHS = {"Theme": st.column_config.TextColumn(width=265), "Right: segments": st.column_config.TextColumn(width=235)}


def themes_part(study: OpenStudy, wanted: ContrastFilter, *, synthetic: bool) -> None:
    """Show themes on two sides, then the evidence for the one chosen."""
    there = {size["variety"] for size in study.sources.sizes()}
    options = [variety for variety in VARIETIES if variety in there] or list(VARIETIES)
    sides = st.columns(2)
    left = _side(sides[0], "imagined", options, state.LEFT)
    right = _side(sides[1], "disclosed", options, state.RIGHT)
    table = tables.themes(study, left, right, wanted)
    kept = (table["k_left"] > 0) | (table["k_right"] > 0)
    kept &= table[["k_left", "k_right"]].max(axis=1) >= wanted.least
    table = table[kept].reset_index(drop=True)
    if table.empty:
        st.info("No theme is coded on either side yet. Review suggestions, or code passages, to fill this view.")
        st.page_link(shell.PAGES / "review.py", label="Go to Review", icon=":material/arrow_forward:")
        return
    st.caption(
        "People first: k of m. A policy code stands beside the codes it is contrasted with. What is disclosed is reported "
        "by people, not observed. Shares of segments come second, with an interval that respects how people differ; a side "
        "of few people or documents has counts only."
    )
    _drawn(study, table, synthetic=synthetic)
    _listed(
        theme_rows(table), list(table["code_key"]), state.THEME, key="theme_table", height=tall(len(table)), column_config=_WIDTHS,
        alt="Themes with people and segments on both sides",
    )  # fmt: skip
    if wanted.evidence is Evidence.CORRECTED:
        _corrected(study, wanted)
    _theme_evidence(study, table)


def _drawn(study: OpenStudy, table: pd.DataFrame, *, synthetic: bool) -> None:
    """Draw the themes; a click on a dot chooses its theme."""
    import altair as alt

    chart = theme_contrast(table, synthetic=synthetic)
    pick = alt.selection_point(name="pick", fields=["key"], on="symbol:click", empty=False)

    def picked() -> None:
        key = contrast_state.picked_parts(_CHART).get("key")
        if key:
            state.choose(state.THEME, key)

    st.altair_chart(
        chart.properties(width="container").add_params(pick), width="stretch", key=_CHART, on_select=picked,
        selection_mode=["pick"], alt="For each theme, the share of people on the left and on the right side",
    )  # fmt: skip
    st.caption(
        "A click on a dot opens its theme's passages, below; so does a row of the table. A count without a dot, of a side too small"
        " for a share, is opened by its row."
    )
    figure_download(chart, table, study.about, name="themes", key="themes")


def _listed(shown: pd.DataFrame, codes: list[str], chosen: str, *, key: str, **more: Any) -> None:
    """Show a table of themes; a row that is picked chooses its theme, whose passages stand below."""

    def picked() -> None:
        row = state.picked_row(key)
        if row is not None and row < len(codes):
            state.choose(chosen, codes[row])

    st.dataframe(
        shown, hide_index=True, width="stretch", key=key, on_select=picked, selection_mode="single-row", **more
    )


def _side(column: Any, usual: str, options: list[str], key: str) -> str:
    """Show the choice of one side and return it."""
    place = options.index(usual) if usual in options else 0
    label = "Left side" if key == state.LEFT else "Right side"
    return str(
        column.selectbox(label, options, index=place, format_func=variety_words, key=key)
    )  # a list, not markdown


def _corrected(study: OpenStudy, wanted: ContrastFilter) -> None:
    """Show how common themes are in all interviews, by the machine and corrected by what people found in random draws."""
    st.header("How common each theme is: the machine, corrected by people")
    table = tables.corrected(study, wanted)
    if table.empty or not int(table["coded"].max()):
        st.caption(
            "The machine's codes cannot be corrected yet: nobody has looked at passages drawn at random under this codebook."
            " Draw some on the page Review (order: random), or with `workbench review draw --order random`."
        )
        return
    st.dataframe(corrected_rows(table), hide_index=True, width="stretch", alt="Themes by the machine, and corrected")
    st.caption(
        "Of all interview passages. Every passage has the machine's answer; those drawn by chance and looked at have a"
        " person's too, and the difference corrects the rest. Not a count of anything a person coded."
    )


def _theme_evidence(study: OpenStudy, table: pd.DataFrame) -> None:
    """Show the passages behind one theme, side by side."""
    rows = {row["code_key"]: row for row in table.to_dict("records")}
    state.choose_if_there(state.THEME, list(rows))
    key = st.selectbox(
        "Passages of the theme", list(rows), format_func=lambda k: f"{rows[k]['code_name']} ({k})", key=state.THEME,
        persist_state="session",
    )  # fmt: skip
    for column, which in zip(st.columns(2, gap="large"), ("left", "right"), strict=True):
        with column:
            ids = rows[key][f"coding_ids_{which}"]
            plain_text.heading(rows[key][which].capitalize(), key=f"head_{which}", note=counted(len(ids), "passage"))
            _coded_passages(study, ids, f"theme_{which}")


def _coded_passages(study: OpenStudy, ids: Sequence[str], key: str) -> None:
    """Show the passages of some codings, the first of them where they are many."""
    codings = {coding.id: coding for coding in study.codings.all()}
    found = [codings[i] for i in ids if i in codings]
    shown = some(len(found), key)
    coders = {coder.id: coder.name for coder in study.coders.all()}
    passages(Quoted(study).codings(found[:shown], coders), key=f"passages_{key}")


def unmatched_part(study: OpenStudy, shown: ContrastView) -> None:
    """Show what policy expects and nobody speaks of, and what people report and no policy expects."""
    st.header("Imagined, and nobody speaks of it")
    table = shown.claims
    silent = table[(table["m"] > 0) & (table["silent"] == table["m"])] if len(table) else table
    if table.empty or not int(table["m"].max()):
        st.caption("No claim, or nobody, is counted here. Claims are taken from policies on the page Claims.")
    elif silent.empty:
        st.caption(f"At least one of {counted(int(table['m'].max()), 'person', 'people')} speaks of every claim.")
    else:
        names = {"key": "Claim", "statement": "What policy expects", "source": "Policy", "m": "n"}
        st.dataframe(
            silent[list(names)].rename(columns=names), hide_index=True, width="stretch", alt="Claims nobody speaks of"
        )
    st.header("Done, but not imagined: reported, and no policy here expects it")
    seen = shown.unimagined
    if seen.empty:
        st.caption("Nothing is coded in interviews that has no counterpart in the policies.")
        return
    _listed(
        unimagined_rows(seen), list(seen["code_key"]), state.UNIMAGINED, key="unimagined_table",
        alt="Themes that no policy here expects",
    )  # fmt: skip
    rows = {row["code_key"]: row for row in seen.to_dict("records")}
    state.choose_if_there(state.UNIMAGINED, list(rows))
    key = st.selectbox(
        "Passages of the theme", list(rows), format_func=lambda k: f"{rows[k]['code_name']} ({k})", key=state.UNIMAGINED
    )
    _coded_passages(study, rows[key]["coding_ids"], "unimagined")

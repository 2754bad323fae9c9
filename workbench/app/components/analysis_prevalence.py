"""Part Prevalence: how many people have each code, in all and by group; a click on a cell opens its passages."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from workbench.analysis.groups import EVERYBODY, VARIETY, groupings
from workbench.analysis.shares import FEWEST_READABLE
from workbench.app import analysed
from workbench.app import analysis_state as chosen
from workbench.app.components import plain_text
from workbench.app.components.analysis_controls import part_chosen, unit_noun
from workbench.app.components.coded_passages import coded_passages
from workbench.app.components.figure_download import figure_download
from workbench.app.components.plain_text import number
from workbench.app.components.theme_table import tall
from workbench.report.figures_coded import crosstab, labels
from workbench.store import OpenStudy

TABLE, CHART = "prevalence_table", "prevalence_chart"


def prevalence_part(study: OpenStudy) -> None:
    """Show the controls, the table or chart, and the passages behind the cell that was chosen."""
    part, themes = part_chosen(study)
    left, right = st.columns(2)
    options = groupings(analysed.segments(study))
    chosen.forget_if_gone(chosen.BY, options)
    by = left.selectbox(
        "Groups", options, index=options.index(_usual(options)), format_func=_named, key=chosen.BY, bind="query-params",
    )  # fmt: skip
    unit = right.selectbox(
        "Beside people, count", ["segment", "turn", "question", "source"], format_func=unit_noun, key=chosen.BESIDE,
        bind="query-params",
    )  # fmt: skip
    table = analysed.prevalence(study, str(by), str(unit), _without_levels(part))
    if themes and len(table):
        table = table[table["depth"] == 0].reset_index(drop=True)
    if table.empty:
        st.info("Nothing is coded in these sources. Choose others, or code some passages first.")
        return
    _shown(study, table)
    _evidence(study, table)


def _shown(study: OpenStudy, table: pd.DataFrame) -> None:
    drawn, listed = st.tabs(["Chart", "Table"])
    chart = crosstab(table, synthetic=study.about.synthetic)
    with drawn:
        _chart(chart)
        figure_download(chart, table, study.about, name="prevalence", key="prevalence")
    with listed:
        _table(table)
    st.caption(
        "People first: k of m people have at least one passage with the code. What interviewers say is left out. Groups as "
        "small as these differ by chance: a difference here is a reason to read, not a finding."
    )
    if not table["people_readable"].all():
        st.caption(
            f"Of fewer than {number(FEWEST_READABLE)} people there are counts and no colour: a share of so few says nothing."
        )


def _chart(chart: Any) -> None:
    import altair as alt

    pick = alt.selection_point(name="pick", fields=["key", "which"], on="click", empty=False)
    st.altair_chart(
        chart.properties(width="container").add_params(pick), key=CHART, on_select=_mark_picked, selection_mode=["pick"], width="stretch",
        alt="A cell for each code and group, with how many of its people have the code",
    )  # fmt: skip


def _mark_picked() -> None:
    mark = chosen.picked_mark(CHART)
    if mark:
        chosen.choose(**{chosen.CODE: mark["key"], chosen.GROUP: mark["which"]})


def _table(table: pd.DataFrame) -> None:
    groups, codes = list(dict.fromkeys(table["group"])), table.drop_duplicates("code_key")
    shown, settings = pd.DataFrame({"Code": labels(codes)}), {}
    for group in groups:
        mine = table[table["group"] == group]
        shown[group] = mine["k"].to_numpy()
        settings[group] = st.column_config.NumberColumn(format=f"%d of {int(mine['m'].iloc[0])}")
    keys = list(codes["code_key"])

    def picked() -> None:
        cell = chosen.picked_cell(TABLE)
        if cell is not None:
            chosen.choose(**{chosen.CODE: keys[cell[0]], chosen.GROUP: cell[1] if cell[1] in groups else EVERYBODY})

    st.dataframe(
        shown, hide_index=True, width="stretch", height=tall(len(shown)), key=TABLE, on_select=picked,
        selection_mode="single-cell", column_config=settings, alt="People with each code, in all and by group",
    )  # fmt: skip


def _evidence(study: OpenStudy, table: pd.DataFrame) -> None:
    names = dict(zip(table["code_key"], labels(table), strict=True))
    groups = list(dict.fromkeys(table["group"]))
    chosen.forget_if_gone(chosen.CODE, list(names))
    chosen.forget_if_gone(chosen.GROUP, groups)
    left, right = st.columns([2, 1])
    key = left.selectbox(
        "Passages of the code", list(names), index=None, format_func=lambda k: names.get(k, ""), key=chosen.CODE,
        bind="query-params", placeholder="Choose a code here, or a cell above",
    )  # fmt: skip
    group = right.selectbox("Said by", groups, key=chosen.GROUP, bind="query-params")
    if key is None:
        return
    row = table[(table["code_key"] == key) & (table["group"] == group)].iloc[0].to_dict()
    plain_text.text(sentence(row), key="prevalence_said")
    coded_passages(study, row["coding_ids"], key="prevalence")


def sentence(row: dict[Any, Any]) -> str:
    """Return a cell in words: people, then units, with intervals where there are enough people for one."""
    said = f"{row['k']} of {row['m']} {row['of']}"
    if row["people_readable"]:
        said += f" ({row['people_share']:.0%}; 95 % interval {row['people_low']:.0%} to {row['people_high']:.0%})"
    said += f"; {row['units']} of {row['n_units']} {unit_noun(row['unit'])}"
    if row["unit_readable"]:
        said += f" ({row['unit_share']:.1%}; {row['unit_low']:.1%} to {row['unit_high']:.1%})"
    return said + "."


def _without_levels(part: Any) -> Any:
    # The table counts codings for the codes above already, so both levels come out of one table.
    from dataclasses import replace

    return replace(part, themes=False)


def _usual(options: list[str]) -> str:
    for name in ("attr.site", "attr.country", "attr.profession"):
        if name in options:
            return name
    return options[0]


def _named(by: str) -> str:
    return "kind of source" if by == VARIETY else by.removeprefix("attr.")

"""Do groups of people differ in what they speak of? With what may be read from it, and what it hangs on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from workbench.analysis.differences import GroupShare
from workbench.app import contrast_state, state, tables
from workbench.app.components import plain_text
from workbench.app.components.coded_passages import coded_passages
from workbench.app.components.plain_text import counted
from workbench.app.components.theme_table import group_rows, tall
from workbench.model import ContrastFilter
from workbench.report.contrast_view import Choices
from workbench.store import OpenStudy

MOST_GROUPS = 12
ALL = "everybody"
# The columns of the table before those of the groups: theme, p, and p for all themes.
FIRST_GROUP = 3


def group_options(there: Choices) -> list[str]:
    """Return the attributes that make groups of people."""
    return [name for name, values in there.attributes.items() if 2 <= len(values) <= MOST_GROUPS]


def compared_by(options: Sequence[str], *asked: str) -> str:
    """Return the attribute that makes the groups: the first of those asked for that is an option, or the usual one."""
    return next((name for name in (*asked, "country", "site", *options) if name in options), "")


def said_by(there: Choices, by: str) -> list[str]:
    """Return whose passages can be shown where people are compared by an attribute."""
    return [ALL, *there.attributes.get(by, ())]


def groups_part(study: OpenStudy, there: Choices, wanted: ContrastFilter) -> None:
    """Show themes by group of people, then what one theme's difference hangs on."""
    options = group_options(there)
    if not options:
        st.info("No attribute of the participants makes groups. Bring in a table of participants on the page Study.")
        return
    by, within, every = _asked(options)
    state.choose_if_there(contrast_state.GROUP_OF, said_by(there, by))
    table = tables.groups(study, by, within, wanted, every_code=every)
    if table.empty:
        st.info("Nothing is coded in the interviews that are counted here.")
        return
    st.caption(
        "People are shuffled between the groups, never their passages: p is how often chance makes groups this uneven. The "
        "second p counts that several themes were looked at (Benjamini and Hochberg). No sign of a difference is no sign of "
        "sameness at this size."
    )
    _table(table)
    st.caption(
        "Of each group: people who speak of the theme · how many of its segments do. A click on a number opens its passages."
    )
    _one_theme(study, table, by, within, wanted, options)


def _table(table: pd.DataFrame) -> None:
    keys, groups = list(table["code_key"]), [group.name for group in table["groups"].iloc[0]]
    shown = group_rows(table)

    def picked() -> None:
        cell = contrast_state.picked_cell(contrast_state.GROUP_TABLE)
        if cell is not None:
            column = list(shown.columns).index(cell[1]) - FIRST_GROUP
            state.choose(contrast_state.GROUP_THEME, keys[cell[0]])
            state.choose(contrast_state.GROUP_OF, groups[column] if 0 <= column < len(groups) else ALL)

    st.dataframe(
        shown, hide_index=True, width="stretch", height=tall(len(table)), alt="Themes by group, with p",
        key=contrast_state.GROUP_TABLE, on_select=picked, selection_mode="single-cell",
        column_config={"What may be read from it": st.column_config.TextColumn(width="large")},
    )  # fmt: skip


def _passages(study: OpenStudy, key: str, by: str, shares: Sequence[GroupShare], wanted: ContrastFilter) -> None:
    """Show the passages behind a theme's numbers, of one group or of all."""
    found = tables.group_passages(study, key, by, wanted)
    options = [ALL, *(share.name for share in shares)]
    state.choose_if_there(contrast_state.GROUP_OF, options)
    group = st.selectbox(
        "Passages of the theme, said by", options, key=contrast_state.GROUP_OF, persist_state="session"
    )
    mine = [share for share in shares if group in (ALL, share.name)]
    ids = [each for share in mine for each in found.get(share.name, ())]
    inside = counted(sum(share.hits for share in mine), "segment")
    plain_text.note(f"{counted(len(ids), 'coding')} in {inside}.", key="group_passages_count")
    coded_passages(study, ids, key="group")


def _asked(options: list[str]) -> tuple[str, str, bool]:
    for key in (contrast_state.GROUP_BY, contrast_state.GROUP_WITHIN):
        state.choose_if_there(key, options)
    if state.chosen(contrast_state.GROUP_BY) is None:
        state.choose(contrast_state.GROUP_BY, compared_by(options))
    left, middle, right = st.columns([2, 2, 1], vertical_alignment="bottom")
    by = left.selectbox("Compare by", options, key=contrast_state.GROUP_BY, persist_state="session")
    within = middle.selectbox(
        "Only inside each", options, index=None, placeholder="No: among all people", key=contrast_state.GROUP_WITHIN,
        persist_state="session", help="Inside each profession, say: whether sites differ beyond who works there.",
    )  # fmt: skip
    every = right.toggle("Every code", key=contrast_state.EVERY_CODE, persist_state="session")
    return str(by), str(within or ""), every


def _one_theme(
    study: OpenStudy, table: pd.DataFrame, by: str, within: str, wanted: ContrastFilter, options: Sequence[str]
) -> None:  # fmt: skip
    rows: Mapping[str, Any] = {str(row["code_key"]): row for row in table.to_dict("records")}
    if state.chosen(contrast_state.GROUP_THEME) not in rows:
        state.choose(contrast_state.GROUP_THEME, str(table.sort_values("p")["code_key"].iloc[0]))
    key = st.selectbox(
        "What it hangs on, for the theme", list(rows), format_func=lambda k: f"{rows[k]['code_name']} ({k})",
        key=contrast_state.GROUP_THEME, persist_state="session",
    )  # fmt: skip
    leave = "site" if "site" in options else by
    facts = tables.theme_facts(study, str(key), by, leave, within, wanted)
    left, right = st.columns(2, gap="large")
    with left:
        plain_text.text(str(rows[str(key)]["words"]), key="group_words")
        plain_text.text(facts.hangs_on, key="hangs_on")
        plain_text.note(f"Share of passages: {facts.concentration.words}", key="group_concentration")
    with right:
        if leave != "site":
            plain_text.note(
                f"No site can be left out in turn: participants have no attribute called site with 2 to {MOST_GROUPS} values. "
                "What they are compared by is left out instead. A column named site in the table of participants (page Study) "
                "makes sites.",
                key="no_sites",
            )
        _without(facts.difference_without)
    with st.expander("Without each person"):
        _people(facts.without_person)
    _passages(study, str(key), by, rows[str(key)]["groups"], wanted)


def _without(table: pd.DataFrame) -> None:
    shown = table.replace({"without": {"": "(all)"}}).assign(apart=100 * table["apart"])
    names = {"without": "Without", "people": "People", "apart": "Difference of shares", "p": "p"}
    st.dataframe(
        shown[list(names)].rename(columns=names), hide_index=True, width="stretch", alt="The difference without each group",
        column_config={
            "Difference of shares": st.column_config.NumberColumn(format="%.1f points", help="In percentage points."),
            "p": st.column_config.NumberColumn(format="%.3f"),
        },
    )  # fmt: skip


def _people(table: pd.DataFrame) -> None:
    shown = pd.DataFrame(
        {
            "Without": table["without"].replace("", "(all)"),
            "People": [f"{k} of {m}" for k, m in zip(table["k"], table["m"], strict=True)],
            "Passages": [f"{a} of {b}" for a, b in zip(table["segments"], table["n_segments"], strict=True)],
            "Share of passages": table["segment_share"],
        }
    )
    st.dataframe(
        shown, hide_index=True, width="stretch", alt="The theme without each person",
        column_config={"Share of passages": st.column_config.NumberColumn(format="percent")},
    )  # fmt: skip

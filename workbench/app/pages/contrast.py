"""Contrast: what policy expects beside what people report, counted in people, with the quotations behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from workbench.app import shell, state, tables
from workbench.app.components import plain_text
from workbench.app.components.figure_download import figure_download
from workbench.app.components.passage import passages
from workbench.app.components.plain_text import Part, counted, number
from workbench.app.components.quotations import Quoted
from workbench.app.components.theme_table import tall, theme_rows, unimagined_rows
from workbench.app.components.wording import VARIETIES, variety_words
from workbench.model import Span, Stance
from workbench.report.figures import LETTERS, stance_bars, theme_contrast
from workbench.store import OpenStudy

STANCES = ["fulfilled", "strained", "contradicted", "mixed", "unclear", "silent"]
MOST = 12
RULE = (
    "One person and one claim: nothing linked is silent; passages of one stance are that stance; fulfilled together "
    "with contradicted is mixed; otherwise the less favourable. Silence is no evidence against a claim."
)


def claims_tab(study: OpenStudy, *, synthetic: bool) -> None:
    """Show claims with people by stance, then the evidence for the one chosen."""
    table = tables.claims(study)
    if table.empty or not int(table["m"].max()):
        nothing(study)
        return
    n = int(table["m"].max())
    st.markdown(f"**{counted(n, 'person', 'people')}** interviewed, **{counted(len(table), 'claim')}** of policy.")
    drawn, listed = st.tabs(["Chart", "Table"])
    with drawn:
        claims_chart(table, synthetic=synthetic)
    with listed:
        claims_table(table)
    evidence(study, table)


def claims_chart(table: pd.DataFrame, *, synthetic: bool) -> None:
    """Draw people by stance; a click on a bar chooses its claim."""
    import altair as alt

    chart = stance_bars(table, synthetic=synthetic)
    pick = alt.selection_point(name="pick", fields=["row"], on="click", empty=False)
    chart = chart.properties(width="container").add_params(pick)
    st.altair_chart(
        chart, key=state.CHART, on_select=pick_bar, selection_mode=["pick"], width="stretch",
        alt="Bars: for each claim, how many people report it fulfilled, strained, contradicted, mixed, unclear or are silent",
    )  # fmt: skip
    figure_download(stance_bars(table, synthetic=synthetic), table, shell.study().about, name="claims", key="claims")


def pick_bar() -> None:
    """Choose the claim whose bar was clicked: its row begins with the claim's key."""
    row = state.picked(state.CHART, "row")
    if row:
        state.choose(state.CLAIM, row.partition("  ")[0])


def claims_table(table: pd.DataFrame) -> None:
    """Show the numbers behind the chart; a click on a row chooses its claim."""
    shown = table[["key", "m", *STANCES]].assign(
        sites=[f"{a} of {b}" for a, b in zip(table["n_sites"], table["sites_in_study"], strict=True)],
        statement=table["statement"],
        source=table["source"],
    )
    names = {"key": "Claim", "m": "n", "sites": "Sites", "statement": "What policy expects", "source": "Policy"}
    names |= {stance: stance.capitalize() for stance in STANCES}
    st.dataframe(
        shown.rename(columns=names), hide_index=True, width="stretch", height=tall(len(shown)), key=state.CLAIM_TABLE,
        on_select=pick_row, selection_mode="single-row", alt="People by stance for every claim",
    )  # fmt: skip


def pick_row() -> None:
    """Choose the claim whose row was clicked."""
    row = state.picked_row(state.CLAIM_TABLE)
    if row is not None:
        state.choose(state.CLAIM, tables.claims(shell.study())["key"].iloc[row])


def evidence(study: OpenStudy, table: pd.DataFrame) -> None:
    """Show the claim chosen: its extract at the left, what people report at the right."""
    by_key = {row["key"]: row for row in table.to_dict("records")}
    most = table.sort_values(["contradicted", "key"], ascending=[False, True])["key"].iloc[0]
    if state.chosen(state.CLAIM) not in by_key:
        state.choose(state.CLAIM, most)
    key = st.selectbox(
        "Claim", list(by_key), format_func=lambda k: f"{k}  {by_key[k]['statement']}", key=state.CLAIM,
        persist_state="session",
    )  # fmt: skip
    claim = by_key[key]
    quoted = Quoted(study)
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.subheader("Work as imagined")
        extract = quoted.extract(
            claim["source_id"],
            Span(int(claim["start"]), int(claim["end"])),
            heading=claim["source"],
            note=in_force(claim),
        )
        plain_text.words([Part("text", ((claim["statement"], "strong"),))], key="statement")
        passages([extract], key="extract")
    with right:
        reported(study, claim, quoted)


def in_force(claim: Mapping[Any, Any]) -> str:
    """Return a claim's force, country and dates in words."""
    dates = [str(claim[which]) for which in ("in_force_from", "in_force_to") if pd.notna(claim[which])]
    said = [
        f"It says: {claim['modality']}",
        claim["country"],
        " to ".join(dates) if len(dates) == 2 else "from " + dates[0] if dates else "",
    ]
    return " · ".join(each for each in said if each)


def reported(study: OpenStudy, claim: Mapping[Any, Any], quoted: Quoted) -> None:
    """Show what people report about a claim, by stance."""
    st.subheader("Work as done")
    st.caption("Reported by coordinators in interviews; not observed.")
    n = int(claim["m"])
    said = ", ".join(f"{LETTERS[s]} {s} {number(int(claim[s]))}" for s in STANCES if int(claim[s]))
    plain_text.words([Part("text", ((f"Of {counted(n, 'person', 'people')}: ", "strong"), said))], key="counts")
    only = st.pills("People counted as", STANCES[:-1], selection_mode="multi", key=state.STANCES, wrap=True)
    persons = tables.people(study)
    mine = persons[persons["claim_id"] == claim["claim_id"]]
    who = {link: (row.case, row.stance) for row in mine.itertuples() for link in row.link_ids}
    order = {
        stance: place
        for place, stance in enumerate((Stance.CONTRADICTED, Stance.STRAINED, Stance.FULFILLED, Stance.UNCLEAR))
    }
    links = [link for link in study.links.all() if link.claim_id == claim["claim_id"]]
    links = [link for link in links if not only or who.get(link.id, ("", ""))[1] in only]
    links.sort(key=lambda link: (order[link.stance], who.get(link.id, ("", ""))[0]))
    shown = some(len(links), f"claim_{claim['key']}")
    passages(quoted.links(links[:shown], who, coders(study)), key="quotations")
    silent = [row.case for row in mine.itertuples() if row.stance == "silent"]
    if silent:
        plain_text.note("Silent: " + ", ".join(silent), key="silent")
    if not links:
        st.caption("No passage is linked to this claim here. Silence is no evidence against it.")
    st.caption(RULE)


def themes_tab(study: OpenStudy, *, synthetic: bool) -> None:
    """Show themes on two sides, then the evidence for the one chosen."""
    there = {size["variety"] for size in study.sources.sizes()}
    options = [variety for variety in VARIETIES if variety in there] or list(VARIETIES)
    sides = st.columns(2)
    left = side(sides[0], "imagined", options, state.LEFT)
    right = side(sides[1], "disclosed", options, state.RIGHT)
    table = tables.themes(study, left, right)
    table = table[(table["k_left"] > 0) | (table["k_right"] > 0)].reset_index(drop=True)
    if table.empty:
        st.info("No theme is coded on either side yet. Review suggestions, or code passages, to fill this view.")
        st.page_link(shell.PAGES / "review.py", label="Go to Review", icon=":material/arrow_forward:")
        return
    st.caption(
        "People first: k of m. A policy code stands beside the codes it is contrasted with. The right side is reported "
        "by coordinators. Shares of segments come second, with an interval that respects how people differ."
    )
    st.altair_chart(
        theme_contrast(table, synthetic=synthetic).properties(width="container"), width="stretch", key="theme_chart",
        alt="For each theme, the share of people on the left and on the right side",
    )  # fmt: skip
    figure_download(theme_contrast(table, synthetic=synthetic), table, study.about, name="themes", key="themes")
    st.dataframe(
        theme_rows(table), hide_index=True, width="stretch", alt="Themes with people and segments on both sides"
    )
    theme_evidence(study, table)


def side(column: Any, usual: str, options: list[str], key: str) -> str:
    """Show the choice of one side and return it."""
    place = options.index(usual) if usual in options else 0
    label = "Left side" if key == state.LEFT else "Right side"
    return str(
        column.selectbox(label, options, index=place, format_func=variety_words, key=key)
    )  # a list, not markdown


def theme_evidence(study: OpenStudy, table: pd.DataFrame) -> None:
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
            coded_passages(study, ids, f"theme_{which}")


def coded_passages(study: OpenStudy, ids: Sequence[str], key: str) -> None:
    """Show the passages of some codings, the first of them where they are many."""
    codings = {coding.id: coding for coding in study.codings.all()}
    found = [codings[i] for i in ids if i in codings]
    shown = some(len(found), key)
    passages(Quoted(study).codings(found[:shown], coders(study)), key=f"passages_{key}")


def unmatched_tab(study: OpenStudy) -> None:
    """Show what policy expects and nobody speaks of, and what people report and no policy expects."""
    st.subheader("Imagined, and nobody speaks of it")
    table = tables.claims(study)
    silent = table[(table["m"] > 0) & (table["silent"] == table["m"])] if len(table) else table
    if silent.empty:
        st.caption("Every claim has at least one person who speaks of it, or there are no claims yet.")
    else:
        names = {"key": "Claim", "statement": "What policy expects", "source": "Policy", "m": "n"}
        st.dataframe(
            silent[list(names)].rename(columns=names), hide_index=True, width="stretch", alt="Claims nobody speaks of"
        )
    st.subheader("Reported, and no policy here expects it")
    seen = tables.unimagined(study)
    if seen.empty:
        st.caption("Nothing is coded in interviews that has no counterpart in the policies.")
        return
    st.dataframe(unimagined_rows(seen), hide_index=True, width="stretch", alt="Themes that no policy here expects")
    rows = {row["code_key"]: row for row in seen.to_dict("records")}
    state.choose_if_there(state.UNIMAGINED, list(rows))
    key = st.selectbox(
        "Passages of the theme", list(rows), format_func=lambda k: f"{rows[k]['code_name']} ({k})", key=state.UNIMAGINED
    )
    coded_passages(study, rows[key]["coding_ids"], "unimagined")


def some(many: int, key: str) -> int:
    """Return how many passages to show, with a switch for all of them where they are many."""
    if many <= MOST:
        return many
    return many if st.toggle(f"Show all {number(many)} passages", key=f"all_{key}") else MOST


def coders(study: OpenStudy) -> dict[str, str]:
    """Return coders' names by id."""
    return {coder.id: coder.name for coder in study.coders.all()}


def nothing(study: OpenStudy) -> None:
    """Say what the contrast needs, and what of it is missing."""
    has: Sequence[tuple[bool, str]] = (
        (bool(study.sources.names()), "interviews and policies (page Sources)"),
        (bool(study.cases.all()), "a table of participants (page Study)"),
        (
            bool(study.claims.all()),
            "claims taken from the policies, and passages linked to them (so far from Python only: see the README)",
        ),
    )
    missing = [Part("item", ("• " + what,)) for there, what in has if not there]
    st.info("There is nothing to contrast yet. This view counts people by how they stand to each claim of policy.")
    plain_text.words([Part("text", ("Still needed:",)), *missing], key="missing")


study = shell.study()
st.title("Contrast")
st.caption("Work as imagined (policy) beside work as done (reported by coordinators).")
claims, themes, unmatched = st.tabs(["Claims", "Themes", "Unmatched"])
with claims:
    claims_tab(study, synthetic=study.about.synthetic)
with themes:
    themes_tab(study, synthetic=study.about.synthetic)
with unmatched:
    unmatched_tab(study)

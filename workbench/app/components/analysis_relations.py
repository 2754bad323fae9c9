"""Part Relations: a question about codes, its passages, and the questions that were saved, answered anew."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from workbench.app import analysed, shell, state
from workbench.app import analysis_state as chosen
from workbench.app.components import plain_text
from workbench.app.components.analysis_controls import part_chosen, unit_noun
from workbench.app.components.coded_passages import coded_passages, some
from workbench.app.components.passage import Block, answering, passages, shown_paragraphs, shown_turns
from workbench.app.components.plain_text import counted
from workbench.app.components.quotations import Quoted
from workbench.model import SavedQuery, Span
from workbench.report.figure_files import table_csv
from workbench.report.relations import Answer, kept_question, shown_question
from workbench.review.saved_queries import remove_query, rename_query, save_query
from workbench.store import OpenStudy

UNITS = ["segment", "turn", "question", "source", "person"]
ABOUT = {
    "segment": "segments",
    "turn": "turns",
    "question": "answers (all turns to a question)",
    "source": "sources",
    "person": "people",
}
HOW = (
    "Codes by key, or by name in double quotes; CODE+ takes the codes below it too. and, or, not, brackets. Beside each other: "
    "A near/2t B (at most two turns apart), A before/3 B, A after B; s segments, t turns, w words."
)


def relations_part(study: OpenStudy) -> None:
    """Show the question to ask, what is true of it, and what can be kept."""
    part, _ = part_chosen(study, levels=False)
    _saved(study)
    left, right = st.columns([3, 1])
    typed = left.text_input(
        "Question", key=chosen.QUESTION, bind="query-params", max_chars=2000, placeholder="ADM.VOL and not REL.TRUST"
    )
    unit = str(right.selectbox("Find", UNITS, format_func=ABOUT.__getitem__, key=chosen.ABOUT, bind="query-params"))
    plain_text.note(HOW, key="relations_help")
    if not typed or not typed.strip():
        return
    answer = analysed.answer(study, " ".join(typed.split()), unit, part)
    _said(answer)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _keeping(study, answer)
    if answer.hits.empty:
        return
    if unit in {"source", "person"}:
        _list(study, answer)
    else:
        _passages(study, answer)


def _said(answer: Answer) -> None:
    people = f"{answer.k} of {counted(answer.m, 'person', 'people')}"
    units = f"; {len(answer.hits):,} of {answer.units:,} {unit_noun(answer.unit)}" if answer.unit != "person" else ""
    plain_text.text(f"{people}{units}.", key="relations_said")


def _keeping(study: OpenStudy, answer: Answer) -> None:
    if not study.read_only:
        with st.popover("Save the question"):
            st.text_input("Name", key=chosen.SAVE_AS, max_chars=200)
            st.button("Save it", key="save_query", on_click=_keep, args=(study, answer))
    if len(answer.hits):
        st.download_button(
            "Save as a table (CSV)", partial(table_csv, answer.hits, study.about), "relations.csv", "text/csv",
            key="relations_csv", on_click="ignore", type="tertiary", icon=":material/download:",
        )  # fmt: skip


def _saved(study: OpenStudy) -> None:
    every = study.queries.all()
    if not every:
        return
    names = {query.id: query.name for query in every}
    chosen.forget_if_gone(chosen.SAVED, list(names))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        picked = st.selectbox(
            "Saved questions", list(names), index=None, placeholder="Choose one to ask it again", format_func=lambda q: names.get(q, ""),
            key=chosen.SAVED, on_change=_open, args=(study,), width=420,
        )  # fmt: skip
        query = next((each for each in every if each.id == picked), None)
        if query is not None and not study.read_only:
            _changes(study, query)


def _open(study: OpenStudy) -> None:
    query = next((each for each in study.queries.all() if each.id == chosen.held(chosen.SAVED)), None)
    if query is not None:
        chosen.choose(**{chosen.QUESTION: shown_question(study, query.question), chosen.ABOUT: query.unit})


def _changes(study: OpenStudy, query: SavedQuery) -> None:
    with st.popover("Rename"):
        st.text_input("New name", key=chosen.SAVE_AS + "_new", max_chars=200)
        st.button("Rename it", key="rename_query", on_click=_rename, args=(study, query))
    st.button("Remove", key="remove_query", on_click=_remove, args=(study, query))


def _rename(study: OpenStudy, query: SavedQuery) -> None:
    shell.act(rename_query, study, query.id, chosen.held(chosen.SAVE_AS + "_new"), by=state.coder())


def _remove(study: OpenStudy, query: SavedQuery) -> None:
    if shell.act(remove_query, study, query.id, by=state.coder(), done="query removed"):
        chosen.choose(**{chosen.SAVED: None})


def _keep(study: OpenStudy, answer: Answer) -> None:
    def keep(study: OpenStudy) -> None:
        save_query(
            study, chosen.held(chosen.SAVE_AS), kept_question(study, answer.question), answer.unit, by=state.coder()
        )

    shell.act(keep, study, done="query")


def _passages(study: OpenStudy, answer: Answer) -> None:
    hits = answer.hits
    shown, quoted = some(len(hits), key="relations"), Quoted(study)
    passages([_block(quoted, row) for row in hits.head(shown).to_dict("records")], key="relations_passages")


def _block(quoted: Quoted, row: Mapping[Any, Any]) -> Block:
    source, turns = quoted.of(row["source_id"])
    span, people = Span(int(row["start"]), int(row["end"])), ", ".join(row["people"])
    marks = quoted.marks(row["coding_ids"])
    # A partner may lie in a turn further on: it is shown too, without the turns between.
    inside = [turn for turn in turns if turn.span.overlap(span) or any(turn.span.overlap(m.span) for m in marks)]
    spoken = bool(inside) and any(turn.speaker for turn in turns)
    shown = (
        shown_turns(source, answering(source, turns, inside), marks)
        if spoken
        else shown_paragraphs(source, marks, within=span)
    )
    return Block(shown, heading=f"{people} · {source.name}" if people != source.name else source.name)


def _list(study: OpenStudy, answer: Answer) -> None:
    hits = answer.hits
    if answer.unit == "person":
        names = [", ".join(people) for people in hits["people"]]
        shown = pd.DataFrame({"Person": names, "Passages": [len(ids) for ids in hits["coding_ids"]]})
    else:
        names = list(hits["source"])
        shown = pd.DataFrame({"Source": names, "Passages": [len(ids) for ids in hits["coding_ids"]]})
    st.dataframe(
        shown, hide_index=True, width="stretch", key="relations_table", on_select="rerun", selection_mode="single-row",
        alt="Who or what the question is true of, with how many passages it names there",
    )  # fmt: skip
    row = state.picked_row("relations_table")
    if row is None or row >= len(hits):
        st.caption("Choose a row to read its passages.")
        return
    plain_text.heading(names[row], key="relations_who")
    coded_passages(study, hits["coding_ids"].iloc[row], key="relations_who")

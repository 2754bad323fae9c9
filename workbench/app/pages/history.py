"""History: who did what and when; undo and redo; the study taken back to any point."""

from __future__ import annotations

from zlib import crc32

import pandas as pd
import streamlit as st

from workbench import review
from workbench.app import shell, state
from workbench.app.components import plain_text
from workbench.app.components.act_details import details
from workbench.app.components.plain_text import Part, counted, number
from workbench.app.components.wording import local
from workbench.model import Revision
from workbench.store import OpenStudy

MOST = 1000
STEPS = ("undo", "redo")
# the kinds of act, by how their names begin
KINDS = {
    "coding": "Coding",
    "memo": "Memos",
    "review": "Answers to suggestions",
    "run": "Runs",
    "codebook": "Codebook",
    "segment": "Segments",
    "source": "Sources",
    "case": "Participants",
    "claim": "Claims",
    "link": "Links to claims",
    "study": "The study",
    "back": "Taken back to a point",
    "steps": "Undo and redo",
}


def undo_redo(study: OpenStudy) -> None:
    """Show what undo and redo would act on, with their buttons."""
    seen = study.history.last()  # before what is shown: what is done in between is refused then
    undo, redo = study.history.can()
    by = {"by": state.coder(), "seen": seen}
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Undo",
            key="undo",
            disabled=undo is None,
            on_click=shell.act,
            args=(review.undo, study),
            kwargs={**by, "done": "undo"},
        )
        st.button(
            "Redo",
            key="redo",
            disabled=redo is None,
            on_click=shell.act,
            args=(review.redo, study),
            kwargs={**by, "done": "redo"},
        )
    said = [("Undo takes back: ", undo), ("Redo does again: ", redo)]
    parts = [Part("note", (word, (summary, "strong"))) for word, summary in said if summary is not None]
    if parts:
        plain_text.words(parts, key="would")


def kind_of(act: str) -> str:
    """Return the kind of an act by its name."""
    return "steps" if act in STEPS else act.partition(".")[0]


def kind_words(kind: str) -> str:
    """Return what a kind of act is called."""
    return KINDS.get(kind, kind.capitalize())


def filtered(revisions: list[Revision]) -> list[Revision]:
    """Show the filters and return the acts that pass them."""
    people = sorted({each.coder for each in revisions}, key=str.casefold)
    found = {kind_of(each.act) for each in revisions}
    kinds = [*(kind for kind in KINDS if kind in found), *sorted(found - KINDS.keys())]
    state.choose_if_there(state.ACTS_WHO, people)
    state.choose_if_there(state.ACTS_KIND, kinds)
    left, middle, right = st.columns(3)
    who = left.selectbox(
        "Who", people, index=None, placeholder="Everybody", key=state.ACTS_WHO, persist_state="session"
    )
    kind = middle.selectbox(
        "What", kinds, index=None, placeholder="Everything", format_func=kind_words, key=state.ACTS_KIND,
        persist_state="session",
    )  # fmt: skip
    words = right.text_input(
        "In the act", key=state.ACTS_WORDS, placeholder="Words, or its number",
        persist_state="session",
    ).casefold().split()  # fmt: skip
    standing = st.toggle(
        "Only what stands", key=state.ACTS_STANDING, persist_state="session",
        help="Leaves out what was taken back, and undo and redo themselves.",
    )  # fmt: skip
    return [
        each
        for each in revisions
        if who in (None, each.coder)
        and kind in (None, kind_of(each.act))
        and (words == [str(each.sequence)] or all(word in each.summary.casefold() for word in words))
        and not (standing and (each.undone or each.act in STEPS))
    ]


def rows(revisions: list[Revision]) -> pd.DataFrame:
    """Return the acts as a table."""
    return pd.DataFrame(
        [
            {
                "No.": each.sequence, "When": local(each.at), "Who": each.coder,
                "Now": "taken back" if each.undone else "", "What": each.summary or each.act,
            }
            for each in revisions
        ]
    )  # fmt: skip


def table(revisions: list[Revision], *, last: int) -> Revision | None:
    """Show the acts and return the one whose row is chosen."""
    listed = " ".join(str(each.sequence) for each in revisions)
    key = f"{state.ACTS}_{last}_{crc32(listed.encode())}"  # a row chosen in another list is not chosen in this one
    st.dataframe(
        rows(revisions), hide_index=True, width="stretch", height=min(318, 38 + 35 * max(1, len(revisions))), key=key,
        on_select="rerun", selection_mode="single-row", alt="Every act: when, who, what",
        column_config={
            "No.": st.column_config.NumberColumn(width=60),
            "When": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm", width=150),
            "Who": st.column_config.TextColumn(width=110),
            "Now": st.column_config.TextColumn(width=90),
            "What": st.column_config.TextColumn(width=520),
        },
    )  # fmt: skip
    row = state.picked_row(key)
    return None if row is None or row >= len(revisions) else revisions[row]


def page(study: OpenStudy) -> None:
    """Draw the page."""
    st.title("History")
    st.caption("Every act is saved at once and stays on record. Undo is an act too: nothing is ever lost.")
    undo_redo(study)
    revisions = study.history.all()
    total = len(revisions)
    found = filtered(revisions)
    if not found:
        st.info("No act is like that. Clear a filter to see more.")
        return
    shown = f"{counted(len(found), 'act')}, the newest first."
    if len(found) < total:
        shown = f"{number(len(found))} of {counted(total, 'act')}, the newest first."
    if len(found) > MOST:
        shown += f" The newest {number(MOST)} are shown; a filter, or an act's number, leads to the others."
    st.caption(shown + " Choose a row to see what it did, and to take the study back to it.")
    chosen = table(found[:MOST], last=total)
    if chosen is not None:
        details(study, chosen)


page(shell.study())

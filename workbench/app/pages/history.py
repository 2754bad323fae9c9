"""History: who did what and when; undo and redo."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench import review
from workbench.app import shell, state
from workbench.app.components import plain_text
from workbench.app.components.plain_text import Part, counted, number
from workbench.app.components.wording import local
from workbench.model import Revision
from workbench.store import OpenStudy

MOST = 500


def undo_redo(study: OpenStudy) -> None:
    """Show what undo and redo would act on, with their buttons."""
    undo, redo = study.history.can()
    by = {"by": state.coder()}
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


study = shell.study()
st.title("History")
st.caption("Every act is saved at once and stays on record. Undo is an act too: nothing is ever lost.")
undo_redo(study)
total, revisions = study.history.last(), study.history.all(most=MOST)
shown = f"{counted(total, 'act')}, the newest first."
if total > MOST:
    shown = f"The newest {number(MOST)} of {number(total)} acts."
st.caption(shown)
st.dataframe(
    rows(revisions), hide_index=True, width="stretch", height=min(620, 38 + 35 * max(1, len(revisions))),
    alt="Every act: when, who, what",
    column_config={
        "No.": st.column_config.NumberColumn(width=70),
        "When": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm", width=160),
        "Who": st.column_config.TextColumn(width=110),
        "Now": st.column_config.TextColumn(width=90),
        "What": st.column_config.TextColumn(width=520),
    },
)  # fmt: skip

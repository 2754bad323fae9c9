"""What stands above the form of a code: its name, what can be done with it, and the passages that have it."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from workbench.app import book_state, shell, state
from workbench.app.components import plain_text
from workbench.app.components.passage import passages
from workbench.app.components.plain_text import counted, number
from workbench.app.components.quotations import Quoted
from workbench.model import Code, Codebook, CodeStatus, Coding
from workbench.store import OpenStudy

MOST = 20


def code_head(study: OpenStudy, codebook: Codebook, code: Code, codings: list[Coding]) -> None:
    """Show a code's name and place, with the buttons that change it at one stroke."""
    above = " › ".join(each.name for each in codebook.path(code)[:-1])
    retired = ["retired"] if code.status is CodeStatus.RETIRED else []
    plain_text.heading(code.name, key="code_name", note=" · ".join([code.key, *retired, *([above] if above else [])]))
    if not study.read_only:
        _buttons(code)
    _who_coded(study, [coding for coding in codings if coding.code_id == code.id])


def _buttons(code: Code) -> None:
    with st.container(horizontal=True, gap="small"):
        if code.status is CodeStatus.RETIRED:
            st.button("Restore…", key="ask_restore", on_click=book_state.ask, args=("restore", code.id))
        else:
            st.button("Merge into…", key="ask_merge", on_click=book_state.ask, args=("merge", code.id))
            st.button("Split…", key="ask_split", on_click=book_state.ask, args=("split", code.id))
            st.button("Retire…", key="ask_retire", on_click=book_state.ask, args=("retire", code.id))


def _who_coded(study: OpenStudy, codings: list[Coding]) -> None:
    """Show how often each person gave the code, and the passages."""
    if not codings:
        st.caption("No passage has this code.")
        return
    names = {coder.id: coder.name for coder in study.coders.all()}
    count = Counter(names[coding.coder_id] for coding in codings)
    by = ", ".join(f"{name} {number(times)}" for name, times in count.most_common())
    plain_text.note(f"{counted(len(codings), 'coding')}: {by}", key="who_coded")
    with st.expander(f"Passages ({number(len(codings))})", key="code_passages", on_change="rerun") as box:
        if box.open:
            _passages(study, codings, names)


def _passages(study: OpenStudy, codings: list[Coding], names: dict[str, str]) -> None:
    if len(codings) > MOST:
        st.caption(f"The first {number(MOST)} of {number(len(codings))}.")
    quoted = Quoted(study)
    for coding in codings[:MOST]:
        passages(quoted.codings([coding], names), key=f"passage_{coding.id}")
        if st.button("Open it on the page Code", key=f"go_{coding.id}", type="tertiary"):
            state.go_to(coding.source_id, coding.span.start, coding.span.end)
            st.switch_page(shell.PAGES / "code.py")

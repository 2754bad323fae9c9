"""All hits of a search coded at once: looked at first, single ones left out, done as one act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

import streamlit as st

from workbench import review
from workbench.app import shell, state
from workbench.app.components import plain_text
from workbench.app.components.kwic import MOST, choosing
from workbench.app.components.plain_text import Part, counted, number
from workbench.model import CodeStatus, Found, Hit
from workbench.review.search_coding import Preview, Unit

UNITS = {
    "The words found": Unit.WORDS,
    "The sentence": Unit.SENTENCE,
    "The whole turn": Unit.TURN,
    "The segment": Unit.SEGMENT,
}
_NOTE = "Nobody reads each passage here, so each coding is marked as made from this search; tables and exports show the mark."


def _asked(found: Found, hits: list[Hit], names: Mapping[str, str], newest: int, opening: str) -> None:
    """Ask which code and how much round each hit, show what would be coded, and do it.

    `newest` was the newest act when it was opened; `opening` is this opening's own name, so that every hit is ticked at
    first, whatever was unticked before.
    """
    study = shell.study()
    codebook = study.codebook.current()
    if codebook is None or study.history.last() != newest:  # it is done, or somebody did something else meanwhile
        st.rerun()
        return
    active = [code.id for _, code in codebook.tree() if code.status is CodeStatus.ACTIVE]
    by_id = codebook.by_id
    code = st.selectbox(
        "Code", active, index=None, placeholder="Choose a code", key="code_all_code",
        format_func=lambda each: f"{by_id[each].name} ({by_id[each].key})",
    )  # fmt: skip
    said = st.radio(
        "What is coded", ["The words found", "The sentence", "The whole turn", "The segment"], key="code_all_unit",
        horizontal=True,
    )  # fmt: skip
    unit = UNITS[said]
    st.caption("Untick what does not belong.")
    with st.container(height=320):
        kept = choosing(hits, names, key=f"code_all_hits_{opening}")
    if len(hits) > MOST:
        st.caption(f"The first {number(MOST)} are listed; all {number(len(hits))} are coded, but for those you untick.")
    if code is None:
        st.caption("Choose a code to see what would be coded.")
        return
    with shell.told():
        preview = review.preview_code_hits(study, kept, code, unit, by=state.coder())
        plain_text.words(_parts(preview), key="code_all_told")
        st.caption(_NOTE)
        many = len(preview.places)
        st.button(
            f"Code {counted(many, 'passage')}", key="code_all_do", type="primary", disabled=not many,
            on_click=shell.act, args=(review.code_hits, study, kept, code),
            kwargs={"unit": unit, "search": found.search, "by": state.coder(), "done": "search"},
        )  # fmt: skip


_Dialog = Callable[[Found, list[Hit], Mapping[str, str], int, str], None]
code_all = cast("_Dialog", st.dialog("Code all hits", width="large")(_asked))


def _parts(preview: Preview) -> list[Part]:
    sources = len({source_id for source_id, _ in preview.places})
    places = f"{counted(len(preview.places), 'passage')} in {counted(sources, 'source')} would be coded as "
    said = [Part("text", (places, (preview.code.name, "strong"), "."))]
    if preview.already:
        have = "has" if preview.already == 1 else "have"
        said.append(Part("note", (f"{counted(preview.already, 'passage')} of yours {have} this code already.",)))
    if preview.interviewer:
        said.append(
            Part("note", (f"{counted(preview.interviewer, 'hit')} left out: only the interviewer speaks there.",))
        )
    return said

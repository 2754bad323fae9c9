"""What became of the suggestions so far: how often people agreed, code by code, and what that allows."""

from __future__ import annotations

import streamlit as st

from workbench import review
from workbench.app import shell, state
from workbench.app.components import plain_text
from workbench.app.components.code_words import named
from workbench.app.components.plain_text import Part, counted, number
from workbench.model import Codebook
from workbench.review.bulk import Band
from workbench.store import OpenStudy


def bulk_section(study: OpenStudy, code_id: str) -> None:
    """Offer to accept a code's suggestions all at once, as far as the record supports the precision that is asked for."""
    st.subheader("Accept all at once")
    least = st.slider(
        "At least this share of them must be right", 0.7, 0.99, 0.9, 0.01, key=state.AT_LEAST, format="percent",
        help="Judged by the lower end of the interval of what people accepted of this code’s suggestions, in this study.",
    )  # fmt: skip
    preview = review.preview_bulk_accept(study, code_id, at_least=least)
    if preview.why_not:
        plain_text.note(preview.why_not, key="bulk_why_not")
        return
    rows = [Part("item", (_band_words(band),)) for band in preview.bands if band.waiting]
    plain_text.words([Part("note", ("What waits, by how likely it is:",)), *rows], key="bulk_bands")
    if study.read_only:
        return
    st.button(
        f"Accept {counted(len(preview.ids), 'suggestion')} at once", key=f"bulk_{code_id}", on_click=accept_all,
        args=(study, code_id, least, preview.ids),
    )  # fmt: skip
    st.caption(
        f"One act, which Undo takes back. {number(preview.checked)} of them are then drawn at random for you to check: "
        "choose that order under “Decide”."
    )


def accept_all(study: OpenStudy, code_id: str, least: float, seen: tuple[str, ...]) -> None:
    """Accept what was shown, and nothing that came since."""
    shell.act(review.bulk_accept, study, code_id, at_least=least, by=state.coder(), seen=seen)


def _band_words(band: Band) -> str:
    said = f"• {band.low:.0%} to {band.high:.0%}: {number(band.waiting)} wait. "
    if not band.decided:
        return said + "Nobody has decided on such a one yet."
    record = (
        f"People accepted {band.accepted} of {band.decided} from {band.since:.0%} up: at least {band.at_least:.0%}."
    )
    return said + record + (" Supported." if band.supported else " Not enough.")


def record_part(study: OpenStudy, codebook: Codebook) -> None:
    """Show the record of every code, and of the one chosen what it allows."""
    order = [code.id for _, code in codebook.tree()]
    code_id = st.selectbox("Code", order, key=state.RECORD_CODE, format_func=lambda each: named(codebook, each))
    bulk_section(study, code_id)

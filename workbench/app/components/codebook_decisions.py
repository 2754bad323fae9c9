"""What people decided, offered to the codebook: passages that could stand as examples of a code or as its near-misses."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench.app import shell, state
from workbench.app.components import plain_text
from workbench.app.components.plain_text import Part
from workbench.model import Code, NearMiss
from workbench.report.from_decisions import Candidate, suggested_examples, suggested_near_misses
from workbench.review.codebook import edit_code
from workbench.store import OpenStudy


def decisions_part(study: OpenStudy, code: Code) -> None:
    """Show what decisions on this code's suggestions offer, each with a button; nothing where there is nothing."""
    examples, misses = suggested_examples(study, code.key), suggested_near_misses(study, code.key)
    if not examples and not misses:
        return
    with st.expander("From decisions"):
        st.caption(
            "Passages whose suggestion people decided on. Put into the codebook, they teach coders and the machine."
        )
        _offered(study, code, "Could stand as examples", examples, near=False)
        _offered(
            study, code, "Look like it, and are not", [each for each in misses if each.code is not None], near=True
        )
        rejected = [each.words for each in misses if each.code is None]
        if rejected:
            parts = [Part("item", (f"• “{words}”",)) for words in rejected]
            plain_text.words([Part("note", ("Rejected, and given no other code:",)), *parts], key="rejected_words")


def _offered(study: OpenStudy, code: Code, title: str, candidates: Sequence[Candidate], *, near: bool) -> None:
    if not candidates:
        return
    plain_text.note(title + ":", key=f"offered_{near}")
    for place, one in enumerate(candidates):
        key = f"{near}_{code.id}_{place}"
        words, button = st.columns([6, 1.3], vertical_alignment="center")
        with words:
            other = f" → {one.code.name} ({one.code.key})" if one.code else ""
            plain_text.text(f"“{one.words}”{other}", key=f"words_{key}")
        with button:
            st.button(
                "Add", key=f"take_{key}", on_click=take, args=(study, code, one), disabled=study.read_only,
                help="Puts it into the codebook as a near-miss." if near else "Puts it into the codebook as an example.",
            )  # fmt: skip


def take(study: OpenStudy, code: Code, one: Candidate) -> None:
    """Put a passage into the codebook: a new version, with the reason."""
    if one.code is None:
        fields: dict[str, object] = {"examples": (*code.examples, one.words)}
        shown: dict[str, object] = {"examples": code.examples}
    else:
        fields = {"near_miss": (*code.near_miss, NearMiss(one.words, one.code.key))}
        shown = {"near_miss": code.near_miss}
    shell.act(
        edit_code, study, code.id, by=state.coder(), shown=shown, reason="From what was decided in review", done="code", **fields,
    )  # fmt: skip

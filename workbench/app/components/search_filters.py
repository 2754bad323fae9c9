"""Where to search: sources, varieties, participants, whose words, and what is coded there."""

from __future__ import annotations

import streamlit as st

from workbench.app import state
from workbench.app.components.wording import variety_words
from workbench.model import SPOKEN, CoderKind, Role, Scope, Variety
from workbench.store import OpenStudy


def search_filters(study: OpenStudy) -> Scope:
    """Show the filters and return what they leave in."""
    sizes = study.sources.sizes()
    names = {size["id"]: size["name"] for size in sizes}
    cases = {case.id: case.name for case in study.cases.all()}
    left, right = st.columns(2)
    sources = left.multiselect(
        "Sources", _there(state.SEARCH_SOURCES, names), format_func=lambda each: names.get(each, ""),
        key=state.SEARCH_SOURCES, placeholder="All sources", persist_state="session",
    )  # fmt: skip
    varieties = right.multiselect(
        "Kinds of source", _there(state.SEARCH_VARIETIES, {size["variety"]: "" for size in sizes}),
        format_func=variety_words, key=state.SEARCH_VARIETIES, placeholder="All kinds", persist_state="session",
    )  # fmt: skip
    people = left.multiselect(
        "Participants", _there(state.SEARCH_CASES, cases), format_func=lambda each: cases.get(each, ""),
        key=state.SEARCH_CASES, placeholder="Everybody, and sources of nobody", persist_state="session",
    )  # fmt: skip
    with right:
        code_id, coder_id, uncoded = _coded(study)
    asked = st.toggle("The interviewers' words too", key=state.SEARCH_ASKED, persist_state="session")
    return Scope(
        sources=frozenset(sources), varieties=frozenset(map(Variety, varieties)), cases=frozenset(people),
        roles=frozenset(Role) if asked else SPOKEN, code_id=code_id, coder_id=coder_id, uncoded=uncoded,
    )  # fmt: skip


def _coded(study: OpenStudy) -> tuple[str | None, str | None, bool]:
    """Show what has to be coded there, and return the code, the coder, and whether nothing may be coded."""
    codebook = study.codebook.current()
    keys = {code.id: f"{code.name} ({code.key})" for _, code in codebook.tree()} if codebook else {}
    options = [_UNCODED, *keys]
    state.choose_if_there(state.SEARCH_WITHIN, options)
    chosen = st.selectbox(
        "Coded as", options, index=None, placeholder="Coded or not", key=state.SEARCH_WITHIN, persist_state="session",
        format_func=lambda each: "Nothing yet" if each == _UNCODED else keys.get(each, ""),
    )  # fmt: skip
    coders = {coder.id: coder.name for coder in study.coders.all() if coder.kind is CoderKind.PERSON}
    coder = None
    if chosen and len(coders) > 1:
        state.choose_if_there(state.SEARCH_CODER, list(coders))
        coder = st.selectbox(
            "By", list(coders), index=None, placeholder="Anybody", key=state.SEARCH_CODER, persist_state="session",
            format_func=lambda each: coders.get(each, ""),
        )  # fmt: skip
    return (chosen if chosen != _UNCODED else None), (coder if chosen else None), chosen == _UNCODED


_UNCODED = "uncoded"


def narrowed(scope: Scope) -> bool:
    """Say whether a scope leaves anything out that is searched at first."""
    return scope != Scope()


def _there(key: str, options: dict[str, str]) -> list[str]:
    state.choose_those_there(key, list(options))
    return list(options)

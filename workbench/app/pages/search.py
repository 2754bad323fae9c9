"""Search: words, patterns and meanings in what is said; a click opens the passage, and all hits can be coded at once."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench import review
from workbench.app import shell, state
from workbench.app.components import plain_text
from workbench.app.components.code_all import code_all
from workbench.app.components.kwic import MOST, kwic
from workbench.app.components.plain_text import counted, number
from workbench.app.components.search_filters import narrowed, search_filters
from workbench.app.found import found_pattern, found_words
from workbench.errors import NotAllowedHere
from workbench.model import Found, Hit, Order, Scope, in_order, new_id
from workbench.report.hits_file import hits_csv
from workbench.store import OpenStudy

HELP = {
    "Words": "Several words stand in one turn; “in quotes” together. review* begins so. AND, OR, NOT, NEAR(plan review, 5).",
    "Pattern": "A regular expression, whatever the capitals: review(s|ed)?  or  (don|can)['’]t \\w+",
    "By meaning": "A few words that say what you mean. A language model on this computer puts the passages in order.",
}
FROM_SEARCH = "coding.from_search"
SORTS = {
    "By place": Order.PLACE, "By the words on the left": Order.LEFT, "By the words on the right": Order.RIGHT,
    "Turns with most of the words first": Order.BEST,
}  # fmt: skip


def asked() -> tuple[str, str]:
    """Show what can be typed, and return it and how it is meant."""
    if state.chosen(state.SEARCH_MODE) not in HELP:
        state.choose(state.SEARCH_MODE, "Words")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        typed = st.text_input("Search for", key=state.SEARCH, max_chars=2000, persist_state="session", width=520)
        mode = st.segmented_control(
            "How", ["Words", "Pattern", "By meaning"], key=state.SEARCH_MODE, required=True,
            label_visibility="collapsed", persist_state="session", width="content",
        )  # fmt: skip
    plain_text.note(HELP[mode], key="search_help")
    return typed.strip(), str(mode)


def by_meaning(study: OpenStudy, typed: str, scope: Scope) -> Found | None:
    """Return the passages nearest in meaning; None when it was stopped. What was read until then is kept."""
    from workbench.pipeline.meaning import nearest

    if state.chosen(state.SEARCH_STOPPED) == typed:
        st.info("The search was stopped. What was read so far is kept, so it goes on from there.")
        st.button("Go on", key="search_go_on", on_click=state.choose, args=(state.SEARCH_STOPPED, None))
        return None
    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center"):
        bar = st.progress(0.0, text="Starting…", width=420)
        st.button("Stop", key="search_stop", on_click=state.choose, args=(state.SEARCH_STOPPED, typed))

    def tell(stage: str, done: int, total: int) -> None:
        bar.progress(min(1.0, done / max(1, total)), text=STAGES.get(stage, "Searching…"))

    found = nearest(study, typed, scope, progress=tell)
    place.empty()
    return found


STAGES = {
    "Loading the language model": "Loading the language model…",
    "Reading the segments": "Reading the segments (only the first time)…",
}


def found_by(study: OpenStudy, typed: str, mode: str, scope: Scope) -> Found | None:
    """Search as was asked."""
    if mode == "By meaning":
        return by_meaning(study, typed, scope)
    return found_pattern(study, typed, scope) if mode == "Pattern" else found_words(study, typed, scope)


def results(study: OpenStudy, found: Found) -> None:
    """Show what was found, and what can be done with it."""
    names = study.sources.names()
    if found.note:
        plain_text.note(found.note, key="search_note")
    hits = list(found.hits)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if found.is_count:
            said = f"**{counted(len(hits), 'hit')}** in {counted(found.sources, 'source')}"
            if found.people:
                said += f", in sources of {counted(found.people, 'person', 'people')}"
            st.markdown(said)
            order = st.selectbox(
                "Order", list(SORTS), key=state.SEARCH_SORT, label_visibility="collapsed", width=290,
                persist_state="session",
            )  # fmt: skip
            hits = in_order(hits, SORTS[order], names)
        actions(study, found, hits, names)
    undo_line(study)
    if len(hits) > MOST:
        st.caption(f"The first {number(MOST)} of {number(len(hits))} are shown; what is done is done with all.")
    opened = kwic(hits, names, key="search_hits", whole=not found.is_count)
    if opened is not None:
        open_passage(study, opened)


def actions(study: OpenStudy, found: Found, hits: list[Hit], names: dict[str, str]) -> None:
    """Show what can be done with all hits."""
    can = found.is_count and study.codebook.current() is not None and not study.read_only
    if can and st.button("Code all hits…", key="code_all"):
        code_all(found, hits, names, study.history.last(), new_id())
    st.download_button(
        "Save as a table (CSV)", partial(hits_csv, found, hits, names, study.about), "hits.csv", "text/csv", key="hits_csv",
        on_click="ignore",
    )  # fmt: skip


def mine(coder: str) -> bool:
    """Say whether it is this person who acted."""
    return coder.casefold() == state.coder().casefold()


def only_from_search(act: str, coder: str, summary: str) -> None:
    """Let nothing else be taken back by the button on this page, whatever was done since it was drawn."""
    if act != FROM_SEARCH or not mine(coder):
        raise NotAllowedHere(f"Something else was done since: {summary}", "The page History takes back any act.")


def undo_line(study: OpenStudy) -> None:
    """Offer to take back the last act when it coded hits."""
    last = next((act for act in study.history.all(most=20) if not act.undone and act.act not in {"undo", "redo"}), None)
    if last is None or last.act != FROM_SEARCH or not mine(last.coder) or study.read_only:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        plain_text.note(last.summary, key="search_last")
        st.button(
            "Undo", key="undo_search", on_click=shell.act, args=(review.undo, study),
            kwargs={"by": state.coder(), "only": only_from_search, "done": "undo"},
        )  # fmt: skip


def open_passage(study: OpenStudy, hit: Hit) -> None:
    """Go to the passage: at the coding desk, or among the sources where nothing can be coded."""
    if study.read_only or study.codebook.current() is None:
        state.choose(state.READ_SOURCE, hit.source_id)
        st.switch_page(shell.PAGES / "sources.py")
    state.go_to(hit.source_id, hit.span.start, hit.span.end)
    st.switch_page(shell.PAGES / "code.py")


def nothing(found: Found, scope: Scope) -> None:
    """Say what was searched, and what else can be tried."""
    plain_text.text(f"Nothing was found ({found.search}).", key="search_nothing")
    if found.note:
        plain_text.note(found.note, key="search_note")
    if narrowed(scope):
        st.caption("Only part of the study was searched: see “Where to search”.")
    else:
        st.caption("Every source was searched, except what interviewers say and the labels of speakers.")
    if found.is_count:
        st.button(
            "Search by meaning instead", key="search_meaning", on_click=state.choose,
            args=(state.SEARCH_MODE, "By meaning"),
        )  # fmt: skip


def page(study: OpenStudy) -> None:
    """Draw the page."""
    if not study.sources.names():
        st.info("There is nothing to search yet: bring transcripts in first.")
        st.page_link(shell.PAGES / "sources.py", label="Go to Sources", icon=":material/arrow_forward:")
        return
    typed, mode = asked()
    with st.expander("Where to search"):
        scope = search_filters(study)
    if not typed:
        undo_line(study)
        return
    with shell.told():
        found = found_by(study, typed, mode, scope)
        if found is not None and found.hits:
            results(study, found)
        elif found is not None:
            nothing(found, scope)
            undo_line(study)


st.title("Search")
page(shell.study())

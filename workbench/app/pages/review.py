"""Review: one suggestion at a time, with everything needed to judge it, and a person decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import streamlit as st

from workbench import review
from workbench.app import shell, state
from workbench.app.components import plain_text
from workbench.app.components.keys import keys
from workbench.app.components.plain_text import number
from workbench.app.components.suggestion_card import Shown, code_panel, passage_of, why_panel
from workbench.ingest.shipped import shipped_names
from workbench.model import Codebook, CodeStatus, Mode, Revision, Suggestion
from workbench.store import OpenStudy

WHERE = "app"


def decide(function: Callable[..., Any], study: OpenStudy, suggestion: str, *more: Any) -> None:
    """Answer the suggestion that was on the screen, once: a second press finds it decided and does nothing."""
    if any(waiting.id == suggestion for waiting in review.queue(study)):
        shell.act(function, study, suggestion, *more, by=state.coder(), where=WHERE)


def change(study: OpenStudy, suggestion: str, key: str) -> None:
    """Answer a suggestion with the code chosen."""
    code = state.chosen(key)
    if code:
        decide(review.change, study, suggestion, code)


def last_answer(study: OpenStudy) -> Revision | None:
    """Return the study's last act when it is an answer to a suggestion: undo on this page takes back nothing else."""
    for revision in study.history.all(most=200):
        if not (revision.undone or revision.act in {"undo", "redo"}):
            return revision if revision.act.startswith("review.") else None
    return None


def filtered(queue: list[Suggestion], codebook: Codebook, names: dict[str, str]) -> list[Suggestion]:
    """Show the filters and return what passes them, what was put off last."""
    codes, sources = Counter(s.code_id for s in queue), Counter(s.source_id for s in queue)
    order = [code.id for _, code in codebook.tree() if codes[code.id]]
    state.choose_if_there(state.REVIEW_CODE, order)
    state.choose_if_there(state.REVIEW_SOURCE, list(sources))
    left, right = st.columns(2)
    code = left.selectbox(
        "Code", order, index=None, placeholder="All codes", key=state.REVIEW_CODE, persist_state="session",
        format_func=lambda i: f"{codebook.by_id[i].name} ({codebook.by_id[i].key}): {codes[i]}",
    )  # fmt: skip
    source = right.selectbox(
        "Source", list(sources), index=None, placeholder="All sources", key=state.REVIEW_SOURCE, persist_state="session",
        format_func=lambda i: f"{names.get(i, '')}: {sources[i]}",
    )  # fmt: skip
    kept = [s for s in queue if code in {None, s.code_id} and source in {None, s.source_id}]
    later = {suggestion: place for place, suggestion in enumerate(state.skipped(), 1)}
    return sorted(kept, key=lambda s: later.get(s.id, 0))


def buttons(study: OpenStudy, suggestion: Suggestion, codebook: Codebook, undo: Revision | None) -> None:
    """Show what can be answered. A button's key names its suggestion, so that a late press cannot hit the next one."""
    i = suggestion.id
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button("Accept (a)", key=f"accept_{i}", type="primary", on_click=decide, args=(review.accept, study, i))
        st.button("Reject (r)", key=f"reject_{i}", on_click=decide, args=(review.reject, study, i))
        st.button("Unsure (u)", key=f"unsure_{i}", on_click=decide, args=(review.unsure, study, i))
        with st.popover("Change the code"):
            active = [
                code.id
                for _, code in codebook.tree()
                if code.status is CodeStatus.ACTIVE and code.id != suggestion.code_id
            ]
            st.selectbox(
                "The code it shows", active, index=None, placeholder="Choose a code", key=f"other_{i}",
                format_func=lambda c: f"{codebook.by_id[c].name} ({codebook.by_id[c].key})",
            )  # fmt: skip
            st.button("Change to this code", key=f"change_{i}", on_click=change, args=(study, i, f"other_{i}"))
        st.button("Later", key=f"later_{i}", type="tertiary", on_click=state.skip, args=(i,))
        undo_button(study, undo)


def undo_button(study: OpenStudy, undo: Revision | None) -> None:
    """Show the button that takes the last answer back."""
    st.button(
        "Undo (z)", key="undo_answer", disabled=undo is None, on_click=shell.act, args=(review.undo, study),
        kwargs={"by": state.coder()},
    )  # fmt: skip


def progress(decided: int, waiting: int, shown: int) -> None:
    """Show how far the work is."""
    said = f"{number(decided)} of {number(decided + waiting)} decided"
    if shown != waiting:
        said += f"; {number(shown)} of those waiting are shown"
    st.progress(decided / max(1, decided + waiting), text=said)


def card(study: OpenStudy, suggestion: Suggestion, codebook: Codebook, undo: Revision | None) -> None:
    """Show a suggestion with its passage, its code and its reasons."""
    code, source = codebook.by_id[suggestion.code_id], study.sources.get(suggestion.source_id)
    shown = Shown(suggestion, code, source, study.sources.turns(source.id))
    note = f"{code.key} · in {source.name}"
    plain_text.heading(f"Does the marked passage show “{code.name}”?", key="question", note=note)
    buttons(study, suggestion, codebook, undo)
    if undo is not None:
        plain_text.note(f"Your last answer: {undo.summary}", key="last_answer")
    left, right = st.columns([3, 2], gap="large")
    with left:
        passage_of(shown, key="passage")
        st.space("small")
        why_panel(suggestion, codebook, key="why")
        if any(why.nearest for why in suggestion.why):
            st.caption("Closeness is closeness of topic: it does not say whether the passage agrees.")
    with right, st.container(border=True):
        code_panel(code, codebook, key="code")
    i = suggestion.id
    keys({"a": f"accept_{i}", "r": f"reject_{i}", "u": f"unsure_{i}", "z": "undo_answer"}, key="review_keys")


def run_section(study: OpenStudy) -> None:
    """Show the button that runs a recipe, and its progress."""
    from workbench.pipeline.load import load_recipe
    from workbench.pipeline.run import run

    names = list(shipped_names("pipelines"))
    recipe = st.selectbox(
        "Recipe", names, index=names.index("similarity") if "similarity" in names else 0, key="recipe"
    )
    chosen = load_recipe(recipe)
    plain_text.note(chosen.description, key="recipe_about")
    if st.button("Run suggestions", key="run", type="primary"):
        bar = st.progress(0.0, text="Starting…")

        def tell(stage: str, done: int, total: int) -> None:
            bar.progress(min(1.0, done / max(1, total)), text=STAGES.get(stage.partition(" (")[0], "Suggesting…"))

        with shell.told():
            run(study, chosen, by=state.coder(), progress=tell)
            state.keep_done("run")
            st.rerun()


STAGES = {
    "Cutting into segments": "Cutting into segments…",
    "Loading the language model": "Loading the language model…",
    "Reading the segments": "Reading the segments…",
    "Saved": "Saved.",
}


def nothing_waiting(study: OpenStudy, codebook: Codebook | None, decided: int) -> None:
    """Say why nothing waits, and what to do."""
    if not study.sources.names():
        st.info("There is nothing to review yet: bring transcripts in first.")
        st.page_link(shell.PAGES / "sources.py", label="Go to Sources", icon=":material/arrow_forward:")
    elif codebook is None:
        st.info("There is nothing to review yet: suggestions are made against a codebook, and this study has none.")
        st.page_link(shell.PAGES / "study.py", label="Bring a codebook in", icon=":material/arrow_forward:")
    else:
        if decided:
            st.success("Every suggestion is decided.")
        else:
            st.info(
                "No suggestions have been made yet. A recipe reads every source against the codebook, on this computer."
            )
        run_section(study)


def page(study: OpenStudy) -> None:
    """Draw the page."""
    about = study.about
    st.title("Review suggestions")
    if about.mode is Mode.REFLEXIVE:
        st.info("This is a reflexive study: the machine makes no suggestions in it. Read your sources instead.")
        st.page_link(shell.PAGES / "sources.py", label="Go to Sources", icon=":material/arrow_forward:")
        return
    if not about.suggestions_shown:
        st.info("Suggestions are switched off in this study. They can be switched on again on the page Study.")
        st.page_link(shell.PAGES / "study.py", label="Go to Study", icon=":material/arrow_forward:")
        return
    codebook, queue, undo = study.codebook.current(), review.queue(study), last_answer(study)
    counts = study.suggestions.counts()
    decided = sum(n for action, n in counts.items() if action != "pending")
    if codebook is None or not queue:
        nothing_waiting(study, codebook, decided)
        if undo is not None:
            undo_button(study, undo)
        return
    shown = filtered(queue, codebook, study.sources.names())
    progress(decided, len(queue), len(shown))
    if shown:
        card(study, shown[0], codebook, undo)
    else:
        st.info("Nothing waits under these filters. Clear one of them to go on.")


page(shell.study())

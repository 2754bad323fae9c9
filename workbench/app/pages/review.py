"""Review: one passage at a time, with everything needed to judge what is suggested for it, and a person decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import streamlit as st

from workbench import review
from workbench.app import learning, shell, state
from workbench.app.components import plain_text
from workbench.app.components.code_words import named
from workbench.app.components.plain_text import counted, number
from workbench.app.components.review_item import item_card, last_answer, undo_button
from workbench.app.components.review_record import record_part
from workbench.ingest.shipped import shipped_names
from workbench.model import Codebook, Mode
from workbench.review.orders import Order
from workbench.store import OpenStudy
from workbench.store.pending import Waiting

DECIDE, RECORD = "Decide", "Record"
ORDERS: dict[Order, str] = {
    "transcript": "In reading order",
    "uncertain": "Least sure first",
    "mixed": "Least sure, a quarter at random",
    "code": "One code, strongest first",
    "random": "Random sample",
    "check": "Check what was accepted at once",
}
DRAWN = {
    "mixed": "Three of four passages are those the machine is least sure of; every fourth is drawn at random from all that "
    "you have not looked at, so that what it overlooks can be estimated.",
    "random": "Passages are drawn at random from all that you have not looked at, whether or not anything is suggested for "
    "them. From what you find, the workbench estimates how much the suggestions miss.",
}
STAGES = {
    "Cutting into segments": "Cutting into segments…",
    "Loading the language model": "Loading the language model…",
    "Reading the segments": "Reading the segments…",
    "Learning": "Learning from what was decided…",
    "Saved": "Saved.",
}


def choices(study: OpenStudy, queue: Sequence[Waiting], codebook: Codebook) -> tuple[Order, str | None, str | None]:
    """Show order and filters, and return what was chosen: the order, a code's id, a source's id."""
    names = study.sources.names()
    codes, sources = Counter(s.code_id for s in queue), Counter(s.source_id for s in queue)
    active = [code.id for _, code in codebook.tree() if codes[code.id]]
    state.choose_if_there(state.REVIEW_CODE, active)
    state.choose_if_there(state.REVIEW_SOURCE, list(names))
    left, middle, right = st.columns([1.2, 1, 1])
    order = left.selectbox(
        "Order", list(ORDERS), index=list(ORDERS).index(usual_order(study)), format_func=lambda each: ORDERS[each],
        key=state.REVIEW_ORDER, persist_state="session",
    )  # fmt: skip
    code = middle.selectbox(
        "Code", active, index=None, placeholder="All codes", key=state.REVIEW_CODE, persist_state="session",
        format_func=lambda i: f"{named(codebook, i)}: {codes[i]}",
    )  # fmt: skip
    source = right.selectbox(
        "Source", list(names), index=None, placeholder="All sources", key=state.REVIEW_SOURCE, persist_state="session",
        format_func=lambda i: f"{names.get(i, '')}: {sources[i]}",
    )  # fmt: skip
    return order, code, source


def usual_order(study: OpenStudy) -> Order:
    """Return the order to begin with: how sure the machine is says something only where it has learned."""
    return "mixed" if study.runs.newest_report() else "transcript"


def progress(decided: int, waiting: int, shown: int) -> None:
    """Show how far the work is."""
    said = f"{number(decided)} of {number(decided + waiting)} decided"
    if shown != waiting:
        said += f"; {number(shown)} of those waiting are shown"
    st.progress(decided / max(1, decided + waiting), text=said)


def decide_part(study: OpenStudy, codebook: Codebook, queue: Sequence[Waiting], decided: int) -> None:
    """Show the passage that comes next in the order chosen."""
    order, code, source = choices(study, queue, codebook)
    shown = sum(code in {None, s.code_id} and source in {None, s.source_id} for s in queue)
    progress(decided, len(queue), shown)
    learning.note(study)
    if order == "code" and code is None:
        st.info("Choose the code to go through, above.")
        return
    items = review.next_items(
        study, order=order, code=code, source=source, by=state.coder(), skipped=state.skipped(), most=50
    )
    if items:
        view = (
            f"{order} {code} {source} "  # what stays on the page is kept for one order: a random one begins at its own
        )
        item = next((each for each in items if view + each.key == state.looked_at()), items[0])
        state.look_at(view + item.key)
        item_card(study, item, codebook)
    elif order in DRAWN:
        draw_more(study, order, code, source)
        undo_button(study, last_answer(study))
    elif order == "check":
        st.info("Nothing waits to be checked. What is accepted all at once, on “Record”, is sampled for this.")
    else:
        nothing_under_filters(study, codebook, queue)


def nothing_under_filters(study: OpenStudy, codebook: Codebook, queue: Sequence[Waiting]) -> None:
    """Say that nothing waits here, and what can be done."""
    if queue:
        st.info("Nothing waits under these filters. Clear one of them to go on.")
    else:
        st.success("Every suggestion is decided.")
        run_section(study, codebook)
    undo_button(study, last_answer(study))


def draw_more(study: OpenStudy, order: Order, code: str | None, source: str | None) -> None:
    """Offer to draw the next passages; what is drawn, and how likely each was, goes on record."""
    plain_text.note(DRAWN[order], key="drawn_how")
    drawn = any(left == 0 for _, left in review.open_draws(study, by=state.coder(), order=order))
    label = "Draw the next 20 passages" if drawn else "Draw 20 passages"
    st.button(
        label, key="draw", type="primary", on_click=shell.act, args=(review.draw, study),
        kwargs={"order": order, "code": code, "source": source, "by": state.coder()},
    )  # fmt: skip


def run_section(study: OpenStudy, codebook: Codebook) -> None:
    """Show the button that runs a recipe, and its progress."""
    from workbench.pipeline.load import load_recipe
    from workbench.pipeline.run import run

    names = list(shipped_names("pipelines"))
    usual = "learned" if len(codebook) and "learned" in names else names[0]
    recipe = st.selectbox("Recipe", names, index=names.index(usual), key="recipe")
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
        run_section(study, codebook)


def closed(study: OpenStudy) -> bool:
    """Say, on the page too, whether this study has no suggestions to review."""
    about = study.about
    if about.mode is Mode.REFLEXIVE:
        st.info("This is a reflexive study: the machine makes no suggestions in it. Read your sources instead.")
        st.page_link(shell.PAGES / "sources.py", label="Go to Sources", icon=":material/arrow_forward:")
        return True
    if not about.suggestions_shown:
        st.info("Suggestions are switched off in this study. They can be switched on again on the page Study.")
        st.page_link(shell.PAGES / "study.py", label="Go to Study", icon=":material/arrow_forward:")
        return True
    if state.switched_on(state.BLIND):
        st.info(
            "Others are hidden, and with them the suggestions: they come from what everybody coded, and quote it. Code on the page "
            "Code, or show others again to review suggestions."
        )
        st.toggle("Hide others", key=state.BLIND, persist_state="session")
        return True
    return False


def part_chosen(decided: int) -> Any:
    """Let a part of the page be chosen; return which."""
    labels = {DECIDE: DECIDE, RECORD: f"Record ({counted(decided, 'decision')})"}
    return st.segmented_control(
        "Part of the review", ("Decide", "Record"), default=DECIDE, required=True, key=state.REVIEW_PART,
        format_func=lambda each: labels[each], label_visibility="collapsed", persist_state="session",
    )  # fmt: skip


def page(study: OpenStudy) -> None:
    """Draw the page."""
    st.title("Review suggestions")
    if closed(study):
        return
    learning.after_decisions(study)
    codebook, queue = study.codebook.current(), study.suggestions.waiting()
    counts = study.suggestions.counts()
    decided = sum(n for action, n in counts.items() if action != "pending")
    started = bool(queue or decided or study.runs.all())
    if codebook is None or not started:
        nothing_waiting(study, codebook, decided)
        undo_button(study, last_answer(study))
        return
    if part_chosen(decided) == RECORD:
        record_part(study, codebook)
    else:
        decide_part(study, codebook, queue, decided)


page(shell.study())

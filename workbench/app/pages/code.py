"""Code: read a transcript and code it, by mouse or by keys; every key press is saved when the desk says so."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from workbench import review
from workbench.app import shell, state
from workbench.app.components import plain_text
from workbench.app.components.desk import desk, shelf, suggestion_rows
from workbench.app.kept import drawn_alone
from workbench.model import Codebook, CodeStatus, Mode, Source, Variety
from workbench.review import desk as act
from workbench.store import OpenStudy

NUMBERS = 9


def arrived() -> None:
    """Do what was pressed, before the page is drawn again."""
    source, batch, seen, have = state.pressed()
    client = str(batch[0].get("client", "")) if batch and isinstance(batch[0], dict) else ""
    state.desk_knows(seen, have, client)
    if batch:
        shell.act(lambda: act.apply(shell.study(), source, batch, by=state.coder()))


def view(source_id: str) -> str:
    """Return what the desk shows, in a word: another source, person or switch is another view."""
    return f"{source_id} {state.switched_on(state.BLIND)} {state.coder()}"


def usual_codes(study: OpenStudy, codebook: Codebook, source: Source) -> list[str]:
    """Return the codes that stand on the number keys at first: those this person uses most, then the book's first."""
    coders = {coder.id for coder in study.coders.all() if coder.name.casefold() == state.coder().casefold()}
    used = Counter(coding.code_id for coding in study.codings.all() if coding.coder_id in coders)
    parents = {code.parent for code in codebook}
    fitting = [
        code.id
        for _, code in codebook.tree()
        if code.status is CodeStatus.ACTIVE
        and code.key not in parents
        and (not code.applies_to or source.variety.value in code.applies_to)
    ]
    return sorted(fitting, key=lambda code_id: -used[code_id])[:NUMBERS]


@drawn_alone
def coding(source_id: str) -> None:
    """Draw the desk. A fragment of its own: a key press redraws nothing else of the page."""
    with shell.told():
        draw(shell.study(), source_id)
    problem = state.take_problem()  # below the desk: above, it would push the desk off its place
    if problem:
        plain_text.notice(*problem, key="desk_problem")


def draw(study: OpenStudy, source_id: str) -> None:
    """Send the desk what it does not know yet."""
    codebook, source = study.codebook.current(), study.sources.get(source_id)
    if codebook is None:
        return
    since, client = state.known_to_desk(view(source_id))
    others = not state.switched_on(state.BLIND)
    changed = act.changes(study, source_id, since=since, by=state.coder(), others=others)
    text, book = shelf(source, study.sources.turns(source_id), codebook, key="shelf")
    waiting = review.queue(study, source=source_id) if state.switched_on(state.WITH_SUGGESTIONS) else []
    last = study.operations.last(client) if client else 0
    desk(
        {
            "study": study.about.id, "source": source_id, "text": text, "book": book, "coder": state.coder(),
            "usual": usual_codes(study, codebook, source),
            "codings": {
                "view": view(source_id), "base": changed.base, "revision": changed.revision, "put": changed.put,
                "gone": changed.gone,
            },
            "suggestions": suggestion_rows(waiting),
            "acknowledged": {client: last} if client else {},
            "faults": [list(fault) for fault in study.operations.faults(client, after=max(0, last - 50))] if client else [],
        },
        key=state.DESK, on_operations=arrived,
    )  # fmt: skip


def choices(study: OpenStudy) -> str | None:
    """Show what to code and what to see meanwhile, and return the id of the source."""
    sizes = sorted(study.sources.sizes(), key=lambda size: size["variety"] != Variety.DISCLOSED.value)
    names = {size["id"]: size["name"] for size in sizes}  # interviews first
    state.choose_if_there(state.CODE_SOURCE, list(names))
    left, middle, right = st.columns([5, 2, 2], vertical_alignment="bottom")
    chosen = left.selectbox(
        "Source", list(names), format_func=lambda source_id: names.get(source_id, ""), key=state.CODE_SOURCE,
        persist_state="session",
    )  # fmt: skip
    middle.toggle(
        "Hide others", key=state.BLIND, persist_state="session", help="To code without seeing what others did."
    )
    if study.about.mode is not Mode.REFLEXIVE:
        right.toggle(
            "Suggestions", key=state.WITH_SUGGESTIONS, persist_state="session", help="Dashed, and never counted."
        )
    return None if chosen is None else str(chosen)


def page(study: OpenStudy) -> None:
    """Draw the page."""
    if not study.sources.names():
        st.info("There is nothing to code yet: bring transcripts in first.")
        st.page_link(shell.PAGES / "sources.py", label="Go to Sources", icon=":material/arrow_forward:")
    elif study.codebook.current() is None:
        st.info("There are no codes yet: bring a codebook in first.")
        st.page_link(shell.PAGES / "study.py", label="Bring a codebook in", icon=":material/arrow_forward:")
    elif study.read_only:
        st.info("This study can be read here, and not changed. The page Sources shows its transcripts and codings.")
    else:
        chosen = choices(study)
        if chosen:
            coding(chosen)


st.title("Code")
page(shell.study())

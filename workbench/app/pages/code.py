"""Code: read a transcript and code it, by mouse or by keys; every key press is saved when the desk says so."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from workbench import review
from workbench.app import shell, state
from workbench.app.components import plain_text
from workbench.app.components.desk import book_data, desk, segment_data, shelf, suggestion_rows, text_data
from workbench.app.kept import drawn_alone
from workbench.model import Codebook, CodeStatus, Mode, Segment, Source, Variety
from workbench.review import desk as act
from workbench.review.desk_changes import changes
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
    coders = study.coders.ids_of(state.coder())
    used: Counter[str] = Counter()
    for coder_id, code_id, number in study.codings.counts():
        used[code_id] += number if coder_id in coders else 0
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
def coding(source_id: str, text_id: str) -> None:
    """Draw the desk. A fragment of its own: a key press redraws nothing else of the page, and sends no text again."""
    with shell.told():
        study = shell.study()
        with study.one_state():
            draw(study, source_id, text_id)
    problem = state.take_problem()  # below the desk: above, it would push the desk off its place
    if problem:
        plain_text.notice(*problem, key="desk_problem")


def draw(study: OpenStudy, source_id: str, text_id: str) -> None:
    """Send the desk what it does not know yet."""
    codebook, source = study.codebook.current(), study.sources.get(source_id)
    if codebook is None:
        return
    since, client = state.known_to_desk(view(source_id))
    changed = changes(study, source_id, since=since, by=state.coder(), others=not state.switched_on(state.BLIND))
    book, cuts = book_data(codebook), segment_data(segments(study, source_id))
    shelf(key="shelf_book", book=book)
    shelf(key="shelf_cuts", cuts=cuts)
    dashed = state.switched_on(state.WITH_SUGGESTIONS) and not state.switched_on(state.BLIND)
    waiting = review.queue(study, source=source_id) if dashed else []
    last = study.operations.last(client) if client else 0
    wanted, start, end, nonce = state.going()
    desk(
        {
            "study": study.about.id, "source": source_id, "text": text_id, "book": book["id"], "cuts": cuts["id"],
            "coder": state.coder(), "usual": usual_codes(study, codebook, source) if since == 0 else None,
            "codings": {
                "view": view(source_id), "base": changed.base, "revision": changed.revision, "put": changed.put,
                "gone": changed.gone,
            },
            "notes": changed.notes, "suggestions": suggestion_rows(waiting),
            "acknowledged": {client: last} if client else {},
            "faults": [list(fault) for fault in study.operations.faults(client, after=max(0, last - 50))] if client else [],
            "back": taken_back(study), "go": {"start": start, "end": end, "nonce": nonce} if wanted == source_id else None,
        },
        key=state.DESK, on_operations=arrived,
    )  # fmt: skip


def taken_back(study: OpenStudy) -> tuple[int, str]:
    """Return what was taken back or done again last, if that was the last act: undo may reach another source."""
    sequence, act, summary = study.history.newest()
    return (sequence, summary) if act in {"undo", "redo"} else (0, "")


def segments(study: OpenStudy, source_id: str) -> list[Segment]:
    """Return the segments to show."""
    return study.segments.counted(source_id) if state.switched_on(state.WITH_SEGMENTS) else []


def choices(study: OpenStudy) -> str | None:
    """Show what to code and what to see meanwhile, and return the id of the source."""
    sizes = sorted(study.sources.sizes(), key=lambda size: size["variety"] != Variety.DISCLOSED.value)
    names = {size["id"]: size["name"] for size in sizes}  # interviews first
    state.from_address(state.CODE_SOURCE, state.BLIND)
    state.choose_if_there(state.CODE_SOURCE, list(names))
    left, right = st.columns([3.2, 5.8], vertical_alignment="bottom")
    switches = right.container(horizontal=True, gap="small")  # they take a second line before they are cut off
    chosen = left.selectbox(
        "Source", list(names), format_func=lambda source_id: names.get(source_id, ""), key=state.CODE_SOURCE,
        persist_state="session",
    )  # fmt: skip
    switches.toggle(
        "Hide others", key=state.BLIND, persist_state="session",
        help="To code without seeing what others did, nor what the machine learned from it.",
    )  # fmt: skip
    switches.toggle(
        "Segments", key=state.WITH_SEGMENTS, persist_state="session",
        help="Light brackets round the units that shares are counted in.",
    )  # fmt: skip
    if study.about.mode is not Mode.REFLEXIVE:
        switches.toggle(
            "Suggestions", key=state.WITH_SUGGESTIONS, persist_state="session", help="Dashed, and never counted.",
            disabled=state.switched_on(state.BLIND),
        )  # fmt: skip
        if state.switched_on(state.BLIND):
            st.caption("Suggestions are hidden too: they come from what everybody coded.")
    state.into_address(state.CODE_SOURCE, state.BLIND)
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
            text = text_data(study.sources.get(chosen), study.sources.turns(chosen))
            shelf(key="shelf_text", text=text)
            coding(chosen, text["id"])


st.title("Code")
page(shell.study())

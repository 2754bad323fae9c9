"""One cell of the matrix: its coded passages beside the box for the summary, and what it refers to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from workbench import review
from workbench.app import matrix_state as at
from workbench.app import shell, state
from workbench.app.components import plain_text
from workbench.app.components.passage import passages
from workbench.app.components.plain_text import Part, counted, number
from workbench.app.components.quotations import Quoted
from workbench.app.components.wording import local
from workbench.model import Coding, Quote, Span, Summary
from workbench.report.matrix import Cell, Matrix, Row, Theme
from workbench.report.matrix_references import labels, lines_of, references
from workbench.store import OpenStudy

MOST = 12
_HEIGHT = 230


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage beside the summary: where it is, the coding that a tick refers to, and who coded it as what."""

    source_id: str
    span: Span
    coding_id: str
    note: str
    coded: bool = True


def matrix_cell(study: OpenStudy, matrix: Matrix, row: Row, theme: Theme) -> None:
    """Show the cell chosen, with what can be done with it."""
    cell = matrix.cell(row.id, theme.id)
    with st.container(border=True):
        plain_text.words([Part("subheading", (f"{row.name} · {theme.name}",)), *_defined(theme)], key="cell_head")
        _ways(study, matrix, row, theme)
        left, right = st.columns([3, 2], gap="large")
        shown = _shown(study, row, cell)
        with right:
            if study.read_only:
                _read(study, cell.summary)
            else:
                _write(study, matrix, row, theme, shown)
        with left:
            _passages(study, matrix, row, theme, shown)


def _defined(theme: Theme) -> list[Part]:
    return [Part("note", (f"{theme.key} · {theme.definition}" if theme.definition else theme.key,))]


def _ways(study: OpenStudy, matrix: Matrix, row: Row, theme: Theme) -> None:
    """Show the buttons that go to other cells."""
    places = matrix.in_order()
    here = places.index((row.id, theme.id))
    waiting = next_empty(matrix, (row.id, theme.id))
    with st.container(horizontal=True, gap="small"):
        before, after = places[max(0, here - 1)], places[min(len(places) - 1, here + 1)]
        st.button("Previous cell", key="cell_before", disabled=here == 0, on_click=at.open_cell, args=before)
        st.button("Next cell", key="cell_after", disabled=after == places[here], on_click=at.open_cell, args=after)
        st.button(
            "Next without a summary", key="cell_empty", disabled=waiting is None, on_click=at.open_cell,
            args=waiting or ("", ""), help="First those with coded passages, then the others.",
        )  # fmt: skip
        if not study.read_only:
            _undo(study)


def _undo(study: OpenStudy) -> None:
    last = own_last_act(study, ("summary.",))
    st.button(
        "Undo", key="matrix_undo", disabled=last is None, on_click=shell.act, args=(review.undo, study),
        kwargs={"by": state.coder(), "done": "undo"}, help="Takes back your last act, when it was about a summary.",
    )  # fmt: skip


def own_last_act(study: OpenStudy, kinds: tuple[str, ...]) -> str | None:
    """Return what the study's last act was, when it is this person's own and of these kinds: undo takes back nothing else."""
    for revision in study.history.all(most=200):
        if not (revision.undone or revision.act in {"undo", "redo"}):
            own = revision.coder.casefold() == state.coder().casefold() and revision.act.startswith(kinds)
            return revision.summary if own else None
    return None


def next_empty(matrix: Matrix, here: tuple[str, str]) -> tuple[str, str] | None:
    """Return the next cell without a summary, from here on and round again: those with passages first."""
    places = matrix.in_order()
    after = places.index(here) + 1 if here in places else 0
    round_again = [place for place in (*places[after:], *places[:after]) if place != here]
    empty = [place for place in round_again if matrix.cell(*place).summary is None]
    return next((place for place in empty if matrix.cell(*place).passages), empty[0] if empty else None)


def _write(study: OpenStudy, matrix: Matrix, row: Row, theme: Theme, shown: Sequence[Shown]) -> None:
    place = (matrix.kind, row.id, theme.id)
    stored = matrix.cell(row.id, theme.id).summary
    version, text = (stored.version, stored.text) if stored else (0, "")
    start = at.began(*place)
    if start is None or (start[0] != version and (at.typed(*place) or "").strip() == start[1]):
        at.begin(*place, version, text)
        start = (version, text)
    if start[0] != version:
        _both(stored)
    st.text_area(
        "Summary, in your own words", value=start[1], key=at.text_key(*place, start[0]), height=_HEIGHT,
        persist_state="session", placeholder="What is said about it here? Where nothing is, say so.",
    )  # fmt: skip
    args = (study, matrix, place, version, tuple(shown))
    with st.container(horizontal=True, gap="small"):
        st.button("Save", key="cell_save", type="primary", on_click=_save, args=(*args, False))
        st.button(
            "Save and next", key="cell_save_next", on_click=_save, args=(*args, True),
            help="Goes to the next cell without a summary: first those with coded passages, then the others.",
        )  # fmt: skip
        if stored is not None:
            st.button("Remove", key="cell_remove", on_click=_remove, args=(study, stored, place))
        if start[0] != version or (at.typed(*place) or "").strip() != start[1]:
            st.button("Put back what is stored", key="cell_back", on_click=at.drop, args=place)
    _told(study, stored)
    st.caption("What you type stays here until you save it, also while you look at other cells.")


def _both(stored: Summary | None) -> None:
    if stored is None:
        plain_text.notice(
            "This summary was removed while you wrote.", "What you typed is in the box; save it as a new one.",
            key="cell_gone",
        )  # fmt: skip
        return
    told = "This summary was changed by somebody else while you wrote."
    todo = "Below is what is stored now, and in the box what you typed. Keep what you want of both in the box, then save it."
    parts = [Part("notice", ((told, "strong"), todo)), Part("note", ("Stored now",)), Part("quote", (stored.text,))]
    plain_text.words(parts, key="cell_both")


def _save(
    study: OpenStudy, matrix: Matrix, place: tuple[str, str, str], version: int, shown: Sequence[Shown], onward: bool
) -> None:  # fmt: skip
    """Write what stands in the box over the version that was on the screen."""
    kind, row, theme = place
    stored = matrix.cell(row, theme).summary
    before = [quote.coding_id for quote in stored.quotes] if stored else []
    quotes = at.ticked(*place, [each.coding_id for each in shown], before)
    text = at.typed(*place) or ""
    done = shell.act(
        review.write_summary, study, kind, row, theme, text, quotes=quotes, version=version, by=state.coder(),
        done="summary",
    )  # fmt: skip
    if done:
        at.drop(*place)
        following = next_empty(matrix, (row, theme))
        if onward and following is not None:
            at.open_cell(*following)


def _remove(study: OpenStudy, stored: Summary, place: tuple[str, str, str]) -> None:
    done = shell.act(
        review.remove_summary, study, stored.id, version=stored.version, by=state.coder(), done="summary removed"
    )
    if done:
        at.drop(*place)


def _told(study: OpenStudy, stored: Summary | None) -> None:
    """Say who wrote the summary, and what it refers to."""
    if stored is None:
        return
    names = {coder.id: coder.name for coder in study.coders.all()}
    when = f"{local(stored.updated):%d %B %Y, %H:%M}".lstrip("0")
    parts = [Part("note", (f"Written by {names.get(stored.coder_id, 'somebody')}, {when}; version {stored.version}.",))]
    said = labels(stored, references(study, [stored]))
    if said:
        parts.append(Part("note", ("Refers to ", *_between(said))))
    plain_text.words(parts, key="cell_told")


def _between(said: Sequence[str]) -> list[tuple[str, str]]:
    return [(f"[{label}] ", "strong") for label in said]


def _read(study: OpenStudy, stored: Summary | None) -> None:
    if stored is None:
        st.caption("This cell has no summary.")
        return
    plain_text.text(stored.text, key="cell_text")
    _told(study, stored)


def _passages(study: OpenStudy, matrix: Matrix, row: Row, theme: Theme, shown: Sequence[Shown]) -> None:
    """Show the passages, each with a box that says whether the summary refers to it."""
    if not shown:
        st.caption("No passage of this row is coded with this theme. Silence can be summarised too: “nothing said”.")
        return
    place, stored = (matrix.kind, row.id, theme.id), matrix.cell(row.id, theme.id).summary
    start = at.began(*place)
    referred = {quote.coding_id for quote in stored.quotes} if stored else set()
    st.caption(f"{counted(len(shown), 'coded passage')}. Tick those that the summary refers to.")
    every = len(shown) <= MOST or st.toggle(f"Show all {number(len(shown))} passages", key="cell_all")
    quoted = Quoted(study)
    for each in shown if every else shown[:MOST]:
        first, last = lines_of(quoted.of(each.source_id)[0].text, each.span)
        lines = (
            f"Refer to line {number(first)}" if first == last else f"Refer to lines {number(first)} to {number(last)}"
        )
        if not study.read_only:
            key = at.tick_key(*place, start[0] if start else 0, each.coding_id)
            st.checkbox(lines, value=each.coding_id in referred, key=key, persist_state="session")
        passages([quoted.passage(each.source_id, each.span, note=each.note)], key=f"cell_{each.coding_id}")


def _shown(study: OpenStudy, row: Row, cell: Cell) -> list[Shown]:
    """Return the passages of a cell in the order of reading, one for each place, and what is referred to besides."""
    referred = _quotes(cell.summary)
    wanted = {*cell.coding_ids, *referred}
    sources = {*row.sources, *(quote.source_id for quote in referred.values())}
    codings = {coding.id: coding for source_id in sources for coding in study.codings.these(wanted, source_id)}
    book = study.codebook.current()
    keys = {code.id: code.key for code in book or ()}
    coders = {coder.id: coder.name for coder in study.coders.all()}
    there = [codings[each] for each in dict.fromkeys((*cell.coding_ids, *referred)) if each in codings]
    places: dict[tuple[str, Span], list[Coding]] = {}
    for coding in there:
        places.setdefault((coding.source_id, coding.span), []).append(coding)
    found = [
        Shown(
            source_id, span, next((one.id for one in of if one.id in referred), of[0].id),
            "coded " + "; ".join(f"{keys.get(one.code_id, 'a code')} by {coders[one.coder_id]}" for one in of),
        )
        for (source_id, span), of in places.items()
    ]  # fmt: skip
    gone = [
        Shown(quote.source_id, quote.span, quote.coding_id, "no longer coded; the summary refers to it", coded=False)
        for quote in referred.values()
        if quote.coding_id not in codings
    ]
    return [*found, *gone]


def _quotes(stored: Summary | None) -> dict[str, Quote]:
    return {quote.coding_id: quote for quote in stored.quotes} if stored else {}

"""Memos: every note in one place, to be found, read, written, changed and taken along."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from zlib import crc32

import pandas as pd
import streamlit as st

from workbench import review
from workbench.app import shell, state
from workbench.app.components import plain_text
from workbench.app.components.memo_writing import begin_edit, edit, write
from workbench.app.components.plain_text import Part, counted, number
from workbench.app.components.wording import local
from workbench.report.memo_files import memos_csv, memos_html
from workbench.report.memos import KIND_WORDS, MemoRow, Wanted, kind_words, memo_rows
from workbench.store import OpenStudy

LONG = 2500  # characters of a memo that are shown without a box of its own
FIRST_DAY = date(2000, 1, 1)


def wanted(rows: list[MemoRow]) -> Wanted:
    """Show the filters and return what they ask for."""
    kinds = [kind for kind in KIND_WORDS if any(row.memo.about_kind == kind for row in rows)]
    people = sorted({row.coder for row in rows}, key=str.casefold)
    codes = {row.thing.code_id: row.thing.code for row in rows if row.thing.code_id}
    sources = {row.thing.source_id: row.thing.source for row in rows if row.thing.source_id}
    for key, options in (
        (state.MEMO_KIND, kinds), (state.MEMO_WHO, people), (state.MEMO_CODE, [*codes]), (state.MEMO_SOURCE, [*sources]),
    ):  # fmt: skip
        state.choose_if_there(key, options)
    first, second, third, fourth = st.columns(4)
    kind = first.selectbox(
        "About", kinds, index=None, placeholder="Anything", format_func=kind_words, key=state.MEMO_KIND,
        persist_state="session",
    )  # fmt: skip
    who = second.selectbox(
        "Who", people, index=None, placeholder="Everybody", key=state.MEMO_WHO, persist_state="session"
    )
    code = third.selectbox(
        "Code", sorted(codes, key=lambda key: codes[key].casefold()), index=None, placeholder="All codes",
        format_func=lambda key: codes.get(key, ""), key=state.MEMO_CODE, persist_state="session",
    )  # fmt: skip
    source = fourth.selectbox(
        "Source", sorted(sources, key=lambda key: sources[key].casefold()), index=None, placeholder="All sources",
        format_func=lambda key: sources.get(key, ""), key=state.MEMO_SOURCE, persist_state="session",
    )  # fmt: skip
    left, middle, right = st.columns([2, 1, 1])
    words = left.text_input(
        "Words", key=state.MEMO_WORDS, placeholder="In the memo or what it is about", persist_state="session"
    )
    middle.date_input(
        "From", value=None, min_value=FIRST_DAY, format="YYYY-MM-DD", key=state.MEMO_SINCE, persist_state="session"
    )
    right.date_input(
        "To", value=None, min_value=FIRST_DAY, format="YYYY-MM-DD", key=state.MEMO_UNTIL, persist_state="session"
    )
    return Wanted(kind, who, words or "", code, source, state.day(state.MEMO_SINCE), state.day(state.MEMO_UNTIL))


def table(rows: list[MemoRow], *, last: int) -> None:
    """Show the memos; a click on a row opens its memo below."""
    ids = [row.memo.id for row in rows]
    key = f"{state.MEMOS}_{last}_{crc32(' '.join(ids).encode())}"  # a row chosen in another list is not chosen in this one
    shown = [
        {
            "About": kind_words(row.memo.about_kind), "What": "" if row.memo.about_kind == "study" else row.thing.words,
            "Memo": row.line, "Who": row.coder, "Written": day(row.memo.created), "Changed": day(row.edited),
        }
        for row in rows
    ]  # fmt: skip
    st.dataframe(
        pd.DataFrame(shown), hide_index=True, width="stretch", height=min(318, 38 + 35 * len(rows)), key=key,
        on_select=partial(pick, key, ids), selection_mode="single-row", alt="Memos: what about, first words, who, when",
        column_config={
            "About": st.column_config.TextColumn(width=115),
            "What": st.column_config.TextColumn(width=180),
            "Memo": st.column_config.TextColumn(width=290),
            "Who": st.column_config.TextColumn(width=95),
            "Written": st.column_config.TextColumn(width=93),
            "Changed": st.column_config.TextColumn(width=93),
        },
    )  # fmt: skip


def pick(key: str, ids: list[str]) -> None:
    """Open the memo whose row was clicked."""
    row = state.picked_row(key)
    state.choose(state.MEMO, ids[row] if row is not None and row < len(ids) else None)


def read(study: OpenStudy, row: MemoRow) -> None:
    """Show a memo whole, with what it is about and what can be done with it."""
    memo, thing = row.memo, row.thing
    when = f"{row.coder}, {said(row.memo.created)}"
    if row.edited is not None:
        when += f" · changed {said(row.edited)}" + ("" if row.edited_by == row.coder else f" by {row.edited_by}")
    with st.container(border=True):
        parts = [Part("subheading", (row.heading,)), Part("note", (when,))]
        if thing.quotation:
            parts.append(Part("quote", ((thing.quotation, "muted"),)))
        plain_text.words(parts, key="memo_head")
        with st.container(height=420 if len(memo.text) > LONG else "content", border=False):
            plain_text.text(memo.text, key="memo_text")
        with st.container(horizontal=True, gap="small"):
            span = thing.span
            if span is not None and st.button(
                "Open in context", key=f"open_{memo.id}", icon=":material/arrow_forward:"
            ):
                state.go_to(thing.source_id, span.start, span.end)
                st.switch_page(shell.PAGES / "code.py")
            if not study.read_only:
                st.button("Edit", key=f"edit_{memo.id}", on_click=begin_edit, args=(memo,))
                st.button(
                    "Remove", key=f"remove_{memo.id}", on_click=shell.act, args=(review.remove_memo, study, memo.id),
                    kwargs={"by": state.coder(), "version": memo.version, "done": "memo removed"},
                )  # fmt: skip


def day(moment: datetime | None) -> str:
    """Return a moment's day for a table that may be sorted by it."""
    return f"{local(moment):%Y-%m-%d}" if moment else ""


def said(moment: datetime) -> str:
    """Return a moment for a sentence."""
    return f"{local(moment):%d %B %Y, %H:%M}".lstrip("0")


def files(study: OpenStudy, rows: list[MemoRow]) -> None:
    """Offer the memos shown as files."""
    about = study.about
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption("Take what is listed along:", width="content")
        st.download_button(
            "Report (HTML)", memos_html(rows, about, at=datetime.now(UTC)), "memos.html", "text/html",
            on_click="ignore", help="All memos shown, whole, to read, print or open in a word processor.",
        )  # fmt: skip
        st.download_button(
            "Table (CSV)", memos_csv(rows, about), "memos.csv", "text/csv", on_click="ignore",
            help="All memos shown, for a spreadsheet. Some spreadsheets cut a cell after 32,767 characters; the report has"
            " everything.",
        )  # fmt: skip


def last_memo_act(study: OpenStudy) -> str | None:
    """Return what the study's last act was, when it is about a memo and this person's own: undo takes back nothing else."""
    for revision in study.history.all(most=200):
        if not (revision.undone or revision.act in {"undo", "redo"}):
            own = revision.coder.casefold() == state.coder().casefold() and revision.act.startswith("memo.")
            return revision.summary if own else None
    return None


def buttons(study: OpenStudy) -> None:
    """Show the button for a new memo, and undo."""
    undo = last_memo_act(study)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button("Write a memo", key="memo_new", type="primary", on_click=state.choose, args=(state.WRITING, "yes"))
        st.button(
            "Undo", key="memo_undo", disabled=undo is None, on_click=shell.act, args=(review.undo, study),
            kwargs={"by": state.coder(), "done": "undo"}, help="Takes back your last act, when it was about a memo.",
        )  # fmt: skip


def listing(study: OpenStudy, every: list[MemoRow]) -> list[MemoRow]:
    """Show filters and list, and return the memos listed, the newest first."""
    if not every:
        st.info("There are no memos yet. Write one here, or with the key m at the coding desk.")
        return []
    which = wanted(every)
    rows = [row for row in reversed(every) if which.has(row)]
    if not rows:
        st.info("No memo is like that. Clear a filter to see more.")
        return []
    if len(rows) == len(every):
        st.caption(f"{counted(len(rows), 'memo')}, the newest first. Choose a row to read it.")
    else:
        st.caption(f"{number(len(rows))} of {counted(len(every), 'memo')}, the newest first.")
    table(rows, last=study.history.last())
    return rows


def page(study: OpenStudy) -> None:
    """Draw the page."""
    st.title("Memos")
    st.caption("Notes about the study, its sources, participants, codes, coded passages, policy claims and links.")
    if not study.read_only:
        buttons(study)
        if state.chosen(state.WRITING):
            write(study)
    rows, edited = listing(study, memo_rows(study)), state.editing()
    chosen = next((row for row in rows if row.memo.id == state.chosen(state.MEMO)), None)
    if edited is not None:
        edit(study, edited[0], edited[1])
    elif chosen is not None:
        read(study, chosen)
    if rows:
        files(study, rows[::-1])


page(shell.study())

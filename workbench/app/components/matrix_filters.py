"""The controls above the matrix: what its rows and columns are, which rows are shown, and in what order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from workbench.app import matrix_state as at
from workbench.app import state
from workbench.model import CASE_ROWS, Codebook
from workbench.report.matrix import ATTRIBUTE, Matrix, kinds_of_row, size_order
from workbench.report.matrix_order import BY_NAME, SORTS, Asked
from workbench.store import OpenStudy

_SORT_WORDS = {
    BY_NAME: "Name", "most passages": "Most passages first", "fewest summaries": "Fewest summaries first",
}  # fmt: skip


def columns_and_rows(study: OpenStudy, book: Codebook) -> tuple[str, str | None, list[str]]:
    """Show the choice of rows and themes; return the kind of row, the code whose children are the themes, and chosen codes."""
    kinds = kinds_of_row(study.cases.all())
    state.choose_if_there(at.ROWS, kinds)
    parents = [code.id for _, code in book.tree() if book.children(code.key)]
    state.choose_if_there(at.BELOW, parents)
    words = {code.id: f"{' ' * depth}{code.name} ({code.key})" for depth, code in book.tree()}
    state.choose_those_there(at.CODES, list(words))
    first, second, third = st.columns([2.5, 3.3, 4.2])
    kind = first.selectbox("Rows", kinds, format_func=row_kind_words, key=at.ROWS, persist_state="session")
    below = second.selectbox(
        "Themes: codes below", parents, index=None, placeholder="Top of the tree",
        format_func=lambda code: words.get(code, "").strip(), key=at.BELOW, persist_state="session",
    )  # fmt: skip
    codes = third.multiselect(
        "Or only these themes", list(words), format_func=lambda code: words.get(code, ""), key=at.CODES,
        placeholder="Choose codes", persist_state="session",
    )  # fmt: skip
    return str(kind or CASE_ROWS), below, list(codes)


def row_kind_words(kind: str) -> str:
    """Return what rows are, as it stands in the list of choices."""
    return "Participants" if kind == CASE_ROWS else kind.removeprefix(ATTRIBUTE)


def which_rows(matrix: Matrix) -> Asked:
    """Show the filters and return what they ask for; only participants have attributes to filter, group and sort by."""
    values = _values(matrix)
    if values:
        first, second, third, fourth, fifth = st.columns([3, 2.4, 2.4, 2.4, 2.6])
    else:
        first, fifth, *_rest = st.columns([3, 2.6, 7.2])
    words = first.text_input(
        "Words", key=at.WORDS, placeholder="In names, summaries", persist_state="session", max_chars=200
    )
    if not values:
        return Asked(words=words or "", sort=_sort(fifth, []))
    names = list(values)
    for key in (at.ATTRIBUTE, at.GROUP):
        state.choose_if_there(key, names)
    attribute = second.selectbox(
        "Filter by", names, index=None, placeholder="None", key=at.ATTRIBUTE, persist_state="session"
    )
    there = values.get(attribute or "", [])
    state.choose_those_there(at.VALUES, there)
    only = third.multiselect(
        "Values", there, key=at.VALUES, placeholder="Anything", disabled=not there, persist_state="session"
    )
    group = fourth.selectbox("Group by", names, index=None, placeholder="None", key=at.GROUP, persist_state="session")
    return Asked(words or "", {attribute: only} if attribute else {}, group or "", _sort(fifth, names))


def _sort(place: st.delta_generator.DeltaGenerator, names: Sequence[str]) -> str:
    sorts = [*SORTS, *(f"{ATTRIBUTE}{name}" for name in names)]
    state.choose_if_there(at.SORT, sorts)
    chosen = place.selectbox(
        "Sort by", sorts, format_func=lambda sort: _SORT_WORDS.get(sort, sort.removeprefix(ATTRIBUTE)), key=at.SORT,
        persist_state="session",
    )  # fmt: skip
    return str(chosen or BY_NAME)


def _values(matrix: Matrix) -> Mapping[str, list[str]]:
    """Return every attribute of the rows with its values, sorted."""
    names = sorted({name for row in matrix.rows for name in row.attributes})
    return {
        name: sorted({row.attributes[name] for row in matrix.rows if name in row.attributes}, key=size_order)
        for name in names
    }

"""What the session remembers of the page Matrix: its filters, the cell chosen, and what was typed and not yet saved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import streamlit as st

ROWS, BELOW, CODES = "matrix_rows", "matrix_below", "matrix_codes"
WORDS, GROUP, SORT = "matrix_words", "matrix_group", "matrix_sort"
ATTRIBUTE, VALUES = "matrix_attribute", "matrix_values"
ROW, THEME = "matrix_row", "matrix_theme"
GRID: Final = "matrix_grid"
PART: Final = "matrix_part"
PHASES_OF, PHASE_FACET = "phases_of", "phases_facet"
PHASE, PHASE_PERSON, PHASE_STATUS = "phases_phase", "phases_person", "phases_status"
PHASE_COUNTS, PHASE_GRID = "phases_counts", "phases_grid"
_MANY = {CODES, VALUES}
_IN_ADDRESS = (
    PART, ROWS, BELOW, CODES, WORDS, GROUP, SORT, ATTRIBUTE, VALUES, ROW, THEME, PHASES_OF, PHASE_FACET, PHASE, PHASE_PERSON,
    PHASE_STATUS,
)  # fmt: skip
_BEGAN = "matrix_began"


def from_address() -> None:
    """Take what the address says, after a reload: the session is a new one then."""
    for key in _IN_ADDRESS:
        if key not in st.session_state and key in st.query_params:
            st.session_state[key] = st.query_params.get_all(key) if key in _MANY else st.query_params[key]


def into_address() -> None:
    """Let the address say what is chosen, so that a link shows the same."""
    held: dict[str, Any] = {key: st.session_state.get(key) for key in _IN_ADDRESS}
    usual = {PART: "Summaries", ROWS: "case", SORT: "name"}
    said = {
        key: list(value) if key in _MANY else str(value)
        for key, value in held.items()
        if value and value != usual.get(key)
    }
    now = {
        key: st.query_params.get_all(key) if key in _MANY else st.query_params[key]
        for key in st.query_params  # a key that is there twice is still one key
    }
    if now != said:
        st.query_params.from_dict(said)


def several(key: str) -> list[str]:
    """Return what the list of choices of this key holds."""
    return [str(each) for each in st.session_state.get(key) or ()]


def cell() -> tuple[str, str]:
    """Return the cell chosen: row and theme; empty where none is."""
    return str(st.session_state.get(ROW) or ""), str(st.session_state.get(THEME) or "")


def open_cell(row: str, theme: str) -> None:
    """Choose a cell."""
    st.session_state[ROW], st.session_state[THEME] = row, theme


def open_phase(phase: str, *, person: str = "", status: str = "") -> None:
    """Choose what is looked at: a phase of one person, or of all who stand to it in one way."""
    st.session_state[PHASE], st.session_state[PHASE_PERSON], st.session_state[PHASE_STATUS] = phase, person, status


def held(key: str) -> str:
    """Return what the choice of this key holds; empty where nothing is chosen."""
    return str(st.session_state.get(key) or "")


def facet_key(coding: str, value: str) -> str:
    """Return the key of the choice of a coding's status, which begins from a value."""
    return f"facet {coding} {value}"


def began(kind: str, row: str, theme: str) -> tuple[int, str] | None:
    """Return the version and the text that what stands in a cell's box began from."""
    held = st.session_state.get(f"{_BEGAN} {kind} {row} {theme}")
    return (int(held[0]), str(held[1])) if held else None


def begin(kind: str, row: str, theme: str, version: int, text: str) -> None:
    """Let a cell's box begin from a version: it is drawn with fields of new keys."""
    drop(kind, row, theme)
    st.session_state[f"{_BEGAN} {kind} {row} {theme}"] = [version, text]


def drop(kind: str, row: str, theme: str) -> None:
    """Forget what was typed and ticked in a cell."""
    place = f"{kind} {row} {theme}"
    gone = [
        key for key in st.session_state if str(key).startswith((f"{_BEGAN} {place}", f"text {place}", f"tick {place}"))
    ]
    for key in gone:
        del st.session_state[key]


def text_key(kind: str, row: str, theme: str, version: int) -> str:
    """Return the key of a cell's text box."""
    return f"text {kind} {row} {theme} {version}"


def tick_key(kind: str, row: str, theme: str, version: int, coding: str) -> str:
    """Return the key of the box beside one of a cell's passages."""
    return f"tick {kind} {row} {theme} {version} {coding}"


def typed(kind: str, row: str, theme: str) -> str | None:
    """Return what stands in a cell's box, where it was drawn."""
    start = began(kind, row, theme)
    held = st.session_state.get(text_key(kind, row, theme, start[0])) if start else None
    return None if held is None else str(held)


def ticked(kind: str, row: str, theme: str, codings: Iterable[str], before: Iterable[str]) -> list[str]:
    """Return those of some codings that are ticked; one that was not drawn is as it was before."""
    start, old = began(kind, row, theme), set(before)
    keys = {coding: tick_key(kind, row, theme, start[0] if start else 0, coding) for coding in codings}
    return [coding for coding, key in keys.items() if st.session_state.get(key, coding in old)]


def drafts(kind: str, places: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the cells in which something was typed and not saved."""
    found = set()
    for row, theme in places:
        start, text = began(kind, row, theme), typed(kind, row, theme)
        if start is not None and text is not None and text.strip() != start[1]:
            found.add((row, theme))
    return found

"""What the session remembers of the page Analysis: the choices of its parts. All of them stand in the address too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

PART: Final = "part"
VARIETY, ONLY, LEVEL = "sources", "only", "codes"
BY, BESIDE, CODE, GROUP = "by", "beside", "code", "group"
TOGETHER, REACH, FEWEST, CODE_A, CODE_B = "together", "apart", "fewest", "code_a", "code_b"

LINES: Final = "lines"
WORDS, WORD, WORDS_BY, WORDS_LEFT, WORDS_RIGHT, WORDS_FEWEST = (
    "words",
    "word",
    "words_by",
    "words_of",
    "beside_those_of",
    "said_by",
)
QUESTION, ABOUT, SAVED, SAVE_AS = "question", "about", "saved", "save_as"
BASE, RUN, THRESHOLD = "base", "run", "threshold"


def choose(**values: str | None) -> None:
    """Set what widgets hold before they are drawn, by their key."""
    for key, value in values.items():
        st.session_state[key] = value


def held(key: str) -> str:
    """Return what the widget of this key holds, in words."""
    return str(st.session_state.get(key) or "")


def forget_if_gone(key: str, options: Sequence[str]) -> None:
    """Forget a choice that is no longer among the options."""
    if st.session_state.get(key) not in {None, *options}:
        del st.session_state[key]


def forget_those_gone(key: str, options: Sequence[str]) -> None:
    """Forget those of several choices that are no longer among the options."""
    held = st.session_state.get(key)
    if held and not set(held) <= set(options):
        st.session_state[key] = [each for each in held if each in options]


def picked_cell(key: str) -> tuple[int, str] | None:
    """Return row number and column of the cell picked in the table of this key."""
    event = st.session_state.get(key)
    cells = event.selection.cells if event else []
    return (int(cells[0][0]), str(cells[0][1])) if cells else None


def picked_mark(key: str) -> dict[str, str]:
    """Return the fields of the mark picked in the chart of this key; empty where there is none."""
    event = st.session_state.get(key)
    points = event.selection.get("pick", []) if event else []
    return {str(name): str(value) for name, value in points[0].items()} if points else {}

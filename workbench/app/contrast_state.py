"""What the session remembers of the page Contrast, and how the address bar says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

PART: Final = "contrast_part"
WHO: Final = "contrast_attr."
"""And an attribute's name."""
OTHER: Final = "contrast_other_attributes"
POLICY, IN_FORCE, BESIDE = "contrast_policy", "contrast_in_force", "contrast_beside"
VOICES, TENSES, CODERS = "contrast_voices", "contrast_tenses", "contrast_coders"
EVIDENCE, LEAST = "contrast_evidence", "contrast_least"
GAPS, SITES, NEGATIVE_ONLY = "gap_types", "claim_sites", "negative_only"
SITE_TABLE, BESIDE_TABLE = "site_table", "beside_table"
GROUP_BY, GROUP_WITHIN, GROUP_THEME, GROUP_TABLE = "group_by", "group_within", "group_theme", "group_table"
GROUP_OF = "group_of"
EVERY_CODE: Final = "group_every_code"
REASON, EVERY_CLAIM = "export_reason", "export_every_claim"
_TAKEN, _ROWS = "address_taken", "claim_rows"


def address_once() -> dict[str, list[str]] | None:
    """Return what the address says when the page is opened for the first time in this session, or with a new address.

    None when it says what the page itself wrote there last, or nothing.
    """
    told = {key: st.query_params.get_all(key) for key in st.query_params}
    if not told or st.session_state.get(_TAKEN) == _line(told):
        return None
    return told


def say_in_address(told: Mapping[str, Sequence[str]]) -> None:
    """Let the address say these names and values, and nothing else."""
    wanted = {key: list(each) for key, each in told.items()}
    if {key: st.query_params.get_all(key) for key in st.query_params} != wanted:
        st.query_params.from_dict(wanted)
    st.session_state[_TAKEN] = _line(wanted)


def home() -> str:
    """Return where this app is, as the browser knows it, without the page."""
    address = str(st.context.url or "")
    return address.rpartition("/")[0] if address.count("/") > 2 else address


def several(key: str) -> list[str]:
    """Return what the choice of several of this key holds."""
    value = st.session_state.get(key)
    return [str(each) for each in value] if isinstance(value, list | tuple) else []


def choose_several(key: str, values: Sequence[str]) -> None:
    """Set what the choice of several of this key holds, before it is drawn."""
    st.session_state[key] = list(values)


def forget_people() -> None:
    """Forget which people were chosen by any attribute."""
    for key in [str(each) for each in st.session_state if str(each).startswith(WHO)]:
        st.session_state[key] = []
    st.session_state[OTHER] = []


def choose_number(key: str, value: int) -> None:
    """Set what the number field of this key holds, before it is drawn."""
    st.session_state[key] = value


def number_in(key: str, usual: int) -> int:
    """Return what the number field of this key holds."""
    value = st.session_state.get(key)
    return value if isinstance(value, int) else usual


def choose_switch(key: str, on: bool) -> None:
    """Set a toggle, before it is drawn."""
    st.session_state[key] = on


def picked_parts(key: str) -> dict[str, str]:
    """Return the fields of the point picked in the chart of this key."""
    event = st.session_state.get(key)
    points = event.selection.get("pick", []) if event else []
    return {str(name): str(value) for name, value in points[0].items()} if points else {}


def picked_cell(key: str) -> tuple[int, str] | None:
    """Return the row's number and the column's name of the cell picked in the table of this key."""
    event = st.session_state.get(key)
    cells = event.selection.get("cells", []) if event else []
    return (int(cells[0][0]), str(cells[0][1])) if cells else None


def remember_rows(keys: Sequence[str]) -> None:
    """Remember which claims stand in the table, in its order, so that a click on it can be told."""
    st.session_state[_ROWS] = list(keys)


def remembered_row(place: int) -> str:
    """Return the claim in this row of the table; empty when there is none."""
    keys = st.session_state.get(_ROWS, [])
    return str(keys[place]) if place < len(keys) else ""


def _line(told: Mapping[str, Sequence[str]]) -> str:
    return repr(sorted((key, list(each)) for key, each in told.items()))

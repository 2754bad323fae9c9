"""Everything the session remembers: ids, filters and places, never a text, a table or a study.

No other module touches `st.session_state`. Widgets are given the keys that stand here.
"""

from __future__ import annotations

import getpass
import os
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import streamlit as st

CODER: Final = "coder_name"
REVIEW_CODE: Final = "review_code"
REVIEW_SOURCE: Final = "review_source"
REVIEW_ORDER: Final = "review_order"
REVIEW_PART: Final = "review_part"
RECORD_CODE: Final = "record_code"
RECORD_TABLE: Final = "record_table"
AT_LEAST: Final = "bulk_at_least"
READ_SOURCE: Final = "read_source"
SHOW_CODINGS: Final = "show_codings"
CLAIM: Final = "claim"
CHART: Final = "claim_chart"
CLAIM_TABLE: Final = "claim_table"
STANCES: Final = "stances"
THEME: Final = "theme"
UNIMAGINED: Final = "unimagined_theme"
LEFT, RIGHT = "left_variety", "right_variety"
SWITCH: Final = "suggestions_switch"
CODE_SOURCE: Final = "code_source"
BLIND: Final = "code_blind"
WITH_SUGGESTIONS: Final = "code_suggestions"
WITH_SEGMENTS: Final = "code_segments"
DESK: Final = "desk"
SEARCH: Final = "search_words"
SEARCH_MODE: Final = "search_mode"
SEARCH_SORT: Final = "search_sort"
SEARCH_SOURCES, SEARCH_VARIETIES, SEARCH_CASES = "search_sources", "search_varieties", "search_cases"
SEARCH_WITHIN, SEARCH_CODER, SEARCH_ASKED = "search_within", "search_coder", "search_interviewers"
SEARCH_STOPPED: Final = "search_stopped"
ACTS_WHO, ACTS_KIND, ACTS_WORDS, ACTS_STANDING = "acts_who", "acts_kind", "acts_words", "acts_standing"
ACTS: Final = "acts"
MEMO_KIND, MEMO_WHO, MEMO_WORDS, MEMO_CODE, MEMO_SOURCE = (
    "memo_kind",
    "memo_who",
    "memo_words",
    "memo_code",
    "memo_source",
)
MEMO_SINCE, MEMO_UNTIL = "memo_since", "memo_until"
MEMOS, MEMO = "memos", "memo"
NEW_KIND, NEW_WHERE, NEW_ABOUT, NEW_TEXT = "new_memo_kind", "new_memo_where", "new_memo_about", "new_memo_text"
WRITING, EDIT_TEXT = "new_memo", "memo_text"
TREE: Final = "code_tree"
BOOK_PART: Final = "codebook_part"
BOOK_CODE: Final = "codebook_code"
VERSION_BEFORE, VERSION_AFTER = "version_before", "version_after"
CHECK_MEANINGS: Final = "check_meanings"
CHECK_FINDINGS: Final = "check_findings"
WORK_CODE: Final = "worklist_code"
WORK_EVERYONE: Final = "worklist_everyone"

_STUDY, _PROBLEM, _DONE, _ROUND, _SKIPPED = "study_path", "problem", "done", "upload_round", "skipped"
_EDITING = "memo_edited"
_KNOWN, DESK_GO = "desk_knows", "desk_go"
_PASSAGE: Final = "review_passage"


def check() -> None:
    """Refuse anything in the session that is not an id, a filter or a place, or a widget's own record.

    Streamlit's setting for this (`runner.enforceSerializableSessionState`) cannot be used: its own v2 components
    keep something there that cannot be pickled. This check also refuses tables and studies, which can be.

    Raises:
        TypeError: naming the key.
    """
    for key, value in st.session_state.items():
        values = value if isinstance(value, list | tuple) else [value]
        for each in values:
            plain = each is None or isinstance(each, str | int | float | date)
            if not (plain or type(each).__module__.startswith("streamlit.")):
                raise TypeError(f"the session may not hold a {type(each).__name__} (key '{key}')")


def study_path() -> Path | None:
    """Return the study that is open: the one chosen in the app, or else the one the app was started with."""
    chosen = st.session_state.get(_STUDY) or os.environ.get("WORKBENCH_STUDY")
    return Path(chosen) if chosen else None


def open_path(path: Path) -> None:
    """Make another study the open one; what was chosen in the one before is forgotten."""
    kept = {CODER}
    for key in [key for key in st.session_state if key not in kept]:
        del st.session_state[key]
    st.session_state[_STUDY] = str(path)


def usual_coder() -> str:
    """Return the name to begin with: as the app was started, or as this person is logged in."""
    named = os.environ.get("WORKBENCH_CODER")
    if named:
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user on this machine, or no such notion
        return ""


def coder() -> str:
    """Return who acts, as the study keeps names."""
    return " ".join(str(st.session_state.get(CODER) or usual_coder()).split())


def keep_problem(message: str, hint: str) -> None:
    """Keep what went wrong in an act until the page is drawn."""
    st.session_state[_PROBLEM] = (message, hint)


def take_problem() -> tuple[str, str] | None:
    """Return what went wrong since the page was drawn last, once."""
    problem: tuple[str, str] | None = st.session_state.pop(_PROBLEM, None)
    return problem


def keep_done(what: str) -> None:
    """Keep the name of an act that went well, until the page is drawn."""
    st.session_state[_DONE] = what


def take_done() -> str:
    """Return the name of the act that went well since the page was drawn last, once; empty when there is none."""
    return str(st.session_state.pop(_DONE, ""))


def upload_round() -> int:
    """Return how many uploads were finished: part of the upload field's key, so that it is empty afterwards."""
    return int(st.session_state.get(_ROUND, 0))


def next_upload() -> None:
    """Empty the upload field."""
    st.session_state[_ROUND] = upload_round() + 1


def skipped() -> tuple[str, ...]:
    """Return the ids of the suggestions put off in this session, in that order."""
    return tuple(st.session_state.get(_SKIPPED, ()))


def skip(suggestion_id: str) -> None:
    """Put a suggestion off to the end of the queue."""
    st.session_state[_SKIPPED] = [*(s for s in skipped() if s != suggestion_id), suggestion_id]


def looked_at() -> str:
    """Return the passage on the page Review when it was drawn last; it stays there until all of it is answered."""
    return str(st.session_state.get(_PASSAGE, ""))


def look_at(passage: str) -> None:
    """Remember which passage is on the page Review."""
    st.session_state[_PASSAGE] = passage


def chosen(key: str, default: str | None = None) -> str | None:
    """Return what the widget of this key holds."""
    value = st.session_state.get(key, default)
    return None if value is None else str(value)


def choose(key: str, value: str | None) -> None:
    """Set what the widget of this key holds, before it is drawn."""
    st.session_state[key] = value


def day(key: str) -> date | None:
    """Return the day that the field of this key holds."""
    value = st.session_state.get(key)
    return value if isinstance(value, date) else None


def edit_memo(memo_id: str, version: int, kind: str, about: str) -> None:
    """Remember which memo is being edited, from which version of it, and what it is about."""
    st.session_state[_EDITING] = [memo_id, version, kind, about]


def editing() -> tuple[str, int, str, str] | None:
    """Return the memo that is being edited: its id, the version last seen, and kind and id of what it is about."""
    edited = st.session_state.get(_EDITING)
    return None if not edited else (str(edited[0]), int(edited[1]), str(edited[2]), str(edited[3]))


def end_edit() -> None:
    """Close the memo that is being edited."""
    for key in (_EDITING, EDIT_TEXT):
        st.session_state.pop(key, None)


def choose_those_there(key: str, options: list[str]) -> None:
    """Forget those of several choices that are no longer among the options."""
    if st.session_state.get(key):
        st.session_state[key] = [each for each in st.session_state[key] if each in options]


def choose_if_there(key: str, options: list[str]) -> None:
    """Forget a choice that is no longer among the options."""
    if st.session_state.get(key) is not None and st.session_state[key] not in options:
        del st.session_state[key]


def choose_number_if_there(key: str, options: list[int]) -> None:
    """Forget a number chosen that is no longer among the options."""
    if st.session_state.get(key) is not None and st.session_state[key] not in options:
        del st.session_state[key]


def pressed() -> tuple[str, list[Any], str, int]:
    """Return what the coding desk sent: the source, a batch of operations, and of which view it knows which revision."""
    said = getattr(st.session_state.get(DESK), "operations", None) or {}
    source, batch, view, have = (said.get(name) for name in ("source", "batch", "view", "have"))
    return (
        str(source or ""), batch if isinstance(batch, list) else [], str(view or ""), have if type(have) is int else 0,
    )  # fmt: skip


def desk_knows(view: str, revision: int, client: str) -> None:
    """Remember what the desk on the screen knows of a view (source, coder, what is hidden), to tell it only what changed."""
    st.session_state[_KNOWN] = [view, revision, client or known_to_desk(view)[1]]


def known_to_desk(view: str) -> tuple[int, str]:
    """Return the last revision that the desk knows of this view (0: none), and the client it is."""
    known = st.session_state.get(_KNOWN)
    if not known:
        return 0, ""
    return (int(known[1]) if known[0] == view else 0), str(known[2])


def go_to(source_id: str, start: int, end: int) -> None:
    """Let the page Code open at a passage (code points from 0); call `st.switch_page` after it."""
    st.session_state[DESK_GO] = [source_id, start, end, uuid4().hex]
    st.session_state[CODE_SOURCE] = source_id


def going() -> tuple[str, int, int, str]:
    """Return the passage that the page Code is to show, and a mark that no other wish has had."""
    source_id, start, end, nonce = st.session_state.get(DESK_GO) or ("", 0, 0, "")
    return str(source_id), int(start), int(end), str(nonce)


def from_address(place: str, switch: str) -> None:
    """Take what the address says, after a reload: the session is a new one then, and what was hidden stays hidden."""
    if switch not in st.session_state and place in st.query_params:
        st.session_state[place] = st.query_params[place]
        st.session_state[switch] = st.query_params.get(switch) == "on"


def into_address(place: str, switch: str) -> None:
    """Let the address say what a choice and a switch hold."""
    held = {place: str(st.session_state.get(place) or ""), switch: "on" if switched_on(switch) else "off"}
    if st.query_params.to_dict() != held:
        st.query_params.from_dict(held)


def switched_on(key: str) -> bool:
    """Say whether the toggle of this key is on."""
    return st.session_state.get(key) is True


def picked(key: str, field: str) -> str | None:
    """Return the value of `field` of the point picked in the chart of this key."""
    event = st.session_state.get(key)
    points = event.selection.get("pick", []) if event else []
    return str(points[0][field]) if points and field in points[0] else None


def picked_row(key: str) -> int | None:
    """Return the number of the row picked in the table of this key."""
    event = st.session_state.get(key)
    rows = event.selection.rows if event else []
    return int(rows[0]) if rows else None


def sent(key: str, name: str) -> Any:
    """Return what the component of this key sent under this name, or None."""
    return getattr(st.session_state.get(key), name, None)

"""What the session and the address remember of the page Claims: which part, claim, policy, day and order are on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import streamlit as st

from workbench.model import Claim, Span

PART: Final = "claims_part"
CLAIM: Final = "claims_claim"
POLICY: Final = "claims_policy"
DAY: Final = "claims_day"
ORDER: Final = "claims_order"
ADD_SOURCE: Final = "claims_add_source"
LINK_SOURCE: Final = "claims_link_source"
GUIDE_SOURCE: Final = "guide_source"
TABLE, SHOWN, LINKS, QUESTIONS = "claims_table", "claims_shown", "claims_links", "guide_questions"
_HELD: Final = {"part": PART, "claim": CLAIM, "policy": POLICY, "on": DAY, "order": ORDER}
_ALWAYS: Final = {PART: ("claims", "link", "guide"), ORDER: ("turn", "against")}
_GOING: Final = "claims_going"
_ROUND: Final = "claims_round"
_GAP: Final = "claims_gap"
_PUT_OFF: Final = "claims_put_off"
_BEGAN: Final = "claims_began"


def from_address() -> None:
    """Take what the address says, after a reload or from a link; what is on the screen already stays."""
    if going := st.session_state.pop(_GOING, ""):
        st.session_state[CLAIM] = going
    for name, key in _HELD.items():
        if key not in st.session_state and name in st.query_params:
            said = st.query_params[name]
            st.session_state[key] = _day(said) if key == DAY else said
    for key, (usual, *others) in _ALWAYS.items():
        if st.session_state.get(key) not in (usual, *others):
            st.session_state[key] = usual


def go_to(claim: str) -> None:
    """Let this claim (its key) be chosen when the page is drawn next."""
    st.session_state[_GOING] = claim


def into_address() -> None:
    """Let the address say what is on the screen."""
    held = {name: str(value) for name, key in _HELD.items() if (value := st.session_state.get(key)) not in (None, "")}
    if st.query_params.to_dict() != held:
        st.query_params.from_dict(held)


def keep_those_there(key: str, options: Sequence[str]) -> None:
    """Forget a choice that is no longer among the options."""
    if st.session_state.get(key) not in (None, *options):
        del st.session_state[key]


def fresh(name: str) -> str:
    """Return a widget's key; after `start_afresh` it is another one, so that the widget is empty."""
    return f"{name}_{st.session_state.get(_ROUND, 0)}"


def start_afresh() -> None:
    """Empty the fields whose keys were made by `fresh`."""
    st.session_state[_ROUND] = int(st.session_state.get(_ROUND, 0)) + 1


def value(key: str, default: Any = None) -> Any:
    """Return what the widget of this key holds."""
    return st.session_state.get(key, default)


def began(claim: Claim) -> tuple[Claim, Claim]:
    """Return the claim that the fields began from, and the claim as the person has seen it since."""
    held = st.session_state.get(_BEGAN, ())
    if held[:2] != (st.session_state.get(_ROUND, 0), claim.key):
        return begin(claim, claim)
    return _claim(held[1:13]), _claim(held[13:])


def begin(first: Claim, seen: Claim) -> tuple[Claim, Claim]:
    """Keep what the fields begin from, and the claim as it is seen."""
    st.session_state[_BEGAN] = (st.session_state.get(_ROUND, 0), *_plain(first), *_plain(seen))
    return first, seen


def _plain(claim: Claim) -> tuple[Any, ...]:
    place, force = (claim.source_id, claim.span.start, claim.span.end), (claim.in_force_from, claim.in_force_to)
    said = (claim.statement, claim.modality, claim.theme, claim.country)
    return claim.key, claim.id, *place, *said, *force, claim.version


def _claim(held: Sequence[Any]) -> Claim:
    key, i, source_id, start, end, *said = held
    return Claim(i, key, source_id, Span(start, end), *said)


def gap(about: str) -> str:
    """Return the gap type chosen for a passage; empty where none is."""
    whose, chosen = st.session_state.get(_GAP, ("", ""))
    return str(chosen) if whose == about else ""


def choose_gap(about: str, chosen: str) -> None:
    """Choose a gap type for a passage; the same again takes it off."""
    st.session_state[_GAP] = (about, "" if gap(about) == chosen else chosen)


def put_off() -> tuple[str, ...]:
    """Return the passages that this person went past, the last one last."""
    return tuple(st.session_state.get(_PUT_OFF, ()))


def go_past(passage: str) -> None:
    """Go to the next passage; this one comes again after all others."""
    st.session_state[_PUT_OFF] = [*(each for each in put_off() if each != passage), passage]


def go_back() -> None:
    """Go back to the passage gone past last."""
    st.session_state[_PUT_OFF] = list(put_off()[:-1])


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None

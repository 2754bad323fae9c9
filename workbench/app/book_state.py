"""What the session remembers of the page Codebook: an answer for the tree, a question to ask, forms half filled in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

_ANSWER: Final = "tree_answer"
_ASKED: Final = "codebook_asked"
_DRAFT: Final = "draft"
_NO_DRAFT: Final = (0, 0, "", "")


def answer_tree(nonce: str, fault: str) -> None:
    """Keep the answer to what was done in the tree: empty, or why it could not be done."""
    st.session_state[_ANSWER] = (nonce, fault)


def tree_answer() -> tuple[str, str]:
    """Return the nonce of the last operation of the tree that was answered, and the answer."""
    nonce, fault = st.session_state.get(_ANSWER, ("", ""))
    return str(nonce), str(fault)


def ask(question: str, code_id: str) -> None:
    """Let the page Codebook ask something about a code (or none) when it is drawn next."""
    st.session_state[_ASKED] = (question, code_id)


def take_asked() -> tuple[str, str]:
    """Return what is to be asked and about which code, once."""
    question, code_id = st.session_state.pop(_ASKED, ("", ""))
    return str(question), str(code_id)


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form of a code began from: the version, and each field as it stood there.

    `given` is what the fields were drawn with: what was typed before the form was drawn anew is in it.
    """

    version: int
    began: dict[str, Any]
    given: dict[str, Any]


def draft(code_id: str) -> Draft | None:
    """Return what the form of a code began from, if it was opened."""
    version, _number, began, given = st.session_state.get(f"{_DRAFT} {code_id}", _NO_DRAFT)
    return Draft(version, json.loads(began), json.loads(given)) if began else None


def begin_draft(code_id: str, draft: Draft, *, anew: bool) -> None:
    """Let the form of a code stand on this; `anew` gives it fields of new keys."""
    number = st.session_state.get(f"{_DRAFT} {code_id}", _NO_DRAFT)[1]
    texts = (json.dumps(each) for each in (draft.began, draft.given))  # the session holds plain texts
    st.session_state[f"{_DRAFT} {code_id}"] = (draft.version, number + anew, *texts)


def drop_draft(code_id: str) -> None:
    """Forget what stands in the form of a code: it is drawn with empty fields of new keys."""
    number = st.session_state.get(f"{_DRAFT} {code_id}", _NO_DRAFT)[1]
    st.session_state[f"{_DRAFT} {code_id}"] = (0, number + 1, "", "")


def draft_key(code_id: str, field: str) -> str:
    """Return the key of a field in the form of a code."""
    return f"{_DRAFT} {code_id} {st.session_state[f'{_DRAFT} {code_id}'][1]} {field}"


def typed(code_id: str) -> dict[str, Any]:
    """Return what stands in the form of a code, by field; nothing when it was not drawn yet."""
    if f"{_DRAFT} {code_id}" not in st.session_state:
        return {}
    beginning = draft_key(code_id, "")
    keys = [str(key) for key in st.session_state if str(key).startswith(beginning)]
    return {key.removeprefix(beginning): st.session_state[key] for key in keys}

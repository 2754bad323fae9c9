"""What the session remembers of the page Codebook: an answer for the tree, a question to ask, forms half filled in."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

_ANSWER: Final = "tree_answer"
_ASKED: Final = "codebook_asked"
_DRAFT: Final = "draft"


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


def draft(code_id: str) -> tuple[int, str]:
    """Return the version that the form of a code began from (0: none was opened yet), and a digest of what it showed."""
    version, _number, digest = st.session_state.get(f"{_DRAFT} {code_id}", (0, 0, ""))
    return int(version), str(digest)


def begin_draft(code_id: str, version: int, digest: str, *, anew: bool) -> None:
    """Let the form of a code stand on this version; `anew` gives it empty fields of new keys."""
    _version, number, _digest = st.session_state.get(f"{_DRAFT} {code_id}", (0, 0, ""))
    st.session_state[f"{_DRAFT} {code_id}"] = (version, number + anew, digest)


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

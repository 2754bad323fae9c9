"""Memos written and changed. What was typed stays in its box until it is saved or put away on purpose."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from workbench import review
from workbench.app import shell, state
from workbench.app.components import plain_text
from workbench.app.components.plain_text import Part
from workbench.errors import NotFound
from workbench.model import Claim, Codebook, Memo, Span
from workbench.report.memos import KIND_WORDS, claim_words, code_words, kind_words, thing
from workbench.store import OpenStudy

IN_A_SOURCE = ("coding", "link")
BRIEF = 70
_HEIGHT, _HEIGHT_EDIT = 260, 340


def write(study: OpenStudy) -> None:
    """Show the form for a new memo: what it is about, and the text."""
    with st.container(border=True):
        st.header("Write a memo")
        kind, about = _about(study)
        st.text_area(
            "Memo", key=state.NEW_TEXT, height=_HEIGHT, persist_state="session",
            placeholder="What struck you? What does it make you think of?",
        )  # fmt: skip
        with st.container(horizontal=True, gap="small"):
            st.button(
                "Save the memo", key="memo_save", type="primary", disabled=about is None, on_click=_save_new,
                args=(study, kind, about),
            )  # fmt: skip
            st.button("Put away", key="memo_away", on_click=state.choose, args=(state.WRITING, None))
        st.caption("Putting it away keeps what you typed until you close the browser.")


def edit(study: OpenStudy, memo_id: str, version: int) -> None:
    """Show the memo being edited; when somebody changed or removed it meanwhile, both texts are kept in sight."""
    stored = _stored(study, memo_id)
    _, _, kind, about = state.editing() or ("", 0, "", "")
    with st.container(border=True):
        what = thing(study, kind, about).words
        plain_text.words([Part("subheading", ("Change the memo about ", what))], key="memo_edit_head")
        if stored is None:
            plain_text.notice(
                "This memo was removed while you wrote.", "What you typed is in the box; save it as a new memo.",
                key="memo_removed",
            )  # fmt: skip
        elif stored.version != version:
            _both(stored)
        st.text_area("Memo", key=state.EDIT_TEXT, height=_HEIGHT_EDIT, persist_state="session")
        with st.container(horizontal=True, gap="small"):
            label = "Save" if stored is not None and stored.version == version else "Save what is in the box"
            st.button(
                label, key="memo_edit_save", type="primary", on_click=_save_edit,
                args=(study, memo_id, stored.version if stored else None, version),
            )  # fmt: skip
            st.button("Cancel", key="memo_edit_cancel", on_click=state.end_edit)


def begin_edit(memo: Memo) -> None:
    """Open a memo for editing, from a button's callback."""
    state.edit_memo(memo.id, memo.version, memo.about_kind, memo.about_id)
    state.choose(state.EDIT_TEXT, memo.text)


def _both(stored: Memo) -> None:
    happened = "This memo was changed by somebody else while you wrote."
    todo = "Below is what is stored now, and in the box what you typed. Keep what you want of both in the box, then save it."
    told = [Part("notice", ((happened, "strong"), todo)), Part("note", ("Stored now",)), Part("quote", (stored.text,))]
    plain_text.words(told, key="memo_both")


def _save_new(study: OpenStudy, kind: str, about: str) -> None:
    text = state.chosen(state.NEW_TEXT) or ""
    made: list[Memo] = []
    done = shell.act(lambda: made.append(review.write_memo(study, kind, about, text, by=state.coder())), done="memo")
    if done:
        state.choose(state.NEW_TEXT, "")
        state.choose(state.WRITING, None)
        state.choose(state.MEMO, made[0].id)


def _save_edit(study: OpenStudy, memo_id: str, shown: int | None, began: int) -> None:
    """Save what is in the box over the version that was on the screen; a newer one is shown first."""
    text, (_, _, kind, about) = state.chosen(state.EDIT_TEXT) or "", state.editing() or ("", 0, "", "")
    by, stored = state.coder(), _stored(study, memo_id)
    if (stored.version if stored else None) != shown:
        return  # changed or removed since the page was drawn: it is drawn again with both texts
    if stored is None:
        done = shell.act(review.write_memo, study, kind, about, text, by=by, done="memo")
    elif stored.text == text.strip() and shown == began:
        done = True
    else:
        done = shell.act(review.edit_memo, study, memo_id, text, version=stored.version, by=by, done="memo")
    if done:
        state.end_edit()


def _stored(study: OpenStudy, memo_id: str) -> Memo | None:
    try:
        return study.memos.get(memo_id)
    except NotFound:
        return None


def _about(study: OpenStudy) -> tuple[str, str | None]:
    """Let a person choose the kind of thing, then the thing; for passages, the source first."""
    left, right = st.columns([1, 2])
    kinds = [kind for kind in KIND_WORDS if kind == "study" or _there(study, kind)]
    state.choose_if_there(state.NEW_KIND, kinds)
    kind = left.selectbox("About", kinds, format_func=kind_words, key=state.NEW_KIND, persist_state="session")
    if kind == "study":
        return kind, study.about.id
    where = None
    if kind in IN_A_SOURCE:
        names = _with(study, kind)
        state.choose_if_there(state.NEW_WHERE, list(names))
        where = right.selectbox(
            "In the source",
            list(names),
            format_func=lambda key: names[key],
            key=state.NEW_WHERE,
            persist_state="session",
        )
    things = _things(study, kind, where)
    state.choose_if_there(state.NEW_ABOUT, list(things))
    about = (st if kind in IN_A_SOURCE else right).selectbox(
        "Which one", list(things), format_func=lambda key: things[key], key=state.NEW_ABOUT, index=None,
        placeholder="Choose one", persist_state="session",
    )  # fmt: skip
    return kind, about


def _there(study: OpenStudy, kind: str) -> bool:
    if kind in IN_A_SOURCE:
        return bool(_with(study, kind))
    return bool(_things(study, kind, None))


def _with(study: OpenStudy, kind: str) -> Mapping[str, str]:
    """Names of the sources with such passages in them, by id."""
    every = study.codings.all() if kind == "coding" else study.links.all()
    found = {each.source_id for each in every}
    return {key: name for key, name in study.sources.names().items() if key in found}


def _things(study: OpenStudy, kind: str, source_id: str | None) -> Mapping[str, str]:
    """What there is of a kind to write about: its words by its id."""
    if kind == "source":
        return study.sources.names()
    if kind == "case":
        return {case.id: case.name for case in study.cases.all()}
    if kind == "code":
        book = study.codebook.current()
        return {code.id: code_words(code) for _, code in book.tree()} if book else {}
    claims = {claim.id: claim for claim in study.claims.all()}
    if kind == "claim":
        return {key: claim_words(claim) for key, claim in claims.items()}
    return _passages(study, kind, source_id, claims) if source_id else {}


def _passages(study: OpenStudy, kind: str, source_id: str, claims: Mapping[str, Claim]) -> Mapping[str, str]:
    text, book = study.sources.get(source_id).text, study.codebook.current()
    coders = {coder.id: coder.name for coder in study.coders.all()}
    if kind == "link":
        return {
            each.id: f"{_brief(text, each.span)} · {claims[each.claim_id].key}, {each.stance.value} · {coders[each.coder_id]}"
            for each in sorted(study.links.all(source_id), key=lambda link: link.span.start)
        }
    return {
        each.id: f"{_brief(text, each.span)} · {_key(book, each.code_id)} · {coders[each.coder_id]}"
        for each in sorted(study.codings.all(source_id), key=lambda coding: coding.span.start)
    }


def _brief(text: str, span: Span) -> str:
    said = " ".join(span.of(text).split())
    return f"“{said}”" if len(said) <= BRIEF else f"“{said[: BRIEF - 1]}…”"


def _key(book: Codebook | None, code_id: str) -> str:
    return book.by_id[code_id].key if book and code_id in book.by_id else "a code"

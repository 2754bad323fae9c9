"""What is asked before the codebook changes at one stroke: a new code, a merge, a split, a code going out of use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

import streamlit as st

from workbench.app import shell, state
from workbench.app.components import plain_text
from workbench.app.components.code_words import in_use, named
from workbench.app.components.plain_text import Part, counted
from workbench.model import Code, Codebook, CodeStatus
from workbench.review.codebook import add_code, current_codebook, restore_code, retire_code
from workbench.review.codebook_merge import MergePreview, merge_codes, preview_merge, split_code
from workbench.store import OpenStudy

_WHY = "Why (goes on record with the version)"
_SPARE = "Left empty, what was done is said."


def _new(near: str) -> None:
    study = shell.study()
    codebook = study.codebook.current()
    name = st.text_input("Name", key="new_name", max_chars=200)
    above = None
    if codebook is not None and len(codebook):
        options = in_use(codebook)
        parent = _usual_parent(codebook, near)
        above = st.selectbox(
            "Below", options, options.index(parent) if parent in options else None, key="new_parent",
            placeholder="At the top", format_func=lambda each: named(codebook, each),
        )  # fmt: skip
    key = st.text_input("Key", key="new_key", max_chars=80, placeholder="Left empty, it is made from the name.")
    definition = st.text_area("Definition", key="new_definition", placeholder="What the code means.")
    reason = st.text_input(_WHY, key="new_reason", max_chars=400, placeholder=_SPARE)
    if st.button("Add the code", key="new_add", type="primary"):
        with shell.told():
            made = add_code(
                study, name, key=key, parent=above, definition=definition, by=state.coder(), reason=reason
            )  # fmt: skip
            _finished("code", made.id)


def _usual_parent(codebook: Codebook, near: str) -> str | None:
    """Return where a new code goes unless said otherwise: below the chosen code if that has any, else beside it."""
    code = codebook.by_id.get(near)
    if code is None:
        return None
    above = code.key if codebook.children(code.key) else code.parent
    return None if above is None else codebook.by_key[above].id


def _merge(code_id: str) -> None:
    study, codebook, code = _asked_about(code_id)
    _about(code)
    st.caption("It goes into another code, with everything that belongs to it, and is retired.")
    others = [each for each in in_use(codebook) if each != code_id]
    into = st.selectbox(
        "Into", others, None, key=f"merge_into_{code_id}", placeholder="Choose the code that stays",
        format_func=lambda each: named(codebook, each),
    )  # fmt: skip
    if into is None:
        return
    with shell.told():
        preview = preview_merge(study, [code_id], into)
        plain_text.words(_merge_parts(preview), key="merge_preview")
        reason = st.text_input(_WHY, key=f"merge_why_{code_id}", max_chars=400, placeholder=_SPARE)
        if st.button("Merge", key="merge_now", type="primary", disabled=bool(preview.frozen)):
            merge_codes(study, [code_id], into=into, by=state.coder(), reason=reason)
            _finished("merge", into)


def _merge_parts(preview: MergePreview) -> list[Part]:
    people = counted(preview.coders, "person", "people")
    said = [f"{counted(preview.recoded, 'coding')} of {people} will have the code that stays."]
    if preview.joined:
        said.append(f"{counted(preview.joined, 'coding')} more stand on words that have both codes: they become one.")
    if preview.memos:
        said.append(f"{counted(preview.memos, 'memo')} will move along.")
    if preview.children:
        said.append(f"Codes that will move below it: {', '.join(preview.children)}.")
    if preview.claims:
        said.append(f"Claims that will have it as their theme: {', '.join(preview.claims)}.")
    if preview.summaries:
        said.append(f"{counted(preview.summaries, 'summary', 'summaries')} of the matrix will be about it.")
    if preview.suggestions:
        said.append(f"{counted(preview.suggestions, 'suggestion')} will no longer wait.")
    parts = [Part("item", (f"• {each}",)) for each in said]
    if preview.frozen:
        parts.append(
            Part(
                "notice",
                (
                    (f"Passages are linked to the claims {', '.join(preview.frozen)}, so their theme stays.", "strong"),
                    "Merge the other way round, or take the links away first.",
                ),
            )
        )
    return parts


def _split(code_id: str) -> None:
    study, _, code = _asked_about(code_id)
    codings = sum(coding.code_id == code_id for coding in study.codings.all())
    _about(code)
    st.caption(
        f"It is retired, and two or more codes are made below it. Its {counted(codings, 'coding')} wait on the worklist "
        "then, each to be given one of the new codes."
    )
    parts: list[tuple[str, str]] = []
    while len(parts) < 2 or (parts[-1][0] and len(parts) < 12):
        number = len(parts)
        left, right = st.columns([2, 3])
        name = left.text_input("Name", key=f"split_{number}_name", max_chars=200, label_visibility=_first(number))
        meaning = right.text_input("Definition", key=f"split_{number}_meaning", label_visibility=_first(number))
        parts.append((name.strip(), meaning.strip()))
    reason = st.text_input(_WHY, key=f"split_why_{code_id}", max_chars=400, placeholder=_SPARE)
    if st.button("Split", key="split_now", type="primary"):
        with shell.told():
            written = [(name, meaning) for name, meaning in parts if name or meaning]
            split_code(study, code_id, written, by=state.coder(), reason=reason)
            _finished("split", code_id)


def _first(number: int) -> str:
    return "collapsed" if number else "visible"


def _retire(code_id: str) -> None:
    study, _, code = _asked_about(code_id)
    codings = sum(coding.code_id == code_id for coding in study.codings.all())
    out = code.status is CodeStatus.RETIRED
    _about(code)
    if out:
        st.caption("It takes new codings again.")
    else:
        st.caption(f"It keeps its {counted(codings, 'coding')} and takes no new ones. It can be restored at any time.")
    reason = st.text_input(_WHY, key=f"retire_why_{code_id}", max_chars=400, placeholder=_SPARE)
    if st.button("Restore it" if out else "Retire it", key="retire_now", type="primary"):
        with shell.told():
            (restore_code if out else retire_code)(study, code_id, by=state.coder(), reason=reason)
            _finished("restore" if out else "retire", code_id)


def _about(code: Code) -> None:
    said = [Part("text", ((code.name, "strong"), f" ({code.key})"))]
    plain_text.words([*said, *([Part("note", (code.definition,))] if code.definition else [])], key="asked_about")


def _asked_about(code_id: str) -> tuple[OpenStudy, Codebook, Code]:
    study = shell.study()
    codebook = current_codebook(study)
    return study, codebook, codebook.find(code_id)


def _finished(done: str, code_id: str) -> None:
    state.choose(state.BOOK_CODE, code_id)
    state.keep_done(done)
    st.rerun()


_Dialog = Callable[[str], None]
DIALOGS: Mapping[str, _Dialog] = {
    "new": cast("_Dialog", st.dialog("New code")(_new)),
    "merge": cast("_Dialog", st.dialog("Merge into another code")(_merge)),
    "split": cast("_Dialog", st.dialog("Split a code", width="medium")(_split)),
    "retire": cast("_Dialog", st.dialog("Retire a code")(_retire)),
    "restore": cast("_Dialog", st.dialog("Restore a code")(_retire)),
}
"""By what is asked: the dialog, which is given the id of the code it is about."""

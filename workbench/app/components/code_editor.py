"""The form of a code. What is typed stays in the session until it is saved or dropped, whatever others publish meanwhile."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import streamlit as st

from workbench.app import book_state, shell, state
from workbench.app.components import plain_text
from workbench.app.components.code_form import (
    REASON,
    ROWS,
    Values,
    changes,
    different,
    replaced,
    row_field,
    rows,
    shown,
    typed_over,
)
from workbench.app.components.code_words import in_use, named, said
from workbench.app.components.side_by_side import Compared, side_by_side
from workbench.app.components.swatches import swatches
from workbench.app.components.wording import variety_words
from workbench.app.kept import drawn_alone
from workbench.errors import WorkbenchError
from workbench.model import Code, Codebook, Variety
from workbench.model.codebook_edit import edited
from workbench.review.codebook import CALLED, changed_meanwhile, current_codebook, edit_code
from workbench.store import OpenStudy


@drawn_alone
def editor(code_id: str) -> None:
    """Draw the form of a code. A fragment of its own: typing redraws nothing else of the page."""
    with shell.told():
        study = shell.study()
        codebook = study.codebook.current()
        if codebook is not None and code_id in codebook.by_id:
            _form(study, codebook, codebook.by_id[code_id])


def _form(study: OpenStudy, codebook: Codebook, code: Code) -> None:
    draft = begun(codebook, code)
    before, values = draft.given, _values(draft, code)
    _texts(codebook, code, before, values)
    for name in ROWS:
        with st.container(key=f"code_rows_{name}"):
            _row_fields(codebook, code, name, before, values)
    _lists(codebook, code, before)
    _conflict(study, codebook, draft, code)
    _save_row(code, before, unsaved=bool(_mine(draft, codebook, code)))


def begun(codebook: Codebook, code: Code) -> book_state.Draft:
    """Return what the form began from. Fields that nobody typed in follow the newest version, also after an undo."""
    newest, draft = shown(code, codebook), book_state.draft(code.id)
    if draft is None:
        return _begin(code, book_state.Draft(codebook.version, newest, newest), anew=True)
    values = _values(draft, code)
    mine, clashing = different(draft.began, values), different(values, newest)
    others = [name for name in different(draft.began, newest) if name not in mine or name not in clashing]
    version = draft.version if mine else codebook.version
    if others or version != draft.version:
        began, given = (replaced(each, newest, others) for each in (draft.began, values if others else draft.given))
        return _begin(code, book_state.Draft(version, began, given), anew=bool(others))
    return draft


def _begin(code: Code, draft: book_state.Draft, *, anew: bool) -> book_state.Draft:
    book_state.begin_draft(code.id, draft, anew=anew)
    if anew:  # the one field that no widget of Streamlit's holds
        state.choose(book_state.draft_key(code.id, "colour"), draft.given["colour"])
    return draft


def _values(draft: book_state.Draft, code: Code) -> dict[str, Any]:
    return typed_over(draft.given, book_state.typed(code.id))


def _clashing(draft: book_state.Draft, codebook: Codebook, code: Code) -> list[str]:
    """Return the fields that were typed here and are stored otherwise than they stood when the form began."""
    newest, values = shown(code, codebook), _values(draft, code)
    mine, stored = different(draft.began, values), different(draft.began, newest)
    return [name for name in different(values, newest) if name in mine and name in stored]


def _texts(codebook: Codebook, code: Code, before: Values, values: Values) -> None:
    left, right = st.columns([2, 1])
    left.text_input("Name", before["name"], max_chars=200, **_kept(code, "name"))
    right.text_input("Key", before["key"], max_chars=80, **_kept(code, "key"), help="What names it follows a change.")
    place = next(number for number, (_, each) in enumerate(codebook.tree()) if each.id == code.id)
    colour = book_state.draft_key(code.id, "colour")
    sent = f"swatches {colour}"
    swatches(
        values["colour"], place=place, locked=False, key=sent,
        on_colour=lambda: state.choose(colour, state.sent(sent, "colour") or values["colour"]),
    )  # fmt: skip
    st.text_area("Definition", before["definition"], placeholder="What the code means.", **_grows(code, "definition"))
    st.text_area(
        "Use when", before["use_when"], placeholder="What has to be there for this code.", **_grows(code, "use_when")
    )


def _row_fields(codebook: Codebook, code: Code, name: str, before: Values, values: Values) -> None:
    """Draw the rows of a list, with an empty one at its end: each is words and the code that they lead to."""
    written, first = rows(values, name), rows(before, name)
    count = max([number for number, row in enumerate(written, 1) if row[0].strip() or row[1]], default=0) + 1
    others = [each for each in in_use(codebook) if each != code.id]
    for number in range(count):
        words, other = first[number] if number < len(first) else ("", None)
        options = others if other is None or other in others else [*others, other]
        keys = [_grows(code, row_field(name, number, "words")), _kept(code, row_field(name, number, "code"))]
        left, right = st.columns([3, 2])
        look: Any = "visible" if number == 0 else "collapsed"
        place = options.index(other) if other is not None else None
        if name == "not_when":
            left.text_area("Not when", words, **keys[0], placeholder="A condition", label_visibility=look)
            right.selectbox(
                "Use instead", options, place, **keys[1], label_visibility=look, placeholder="No other code",
                format_func=lambda each: named(codebook, each),
            )  # fmt: skip
        else:
            left.text_area(
                "Near-misses", words, **keys[0], placeholder="Words that only look like it", label_visibility=look
            )
            right.selectbox(
                "They belong to", options, place, **keys[1], label_visibility=look, placeholder="Choose the code",
                format_func=lambda each: named(codebook, each),
            )  # fmt: skip


def _lists(codebook: Codebook, code: Code, before: Values) -> None:
    left, right = st.columns(2)
    left.text_area("Cues", before["cues"], placeholder="Telling words, one to a line.", **_grows(code, "cues"))
    right.text_area("Examples", before["examples"], placeholder="One to a line.", **_grows(code, "examples"))
    contrasts = [each for each in in_use(codebook) if each != code.id or each in before["contrast_with"]]
    contrasts += [each for each in before["contrast_with"] if each not in contrasts]
    left.multiselect(
        "Contrast with", contrasts, before["contrast_with"], **_kept(code, "contrast_with"), placeholder="Codes", wrap=True,
        format_func=lambda each: named(codebook, each),
    )  # fmt: skip
    right.multiselect(
        "For sources that are", [each.value for each in Variety], before["applies_to"], **_kept(code, "applies_to"),
        placeholder="Of any kind", wrap=True, format_func=lambda each: variety_words(each).partition(":")[0],
    )  # fmt: skip


def _kept(code: Code, field: str) -> dict[str, Any]:
    return {"key": book_state.draft_key(code.id, field), "persist_state": "session"}


def _grows(code: Code, field: str) -> dict[str, Any]:
    return {**_kept(code, field), "height": "content"}


def _mine(draft: book_state.Draft, codebook: Codebook, code: Code) -> dict[str, Any]:
    """Return what was typed and would be saved; nothing where it cannot be saved as it stands."""
    try:
        return changes(draft.began, _values(draft, code), codebook)
    except WorkbenchError:
        return {REASON: ""}


def _conflict(study: OpenStudy, codebook: Codebook, draft: book_state.Draft, code: Code) -> None:
    """Show the fields that were typed here and changed by somebody else meanwhile, both beside each other."""
    mine = _mine(draft, codebook, code)
    both = [name for name in _clashing(draft, codebook, code) if name in mine]
    if not both:
        return
    with shell.told():
        typed = edited(codebook, code.id, **{name: mine[name] for name in both}).by_id[code.id]
        plain_text.notice(
            f"{_last_change(study, draft.version, code, both)}, while this form was open.",
            "What you typed is still in the form. Look at both, take over what you want, and save.", key="conflict",
        )  # fmt: skip
        fields = tuple((CALLED[name].strip("'").capitalize(), said(code, name), said(typed, name)) for name in both)
        side_by_side([Compared(fields)], left="Stored now", right="Yours, not saved", key="both")
        with st.container(horizontal=True, gap="small"):
            over = st.button("Save mine over it", key="save_mine", on_click=save, args=(code.id, True))
            dropped = st.button("Drop mine", key="drop_mine", on_click=drop, args=(code.id,))
        _after(pressed=over or dropped, key="over_problem")


def _last_change(study: OpenStudy, since: int, code: Code, fields: list[str]) -> str:
    """Say who gave these fields what they say now, and in which version after this one; else it was an undo."""
    every = study.codebook.versions()
    then = study.codebook.codes_at({(code.id, each[0]) for each in every})
    said = "The same was taken back"
    for (before, *_), (version, _name, _reason, _published, coder) in pairwise(every):
        two = [then.get((code.id, each)) for each in (before, version)]
        if version > since and any(getattr(two[0], name, None) != getattr(two[1], name, None) for name in fields):
            said = f"{coder} changed the same in version {version}"
    return said


def _save_row(code: Code, before: Values, *, unsaved: bool) -> None:
    """Draw the button that saves, which stays in sight however long the form is."""
    with st.container(key="code_save"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.text_input(
                "Why it is changed", before.get(REASON) or "", max_chars=400, **_kept(code, REASON), label_visibility="collapsed",
                placeholder="Why, for the record (may stay empty)",
            )  # fmt: skip
            saved = st.button("Save", key="save_code", type="primary", on_click=save, args=(code.id,))
            dropped = unsaved and st.button("Drop changes", key="drop_changes", on_click=drop, args=(code.id,))
        _after(pressed=saved or dropped, key="save_problem")


def _after(*, pressed: bool, key: str) -> None:
    """Draw the whole page anew when a button did something; what went wrong is told beside the button."""
    problem = state.take_problem() if pressed else None
    if problem:
        message, hint = problem
        plain_text.notice(message, hint.partition("\n\n")[0], key=key)  # a conflict's two texts stand above
    elif pressed:
        st.rerun()


def save(code_id: str, over: bool = False) -> None:
    """Publish what was typed; `over` says that what others changed meanwhile was seen."""
    study = shell.study()
    shell.act(_publish, study, code_id, over=over)


def _publish(study: OpenStudy, code_id: str, *, over: bool) -> None:
    codebook = current_codebook(study)
    code = codebook.by_id[code_id]
    draft = begun(codebook, code)
    values = _values(draft, code)
    fields = changes(draft.began, values, codebook)
    for name in () if over else _clashing(draft, codebook, code):
        raise changed_meanwhile(code, name, fields[name])
    if fields:
        why = values.get(REASON) or ""
        edit_code(study, code_id, by=state.coder(), reason=why, based_on=codebook.version, **fields)
        drop(code_id)
    state.keep_done("code" if fields else "same code")


def drop(code_id: str) -> None:
    """Forget what was typed."""
    book_state.drop_draft(code_id)

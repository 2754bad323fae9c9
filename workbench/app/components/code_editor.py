"""The form of a code. What is typed stays in the session until it is saved or dropped, whatever others publish meanwhile."""

from __future__ import annotations

from typing import Any

import streamlit as st

from workbench.app import book_state, shell, state
from workbench.app.components import plain_text
from workbench.app.components.code_form import REASON, ROWS, Values, changes, digest, row_field, rows, shown, typed_over
from workbench.app.components.code_words import in_use, named, said
from workbench.app.components.side_by_side import Compared, side_by_side
from workbench.app.components.swatches import swatches
from workbench.app.components.wording import variety_words
from workbench.app.kept import drawn_alone
from workbench.errors import WorkbenchError
from workbench.model import Code, Codebook, Variety
from workbench.model.codebook_edit import edited
from workbench.review.codebook import CALLED, current_codebook, edit_code
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
    base = begun_from(study, codebook, code)
    before = shown(base.by_id[code.id], base)
    values = typed_over(before, book_state.typed(code.id))
    _texts(codebook, code, before, values)
    for name in ROWS:
        with st.container(key=f"code_rows_{name}"):
            _row_fields(codebook, code, name, before, values)
    _lists(codebook, code, before)
    if base is not codebook:
        _conflict(study, codebook, base, code)
    _save_row(code, unsaved=bool(_mine(base, codebook, code)))


def begun_from(study: OpenStudy, codebook: Codebook, code: Code) -> Codebook:
    """Return the version that the form stands on: while something typed is not saved, the one it was opened on."""
    (version, opened), typed = book_state.draft(code.id), book_state.typed(code.id)
    if typed and digest(typed) != opened:
        base = study.codebook.version(version) if 0 < version < codebook.version else codebook
        there = base.by_id.get(code.id)
        return base if there is not None and digest(shown(there, base)) == opened else codebook
    fresh = digest(shown(code, codebook))
    book_state.begin_draft(code.id, codebook.version, fresh, anew=fresh != opened)
    state.choose(
        book_state.draft_key(code.id, "colour"), code.colour
    )  # the one field that no widget of Streamlit's holds
    return codebook


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


def _mine(base: Codebook, codebook: Codebook, code: Code) -> dict[str, Any]:
    """Return what was typed and would be saved; nothing where it cannot be saved as it stands."""
    before = shown(base.by_id[code.id], base)
    try:
        return changes(before, typed_over(before, book_state.typed(code.id)), codebook)
    except WorkbenchError:
        return {REASON: ""}


def _conflict(study: OpenStudy, codebook: Codebook, base: Codebook, code: Code) -> None:
    """Show the fields that were typed here and published by somebody else meanwhile, both beside each other."""
    mine = {name: value for name, value in _mine(base, codebook, code).items() if name != REASON}
    then = base.by_id[code.id]
    both = [name for name in mine if getattr(then, name) != getattr(code, name) != mine[name]]
    if not both:
        return
    with shell.told():
        typed = edited(codebook, code.id, **{name: mine[name] for name in both}).by_id[code.id]
        who, version = _last_change(study, base, code.id, both)
        plain_text.notice(
            f"{who} changed the same in version {version}, while this form was open.",
            "What you typed is still in the form. Look at both, take over what you want, and save.", key="conflict",
        )  # fmt: skip
        fields = tuple((CALLED[name].strip("'").capitalize(), said(code, name), said(typed, name)) for name in both)
        side_by_side([Compared(fields)], left="Stored now", right="Yours, not saved", key="both")
        with st.container(horizontal=True, gap="small"):
            over = st.button("Save mine over it", key="save_mine", on_click=save, args=(code.id, True))
            dropped = st.button("Drop mine", key="drop_mine", on_click=drop, args=(code.id,))
        _after(pressed=over or dropped, key="over_problem")


def _last_change(study: OpenStudy, base: Codebook, code_id: str, fields: list[str]) -> tuple[str, int]:
    """Return who changed one of these fields last since the form was opened, and in which version."""
    who, changed = "Somebody", base.version
    values = [getattr(base.by_id[code_id], name) for name in fields]
    for version, _name, _reason, _published, coder in study.codebook.versions()[base.version :]:
        now = [getattr(study.codebook.version(version).by_id[code_id], name) for name in fields]
        if now != values:
            who, changed, values = coder, version, now
    return who, changed


def _save_row(code: Code, *, unsaved: bool) -> None:
    """Draw the button that saves, which stays in sight however long the form is."""
    with st.container(key="code_save"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.text_input(
                "Why it is changed", max_chars=400, **_kept(code, REASON), label_visibility="collapsed",
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
    base, typed = begun_from(study, codebook, code), book_state.typed(code_id)
    before = shown(base.by_id[code_id], base)
    fields = changes(before, typed_over(before, typed), codebook)
    based_on = codebook.version if over else base.version
    if fields:
        edit_code(study, code_id, by=state.coder(), reason=typed.get(REASON) or "", based_on=based_on, **fields)
        drop(code_id)
    state.keep_done("code" if fields else "same code")


def drop(code_id: str) -> None:
    """Forget what was typed."""
    book_state.begin_draft(code_id, 0, "", anew=True)

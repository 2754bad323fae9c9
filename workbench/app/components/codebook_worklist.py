"""Codings made under an older definition, or of a code that was split or retired: each is looked at again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from workbench import review
from workbench.app import shell, state
from workbench.app.components import plain_text
from workbench.app.components.code_words import in_use, named
from workbench.app.components.keys import keys
from workbench.app.components.passage import passages
from workbench.app.components.plain_text import Part, counted, number
from workbench.app.components.quotations import Quoted
from workbench.app.components.side_by_side import Compared, of_code, side_by_side
from workbench.model import Codebook
from workbench.review.worklist import Stale, confirm_codings
from workbench.store import OpenStudy

_UNDO = {"z": "book_undo"}


def worklist_part(study: OpenStudy, codebook: Codebook, waiting: Sequence[Stale], *, mine: bool) -> None:
    """Show the first coding that waits, with its passage, its code then and now, and what can be done."""
    if not waiting:
        said = "No coding of yours waits: every one" if mine else "No coding waits: every one"
        st.success(said + " was made under what its code means now.")
        keys(_UNDO, key="work_keys")
        return
    shown = _filtered(codebook, waiting)
    st.caption(
        f"{counted(len(waiting), 'coding')} to look at again"
        + (f"; {number(len(shown))} of them shown here." if len(shown) != len(waiting) else ".")
    )
    _card(study, codebook, shown[0], [stale for stale in shown if _alike(stale, shown[0])])


def _alike(one: Stale, other: Stale) -> bool:
    same = one.coding.code_id == other.coding.code_id and one.coding.coder_id == other.coding.coder_id
    return same and one.coding.codebook_version == other.coding.codebook_version


def _filtered(codebook: Codebook, waiting: Sequence[Stale]) -> list[Stale]:
    """Let one code be chosen; return what passes, what was put off last."""
    counts = Counter(stale.coding.code_id for stale in waiting)
    order = [code.id for _, code in codebook.tree() if counts[code.id]]
    state.choose_if_there(state.WORK_CODE, order)
    code = st.selectbox(
        "Code", order, None, placeholder="All codes", key=state.WORK_CODE, persist_state="session",
        format_func=lambda each: f"{named(codebook, each)}: {counts[each]}",
    )  # fmt: skip
    later = {coding: place for place, coding in enumerate(state.skipped(), 1)}
    kept = [stale for stale in waiting if code in {None, stale.coding.code_id}]
    return sorted(kept, key=lambda stale: later.get(stale.coding.id, 0))


def _card(study: OpenStudy, codebook: Codebook, stale: Stale, alike: Sequence[Stale]) -> None:
    coding, code = stale.coding, stale.code_now
    names = {coder.id: coder.name for coder in study.coders.all()}
    own = names[coding.coder_id].casefold() == state.coder().casefold()
    plain_text.heading(
        f"Does the marked passage still show “{stale.code_then.name}”?", key="work_question",
        note=f"{code.key} · coded under version {coding.codebook_version}, now it is version {codebook.version}",
    )  # fmt: skip
    _said_why(stale)
    if own:
        _buttons(study, codebook, stale, alike)
    else:
        plain_text.note(f"Coded by {names[coding.coder_id]}. Each coder looks at their own codings again.", key="whose")
        st.button("Later", key=f"later_{coding.id}", type="tertiary", on_click=state.skip, args=(coding.id,))
        keys({**_UNDO, "l": f"later_{coding.id}"}, key="work_keys")
    left, right = st.columns(2, gap="large")
    with left:
        passages(Quoted(study).codings([coding], names), key="work_passage")
    with right:
        _meanings(stale, codebook)


def _said_why(stale: Stale) -> None:
    if stale.why == "code split":
        st.caption("The code was split after this passage was coded.")
    elif stale.why == "code retired":
        st.caption("The code was retired after this passage was coded.")
    else:
        st.caption("What the code means was changed after this passage was coded.")


def _meanings(stale: Stale, codebook: Codebook) -> None:
    """Show what the code meant and means; for a code that is out of use, what it could become."""
    if stale.changed:
        side_by_side(
            [Compared(of_code(stale.code_then, stale.code_now, stale.changed))],
            left=f"When it was coded (version {stale.coding.codebook_version})",
            right=f"Now (version {codebook.version})", key="work_meanings",
        )  # fmt: skip
    else:
        then = stale.code_then
        plain_text.words(
            [Part("text", ((then.name, "strong"), f" meant: {then.definition or 'nothing was written'}"))], key="meant"
        )
    if stale.candidates:
        parts = [
            Part("item", ("• ", (code.name, "strong"), f" ({code.key}): {code.definition or 'no definition yet'}"))
            for code in stale.candidates
        ]
        plain_text.words([Part("note", ("It can become:",)), *parts], key="candidates")


def _buttons(study: OpenStudy, codebook: Codebook, stale: Stale, alike: Sequence[Stale]) -> None:
    """Show what can be answered. A button's key names its coding, so that a late press cannot hit the next one."""
    i, by = stale.coding.id, state.coder()
    confirm = partial(confirm_codings, based_on=codebook.version)  # of the meaning that is on the screen
    options = [code.id for code in stale.candidates]
    options += [each for each in in_use(codebook) if each not in options and each != stale.coding.code_id]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.button("Still holds (h)", key=f"holds_{i}", type="primary", on_click=_once, args=(study, i, confirm, [i]))
        st.selectbox(
            "Recode to", options, 0 if stale.candidates else None, key=f"recode_to_{i}", placeholder="Choose a code",
            format_func=lambda each: named(codebook, each), width=320,
        )  # fmt: skip
        st.button("Recode (r)", key=f"recode_{i}", on_click=recode, args=(study, i))
        st.button("Remove (x)", key=f"remove_{i}", on_click=_once, args=(study, i, review.remove_coding, i))
        st.button("Later (l)", key=f"later_{i}", type="tertiary", on_click=state.skip, args=(i,))
    if len(alike) > 1:
        several = [each.coding.id for each in alike]
        st.button(
            f"All {number(len(several))} of this code and version still hold", key=f"all_hold_{i}", type="tertiary",
            on_click=shell.act, args=(confirm, study, several), kwargs={"by": by, "done": "held"},
        )  # fmt: skip
    keys(
        {**_UNDO, "h": f"holds_{i}", "r": f"recode_{i}", "x": f"remove_{i}", "l": f"later_{i}"},
        key="work_keys",
    )


def recode(study: OpenStudy, coding_id: str) -> None:
    """Give the coding the code that was chosen."""
    code = state.chosen(f"recode_to_{coding_id}")
    if code:
        _once(study, coding_id, review.recode, coding_id, code)
    else:
        state.keep_problem("No code was chosen to recode to.", "Choose one beside the button.")


def _once(study: OpenStudy, coding_id: str, function: Callable[..., Any], *arguments: Any) -> None:
    """Do something to the coding that was on the screen; a second press finds it gone or done and does nothing."""
    if any(coding.id == coding_id for coding in study.codings.all()):
        shell.act(function, study, *arguments, by=state.coder())

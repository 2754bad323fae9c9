"""Codebook: the tree of codes, what each means, its versions, and what has to be looked at again after a change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from workbench import review
from workbench.app import book_state, shell, state
from workbench.app.components import plain_text
from workbench.app.components.code_dialogs import DIALOGS
from workbench.app.components.code_editor import editor
from workbench.app.components.code_head import code_head
from workbench.app.components.codebook_check import CODES, check_part
from workbench.app.components.codebook_decisions import decisions_part
from workbench.app.components.codebook_versions import versions_part
from workbench.app.components.codebook_worklist import worklist_part
from workbench.app.components.plain_text import number
from workbench.app.components.suggestion_card import code_panel
from workbench.app.components.tree import tree, tree_data
from workbench.errors import NotAllowedHere
from workbench.model import Codebook, CodeStatus, Revision
from workbench.review.codebook import edit_code, move_code
from workbench.review.worklist import Stale, worklist
from workbench.store import OpenStudy

VERSIONS, WORKLIST, CHECK = "Versions", "Worklist", "Check"
Said = Mapping[str, Any]


def arrived() -> None:
    """Do what was done in the tree, once, and keep the answer for it; the rest of the page is drawn after."""
    said = state.sent(state.TREE, "said") or {}
    nonce = str(said.get("nonce") or "")
    if not nonce or nonce == book_state.tree_answer()[0]:
        return
    study = shell.study()
    done = KINDS.get(str(said.get("kind")))
    problem = None
    if done is not None and not shell.act(done, study, said):
        problem = state.take_problem()
    book_state.answer_tree(nonce, " ".join(filter(None, problem or ())))


def choose(_study: OpenStudy, said: Said) -> None:
    """Open the form of a code."""
    state.choose(state.BOOK_CODE, str(said.get("code") or ""))


def move(study: OpenStudy, said: Said) -> None:
    """Put a code elsewhere in the tree."""
    parent, before = (str(said[name]) if said.get(name) else None for name in ("parent", "before"))
    move_code(study, str(said.get("code")), parent=parent, before=before, by=state.coder())


def rename(study: OpenStudy, said: Said) -> None:
    """Give a code another name, if it still has the one that was shown."""
    name, was = (str(said.get(each) or "") for each in ("name", "was"))
    edit_code(study, str(said.get("code")), by=state.coder(), shown={"name": was}, name=name)


def retire(study: OpenStudy, said: Said) -> None:
    """Ask whether a code goes out of use, or comes back."""
    codebook, code_id = study.codebook.current(), str(said.get("code"))
    if codebook is not None and code_id in codebook.by_id:
        out = codebook.by_id[code_id].status is CodeStatus.RETIRED
        book_state.ask("restore" if out else "retire", code_id)


def is_for_here(name: str, coder: str) -> bool:
    """Say whether an act can be taken back here: a change of the codebook, or of a coding of one's own."""
    return name.startswith("codebook.") or (name.startswith("coding.") and coder.casefold() == state.coder().casefold())


def own_step(name: str, coder: str, _summary: str) -> None:
    """Refuse to take back here, or do again, what is no change of the codebook or of one's own coding."""
    if not is_for_here(name, coder):
        raise NotAllowedHere(
            "The last act changed neither the codebook nor a coding of yours.", "The page History takes back any act."
        )


def undo(study: OpenStudy, said: Said) -> None:
    """Take back the last act, if it is the one that was shown."""
    review.undo(study, by=state.coder(), only=own_step, seen=seen_act(said))


def redo(study: OpenStudy, said: Said) -> None:
    """Do the last act that was taken back again, if nothing was done since it was shown."""
    review.redo(study, by=state.coder(), only=own_step, seen=seen_act(said))


def seen_act(said: Said) -> int:
    """Return the newest act that was known to where the button or key was pressed; 0 where that is not said."""
    seen = said.get("seen")
    return int(seen) if isinstance(seen, int | float) else 0


KINDS: Mapping[str, Callable[[OpenStudy, Said], None]] = {
    "choose": choose, "move": move, "rename": rename, "retire": retire, "undo": undo, "redo": redo,
}  # fmt: skip


def last_step(study: OpenStudy) -> Revision | None:
    """Return the study's last act when it can be taken back here."""
    for revision in study.history.all(most=200):
        if not (revision.undone or revision.act in {"undo", "redo"}):
            return revision if is_for_here(revision.act, revision.coder) else None
    return None


def steps(study: OpenStudy, last: Revision | None, seen: int) -> None:
    """Show the buttons that make a code, and take the last act back or do it again."""
    st.button(
        "New code", key="ask_new", type="primary", on_click=book_state.ask,
        args=("new", state.chosen(state.BOOK_CODE) or ""),
    )  # fmt: skip
    st.button(
        "Undo", key="book_undo", disabled=last is None, on_click=shell.act, args=(undo, study, {"seen": seen}),
        kwargs={"done": "undo"},
    )  # fmt: skip
    st.button(
        "Redo", key="book_redo", disabled=study.history.can()[1] is None, on_click=shell.act,
        args=(redo, study, {"seen": seen}), kwargs={"done": "redo"},
    )  # fmt: skip


def codes_part(study: OpenStudy, codebook: Codebook, seen: int) -> None:
    """Show the tree, and beside it the code chosen."""
    codings = study.codings.all()
    chosen = state.chosen(state.BOOK_CODE)
    if chosen not in codebook.by_id:
        chosen = None
    left, right = st.columns([5, 6], gap="medium")
    with left:
        tree(
            {
                "study": study.about.id, "codes": tree_data(codebook, Counter(each.code_id for each in codings)),
                "chosen": chosen, "locked": study.read_only, "seen": seen,
                "answer": dict(zip(("nonce", "fault"), book_state.tree_answer(), strict=True)),
            },
            key=state.TREE, on_said=arrived,
        )  # fmt: skip
    with right:
        if chosen is None:
            st.info("Choose a code in the tree to see what it means and to change it.")
            return
        code = codebook.by_id[chosen]
        code_head(study, codebook, code, codings)
        if study.read_only:
            code_panel(code, codebook, key="code_read")
        else:
            editor(code.id)
        decisions_part(study, code)


def no_codebook() -> None:
    """Say how codes come into being."""
    st.info("There are no codes yet. Bring a codebook in from a file, or make the first code by hand.")
    st.page_link(shell.PAGES / "study.py", label="Bring a codebook in", icon=":material/arrow_forward:")


def part_chosen(waiting: int) -> str:
    """Let a part of the page be chosen; return which."""
    labels = {CODES: "Codes", VERSIONS: "Versions", WORKLIST: f"Worklist ({number(waiting)})", CHECK: "Check"}
    return str(
        st.segmented_control(
            "Part of the codebook", ("Codes", "Versions", "Worklist", "Check"), default=CODES, required=True,
            key=state.BOOK_PART, format_func=lambda each: labels[each], label_visibility="collapsed",
            persist_state="session",
        )
    )  # fmt: skip


def show(part: str, study: OpenStudy, codebook: Codebook, waiting: list[Stale], seen: int) -> None:
    """Draw the part that was chosen."""
    if part == VERSIONS:
        versions_part(study, codebook)
    elif part == WORKLIST:
        st.toggle("Everybody's codings", key=state.WORK_EVERYONE, persist_state="session")
        worklist_part(study, codebook, waiting, mine=not state.switched_on(state.WORK_EVERYONE))
    elif part == CHECK:
        check_part(study, codebook)
    else:
        codes_part(study, codebook, seen)


def page(study: OpenStudy) -> None:
    """Draw the page."""
    st.title("Codebook")
    seen = study.history.last()  # before what is shown: what is done in between is refused then
    codebook, last = study.codebook.current(), last_step(study)
    waiting = worklist(study, by=None if state.switched_on(state.WORK_EVERYONE) else state.coder())
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        part = part_chosen(len(waiting)) if codebook is not None else ""
        if not study.read_only:
            steps(study, last, seen)
    # always drawn: with one element less above it, the browser would draw the tree anew
    plain_text.note(f"Undo takes back: {last.summary}" if last else "Every change is saved at once.", key="would_undo")
    if codebook is None:
        no_codebook()
    else:
        show(part, study, codebook, waiting, seen)
    question, code_id = book_state.take_asked()
    if question in DIALOGS:
        DIALOGS[question](code_id)


page(shell.study())

"""A passage that waits to be looked at: its words, what is suggested for it, and what can be answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from workbench import review
from workbench.app import shell, state
from workbench.app.components import plain_text
from workbench.app.components.code_words import in_use, named
from workbench.app.components.keys import keys
from workbench.app.components.passage import Block, Mark, passages
from workbench.app.components.plain_text import Part
from workbench.app.components.suggestion_card import band_line, code_panel, in_context, why_panel
from workbench.errors import NothingToUndo
from workbench.model import Code, Codebook, Method, Revision, Suggestion
from workbench.review import Item
from workbench.review.steps import AGAIN
from workbench.store import OpenStudy

WHERE = "app"


def item_card(study: OpenStudy, item: Item, codebook: Codebook) -> None:
    """Show a passage with what waits for it, the strongest suggestion in hand."""
    undo, source = last_answer(study), study.sources.get(item.source_id)
    check = _to_check(study, item, codebook)
    first = item.suggestions[0] if item.suggestions and check is None else None
    if check is not None:
        plain_text.heading(f"Does “{check.name}” hold here?", key="question", note=f"{check.key} · in {source.name}")
    elif first is None:
        plain_text.heading("What does the marked passage show?", key="question", note=f"in {source.name}")
    else:
        code = codebook.by_id[first.code_id]
        asked = f"Does the marked passage show “{code.name}”?"
        plain_text.heading(asked, key="question", note=f"{code.key} · in {source.name}")
    _answers(study, item, first, codebook, undo, check)
    _notes(study, item, codebook, undo, first)
    left, right = st.columns([3, 2], gap="large")
    with left:
        around = in_context(source, study.sources.turns(source.id), item.span, [Mark(item.span, kind="suggested")])
        passages([Block(around)], key="passage")
        if first is not None:
            st.space("small")
            why_panel(first, codebook, key="why")
            if any(why.nearest for why in first.why):
                st.caption("Closeness is closeness of topic: it does not say whether the passage agrees.")
    asked_about = codebook.by_id[first.code_id] if first is not None else check
    if asked_about is not None:
        with right, st.container(border=True):
            code_panel(asked_about, codebook, key="code")
    i = "" if first is None else first.id
    answers = {"a": f"accept_{i}", "r": f"reject_{i}", "u": f"unsure_{i}"} if first is not None else {}
    answers |= {"r": f"untrue_{_name(item)}"} if check is not None else {}
    keys({**answers, "d": f"done_{_name(item)}", "z": "undo_answer"}, key="review_keys")


def _notes(
    study: OpenStudy, item: Item, codebook: Codebook, undo: Revision | None, first: Suggestion | None
) -> None:  # fmt: skip
    """Say why this passage is here, how suggestions like it fared, what else is suggested and coded, and the last answer."""
    parts = [Part("note", (item.why,))]
    if first is not None and (line := band_line(first, _record(study, first))):
        parts.append(Part("note", ((line, "strong"),)))
    others = [codebook.by_id[each.code_id].name for each in item.suggestions if each is not first]
    if others:
        parts.append(Part("note", (f"Suggested here too{', next' if first else ''}: {', '.join(others)}.",)))
    coded = [codebook.by_id[code_id].name for code_id in _coded(study, item) if code_id in codebook.by_id]
    if coded:
        parts.append(Part("note", ("You have coded here: " + ", ".join(coded) + ".",)))
    if undo is not None:
        parts.append(Part("note", (f"Your last act: {undo.summary}",)))
    plain_text.words(parts, key="last_answer")


def _to_check(study: OpenStudy, item: Item, codebook: Codebook) -> Code | None:
    """Return the code that was accepted all at once and is checked here; None elsewhere."""
    if item.draw is None or (draw := study.draws.get(item.draw)).method is not Method.BULK:
        return None
    return codebook.by_id.get(str(draw.filters.get("code")))


def _record(study: OpenStudy, suggestion: Suggestion) -> Mapping[str, Any] | None:
    """Return what the run that made a suggestion says of its code, where that run learned and is the newest to."""
    newest = study.runs.newest_report()
    if newest is None or newest[0].id != suggestion.run_id:
        return None
    found: Mapping[str, Any] | None = newest[1].get(suggestion.code_id)
    return found


def _coded(study: OpenStudy, item: Item) -> list[str]:
    mine = study.coders.ids_of(state.coder())
    here = study.codings.all(source_id=item.source_id)
    found = [
        c.code_id
        for c in here
        if c.coder_id in mine and 2 * c.span.overlap(item.span) >= min(len(c.span), len(item.span))
    ]
    return list(dict.fromkeys(found))


def _answers(
    study: OpenStudy, item: Item, first: Suggestion | None, codebook: Codebook, undo: Revision | None,
    check: Code | None,
) -> None:  # fmt: skip
    """Show what can be answered. A button's key names what it answers, so that a late press cannot hit the next one."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if check is not None:
            st.button(
                "Does not hold (r)", key=f"untrue_{_name(item)}", on_click=shell.act,
                args=(review.does_not_hold, study, item.source_id, item.span, check.id), kwargs={"by": state.coder()},
            )  # fmt: skip
        elif first is not None:
            _decisions(study, first, codebook)
        _another(study, item, codebook)
        st.button(
            "It holds; nothing else (d)" if check is not None and check.id in _coded(study, item) else "Nothing else (d)",
            key=f"done_{_name(item)}", on_click=done, args=(study, item), type="secondary" if first is not None else "primary",
            help="Records that you looked at this passage for every code: what you did not code is not there. "
            "What is still suggested for it is rejected.",
        )  # fmt: skip
        st.button("Later", key=f"later_{_name(item)}", type="tertiary", on_click=later, args=(item.key,))
        undo_button(study, undo)


def _name(item: Item) -> str:
    """Return what names a passage in a widget's key: keys of the keyboard find a button by letters, digits, - and _."""
    return item.key.replace(":", "_")


def _decisions(study: OpenStudy, suggestion: Suggestion, codebook: Codebook) -> None:
    i = suggestion.id
    record = _record(study, suggestion)
    doubted = record is not None and record["ask_me"]  # then no answer is laid in the person's hand
    st.button(
        "Accept (a)",
        key=f"accept_{i}",
        type="secondary" if doubted else "primary",
        on_click=decide,
        args=(review.accept, study, i),
    )
    st.button("Reject (r)", key=f"reject_{i}", on_click=decide, args=(review.reject, study, i))
    st.button("Unsure (u)", key=f"unsure_{i}", on_click=decide, args=(review.unsure, study, i))
    with st.popover("Change code"):
        st.selectbox(
            "The code it shows", [each for each in in_use(codebook) if each != suggestion.code_id], index=None,
            placeholder="Choose a code", key=f"other_{i}", format_func=lambda c: named(codebook, c),
        )  # fmt: skip
        st.button("Change to this code", key=f"change_{i}", on_click=change, args=(study, i, f"other_{i}"))


def _another(study: OpenStudy, item: Item, codebook: Codebook) -> None:
    with st.popover("Add code"):
        st.selectbox(
            "It also shows", in_use(codebook), index=None, placeholder="Choose a code", key=f"add_{_name(item)}",
            format_func=lambda c: named(codebook, c),
        )  # fmt: skip
        st.button("Add this code", key=f"adding_{_name(item)}", on_click=add, args=(study, item, f"add_{_name(item)}"))


def undo_button(study: OpenStudy, undo: Revision | None) -> None:
    """Show the button that takes the last answer back."""
    st.button("Undo (z)", key="undo_answer", disabled=undo is None, on_click=shell.act, args=(take_back, study))


def decide(function: Callable[..., Any], study: OpenStudy, suggestion: str, *more: Any) -> None:
    """Answer the suggestion that was on the screen, once: a second press finds it decided and does nothing."""
    asked = _to_answer(study, suggestion)
    if asked:
        shell.act(function, study, asked, *more, by=state.coder(), where=WHERE)


def _to_answer(study: OpenStudy, suggestion: str) -> str:
    """Return the suggestion to answer; empty where it was answered already.

    It may have been proposed anew since the page was drawn, because the machine learned meanwhile: then that one.
    """
    shown = study.suggestions.get(suggestion)
    here = study.suggestions.waiting(code_id=shown.code_id, source_id=shown.source_id)
    if any(each.id == suggestion for each in here):
        return suggestion
    place = (shown.span.start, shown.span.end)
    anew = next((each.id for each in here if (each.start, each.end) == place), "")
    answered = any(each.suggestion_id == shown.id for each in study.suggestions.decisions())
    return anew or ("" if answered else shown.id)


def change(study: OpenStudy, suggestion: str, key: str) -> None:
    """Answer a suggestion with the code chosen."""
    code = state.chosen(key)
    if code:
        decide(review.change, study, suggestion, code)


def later(passage: str) -> None:
    """Put a passage off to the end of the queue."""
    state.skip(passage)
    state.look_at("")


def add(study: OpenStudy, item: Item, key: str) -> None:
    """Give the passage one more code."""
    code = state.chosen(key)
    if code:
        shell.act(review.add_coding, study, item.source_id, item.span, code, by=state.coder())


def done(study: OpenStudy, item: Item) -> None:
    """Record that the whole passage was looked at, unless something was suggested there that was not on the screen."""
    shown, place = {each.code_id for each in item.suggestions}, (item.span.start, item.span.end)
    here = study.suggestions.waiting(source_id=item.source_id)
    if {each.code_id for each in here if (each.start, each.end) == place} - shown:
        state.keep_problem("Something new was suggested for this passage meanwhile.", "Look at it once more.")
        return
    shell.act(
        review.looked_at, study, item.source_id, item.span, by=state.coder(), where=WHERE, draw=item.draw,
        reject_waiting=True,
    )  # fmt: skip


def take_back(study: OpenStudy) -> None:
    """Take back the last answer, and with it what the machine has learned from it since; what it was about is shown again."""
    state.look_at("")
    if last_answer(study) is None:
        raise NothingToUndo("There is no answer to take back.", "The page History takes back any act.")
    review.undo(study, by=state.coder())


def last_answer(study: OpenStudy) -> Revision | None:
    """Return the study's last act when it is this person's own answer: undo on this page takes back nothing else.

    What the machine learned by itself since then is no act of a person's, and is passed over.
    """
    passed = {"undo", "redo", AGAIN}
    newest = next((each for each in study.history.all(most=200) if not (each.undone or each.act in passed)), None)
    if newest is None or newest.coder.casefold() != state.coder().casefold():
        return None
    return newest if newest.act in {"coding.add", "coding.remove"} or newest.act.startswith("review.") else None

"""The part “Link”: passages proposed for a claim, one at a time, and a person says how each stands to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from workbench import review
from workbench.app import claim_state, shell, state
from workbench.app.components import plain_text
from workbench.app.components.choose_words import choose_words
from workbench.app.components.claim_detail import claim_block
from workbench.app.components.claim_list import choose_claim, narrowed
from workbench.app.components.judgement import GAP_HELP, GAPS, gap_field, gap_said, said_of, voice_and_tense
from workbench.app.components.keys import keys
from workbench.app.components.passage import Block, passages
from workbench.app.components.plain_text import Part, number
from workbench.app.components.quotations import with_question
from workbench.app.components.wording import spaced
from workbench.errors import NothingToUndo
from workbench.model import POLICY, Claim, GapType, Mode, Revision, Span, Stance
from workbench.review import Judgement, Proposed
from workbench.store import OpenStudy

WHERE = "app"
AGAINST = "against"
ORDERS = {"turn": "Everybody in turn", AGAINST: "Look for disconfirming"}
STANCES = {Stance.FULFILLED: "f", Stance.STRAINED: "s", Stance.CONTRADICTED: "c", Stance.UNCLEAR: "u"}
# closed tables of our own words, with the key that presses each
STANCE_LABELS = {
    Stance.FULFILLED: "Fulfilled (f)", Stance.STRAINED: "Strained (s)", Stance.CONTRADICTED: "Contradicted (c)",
    Stance.UNCLEAR: "Unclear (u)",
}  # fmt: skip
GAP_LABELS = {
    **{gap.value: f"{digit} {GAPS[gap]}" for digit, gap in enumerate(GAPS, 1)}, "none": f"{len(GAPS) + 1} None fits",
}  # fmt: skip
STAGES = {
    "Loading the language model": "Loading the language model…",
    "Reading the segments": "Reading what people say…",
}


def link_part(study: OpenStudy) -> None:
    """Show the passage that comes next for the claim chosen."""
    every = study.claims.newest()
    if not every:
        st.info("There are no claims to link to yet: take one from a policy, in the part “Claims”.")
        return
    left, middle, right = st.columns([5, 1.7, 2.6], vertical_alignment="bottom")
    with middle, st.popover("Policies", width="stretch"):
        shown = narrowed(study, every)
    if not shown:
        st.info("No claim was in force there and then. Clear a filter, under “Policies”, to see the others.")
        return
    with left:
        claim = choose_claim(shown)
    with right:
        order = st.selectbox(
            "Order", list(ORDERS), key=claim_state.ORDER, format_func=lambda each: ORDERS[each], persist_state="session"
        )
    if study.about.mode is Mode.REFLEXIVE:
        st.info("This is a reflexive study: the machine proposes nothing in it. Link passages that you choose, below.")
    elif not study.about.suggestions_shown:
        st.info("Suggestions are switched off in this study, so none are shown. Link passages that you choose, below.")
    else:
        _queue(study, claim, against=order == AGAINST)
    st.divider()
    with st.expander("Link a passage of your own choice"):
        _by_hand(study, claim)


def _queue(study: OpenStudy, claim: Claim, *, against: bool) -> None:
    found = review.claim_queue(study, claim.key, by=state.coder(), against=against)
    answered = sum(claim_id == claim.id for claim_id, *_ in _answered(study))
    if found or answered:
        whole = answered + len(found)
        st.progress(answered / max(1, whole), text=f"{number(answered)} of {number(whole)} answered")
    past = claim_state.put_off()
    waiting = sorted(found, key=lambda one: past.index(one.suggestion.id) if one.suggestion.id in past else -1)
    if waiting:
        _card(study, claim, waiting[0])
    else:
        _nothing_waits(study, claim, answered)


def _nothing_waits(study: OpenStudy, claim: Claim, answered: int) -> None:
    if answered:
        st.success("Every passage proposed for this claim is answered.")
    else:
        st.info(
            "No passages are proposed for this claim yet. They are chosen by topic, some of every interviewee, on this "
            "computer, and not by how they stand to it. What goes against a claim often uses more of its words, and is found "
            "more often: read on in the interviews too."
        )
    undo_button(study, last_link(study))
    each = st.number_input("Passages of every interviewee", 1, 20, 3, key="each", width=220)
    with st.container(horizontal=True):
        here = st.button("Propose passages for this claim", key="propose_one", type="primary")
        there = st.button("For all claims", key="propose_all")
    if here or there:
        _propose(study, [claim.key] if here else [], int(each))


def _propose(study: OpenStudy, wanted: list[str], each: int) -> None:
    from workbench.pipeline.claims import propose_passages

    bar = st.progress(0.0, text="Starting…")

    def tell(stage: str, done: int, total: int) -> None:
        bar.progress(min(1.0, done / max(1, total)), text=STAGES.get(stage, "Working…"))

    with shell.told():
        propose_passages(study, wanted, by=state.coder(), each=each, progress=tell)
        state.keep_done("proposed")
        st.rerun()


def _card(study: OpenStudy, claim: Claim, one: Proposed) -> None:
    source = study.sources.get(one.suggestion.source_id)
    who = ", ".join(one.people) or source.name
    left, right = st.columns([5, 8], gap="medium")
    with left:
        plain_text.words(
            [Part("subheading", (claim.key,)), Part("text", ((claim.statement, "strong"),))], key="link_claim"
        )
        passages([claim_block(study, claim)], key="link_extract")
    with right:
        turns = study.sources.turns(source.id)
        said = with_question(source, turns, one.suggestion.span, kind="suggested")
        passages([Block(said, heading=f"{who} · {source.name}", note=f"so far: {one.standing}")], key="link_passage")
        undo, answers = last_link(study), st.container()
        _gaps(one.suggestion.id)
        voice_and_tense(key=f"say_{one.suggestion.id}")
        st.text_input("Note", key=f"note_{one.suggestion.id}", placeholder="Kept as a memo about the link")
        with answers:
            _answers(study, one, undo)
    _keys(one.suggestion.id)


def _gaps(about: str) -> None:
    """Show the gap types as buttons with their digits; the one chosen is filled."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("In what way practice differs (1 to 9)", width="content")
        with st.popover("What they mean", type="tertiary"):
            plain_text.note(GAP_HELP, key="gap_help")
    chosen = claim_state.gap(about)
    with st.container(horizontal=True, gap="small"):
        for value in tuple(GAP_LABELS):
            st.button(
                GAP_LABELS[value], key=f"gap{GAP_LABELS[value][0]}_{about}",
                type="primary" if chosen == value else "secondary", on_click=claim_state.choose_gap, args=(about, value),
            )  # fmt: skip


def _answers(study: OpenStudy, one: Proposed, undo: Revision | None) -> None:
    """Show what can be answered. No stance is laid in the person's hand: all four look alike."""
    i = one.suggestion.id
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for stance in tuple(STANCE_LABELS):
            st.button(STANCE_LABELS[stance], key=f"{stance.value}_{i}", on_click=link, args=(study, i, stance))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button("Not about it (r)", key=f"turndown_{i}", on_click=answer, args=(review.turn_down, study, i))
        st.button("Aside (x)", key=f"aside_{i}", on_click=answer, args=(review.leave_unsure, study, i))
        st.button("Next (n)", key=f"next_{i}", type="tertiary", on_click=claim_state.go_past, args=(i,))
        st.button(
            "Back (p)", key=f"previous_{i}", type="tertiary", on_click=claim_state.go_back,
            disabled=not claim_state.put_off(),
        )  # fmt: skip
        undo_button(study, undo)
    if undo is not None:
        plain_text.note(f"Your last act: {undo.summary}", key="last_link")


def _keys(i: str) -> None:
    pressed = {letter: f"{stance.value}_{i}" for stance, letter in STANCES.items()}
    pressed |= {"r": f"turndown_{i}", "x": f"aside_{i}", "n": f"next_{i}", "p": f"previous_{i}", "z": "undo_link"}
    pressed |= {str(digit): f"gap{digit}_{i}" for digit in range(1, len(GAP_LABELS) + 1)}
    keys(pressed, key="link_keys")


def link(study: OpenStudy, suggestion: str, stance: Stance) -> None:
    """Link the passage that was on the screen, once: a second press finds it answered and does nothing.

    What stands in the fields is read now: it may have been typed since the button was drawn.
    """
    if _waits(study, suggestion):
        voice, tense = said_of(f"say_{suggestion}")
        gap = claim_state.gap(suggestion)
        judged = Judgement(stance, GapType(gap or "none"), voice, tense, gap == "none")
        note = str(claim_state.value(f"note_{suggestion}") or "")
        shell.act(review.link_suggestion, study, suggestion, judged, note=note, by=state.coder(), where=WHERE)


def answer(function: Callable[..., Any], study: OpenStudy, suggestion: str) -> None:
    """Turn the passage that was on the screen down, or put it aside, once."""
    if _waits(study, suggestion):
        shell.act(function, study, suggestion, by=state.coder(), where=WHERE)


def _waits(study: OpenStudy, suggestion: str) -> bool:
    one = study.claim_suggestions.get(suggestion)
    return (one.claim_id, one.source_id, one.span) not in _answered(study)


def _answered(study: OpenStudy) -> set[tuple[str, str, Span]]:
    """Return the passages that this person has answered to, each with its claim."""
    mine = study.claim_suggestions.answered(study.coders.ids_of(state.coder()))
    return {(claim_id, source_id, span) for claim_id, source_id, span, _ in mine}


def undo_button(study: OpenStudy, undo: Revision | None) -> None:
    """Show the button that takes the last answer back."""
    st.button("Undo (z)", key="undo_link", disabled=undo is None, on_click=shell.act, args=(take_back, study))


def last_link(study: OpenStudy) -> Revision | None:
    """Return the study's last act when it is this person's own answer or link: undo here takes back nothing else."""
    newest = next((one for one in study.history.all(most=50) if not (one.undone or one.act in {"undo", "redo"})), None)
    own = newest is not None and newest.coder.casefold() == state.coder().casefold()
    return newest if own and newest is not None and newest.act.startswith("link.") else None


def take_back(study: OpenStudy) -> None:
    """Take the last answer back; the passage is asked about again."""
    if last_link(study) is None:
        raise NothingToUndo("There is no answer to take back.", "The page History takes back any act.")
    review.undo(study, by=state.coder())


def _by_hand(study: OpenStudy, claim: Claim) -> None:
    """Let words of an interview be chosen and linked to the claim."""
    sources = {source.id: source for source in study.sources.all() if source.variety not in POLICY}
    if not sources:
        st.caption("There are no interviews in this study yet.")
        return
    claim_state.keep_those_there(claim_state.LINK_SOURCE, list(sources))
    chosen = st.selectbox(
        "Source", list(sources), key=claim_state.LINK_SOURCE, format_func=lambda each: sources[each].name,
        persist_state="session",
    )  # fmt: skip
    source = sources[chosen]
    linked = [
        (each.span, spaced(each.stance.value)) for each in study.links.all(source.id) if each.claim_id == claim.id
    ]
    with shell.told():
        turns = study.sources.turns(source.id)
        span = choose_words(source, turns, linked, key=claim_state.fresh(f"link_words_{source.id}"))
        if span is not None:
            _judge_by_hand(study, claim, source.id, span)


def _judge_by_hand(study: OpenStudy, claim: Claim, source_id: str, span: Span) -> None:
    key = claim_state.fresh(f"hand_{span.start}_{span.end}")
    gap_field(key=f"{key}_gap")
    voice_and_tense(key=key)
    st.text_input("Note", key=f"{key}_note", placeholder="Kept as a memo about the link")
    with st.container(horizontal=True):
        for stance in tuple(STANCE_LABELS):
            st.button(
                STANCE_LABELS[stance][:-4], key=f"{key}_{stance.value}", on_click=_linked_by_hand,
                args=(study, claim.id, source_id, span, stance, key),  # to the wording on the screen
            )  # fmt: skip


def _linked_by_hand(study: OpenStudy, claim: str, source_id: str, span: Span, stance: Stance, key: str) -> None:
    gap, none_fits = gap_said(f"{key}_gap")
    judged = Judgement(stance, gap, *said_of(key), none_fits)
    note = str(claim_state.value(f"{key}_note") or "")
    if shell.act(review.add_link, study, claim, source_id, span, judged, note=note, by=state.coder(), done="link"):
        claim_state.start_afresh()

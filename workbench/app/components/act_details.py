"""What one act did: counted, with memos and passages to read, and the study taken back to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import cast

import streamlit as st

from workbench import review
from workbench.app import shell, state
from workbench.app.components import plain_text
from workbench.app.components.passage import Block, Mark, passages, shown_paragraphs, shown_turns
from workbench.app.components.plain_text import Part, counted
from workbench.app.components.quotations import Quoted
from workbench.app.components.wording import local
from workbench.model import Revision
from workbench.report.memos import KIND_WORDS, thing
from workbench.review.touched import Doings, TouchedMemo, TouchedPassage
from workbench.store import OpenStudy

LONGEST = 4  # turns of a passage that are shown
_WHAT = {"coding": "", "link": "link to a claim", "claim": "policy claim", "suggestion": "suggestion"}
_MEMO = {"written": "Memo", "changed": "Memo, as it is after this act", "removed": "Memo that was removed"}
_COLOURS = {"written": "#2A6F4E", "removed": "#A33B20", "changed": "#5B4A8A"}


def details(study: OpenStudy, act: Revision) -> None:
    """Show one act, and the button that takes the study back to it."""
    with st.container(border=True):
        plain_text.words(_head(act), key="act_head")
        did = review.doings(study, act.sequence)
        plain_text.words(_said(study, did), key="act_did")
        if did.passages:
            passages(_blocks(study, did.passages), key="act_passages")
        if did.more:
            st.caption(f"And {counted(did.more, 'passage')} more.")
        if act.sequence == study.history.last():
            st.caption("This is the newest act: the study is as it left it.")
        elif not study.read_only and st.button("Take the study back to here", key=f"back_{act.sequence}"):
            _ask(study, act, study.history.last())


def _asked(study: OpenStudy, act: Revision, opened: int) -> None:
    """Tell what would be taken back, and do it when the person says so. `opened` was the newest act when this opened."""
    if study.history.last() != opened:  # it is done, or somebody did something else: the page shows what there is
        st.rerun()
    with shell.told():
        looked = review.preview_back(study, act.sequence)
        point = Part("text", (f"To how it was after act {act.sequence}: ", (act.summary or act.act, "strong")))
        plain_text.words([point, *(Part("text", (each,)) for each in looked.sentences())], key="back_told")
        st.caption("This becomes one new act. Undo brings everything back.")
        with st.container(horizontal=True, gap="small"):
            done = st.button(
                "Take it back", key="back_do", type="primary", disabled=looked.nothing, on_click=shell.act,
                args=(review.take_back_to, study, act.sequence),
                kwargs={"by": state.coder(), "seen": opened, "done": "back"},
            )  # fmt: skip
            left = st.button("Leave it", key="back_leave")
        if done or left:
            st.rerun()


_ask = cast("Callable[[OpenStudy, Revision, int], None]", st.dialog("Take the study back?")(_asked))


def _head(act: Revision) -> list[Part]:
    when = f"{local(act.at):%d %B %Y, %H:%M}".lstrip("0")
    who = f"{act.coder}, {when}" + (" · taken back" if act.undone else "")
    return [Part("subheading", (f"{act.sequence}  {act.summary or act.act}",)), Part("note", (who,))]


def _said(study: OpenStudy, did: Doings) -> list[Part]:
    sentences = did.touched.sentences("Added", "Removed", "Changed")
    if not sentences:
        sentences = ["It changed nothing in the study's tables."]
    return [Part("text", (" ".join(sentences),)), *(part for memo in did.memos for part in _memo(study, memo))]


def _memo(study: OpenStudy, memo: TouchedMemo) -> list[Part]:
    what = thing(study, memo.about_kind, memo.about_id).words
    kind = "" if memo.about_kind == "study" else f"{KIND_WORDS[memo.about_kind]} "
    label = Part("note", (f"{_MEMO[memo.how]}, about {kind}", (what, "strong")))
    said = [label, Part("quote", (memo.after or memo.before,))]
    if memo.how == "changed" and memo.before != memo.after:
        said += [Part("note", ("As it was before",)), Part("quote", ((memo.before, "muted"),))]
    return said


def _blocks(study: OpenStudy, touched: tuple[TouchedPassage, ...]) -> list[Block]:
    """Return a block per passage: what was given several codes is shown once, with all of them."""
    quoted, together = Quoted(study), defaultdict[tuple[object, ...], list[TouchedPassage]](list)
    for each in touched:
        together[each.source_id, each.span, each.how, each.kind, each.coder].append(each)
    return [_block(quoted, each[0], [one.code for one in each if one.code]) for each in together.values()]


def _block(quoted: Quoted, each: TouchedPassage, codes: list[str]) -> Block:
    source, turns = quoted.of(each.source_id)
    inside = [turn for turn in turns if turn.span.overlap(each.span)]
    marks = [Mark(each.span)]
    if any(turn.speaker for turn in inside):
        shown = shown_turns(source, inside, marks)
    else:
        shown = shown_paragraphs(source, marks, within=each.span)
    said = [_WHAT[each.kind], ", ".join(codes), each.coder and f"by {each.coder}"]
    if len(shown) > LONGEST:
        said.append(f"its first {LONGEST} paragraphs")
    note = " · ".join(words for words in said if words)
    return Block(shown[:LONGEST], heading=source.name, note=note, tag=_tag(each), colour=_COLOURS[each.how])


def _tag(each: TouchedPassage) -> str:
    words = {"written": "coded" if each.kind == "coding" else "added", "removed": "removed", "changed": "changed"}
    return words[each.how]

"""The passages behind a number, each with the question it answers, the first of them where they are many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from workbench.app.components.passage import Block, Mark, answering, passages, shown_paragraphs, shown_turns
from workbench.app.components.plain_text import number
from workbench.app.components.quotations import Quoted
from workbench.model import Coding, Span
from workbench.store import OpenStudy

MOST = 12


def coded_passages(study: OpenStudy, ids: Sequence[str], *, key: str) -> None:
    """Show the passages of some codings, in the order given."""
    found = _codings(study, ids)
    shown = some(len(found), key=key)
    passages(Quoted(study).codings(found[:shown], _coders(study)), key=f"passages_{key}")


def passages_of_both(study: OpenStudy, pairs: Sequence[tuple[str, str]], names: Mapping[str, str], *, key: str) -> None:
    """Show where two codings come together: the turns from the one to the other, each marked with its code.

    `pairs` holds the ids of two codings of one source; `names` gives a code's words by its id.
    """
    shown = some(len(pairs), key=key)
    by_id = {coding.id: coding for coding in _codings(study, [i for each in pairs for i in each])}
    quoted = Quoted(study)
    blocks = [_both(quoted, by_id[a], by_id[b], names) for a, b in pairs[:shown] if a in by_id and b in by_id]
    passages(blocks, key=f"passages_{key}")


def some(many: int, *, key: str) -> int:
    """Return how many passages to show, with a switch for all of them where they are many."""
    if many <= MOST:
        return many
    return many if st.toggle(f"Show all {number(many)} passages", key=f"all_{key}") else MOST


def _codings(study: OpenStudy, ids: Sequence[str]) -> list[Coding]:
    wanted = set(ids)
    there = {coding.id: coding for coding in study.codings.all() if coding.id in wanted}
    return [there[each] for each in dict.fromkeys(ids) if each in there]


def _coders(study: OpenStudy) -> dict[str, str]:
    return {coder.id: coder.name for coder in study.coders.all()}


def _both(quoted: Quoted, one: Coding, other: Coding, names: Mapping[str, str]) -> Block:
    source, turns = quoted.of(one.source_id)
    marks = [Mark(each.span, label=names.get(each.code_id, "")) for each in dict.fromkeys((one, other))]
    whole = Span(min(one.span.start, other.span.start), max(one.span.end, other.span.end))
    inside = [turn for turn in turns if turn.span.overlap(whole)]
    if not inside or not any(turn.speaker for turn in turns):
        return Block(shown_paragraphs(source, marks, within=whole), heading=source.name)
    return Block(shown_turns(source, answering(source, turns, inside), marks), heading=source.name)

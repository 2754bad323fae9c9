"""Hits: what a search found, each with its place and the words around it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from workbench.model.source import Role, Variety
from workbench.model.span import Span

SPOKEN = frozenset({Role.PARTICIPANT, Role.OTHER})
"""Whose words are searched unless somebody asks for more: an interviewer's words carry no code."""


MEANING = "meaning: "
"""Begins the `Found.search` of what a language model found."""

RANKED_UP_TO = 20_000
"""More hits than this are not ranked: nobody reads down such a list, and it would only take time."""


class Order(StrEnum):
    """How hits stand below each other."""

    PLACE = "place"
    LEFT = "left"
    RIGHT = "right"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class Hit:
    """A stretch of a source that a search found. `turn` is the turn (or paragraph) it stands in; `line` counts from 1.

    `left` and `right` are the words around it in that turn, cut between words.
    """

    source_id: str
    span: Span
    turn: Span
    line: int
    speaker: str
    role: Role
    left: str
    words: str
    right: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to search. An empty set of sources, varieties or cases (ids) leaves all of them in.

    `code_id` keeps what lies wholly in a coding of that code, by anybody or by the coder `coder_id`; `uncoded` keeps
    what nobody has coded any of (or, with `coder_id`, what that coder has not).
    """

    sources: frozenset[str] = frozenset()
    varieties: frozenset[Variety] = frozenset()
    cases: frozenset[str] = frozenset()
    roles: frozenset[Role] = SPOKEN
    code_id: str | None = None
    coder_id: str | None = None
    uncoded: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the hits, in how many sources they are and of how many people (cases).

    `search` says in words what was looked for; `note` what the reader should know about it. Where `is_count` is False
    (a search by meaning) the hits are an order, the nearest first, and their number says nothing.
    """

    search: str
    hits: tuple[Hit, ...]
    sources: int
    people: int
    note: str = ""
    is_count: bool = True


def in_order(hits: Sequence[Hit], order: Order, names: Mapping[str, str]) -> list[Hit]:
    """Return hits by place (sources in order of name), by the words next to them, or the best turns first.

    The best turns hold the most different words that were found, and the most of them for their length.
    """

    def place(hit: Hit) -> tuple[str, Span]:
        return names.get(hit.source_id, "").casefold(), hit.span

    if order is Order.LEFT:
        return sorted(hits, key=lambda hit: (_nearest_first(hit.left), hit.words.casefold(), place(hit)))
    if order is Order.RIGHT:
        return sorted(hits, key=lambda hit: (_in_row(hit.right), hit.words.casefold(), place(hit)))
    if order is Order.BEST and len(hits) <= RANKED_UP_TO:
        in_turn: dict[tuple[str, Span], list[str]] = {}
        for hit in hits:
            in_turn.setdefault((hit.source_id, hit.turn), []).append(hit.words.casefold())
        rank = {turn: (-len(set(found)), -len(found) / len(turn[1])) for turn, found in in_turn.items()}
        return sorted(hits, key=lambda hit: (rank[hit.source_id, hit.turn], place(hit)))
    return sorted(hits, key=place)


def _nearest_first(words: str) -> list[str]:
    return _in_row(words)[::-1]


def _in_row(words: str) -> list[str]:
    return re.findall(r"\w+", words.casefold())

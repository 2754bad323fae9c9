"""Search: words, phrases and patterns in what is said, each hit with its place and the words around it.

The index only says which turns to look at. What is found is found in the text itself, so that every span is right, and
the hits are the same without an index.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import sqlalchemy as sa

from workbench.errors import NotAllowedHere
from workbench.model import Found, Hit, Scope, Span, Turn
from workbench.store import tables
from workbench.store.pattern import SECONDS, Unended, matches
from workbench.store.query import may_hold, places, read_query, remark
from workbench.store.reading import Family, span_of
from workbench.store.search_index import NoIndex, index_of, narrowed
from workbench.store.search_texts import Texts
from workbench.store.words import plain, words_of

EVERYWHERE = Scope()
MOST = 50_000  # more places of a pattern than this are not read: it is broader than was meant
_TOO_MANY = f"The pattern is very broad: only its first {MOST:,} places were looked at. Make it narrower to see all."
_PLAINLY = "The signs in this search make no expression, so each of its words was looked for."


@dataclass(frozen=True, slots=True)
class Search(Family):
    """Full-text search of a study's sources; `path` is the study's file, beside which the index lies."""

    path: Path

    def words(self, typed: str, scope: Scope = EVERYWHERE, *, indexed: bool = True) -> Found:
        """Find words, phrases and expressions (see `query.py`). What a person types is never an error of form.

        Raises:
            NotAllowedHere: when there is no word in it.
        """
        query, understood = read_query(typed)
        note = remark(typed) if understood else f"{_PLAINLY} {remark(typed)}".strip()
        with self.reading() as connection:
            texts = Texts(connection)
            wanted: dict[str, set[int]] | None = None
            if indexed:
                try:
                    wanted = narrowed(index_of(self.path), query.narrowing(), _marks(connection), texts.numbered)
                except NoIndex as reason:
                    note = f"{note} {reason}".strip()

            def quick_look(words: str) -> bool:
                return may_hold(query, plain(words))

            def look(said: str) -> list[tuple[int, int]]:
                return places(query, said, words_of(said)) if wanted is not None or quick_look(said) else []

            found: list[Hit] = []
            for source_id in _sources(connection, scope):
                if wanted is None and quick_look(texts.text(source_id)):
                    found += texts.hits(source_id, look, scope.roles)
                elif wanted is not None and source_id in wanted:
                    found += texts.hits(source_id, look, scope.roles, wanted[source_id])
            return _found(connection, f"words: {' '.join(typed.split())}", found, scope, note)

    def pattern(self, pattern: str, scope: Scope = EVERYWHERE, *, seconds: float = SECONDS) -> Found:
        """Find a regular expression (Python's `re`), whatever the capitals, within turns; ^ and $ are ends of lines.

        The first `MOST` places are looked at, and the note says so where there are more.

        Raises:
            NotAllowedHere: when it is no pattern, or does not end in time: naming the turn it hung in.
        """
        with self.reading() as connection:
            texts = Texts(connection)
            asked = [
                (source_id, turn)
                for source_id in _sources(connection, scope)
                for turn in texts.turns(source_id)
                if turn.role in scope.roles
            ]
            said = [turn.span.of(texts.text(source_id)) for source_id, turn in asked]
            try:
                answers = matches(pattern, said, most=MOST + 1, seconds=seconds)
            except Unended as late:
                raise _unended(connection, texts, asked[min(late.number, len(asked) - 1)]) from late
            found = [
                texts.hit(source_id, turn, Span(*place).shift(turn.span.start))
                for (source_id, turn), spots in zip(asked, answers, strict=True)
                for place in spots
            ]
            note = _TOO_MANY if len(found) > MOST else ""
            return _found(connection, f"pattern: {pattern}", found[:MOST], scope, note)

    def at(self, search: str, given: Iterable[tuple[str, Span]], scope: Scope = EVERYWHERE, *, note: str = "") -> Found:
        """Return stretches of sources that were found in some other way as hits, in the order given, if in the scope.

        Whole passages are given here, so one that holds some of a coding is in that coding.
        """
        with self.reading() as connection:
            texts, inside = Texts(connection), set(_sources(connection, scope))
            found = [
                texts.hit(source_id, turn, span)
                for source_id, span in given
                if source_id in inside and (turn := texts.turn_of(source_id, span, scope.roles)) is not None
            ]
            return _found(connection, search, found, scope, note, whole=False)


def _sources(connection: sa.Connection, scope: Scope) -> list[str]:
    """Return the ids of the sources to search, in order of name."""
    column = tables.source.c
    query = sa.select(column.id).order_by(column.name_fold)
    if scope.varieties:
        query = query.where(column.variety.in_([variety.value for variety in scope.varieties]))
    if scope.cases:
        of = tables.case_source.c
        query = query.where(column.id.in_(sa.select(of.source_id).where(of.case_id.in_(sorted(scope.cases)))))
    return [row.id for row in connection.execute(query) if not scope.sources or row.id in scope.sources]


def _marks(connection: sa.Connection) -> dict[str, str]:
    """Return of every source what changes when its text or its turns do; the places of turns never change."""
    source, turn = tables.source.c, tables.turn.c
    last = sa.select(sa.func.max(turn.ordinal)).where(turn.source_id == source.id).scalar_subquery()
    rows = connection.execute(sa.select(source.id, source.sha256, last.label("last")))
    return {row.id: f"{row.sha256} {row.last}" for row in rows}


def _found(
    connection: sa.Connection, search: str, hits: list[Hit], scope: Scope, note: str, *, whole: bool = True
) -> Found:
    hits = _in_codings(connection, hits, scope, whole=whole)
    sources = {hit.source_id for hit in hits}
    of = tables.case_source.c
    rows = connection.execute(sa.select(of.case_id, of.source_id))
    people = {row.case_id for row in rows if row.source_id in sources}
    return Found(search, tuple(hits), len(sources), len(people), note)


def _in_codings(connection: sa.Connection, hits: list[Hit], scope: Scope, *, whole: bool) -> list[Hit]:
    """Keep the hits that lie in a coding (`whole`: from end to end), or that no coding touches."""
    if scope.code_id is not None:
        inside = _lies_in if whole else _touches
        spans = _coded(connection, tables.coding.c.code_id == scope.code_id, scope.coder_id)
        hits = [hit for hit in hits if inside(spans[hit.source_id], hit.span)]
    if scope.uncoded:
        spans = _coded(connection, sa.true(), scope.coder_id)
        hits = [hit for hit in hits if not _touches(spans[hit.source_id], hit.span)]
    return hits


Covered = tuple[list[int], list[int]]
"""The starts of spans in order, and of each how far it and those before it reach."""


def _coded(connection: sa.Connection, only: sa.ColumnElement[bool], coder_id: str | None) -> dict[str, Covered]:
    column = tables.coding.c
    query = sa.select(tables.coding).where(only).order_by(column.source_id, column.start_pos)
    if coder_id is not None:
        query = query.where(column.coder_id == coder_id)
    spans: dict[str, list[Span]] = defaultdict(list)
    for row in connection.execute(query):
        spans[row.source_id].append(span_of(row))
    return defaultdict(lambda: ([], []), {source_id: _reach(of) for source_id, of in spans.items()})


def _reach(spans: Sequence[Span]) -> Covered:
    return [span.start for span in spans], list(accumulate((span.end for span in spans), max))


def _lies_in(covered: Covered, span: Span) -> bool:
    starts, reach = covered
    before = bisect_right(starts, span.start)
    return before > 0 and reach[before - 1] >= span.end


def _touches(covered: Covered, span: Span) -> bool:
    starts, reach = covered
    before = bisect_left(starts, span.end)
    return before > 0 and reach[before - 1] > span.start


def _unended(connection: sa.Connection, texts: Texts, at: tuple[str, Turn]) -> NotAllowedHere:
    source_id, turn = at
    name = connection.execute(sa.select(tables.source.c.name).where(tables.source.c.id == source_id)).scalar_one()
    return NotAllowedHere(
        f"The pattern did not come to an end in line {texts.line(source_id, turn.span.start)} of '{name}', and was stopped.",
        "A repetition inside a repetition, such as (a+)+, can take for ever: write it with one repetition.",
    )

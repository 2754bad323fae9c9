"""Search: words, phrases and patterns in what is said, each hit with its place and the words around it.

The index only says which turns to look at. What is found is found in the text itself, so that every span is right, and
the hits are the same without an index.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import sqlalchemy as sa

from workbench.errors import NotAllowedHere
from workbench.model import Found, Hit, Role, Scope, Span, Turn
from workbench.store import tables
from workbench.store.pattern import SECONDS, Unended, matches
from workbench.store.query import may_hold, places, read_query
from workbench.store.reading import Family, span_of
from workbench.store.search_index import NoIndex, index_of, narrowed
from workbench.store.words import plain, words_of

EVERYWHERE = Scope()
_FEW = 100
AROUND = 80  # characters of context on either side
_PLAINLY = "The signs in this search make no expression, so each of its words was looked for."

Look = Callable[[str], Sequence[tuple[int, int]]]


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
        note = "" if understood else _PLAINLY
        with self.reading() as connection:
            texts = _Texts(connection)
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

        Raises:
            NotAllowedHere: when it is no pattern, or does not end in time: naming the turn it hung in.
        """
        with self.reading() as connection:
            texts = _Texts(connection)
            asked = [
                (source_id, turn)
                for source_id in _sources(connection, scope)
                for turn in texts.turns(source_id)
                if turn.role in scope.roles
            ]
            said = [turn.span.of(texts.text(source_id)) for source_id, turn in asked]
            try:
                answers = matches(pattern, said, seconds=seconds)
            except Unended as late:
                raise _unended(connection, texts, asked[min(late.number, len(asked) - 1)]) from late
            found = [
                texts.hit(source_id, turn, Span(*place).shift(turn.span.start))
                for (source_id, turn), spots in zip(asked, answers, strict=True)
                for place in spots
            ]
            return _found(connection, f"pattern: {pattern}", found, scope, "")

    def at(self, search: str, given: Iterable[tuple[str, Span]], scope: Scope = EVERYWHERE, *, note: str = "") -> Found:
        """Return stretches of sources that were found in some other way as hits, in the order given, if in the scope."""
        with self.reading() as connection:
            texts, inside = _Texts(connection), set(_sources(connection, scope))
            found = [
                texts.hit(source_id, turn, span)
                for source_id, span in given
                if source_id in inside and (turn := texts.turn_of(source_id, span, scope.roles)) is not None
            ]
            return _found(connection, search, found, scope, note)


class _Texts:
    """Reads texts, turns and line ends of a study as they are asked for, each once."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._texts: dict[str, str] = {}
        self._turns: dict[str, list[Turn]] = {}
        self._ends: dict[str, list[int]] = {}

    def text(self, source_id: str) -> str:
        if source_id not in self._texts:
            source, content = tables.source.c, tables.content.c
            query = sa.select(content.text).join(tables.source, source.content_id == content.id)
            self._texts[source_id] = str(self._connection.execute(query.where(source.id == source_id)).scalar_one())
        return self._texts[source_id]

    def turns(self, source_id: str, wanted: set[int] | None = None) -> list[Turn]:
        """Return who says what; where nobody is said to speak, each line that is not empty is a turn of nobody.

        Of `wanted` turns, where there are few, no others are read.
        """
        if wanted is not None and len(wanted) <= _FEW:
            few = self._read(source_id, tables.turn.c.ordinal.in_(sorted(wanted)))
            if few:
                return few
        if source_id not in self._turns:
            spoken = self._read(source_id)
            self._turns[source_id] = spoken or list(_lines(source_id, self.text(source_id)))
        return self._turns[source_id]

    def _read(self, source_id: str, *only: sa.ColumnElement[bool]) -> list[Turn]:
        column = tables.turn.c
        query = sa.select(tables.turn).where(column.source_id == source_id, *only).order_by(column.ordinal)
        rows = self._connection.execute(query)
        return [Turn(source_id, row.ordinal, span_of(row), row.speaker, Role(row.role)) for row in rows]

    def numbered(self, source_id: str) -> Iterator[tuple[int, str]]:
        for turn in self.turns(source_id):
            yield turn.ordinal, turn.span.of(self.text(source_id))

    def turn_of(self, source_id: str, span: Span, roles: frozenset[Role]) -> Turn | None:
        """Return the first turn of these roles that a stretch touches."""
        return next((t for t in self.turns(source_id) if t.role in roles and t.span.overlap(span)), None)

    def hits(self, source_id: str, look: Look, roles: frozenset[Role], wanted: set[int] | None = None) -> Iterator[Hit]:
        text = self.text(source_id)
        for turn in self.turns(source_id, wanted):
            if turn.role in roles and (wanted is None or turn.ordinal in wanted):
                for place in look(turn.span.of(text)):
                    yield self.hit(source_id, turn, Span(*place).shift(turn.span.start))

    def hit(self, source_id: str, turn: Turn, span: Span) -> Hit:
        text = self.text(source_id)
        start, end = min(turn.span.start, span.start), max(turn.span.end, span.end)
        return Hit(
            source_id, span, Span(start, end), self.line(source_id, span.start), turn.speaker, turn.role,
            _before(text, start, span.start), span.of(text), _after(text, span.end, end),
        )  # fmt: skip

    def line(self, source_id: str, place: int) -> int:
        if source_id not in self._ends:
            text = self.text(source_id)
            self._ends[source_id] = list(accumulate(len(line) + 1 for line in text.split("\n")))
        return bisect_right(self._ends[source_id], place) + 1


def _lines(source_id: str, text: str) -> Iterator[Turn]:
    start = 0
    for number, line in enumerate(text.split("\n")):
        if line.strip():
            yield Turn(source_id, number, Span(start, start + len(line)), "", Role.OTHER)
        start += len(line) + 1


def _before(text: str, start: int, end: int) -> str:
    words = text[max(start, end - AROUND) : end]
    return words if end - AROUND <= start else words[words.find(" ") + 1 :]


def _after(text: str, start: int, end: int) -> str:
    words = text[start : min(end, start + AROUND)]
    return words if start + AROUND >= end or " " not in words else words[: words.rfind(" ")]


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


def _found(connection: sa.Connection, search: str, hits: list[Hit], scope: Scope, note: str) -> Found:
    hits = _in_codings(connection, hits, scope)
    sources = {hit.source_id for hit in hits}
    of = tables.case_source.c
    rows = connection.execute(sa.select(of.case_id, of.source_id))
    people = {row.case_id for row in rows if row.source_id in sources}
    return Found(search, tuple(hits), len(sources), len(people), note)


def _in_codings(connection: sa.Connection, hits: list[Hit], scope: Scope) -> list[Hit]:
    column = tables.coding.c
    for wanted, chosen in ((True, scope.code_id), (False, "any" if scope.uncoded else None)):
        if chosen is None:
            continue
        query = sa.select(tables.coding)
        if wanted:
            query = query.where(column.code_id == chosen)
        if scope.coder_id is not None:
            query = query.where(column.coder_id == scope.coder_id)
        spans: dict[str, list[Span]] = defaultdict(list)
        for row in connection.execute(query.order_by(column.source_id, column.start_pos)):
            spans[row.source_id].append(span_of(row))
        covered = {source_id: _union(of) for source_id, of in spans.items()}
        hits = [hit for hit in hits if _touches(covered.get(hit.source_id, ([], [])), hit.span) is wanted]
    return hits


def _union(spans: Iterable[Span]) -> tuple[list[int], list[int]]:
    """Return the starts and ends of what the spans (in order) cover together."""
    starts: list[int] = []
    ends: list[int] = []
    for span in spans:
        if ends and span.start <= ends[-1]:
            ends[-1] = max(ends[-1], span.end)
        else:
            starts.append(span.start)
            ends.append(span.end)
    return starts, ends


def _touches(covered: tuple[list[int], list[int]], span: Span) -> bool:
    starts, ends = covered
    return bisect_left(starts, span.end) > bisect_right(ends, span.start)


def _unended(connection: sa.Connection, texts: _Texts, at: tuple[str, Turn]) -> NotAllowedHere:
    source_id, turn = at
    name = connection.execute(sa.select(tables.source.c.name).where(tables.source.c.id == source_id)).scalar_one()
    return NotAllowedHere(
        f"The pattern did not come to an end in line {texts.line(source_id, turn.span.start)} of '{name}', and was stopped.",
        "A repetition inside a repetition, such as (a+)+, can take for ever: write it with one repetition.",
    )

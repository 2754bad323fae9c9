"""What a search reads through: texts, who says what in them, and what stands outside anybody's turn."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import accumulate

import sqlalchemy as sa

from workbench.model import Hit, Role, Span, Turn
from workbench.store import tables
from workbench.store.reading import span_of
from workbench.store.words import words_of

AROUND = 80  # characters of context on either side
_FEW = 100

Look = Callable[[str], Sequence[tuple[int, int]]]


class Texts:
    """Reads texts, turns and line ends of a study as they are asked for, each once."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._texts: dict[str, str] = {}
        self._turns: dict[str, list[Turn]] = {}
        self._ends: dict[str, list[int]] = {}

    def text(self, source_id: str) -> str:
        """Return the text of a source."""
        if source_id not in self._texts:
            source, content = tables.source.c, tables.content.c
            query = sa.select(content.text).join(tables.source, source.content_id == content.id)
            self._texts[source_id] = str(self._connection.execute(query.where(source.id == source_id)).scalar_one())
        return self._texts[source_id]

    def turns(self, source_id: str, wanted: set[int] | None = None) -> list[Turn]:
        """Return who says what in order. Paragraphs outside turns, or where nobody speaks, are turns of nobody.

        Of `wanted` turns, where there are few, no others are read.
        """
        if wanted is not None and len(wanted) <= _FEW and min(wanted, default=0) >= 0:
            few = self._read(source_id, tables.turn.c.ordinal.in_(sorted(wanted)))
            if few:
                return few
        if source_id not in self._turns:
            self._turns[source_id] = _with_the_rest(source_id, self.text(source_id), self._read(source_id))
        return self._turns[source_id]

    def _read(self, source_id: str, *only: sa.ColumnElement[bool]) -> list[Turn]:
        column = tables.turn.c
        query = sa.select(tables.turn).where(column.source_id == source_id, *only).order_by(column.ordinal)
        rows = self._connection.execute(query)
        return [Turn(source_id, row.ordinal, span_of(row), row.speaker, Role(row.role)) for row in rows]

    def numbered(self, source_id: str) -> Iterator[tuple[int, str]]:
        """Yield the number and the words of every turn."""
        for turn in self.turns(source_id):
            yield turn.ordinal, turn.span.of(self.text(source_id))

    def turn_of(self, source_id: str, span: Span, roles: frozenset[Role]) -> Turn | None:
        """Return the first turn of these roles that a stretch touches."""
        return next((t for t in self.turns(source_id) if t.role in roles and t.span.overlap(span)), None)

    def hits(self, source_id: str, look: Look, roles: frozenset[Role], wanted: set[int] | None = None) -> Iterator[Hit]:
        """Yield what `look` finds in the turns of these roles, or in the `wanted` ones of them."""
        text = self.text(source_id)
        for turn in self.turns(source_id, wanted):
            if turn.role in roles and (wanted is None or turn.ordinal in wanted):
                for place in look(turn.span.of(text)):
                    yield self.hit(source_id, turn, Span(*place).shift(turn.span.start))

    def hit(self, source_id: str, turn: Turn, span: Span) -> Hit:
        """Return a stretch of a turn with the words around it."""
        text = self.text(source_id)
        start, end = min(turn.span.start, span.start), max(turn.span.end, span.end)
        return Hit(
            source_id, span, Span(start, end), self.line(source_id, span.start), turn.speaker, turn.role,
            _before(text, start, span.start), span.of(text), _after(text, span.end, end),
        )  # fmt: skip

    def line(self, source_id: str, place: int) -> int:
        """Return the line, from 1, in which a place is."""
        if source_id not in self._ends:
            text = self.text(source_id)
            self._ends[source_id] = list(accumulate(len(line) + 1 for line in text.split("\n")))
        return bisect_right(self._ends[source_id], place) + 1


def _with_the_rest(source_id: str, text: str, spoken: Sequence[Turn]) -> list[Turn]:
    """Add what stands before, between and after the turns, but for labels and times; its numbers are below nought."""
    names = {word.plain for speaker in {turn.speaker for turn in spoken} for word in words_of(speaker)}
    edges = [0, *(edge for turn in spoken for edge in (turn.span.start, turn.span.end)), len(text)]
    rest: list[Turn] = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        label = 0 if end == len(text) else len(text[start:end].rpartition("\n")[2])  # before the words of the next turn
        for span in _paragraphs(text, start, end - label, names if spoken else None):
            rest.append(Turn(source_id, -1 - len(rest), span, "", Role.OTHER))
    return sorted([*spoken, *rest], key=lambda turn: turn.span)


def _paragraphs(text: str, start: int, end: int, names: Collection[str] | None) -> Iterator[Span]:
    """Yield what blank lines part, and lines that only name a speaker or a time; without `names` these are words too."""
    first, last = -1, -1
    for line in text[start:end].split("\n"):
        if line.strip() if names is None else any(not (w.plain in names or w.plain.isdigit()) for w in words_of(line)):
            first, last = (start if first < 0 else first), start + len(line)
        elif first >= 0:
            yield Span(first, last)
            first = -1
        start += len(line) + 1
    if first >= 0:
        yield Span(first, last)


def _before(text: str, start: int, end: int) -> str:
    words = text[max(start, end - AROUND) : end]
    return words if end - AROUND <= start else words[words.find(" ") + 1 :]


def _after(text: str, start: int, end: int) -> str:
    words = text[start : min(end, start + AROUND)]
    return words if start + AROUND >= end or " " not in words else words[: words.rfind(" ")]

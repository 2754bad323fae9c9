"""What every family of tables shares: a way to read, and the way rows are written down."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from workbench.model import Span


@dataclass(frozen=True, slots=True)
class Family:
    """A family of tables: `reading` opens a connection that sees one state of the study."""

    reading: Callable[[], AbstractContextManager[sa.Connection]]

    def rows(self, query: sa.Executable) -> list[sa.Row[Any]]:
        """Return every row of a query."""
        with self.reading() as connection:
            return list(connection.execute(query).all())  # all at once: one by one takes three times as long


def span_of(row: sa.Row[Any]) -> Span:
    """Return the span a row carries."""
    return Span(row.start_pos, row.end_pos)


def span_columns(span: Span) -> dict[str, int]:
    """Return the columns that hold a span."""
    return {"start_pos": span.start, "end_pos": span.end}

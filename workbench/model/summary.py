"""Charting: what a person wrote about one row of the framework matrix and one theme, and the quotations it refers to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from workbench.model.span import Span

CASE_ROWS = "case"
"""Rows that are participants; rows that are values of an attribute are called `attr.` and its name."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation that a summary refers to: a coding, and where it was when it was referred to."""

    coding_id: str
    source_id: str
    span: Span


@dataclass(frozen=True, slots=True)
class Summary:
    """What one row of the matrix says about one theme, in the analyst's own words (charting, Gale and others 2013).

    `row_kind` is `case` or `attr.<name>`; `row_id` the case's id or the attribute's value as people write it. `version`
    counts changes, so that two writers notice each other; `coder_id` and `updated` are of the last change. `quotes` are in
    the order in which they are referred to.
    """

    id: str
    row_kind: str
    row_id: str
    code_id: str
    text: str
    coder_id: str
    updated: datetime
    quotes: tuple[Quote, ...] = ()
    version: int = 1

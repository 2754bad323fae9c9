"""Which rows of the matrix are shown, and in what order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from workbench.report.matrix import Matrix, Row, size_order

BY_NAME, MOST_PASSAGES, FEWEST_SUMMARIES, BY_ATTRIBUTE = "name", "most passages", "fewest summaries", "attr."
SORTS = (BY_NAME, MOST_PASSAGES, FEWEST_SUMMARIES)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows: all `words` in the name, the attributes or a summary shown; `only` maps attributes to allowed values.

    `group` is the name of an attribute whose values stand together, or empty; `sort` one of `SORTS`, or `attr.` and an
    attribute's name.
    """

    words: str = ""
    only: Mapping[str, Sequence[str]] = field(default_factory=dict)
    group: str = ""
    sort: str = BY_NAME


def arranged(matrix: Matrix, asked: Asked) -> Matrix:
    """Return the matrix with the rows that are asked for, in their order."""
    rows = [row for row in matrix.rows if _has(matrix, row, asked)]
    rows.sort(key=lambda row: _sort_key(matrix, row, asked.sort))
    if asked.group:
        rows.sort(key=lambda row: group_of(row, asked.group)[1])
    return replace(matrix, rows=tuple(rows))


def group_of(row: Row, attribute: str) -> tuple[str, tuple[bool, tuple[bool, float, str]]]:
    """Return the group a row stands in, and what it is ordered by; those without the attribute come last."""
    value = row.attributes.get(attribute)
    return (value or "", (value is None, size_order(value or "")))


def _has(matrix: Matrix, row: Row, asked: Asked) -> bool:
    if any(values and row.attributes.get(name) not in values for name, values in asked.only.items()):
        return False
    if not asked.words.strip():
        return True
    summaries = [matrix.cell(row.id, theme.id).summary for theme in matrix.themes]
    texts = [row.name, *row.attributes.values(), *(each.text for each in summaries if each is not None)]
    whole = "\n".join(texts).casefold()
    return all(word in whole for word in asked.words.casefold().split())


def _sort_key(matrix: Matrix, row: Row, sort: str) -> tuple[object, ...]:
    cells = [matrix.cell(row.id, theme.id) for theme in matrix.themes]
    first: object = 0
    if sort == MOST_PASSAGES:
        first = -sum(cell.passages for cell in cells)
    elif sort == FEWEST_SUMMARIES:
        first = sum(cell.summary is not None for cell in cells)
    elif sort.startswith(BY_ATTRIBUTE):
        first = group_of(row, sort.removeprefix(BY_ATTRIBUTE))[1]
    return (not row.there, first)  # sorting keeps the order there was where these are the same

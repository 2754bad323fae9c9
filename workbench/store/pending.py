"""Which suggestions wait for a person: what was decided does not, until its code comes to mean something else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from itertools import pairwise
from typing import NamedTuple

import sqlalchemy as sa

from workbench.model import Action, Code, CodeStatus
from workbench.model.code_meaning import meaning_changed
from workbench.store import tables
from workbench.store.codebooks import Codebooks


class Waiting(NamedTuple):
    """A suggestion that waits, without its reasons."""

    id: str
    source_id: str
    start: int
    end: int
    code_id: str
    score: float


Meant = tuple[str, int]
"""A code's id and a codebook version: what the code meant then."""

# an accepted suggestion has become a coding, which the worklist brings back; these two leave nothing else behind
_COMES_BACK = (Action.REJECT.value, Action.UNSURE.value)


def outdated(connection: sa.Connection) -> dict[Meant, tuple[int, tuple[str, ...]]]:
    """Return under which meanings codes were rejected, or left unsure, that they no longer have.

    Each is a code's id and the version that was decided under, with the version that changed the meaning last, and the
    fields that differ now.
    """
    answer, suggestion = tables.decision, tables.suggestion
    query = sa.select(suggestion.c.code_id, decided_under().label("version")).join(
        suggestion, suggestion.c.id == answer.c.suggestion_id
    )
    rows = connection.execute(query.where(answer.c.action.in_(_COMES_BACK)).distinct())
    decided = [(row.code_id, int(row.version)) for row in rows if row.version is not None]
    if not decided:
        return {}
    versions = connection.execute(
        sa.select(tables.codebook_version.c.version).order_by(tables.codebook_version.c.version)
    ).scalars().all()  # fmt: skip
    books, newest = Codebooks(lambda: nullcontext(connection)), versions[-1]
    codes = books.codes_at({*decided, *((code_id, newest) for code_id, _ in decided)})
    found = {}
    for code_id, version in decided:
        then, now = codes.get((code_id, version)), codes.get((code_id, newest))
        if then is not None and now is not None and (fields := meaning_changed(then, now)):
            every = books.codes_at({(code_id, each) for each in versions})
            found[code_id, version] = _last_change(code_id, versions, every), fields
    return found


def _last_change(code_id: str, versions: Sequence[int], codes: Mapping[Meant, Code]) -> int:
    mine = [(version, codes[code_id, version]) for version in versions if (code_id, version) in codes]
    return max(
        later for (_, one), (later, other) in pairwise(mine) if meaning_changed(one, other)
    )  # fmt: skip


def decided_under() -> sa.ColumnElement[int]:
    """Return the codebook version a decision was made under, as a column: for old decisions, the newest one then."""
    answer, version = tables.decision.c, tables.codebook_version.c
    then = sa.select(sa.func.max(version.version)).where(version.published <= answer.at).correlate(tables.decision)
    return sa.func.coalesce(answer.codebook_version, then.scalar_subquery())


def waiting(connection: sa.Connection, *, code_id: str | None = None, source_id: str | None = None) -> list[Waiting]:
    """Return what waits, in no order, without the reasons of the suggestions, which take long to read.

    What is compared is compared here and not by the database: asking it whether each suggestion has an answer or a
    later twin takes ten times as long.
    """
    column, runs = tables.suggestion.c, _newest_runs(connection)
    query = sa.select(column.id, column.source_id, column.start_pos, column.end_pos, column.code_id, column.score)
    query = query.where(column.run_id.in_(runs), column.code_id.not_in(_retired(connection)))
    if code_id is not None:
        query = query.where(column.code_id == code_id)
    if source_id is not None:
        query = query.where(column.source_id == source_id)
    # of two runs that suggest the same, the one stored last tells it; a clock may have been set back
    rows = connection.execute(query.order_by(sa.text("suggestion.rowid")) if len(runs) > 1 else query)
    found = {row[1:5]: Waiting(*row) for row in rows}
    for place in _decided(connection):
        found.pop(place, None)
    return list(found.values())


def _newest_runs(connection: sa.Connection) -> list[str]:
    """Return the ids of the runs that no newer run of the same recipe replaced."""
    query = sa.select(tables.run.c.id, tables.run.c.recipe_name).order_by(sa.text("run.rowid"))
    return sorted({row.recipe_name: row.id for row in connection.execute(query)}.values())


def _decided(connection: sa.Connection) -> list[tuple[str, int, int, str]]:
    """Return where a code was decided on: source, start, end and code, but for what has come back."""
    column, meanings = tables.suggestion.c, outdated(connection)
    query = sa.select(column.source_id, column.start_pos, column.end_pos, column.code_id)
    query = query.join(tables.decision, tables.decision.c.suggestion_id == column.id)
    if meanings:
        query = query.where(~comes_back(column.code_id, meanings))
    return [tuple(row) for row in connection.execute(query)]


def comes_back(code_id: sa.ColumnElement[str], meanings: Mapping[Meant, object]) -> sa.ColumnElement[bool]:
    """Say of a decision whether it was against a code that has come to mean something else since."""
    then = sa.tuple_(code_id, decided_under()).in_(sorted(meanings))
    return tables.decision.c.action.in_(_COMES_BACK) & then


def _retired(connection: sa.Connection) -> list[str]:
    codes, newest = tables.code_version.c, sa.select(sa.func.max(tables.codebook_version.c.version)).scalar_subquery()
    query = sa.select(codes.code_id).where(codes.version == newest, codes.status == CodeStatus.RETIRED.value)
    return list(connection.execute(query).scalars())

"""Which suggestions wait for a person: what was decided does not, until its code comes to mean something else."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import nullcontext
from itertools import pairwise
from typing import Any, Literal, NamedTuple

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


Place = tuple[str, int, int]
"""A passage: source id, start, end."""
Meant = tuple[str, int]
"""A code's id and a codebook version: what the code meant then."""

_AT_ONCE = 100  # passages in one question; SQLite takes a limited number
_LIGHT = tuple(tables.suggestion.c[name] for name in ("id", "source_id", "start_pos", "end_pos", "code_id", "score"))
_STORED = sa.text("suggestion.rowid")
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
    query = _candidates(connection, sa.select(*_LIGHT), code_id, source_id)
    # of two runs that suggest the same, the one stored last tells it; a clock may have been set back
    found = {row[1:5]: Waiting(*row) for row in connection.execute(query.order_by(_STORED))}
    for row in connection.execute(_decided_places(outdated(connection))):
        found.pop(tuple(row), None)
    return list(found.values())


def first_places(
    connection: sa.Connection, order: Literal["reading", "uncertain", "strongest"], most: int, *,
    code_id: str | None = None, source_id: str | None = None,
) -> list[Place]:  # fmt: skip
    """Return the first `most` passages where something waits, without looking at all of them.

    In reading order; those first of which a suggester that learns was least sure as a whole (`Why.unsure`), then, where none did,
    by the score nearest to one half; or by the strongest score. Where two recipes suggest the same with
    different scores, the one that comes first in the order counts.
    """
    column, name = tables.suggestion.c, tables.source.c.name_fold
    at = (name, column.start_pos, column.end_pos)
    unsure = sa.func.coalesce(*(sa.func.json_extract(column.why, f"$[{place}][5]") for place in range(3)), -1.0)
    by = {
        "reading": at, "uncertain": (unsure.desc(), sa.func.abs(column.score - 0.5), *at),
        "strongest": (column.score.desc(), *at),
    }  # fmt: skip
    query = _candidates(connection, sa.select(column.source_id, column.start_pos, column.end_pos), code_id, source_id)
    rows = connection.execute(query.join(tables.source, tables.source.c.id == column.source_id).order_by(*by[order]))
    found: dict[Place, None] = {}
    for chunk in rows.partitions(_AT_ONCE):
        fresh = list(dict.fromkeys(place for row in chunk if (place := (row[0], row[1], row[2])) not in found))
        wait = waiting_at(connection, fresh, code_id=code_id)
        found.update(dict.fromkeys(place for place in fresh if place in wait))
        if len(found) >= most:
            break
    return list(found)[:most]


def waiting_at(
    connection: sa.Connection, places: Collection[Place], *, code_id: str | None = None
) -> dict[Place, list[Waiting]]:
    """Return what waits in some passages, by passage; those where nothing does are left out."""
    column = tables.suggestion.c
    span, found = sa.tuple_(column.source_id, column.start_pos, column.end_pos), dict[Place, list[Waiting]]()
    every, meanings = _candidates(connection, sa.select(*_LIGHT), code_id, None), outdated(connection)
    answered = _decided_places(meanings)
    for batch in _batches(sorted(places)):
        here = {row[1:5]: Waiting(*row) for row in connection.execute(every.where(span.in_(batch)).order_by(_STORED))}
        for row in connection.execute(answered.where(span.in_(batch))):
            here.pop(tuple(row), None)
        for one in here.values():
            found.setdefault((one.source_id, one.start, one.end), []).append(one)
    return found


def _batches(places: Sequence[Place]) -> Iterator[Sequence[Place]]:
    return (places[n : n + _AT_ONCE] for n in range(0, len(places), _AT_ONCE))


def _candidates(
    connection: sa.Connection, query: sa.Select[Any], code_id: str | None, source_id: str | None
) -> sa.Select[Any]:
    """Keep what the newest run of each recipe says of codes in use."""
    column = tables.suggestion.c
    query = query.where(column.run_id.in_(_newest_runs(connection)), column.code_id.not_in(_retired(connection)))
    if code_id is not None:
        query = query.where(column.code_id == code_id)
    return query if source_id is None else query.where(column.source_id == source_id)


def _newest_runs(connection: sa.Connection) -> list[str]:
    """Return the ids of the runs that no newer run of the same recipe replaced."""
    query = sa.select(tables.run.c.id, tables.run.c.recipe_name).order_by(sa.text("run.rowid"))
    return sorted({row.recipe_name: row.id for row in connection.execute(query)}.values())


def _decided_places(meanings: Mapping[Meant, object]) -> sa.Select[Any]:
    """Return the query for where a code was decided on: source, start, end and code, but for what has come back."""
    column = tables.suggestion.c
    query = sa.select(column.source_id, column.start_pos, column.end_pos, column.code_id)
    query = query.join(tables.decision, tables.decision.c.suggestion_id == column.id)
    return query.where(~comes_back(column.code_id, meanings)) if meanings else query


def comes_back(code_id: sa.ColumnElement[str], meanings: Mapping[Meant, object]) -> sa.ColumnElement[bool]:
    """Say of a decision whether it was against a code that has come to mean something else since."""
    then = sa.tuple_(code_id, decided_under()).in_(sorted(meanings))
    return tables.decision.c.action.in_(_COMES_BACK) & then


def _retired(connection: sa.Connection) -> list[str]:
    codes, newest = tables.code_version.c, sa.select(sa.func.max(tables.codebook_version.c.version)).scalar_subquery()
    query = sa.select(codes.code_id).where(codes.version == newest, codes.status == CodeStatus.RETIRED.value)
    return list(connection.execute(query).scalars())

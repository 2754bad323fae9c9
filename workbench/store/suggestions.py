"""Suggestions and decisions. Pending is never stored: it is having no decision."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

from workbench.errors import Conflict, NotFound
from workbench.model import Action, Decision, Span, Suggestion, Why, canonical_json
from workbench.store import tables
from workbench.store.act import Act
from workbench.store.codebooks import Codebooks
from workbench.store.pending import (
    Place,
    Waiting,
    comes_back,
    decided_under,
    first_places,
    outdated,
    waiting,
    waiting_at,
)
from workbench.store.reading import Family, span_columns, span_of

_AT_ONCE = 500  # ids in one question; SQLite takes a limited number


class Answer(NamedTuple):
    """What one person last answered to one suggestion: its place, code and score, and the answer.

    `run_id` is the run that made the suggestion, `version` the codebook version that the answer was given under. `given` is the code that the passage has by it now (None:
    none).
    """

    suggestion_id: str
    source_id: str
    start: int
    end: int
    code_id: str
    score: float
    action: str
    coder_id: str
    where: str
    version: int | None
    given: str | None
    run_id: str


class Suggestions(Family):
    """What the machine proposed, and what people answered."""

    def add(self, act: Act, suggestions: Iterable[Suggestion]) -> None:
        """Write a run's suggestions."""
        act.insert(tables.suggestion, (_row(suggestion) for suggestion in suggestions))

    def all(
        self, *, pending: bool = False, code_id: str | None = None, source_id: str | None = None
    ) -> list[Suggestion]:
        """Return suggestions in reading order (by source name, then place), the strongest first at one place.

        `pending` leaves out what does not wait for anybody: those with a decision, those whose very span and code were
        decided in another run or are suggested again by a later one, and those of a run that a newer run of the same
        recipe replaced. A suggestion that was rejected, or left unsure, waits again once its code has come to mean
        something else (`model.code_meaning`); what was accepted or changed stays decided.
        """
        column, name = tables.suggestion.c, tables.source.c.name_fold
        query = sa.select(tables.suggestion).join(tables.source, tables.source.c.id == column.source_id)
        query = query.order_by(name, column.start_pos, column.end_pos, column.score.desc(), column.code_id)
        if code_id is not None:
            query = query.where(column.code_id == code_id)
        if source_id is not None:
            query = query.where(column.source_id == source_id)
        with self.reading() as connection:
            if not pending:
                return [_suggestion(row) for row in connection.execute(query)]
            ids = {one.id for one in waiting(connection, code_id=code_id, source_id=source_id)}
            return [_suggestion(row) for row in connection.execute(query) if row.id in ids]

    def waiting(self, *, code_id: str | None = None, source_id: str | None = None) -> list[Waiting]:
        """Return what `all(pending=True)` does, without the reasons, which take long to read, and in no order."""
        with self.reading() as connection:
            return waiting(connection, code_id=code_id, source_id=source_id)

    def first_places(
        self, order: Literal["reading", "uncertain", "strongest"], most: int, *, code_id: str | None = None,
        source_id: str | None = None,
    ) -> list[Place]:  # fmt: skip
        """Return the first `most` passages where something waits: see `pending.first_places`."""
        with self.reading() as connection:
            return first_places(connection, order, most, code_id=code_id, source_id=source_id)

    def waiting_at(self, places: Collection[Place], *, code_id: str | None = None) -> dict[Place, list[Waiting]]:
        """Return what waits in some passages, by passage."""
        with self.reading() as connection:
            return waiting_at(connection, places, code_id=code_id)

    def these(self, ids: Collection[str]) -> list[Suggestion]:
        """Return the suggestions with these ids, the strongest first."""
        column, wanted = tables.suggestion.c, sorted(ids)
        batches = [wanted[n : n + _AT_ONCE] for n in range(0, len(wanted), _AT_ONCE)]
        query = sa.select(tables.suggestion)
        found = [_suggestion(row) for batch in batches for row in self.rows(query.where(column.id.in_(batch)))]
        return sorted(found, key=lambda one: (-one.score, one.code_id))

    def come_back(self) -> dict[tuple[str, Span, str], tuple[int, tuple[str, ...]]]:
        """Return what was rejected or left unsure before its code changed: place (source, span, code id) and what changed.

        What changed is the codebook version that did it last, and the fields of the code that differ now.
        """
        column = tables.suggestion.c
        query = (
            sa.select(
                column.source_id, column.start_pos, column.end_pos, column.code_id, decided_under().label("version")
            )
            .join(tables.decision, tables.decision.c.suggestion_id == column.id)
            .order_by(sa.text("decision.rowid"))
        )
        with self.reading() as connection:
            meanings = outdated(connection)
            if not meanings:
                return {}
            rows = connection.execute(query.where(comes_back(column.code_id, meanings))).all()
        return {(row.source_id, span_of(row), row.code_id): meanings[row.code_id, row.version] for row in rows}

    def counts(self) -> dict[str, int]:
        """Return how many suggestions are pending, and how many decisions of each action there are."""
        with self.reading() as connection:
            column = tables.decision.c
            said = connection.execute(sa.select(column.action, sa.func.count()).group_by(column.action)).all()
            return {"pending": len(waiting(connection)), **{row[0]: row[1] for row in said}}

    def get(self, beginning: str) -> Suggestion:
        """Return the one suggestion whose id begins so.

        Raises:
            NotFound: when none does, or more than one.
        """
        query = sa.select(tables.suggestion).where(tables.suggestion.c.id.startswith(beginning, autoescape=True))
        found = self.rows(query.limit(2))
        if len(found) != 1:
            many = "More than one suggestion's id begins" if found else "No suggestion's id begins"
            raise NotFound(f"{many} with '{beginning}'.", "`workbench suggestion list` shows every id.")
        return _suggestion(found[0])

    def answers(self) -> list[Answer]:
        """Return what people answered: the last that each person said of each suggestion, the oldest first."""
        column, answer, coding = tables.suggestion.c, tables.decision.c, tables.coding
        query = (
            sa.select(
                column.id, column.source_id, column.start_pos, column.end_pos, column.code_id, column.score, answer.action,
                answer.coder_id, answer.place, decided_under().label("version"), coding.c.code_id.label("given"),
                column.run_id,
            )
            .join(tables.decision, answer.suggestion_id == column.id)
            .outerjoin(coding, coding.c.id == answer.coding_id)
            .order_by(sa.text("decision.rowid"))
        )  # fmt: skip
        last: dict[tuple[str, str], Answer] = {}
        for row in self.rows(query):
            last.pop((row.id, row.coder_id), None)
            last[row.id, row.coder_id] = Answer._make(row)
        return list(last.values())

    def record(self, code_id: str, *, runs: Collection[str], without: str = "") -> list[tuple[float, str]]:
        """Return score and action of what people decided on a code's suggestions by these runs, as it is defined now.

        Decisions made at the door `without`, and those that left a suggestion unsure, are left out.
        """
        same = Codebooks(self.reading).versions_meaning_the_same(code_id)
        mine = [one for one in self.answers() if one.code_id == code_id and one.version in same]
        read = [one for one in mine if one.where != without and one.action != Action.UNSURE.value]
        return [(one.score, one.action) for one in read if one.run_id in runs]

    def places(self) -> set[tuple[str, int, int, str]]:
        """Return where any run ever suggested a code: source, start, end and code id."""
        column = tables.suggestion.c
        query = sa.select(column.source_id, column.start_pos, column.end_pos, column.code_id).distinct()
        return {(row.source_id, row.start_pos, row.end_pos, row.code_id) for row in self.rows(query)}

    def decide(self, act: Act, decision: Decision) -> None:
        """Write a person's decision.

        Raises:
            Conflict: when this person has already decided on this suggestion, and its code means what it meant then.
        """
        column, version = tables.decision.c, tables.codebook_version.c.version
        mine = (column.suggestion_id == decision.suggestion_id) & (column.coder_id == decision.coder_id)
        query = sa.select(column.action).where(mine & (column.action != Action.UNSURE.value))
        if meanings := outdated(act.connection):
            code_id = sa.select(tables.suggestion.c.code_id).where(tables.suggestion.c.id == column.suggestion_id)
            query = query.where(~comes_back(code_id.correlate(tables.decision).scalar_subquery(), meanings))
        said = act.connection.execute(query).scalar()
        if said is not None:
            raise Conflict(
                f"You have already decided on this suggestion ({said}).",
                "Undo that decision first, with `workbench undo`.",
            )
        row = {
            "id": decision.id,
            "suggestion_id": decision.suggestion_id,
            "action": decision.action.value,
            "coder_id": decision.coder_id,
            "at": decision.at.isoformat(),
            "place": decision.where,
            "coding_id": decision.coding_id,
            "codebook_version": act.connection.execute(sa.select(sa.func.max(version))).scalar(),
        }
        act.insert(tables.decision, [row])

    def decisions(self) -> list[Decision]:
        """Return every decision, the oldest first."""
        rows = self.rows(sa.select(tables.decision).order_by(tables.decision.c.at, tables.decision.c.id))
        return [
            Decision(
                r.id,
                r.suggestion_id,
                Action(r.action),
                r.coder_id,
                datetime.fromisoformat(r.at),
                r.place,
                r.coding_id,
                r.codebook_version,
            )
            for r in rows
        ]


def _row(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "id": suggestion.id,
        "run_id": suggestion.run_id,
        "source_id": suggestion.source_id,
        **span_columns(suggestion.span),
        "code_id": suggestion.code_id,
        "score": float(suggestion.score),
        "why": why_text(suggestion.why),
    }


def why_text(why: Iterable[Why]) -> str:
    """Return reasons as they are stored."""
    return canonical_json([[w.method, w.note, w.cues, w.nearest, w.against, w.unsure] for w in why])


def why_from(stored: str) -> tuple[Why, ...]:
    """Return reasons as they were before they were stored."""
    return tuple(
        Why(
            method,
            note,
            tuple(cues),
            tuple((words, score) for words, score in nearest),
            tuple(against) if against else None,
            *unsure,
        )
        for method, note, cues, nearest, against, *unsure in json.loads(stored)
    )


def _suggestion(row: sa.Row[Any]) -> Suggestion:
    return Suggestion(row.id, row.run_id, row.source_id, span_of(row), row.code_id, row.score, why_from(row.why))

"""Suggestions and decisions. Pending is never stored: it is having no decision."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workbench.errors import Conflict, NotFound
from workbench.model import Action, CodeStatus, Decision, Suggestion, Why, canonical_json
from workbench.store import tables
from workbench.store.act import Act
from workbench.store.reading import Family, span_columns, span_of


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
        recipe replaced.
        """
        column, name = tables.suggestion.c, tables.source.c.name_fold
        query = sa.select(tables.suggestion).join(tables.source, tables.source.c.id == column.source_id)
        query = query.order_by(name, column.start_pos, column.end_pos, column.score.desc(), column.code_id)
        if code_id is not None:
            query = query.where(column.code_id == code_id)
        if source_id is not None:
            query = query.where(column.source_id == source_id)
        return [_suggestion(row) for row in self.rows(query.where(*_pending()) if pending else query)]

    def counts(self) -> dict[str, int]:
        """Return how many suggestions are pending, and how many decisions of each action there are."""
        with self.reading() as connection:
            waiting = sa.select(sa.func.count()).select_from(tables.suggestion).where(*_pending())
            column = tables.decision.c
            said = connection.execute(sa.select(column.action, sa.func.count()).group_by(column.action)).all()
            return {"pending": connection.execute(waiting).scalar_one(), **{row[0]: row[1] for row in said}}

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

    def decide(self, act: Act, decision: Decision) -> None:
        """Write a person's decision.

        Raises:
            Conflict: when this person has already decided on this suggestion.
        """
        column = tables.decision.c
        mine = (column.suggestion_id == decision.suggestion_id) & (column.coder_id == decision.coder_id)
        said = act.connection.execute(
            sa.select(column.action).where(mine & (column.action != Action.UNSURE.value))
        ).scalar()
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
        }
        act.insert(tables.decision, [row])

    def decisions(self) -> list[Decision]:
        """Return every decision, the oldest first."""
        rows = self.rows(sa.select(tables.decision).order_by(tables.decision.c.at, tables.decision.c.id))
        return [
            Decision(
                r.id, r.suggestion_id, Action(r.action), r.coder_id, datetime.fromisoformat(r.at), r.place, r.coding_id
            )
            for r in rows
        ]


def _pending() -> list[sa.ColumnElement[bool]]:
    mine, twin = tables.suggestion.c, tables.suggestion.alias("twin")
    same = sa.and_(
        twin.c.source_id == mine.source_id, twin.c.start_pos == mine.start_pos, twin.c.end_pos == mine.end_pos,
        twin.c.code_id == mine.code_id,
    )  # fmt: skip
    decided = sa.exists().where(same, tables.decision.c.suggestion_id == twin.c.id)
    # the order they were stored in; a clock may have been set back
    told_again = sa.exists().where(same, sa.text("twin.rowid > suggestion.rowid"), ~_replaced(twin.c.run_id))
    return [~decided, ~_replaced(mine.run_id), ~told_again, ~_retired(mine.code_id)]


def _retired(code_id: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    codes, newest = tables.code_version.c, sa.select(sa.func.max(tables.codebook_version.c.version)).scalar_subquery()
    return sa.exists().where(
        codes.code_id == code_id, codes.version == newest, codes.status == CodeStatus.RETIRED.value
    )


def _replaced(run_id: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    this, newer = tables.run.alias("this_run"), tables.run.alias("newer")
    return sa.exists().where(
        this.c.id == run_id, newer.c.recipe_name == this.c.recipe_name, sa.text("newer.rowid > this_run.rowid")
    )


def _row(suggestion: Suggestion) -> dict[str, Any]:
    why = [[w.method, w.note, w.cues, w.nearest, w.against] for w in suggestion.why]
    return {
        "id": suggestion.id,
        "run_id": suggestion.run_id,
        "source_id": suggestion.source_id,
        **span_columns(suggestion.span),
        "code_id": suggestion.code_id,
        "score": float(suggestion.score),
        "why": canonical_json(why),
    }


def _suggestion(row: sa.Row[Any]) -> Suggestion:
    why = tuple(
        Why(
            method,
            note,
            tuple(cues),
            tuple((words, score) for words, score in nearest),
            tuple(against) if against else None,
        )
        for method, note, cues, nearest, against in json.loads(row.why)
    )
    return Suggestion(row.id, row.run_id, row.source_id, span_of(row), row.code_id, row.score, why)

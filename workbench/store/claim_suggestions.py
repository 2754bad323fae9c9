"""Passages proposed for claims, what people answered, and looks for negative cases. All of it goes by undo only."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa

from workbench.errors import Conflict, NotFound
from workbench.model import ClaimAnswer, ClaimDecision, ClaimLook, ClaimSuggestion, LookKind, Span
from workbench.store import tables
from workbench.store.act import Act
from workbench.store.reading import Family, span_columns, span_of
from workbench.store.suggestions import why_from, why_text


class ClaimSuggestions(Family):
    """Passages that a machine proposed for a claim. They say nothing of stance, and count as nothing."""

    def add(self, act: Act, suggestions: Iterable[ClaimSuggestion]) -> None:
        """Write a run's proposals."""
        rows = (
            {
                "id": one.id,
                "run_id": one.run_id,
                "claim_id": one.claim_id,
                "source_id": one.source_id,
                **span_columns(one.span),
                "score": float(one.score),
                "why": why_text(one.why),
            }
            for one in suggestions
        )
        act.insert(tables.claim_suggestion, rows)

    def all(
        self, claim_id: str | None = None, *, waiting_for: Collection[str] | None = None, own: bool = True
    ) -> list[ClaimSuggestion]:  # fmt: skip
        """Return proposals by claim, the strongest first.

        `waiting_for` are ids of coders: it leaves out those whose very passage one of these coders answered to for that
        claim, and those that a newer run for the same claim replaced. A run leaves out what its asker had answered. So
        where somebody else asked for the newest (not `own`), what others answered to, or linked, waits for these all the
        same, whichever run proposed it last.
        """
        column = tables.claim_suggestion.c
        query = sa.select(tables.claim_suggestion).order_by(
            column.claim_id, column.score.desc(), column.source_id, column.start_pos
        )
        if claim_id is not None:
            query = query.where(column.claim_id == claim_id)
        if waiting_for is not None:
            newest = column.run_id == _newest_run()
            kept = newest if own else sa.or_(newest, _left_to_these(waiting_for))
            query = query.where(kept, ~_answered(tables.claim_decision.c.coder_id.in_(waiting_for)))
        return [_suggestion(row) for row in self.rows(query)]

    def asked_by(self, claim_id: str) -> str:
        """Return who asked for the newest proposals for a claim; empty where nobody did, or it is not on record."""
        proposed_in = tables.claim_suggestion.c.run_id == tables.run.c.id
        query = sa.select(tables.run.c.recipe).join(tables.claim_suggestion, proposed_in).where(_of(claim_id))
        rows = self.rows(query.order_by(sa.text("claim_suggestion.rowid DESC")).limit(1))
        try:
            recipe = json.loads(rows[0].recipe) if rows else {}
        except ValueError:  # a recipe that is no JSON says nothing of it
            return ""
        return str(recipe.get("asked_by", ""))

    def get(self, beginning: str) -> ClaimSuggestion:
        """Return the one proposal whose id begins so.

        Raises:
            NotFound: when none does, or more than one.
        """
        query = sa.select(tables.claim_suggestion).where(
            tables.claim_suggestion.c.id.startswith(beginning.strip() or "-", autoescape=True)
        )
        found = self.rows(query.limit(2))
        if len(found) != 1:
            many = "More than one proposed passage's id begins" if found else "No proposed passage's id begins"
            raise NotFound(f"{many} with '{beginning}'.", "`workbench claim propose` proposes passages.")
        return _suggestion(found[0])

    def decide(self, act: Act, decision: ClaimDecision) -> None:
        """Write a person's answer.

        Raises:
            Conflict: when this person has linked or turned down this very proposal already; a link that was removed
                since is no answer any more.
        """
        column = tables.claim_decision.c
        mine = (column.suggestion_id == decision.suggestion_id) & (column.coder_id == decision.coder_id)
        query = sa.select(column.action).where(mine, column.action != ClaimAnswer.UNSURE.value, _stands())
        said = act.connection.execute(query).scalar()
        if said is not None:
            raise Conflict(
                f"You have already answered to this passage ({said}).", "Undo that answer first, with `workbench undo`."
            )
        row = {
            "id": decision.id,
            "suggestion_id": decision.suggestion_id,
            "action": decision.action.value,
            "coder_id": decision.coder_id,
            "at": decision.at.isoformat(),
            "place": decision.where,
            "link_id": decision.link_id,
        }
        act.insert(tables.claim_decision, [row])

    def decisions(self) -> list[ClaimDecision]:
        """Return every answer, the oldest first."""
        rows = self.rows(sa.select(tables.claim_decision).order_by(sa.text("claim_decision.rowid")))
        return [
            ClaimDecision(
                r.id,
                r.suggestion_id,
                ClaimAnswer(r.action),
                r.coder_id,
                datetime.fromisoformat(r.at),
                r.place,
                r.link_id,
            )
            for r in rows
        ]

    def ever_for(self, claim_id: str) -> bool:
        """Say whether any passage was ever proposed for a claim."""
        return bool(self.rows(sa.select(tables.claim_suggestion.c.id).where(_of(claim_id)).limit(1)))

    def answered(self, coders: Collection[str]) -> set[tuple[str, str, Span, ClaimAnswer]]:
        """Return what some coders answered to: claim, source, passage, and the answer."""
        column, answer = tables.claim_suggestion.c, tables.claim_decision.c
        query = sa.select(column.claim_id, column.source_id, column.start_pos, column.end_pos, answer.action).join(
            tables.claim_decision, answer.suggestion_id == column.id
        )
        query = query.where(answer.coder_id.in_(coders), _stands())
        return {(row.claim_id, row.source_id, span_of(row), ClaimAnswer(row.action)) for row in self.rows(query)}


class ClaimLooks(Family):
    """Looks for negative cases, and exports made without one. They never change."""

    def add(self, act: Act, look: ClaimLook) -> ClaimLook:
        """Write a look."""
        row = {name: getattr(look, name) for name in ("id", "claim_id", "coder_id", "note")}
        act.insert(tables.claim_look, [{**row, "at": look.at.isoformat(), "what": look.what.value}])
        return look

    def all(self, claim_id: str | None = None) -> list[ClaimLook]:
        """Return looks, the oldest first; at one claim or at all."""
        column = tables.claim_look.c
        query = sa.select(tables.claim_look).order_by(sa.text("claim_look.rowid"))
        if claim_id is not None:
            query = query.where(column.claim_id == claim_id)
        return [
            ClaimLook(row.id, row.claim_id, row.coder_id, datetime.fromisoformat(row.at), LookKind(row.what), row.note)
            for row in self.rows(query)
        ]


def _of(claim_id: str) -> sa.ColumnElement[bool]:
    return tables.claim_suggestion.c.claim_id == claim_id


def _newest_run() -> sa.ScalarSelect[str]:
    """The run that proposed for a row's claim last."""
    other = tables.claim_suggestion.alias("other")
    newest = sa.select(other.c.run_id).where(other.c.claim_id == tables.claim_suggestion.c.claim_id)
    return newest.order_by(sa.text("other.rowid DESC")).limit(1).correlate(tables.claim_suggestion).scalar_subquery()


def _answered(by: sa.ColumnElement[bool]) -> sa.Exists:
    """Whether one of some coders answered to a row's very passage and claim, in whichever run it was proposed."""
    same, answer = tables.claim_suggestion.alias("same"), tables.claim_decision
    return sa.exists().where(answer.c.suggestion_id == same.c.id, by, _stands(), _same_passage(same))


def _left_to_these(coders: Collection[str]) -> sa.ColumnElement[bool]:
    """Whether a row was proposed last for its passage, and others than these coders answered to it or linked words of it."""
    later, link, row = tables.claim_suggestion.alias("later"), tables.link, tables.claim_suggestion.c
    again = sa.exists().where(_same_passage(later), sa.text("later.rowid > claim_suggestion.rowid"))
    linked = sa.exists().where(
        link.c.claim_id == row.claim_id, link.c.source_id == row.source_id, link.c.start_pos < row.end_pos,
        link.c.end_pos > row.start_pos, link.c.coder_id.not_in(coders),
    )  # fmt: skip
    return sa.and_(~again, sa.or_(_answered(tables.claim_decision.c.coder_id.not_in(coders)), linked))


def _same_passage(other: sa.FromClause) -> sa.ColumnElement[bool]:
    row = tables.claim_suggestion.c
    names = ("claim_id", "source_id", "start_pos", "end_pos")
    return sa.and_(*(other.c[name] == row[name] for name in names))


def _stands() -> sa.ColumnElement[bool]:
    """Whether an answer still holds: a link that was removed since leaves its passage unanswered."""
    answer, link = tables.claim_decision.c, tables.link.c
    return sa.or_(answer.link_id.is_(None), sa.exists().where(link.id == answer.link_id))


def _suggestion(row: sa.Row[tuple[object, ...]]) -> ClaimSuggestion:
    return ClaimSuggestion(row.id, row.run_id, row.claim_id, row.source_id, span_of(row), row.score, why_from(row.why))

"""Passages proposed for claims, what people answered, and looks for negative cases. All of it goes by undo only."""

from __future__ import annotations

from collections import defaultdict
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

    def all(self, claim_id: str | None = None, *, waiting_for: Collection[str] | None = None) -> list[ClaimSuggestion]:
        """Return proposals by claim, the strongest first.

        `waiting_for` are ids of coders: it leaves out those that a newer run for the same claim replaced, and those whose
        very passage one of these coders answered to for that claim.
        """
        column = tables.claim_suggestion.c
        query = sa.select(tables.claim_suggestion).order_by(
            column.claim_id, column.score.desc(), column.source_id, column.start_pos
        )
        if claim_id is not None:
            query = query.where(column.claim_id == claim_id)
        if waiting_for is not None:
            query = query.where(column.run_id == _newest_run(), ~_answered(waiting_for))
        return [_suggestion(row) for row in self.rows(query)]

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

    def settled(self, coders: Collection[str]) -> dict[str, list[tuple[str, Span]]]:
        """Return, by claim, the places (source id, span) that some coders need not be asked about any more.

        That is what they linked to any wording of the claim or turned down for one, and what they answered otherwise for
        this very wording.
        """
        claim, link = tables.claim.c, tables.link.c
        key_of = {row.id: row.key_fold for row in self.rows(sa.select(claim.id, claim.key_fold))}
        in_any: dict[str, list[tuple[str, Span]]] = defaultdict(list)
        in_this: dict[str, list[tuple[str, Span]]] = defaultdict(list)
        linked = sa.select(link.claim_id, link.source_id, link.start_pos, link.end_pos).where(link.coder_id.in_(coders))
        for row in self.rows(linked):
            in_any[key_of[row.claim_id]].append((row.source_id, span_of(row)))
        for claim_id, source_id, span, action in self.answered(coders):
            kept = in_any[key_of[claim_id]] if action is ClaimAnswer.REJECT else in_this[claim_id]
            kept.append((source_id, span))
        return {claim_id: [*in_any[key], *in_this[claim_id]] for claim_id, key in key_of.items()}


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


def _answered(coders: Collection[str]) -> sa.Exists:
    """Whether one of these coders answered to a row's very passage and claim, in whichever run it was proposed."""
    same, answer, row = tables.claim_suggestion.alias("same"), tables.claim_decision, tables.claim_suggestion.c
    return sa.exists().where(
        answer.c.suggestion_id == same.c.id, answer.c.coder_id.in_(coders), _stands(), same.c.claim_id == row.claim_id,
        same.c.source_id == row.source_id, same.c.start_pos == row.start_pos, same.c.end_pos == row.end_pos,
    )  # fmt: skip


def _stands() -> sa.ColumnElement[bool]:
    """Whether an answer still holds: a link that was removed since leaves its passage unanswered."""
    answer, link = tables.claim_decision.c, tables.link.c
    return sa.or_(answer.link_id.is_(None), sa.exists().where(link.id == answer.link_id))


def _suggestion(row: sa.Row[tuple[object, ...]]) -> ClaimSuggestion:
    return ClaimSuggestion(row.id, row.run_id, row.claim_id, row.source_id, span_of(row), row.score, why_from(row.why))

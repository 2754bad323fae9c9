"""The interview guide: its questions, which claims each asks about, and which turns ask it."""

from __future__ import annotations

from collections import defaultdict

import sqlalchemy as sa

from workbench.errors import NotFound, listed
from workbench.model import Asked, Question
from workbench.store import tables
from workbench.store.act import Act
from workbench.store.reading import Family


class Questions(Family):
    """Questions of the guide, in its order."""

    def add(self, act: Act, question: Question) -> Question:
        """Write a question and the claims it asks about."""
        act.insert(tables.question, [_row(question)])
        for claim_id in question.claims:
            self.tag(act, question.id, claim_id)
        return question

    def change(self, act: Act, question: Question) -> Question:
        """Write the key, words and place of a question anew; its claims stay as they are."""
        act.update(tables.question, {"id": question.id}, _row(question))
        return question

    def remove(self, act: Act, question_id: str) -> None:
        """Take a question away, with its claims and the turns that ask it (undo brings all of it back)."""
        for claim_id in self._of(act, tables.question_claim.c.claim_id, question_id):
            self.untag(act, question_id, claim_id)
        column = tables.asked.c
        places = sa.select(column.source_id, column.ordinal).where(column.question_id == question_id)
        for source_id, ordinal in act.connection.execute(places).all():
            self.not_asked(act, question_id, source_id, ordinal)
        act.delete(tables.question, {"id": question_id})

    def tag(self, act: Act, question_id: str, claim_id: str) -> bool:
        """Say that a question asks about a claim; False where that is said already."""
        key = {"question_id": question_id, "claim_id": claim_id}
        if act.row(tables.question_claim, key) is not None:
            return False
        act.insert(tables.question_claim, [key])
        return True

    def untag(self, act: Act, question_id: str, claim_id: str) -> None:
        """Say that a question does not ask about a claim.

        Raises:
            NotFound: when nobody had said that it does.
        """
        act.delete(tables.question_claim, {"question_id": question_id, "claim_id": claim_id})

    def asking(self, act: Act, claim_id: str) -> list[str]:
        """Return the ids of the questions that ask about a claim."""
        column = tables.question_claim.c
        query = sa.select(column.question_id).where(column.claim_id == claim_id).order_by(column.question_id)
        return list(act.connection.execute(query).scalars())

    def say_asked(self, act: Act, asked: Asked) -> bool:
        """Write that a turn asks a question; False where that is said already."""
        key = {"question_id": asked.question_id, "source_id": asked.source_id, "ordinal": asked.ordinal}
        if act.row(tables.asked, key) is not None:
            return False
        act.insert(tables.asked, [{**key, "coder_id": asked.coder_id}])
        return True

    def not_asked(self, act: Act, question_id: str, source_id: str, ordinal: int) -> None:
        """Say that a turn does not ask a question.

        Raises:
            NotFound: when nobody had said that it does.
        """
        act.delete(tables.asked, {"question_id": question_id, "source_id": source_id, "ordinal": ordinal})

    def all(self) -> list[Question]:
        """Return every question in the order of the guide, with the claims it asks about."""
        column, claim = tables.question.c, tables.claim.c
        tagged = (
            sa.select(tables.question_claim)
            .join(tables.claim, claim.id == tables.question_claim.c.claim_id)
            .order_by(claim.key_fold, claim.version)
        )
        claims: defaultdict[str, list[str]] = defaultdict(list)
        with self.reading() as connection:
            for row in connection.execute(tagged):
                claims[row.question_id].append(row.claim_id)
            rows = connection.execute(sa.select(tables.question).order_by(column.position, column.key_fold)).all()
        return [Question(row.id, row.key, row.text, row.position, tuple(claims[row.id])) for row in rows]

    def find(self, key: str) -> Question:
        """Return the question with this key or id.

        Raises:
            NotFound: naming the questions there are.
        """
        every = self.all()
        for question in every:
            if question.key.casefold() == key.strip().casefold() or question.id == key:
                return question
        there = f"There is: {listed(q.key for q in every)}." if every else "The study has no guide yet."
        raise NotFound(f"There is no question '{key}'. {there}", "`workbench question add` writes one down.")

    def asked(self, source_id: str | None = None) -> list[Asked]:
        """Return which turns ask which questions, in reading order; of one source or of the whole study."""
        column = tables.asked.c
        query = sa.select(tables.asked).join(tables.question, tables.question.c.id == column.question_id)
        query = query.order_by(column.source_id, column.ordinal, tables.question.c.position)
        if source_id is not None:
            query = query.where(column.source_id == source_id)
        return [Asked(row.question_id, row.source_id, row.ordinal, row.coder_id) for row in self.rows(query)]

    def _of(self, act: Act, column: sa.Column[str], question_id: str) -> list[str]:
        query = sa.select(column).where(column.table.c.question_id == question_id).order_by(column)
        return list(act.connection.execute(query).scalars())


def _row(question: Question) -> dict[str, object]:
    return {
        "id": question.id,
        "key": question.key,
        "key_fold": question.key.casefold(),
        "text": question.text,
        "position": question.position,
    }

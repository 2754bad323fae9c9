"""Codings: what a person decided a passage shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workbench.errors import Conflict, NotAllowedHere, NotFound
from workbench.model import Coder, Coding, Span, coding_digest, new_id
from workbench.store import tables
from workbench.store.act import Act
from workbench.store.memos import remove_about
from workbench.store.reading import Family, span_columns, span_of


class Codings(Family):
    """Codings, anchored to source and span."""

    def add(
        self, act: Act, source_id: str, span: Span, code_id: str, coder: Coder, *, from_suggestion: str | None = None
    ) -> Coding:
        """Code a passage.

        Raises:
            NotFound: when there is no such source, or no codebook.
            SpanOutOfText: when the span ends after the text.
            Conflict: when this coder has already given this very span this code.
        """
        text, sha256 = _text_of(act, source_id)
        quotation = span.of(text)
        version = act.connection.execute(sa.select(sa.func.max(tables.codebook_version.c.version))).scalar()
        if version is None:
            raise NotAllowedHere(
                "The study has no codebook yet.", "Bring one in with `workbench codebook import FILE`."
            )
        coding = Coding(
            id=new_id(),
            source_id=source_id,
            span=span,
            code_id=code_id,
            coder_id=coder.id,
            codebook_version=version,
            created=act.at,
            digest=coding_digest(sha256, span, quotation),
            from_suggestion=from_suggestion,
        )
        if self.same(act, source_id, span, code_id, coder) is not None:
            raise Conflict(
                f"{coder.name} has already coded these words with this code: “{_short(quotation)}”",
                "`workbench coding list` shows the codings there are.",
            )
        act.insert(tables.coding, [_row(coding)])
        return coding

    def same(self, act: Act, source_id: str, span: Span, code_id: str, coder: Coder) -> Coding | None:
        """Return this coder's coding of exactly this span with this code, or None."""
        column = tables.coding.c
        row = act.connection.execute(
            sa.select(tables.coding).where(
                column.source_id == source_id, column.start_pos == span.start, column.end_pos == span.end,
                column.code_id == code_id, column.coder_id == coder.id,
            )
        ).first()  # fmt: skip
        return None if row is None else _coding(row)

    def change(self, act: Act, coding: Coding, *, span: Span | None = None, code_id: str | None = None) -> Coding:
        """Give a coding another span or another code; id, coder, memos and the time of coding stay.

        Raises:
            NotFound: when it is no longer there.
            SpanOutOfText: when the span ends after the text.
            Conflict: when its coder has given that span that code already.
        """
        text, sha256 = _text_of(act, coding.source_id)
        span = span or coding.span
        version = act.connection.execute(sa.select(sa.func.max(tables.codebook_version.c.version))).scalar_one()
        changed = replace(
            coding,
            span=span,
            code_id=code_id or coding.code_id,
            codebook_version=version if code_id else coding.codebook_version,
            digest=coding_digest(sha256, span, span.of(text)),
        )
        if (changed.span, changed.code_id) != (coding.span, coding.code_id):
            self._refuse_twin(act, changed, span.of(text))
        act.update(tables.coding, {"id": coding.id}, _row(changed))
        return changed

    def _refuse_twin(self, act: Act, coding: Coding, quotation: str) -> None:
        column = tables.coding.c
        twin = sa.select(column.id).where(
            column.source_id == coding.source_id, column.start_pos == coding.span.start,
            column.end_pos == coding.span.end, column.code_id == coding.code_id, column.coder_id == coding.coder_id,
            column.id != coding.id,
        )  # fmt: skip
        if act.connection.execute(twin).first() is not None:
            raise Conflict(
                f"These words have this code already: “{_short(quotation)}”", "Remove one of the two codings instead."
            )

    def remove(self, act: Act, coding_id: str) -> None:
        """Take a coding away, and the memos about it (undo brings them back).

        Raises:
            NotFound: when there is no such coding.
        """
        remove_about(act, "coding", coding_id)
        act.delete(tables.coding, {"id": coding_id})

    def all(self, source_id: str | None = None) -> list[Coding]:
        """Return codings in reading order, of one source or of the whole study."""
        column = tables.coding.c
        query = sa.select(tables.coding).order_by(column.source_id, column.start_pos, column.end_pos, column.created)
        if source_id is not None:
            query = query.where(column.source_id == source_id)
        return [_coding(row) for row in self.rows(query)]

    def get(self, coding_id: str) -> Coding:
        """Return the coding whose id begins with `coding_id`.

        Raises:
            NotFound: when none does, or more than one.
        """
        return _coding(self.rows(sa.select(tables.coding).where(tables.coding.c.id == self.full_id(coding_id)))[0])

    def full_id(self, beginning: str) -> str:
        """Return the one coding id that begins so.

        Raises:
            NotFound: when none does, or more than one.
        """
        column = tables.coding.c.id
        found = self.rows(sa.select(column).where(column.startswith(beginning, autoescape=True)).limit(2))
        if len(found) != 1:
            many = "More than one coding's id begins" if found else "No coding's id begins"
            raise NotFound(f"{many} with '{beginning}'.", "`workbench coding list` shows every id.")
        return str(found[0].id)


def _text_of(act: Act, source_id: str) -> tuple[str, str]:
    source, content = tables.source, tables.content
    query = sa.select(content.c.text, source.c.sha256).join(content, content.c.id == source.c.content_id)
    row = act.connection.execute(query.where(source.c.id == source_id)).first()
    if row is None:
        raise NotFound(f"There is no source {source_id}.", "`workbench source list` shows them.")
    return row.text, row.sha256


def _row(coding: Coding) -> dict[str, Any]:
    return {
        "id": coding.id,
        "source_id": coding.source_id,
        **span_columns(coding.span),
        "code_id": coding.code_id,
        "coder_id": coding.coder_id,
        "codebook_version": coding.codebook_version,
        "created": coding.created.isoformat(),
        "digest": coding.digest,
        "from_suggestion": coding.from_suggestion,
    }


def _coding(row: sa.Row[Any]) -> Coding:
    return Coding(
        id=row.id,
        source_id=row.source_id,
        span=span_of(row),
        code_id=row.code_id,
        coder_id=row.coder_id,
        codebook_version=row.codebook_version,
        created=datetime.fromisoformat(row.created),
        digest=row.digest,
        from_suggestion=row.from_suggestion,
    )


def _short(words: str, most: int = 80) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"

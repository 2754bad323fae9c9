"""Codings: what a person decided a passage shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workbench.errors import Conflict, NotAllowedHere, NotFound
from workbench.model import Coder, Coding, Span, coding_digest, new_id
from workbench.store import tables
from workbench.store.act import Act
from workbench.store.facets import remove_facets
from workbench.store.memos import remove_about
from workbench.store.reading import Family, span_columns, span_of

_AT_ONCE = 500  # ids in one question; SQLite takes a limited number


class Codings(Family):
    """Codings, anchored to source and span."""

    def add(
        self, act: Act, source_id: str, span: Span, code_id: str, coder: Coder, *, from_suggestion: str | None = None,
        found_by: str | None = None, coding_id: str = "",
    ) -> Coding:  # fmt: skip
        """Code a passage; `found_by` is the search it was made from, if it was, and `coding_id` a fresh UUID for it.

        Raises:
            NotFound: when there is no such source, or no codebook.
            SpanOutOfText: when the span ends after the text.
            Conflict: when this coder has already given this very span this code.
        """
        text, sha256 = _text_of(act, source_id)
        quotation = span.of(text)
        coding = Coding(
            id=coding_id or new_id(),
            source_id=source_id,
            span=span,
            code_id=code_id,
            coder_id=coder.id,
            codebook_version=_version(act),
            created=act.at,
            digest=coding_digest(sha256, span, quotation),
            from_suggestion=from_suggestion,
            found_by=found_by,
        )
        if self.same(act, source_id, span, code_id, coder) is not None:
            raise Conflict(
                f"{coder.name} has already coded these words with this code.",
                f"The words: “{_short(quotation)}”. `workbench coding list` shows the codings there are.",
            )
        act.insert(tables.coding, [_row(coding)])
        return coding

    def add_found(
        self, act: Act, source_id: str, spans: Iterable[Span], code_id: str, coder: Coder, *, found_by: str
    ) -> list[Coding]:
        """Code passages of a source that a search found; those that this coder has coded so already stay as they are.

        Raises:
            NotFound, SpanOutOfText, NotAllowedHere: as `add`.
        """
        (text, sha256), version, column = _text_of(act, source_id), _version(act), tables.coding.c
        mine = (column.source_id == source_id, column.code_id == code_id, column.coder_id == coder.id)
        there = {span_of(row) for row in act.connection.execute(sa.select(tables.coding).where(*mine))}
        made = [
            Coding(
                new_id(), source_id, span, code_id, coder.id, version, act.at,
                coding_digest(sha256, span, span.of(text)), found_by=found_by,
            )
            for span in dict.fromkeys(spans)
            if span not in there
        ]  # fmt: skip
        act.insert(tables.coding, map(_row, made))
        return made

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
        version = act.connection.execute(sa.select(sa.func.max(tables.codebook_version.c.version))).scalar_one()
        changed = replace(
            coding,
            code_id=code_id or coding.code_id,
            codebook_version=version if code_id else coding.codebook_version,
        )
        if span is not None and span != coding.span:  # a digest is of source, span and words: it stays where these do
            text, sha256 = _text_of(act, coding.source_id)
            changed = replace(changed, span=span, digest=coding_digest(sha256, span, span.of(text)))
        if (changed.span, changed.code_id) != (coding.span, coding.code_id):
            self._refuse_twin(act, changed)
        act.update(tables.coding, {"id": coding.id}, _row(changed))
        return changed

    def _refuse_twin(self, act: Act, coding: Coding) -> None:
        column = tables.coding.c
        twin = sa.select(column.id).where(
            column.source_id == coding.source_id, column.start_pos == coding.span.start,
            column.end_pos == coding.span.end, column.code_id == coding.code_id, column.coder_id == coding.coder_id,
            column.id != coding.id,
        )  # fmt: skip
        if act.connection.execute(twin).first() is not None:
            quotation = coding.span.of(_text_of(act, coding.source_id)[0])
            raise Conflict(
                "These words have this code already.",
                f"The words: “{_short(quotation)}”. Remove one of the two codings instead.",
            )

    def remove(self, act: Act, coding_id: str) -> None:
        """Take a coding away, with its facets and the memos about it (undo brings them back).

        Raises:
            NotFound: when there is no such coding.
        """
        remove_about(act, "coding", coding_id)
        remove_facets(act, coding_id)
        act.delete(tables.coding, {"id": coding_id})

    def all(self, source_id: str | None = None) -> list[Coding]:
        """Return codings in reading order, of one source or of the whole study."""
        column = tables.coding.c
        query = sa.select(tables.coding).order_by(column.source_id, column.start_pos, column.end_pos, column.created)
        if source_id is not None:
            query = query.where(column.source_id == source_id)
        return [_coding(row) for row in self.rows(query)]

    def these(self, ids: Collection[str], source_id: str) -> list[Coding]:
        """Return the codings of a source that have one of these ids."""
        column, wanted = tables.coding.c, sorted(ids)
        batches = [wanted[n : n + _AT_ONCE] for n in range(0, len(wanted), _AT_ONCE)]
        of = sa.select(tables.coding).where(column.source_id == source_id)
        return [_coding(row) for batch in batches for row in self.rows(of.where(column.id.in_(batch)))]

    def counts(self) -> list[tuple[str, str, int]]:
        """Return how many codings each coder has of each code: coder id, code id, number."""
        column = tables.coding.c
        number = sa.func.count().label("number")
        query = sa.select(column.coder_id, column.code_id, number).group_by(column.coder_id, column.code_id)
        return [(row.coder_id, row.code_id, int(row.number)) for row in self.rows(query)]

    def of_codes(self, act: Act, code_ids: Sequence[str]) -> list[Coding]:
        """Return every coder's codings of these codes, as they are inside an act."""
        column = tables.coding.c
        query = sa.select(tables.coding).where(column.code_id.in_(code_ids))
        rows = act.connection.execute(
            query.order_by(column.source_id, column.start_pos, column.end_pos, column.created)
        )
        return [_coding(row) for row in rows]

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


def _version(act: Act) -> int:
    version = act.connection.execute(sa.select(sa.func.max(tables.codebook_version.c.version))).scalar()
    if version is None:
        raise NotAllowedHere("The study has no codebook yet.", "Bring one in with `workbench codebook import FILE`.")
    return int(version)


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
        "found_by": coding.found_by,
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
        found_by=row.found_by,
    )


def _short(words: str, most: int = 80) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"

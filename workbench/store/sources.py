"""Sources and turns: text that never changes once it is in."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NoReturn

import sqlalchemy as sa

from workbench.errors import DuplicateSource, NotFound, listed
from workbench.model import (
    ImportReport,
    ImportWarning,
    Origin,
    Reading,
    Role,
    Source,
    Span,
    Turn,
    Variety,
    canonical_json,
    id_of,
    sha256_bytes,
)
from workbench.store import tables
from workbench.store.act import Act
from workbench.store.reading import Family, span_columns, span_of


class Sources(Family):
    """Transcripts and documents, with their turns and import reports."""

    def add(self, act: Act, reading: Reading) -> Source:
        """Store a source with its turns and report.

        Raises:
            DuplicateSource: when the same text, or another source of this name, is already there.
        """
        source = reading.source
        _refuse_duplicate(act, source)
        original = sha256_bytes(source.original)
        content_id = id_of("content", source.sha256, original)
        act.keep(
            tables.content,
            {
                "id": content_id,
                "sha256": source.sha256,
                "text": source.text,
                "characters": len(source.text),
                "original": source.original,
                "original_sha256": original,
            },
        )
        act.insert(tables.source, [_row(reading, content_id, act.at)])
        act.insert(tables.turn, (_turn_row(turn) for turn in reading.turns))
        return source

    def names(self) -> dict[str, str]:
        """Return the name of every source by its id, in alphabetical order."""
        column = tables.source.c
        return {row.id: row.name for row in self.rows(sa.select(column.id, column.name).order_by(column.name_fold))}

    def all(self) -> list[Source]:
        """Return every source with its text, in order of name."""
        return [_source(row) for row in self.rows(_joined().order_by(tables.source.c.name_fold))]

    def get(self, name_or_id: str) -> Source:
        """Return one source by its name (whatever the capitals) or id.

        Raises:
            NotFound: naming the sources there are.
        """
        found = self.rows(_joined().where(_named(name_or_id)))
        return _source(found[0]) if found else self._not_found(name_or_id)

    def id_of(self, name_or_id: str) -> str:
        """Return the id of a source named as in `get`, without reading its text, which may be long."""
        found = self.rows(sa.select(tables.source.c.id).where(_named(name_or_id)))
        return str(found[0].id) if found else self._not_found(name_or_id)

    def _not_found(self, name_or_id: str) -> NoReturn:
        there = listed(self.names().values())
        raise NotFound(f"There is no source '{name_or_id}'. There is: {there}.", "`workbench source list` shows them.")

    def turns(self, source_id: str, within: Span | None = None) -> tuple[Turn, ...]:
        """Return a source's turns in order; only those that a span touches, where one is given."""
        column = tables.turn.c
        query = sa.select(tables.turn).where(column.source_id == source_id).order_by(column.ordinal)
        if within is not None:
            query = query.where(column.start_pos < within.end, column.end_pos > within.start)
        return tuple(_turn(row) for row in self.rows(query))

    def report(self, source_id: str) -> ImportReport:
        """Return the report of a source's import."""
        column = tables.source.c
        return _report(json.loads(self.rows(sa.select(column.report).where(column.id == source_id))[0].report))

    def set_role(self, act: Act, source_id: str, speaker: str, role: Role) -> None:
        """Say what a speaker's role is in one source."""
        column = tables.turn.c
        mine = (column.source_id == source_id) & (column.speaker == speaker) & (column.role != role.value)
        for ordinal in act.connection.execute(sa.select(column.ordinal).where(mine)).scalars().all():
            act.update(tables.turn, {"source_id": source_id, "ordinal": ordinal}, {"role": role.value})

    def rename(self, act: Act, source_id: str, name: str) -> None:
        """Give a source another name; its text and everything anchored to it stay as they are."""
        act.update(tables.source, {"id": source_id}, {"name": name, "name_fold": name.casefold()})

    def set_variety(self, act: Act, source_id: str, variety: Variety) -> None:
        """Say which kind of account a source gives."""
        act.update(tables.source, {"id": source_id}, {"variety": variety.value})

    def sizes(self) -> list[dict[str, Any]]:
        """Return, per source in order of name: id, name, variety, language, file, characters, turns, people."""
        source, turn, of = tables.source.c, tables.turn.c, tables.case_source.c
        turns = sa.select(sa.func.count()).where(turn.source_id == source.id).scalar_subquery()
        people = sa.select(sa.func.count()).where(of.source_id == source.id).scalar_subquery()
        query = (
            sa.select(
                source.id, source.name, source.variety, source.language, source.origin_file.label("file"),
                tables.content.c.characters, turns.label("turns"), people.label("people"),
            )
            .join(tables.content, tables.content.c.id == source.content_id)
            .order_by(source.name_fold)
        )  # fmt: skip
        return [dict(row._mapping) for row in self.rows(query)]  # noqa: SLF001  # SQLAlchemy's public name for it


def _named(name_or_id: str) -> sa.ColumnElement[bool]:
    return (tables.source.c.name_fold == name_or_id.casefold()) | (tables.source.c.id == name_or_id)


def _refuse_duplicate(act: Act, source: Source) -> None:
    column = tables.source.c
    same = (column.sha256 == source.sha256) | (column.name_fold == source.name.casefold())
    found = act.connection.execute(sa.select(column.name, column.sha256).where(same)).first()
    if found is None:
        return
    if found.sha256 == source.sha256:
        raise DuplicateSource(
            f"'{source.origin.file}' has the same text as the source '{found.name}', which is already in the study.",
            "Leave it out. A corrected transcript has a different text and comes in under another name.",
        )
    raise DuplicateSource(
        f"There is already a source named '{found.name}', with a different text.",
        "Give this one another name with `--name`, for instance with its date or version.",
    )


def _joined() -> sa.Select[Any]:
    return sa.select(tables.source, tables.content.c.text, tables.content.c.original).join(
        tables.content, tables.content.c.id == tables.source.c.content_id
    )


def _row(reading: Reading, content_id: str, at: datetime) -> dict[str, Any]:
    source = reading.source
    return {
        "id": source.id,
        "name": source.name,
        "name_fold": source.name.casefold(),
        "content_id": content_id,
        "sha256": source.sha256,
        "origin_file": source.origin.file,
        "origin_reader": source.origin.reader,
        "origin_settings": canonical_json(dict(source.origin.settings)),
        "variety": source.variety.value,
        "language": source.language,
        "revision_of": source.revision_of,
        "report": _report_json(reading.report),
        "added": at.astimezone(UTC).isoformat(),
    }


def _source(row: sa.Row[Any]) -> Source:
    return Source(
        id=row.id,
        name=row.name,
        text=row.text,
        sha256=row.sha256,
        original=row.original,
        origin=Origin(row.origin_file, row.origin_reader, json.loads(row.origin_settings)),
        variety=Variety(row.variety),
        language=row.language,
        revision_of=row.revision_of,
    )


def _turn_row(turn: Turn) -> dict[str, Any]:
    return {
        "source_id": turn.source_id,
        "ordinal": turn.ordinal,
        **span_columns(turn.span),
        "speaker": turn.speaker,
        "role": turn.role.value,
        "time": turn.time,
        "language": turn.language,
    }


def _turn(row: sa.Row[Any]) -> Turn:
    return Turn(row.source_id, row.ordinal, span_of(row), row.speaker, Role(row.role), row.time, row.language)


def _report_json(report: ImportReport) -> str:
    return canonical_json(
        {
            "file": report.file,
            "reader": report.reader,
            "encoding": report.encoding,
            "turns": report.turns,
            "words": report.words,
            "speakers": {label: role.value for label, role in report.speakers.items()},
            "minutes": report.minutes,
            "metadata": dict(report.metadata),
            "warnings": [[warning.message, warning.line] for warning in report.warnings],
        }
    )


def _report(said: dict[str, Any]) -> ImportReport:
    whole = ImportReport(**{**said, "speakers": {}, "warnings": ()})
    return replace(
        whole,
        speakers={label: Role(role) for label, role in said["speakers"].items()},
        warnings=tuple(ImportWarning(*warning) for warning in said["warnings"]),
    )

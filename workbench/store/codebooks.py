"""The codebook: versions that never change, and codes that keep their id through all of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from workbench.errors import Conflict, NotFound, listed
from workbench.model import Code, Codebook, Coder, CodeStatus, NearMiss, NotWhen, canonical_json
from workbench.model.code_meaning import meaning_changed
from workbench.store import tables
from workbench.store.act import Act
from workbench.store.reading import Family

_AT_ONCE = 500  # pairs in one question; SQLite takes a limited number


class Codebooks(Family):
    """The study's codebook and its published versions."""

    def current(self) -> Codebook | None:
        """Return the newest version, or None when the study has no codebook yet."""
        with self.reading() as connection:
            number = _newest(connection)
            return None if number is None else _version(connection, number)

    def version(self, number: int) -> Codebook:
        """Return one published version.

        Raises:
            NotFound: naming the versions there are.
        """
        with self.reading() as connection:
            column = tables.codebook_version.c.version
            numbers = connection.execute(sa.select(column).order_by(column)).scalars().all()
            if number not in numbers:
                there = f"It has {_listed(numbers)}." if numbers else "It has no codebook yet."
                raise NotFound(f"The study has no codebook version {number}. {there}", "`workbench codebook show`")
            return _version(connection, number)

    def versions(self) -> list[tuple[int, str, str, datetime, str]]:
        """Return (version, name, reason, published, coder) of every version, oldest first."""
        table, coder = tables.codebook_version, tables.coder
        query = (
            sa.select(table.c.version, table.c.name, table.c.reason, table.c.published, coder.c.name.label("coder"))
            .join(coder, coder.c.id == table.c.coder_id)
            .order_by(table.c.version)
        )
        return [(r.version, r.name, r.reason, datetime.fromisoformat(r.published), r.coder) for r in self.rows(query)]

    def codes_at(self, wanted: Collection[tuple[str, int]]) -> dict[tuple[str, int], Code]:
        """Return codes as they were, each by its id and a version number; much faster than whole versions."""
        codes, above = tables.code_version, tables.code_version.alias("above")
        query = sa.select(codes, above.c.key.label("parent_key")).outerjoin(
            above, sa.and_(above.c.version == codes.c.version, above.c.code_id == codes.c.parent_id)
        )
        pairs = sorted(wanted)
        batches = [pairs[n : n + _AT_ONCE] for n in range(0, len(pairs), _AT_ONCE)]
        both = sa.tuple_(codes.c.code_id, codes.c.version)
        return {
            (row.code_id, row.version): _code(row, {row.parent_id: row.parent_key})
            for batch in batches
            for row in self.rows(query.where(both.in_(batch)))
        }

    def lives(self) -> dict[str, tuple[int, int]]:
        """Return of each code's id the first version that has it and the one after the last in which it is in use.

        The second is 0 where there is none: the code was never in use, or is in use in the newest version.
        """
        column = tables.code_version.c
        in_use = sa.case((column.status == CodeStatus.ACTIVE.value, column.version), else_=0)
        first, last = sa.func.min(column.version).label("first"), sa.func.max(in_use).label("last")
        query = sa.select(column.code_id, first, last).group_by(column.code_id)
        numbers = [row[0] for row in self.versions()]  # there are gaps where a version was taken back
        after = dict(pairwise(numbers))
        return {row.code_id: (row.first, after.get(row.last, 0)) for row in self.rows(query)}

    def versions_meaning_the_same(self, code_id: str) -> set[int]:
        """Return the versions in which a code means what it means now; none where it is not in the newest one."""
        numbers = [row[0] for row in self.versions()]
        then = self.codes_at({(code_id, number) for number in numbers})
        now = then.get((code_id, numbers[-1])) if numbers else None
        return {number for (_, number), code in then.items() if now is not None and not meaning_changed(code, now)}

    def versions_of_now(self) -> dict[str, set[int]]:
        """Return of every code of the newest version in which versions it means what it means now, by its id."""
        numbers = [row[0] for row in self.versions()]
        now = self.version(numbers[-1]).by_id if numbers else {}
        then = self.codes_at({(code_id, number) for code_id in now for number in numbers})
        found: dict[str, set[int]] = {code_id: set() for code_id in now}
        for (code_id, number), code in then.items():
            if not meaning_changed(code, now[code_id]):
                found[code_id].add(number)
        return found

    def versions_asking_the_same(self, number: int | None = None) -> set[int]:
        """Return under which versions who looked for every code looked for those in use in this version (default: the newest).

        Each of them was in use there, and meant what it means in this version; what else was looked for makes no difference.
        """
        numbers = [row[0] for row in self.versions()]
        if not numbers:
            return set()
        asked = [code for code in self.version(number or numbers[-1]) if code.status is CodeStatus.ACTIVE]
        then = self.codes_at({(code.id, each) for code in asked for each in numbers})
        return {each for each in numbers if all(_asked(then.get((code.id, each)), code) for code in asked)}

    def publish(self, act: Act, codebook: Codebook, coder: Coder, *, based_on: int | None) -> Codebook:
        """Publish the next version. Codes that the new one leaves out are kept as retired.

        Its number is one that no version ever had, also none that was taken back.

        Args:
            act: the act this is part of.
            codebook: what to publish; its own `version` is not looked at.
            coder: who publishes it.
            based_on: the version the editor had before them (None: there was none).

        Raises:
            Conflict: when somebody published in between; it carries both texts.
        """
        newest = _newest(act.connection)
        before = None if newest is None else _version(act.connection, newest)
        if newest != based_on:
            raise Conflict(
                f"The codebook was published by somebody else meanwhile: it is at version {newest}, and this edit "
                f"began from version {based_on}.",
                "Look at both, take over what you want, and publish again.",
                mine=_text(codebook),
                theirs=_text(before) if before else "",
            )
        whole = codebook if before is None else _with_retired(codebook, before)
        fresh = replace(whole, version=act.next_number("codebook", "", newest or 0))
        act.insert(tables.codebook_version, [_version_row(fresh, coder, act.at)])
        for code in fresh:
            if act.row(tables.code, {"id": code.id}) is None:
                act.insert(tables.code, [{"id": code.id}])
        act.insert(tables.code_version, (_code_row(fresh, code) for _, code in fresh.tree()))
        return fresh


def _asked(then: Code | None, now: Code) -> bool:
    return then is not None and then.status is CodeStatus.ACTIVE and not meaning_changed(then, now)


def _listed(numbers: Sequence[int]) -> str:
    """Say which versions there are, in order: runs of numbers without a gap are said by their ends."""
    starts = [n for n in numbers if n - 1 not in numbers]
    ends = [n for n in numbers if n + 1 not in numbers]
    runs = [str(a) if a == b else f"{a} to {b}" for a, b in zip(starts, ends, strict=True)]
    return ("version " if len(numbers) == 1 else "versions ") + listed(runs)


def _newest(connection: sa.Connection) -> int | None:
    return connection.execute(sa.select(sa.func.max(tables.codebook_version.c.version))).scalar()


def _version(connection: sa.Connection, number: int) -> Codebook:
    table, codes = tables.codebook_version, tables.code_version
    head = connection.execute(sa.select(table).where(table.c.version == number)).one()
    query = sa.select(codes).where(codes.c.version == number).order_by(codes.c.position, codes.c.key_fold)
    rows = connection.execute(query).all()
    key_of = {row.code_id: row.key for row in rows}
    return Codebook(
        id=head.codebook_id,
        name=head.name,
        codes=tuple(_code(row, key_of) for row in rows),
        version=number,
        reason=head.reason,
        facets={name: tuple(values) for name, values in json.loads(head.facets).items()},
        sources=tuple(json.loads(head.sources)),
    )


def _with_retired(codebook: Codebook, before: Codebook) -> Codebook:
    """Return the codebook with the earlier codes it leaves out, retired and at the top of the tree."""
    kept, keys = codebook.by_id, {key.casefold() for key in codebook.by_key}
    names = {code.name.casefold() for code in codebook}
    gone: list[Code] = []
    for code in before:
        if code.id in kept:
            continue
        taken = code.key.casefold() in keys or code.name.casefold() in names
        suffix = f" (retired, version {before.version})" if taken else ""
        parent = code.parent if code.parent in {*codebook.by_key, *(c.key for c in gone)} and not taken else None
        gone.append(
            replace(
                code, key=code.key + suffix, name=code.name + suffix, parent=parent, status=CodeStatus.RETIRED,
                not_when=(), near_miss=(), contrast_with=(),
            )
        )  # fmt: skip
    return replace(codebook, codes=(*codebook.codes, *gone))


def _version_row(codebook: Codebook, coder: Coder, at: datetime) -> dict[str, Any]:
    return {
        "version": codebook.version,
        "codebook_id": codebook.id,
        "name": codebook.name,
        "reason": codebook.reason,
        "facets": canonical_json({name: list(values) for name, values in codebook.facets.items()}),
        "sources": canonical_json(list(codebook.sources)),
        "published": at.isoformat(),
        "coder_id": coder.id,
    }


def _code_row(codebook: Codebook, code: Code) -> dict[str, Any]:
    return {
        "version": codebook.version,
        "code_id": code.id,
        "key": code.key,
        "key_fold": code.key.casefold(),
        "name": code.name,
        "name_fold": code.name.casefold(),
        "parent_id": codebook.by_key[code.parent].id if code.parent else None,
        "definition": code.definition,
        "details": canonical_json(_details(code)),
        "colour": code.colour,
        "position": code.order,
        "status": code.status.value,
    }


def _details(code: Code) -> dict[str, Any]:
    return {
        "use_when": code.use_when,
        "not_when": [[rule.condition, rule.use] for rule in code.not_when],
        "cues": list(code.cues),
        "examples": list(code.examples),
        "near_miss": [[miss.text, miss.code] for miss in code.near_miss],
        "contrast_with": list(code.contrast_with),
        "applies_to": list(code.applies_to),
    }


def _code(row: sa.Row[Any], key_of: dict[str, str]) -> Code:
    said = json.loads(row.details)
    return Code(
        id=row.code_id,
        key=row.key,
        name=row.name,
        definition=row.definition,
        parent=key_of.get(row.parent_id),
        use_when=said["use_when"],
        not_when=tuple(NotWhen(*rule) for rule in said["not_when"]),
        cues=tuple(said["cues"]),
        examples=tuple(said["examples"]),
        near_miss=tuple(NearMiss(*miss) for miss in said["near_miss"]),
        contrast_with=tuple(said["contrast_with"]),
        applies_to=tuple(said["applies_to"]),
        colour=row.colour,
        order=row.position,
        status=CodeStatus(row.status),
    )


def _text(codebook: Codebook) -> str:
    return "\n".join(f"{'  ' * depth}{code.key}  {code.name}: {code.definition}" for depth, code in codebook.tree())

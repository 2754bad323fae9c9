"""Draws: what was drawn at random for a person to look at, with how likely each passage was to be drawn."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workbench.errors import NotFound
from workbench.model import Draw, Drawn, Method, Part, Span, canonical_json
from workbench.store import tables
from workbench.store.act import Act
from workbench.store.reading import Family, span_columns, span_of


class Draws(Family):
    """Draws, the oldest first. They never change, and go by undo only."""

    def add(self, act: Act, draw: Draw) -> Draw:
        """Write a draw and its passages.

        Raises:
            NotAllowedHere: when a probability is not in (0, 1], or a passage is drawn twice.
        """
        row = {
            "id": draw.id,
            "coder_id": draw.coder_id,
            "at": draw.at.isoformat(),
            "method": draw.method.value,
            "seed": draw.seed,
            "codebook_version": draw.codebook_version,
            "segmentation_id": draw.segmentation_id,
            "filters": canonical_json(dict(draw.filters)),
            "size": draw.size,
        }
        act.insert(tables.draw, [row])
        act.insert(tables.drawn, (_drawn_row(draw.id, place, each) for place, each in enumerate(draw.passages)))
        return draw

    def all(self, *, coder_ids: Iterable[str] | None = None) -> list[Draw]:
        """Return every draw with its passages; those of some people where their ids are given."""
        column = tables.draw.c
        query = sa.select(tables.draw).order_by(sa.text("draw.rowid"))
        if coder_ids is not None:
            query = query.where(column.coder_id.in_(sorted(coder_ids)))
        passages: dict[str, list[Drawn]] = {}
        with self.reading() as connection:
            heads = connection.execute(query).all()
            for row in connection.execute(sa.select(tables.drawn).order_by(*tables.drawn.primary_key)):
                passages.setdefault(row.draw_id, []).append(_drawn(row))
        return [_draw(row, passages.get(row.id, [])) for row in heads]

    def unseen(self, coder_ids: Iterable[str], method: Method) -> list[tuple[str, Mapping[str, Any], Drawn]]:
        """Return what some people's draws of a method have that they have not looked at since, in the order drawn.

        Each is the draw's id, its filters, and the passage.
        """
        whole, one, look = tables.draw.c, tables.drawn.c, tables.looked.c
        seen = sa.exists().where(
            look.source_id == one.source_id, look.start_pos == one.start_pos, look.end_pos == one.end_pos,
            look.coder_id == whole.coder_id, look.codebook_version >= whole.codebook_version,
        )  # fmt: skip
        query = (
            sa.select(tables.drawn, whole.filters)
            .join(tables.draw, whole.id == one.draw_id)
            .where(whole.coder_id.in_(sorted(coder_ids)), whole.method == method.value, ~seen)
            .order_by(sa.text("draw.rowid"), one.position)
        )
        return [(row.draw_id, json.loads(row.filters), _drawn(row)) for row in self.rows(query)]

    def holding(self, act: Act, coder_id: str, source_id: str, span: Span) -> str | None:
        """Return the id of this person's newest draw that has this very passage, or None."""
        one, whole = tables.drawn.c, tables.draw.c
        query = (
            sa.select(whole.id)
            .join(tables.drawn, one.draw_id == whole.id)
            .where(
                whole.coder_id == coder_id, one.source_id == source_id, one.start_pos == span.start,
                one.end_pos == span.end,
            )
            .order_by(sa.text("draw.rowid DESC"))
        )  # fmt: skip
        return act.connection.execute(query.limit(1)).scalar()

    def get(self, beginning: str) -> Draw:
        """Return the one draw whose id begins so.

        Raises:
            NotFound: when none does, or more than one.
        """
        found = [draw for draw in self.all() if draw.id.startswith(beginning)]
        if len(found) != 1:
            many = "More than one draw's id begins" if found else "No draw's id begins"
            raise NotFound(f"{many} with '{beginning}'.", "`workbench review progress --json` shows every draw's id.")
        return found[0]


def _drawn_row(draw_id: str, place: int, one: Drawn) -> dict[str, Any]:
    return {
        "draw_id": draw_id,
        "position": place,
        "source_id": one.source_id,
        **span_columns(one.span),
        "probability": float(one.probability),
        "part": one.part.value,
    }


def _drawn(row: sa.Row[Any]) -> Drawn:
    return Drawn(row.source_id, span_of(row), row.probability, Part(row.part))


def _draw(row: sa.Row[Any], passages: list[Drawn]) -> Draw:
    return Draw(
        id=row.id,
        coder_id=row.coder_id,
        at=datetime.fromisoformat(row.at),
        method=Method(row.method),
        seed=row.seed,
        codebook_version=row.codebook_version,
        segmentation_id=row.segmentation_id,
        size=row.size,
        passages=tuple(passages),
        filters=json.loads(row.filters),
    )

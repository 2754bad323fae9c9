"""Segments: one layer per segmentation; a new layer never moves a coding."""

from __future__ import annotations

import json
from collections.abc import Iterable

import sqlalchemy as sa

from workbench.model import Segment, Segmentation, canonical_json
from workbench.store import tables
from workbench.store.act import Act
from workbench.store.reading import Family, span_columns, span_of


class Segments(Family):
    """Segmentations and their segments."""

    def add(self, act: Act, segmentation: Segmentation, segments: Iterable[Segment]) -> None:
        """Write the segments of sources that have none yet in this segmentation."""
        act_table = tables.segmentation
        if act.row(act_table, {"id": segmentation.id}) is None:
            settings = canonical_json(dict(segmentation.settings))
            act.insert(act_table, [{"id": segmentation.id, "method": segmentation.method, "settings": settings}])
        column = tables.segment.c
        query = sa.select(column.source_id).where(column.segmentation_id == segmentation.id).distinct()
        there = set(act.connection.execute(query).scalars())
        act.insert(tables.segment, (_row(s) for s in segments if s.source_id not in there))

    def cut_again(self, act: Act, segmentation: Segmentation, source_id: str, segments: Iterable[Segment]) -> None:
        """Replace one source's segments in a layer, because the roles of its speakers changed.

        The database lets segments go only while `replay` names a revision; here it is the newest one, and the act
        keeps an image of every row, so that undo brings the old ones back.
        """
        column = tables.segment.c
        mine = (column.segmentation_id == segmentation.id) & (column.source_id == source_id)
        ordinals = act.connection.execute(sa.select(column.ordinal).where(mine)).scalars().all()
        newest = act.connection.execute(sa.select(sa.func.max(tables.revision.c.sequence))).scalar_one()
        act.connection.execute(sa.insert(tables.replay), {"sequence": newest})
        for ordinal in ordinals:
            key = {"segmentation_id": segmentation.id, "source_id": source_id, "ordinal": ordinal}
            act.delete(tables.segment, key)
        act.connection.execute(sa.delete(tables.replay))
        act.insert(tables.segment, map(_row, segments))

    def layers(self) -> list[Segmentation]:
        """Return every segmentation of the study, the newest last."""
        rows = self.rows(sa.select(tables.segmentation).order_by(sa.text("rowid")))
        return [Segmentation(row.method, json.loads(row.settings)) for row in rows]

    def of(self, segmentation_id: str) -> list[Segment]:
        """Return the segments of one layer in reading order."""
        column = tables.segment.c
        query = sa.select(tables.segment).where(column.segmentation_id == segmentation_id)
        return [
            Segment(row.segmentation_id, row.source_id, row.ordinal, span_of(row))
            for row in self.rows(query.order_by(column.source_id, column.ordinal))
        ]

    def sources_cut(self, segmentation_id: str) -> set[str]:
        """Return the ids of the sources that have segments in this layer."""
        column = tables.segment.c
        query = sa.select(column.source_id).where(column.segmentation_id == segmentation_id).distinct()
        return {row.source_id for row in self.rows(query)}


def _row(segment: Segment) -> dict[str, object]:
    return {
        "segmentation_id": segment.segmentation_id,
        "source_id": segment.source_id,
        "ordinal": segment.ordinal,
        **span_columns(segment.span),
    }

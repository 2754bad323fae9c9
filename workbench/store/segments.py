"""Segments: one layer per segmentation; a new layer never moves a coding."""

from __future__ import annotations

import json
from collections.abc import Iterable

import sqlalchemy as sa

from workbench.model import Segment, Segmentation, Span, canonical_json
from workbench.store import tables
from workbench.store.act import Act
from workbench.store.reading import Family, span_columns, span_of

BY_HAND = Segmentation("hand")
"""Segments that a person joined or cut. Another layer's settings give the same segments every time; these are as left."""


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
        """Replace one source's segments in a layer: the roles of its speakers changed, or a person cut it otherwise.

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

    def cut_by_hand(self, act: Act, source_id: str, spans: Iterable[Span]) -> None:
        """Keep how a person cut a source: in a layer of its own, which is counted from now on."""
        self.add(act, BY_HAND, ())
        fresh = [Segment(BY_HAND.id, source_id, ordinal, span) for ordinal, span in enumerate(spans)]
        self.cut_again(act, BY_HAND, source_id, fresh)

    def counted(self, source_id: str) -> list[Segment]:
        """Return the segments that a source is counted by, in reading order."""
        column = tables.segment.c
        query = sa.select(tables.segment).where(column.source_id == source_id, counted_layer())
        return [
            Segment(row.segmentation_id, row.source_id, row.ordinal, span_of(row))
            for row in self.rows(query.order_by(column.start_pos))
        ]

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


def counted_layer() -> sa.ColumnElement[bool]:
    """Which segments are counted: of each source, those cut by hand, or else those of the first layer it was cut into.

    A run's layer comes later and may lack sources. Were the layer of most sources taken for all, a source that
    comes in late would change the unit that everybody else is counted in.
    """
    segment, layer = tables.segment.alias("other"), tables.segmentation.alias("cut")
    first = (
        sa.select(segment.c.segmentation_id)
        .join(layer, layer.c.id == segment.c.segmentation_id)
        .where(segment.c.source_id == tables.segment.c.source_id)
        .order_by(layer.c.id != BY_HAND.id, sa.text("cut.rowid"))
        .limit(1)
        .correlate(tables.segment)
        .scalar_subquery()
    )
    return tables.segment.c.segmentation_id == first

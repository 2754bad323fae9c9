"""The study as tidy pandas tables: where SQL meets analysis. Nothing here can see a suggestion."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from workbench.model import Tense
from workbench.store import tables
from workbench.store.cases import Cases
from workbench.store.coding_frame import coding_frame, spread
from workbench.store.reading import Family
from workbench.store.segments import counted_layer

_SEGMENT = "segmentation_id source_id source variety ordinal start end case_id case"
_TURN = "source_id ordinal start end speaker role"
_LINK = (
    "link_id claim_id claim_key source_id source variety start end stance gap_type voice tense coder from_suggestion"
    " case_id case quotation"
)
_ASKED = "claim_id case_id source_id question"
_CLAIM = "claim_id key version statement modality theme_key country in_force_from in_force_to source_id source start end quotation"

_NEWEST = sa.select(tables.revision.c.hash).order_by(tables.revision.c.sequence.desc()).limit(1)
# One page asks for the same tables again and again. By study's file: its newest act, and tables as they were after it.
_KEPT: dict[str, tuple[str, dict[str, pd.DataFrame]]] = {}
_MOST_KEPT = 2


@dataclass(frozen=True, slots=True)
class Frames(Family):
    """Tables of decided things: codings, links, claims, segments, cases. The large ones are kept until the study's next act."""

    path: Path | None = None

    def codings(self) -> pd.DataFrame:
        """One row per coding and case (a source of no case gives one row with an empty case), with `attr.` columns.

        `found_by` is the search and `from_suggestion` the suggestion that a coding was made from; empty for a passage that
        somebody read and coded.
        """
        return self._kept("codings", Frames._codings)

    def segments(self, segmentation_id: str | None = None) -> pd.DataFrame:
        """One row per segment and case, of one layer (default: of each source, the layer it was cut into first)."""
        if segmentation_id is None:
            return self._kept("segments", Frames._segments)
        return self._segments(segmentation_id)

    def _segments(self, segmentation_id: str | None = None) -> pd.DataFrame:
        segment, of = tables.segment.c, tables.case_source.c
        chosen = segment.segmentation_id == segmentation_id if segmentation_id else counted_layer()
        query = (
            sa.select(
                segment.segmentation_id, segment.source_id, *_source_columns(), segment.ordinal,
                segment.start_pos.label("start"), segment.end_pos.label("end"), of.case_id,
                tables.study_case.c.name.label("case"),
            )
            .join(tables.source, tables.source.c.id == segment.source_id)
            .outerjoin(tables.case_source, of.source_id == segment.source_id)
            .outerjoin(tables.study_case, tables.study_case.c.id == of.case_id)
            .where(chosen)
            .order_by(tables.source.c.name_fold, segment.ordinal)
        )  # fmt: skip
        return self._with_attributes(self._frame(query, _SEGMENT))

    def facets(self) -> pd.DataFrame:
        """One row per coding and facet that it has a value of: coding_id, facet, value."""
        column = tables.coding_facet.c
        query = sa.select(tables.coding_facet).order_by(column.coding_id, column.facet)
        return self._frame(query, "coding_id facet value")

    def turns(self) -> pd.DataFrame:
        """One row per turn: source_id, ordinal, start, end, speaker, role."""
        return self._kept("turns", Frames._turns)

    def _turns(self) -> pd.DataFrame:
        turn = tables.turn.c
        query = (
            sa.select(
                turn.source_id, turn.ordinal, turn.start_pos.label("start"), turn.end_pos.label("end"), turn.speaker,
                turn.role,
            )
            .join(tables.source, tables.source.c.id == turn.source_id)
            .order_by(tables.source.c.name_fold, turn.ordinal)
        )  # fmt: skip
        return self._frame(query, _TURN)

    def links(self) -> pd.DataFrame:
        """One row per link and case, with `attr.` columns. `from_suggestion` is empty where nothing was proposed."""
        link, claim, of = tables.link.c, tables.claim.c, tables.case_source.c
        query = (
            sa.select(
                link.id.label("link_id"), link.claim_id, claim.key.label("claim_key"), link.source_id,
                *_source_columns(), link.start_pos.label("start"), link.end_pos.label("end"), link.stance,
                link.gap_type, link.voice, sa.func.coalesce(link.tense, Tense.UNCLEAR.value).label("tense"),
                tables.coder.c.name.label("coder"), link.from_claim_suggestion, of.case_id,
                tables.study_case.c.name.label("case"),
            )
            .join(tables.claim, claim.id == link.claim_id)
            .join(tables.source, tables.source.c.id == link.source_id)
            .join(tables.coder, tables.coder.c.id == link.coder_id)
            .outerjoin(tables.case_source, of.source_id == link.source_id)
            .outerjoin(tables.study_case, tables.study_case.c.id == of.case_id)
            .order_by(claim.key_fold, tables.source.c.name_fold, link.start_pos)
        )  # fmt: skip
        return self._with_attributes(self._with_quotations(self._frame(query, _LINK)))

    def asked(self) -> pd.DataFrame:
        """One row per claim and case that was asked about it: claim_id, case_id, source_id, question (its key).

        Where somebody was asked more than once, the row is of the first time. A claim that no question asks about, and a
        study whose turns nobody went through for the guide, has no rows: then nothing is known about asking.
        """
        asked, tag, of, question = tables.asked.c, tables.question_claim.c, tables.case_source.c, tables.question.c
        query = (
            sa.select(tag.claim_id, of.case_id, asked.source_id, question.key.label("question"))
            .join(tables.question, question.id == asked.question_id)
            .join(tables.question_claim, tag.question_id == asked.question_id)
            .join(tables.claim, tables.claim.c.id == tag.claim_id)
            .join(tables.case_source, of.source_id == asked.source_id)
            .join(tables.study_case, tables.study_case.c.id == of.case_id)
            .join(tables.source, tables.source.c.id == asked.source_id)
            .order_by(
                tables.claim.c.key_fold, tables.claim.c.version, tables.study_case.c.name_fold, tables.source.c.name_fold,
                asked.ordinal, question.position,
            )
        )  # fmt: skip
        return self._frame(query, _ASKED).drop_duplicates(["claim_id", "case_id"], ignore_index=True)

    def claims(self) -> pd.DataFrame:
        """One row per claim, with the words of the extract it was taken from."""
        claim, name = tables.claim.c, tables.code_version.c
        newest = sa.select(sa.func.max(tables.codebook_version.c.version)).scalar_subquery()
        query = (
            sa.select(
                claim.id.label("claim_id"), claim.key, claim.version, claim.statement, claim.modality,
                name.key.label("theme_key"), claim.country, claim.in_force_from, claim.in_force_to, claim.source_id,
                tables.source.c.name.label("source"), claim.start_pos.label("start"), claim.end_pos.label("end"),
            )
            .join(tables.source, tables.source.c.id == claim.source_id)
            .outerjoin(tables.code_version, (name.code_id == claim.theme) & (name.version == newest))
            .order_by(claim.key_fold, claim.version)
        )  # fmt: skip
        return self._with_quotations(self._frame(query, _CLAIM))

    def cases(self) -> pd.DataFrame:
        """One row per case: case_id, case, n_sources, varieties (a sorted tuple) and the `attr.` columns."""
        source = tables.source.c
        variety = {row.id: row.variety for row in self.rows(sa.select(source.id, source.variety))}
        rows: list[dict[str, Any]] = [
            {
                "case_id": case.id,
                "case": case.name,
                "n_sources": len(case.sources),
                "varieties": tuple(sorted({variety[s] for s in case.sources})),
            }
            for case in Cases(self.reading).all()
        ]
        return self._with_attributes(pd.DataFrame(rows, columns=["case_id", "case", "n_sources", "varieties"]))

    def _codings(self) -> pd.DataFrame:
        with self.reading() as connection:
            return self._with_attributes(self._with_quotations(coding_frame(connection)))

    def _kept(self, name: str, make: Callable[[Frames], pd.DataFrame]) -> pd.DataFrame:
        """Return a table as it is after the newest act; made once, and then kept for as long as that act is the newest."""
        with self.reading() as connection:
            file, newest = str(self.path), str(connection.execute(_NEWEST).scalar())
            known, made = _KEPT.get(file, ("", {}))
            made = dict(made) if known == newest else {}
            if name not in made:
                made[name] = make(Frames(lambda: nullcontext(connection)))
                _keep(file, newest, made)
        return made[name].copy(deep=False)  # what a caller changes in its copy stays there: pandas copies on write

    def _frame(self, query: sa.Executable, columns: str) -> pd.DataFrame:
        rows = [tuple(row) for row in self.rows(query)]
        frame = pd.DataFrame(rows, columns=[c for c in columns.split() if c != "quotation"])
        for name in ("case_id", "case", "found_by", "from_suggestion"):
            if name in frame:
                frame[name] = frame[name].fillna("")
        return frame

    def _with_quotations(self, frame: pd.DataFrame) -> pd.DataFrame:
        table, content = tables.source, tables.content
        query = sa.select(table.c.id, content.c.text).join(content, content.c.id == table.c.content_id)
        texts = {row.id: row.text for row in self.rows(query)} if len(frame) else {}
        place = frame[["source_id", "start", "end"]]
        new = (place != place.shift()).any(axis=1)  # one passage often carries many codes
        quotations = [texts[source][start:end] for source, start, end in place[new].itertuples(index=False)]
        return frame.assign(quotation=pd.Series(quotations).take(new.to_numpy().cumsum() - 1).array)

    def _with_attributes(self, frame: pd.DataFrame) -> pd.DataFrame:
        cases = Cases(self.reading).all()
        names = sorted({name for case in cases for name in case.attributes})
        at, ids = pd.factorize(frame["case_id"])
        for name in names:
            value = {case.id: case.attributes.get(name) for case in cases}
            frame[f"attr.{name}"] = spread([value.get(case_id) for case_id in ids], at)
        return frame


def _keep(file: str, newest: str, made: dict[str, pd.DataFrame]) -> None:
    _KEPT.pop(file, None)  # the newest comes last
    _KEPT[file] = newest, made
    for old in list(_KEPT)[:-_MOST_KEPT]:
        _KEPT.pop(old, None)


def _source_columns() -> tuple[sa.ColumnElement[Any], ...]:
    return tables.source.c.name.label("source"), tables.source.c.variety

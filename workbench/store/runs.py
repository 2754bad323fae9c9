"""Runs: what the machine did, with enough on record to do it again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workbench.model import Coder, Run, canonical_json
from workbench.store import tables
from workbench.store.act import Act
from workbench.store.reading import Family

_STORED: sa.ColumnElement[int] = sa.literal_column("run.rowid", sa.Integer)


class Runs(Family):
    """Machine runs."""

    def add(self, act: Act, run: Run, coder: Coder) -> Run:
        """Write a run, before its suggestions and in the same act."""
        row = {
            "id": run.id,
            "coder_id": coder.id,
            "recipe_name": run.recipe_name,
            "recipe": run.recipe,
            "recipe_sha256": run.recipe_sha256,
            "codebook_version": run.codebook_version,
            "seed": run.seed,
            "started": run.started.isoformat(),
            "finished": run.finished.isoformat() if run.finished else None,
            "models": canonical_json(dict(run.models)),
            "versions": canonical_json(dict(run.versions)),
            "segmentation_id": run.segmentation_id,
            "counts": canonical_json(dict(run.counts)),
        }
        act.insert(tables.run, [row])
        return run

    def all(self) -> list[Run]:
        """Return every run, the oldest first."""
        rows = self.rows(sa.select(tables.run).order_by(tables.run.c.started, tables.run.c.id))
        return [_run(row) for row in rows]

    def of_recipe(self, name: str) -> set[str]:
        """Return the ids of a recipe's runs."""
        return {row.id for row in self.rows(sa.select(tables.run.c.id).where(tables.run.c.recipe_name == name))}

    def newest_layer(self) -> str | None:
        """Return the id of the segmentation that the newest run read, or None where no run has one."""
        query = sa.select(tables.run.c.segmentation_id).where(tables.run.c.segmentation_id.is_not(None))
        rows = self.rows(query.order_by(_STORED.desc()).limit(1))
        return rows[0].segmentation_id if rows else None

    def newest_report(self) -> tuple[Run, Mapping[str, Any]] | None:
        """Return the run that was stored last of those that learned from what people decided, with what it says of each code by its id.

        None where no run has. The report is `counts["codes"]` of the run.
        """
        learned = tables.run.c.counts.contains('"codes":', autoescape=True)
        query = sa.select(tables.run).where(learned).order_by(_STORED.desc())  # a clock may have been set back
        for row in self.rows(query.limit(1)):
            run = _run(row)
            return run, run.counts["codes"]
        return None


def _run(row: sa.Row[Any]) -> Run:
    return Run(
        id=row.id,
        recipe_name=row.recipe_name,
        recipe=row.recipe,
        recipe_sha256=row.recipe_sha256,
        codebook_version=row.codebook_version,
        seed=row.seed,
        started=datetime.fromisoformat(row.started),
        finished=datetime.fromisoformat(row.finished) if row.finished else None,
        models=json.loads(row.models),
        versions=json.loads(row.versions),
        segmentation_id=row.segmentation_id,
        counts=json.loads(row.counts),
    )

"""The demonstration's sheet in the docs is what its script prints today (the tables that need no model)."""

from __future__ import annotations

import importlib.util


def test_the_counts_of_the_sheet_are_those_of_the_study(root, design):
    spec = importlib.util.spec_from_file_location("study_sheet", root / "benchmarks" / "study_sheet.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    kept = (root / "docs" / "demonstration_sheet.md").read_text("utf-8")
    counted = "\n".join(script.counts(design))
    people = "\n".join(
        script.table(
            ("person", "segments", "words", "median", "type-token ratio"), map(script.person, design.interviews)
        )
    )
    assert counted in kept, "run `make sheet` and read the diff"
    assert people in kept

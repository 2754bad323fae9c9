"""What every part of the page Analysis can be narrowed by; every choice stands in the address."""

from __future__ import annotations

import streamlit as st

from workbench.analysis.sides import written
from workbench.analysis.units import PLURALS
from workbench.app import analysis_state as chosen
from workbench.app.components.wording import variety_words
from workbench.model import Variety
from workbench.report.coded import ALL_VARIETIES, OVERLAP, Part
from workbench.store import OpenStudy

THEMES, ALL_CODES = "Themes", "All codes"
# An attribute with more values than this, such as a caseload, is no list to choose from.
MOST_VALUES = 12
UNIT_WORDS = {
    "segment": "In one segment", "turn": "In one turn", "question": "In one answer (all turns to a question)",
    "source": "In one source", "person": "By one person", OVERLAP: "In passages that overlap",
}  # fmt: skip


def part_chosen(study: OpenStudy, *, levels: bool = True) -> tuple[Part, bool]:
    """Show which sources, whose and which codes; return that part of the study, and whether only themes are shown."""
    there = [size["variety"] for size in study.sources.sizes()]
    varieties = [v.value for v in Variety if v.value in there] or [Variety.DISCLOSED.value]
    usual = Variety.DISCLOSED.value if Variety.DISCLOSED.value in varieties else varieties[0]
    options = [*varieties, ALL_VARIETIES]
    columns = st.columns([3, 3, 2] if levels else 2)
    variety = columns[0].selectbox(
        "Sources", options, index=options.index(usual), format_func=_variety, key=chosen.VARIETY, bind="query-params",
    )  # fmt: skip
    pairs = _attributes(study)
    only = columns[1].selectbox(
        "Only people with", list(pairs), index=None, placeholder="Everybody", key=chosen.ONLY, bind="query-params",
    )  # fmt: skip
    themes = True
    if levels:
        level = columns[2].selectbox("Codes", [THEMES, ALL_CODES], key=chosen.LEVEL, bind="query-params")
        themes = level == THEMES
    return Part(str(variety), pairs.get(only) if only else None, themes), themes


def unit_noun(unit: str) -> str:
    """Return how several of a unit are called."""
    return PLURALS.get(unit, unit)


def _variety(value: str) -> str:
    return "Every source" if value == ALL_VARIETIES else variety_words(value)


def _attributes(study: OpenStudy) -> dict[str, tuple[str, str]]:
    values: dict[str, set[str]] = {}
    for case in study.cases.all():
        for name, value in case.attributes.items():
            values.setdefault(name, set()).add(written(value))
    return {
        f"{name}: {value}": (f"attr.{name}", value)
        for name in sorted(values) if len(values[name]) <= MOST_VALUES for value in sorted(values[name])
    }  # fmt: skip

"""ACT: a study's codings become the tables of the analysis room. Suggestions are in none of them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbench.analysis import cooccurrence
from workbench.analysis.cooccurrence import Together
from workbench.analysis.groups import VARIETY
from workbench.analysis.prevalence import prevalence as counted
from workbench.analysis.sides import written
from workbench.analysis.units import SEGMENT, TURN, Laid, lay
from workbench.errors import NotFound, listed
from workbench.model import Codebook, Variety
from workbench.store import OpenStudy

ALL_VARIETIES = "all"
OVERLAP = "overlap"


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a study is looked at: sources of a variety (or `all`), and people whose `only[0]` is `only[1]`.

    `only` is empty for everybody. `themes`: every coding counts for the code at the top of its branch, and for no other.
    """

    variety: str = Variety.DISCLOSED.value
    only: tuple[str, str] | None = None
    themes: bool = False


WHOLE = Part()


@dataclass(frozen=True, slots=True)
class Tables:
    """The frames that an analysis is made of, as `store.Frames` gives them, narrowed to a part of the study."""

    codings: pd.DataFrame
    segments: pd.DataFrame
    turns: pd.DataFrame
    codebook: Codebook | None

    def laid(self, unit: str) -> Laid:
        """Lay the codings on units; see `analysis.units.lay`."""
        return lay(self.codings, self.segments, self.turns, unit)


def tables_of(study: OpenStudy, part: Part = WHOLE) -> Tables:
    """Return the tables of a part of a study.

    Raises:
        NotFound: when there is no such column to choose people by.
    """
    frames, codebook = study.frames, study.codebook.current()
    segments, codings = frames.segments(), frames.codings()
    if part.variety != ALL_VARIETIES:
        segments, codings = (table[table[VARIETY] == part.variety] for table in (segments, codings))
    if part.only:
        segments, codings = (_only(table, *part.only) for table in (segments, codings))
    if part.themes and codebook:
        codings = _at_the_top(codings, codebook)
    return Tables(codings.reset_index(drop=True), segments.reset_index(drop=True), frames.turns(), codebook)


def prevalence(
    study: OpenStudy, *, by: str, unit: str = SEGMENT, part: Part = WHOLE, interval: str = "jeffreys"
) -> pd.DataFrame:
    """Return people and units with each code, in all and by group: see `analysis.prevalence.prevalence`.

    By variety, sources of every variety are compared, whatever the part says.

    Raises:
        NotFound: when there is no such column or unit.
        WorkbenchError: for the unit person.
    """
    if by == VARIETY:
        part = Part(ALL_VARIETIES, part.only, part.themes)
    tables = tables_of(study, part)
    return counted(
        tables.codings, tables.segments, tables.turns, by=by, unit=unit, codebook=tables.codebook, interval=interval
    )


def together(study: OpenStudy, *, unit: str = SEGMENT, reach: int = 0, part: Part = WHOLE) -> Together:
    """Return which codes come together, in one unit, within `reach` units, or (unit `overlap`) in passages that overlap.

    Raises:
        NotFound: when there is no such unit.
    """
    if unit == OVERLAP:
        return cooccurrence.overlapping(tables_of(study, part).laid(TURN))
    return cooccurrence.within_units(tables_of(study, part).laid(unit), reach)


def pair(study: OpenStudy, a: str, b: str, *, unit: str = SEGMENT, reach: int = 0, part: Part = WHOLE) -> pd.DataFrame:
    """Return the codings behind two codes that come together (`analysis.cooccurrence.EVIDENCE_COLUMNS`).

    Raises:
        NotFound: when nothing is coded so, or there is no such unit.
    """
    laid = tables_of(study, part).laid(TURN if unit == OVERLAP else unit)
    return cooccurrence.evidence(laid, a, b, reach=0 if unit == OVERLAP else reach, overlap=unit == OVERLAP)


def _only(table: pd.DataFrame, by: str, value: str) -> pd.DataFrame:
    if by not in table.columns:
        known = [str(name) for name in table.columns if str(name).startswith("attr.")]
        raise NotFound(f"People cannot be chosen by '{by}'. There is: {listed(known)}.", "Choose one of these.")
    return table[[written(each) == value for each in table[by]]]


def _at_the_top(codings: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    top = {code.key: codebook.path(code)[0] for code in codebook}
    keys = [top[key].key if key in top else key for key in codings["code_key"]]
    names = [
        top[key].name if key in top else name
        for key, name in zip(codings["code_key"], codings["code_name"], strict=True)
    ]
    return codings.assign(code_key=keys, code_name=names)

"""ACT: a study becomes the tables of the contrast. Only what people decided is in them; pending suggestions never are."""

from __future__ import annotations

import pandas as pd

from workbench.analysis import contrast as analysis
from workbench.analysis import narrowed
from workbench.analysis.wordings import counted_once
from workbench.model import Codebook, ContrastFilter, Evidence, Variety
from workbench.store import OpenStudy

VARIETY = "variety"
EVERYTHING = ContrastFilter(evidence=Evidence.ACCEPTED)
"""All that people decided, accepted suggestions too: what the functions here count unless a filter is given."""


def themes(
    study: OpenStudy, *, by: str = VARIETY, left: str = Variety.IMAGINED, right: str = Variety.DISCLOSED,
    wanted: ContrastFilter = EVERYTHING,
) -> pd.DataFrame:  # fmt: skip
    """Return themes side by side, as `analysis.contrast.themes` gives them.

    Where policy stands on the left, a row is a policy code and the codes it is contrasted with, as the codebook says;
    otherwise a row is a code, the same on both sides.

    Raises:
        NotFound: when there is no column `by`, or nobody has an attribute that is wanted.
    """
    codebook, cases = study.codebook.current(), narrowed.people(study.frames.cases(), wanted)
    return analysis.themes(
        narrowed.codings(study.frames.codings(), cases, wanted),
        narrowed.segments(study.frames.segments(), cases),
        by=by,
        left=str(left),
        right=str(right),
        pairs=_pairs(codebook, by, str(left)),
        codebook=codebook,
    )


def unimagined(
    study: OpenStudy, *, right: str = Variety.DISCLOSED, wanted: ContrastFilter = EVERYTHING
) -> pd.DataFrame:
    """Return the codes that people report and no policy of the study expects (`analysis.contrast.invisible`).

    Policy is here every document that is imagined, prescribed or instructed. With `wanted.least`, only what so many
    people report.
    """
    cases = narrowed.people(study.frames.cases(), wanted)
    tables = study.frames.codings(), study.frames.segments()
    return unimagined_in(*tables, cases, study.codebook.current(), wanted=wanted, right=right)


def unimagined_in(
    codings: pd.DataFrame, segments: pd.DataFrame, cases: pd.DataFrame, codebook: Codebook | None, *,
    wanted: ContrastFilter, right: str = Variety.DISCLOSED,
) -> pd.DataFrame:  # fmt: skip
    """Return the same out of tables that have been read already."""
    found = analysis.invisible(
        narrowed.codings(codings, cases, wanted),
        narrowed.segments(segments, cases),
        by=VARIETY,
        right=str(right),
        pairs=_pairs(codebook, VARIETY, Variety.IMAGINED.value),
        codebook=codebook,
    )
    return found[found["k"] >= wanted.least].reset_index(drop=True)


def claims(study: OpenStudy, wanted: ContrastFilter = EVERYTHING) -> pd.DataFrame:
    """Return claims with people by stance, as `analysis.contrast.claims` gives them."""
    links, kept, cases = _counted(study, wanted)
    return analysis.claims(links, kept, cases, asked=study.frames.asked())


def people(study: OpenStudy, wanted: ContrastFilter = EVERYTHING) -> pd.DataFrame:
    """Return the table behind `claims`: one row per claim and person, with the stance and the links it rests on."""
    links, kept, cases = _counted(study, wanted)
    return analysis.people_by_stance(links, kept, cases, asked=study.frames.asked())


def _counted(study: OpenStudy, wanted: ContrastFilter) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    cases = narrowed.people(study.frames.cases(), wanted)
    links, worded = counted_once(study.frames.links(), study.frames.claims())
    return narrowed.links(links, cases, wanted), narrowed.claims(worded, wanted), cases


def _pairs(codebook: Codebook | None, by: str, left: str) -> dict[str, tuple[str, ...]] | None:
    if codebook is None or by != VARIETY:
        return None
    return analysis.contrast_pairs(codebook, left=left) or None

"""ACT: a study becomes the tables of the contrast. Only what people decided is in them; suggestions never are."""

from __future__ import annotations

import pandas as pd

from workbench.analysis import contrast as analysis
from workbench.model import Codebook, Variety
from workbench.store import OpenStudy

VARIETY = "variety"


def themes(
    study: OpenStudy, *, by: str = VARIETY, left: str = Variety.IMAGINED, right: str = Variety.DISCLOSED
) -> pd.DataFrame:
    """Return themes side by side, as `analysis.contrast.themes` gives them.

    Where policy stands on the left, a row is a policy code and the codes it is contrasted with, as the codebook says;
    otherwise a row is a code, the same on both sides.

    Raises:
        NotFound: when there is no column `by`.
    """
    codebook = study.codebook.current()
    return analysis.themes(
        study.frames.codings(),
        study.frames.segments(),
        by=by,
        left=str(left),
        right=str(right),
        pairs=_pairs(codebook, by, str(left)),
        codebook=codebook,
    )


def unimagined(study: OpenStudy, *, right: str = Variety.DISCLOSED) -> pd.DataFrame:
    """Return the codes that people report and no policy of the study expects (`analysis.contrast.invisible`).

    Policy is here every document that is imagined, prescribed or instructed.
    """
    codebook = study.codebook.current()
    return analysis.invisible(
        study.frames.codings(),
        study.frames.segments(),
        by=VARIETY,
        right=str(right),
        pairs=_pairs(codebook, VARIETY, Variety.IMAGINED.value),
        codebook=codebook,
    )


def claims(study: OpenStudy) -> pd.DataFrame:
    """Return claims with people by stance, as `analysis.contrast.claims` gives them."""
    frames = study.frames
    return analysis.claims(frames.links(), frames.claims(), frames.cases(), asked=frames.asked())


def people(study: OpenStudy) -> pd.DataFrame:
    """Return the table behind `claims`: one row per claim and person, with the stance and the links it rests on."""
    frames = study.frames
    return analysis.people_by_stance(frames.links(), frames.claims(), frames.cases(), asked=frames.asked())


def _pairs(codebook: Codebook | None, by: str, left: str) -> dict[str, tuple[str, ...]] | None:
    if codebook is None or by != VARIETY:
        return None
    return analysis.contrast_pairs(codebook, left=left) or None

"""Tables of the analysis room, kept until the study's next act and made anew for other choices."""

from __future__ import annotations

import pandas as pd

from workbench.analysis.cooccurrence import Together
from workbench.app.kept import kept
from workbench.report import coded
from workbench.report.coded import Part
from workbench.store import OpenStudy, open_study


def prevalence(study: OpenStudy, by: str, unit: str, part: Part) -> pd.DataFrame:
    """Return people and units with each code, by group."""
    return _prevalence(*_state_of(study), by, unit, part)


def together(study: OpenStudy, unit: str, reach: int, part: Part) -> Together:
    """Return which codes come together."""
    return _together(*_state_of(study), unit, reach, part)


def pair(study: OpenStudy, codes: tuple[str, str], unit: str, reach: int, part: Part) -> pd.DataFrame:
    """Return the codings behind two codes that come together."""
    return _pair(*_state_of(study), codes, unit, reach, part)


def _state_of(study: OpenStudy) -> tuple[str, str]:
    newest = study.history.all(most=1)
    return str(study.path.resolve()), newest[0].hash if newest else ""


# The revision is part of the key of everything that is kept.
@kept
def _prevalence(path: str, revision: str, by: str, unit: str, part: Part) -> pd.DataFrame:  # noqa: ARG001
    return coded.prevalence(open_study(path), by=by, unit=unit, part=part)


@kept
def _together(path: str, revision: str, unit: str, reach: int, part: Part) -> Together:  # noqa: ARG001
    return coded.together(open_study(path), unit=unit, reach=reach, part=part)


@kept
def _pair(path: str, revision: str, codes: tuple[str, str], unit: str, reach: int, part: Part) -> pd.DataFrame:  # noqa: ARG001
    return coded.pair(open_study(path), *codes, unit=unit, reach=reach, part=part)

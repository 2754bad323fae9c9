"""Tables of the open study, kept until its next act. The key is the study's path and its newest Revision.

The Revision is known by its hash: after a backup is brought back, the same number may stand for another act.
"""

from __future__ import annotations

import pandas as pd

from workbench.app.kept import kept
from workbench.report import contrast
from workbench.report.matrix import Matrix
from workbench.report.matrix import matrix as made
from workbench.report.phases import Phases
from workbench.report.phases import phases as made_phases
from workbench.store import OpenStudy, open_study


def claims(study: OpenStudy) -> pd.DataFrame:
    """Return claims with people by stance."""
    return _claims(*_state_of(study))


def people(study: OpenStudy) -> pd.DataFrame:
    """Return one row per claim and person."""
    return _people(*_state_of(study))


def themes(study: OpenStudy, left: str, right: str) -> pd.DataFrame:
    """Return themes side by side, for two varieties."""
    return _themes(*_state_of(study), left, right)


def unimagined(study: OpenStudy) -> pd.DataFrame:
    """Return the codes that people report and no policy here expects."""
    return _unimagined(*_state_of(study))


def matrix(study: OpenStudy, rows: str, codes: tuple[str, ...], below: str | None) -> Matrix:
    """Return the framework matrix of these rows and themes."""
    return _matrix(*_state_of(study), rows, codes, below)


def phases(study: OpenStudy, below: str, facet: str) -> Phases:
    """Return the phases below a code, with their status by a facet (empty: none)."""
    return _phases(*_state_of(study), below, facet)


def _state_of(study: OpenStudy) -> tuple[str, int, str]:
    newest = study.history.all(most=1)
    return str(study.path.resolve()), study.history.last(), newest[0].hash if newest else ""


@kept
def _claims(path: str, revision: int, digest: str) -> pd.DataFrame:  # noqa: ARG001  # the last two are the key
    return contrast.claims(open_study(path))


@kept
def _people(path: str, revision: int, digest: str) -> pd.DataFrame:  # noqa: ARG001  # the last two are the key
    return contrast.people(open_study(path))


@kept
def _themes(path: str, revision: int, digest: str, left: str, right: str) -> pd.DataFrame:  # noqa: ARG001  # as above
    return contrast.themes(open_study(path), left=left, right=right)


@kept
def _unimagined(path: str, revision: int, digest: str) -> pd.DataFrame:  # noqa: ARG001  # the last two are the key
    return contrast.unimagined(open_study(path))


@kept
def _matrix(path: str, revision: int, digest: str, rows: str, codes: tuple[str, ...], below: str | None) -> Matrix:  # noqa: ARG001  # as above
    return made(open_study(path), rows=rows, codes=codes, below=below)


@kept
def _phases(path: str, revision: int, digest: str, below: str, facet: str) -> Phases:  # noqa: ARG001  # as above
    return made_phases(open_study(path), below=below, facet=facet)

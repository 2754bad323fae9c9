"""Tables of the open study, kept until its next act. The key is the study's path and its newest Revision.

The Revision is known by its hash: after a backup is brought back, the same number may stand for another act.
"""

from __future__ import annotations

import pandas as pd

from workbench.app.kept import kept
from workbench.model import ContrastFilter
from workbench.report import contrast, contrast_groups
from workbench.report.contrast_groups import ThemeFacts
from workbench.report.contrast_view import Choices, ContrastView, choices, view
from workbench.report.matrix import Matrix
from workbench.report.matrix import matrix as made
from workbench.report.phases import Phases
from workbench.report.phases import phases as made_phases
from workbench.store import OpenStudy, open_study


def claims(study: OpenStudy, wanted: ContrastFilter) -> ContrastView:
    """Return claims with people by stance, and what is behind them."""
    return _view(*_state_of(study), wanted)


def contrast_choices(study: OpenStudy) -> Choices:
    """Return what a contrast can be narrowed by."""
    return _choices(*_state_of(study))


def themes(study: OpenStudy, left: str, right: str, wanted: ContrastFilter) -> pd.DataFrame:
    """Return themes side by side, for two varieties."""
    return _themes(*_state_of(study), left, right, wanted)


def corrected(study: OpenStudy, wanted: ContrastFilter) -> pd.DataFrame:
    """Return the machine's shares of themes, corrected by what people found in random draws."""
    return _corrected(*_state_of(study), wanted)


def groups(study: OpenStudy, by: str, within: str, wanted: ContrastFilter, *, every_code: bool) -> pd.DataFrame:
    """Return themes compared between groups of people."""
    return _groups(*_state_of(study), by, within, wanted, every_code)


def theme_facts(study: OpenStudy, key: str, by: str, leave: str, within: str, wanted: ContrastFilter) -> ThemeFacts:
    """Return what a theme's difference between groups rests on."""
    return _theme_facts(*_state_of(study), key, by, leave, within, wanted)


def group_passages(study: OpenStudy, key: str, by: str, wanted: ContrastFilter) -> dict[str, tuple[str, ...]]:
    """Return the codings behind each group's number of one theme."""
    return _group_passages(*_state_of(study), key, by, wanted)


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
def _view(path: str, revision: int, digest: str, wanted: ContrastFilter) -> ContrastView:  # noqa: ARG001  # the middle two are the key
    return view(open_study(path), wanted)


@kept
def _choices(path: str, revision: int, digest: str) -> Choices:  # noqa: ARG001  # as above
    return choices(open_study(path))


@kept
def _themes(path: str, revision: int, digest: str, left: str, right: str, wanted: ContrastFilter) -> pd.DataFrame:  # noqa: ARG001  # as above
    return contrast.themes(open_study(path), left=left, right=right, wanted=wanted)


@kept
def _corrected(path: str, revision: int, digest: str, wanted: ContrastFilter) -> pd.DataFrame:  # noqa: ARG001  # as above
    return contrast_groups.corrected_themes(open_study(path), wanted)


@kept
def _groups(
    path: str, revision: int, digest: str, by: str, within: str, wanted: ContrastFilter, every_code: bool  # noqa: ARG001
) -> pd.DataFrame:  # fmt: skip
    return contrast_groups.group_differences(
        open_study(path), by, within=within or None, wanted=wanted, every_code=every_code
    )


@kept
def _theme_facts(
    path: str, revision: int, digest: str, key: str, by: str, leave: str, within: str, wanted: ContrastFilter  # noqa: ARG001
) -> ThemeFacts:  # fmt: skip
    said = contrast_groups.told(open_study(path), wanted)
    return contrast_groups.theme_facts(said, key, by, leave=leave, within=within or None)


@kept
def _group_passages(
    path: str, revision: int, digest: str, key: str, by: str, wanted: ContrastFilter  # noqa: ARG001
) -> dict[str, tuple[str, ...]]:  # fmt: skip
    return contrast_groups.group_passages(open_study(path), key, by, wanted)


@kept
def _matrix(path: str, revision: int, digest: str, rows: str, codes: tuple[str, ...], below: str | None) -> Matrix:  # noqa: ARG001  # as above
    return made(open_study(path), rows=rows, codes=codes, below=below)


@kept
def _phases(path: str, revision: int, digest: str, below: str, facet: str) -> Phases:  # noqa: ARG001  # as above
    return made_phases(open_study(path), below=below, facet=facet)

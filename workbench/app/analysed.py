"""Tables of the analysis room, kept until the study's next act and made anew for other choices."""

from __future__ import annotations

import pandas as pd

from workbench.analysis.cooccurrence import Together
from workbench.analysis.saturation import Settings
from workbench.app.kept import kept
from workbench.errors import NotAllowedHere, NotFound
from workbench.report import coded, spoken
from workbench.report import saturation as saturated
from workbench.report.coded import Part
from workbench.report.relations import Answer, ask
from workbench.report.saturation import Saturation
from workbench.store import OpenStudy, open_study


def segments(study: OpenStudy) -> pd.DataFrame:
    """Return the segments that are counted, with their cases; drawn from at every click, so it is not to be changed."""
    return _segments(*_state_of(study))


def prevalence(study: OpenStudy, by: str, unit: str, part: Part) -> pd.DataFrame:
    """Return people and units with each code, by group."""
    return _prevalence(*_state_of(study), by, unit, part)


def together(study: OpenStudy, unit: str, reach: int, part: Part) -> Together:
    """Return which codes come together."""
    return _together(*_state_of(study), unit, reach, part)


def pair(study: OpenStudy, codes: tuple[str, str], unit: str, reach: int, part: Part) -> pd.DataFrame:
    """Return the codings behind two codes that come together."""
    return _pair(*_state_of(study), codes, unit, reach, part)


def along(study: OpenStudy, part: Part) -> pd.DataFrame:
    """Return where in its interview each coding comes."""
    return _along(*_state_of(study), part)


def words(study: OpenStudy, part: Part) -> pd.DataFrame:
    """Return the words said, with how often and by how many people."""
    return _words(*_state_of(study), part)


def key_words(study: OpenStudy, groups: tuple[str, str, str], fewest: int, part: Part) -> pd.DataFrame:
    """Return the words of one group beside another's; `groups` are the attribute and the two groups."""
    return _key_words(*_state_of(study), groups, fewest, part)


def answer(study: OpenStudy, question: str, unit: str, part: Part) -> Answer:
    """Return the answer to a question about codes."""
    found = _answer(*_state_of(study), question, unit, part)
    if not isinstance(found, Answer):
        raise NotAllowedHere(*found)
    return found


def saturation(study: OpenStudy, settings: Settings) -> Saturation:
    """Return what saturation looks like, or why it cannot be looked at."""
    return _saturation(*_state_of(study), settings)


def _state_of(study: OpenStudy) -> tuple[str, str]:
    newest = study.history.all(most=1)
    return str(study.path.resolve()), newest[0].hash if newest else ""


# The revision is part of the key of everything that is kept.
@kept
def _segments(path: str, revision: str) -> pd.DataFrame:  # noqa: ARG001
    return open_study(path).frames.segments()


@kept
def _prevalence(path: str, revision: str, by: str, unit: str, part: Part) -> pd.DataFrame:  # noqa: ARG001
    return coded.prevalence(open_study(path), by=by, unit=unit, part=part)


@kept
def _together(path: str, revision: str, unit: str, reach: int, part: Part) -> Together:  # noqa: ARG001
    return coded.together(open_study(path), unit=unit, reach=reach, part=part)


@kept
def _pair(path: str, revision: str, codes: tuple[str, str], unit: str, reach: int, part: Part) -> pd.DataFrame:  # noqa: ARG001
    return coded.pair(open_study(path), *codes, unit=unit, reach=reach, part=part)


@kept
def _along(path: str, revision: str, part: Part) -> pd.DataFrame:  # noqa: ARG001
    return spoken.along(open_study(path), part=part)


@kept
def _words(path: str, revision: str, part: Part) -> pd.DataFrame:  # noqa: ARG001
    return spoken.words(open_study(path), part=part)


@kept
def _key_words(path: str, revision: str, groups: tuple[str, str, str], fewest: int, part: Part) -> pd.DataFrame:  # noqa: ARG001
    by, left, right = groups
    return spoken.key_words(open_study(path), by=by, left=left, right=right, fewest=fewest, part=part)


@kept
def _answer(path: str, revision: str, question: str, unit: str, part: Part) -> Answer | tuple[str, str]:  # noqa: ARG001
    try:
        return ask(open_study(path), question, unit=unit, part=part)
    except (NotAllowedHere, NotFound) as refused:  # an error is not kept, and the page is drawn again and again
        return refused.message, refused.hint


@kept
def _saturation(path: str, revision: str, settings: Settings) -> Saturation:  # noqa: ARG001
    return saturated.saturation(open_study(path), settings)

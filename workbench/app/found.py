"""What was found in the open study, kept until its next act: a page is drawn more often than something is searched."""

from __future__ import annotations

from workbench.app.kept import kept
from workbench.errors import NotAllowedHere
from workbench.model import Found, Scope
from workbench.store import OpenStudy, open_study


def found_words(study: OpenStudy, typed: str, scope: Scope) -> Found:
    """Return where words stand; see `study.search.words`."""
    return _words(*_state_of(study), typed, scope)


def found_pattern(study: OpenStudy, pattern: str, scope: Scope) -> Found:
    """Return where a pattern stands; see `study.search.pattern`. A pattern that never ended is not tried again."""
    found = _pattern(*_state_of(study), pattern, scope)
    if not isinstance(found, Found):
        raise NotAllowedHere(*found)
    return found


def _state_of(study: OpenStudy) -> tuple[str, str]:
    newest = study.history.all(most=1)
    return str(study.path.resolve()), newest[0].hash if newest else ""


@kept
def _words(path: str, revision: str, typed: str, scope: Scope) -> Found:  # noqa: ARG001  # the revision is part of the key
    return open_study(path).search.words(typed, scope)


@kept
def _pattern(path: str, revision: str, pattern: str, scope: Scope) -> Found | tuple[str, str]:  # noqa: ARG001  # as above
    try:
        return open_study(path).search.pattern(pattern, scope)
    except NotAllowedHere as refused:  # an error is not kept, and the page would hang at each drawing
        return refused.message, refused.hint

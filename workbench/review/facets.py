"""ACT: a coding is given a value of one of the codebook's facets, or loses it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from workbench.errors import NotAllowedHere, NotFound, listed
from workbench.model import Codebook, Coding
from workbench.review.codebook import current_codebook
from workbench.review.passages import own_coding
from workbench.store import OpenStudy


def set_facets(
    study: OpenStudy, coding_id: str, values: Mapping[str, str], *, by: str, at: datetime | None = None
) -> Coding:  # fmt: skip
    """Give a coding of one's own values of facets, in the place of those it had; an empty value takes one away.

    Raises:
        NotFound: when there is no such coding, facet or value, naming those there are.
        NotAllowedHere: when the coding is another coder's, or nothing is named.
    """
    book = current_codebook(study)
    if not values:
        raise NotAllowedHere("No facet was named.", "Name one with its value, such as phase_status=late.")
    for facet, value in values.items():
        _require(book, facet, value)
    coding = own_coding(study, coding_id, by)
    said = ", ".join(f"{facet} {value or 'taken away'}" for facet, value in values.items())
    summary = (
        f"Set {said} on a passage of {book.find(coding.code_id).key} in '{study.sources.names()[coding.source_id]}'"
    )
    with study.act("coding.facet", by=by, at=at, summary=summary) as act:
        for facet, value in values.items():
            study.facets.put(act, coding.id, facet, value)
    return coding


def _require(book: Codebook, facet: str, value: str) -> None:
    if facet not in book.facets:
        raise NotFound(
            f"The codebook has no facet '{facet}'. It has: {listed(book.facets)}.",
            "Facets stand at the head of a codebook's file; bring one in with `workbench codebook import FILE`.",
        )
    if value and value not in book.facets[facet]:
        raise NotFound(
            f"'{value}' is no value of the facet '{facet}'. It has: {listed(book.facets[facet])}.",
            "Choose one of these.",
        )

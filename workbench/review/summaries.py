"""ACT: the framework matrix is charted: a person writes what one row says about one theme, and what it rests on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from workbench.errors import NotAllowedHere, NotFound, listed
from workbench.model import CASE_ROWS, Case, Code, Codebook, Quote, Summary
from workbench.review.codebook import current_codebook
from workbench.store import OpenStudy


def write_summary(
    study: OpenStudy, row_kind: str, row: str, code: str, text: str, *, quotes: Sequence[str] = (), version: int = 0,
    by: str, at: datetime | None = None,
) -> Summary:  # fmt: skip
    """Write what a row of the matrix says about a theme, or change it.

    Args:
        study: the study.
        row_kind: `case`, or `attr.` and the name of an attribute.
        row: a participant's name or id, or a value of the attribute.
        code: the theme's key, name or id.
        text: the summary, in the writer's own words.
        quotes: ids of the codings it refers to, in that order; of this cell, or referred to already.
        version: the one the writer had before them; 0 when there was none.
        by: who writes.
        at: when (UTC); default now.

    Raises:
        NotFound: when there is no such row, code or coding; naming what there is.
        NotAllowedHere: when the text is empty, or a coding is none of this cell.
        Conflict: when somebody wrote, changed or removed it in between; it carries both texts, and nothing was written.
    """
    said = text.strip()
    if not said:
        raise NotAllowedHere(
            "The summary is empty.",
            "Write what is said here; where nothing is said, write that, or leave the cell alone.",
        )
    book = current_codebook(study)
    theme = book.find(code)
    row_id, name, people = row_named(study, row_kind, row)
    before = study.summaries.get(row_kind, row_id, theme.id)
    referred = _quotes(study, quotes, before, _sources(people), below(book, theme), f"'{name}' and {theme.key}")
    verb = "Changed" if before is not None else "Wrote"
    summary = f"{verb} the summary of {theme.key} for '{name}'"
    with study.act("summary.write", by=by, at=at, summary=summary) as act:
        written = study.summaries.write(
            act, row_kind, row_id, theme.id, said, study.coders.person(act, by), quotes=referred, version=version
        )
    return study.summaries.by_id(written)


def remove_summary(
    study: OpenStudy, summary_id: str, *, version: int, by: str, at: datetime | None = None
) -> Summary:  # fmt: skip
    """Take a summary away and return it as it was; undo brings it back. `version` is the one the person had before them.

    Raises:
        NotFound: when there is no such summary.
        Conflict: when somebody changed it in between; nothing was removed.
    """
    gone = study.summaries.by_id(summary_id)
    named = {code.id: code.key for code in current_codebook(study)}
    name = {case.id: case.name for case in study.cases.all()}.get(gone.row_id, gone.row_id)
    told = f"Removed the summary of {named.get(gone.code_id, 'a code')} for '{name}'"
    with study.act("summary.remove", by=by, at=at, summary=told) as act:
        study.summaries.remove(act, gone.id, version=version)
    return gone


def row_named(study: OpenStudy, row_kind: str, row: str) -> tuple[str, str, list[Case]]:
    """Return a row's id, its name, and the participants who make it up.

    Raises:
        NotFound: when there is no such kind of row or no such row, naming those there are.
    """
    cases = study.cases.all()
    if row_kind == CASE_ROWS:
        for case in cases:
            if row == case.id or row.casefold() == case.name.casefold():
                return case.id, case.name, [case]
        raise NotFound(
            f"There is no participant '{row}'. There is: {listed(case.name for case in cases)}.", "Name one."
        )
    from workbench.analysis.sides import written

    attribute = row_kind.removeprefix("attr.")
    names = sorted({name for case in cases for name in case.attributes})
    if attribute == row_kind or attribute not in names:
        kinds = [CASE_ROWS, *(f"attr.{name}" for name in names)]
        raise NotFound(f"Rows cannot be '{row_kind}'. There is: {listed(kinds)}.", "Choose one of these.")
    values = [(written(case.attributes[attribute]), case) for case in cases if attribute in case.attributes]
    found = [(value, case) for value, case in values if value.casefold() == row.casefold()]
    if not found:
        there = listed(sorted({value for value, _ in values}))
        raise NotFound(f"No participant's {attribute} is '{row}'. There is: {there}.", "Choose one of these.")
    exact = row if any(value == row for value, _ in found) else found[0][0]
    return exact, exact, [case for value, case in found if value == exact]


def below(book: Codebook, theme: Code) -> frozenset[str]:
    """Return the ids of a theme and of every code below it: what counts as coded with the theme."""
    return frozenset(code.id for code in book if theme in book.path(code))


def _quotes(
    study: OpenStudy, wanted: Sequence[str], before: Summary | None, sources: Collection[str], codes: Collection[str],
    cell: str,
) -> list[Quote]:  # fmt: skip
    referred = {} if before is None else {quote.coding_id: quote for quote in before.quotes}
    found: list[Quote] = []
    for coding_id in dict.fromkeys(wanted):
        try:
            coding = study.codings.get(coding_id)
        except NotFound:
            if coding_id not in referred:
                raise
            found.append(referred[coding_id])  # no longer coded: its words stay where they were
            continue
        if coding_id not in referred and (coding.source_id not in sources or coding.code_id not in codes):
            raise NotAllowedHere(
                f"The coding {coding_id[:8]} is no passage of the cell of {cell}.",
                "Refer to passages of this cell: `workbench matrix show --passages` lists them.",
            )
        found.append(Quote(coding.id, coding.source_id, coding.span))
    return found


def _sources(people: Sequence[Case]) -> frozenset[str]:
    return frozenset(source for case in people for source in case.sources)

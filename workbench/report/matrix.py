"""ACT: a study becomes its framework matrix: people (or sites) by themes, each cell with its summary and its passages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from workbench.analysis.matrix import matrix_cells
from workbench.analysis.sides import written
from workbench.errors import NotAllowedHere, NotFound
from workbench.model import CASE_ROWS, Case, Code, Codebook, CodeStatus, Summary
from workbench.store import OpenStudy

ATTRIBUTE = "attr."
RULE = (
    "A cell counts the passages coded with its theme or a code below it. What stands in it is written by a person; "
    "a cell without passages can be summarised too."
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the matrix: a participant, or everybody with the same value of an attribute.

    `people` and `sources` are ids. `attributes` are a participant's, as people write them. `there` is False where only summaries are left of a row, such
    as of a site that was renamed.
    """

    id: str
    name: str
    people: tuple[str, ...]
    sources: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    there: bool = True


@dataclass(frozen=True, slots=True)
class Theme:
    """A column of the matrix: a code of the newest codebook."""

    id: str
    key: str
    name: str
    definition: str = ""
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What there is of a row and a theme: coded passages (places, and the ids of their codings) and the summary, if any."""

    passages: int = 0
    people: int = 0
    coding_ids: tuple[str, ...] = ()
    summary: Summary | None = None


_NOTHING = Cell()


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows by themes. A cell that is not in `cells` has neither passages nor a summary."""

    kind: str
    rows: tuple[Row, ...]
    themes: tuple[Theme, ...]
    cells: Mapping[tuple[str, str], Cell]

    def cell(self, row_id: str, theme_id: str) -> Cell:
        """Return what there is of a row and a theme."""
        return self.cells.get((row_id, theme_id), _NOTHING)

    def in_order(self) -> list[tuple[str, str]]:
        """Return the cells (row, theme) in the order of reading: each row from left to right."""
        return [(row.id, theme.id) for row in self.rows for theme in self.themes]

    @property
    def summarised(self) -> int:
        """How many of the cells have a summary."""
        return sum(self.cell(*place).summary is not None for place in self.in_order())


def matrix(
    study: OpenStudy, *, rows: str = CASE_ROWS, codes: Sequence[str] = (), below: str | None = None
) -> Matrix:  # fmt: skip
    """Return the matrix of these themes: some codes (keys, names or ids), or the codes below one, or the top of the tree.

    Raises:
        NotAllowedHere: when there is no codebook yet.
        NotFound: when there is no such code, or no such kind of row.
    """
    book = study.codebook.current()
    if book is None:
        raise NotAllowedHere("The study has no codebook yet.", "Bring one in with `workbench codebook import FILE`.")
    chosen = _themes(book, codes, below)
    cases = study.cases.all()
    _require_kind(rows, cases)
    counting = {code.id: [each.id for each in book if code in book.path(each)] for code in chosen}
    ids = set(counting)
    written_here = [summary for summary in study.summaries.all(rows) if summary.code_id in ids]
    cells = _coded(study, counting, rows) if cases else {}
    for summary in written_here:
        place = (summary.row_id, summary.code_id)
        old = cells.get(place, _NOTHING)
        cells[place] = Cell(old.passages, old.people, old.coding_ids, summary)
    return Matrix(rows, _rows(rows, cases, written_here), tuple(map(_theme, chosen)), cells)


def _coded(study: OpenStudy, counting: Mapping[str, Sequence[str]], rows: str) -> dict[tuple[str, str], Cell]:
    found = matrix_cells(study.frames.codings(), counting, rows=rows).to_dict("records")
    return {
        (each["row_id"], each["theme"]): Cell(int(each["passages"]), int(each["people"]), each["coding_ids"])
        for each in found
    }


def kinds_of_row(cases: Iterable[Case]) -> list[str]:
    """Return what rows can be: `case`, and `attr.` with the name of each attribute."""
    return [CASE_ROWS, *sorted({f"{ATTRIBUTE}{name}" for case in cases for name in case.attributes})]


def _require_kind(rows: str, cases: Sequence[Case]) -> None:
    kinds = kinds_of_row(cases)
    if rows not in kinds:
        raise NotFound(f"Rows cannot be '{rows}'. There is: {', '.join(kinds)}.", "Choose one of these.")


def _themes(book: Codebook, codes: Sequence[str], below: str | None) -> list[Code]:
    if codes:
        wanted = {book.find(words).id for words in codes}
        return [code for _, code in book.tree() if code.id in wanted]
    top = None if below is None else book.find(below).key
    return [code for code in book.children(top) if code.status is not CodeStatus.RETIRED]


def _theme(code: Code) -> Theme:
    return Theme(code.id, code.key, code.name, code.definition, code.status is CodeStatus.RETIRED)


def _rows(kind: str, cases: Sequence[Case], summaries: Iterable[Summary]) -> tuple[Row, ...]:
    if kind == CASE_ROWS:
        rows = [
            Row(c.id, c.name, (c.id,), c.sources, {name: written(value) for name, value in c.attributes.items()})
            for c in cases
        ]
    else:
        rows = [_of_value(value, people) for value, people in _by_value(kind.removeprefix(ATTRIBUTE), cases)]
    there = {row.id for row in rows}
    left = dict.fromkeys(s.row_id for s in summaries if s.row_id not in there)
    return (*rows, *(Row(row_id, row_id, (), there=False) for row_id in left))


def _by_value(name: str, cases: Iterable[Case]) -> list[tuple[str, list[Case]]]:
    people: dict[str, list[Case]] = {}
    for case in cases:
        if name in case.attributes:
            people.setdefault(written(case.attributes[name]), []).append(case)
    return sorted(people.items(), key=lambda pair: size_order(pair[0]))


def _of_value(value: str, people: Sequence[Case]) -> Row:
    sources = dict.fromkeys(source for case in people for source in case.sources)
    return Row(value, value, tuple(case.id for case in people), tuple(sources))


def size_order(value: str) -> tuple[bool, float, str]:
    """Return what puts values in order: numbers by their size, before words."""
    try:
        return False, float(value), ""
    except ValueError:
        return True, 0.0, value.casefold()

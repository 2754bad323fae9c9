"""`workbench matrix`: the framework matrix, people (or sites) by themes, each cell summarised in a person's own words."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.call import Call, Row, about_a_study, example
from workbench.cli.lookup import code_named, coding_id
from workbench.cli.tables import brief, counted, note, say, shown, table
from workbench.errors import NotFound, WorkbenchError

if TYPE_CHECKING:
    from workbench.report.matrix import Cell, Matrix
    from workbench.report.matrix_references import Reference

_SHOW = table(
    {
        "row": brief("row", 30), "theme": "theme", "passages": "passages", "v": lambda row: row["version"] or "",
        "summary": brief("summary", 70), "references": lambda row: "; ".join(row["references"]),
    },
    empty="No cell has passages or a summary. `workbench matrix show --all` shows empty ones.",
)  # fmt: skip
_PASSAGES = table(
    {
        "row": brief("row", 30),
        "theme": "theme",
        "id": lambda row: row["id"][:8],
        "place": "place",
        "words": brief("quotation"),
    }
)
_KINDS = {".xlsx": "workbook", ".docx": "document", ".csv": "table"}


@click.group(epilog=example("workbench matrix show --below ADM", "workbench matrix export --out matrix.xlsx"))
def matrix() -> None:
    """Chart the framework matrix: what each person (or site) says about each theme, in your own words."""


def _which(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say which rows and themes; they are passed on as the dictionary `which`."""

    @click.option("--rows", default="case", metavar="case|attr.NAME", show_default=True,
                  help="What a row is: a participant, or a value of an attribute, such as attr.site.")  # fmt: skip
    @click.option("--codes", metavar="C,C,...", help="The themes: keys or names of codes, with commas between.")
    @click.option(
        "--below", metavar="C", help="The themes: all codes directly below this one (default: the top of the tree)."
    )
    @functools.wraps(command)
    def given(*arguments: Any, **options: Any) -> None:
        which = {name: options.pop(name) for name in ("rows", "codes", "below")}
        if which["codes"] and which["below"]:
            raise click.UsageError("--codes and --below both say which themes; give one of them.")
        command(*arguments, which=which, **options)

    return given


def _made(call: Call, which: Mapping[str, Any]) -> Matrix:
    from workbench.report.matrix import matrix as made

    codes = [code_named(call.study, words.strip()).id for words in (which["codes"] or "").split(",") if words.strip()]
    below = code_named(call.study, which["below"]).id if which["below"] else None
    return made(call.study, rows=which["rows"], codes=codes, below=below)


@matrix.command("show", epilog=example("workbench matrix show --rows attr.site --codes ADM,REL"))
@_which
@click.option("--row", metavar="ROW", help="Only this row: a participant's name, or a value.")
@click.option("--all", "every", is_flag=True, help="Also cells without passages and without a summary.")
@click.option(
    "--passages", is_flag=True, help="The coded passages of the cells, with their ids, in place of the cells."
)
@about_a_study
def show(call: Call, which: dict[str, Any], row: str | None, every: bool, passages: bool) -> None:
    """Show cells: how many passages are coded there, and what is written about them.

    The column v is the version of a summary, which `write --over` asks for.
    """
    from workbench.report.matrix_references import in_matrix

    made = _made(call, which)
    if row is not None and row.casefold() not in {each.name.casefold() for each in made.rows}:
        raise NotFound(f"The matrix has no row '{row}'.", "`workbench matrix show --all` shows them.")
    names = {each.id: each.name for each in made.rows if row is None or each.name.casefold() == row.casefold()}
    keys = {theme.id: theme.key for theme in made.themes}
    places = [
        (names[row_id], keys[theme], made.cell(row_id, theme)) for row_id, theme in made.in_order() if row_id in names
    ]
    if passages:
        call.answer(_passages(call, places), _PASSAGES)
        return
    known = in_matrix(call.study, made)
    rows = [_row(*place, known) for place in places]
    call.answer([each for each in rows if every or each["passages"] or each["summary"]], _SHOW, row_kind=made.kind)


@matrix.command(
    "write", epilog=example('workbench matrix write E1-03 ADM "Types at night, and minds it." --quote 5b0e7f21')
)
@click.argument("row")
@click.argument("code")
@click.argument("text")
@click.option("--rows", default="case", metavar="case|attr.NAME", show_default=True, help="What a row is.")
@click.option(
    "--quote", "quotes", multiple=True, metavar="CODING", help="A coding it refers to (id); may be given often."
)
@click.option("--over", "version", type=int, default=0, metavar="V", help="Write over version V, as `show` prints it.")
@about_a_study
def write(call: Call, row: str, code: str, text: str, rows: str, quotes: tuple[str, ...], version: int) -> None:
    """Write what ROW (a participant, or a value of the attribute) says about the theme CODE.

    A cell that has a summary is written over only with --over and its version: what somebody else wrote meanwhile stays.
    """
    from workbench.review import write_summary

    theme = code_named(call.study, code)
    written = write_summary(
        call.study, rows, row, theme.id, text, quotes=[coding_id(call.study, each) for each in quotes], version=version,
        by=call.coder,
    )  # fmt: skip
    answer: Row = {
        "id": written.id, "row_kind": written.row_kind, "row_id": written.row_id, "theme": theme.key, "summary": written.text,
        "quotes": [quote.coding_id for quote in written.quotes], "version": written.version,
    }  # fmt: skip
    call.answer([answer], lambda _rows: say(f"Wrote version {written.version} of {theme.key} for {shown(row)}."))


@matrix.command("remove", epilog=example("workbench matrix remove E1-03 ADM"))
@click.argument("row")
@click.argument("code")
@click.option("--rows", default="case", metavar="case|attr.NAME", show_default=True, help="What a row is.")
@about_a_study
def remove(call: Call, row: str, code: str, rows: str) -> None:
    """Take the summary of a cell away; undo brings it back."""
    from workbench.review import remove_summary
    from workbench.review.summaries import row_named

    theme, (row_id, name, _) = code_named(call.study, code), row_named(call.study, rows, row)
    there = call.study.summaries.get(rows, row_id, theme.id)
    if there is None:
        raise NotFound(f"Nothing is written about {theme.key} for '{name}'.", "`workbench matrix show` shows what is.")
    remove_summary(call.study, there.id, version=there.version, by=call.coder)
    answer: Row = {"id": there.id, "row_kind": rows, "row_id": row_id, "theme": theme.key, "summary": there.text}
    call.answer([answer], lambda _rows: say(f"Removed the summary of {theme.key} for {shown(name)}."))


@matrix.command("export", epilog=example("workbench matrix export --out matrix.docx --below ADM --group site"))
@click.option(
    "--out", "file", required=True, metavar="FILE.xlsx|.docx|.csv", type=click.Path(path_type=Path), help="A new file."
)
@_which
@click.option(
    "--group", metavar="NAME", default="", help="Put participants with the same value of this attribute together."
)
@about_a_study
def export(call: Call, file: Path, which: dict[str, Any], group: str) -> None:
    """Write the matrix to a file: a workbook with the quotations (.xlsx), a document (.docx) or a table (.csv)."""
    if file.suffix.lower() not in _KINDS:
        raise click.BadParameter(f"'{file}' does not end in .xlsx, .docx or .csv.", param_hint="--out")
    if file.exists():
        raise WorkbenchError(f"There is already a file '{file}'.", "Choose another name, or remove it first.")
    made, written = _written(call, which, group, file.suffix.lower())
    try:
        file.write_bytes(written)
    except OSError as error:
        raise WorkbenchError(
            f"'{file}' cannot be written: {error.strerror}.", "Choose a folder you can write to."
        ) from error
    row: Row = {"path": str(file), "rows": len(made.rows), "themes": len(made.themes), "summaries": made.summarised}
    if not made.summarised:
        note("No cell of it is summarised yet.")
    call.answer([row], lambda _rows: say(f"Wrote {counted(made.summarised, 'summary', 'summaries')} to {file}."))


def _written(call: Call, which: Mapping[str, Any], group: str, suffix: str) -> tuple[Matrix, bytes]:
    from workbench.report.matrix_export import matrix_file
    from workbench.report.matrix_order import Asked, arranged

    made = _made(call, which)
    attributes = {name for row in made.rows for name in row.attributes}
    if group and group not in attributes:
        raise NotFound(
            f"No participant has the attribute '{group}'.", f"There is: {', '.join(sorted(attributes)) or 'none'}."
        )
    made = arranged(made, Asked(group=group))
    return made, matrix_file(call.study, made, suffix, at=datetime.now(UTC), group=group)


def _row(name: str, key: str, cell: Cell, known: Mapping[str, Reference]) -> Row:
    from workbench.report.matrix_references import labels

    said = cell.summary
    return {
        "row": name,
        "theme": key,
        "passages": cell.passages,
        "people": cell.people,
        "coding_ids": list(cell.coding_ids),
        "summary": said.text if said else None,
        "references": labels(said, known) if said else [],
        "quotes": [quote.coding_id for quote in said.quotes] if said else [],
        "version": said.version if said else None,
        "updated": said.updated.isoformat(timespec="minutes") if said else None,
    }


def _passages(call: Call, places: list[tuple[str, str, Cell]]) -> list[Row]:
    from workbench.report.matrix_references import lines_of

    codings = {coding.id: coding for coding in call.study.codings.all()}
    sources = {source.id: source for source in call.study.sources.all()}
    rows: list[Row] = []
    for name, key, cell in places:
        for coding in (codings[each] for each in cell.coding_ids):
            source = sources[coding.source_id]
            place = f"{source.name}: {lines_of(source.text, coding.span)[0]}"
            words = coding.span.of(source.text)
            rows.append({"row": name, "theme": key, "id": coding.id, "place": place, "quotation": words})
    return rows

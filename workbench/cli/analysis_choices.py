"""What every `workbench analysis` command can be told: which part of the study, and how the answer is written."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.call import Call, Row
from workbench.cli.plain_values import records
from workbench.cli.tables import note
from workbench.errors import WorkbenchError
from workbench.model import Variety

if TYPE_CHECKING:
    import pandas as pd

    from workbench.report.coded import Part

UNITS = ("segment", "turn", "question", "source", "person")
FIGURES = (".svg", ".png", ".pdf")


def of_a_part(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command --variety and --only, and pass them on as `part`."""

    @click.option(
        "--variety", type=click.Choice([*(v.value for v in Variety), "all"]), default=Variety.DISCLOSED.value,
        show_default=True, help="Only sources of this variety; all for every source.",
    )  # fmt: skip
    @click.option(
        "--only", metavar="NAME=VALUE", help="Only people whose attribute NAME is VALUE, such as country=Wales."
    )
    @functools.wraps(function)
    def command(call: Call, variety: str, only: str | None, **rest: Any) -> None:
        function(call, part=_part(variety, only), **rest)

    return command


def _part(variety: str, only: str | None) -> Part:
    from workbench.report.coded import Part

    if only is None:
        return Part(variety)
    name, sign, value = only.partition("=")
    if not sign:
        raise click.UsageError("--only is an attribute and its value, such as country=Wales.")
    return Part(variety, (f"attr.{name.removeprefix('attr.')}", value))


csv_option = click.option("--csv", "as_csv", is_flag=True, help="Print the table as CSV, ids and all.")
figure_option = click.option(
    "--figure", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Write the chart to FILE: .svg, .png or .pdf.",
)  # fmt: skip
unit_option = click.option(
    "--unit", type=click.Choice(UNITS), default="segment", show_default=True,
    help="What is counted; a question stands for its answer, all turns to it.",
)  # fmt: skip


def tell(
    call: Call, table: pd.DataFrame, print_rows: Callable[[list[Row]], None], *, as_csv: bool = False, **more: Any
) -> None:
    """Print a table as the command was told to: as CSV, as JSON, or in columns."""
    if as_csv and call.as_json:
        raise click.UsageError("--csv and --json are two ways to print the table; choose one.")
    if as_csv:
        from workbench.report.figure_files import table_csv

        sys.stdout.write(table_csv(table, call.study.about).decode("utf-8-sig").replace("\r\n", "\n"))
        return
    call.answer(records(table), print_rows, **more)


def draw(call: Call, path: Path | None, make: Callable[[bool], Any]) -> None:
    """Write the chart that `make` gives (told whether the data are invented) to a file.

    Raises:
        WorkbenchError: when the file cannot be written.
    """
    if path is None:
        return
    if path.suffix.lower() not in FIGURES:
        raise click.UsageError(f"--figure writes {', '.join(FIGURES)}; '{path.name}' is none of these.")
    from workbench.report.figure_files import figure_file

    content = figure_file(make(call.study.about.synthetic), path.suffix.lower().removeprefix("."))
    try:
        path.write_bytes(content)
    except OSError as error:
        raise WorkbenchError(f"{path} cannot be written: {error.strerror}.", "Choose another place.") from error
    note(f"Wrote {path}")

"""One call of a command: which study it is about, who calls, and how the answer is printed."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.errors import StudyUnreadable, listed

if TYPE_CHECKING:
    from workbench.store import OpenStudy

Row = dict[str, Any]
SYNTHETIC = "SYNTHETIC DEMONSTRATION DATA"
MIXED = "INVENTED AND REAL DATA IN ONE STUDY"


@dataclass
class Call:
    """What every command about a study is given: `study` opens when it is first asked for."""

    given: Path | None
    coder: str
    as_json: bool

    @cached_property
    def path(self) -> Path:
        """The study's file: the one named, or the only one in the current folder."""
        return _found(self.given)

    @cached_property
    def study(self) -> OpenStudy:
        """The study, open."""
        from workbench.store import open_study

        return open_study(self.path)

    def answer(self, rows: Iterable[Row], print_rows: Callable[[list[Row]], None], **more: Any) -> None:
        """Print the rows: as one JSON object about this study, or as `print_rows` does. `more` joins the object."""
        self.answer_named({**more, "rows": list(rows)}, print_rows)

    def answer_named(self, told: Mapping[str, Any], print_rows: Callable[[list[Row]], None]) -> None:
        """Print an answer whose lists have names of their own (`told`), otherwise as `answer`."""
        about = self.study.about
        if self.study.history.happened("source.mix"):
            click.echo(MIXED, err=True)
        elif about.synthetic:
            click.echo(SYNTHETIC, err=True)
        for warning in self.study.warnings:
            click.echo(f"Warning: {warning}", err=True)
        answer(told, print_rows, as_json=self.as_json, study=about.name, synthetic=about.synthetic)


def answer(
    told: Mapping[str, Any], print_rows: Callable[[list[Row]], None], *, as_json: bool, study: str | None = None,
    synthetic: bool = False,
) -> None:  # fmt: skip
    """Print an answer as one JSON object on stdout, or give its rows to `print_rows`."""
    if as_json:
        whole = {"study": study, "synthetic": synthetic, **told}
        click.echo(json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False))
    else:
        print_rows(told.get("rows", []))


def example(*lines: str) -> str:
    """Return the end of a command's help: an example of it, which click must not wrap."""
    return "\n".join(["\b", "Example:", *(f"  {line}" for line in lines)])


def about_a_study(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command --study, --coder and --json, and pass them on as its first argument, a `Call`."""

    @click.option(
        "--study", "study_path", envvar="WORKBENCH_STUDY", type=click.Path(path_type=Path), metavar="PATH",
        help="The study's file (or WORKBENCH_STUDY); default: the only one in this folder.",
    )  # fmt: skip
    @coder_option
    @json_option
    @functools.wraps(function)
    def command(study_path: Path | None, coder: str, as_json: bool, **rest: Any) -> None:
        function(Call(study_path, coder, as_json), **rest)

    return command


def _name(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    name = " ".join(value.split())
    if not name:
        raise click.BadParameter("a coder needs a name.")
    return name


def login_name() -> str:
    """Return the name this person is logged in under; empty where there is none."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user on this machine, or no such notion
        return ""


coder_option = click.option(
    "--coder", envvar="WORKBENCH_CODER", default=login_name, callback=_name, metavar="NAME",
    show_default="your login name", help="Who acts, for the record (or WORKBENCH_CODER).",
)  # fmt: skip

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON: {study, synthetic, rows}.")


def _found(given: Path | None) -> Path:
    from workbench.store import SUFFIX

    if given is not None:
        if not given.name:  # a folder such as '.' or '/': the store says so
            return given
        with_suffix = given.with_name(f"{given.name}{SUFFIX}")
        return with_suffix if not given.exists() and with_suffix.exists() else given
    there = sorted(path for path in Path().glob(f"*{SUFFIX}") if not path.name.startswith("."))
    if len(there) == 1:
        click.echo(f"Study: {there[0]}", err=True)
        return there[0]
    if there:
        raise StudyUnreadable(
            f"There are {len(there)} studies in this folder: {listed(path.name for path in there)}.",
            "Say which one: `--study PATH`, or set WORKBENCH_STUDY.",
        )
    raise StudyUnreadable(
        "No study was named, and there is none in this folder.",
        "Name one with `--study PATH` or WORKBENCH_STUDY, or make one: `workbench new mine`.",
    )

"""`workbench codebook`: codes and their versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.call import Call, Row, about_a_study, answer, example
from workbench.cli.tables import brief, counted, say, shown, table
from workbench.errors import NotAllowedHere, WorkbenchError
from workbench.model import Code, Codebook

if TYPE_CHECKING:
    from workbench.exchange.codebook_diff import CodebookDiff

_CODES = table(
    {
        "code": lambda row: "· " * row["depth"] + row["key"],
        "name": "name",
        "status": lambda row: "" if row["status"] == "active" else row["status"],
        "definition": brief("definition", 100),
    },
    empty="The codebook has no codes.",
)
_CHANGES = table(
    {
        "change": "change",
        "code": "code",
        "field": "field",
        "before": lambda row: shown(_words(row["before"]), 60),
        "after": lambda row: shown(_words(row["after"]), 60),
    }
)


@click.group(epilog=example("workbench codebook show"))
def codebook() -> None:
    """The codebook and its versions."""


@codebook.command("import", epilog=example('workbench codebook import codebook.yml --reason "Split trust in two"'))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--reason", default="", help="Why this version was made, for the record.")
@click.option(
    "--merge", is_flag=True, help="Add to the codes there are; otherwise codes the file leaves out are retired."
)
@about_a_study
def import_(call: Call, file: Path, reason: str, merge: bool) -> None:
    """Publish a YAML or CSV file, or a shipped codebook by its name, as the next version."""
    from workbench.exchange.intake import import_codebook

    before = call.study.codebook.current()
    made = import_codebook(call.study, file, by=call.coder, reason=reason, merge=merge)
    changed = before is None or made.version != before.version
    what = f"version {made.version} of '{shown(made.name)}' with {counted(len(made), 'code')}"
    sentence = f"Published {what}." if changed else f"It says the same as {what}: nothing changed."
    call.answer(_rows(made), lambda _rows: say(sentence), codebook=made.name, version=made.version, changed=changed)


@codebook.command("show", epilog=example("workbench codebook show --version 1"))
@click.option("--version", "number", type=int, metavar="N", help="An earlier version; default: the newest.")
@about_a_study
def show(call: Call, number: int | None) -> None:
    """Show the codes as a tree, with their definitions."""
    found = _current(call) if number is None else call.study.codebook.version(number)

    def print_rows(rows: list[Row]) -> None:
        say(f"{shown(found.name)}, version {found.version}, {counted(len(found), 'code')}")
        _CODES(rows)

    call.answer(_rows(found), print_rows, codebook=found.name, version=found.version)


@codebook.command("export", epilog=example("workbench codebook export codebook.yml"))
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@about_a_study
def export(call: Call, file: Path) -> None:
    """Write the newest version as YAML to a new FILE (- for stdout)."""
    from workbench.exchange.codebook_file import codebook_yaml, write_codebook

    found = _current(call)
    if str(file) == "-":
        written = codebook_yaml(found)
        call.answer([{"yaml": written}], lambda _rows: click.echo(written, nl=False))
        return
    if file.exists():  # it may hold somebody's edits
        raise WorkbenchError(f"There is already a file '{file}'.", "Choose another name, or remove it first.")
    write_codebook(found, file)
    row = {"path": str(file), "version": found.version, "codes": len(found)}
    sentence = f"Wrote version {found.version} of '{shown(found.name)}' to {file}."
    call.answer([row], lambda _rows: say(sentence), codebook=found.name, version=found.version)


@codebook.command("diff", epilog=example("workbench codebook diff 1 2"))
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@about_a_study
def diff(call: Call, before: str, after: str) -> None:
    """Show what changed from A to B; each is a version number, a file, or a shipped codebook's name."""
    from workbench.exchange.codebook_diff import diff_codebooks

    rows = list(_changes(diff_codebooks(_either(call, before), _either(call, after))))

    def print_rows(changes: list[Row]) -> None:
        _CHANGES(changes)
        if not changes:
            say("Nothing differs.")

    if before.isdecimal() or after.isdecimal():
        call.answer(rows, print_rows)
    else:  # two files differ the same way in any study, and without one
        answer({"rows": rows}, print_rows, as_json=call.as_json)


def _current(call: Call) -> Codebook:
    found = call.study.codebook.current()
    if found is None:
        raise NotAllowedHere("The study has no codebook yet.", "Bring one in with `workbench codebook import FILE`.")
    return found


def _either(call: Call, words: str) -> Codebook:
    from workbench.exchange.codebook_file import read_codebook

    return call.study.codebook.version(int(words)) if words.isdecimal() else read_codebook(words)


def _rows(found: Codebook) -> list[Row]:
    return [code_row(depth, code) for depth, code in found.tree()]


def code_row(depth: int, code: Code) -> Row:
    """Return a code as a row, with how many codes it stands below."""
    return {**asdict(code), "status": code.status.value, "depth": depth}


def _changes(found: CodebookDiff) -> Iterator[Row]:
    for change in ("added", "removed", "retired", "restored"):
        for code in getattr(found, change):
            yield _change(change, code.key, None, None, code.name)
    for change in ("renamed", "moved", "changed"):
        for each in getattr(found, change):
            yield _change(change, each.code, each.field, _plain(each.before), _plain(each.after))
    for parent in found.reordered:
        yield _change("reordered", parent or "(top)", "order", None, None)


def _change(change: str, code: str, field: str | None, before: Any, after: Any) -> Row:
    return {"change": change, "code": code, "field": field, "before": before, "after": after}


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return asdict(value) if hasattr(value, "__dataclass_fields__") else value


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return " → ".join(str(each) for each in value.values() if each)
    return "; ".join(map(_words, value)) if isinstance(value, list) else str(value or "")

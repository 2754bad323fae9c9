"""`workbench memo`: notes about the study, its sources, people, codes, codings, claims and links."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.call import Call, Row, about_a_study, example
from workbench.cli.lookup import code_named, coding_id, source_named
from workbench.cli.tables import brief, counted, say, short, shown, table
from workbench.errors import NotFound, WorkbenchError

if TYPE_CHECKING:
    from workbench.report.memos import MemoRow
    from workbench.store import OpenStudy

_KINDS = ("study", "source", "case", "code", "coding", "claim", "link")
_DAY = click.DateTime(["%Y-%m-%d"])

_LIST = table(
    {"id": short("id"), "about": "about", "coder": "coder", "written": "created", "memo": brief("text")},
    empty="There are no such memos.",
)


@click.group(epilog=example('workbench memo add source interview07 "Guarded at first; warms at the third question."'))
def memo() -> None:
    """Notes to yourself and your team."""


def _wanted(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say which memos; they are passed on as the dictionary `which`."""

    @click.option("--about", "kind", type=click.Choice(_KINDS), help="Only about things of this kind.")
    @click.option("--by", metavar="NAME", help="Only by this coder.")
    @click.option("--words", metavar="WORDS", help="Only where all these words occur, in the memo or what it is about.")
    @click.option("--code", metavar="C", help="Only about this code or a passage coded so (key, name or id).")
    @click.option("--source", metavar="S", help="Only about this source or a passage of it (name or id).")
    @click.option(
        "--since", type=_DAY, metavar="DAY", help="Only written or changed on this day (2026-03-02) or later."
    )
    @click.option("--until", type=_DAY, metavar="DAY", help="Only written or changed on this day or earlier.")
    @functools.wraps(command)
    def given(*arguments: Any, **options: Any) -> None:
        which = {name: options.pop(name) for name in ("kind", "by", "words", "code", "source", "since", "until")}
        command(*arguments, which=which, **options)

    return given


@memo.command("list", epilog=example("workbench memo list --about source", "workbench memo list --words trust"))
@_wanted
@about_a_study
def list_(call: Call, which: dict[str, Any]) -> None:
    """List memos, the oldest first."""
    call.answer([_row(each) for each in _found(call, which)], _LIST)


@memo.command("export", epilog=example("workbench memo export memos.html --code TRUST"))
@click.argument("file", metavar="FILE.html|FILE.csv", type=click.Path(path_type=Path))
@_wanted
@about_a_study
def export(call: Call, file: Path, which: dict[str, Any]) -> None:
    """Write memos to a new FILE: a report to read (.html) or a table (.csv)."""
    from workbench.report.memo_files import memos_csv, memos_html

    if file.suffix.lower() not in {".html", ".csv"}:
        raise click.BadParameter(f"'{file}' does not end in .html or .csv.", param_hint="FILE")
    if file.exists():
        raise WorkbenchError(f"There is already a file '{file}'.", "Choose another name, or remove it first.")
    rows, about = _found(call, which), call.study.about
    table_asked = file.suffix.lower() == ".csv"
    written = memos_csv(rows, about) if table_asked else memos_html(rows, about, at=datetime.now(UTC)).encode("utf-8")
    try:
        file.write_bytes(written)
    except OSError as error:
        raise WorkbenchError(
            f"'{file}' cannot be written: {error.strerror}.", "Choose a folder you can write to."
        ) from error
    row = {"path": str(file), "memos": len(rows)}
    call.answer([row], lambda _rows: say(f"Wrote {counted(len(rows), 'memo')} to {file}."))


@memo.command("add", epilog=example('workbench memo add coding 5b0e7f21 "She laughs here; is it meant?"'))
@click.argument("about", type=click.Choice(_KINDS))
@click.argument("name")
@click.argument("text")
@about_a_study
def add(call: Call, about: str, name: str, text: str) -> None:
    """Write a memo about one thing: a source, case or claim by its name, a code by its key, a coding or link by its id.

    Of the study itself, NAME is the study's name or a full stop.
    """
    from workbench.review import write_memo

    made = write_memo(call.study, about, _THING[about](call.study, name), text, by=call.coder)
    row = _one(call, made.id)
    call.answer([row], lambda _rows: say(f"Wrote a memo about {shown(row['about'])}."))


@memo.command("show", epilog=example("workbench memo show 5b0e7f21"))
@click.argument("id")
@about_a_study
def show(call: Call, id: str) -> None:
    """Show a memo whole."""
    row = _one(call, call.study.memos.get(id).id)
    quotation = f"“{shown(row['quotation'])}”\n\n" if row["quotation"] else ""
    head = f"{shown(row['about'])}, by {shown(row['coder'])}"
    call.answer([row], lambda _rows: say(f"{head}\n\n{quotation}{_lines(row['text'])}"))


@memo.command("edit", epilog=example('workbench memo edit 5b0e7f21 "A better thought."'))
@click.argument("id")
@click.argument("text")
@about_a_study
def edit(call: Call, id: str, text: str) -> None:
    """Put another text in a memo's place; undo brings the old one back."""
    from workbench.review import edit_memo

    found = call.study.memos.get(id)
    made = edit_memo(call.study, found.id, text, version=found.version, by=call.coder)
    call.answer([_one(call, made.id)], lambda _rows: say("Changed the memo."))


@memo.command("remove", epilog=example("workbench memo remove 5b0e7f21"))
@click.argument("id")
@about_a_study
def remove(call: Call, id: str) -> None:
    """Take a memo away; undo brings it back."""
    from workbench.review import remove_memo

    found = call.study.memos.get(id)
    row = _one(call, found.id)
    remove_memo(call.study, found.id, by=call.coder)
    call.answer([row], lambda _rows: say(f"Removed a memo about {shown(row['about'])}."))


def _study(study: OpenStudy, name: str) -> str:
    if name.strip() != "." and _folded(name) != _folded(study.about.name):
        raise NotFound(
            f"This study is not called '{name}' but '{study.about.name}'.", "Give that name, or a full stop."
        )
    return study.about.id


def _coder(study: OpenStudy, name: str) -> str:
    coders = study.coders.all()
    if name.casefold() not in {coder.name.casefold() for coder in coders}:
        there = ", ".join(coder.name for coder in coders if coder.kind == "person")
        raise NotFound(f"There is no coder '{name}'. There is: {there or 'nobody yet'}.", "Check the name.")
    return name


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()


def _case(study: OpenStudy, name: str) -> str:
    cases = {case.name.casefold(): case.id for case in study.cases.all()}
    if name.casefold() not in cases:
        raise NotFound(f"There is no participant '{name}'.", "`workbench case list` shows them.")
    return cases[name.casefold()]


_THING: dict[str, Callable[[OpenStudy, str], str]] = {
    "study": _study,
    "source": lambda study, name: source_named(study, name).id,
    "case": _case,
    "code": lambda study, name: code_named(study, name).id,
    "coding": coding_id,
    "claim": lambda study, key: study.claims.find(key).id,
    "link": lambda study, beginning: study.links.get(beginning).id,
}


def _found(call: Call, which: Mapping[str, Any]) -> list[MemoRow]:
    from workbench.report.memos import Wanted, memo_rows

    study = call.study
    wanted = Wanted(
        which["kind"], _coder(study, which["by"]) if which["by"] else None, which["words"] or "",
        code_named(study, which["code"]).id if which["code"] else None,
        source_named(study, which["source"]).id if which["source"] else None,
        which["since"] and which["since"].date(), which["until"] and which["until"].date(),
    )  # fmt: skip
    return memo_rows(study, wanted)


def _one(call: Call, memo_id: str) -> Row:
    from workbench.report.memos import memo_rows

    return next(_row(each) for each in memo_rows(call.study) if each.memo.id == memo_id)


def _row(each: MemoRow) -> Row:
    memo, thing = each.memo, each.thing
    return {
        "id": memo.id,
        "about": "study" if memo.about_kind == "study" else f"{memo.about_kind} {thing.words}",
        "about_kind": memo.about_kind,
        "about_id": memo.about_id,
        "source": thing.source or None,
        "quotation": thing.quotation or None,
        "text": memo.text,
        "coder": each.coder,
        "created": memo.created.isoformat(timespec="minutes"),
        "edited": each.edited.isoformat(timespec="minutes") if each.edited else None,
        "edited_by": each.edited_by or None,
        "version": memo.version,
    }


def _lines(text: str) -> str:
    return "\n".join(shown(line) for line in text.split("\n"))

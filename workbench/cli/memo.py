"""`workbench memo`: notes about the study, its sources, people, codes, codings, claims and links."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from workbench.cli.call import Call, Row, about_a_study, example
from workbench.cli.lookup import code_named, coding_id, source_named
from workbench.cli.tables import brief, say, short, shown, table
from workbench.errors import NotFound
from workbench.model import Memo

if TYPE_CHECKING:
    from workbench.store import OpenStudy

_LIST = table(
    {"id": short("id"), "about": "about", "coder": "coder", "written": "created", "memo": brief("text")},
    empty="There are no such memos.",
)


@click.group(epilog=example('workbench memo add source interview07 "Guarded at first; warms at the third question."'))
def memo() -> None:
    """Notes to yourself and your team."""


@memo.command("list", epilog=example("workbench memo list --about source"))
@click.option(
    "--about",
    "kind",
    type=click.Choice(["study", "source", "case", "code", "coding", "claim", "link"]),
    help="Only about things of this kind.",
)
@about_a_study
def list_(call: Call, kind: str | None) -> None:
    """List memos, the oldest first."""
    call.answer([_row(call.study, each) for each in call.study.memos.all(kind)], _LIST)


@memo.command("add", epilog=example('workbench memo add coding 5b0e7f21 "She laughs here; is it meant?"'))
@click.argument("about", type=click.Choice(["study", "source", "case", "code", "coding", "claim"]))
@click.argument("name")
@click.argument("text")
@about_a_study
def add(call: Call, about: str, name: str, text: str) -> None:
    """Write a memo about one thing: a source, case or claim by its name, a code by its key, a coding by its id.

    Of the study itself, NAME is the study's name or a full stop.
    """
    from workbench.review import write_memo

    made = write_memo(call.study, about, _THING[about](call.study, name), text, by=call.coder)
    row = _row(call.study, made)
    call.answer([row], lambda _rows: say(f"Wrote a memo about {shown(row['about'])}."))


@memo.command("show", epilog=example("workbench memo show 5b0e7f21"))
@click.argument("id")
@about_a_study
def show(call: Call, id: str) -> None:
    """Show a memo whole."""
    row = _row(call.study, call.study.memos.get(id))
    call.answer([row], lambda _rows: say(f"{shown(row['about'])}, by {shown(row['coder'])}\n\n{_lines(row['text'])}"))


@memo.command("edit", epilog=example('workbench memo edit 5b0e7f21 "A better thought."'))
@click.argument("id")
@click.argument("text")
@about_a_study
def edit(call: Call, id: str, text: str) -> None:
    """Put another text in a memo's place; undo brings the old one back."""
    from workbench.review import edit_memo

    found = call.study.memos.get(id)
    made = edit_memo(call.study, found.id, text, version=found.version, by=call.coder)
    call.answer([_row(call.study, made)], lambda _rows: say("Changed the memo."))


@memo.command("remove", epilog=example("workbench memo remove 5b0e7f21"))
@click.argument("id")
@about_a_study
def remove(call: Call, id: str) -> None:
    """Take a memo away; undo brings it back."""
    from workbench.review import remove_memo

    found = call.study.memos.get(id)
    row = _row(call.study, found)
    remove_memo(call.study, found.id, by=call.coder)
    call.answer([row], lambda _rows: say(f"Removed a memo about {shown(row['about'])}."))


def _case(study: OpenStudy, name: str) -> str:
    cases = {case.name.casefold(): case.id for case in study.cases.all()}
    if name.casefold() not in cases:
        raise NotFound(f"There is no participant '{name}'.", "`workbench case list` shows them.")
    return cases[name.casefold()]


def _claim(study: OpenStudy, key: str) -> str:
    claims = {claim.key.casefold(): claim.id for claim in study.claims.all()}
    if key.casefold() not in claims:
        raise NotFound(f"There is no claim '{key}'.", "`workbench contrast --claims` shows them.")
    return claims[key.casefold()]


_THING: dict[str, Callable[[OpenStudy, str], str]] = {
    "study": lambda study, _name: study.about.id,
    "source": lambda study, name: source_named(study, name).id,
    "case": _case,
    "code": lambda study, name: code_named(study, name).id,
    "coding": coding_id,
    "claim": _claim,
}


def _row(study: OpenStudy, memo: Memo) -> Row:
    coders = {coder.id: coder.name for coder in study.coders.all()}
    return {
        "id": memo.id,
        "about": _about(study, memo),
        "about_kind": memo.about_kind,
        "about_id": memo.about_id,
        "text": memo.text,
        "coder": coders[memo.coder_id],
        "created": memo.created.isoformat(timespec="minutes"),
        "version": memo.version,
    }


def _about(study: OpenStudy, memo: Memo) -> str:
    kind = memo.about_kind
    names: dict[str, str] = {}
    if kind == "source":
        names = study.sources.names()
    elif kind == "case":
        names = {case.id: case.name for case in study.cases.all()}
    elif kind == "code":
        book = study.codebook.current()
        names = {code.id: code.key for code in book} if book else {}
    elif kind == "claim":
        names = {claim.id: claim.key for claim in study.claims.all()}
    return f"{kind} {names.get(memo.about_id, memo.about_id[:8] if kind != 'study' else '')}".strip()


def _lines(text: str) -> str:
    return "\n".join(shown(line) for line in text.split("\n"))

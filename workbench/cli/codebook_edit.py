"""`workbench codebook add` and the like: codes are changed one at a time, each change a version with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.call import Call, about_a_study, example
from workbench.cli.codebook import code_row
from workbench.cli.lookup import code_named
from workbench.cli.tables import counted, say, shown
from workbench.model import Code, Codebook, NearMiss, NotWhen, Variety

if TYPE_CHECKING:
    from workbench.review.codebook_merge import MergePreview

_because = click.option("--reason", default="", help="Why, for the record; default: what was done.")


@click.command("add", epilog=example('workbench codebook add "Trust in the team" --below REL --definition "..."'))
@click.argument("name")
@click.option("--key", default="", help="Its key; default: made from the name.")
@click.option("--below", metavar="CODE", help="The code it stands below; default: the top.")
@click.option("--definition", default="", help="What it means.")
@click.option("--colour", default="", metavar="#RRGGBB", help="Default: one that no code has yet.")
@_because
@about_a_study
def add(call: Call, name: str, key: str, below: str | None, definition: str, colour: str, reason: str) -> None:
    """Add a code, the last one where it stands; without a codebook, this begins one."""
    from workbench.review import add_code

    made = add_code(
        call.study, name, key=key, parent=below and code_named(call.study, below).id, definition=definition,
        colour=colour, by=call.coder, reason=reason,
    )  # fmt: skip
    _tell(call, made, "Added")


@click.command(
    "edit",
    epilog=example(
        'workbench codebook edit TRUST --name "Trust in the team"',
        'workbench codebook edit TRUST --near-miss "I trust the figures=DATA" --example "We rely on each other."',
    ),
)
@click.argument("code")
@click.option("--name", help="A new name; the code keeps its id, and its codings.")
@click.option("--key", help="A new key; whatever names the old one follows.")
@click.option("--definition", help="What it means.")
@click.option("--use-when", help="When to use it.")
@click.option("--not-when", multiple=True, metavar="WHEN[=CODE]", help="When not to, and the code to use then.")
@click.option("--cue", "cues", multiple=True, help="A word or phrase that hints at it.")
@click.option("--example", "examples", multiple=True, help="An utterance that shows it.")
@click.option("--near-miss", multiple=True, metavar="WORDS=CODE", help="What looks like it but is CODE.")
@click.option("--contrast", "contrast_with", multiple=True, metavar="CODE", help="A code to set it against.")
@click.option(
    "--applies-to",
    multiple=True,
    type=click.Choice(["", *(each.value for each in Variety)]),
    help="A variety of source it is meant for.",
)
@click.option("--colour", metavar="#RRGGBB", help="Its colour, or '' for none.")
@_because
@about_a_study
def edit(call: Call, code: str, reason: str, **given: Any) -> None:
    """Change fields of a code; what is not named stays.

    --not-when, --cue, --example, --near-miss, --contrast and --applies-to can be given several times. What is given
    takes the place of the whole list, and '' empties it.
    """
    from workbench.review import edit_code

    fields = {name: value for name, value in given.items() if value not in (None, ())}
    if not fields:
        raise click.UsageError("Say what to change, as with --name or --definition.")
    read: dict[str, Callable[[str], Any]] = {"not_when": _not_when, "near_miss": _near_miss}
    read["contrast_with"] = lambda words: words and code_named(call.study, words).key
    fields |= {name: tuple(map(read[name], fields[name])) for name in read.keys() & fields.keys()}
    found, before = code_named(call.study, code), call.study.codebook.current()
    book = edit_code(call.study, found.id, by=call.coder, reason=reason, **fields)
    _tell(call, book.by_id[found.id], "Changed", changed=before is None or book.version != before.version)


@click.command(
    "move", epilog=example("workbench codebook move TRUST --below REL", "workbench codebook move TIME --before TRUST")
)
@click.argument("code")
@click.option("--below", metavar="CODE", help="The code to put it below.")
@click.option("--top", is_flag=True, help="To the top of the tree.")
@click.option("--before", metavar="CODE", help="In front of this one; default: last.")
@_because
@about_a_study
def move(call: Call, code: str, below: str | None, top: bool, before: str | None, reason: str) -> None:
    """Put a code, and all below it, in another place of the tree."""
    from workbench.review import move_code

    if (below is not None) == top and (top or before is None):
        raise click.UsageError("Say where to: --below CODE, --top, or --before CODE.")
    found, there = code_named(call.study, code), call.study.codebook.current()
    above = below and code_named(call.study, below).key
    neighbour = code_named(call.study, before) if before else None
    if neighbour and not below and not top:
        above = neighbour.parent
    book = move_code(
        call.study, found.id, parent=above, before=neighbour.id if neighbour else None, by=call.coder, reason=reason
    )
    _tell(call, book.by_id[found.id], "Moved", changed=there is None or book.version != there.version)


@click.command("retire", epilog=example('workbench codebook retire TRUST --reason "Never used"'))
@click.argument("code")
@_because
@about_a_study
def retire(call: Call, code: str, reason: str) -> None:
    """Take a code out of use: it keeps its codings and takes no new ones."""
    from workbench.review import retire_code

    found = code_named(call.study, code)
    _tell(call, retire_code(call.study, found.id, by=call.coder, reason=reason).by_id[found.id], "Retired")


@click.command("restore", epilog=example("workbench codebook restore TRUST"))
@click.argument("code")
@_because
@about_a_study
def restore(call: Call, code: str, reason: str) -> None:
    """Take a retired code into use again."""
    from workbench.review import restore_code

    found = code_named(call.study, code)
    _tell(call, restore_code(call.study, found.id, by=call.coder, reason=reason).by_id[found.id], "Restored")


@click.command("merge", epilog=example("workbench codebook merge TEAM.TRUST BELIEF --into TRUST --preview"))
@click.argument("codes", metavar="CODE...", nargs=-1, required=True)
@click.option("--into", required=True, metavar="CODE", help="The code that stays.")
@click.option("--preview", is_flag=True, help="Only say what it would do.")
@_because
@about_a_study
def merge(call: Call, codes: tuple[str, ...], into: str, preview: bool, reason: str) -> None:
    """Merge codes into one: every coder's codings, and memos and claims, go to it, and the others are retired."""
    from workbench.review import merge_codes, preview_merge

    target, others = code_named(call.study, into), [code_named(call.study, each).id for each in codes]
    would = preview_merge(call.study, others, target.id)
    counts = {name: getattr(would, name) for name in would.__slots__}
    if preview:
        call.answer([counts], lambda _rows: _would(would, target))
        return
    done = merge_codes(call.study, others, into=target.id, by=call.coder, reason=reason)
    counts |= {"recoded": done.recoded, "joined": done.joined}
    sentence = (
        f"Merged into {shown(target.key)}: {counted(done.recoded, 'coding')} took it, {done.joined} were there twice."
    )
    call.answer([counts], lambda _rows: say(sentence), version=done.codebook.version)


@click.command(
    "split",
    epilog=example(
        'workbench codebook split TRUST "Trust in the team=Colleagues are relied on." "Trust in managers=..."'
    ),
)
@click.argument("code")
@click.argument("parts", metavar="NAME[=DEFINITION]...", nargs=-1, required=True)
@_because
@about_a_study
def split(call: Call, code: str, parts: tuple[str, ...], reason: str) -> None:
    """Split a code into two or more: they stand below it, it is retired, and its codings come on the worklist."""
    from workbench.review import split_code

    found = code_named(call.study, code)
    into = [(name.strip(), definition.strip()) for name, _, definition in (part.partition("=") for part in parts)]
    book = split_code(call.study, found.id, into, by=call.coder, reason=reason)
    names = {" ".join(name.split()).casefold() for name, _ in into}
    made = [each for each in book if each.name.casefold() in names]
    sentence = (
        f"Split {shown(found.key)} into {', '.join(shown(each.key) for each in made)}; `workbench codebook worklist`"
    )
    call.answer(
        [_row(book, each) for each in made], lambda _rows: say(f"{sentence} lists its codings."), version=book.version
    )


def _tell(call: Call, code: Code, done: str, *, changed: bool = True) -> None:
    book = call.study.codebook.current()
    if book is None:
        return
    row = _row(book, code)
    sentence = f"{done} {shown(code.key)} ('{shown(code.name)}'): version {book.version}."
    call.answer(
        [row], lambda _rows: say(sentence if changed else "It is so already: nothing changed."), version=book.version,
        changed=changed,
    )  # fmt: skip


def _row(book: Codebook, code: Code) -> dict[str, Any]:
    return code_row(len(book.path(code)) - 1, code)


def _would(would: MergePreview, target: Code) -> None:
    key, people = shown(target.key), counted(would.coders, "person", "people")
    say(f"{counted(would.recoded, 'coding')} of {people} would become {key}.")
    if would.joined:
        say(f"{counted(would.joined, 'coding')} more, on words that have both codes, would go; their memos stay.")
    if would.memos:
        say(f"{counted(would.memos, 'memo')} would move along.")
    if would.summaries:
        say(f"{counted(would.summaries, 'summary', 'summaries')} of the matrix would be about it.")
    if would.suggestions:
        say(f"{counted(would.suggestions, 'suggestion')} would no longer wait.")
    if would.children:
        say(f"Codes that would come below {key}: {shown(', '.join(would.children))}.")
    if would.claims:
        say(f"Claims that would be about {key}: {shown(', '.join(would.claims))}.")
    if would.frozen:
        say(f"It would be refused: passages are linked to {shown(', '.join(would.frozen))}, so their theme stays.")


def _not_when(words: str) -> NotWhen:
    condition, mark, use = words.rpartition("=")
    return NotWhen(condition, use) if mark else NotWhen(words)


def _near_miss(words: str) -> NearMiss:
    said, _, key = words.rpartition("=")
    if words and not said:
        raise click.UsageError(f"'{words}' does not say which code it belongs to: write WORDS=CODE.")
    return NearMiss(said, key)


COMMANDS = (add, edit, move, retire, restore, merge, split)

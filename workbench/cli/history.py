"""`workbench undo`, `redo` and `history`: what was done, and taking it back."""

from __future__ import annotations

import click
from click.core import ParameterSource

from workbench.cli.call import Call, about_a_study, example
from workbench.cli.tables import note, say, shown, table
from workbench.model import Revision

_LIST = table(
    {
        "act": "sequence",
        "when (UTC)": lambda row: row["at"][:19].replace("T", " "),
        "who": "coder",
        "what": "summary",
        "": lambda row: "(taken back)" if row["undone"] else "",
    }
)


@click.command(epilog=example("workbench undo"))
@about_a_study
def undo(call: Call) -> None:
    """Take back the last act."""
    from workbench import review

    taken_back = review.undo(call.study, by=call.coder)
    call.answer([{"undone": taken_back}], lambda _rows: say(f"Took back: {shown(taken_back)}"))


@click.command(epilog=example("workbench redo"))
@about_a_study
def redo(call: Call) -> None:
    """Do the last act that was taken back again."""
    from workbench import review

    done_again = review.redo(call.study, by=call.coder)
    call.answer([{"redone": done_again}], lambda _rows: say(f"Did again: {shown(done_again)}"))


@click.group(invoke_without_command=True, epilog=example("workbench history --most 20", "workbench history back 41"))
@click.option("--most", type=click.IntRange(min=1), metavar="N", help="Only the newest N acts.")
@about_a_study
def history(call: Call, most: int | None) -> None:
    """List every act, the newest first: who did what, when.

    `workbench history back N` takes the study back to any of them.
    """
    context = click.get_current_context()
    if context.invoked_subcommand is None:
        call.answer([_row(each) for each in call.study.history.all(most=most)], _LIST)
        return
    given = [name for name in context.params if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    if given:  # they would be passed over, the study's name among them
        raise click.UsageError(f"Options go after '{context.invoked_subcommand}'.")


@history.command("back", epilog=example("workbench history back 41", "workbench history back 41 --yes"))
@click.argument("number", metavar="N", type=int)
@click.option("--yes", is_flag=True, help="Do it; without this, only what it would do is told.")
@about_a_study
def back(call: Call, number: int, yes: bool) -> None:
    """Take the study back to how it was after act N, as one new act; undo brings everything back.

    `workbench history` shows the acts with their numbers.
    """
    from workbench import review

    looked = review.preview_back(call.study, number)
    if yes:
        review.take_back_to(call.study, number, by=call.coder, seen=looked.last)
    row = {
        "sequence": number, "done": yes, "acts": list(looked.acts), "again": list(looked.again),
        "people": list(looked.people), "come": dict(looked.touched.come), "gone": dict(looked.touched.gone),
        "changed": dict(looked.touched.changed),
    }  # fmt: skip
    call.answer([row], lambda _rows: _tell(looked.sentences(), done=yes, may=not looked.nothing, number=number))


def _tell(sentences: list[str], *, done: bool, may: bool, number: int) -> None:
    for sentence in sentences:
        say(shown(sentence))
    if done:
        say(f"Done: the study is as it was after act {number}. `workbench undo` brings everything back.")
    elif may:
        note(f"Nothing was changed. To do it: workbench history back {number} --yes")


def _row(each: Revision) -> dict[str, object]:
    return {
        "sequence": each.sequence,
        "act": each.act,
        "summary": each.summary,
        "coder": each.coder,
        "at": each.at.isoformat(),
        "undoes": each.undoes,
        "undone": each.undone,
        "hash": each.hash,
        "previous_hash": each.previous_hash,
    }

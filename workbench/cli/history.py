"""`workbench undo`, `redo` and `history`: what was done, and taking it back."""

from __future__ import annotations

import click

from workbench.cli.call import Call, about_a_study, example
from workbench.cli.tables import say, shown, table
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


@click.command(epilog=example("workbench history --most 20"))
@click.option("--most", type=click.IntRange(min=1), metavar="N", help="Only the newest N acts.")
@about_a_study
def history(call: Call, most: int | None) -> None:
    """List every act, the newest first: who did what, when."""
    call.answer([_row(each) for each in call.study.history.all(most=most)], _LIST)


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

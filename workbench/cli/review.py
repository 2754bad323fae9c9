"""`workbench review`: a person decides on suggestions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from workbench.cli.call import Call, Row, about_a_study, example
from workbench.cli.lookup import code_named, suggestion_ids
from workbench.cli.tables import SHORT_ID, counted, say
from workbench.errors import Conflict, WorkbenchError, listed
from workbench.model import Action, Coding

if TYPE_CHECKING:
    from workbench.store import OpenStudy

WHERE = "cli"
_SAID = {Action.ACCEPT: "Accepted", Action.REJECT: "Rejected", Action.UNSURE: "Put aside", Action.CHANGE: "Changed"}
_ids = click.argument("ids", nargs=-1, required=True, metavar="ID...")


@click.group(epilog=example("workbench review accept 1f0c2a9e 77b1d0c4"))
def review() -> None:
    """Decide on suggestions. Every decision is saved at once and can be undone."""


@review.command("accept", epilog=example("workbench review accept 1f0c2a9e 77b1d0c4"))
@_ids
@about_a_study
def accept(call: Call, ids: tuple[str, ...]) -> None:
    """Accept suggestions: each becomes a coding of yours."""
    from workbench import review as act

    _each(call, ids, Action.ACCEPT, lambda each: act.accept(call.study, each, by=call.coder, where=WHERE))


@review.command("reject", epilog=example("workbench review reject 1f0c2a9e"))
@_ids
@about_a_study
def reject(call: Call, ids: tuple[str, ...]) -> None:
    """Reject suggestions: they are remembered and not made again."""
    from workbench import review as act

    _each(call, ids, Action.REJECT, lambda each: act.reject(call.study, each, by=call.coder, where=WHERE))


@review.command("unsure", epilog=example("workbench review unsure 1f0c2a9e"))
@_ids
@about_a_study
def unsure(call: Call, ids: tuple[str, ...]) -> None:
    """Put suggestions aside as not sure; they can still be decided by their id."""
    from workbench import review as act

    _each(call, ids, Action.UNSURE, lambda each: act.unsure(call.study, each, by=call.coder, where=WHERE))


@review.command("change", epilog=example("workbench review change 1f0c2a9e --code TRUST"))
@click.argument("id")
@click.option("--code", required=True, metavar="C", help="The code it should have been (key, name or id).")
@about_a_study
def change(call: Call, id: str, code: str) -> None:
    """Answer a suggestion with another code: the passage becomes a coding of yours with that code."""
    from workbench import review as act

    chosen = code_named(call.study, code).id
    _each(call, (id,), Action.CHANGE, lambda one: act.change(call.study, one, chosen, by=call.coder, where=WHERE))


def _each(call: Call, beginnings: Sequence[str], action: Action, decide: Callable[[str], Coding | None]) -> None:
    """Decide on all of them, or, when one cannot be decided on, on none."""
    ids = suggestion_ids(call.study, beginnings)
    _require_undecided(call.study, ids, call.coder)
    rows: list[Row] = []
    for each in ids:
        try:
            coding = decide(each)
        except WorkbenchError as error:
            if not rows:
                raise
            done = f" Before that, {counted(len(rows), 'suggestion')} of {len(ids)} had been decided, and are saved."
            raise WorkbenchError(error.message + done, error.hint) from error
        rows.append({"suggestion_id": each, "action": action.value, "coding_id": coding.id if coding else None})
    call.answer(rows, lambda _rows: say(f"{_SAID[action]} {counted(len(rows), 'suggestion')}."))


def _require_undecided(study: OpenStudy, ids: Sequence[str], coder: str) -> None:
    me = study.coders.ids_of(coder)
    decided = {
        each.suggestion_id
        for each in study.suggestions.decisions()
        if each.coder_id in me and each.action is not Action.UNSURE
    }
    again = {each.id for each in study.suggestions.waiting()}  # its code means something else now
    known = [each[:SHORT_ID] for each in ids if each in decided and each not in again]
    if known:
        raise Conflict(
            f"{coder} has already decided on {listed(known)}. Nothing was decided now.",
            "Leave these out, or take that decision back with `workbench undo`.",
        )

"""`workbench analysis relations`: questions about codes are asked, saved, asked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from workbench.cli.analysis_choices import csv_option, of_a_part, tell, unit_option
from workbench.cli.call import Call, Row, about_a_study, example
from workbench.cli.tables import Show, brief, counted, note, people, say, table

if TYPE_CHECKING:
    from workbench.report.coded import Part


@click.command(
    epilog=example(
        "workbench analysis relations 'ADM.VOL and not REL.TRUST'",
        "workbench analysis relations 'ADM+ before/3t SCA.GONE' --unit person --save 'Forms, then leaving'",
        "workbench analysis relations --saved 'Forms, then leaving'",
    )
)
@click.argument("question", nargs=-1)
@click.option("--saved", metavar="NAME", help="Ask a saved question again.")
@click.option("--save", metavar="NAME", help="Save the question under this name.")
@unit_option
@csv_option
@about_a_study
@of_a_part
def relations(
    call: Call, question: tuple[str, ...], saved: str | None, save: str | None, unit: str, part: Part, as_csv: bool
) -> None:
    r"""Ask a question about codes: where it is true, of how many people, and the codings behind it.

    Codes by key, or by name in double quotes; CODE+ takes the codes below it too. and, or, not, brackets ask about one
    unit. A near/2t B: at most two turns apart; A before/3 B, A after B; s segments (the usual), t turns, w words.
    """
    from workbench.report.relations import ask, kept_question, shown_question
    from workbench.review.saved_queries import save_query

    if bool(question) == bool(saved):
        raise click.UsageError("Give a question, or --saved NAME.")
    typed = " ".join(question)
    if saved:
        found = call.study.queries.find(saved)
        typed, unit = shown_question(call.study, found.question), found.unit
    answer = ask(call.study, typed, unit=unit, part=part)
    if save:
        made = save_query(call.study, save, kept_question(call.study, typed), unit, by=call.coder)
        note(f"Saved as '{made.name}'")
    columns: dict[str, Show] = {
        "source": "source",
        "people": lambda row: ", ".join(row["people"]),
        "codings": lambda row: len(row["coding_ids"]),
        "words": brief("quotation", 80),
    }

    def print_rows(rows: list[Row]) -> None:
        say(f"{people(answer.k, answer.m)}; {len(answer.hits):,} of {counted(answer.units, unit)}")
        table(columns)(rows)

    more = {"question": answer.question, "unit": unit, "k": answer.k, "m": answer.m, "units": answer.units}
    tell(call, answer.hits, print_rows, as_csv=as_csv, **more)


@click.command(epilog=example("workbench analysis saved"))
@about_a_study
def saved(call: Call) -> None:
    """List the saved questions about codes."""
    from workbench.report.relations import shown_question

    coders = {coder.id: coder.name for coder in call.study.coders.all()}
    rows = [
        {
            "id": each.id, "name": each.name, "unit": each.unit, "question": shown_question(call.study, each.question),
            "coder": coders.get(each.coder_id, ""), "created": each.created.isoformat(),
        }
        for each in call.study.queries.all()
    ]  # fmt: skip
    columns: dict[str, Show] = {"name": "name", "unit": "unit", "question": brief("question", 80), "by": "coder"}
    call.answer(rows, table(columns, empty="No question is saved."))


@click.command(epilog=example("workbench analysis rename 'Forms, then leaving' 'Leaving after forms'"))
@click.argument("name")
@click.argument("new")
@about_a_study
def rename(call: Call, name: str, new: str) -> None:
    """Give a saved question another name."""
    from workbench.review.saved_queries import rename_query

    rename_query(call.study, name, new, by=call.coder)
    call.answer([{"name": " ".join(new.split())}], lambda _rows: say(f"'{name}' is now '{' '.join(new.split())}'"))


@click.command(epilog=example("workbench analysis remove 'Forms, then leaving'"))
@click.argument("name")
@about_a_study
def remove(call: Call, name: str) -> None:
    """Remove a saved question; undo brings it back."""
    from workbench.review.saved_queries import remove_query

    remove_query(call.study, name, by=call.coder)
    call.answer([{"name": name}], lambda _rows: say(f"Removed '{name}'"))


COMMANDS = (relations, saved, rename, remove)

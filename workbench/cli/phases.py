"""`workbench phases`: a policy's phases against those that people report, in people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from workbench.cli.call import Call, Row, about_a_study, example
from workbench.cli.lookup import code_named
from workbench.cli.tables import Show, brief, say, table


@click.command("phases", epilog=example("workbench phases --below CM.PH", "workbench phases --people --json"))
@click.option(
    "--below", metavar="C", help="The code that has the phases below it (default: the first that speaks of phases)."
)
@click.option("--facet", metavar="NAME", help="The facet that holds the status (default: phase_status).")
@click.option("--people", is_flag=True, help="A line per person and phase in place of the counts.")
@about_a_study
def phases(call: Call, below: str | None, facet: str | None, people: bool) -> None:
    """Count how many people report each phase, and how: done, skipped, merged, repeated, late.

    A phase nobody coded for a person is not mentioned; it is never taken for skipped. Statuses are facets of codings:
    `workbench code facet CODING phase_status=late`.
    """
    from workbench.analysis.phases import RULE
    from workbench.report.phases import person_rows, phase_rows
    from workbench.report.phases import phases as made

    found = made(call.study, below=code_named(call.study, below).id if below else None, facet=facet)
    rows, persons = phase_rows(found), person_rows(found)

    def print_rows(_rows: list[Row]) -> None:
        if people:
            shown = [row for row in persons if row["coding_ids"]]
            table(
                {"person": brief("case", 30), "phase": "phase", "status": _status, "told": _nth, "passages": _passages},
                empty="Nobody is coded with a phase yet.",
            )(shown)
        else:
            counts: dict[str, Show] = {status: _people(status) for status in found.statuses}
            table({"phase": "key", "name": brief("name", 36), **counts, "told as": _told, "in policy": _policy})(rows)
        say(RULE)

    call.answer_named(
        {"below": found.parent.key, "facet": found.facet, "rule": RULE, "phases": rows, "people": persons}, print_rows
    )


def _people(status: str) -> Show:
    return lambda row: f"{row[status]} of {row['m']}" if row.get(status) else "-"


def _told(row: Mapping[str, Any]) -> str:
    if row["told_as_median"] is None:
        return "-"
    return f"{row['told_as_median']:g} ({row['told_as_first']} to {row['told_as_last']})"


def _policy(row: Mapping[str, Any]) -> str:
    return str(len(row["policy_ids"]) or "-")


def _status(row: Mapping[str, Any]) -> str:
    return f"{row['status']}: {', '.join(row['values'])}" if len(row["values"]) > 1 else str(row["status"])


def _nth(row: Mapping[str, Any]) -> str:
    return str(row["told_as"] or "")


def _passages(row: Mapping[str, Any]) -> str:
    return str(len(row["coding_ids"]))

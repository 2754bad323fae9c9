"""`workbench compare`: two coders' readings of the same segments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from workbench.cli.call import Call, Row, about_a_study, example
from workbench.cli.lookup import source_named
from workbench.cli.plain_values import records
from workbench.cli.tables import Show, counted, note, say, shown, table
from workbench.errors import NotFound, listed

if TYPE_CHECKING:
    import pandas as pd

    from workbench.store import OpenStudy

_DEMONSTRATION = (
    "The design is what each passage was written to show. Where you read one differently, you may well be right."
)


@click.command(epilog=example("workbench compare --coder Priya --with design", "workbench compare --with Mair --codes"))
@click.option("--with", "other", required=True, metavar="NAME", help="The other coder.")
@click.option("--source", metavar="NAME", help="Only in this source.")
@click.option("--only-coded", is_flag=True, help="Only segments that you have coded: for work that is not finished.")
@click.option("--codes", "only", flag_value="codes", help="Only agreement, code by code.")
@click.option("--differences", "only", flag_value="differences", help="Only the passages read differently.")
@about_a_study
def compare(call: Call, other: str, source: str | None, only_coded: bool, only: str | None) -> None:
    """Compare your coding (--coder) with another's, over the segments of the sources that you both coded.

    Agreement is the share of segments on which both do the same; alpha is Krippendorff's, per code, present or absent.
    In the demonstration study, `--with design` is the designers' intended coding and `--with simulated` a simulated
    second coder; both are there whether or not the study was made with its coding.
    """
    from workbench.report.compare import compare as compared
    from workbench.report.compare import taken_from_suggestions

    study = call.study
    if call.coder.casefold() == other.casefold():
        raise click.UsageError(f"'{other}' is compared with '{call.coder}'; name two coders.")
    notes = _near_misses(study) if "design" in (call.coder.casefold(), other.casefold()) else None
    source_id = None if source is None else source_named(study, source).id
    mine, theirs = _codings(study, call.coder), _codings(study, other)
    found = compared(study, mine, theirs, source=source_id, only_coded=only_coded, notes=notes)
    told: dict[str, Any] = {
        "left": call.coder, "right": other, "sources": found.sources, "units": found.units, "segments": found.segments,
    }  # fmt: skip
    told |= {} if only == "differences" else {"codes": records(found.codes)}
    told |= {} if only == "codes" else {"differences": records(found.differences)}

    def print_rows(_rows: list[Row]) -> None:
        left, right = _called(study, call.coder), _called(study, other)
        units = f" ({listed(found.units)})"
        where = f"{counted(found.segments, 'segment')}{units} in {counted(len(found.sources), 'source')}"
        say(f"{left} beside {right}: {where}")
        say()
        if "codes" in told:
            _print_codes(told["codes"], call.coder, other)
        if "differences" in told:
            _print_differences(told["differences"], call.coder, other)
        for coder in (call.coder, other):
            if taken := taken_from_suggestions(study, coder):
                note(
                    f"{shown(coder)} accepted {counted(taken, 'suggestion')}: agreement measures the machine's influence too."
                )
        if only_coded:
            note("Only segments that you coded are counted, so agreement comes out too high.")
        if notes is not None:
            note(_DEMONSTRATION)
            _tell_differing(study)

    call.answer_named(told, print_rows)


def _codings(study: OpenStudy, coder: str) -> pd.DataFrame:
    """A coder's codings: from the study, else what the demonstration comes with."""
    from workbench.exchange.demonstration.reference import SHOWN, holds_the_demonstration, shipped_codings
    from workbench.report.compare import codings_of

    found = codings_of(study, coder)
    if found.empty:
        shipped = shipped_codings(study, coder)
        if shipped is None:
            there = set(study.frames.codings()["coder"])
            there |= set(SHOWN) if holds_the_demonstration(study) else set()
            raise NotFound(
                f"'{coder}' has coded nothing in this study. Coders who have: {listed(sorted(there))}.",
                "Say who you are with `--coder NAME` and whom to compare with after `--with`.",
            )
        return shipped
    return found


def _near_misses(study: OpenStudy) -> pd.DataFrame:
    from workbench.exchange.demonstration.reference import near_misses

    return near_misses(study)


def _tell_differing(study: OpenStudy) -> None:
    from workbench.exchange.demonstration.reference import differing

    if names := differing(study):
        note(f"Left out, because their words are not those of this version of the demonstration: {listed(names)}.")


def _called(study: OpenStudy, coder: str) -> str:
    """A coder's name; of the demonstration's own two, with what they are."""
    from workbench.exchange.demonstration.reference import SHOWN, holds_the_demonstration
    from workbench.report.compare import codings_of

    key = coder.casefold()
    ours = key in SHOWN and holds_the_demonstration(study)
    stored = ours and not codings_of(study, coder).empty
    # whoever codes under the simulated coder's name is somebody
    return f"{shown(coder)} ({SHOWN[key]})" if ours and not (stored and key == "simulated") else shown(coder)


def _print_codes(rows: list[Row], left: str, right: str) -> None:
    columns: dict[str, Show] = {
        "code": "code_key", "both": "both", f"only {shown(left)}": "only_left", f"only {shown(right)}": "only_right",
        "neither": "neither", "agreement": lambda row: f"{row['agreement']:.0%}",
        "alpha": lambda row: "-" if row["alpha"] is None else f"{row['alpha']:.2f}",
    }  # fmt: skip
    table(columns, empty="Neither has coded any of these segments.")(rows)
    say()


def _print_differences(rows: list[Row], left: str, right: str) -> None:
    say(f"Read differently: {counted(len(rows), 'segment')}")
    for row in rows:
        say()
        say(f"{shown(row['source'])}, characters {row['start']} to {row['end']}")
        say(f"  “{shown(row['quotation'])}”")
        for who, own in ((left, row["only_left"]), (right, row["only_right"])):
            say(f"  {shown(who)}: {listed(sorted([*row['both'], *own])) if own or row['both'] else 'no code'}")
        for words in row["notes"]:
            say(f"  near miss of {shown(words)}")

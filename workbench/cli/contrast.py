"""`workbench contrast`: work as imagined beside work as done, people first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.call import Call, Row, about_a_study, example
from workbench.cli.contrast_claims import claim_rows, print_beside, print_claims, print_corrected
from workbench.cli.contrast_filter import narrowed
from workbench.cli.plain_values import records
from workbench.cli.tables import Show, brief, note, say, table
from workbench.errors import NotFound, listed
from workbench.model import ContrastFilter, Evidence, Variety

if TYPE_CHECKING:
    from workbench.report.contrast_view import ContrastView
    from workbench.store import OpenStudy

_ATTRIBUTE = "attr."
_AS_DONE = "disclosed = reported by coordinators"


@click.group(
    invoke_without_command=True,
    epilog=example(
        "workbench contrast",
        "workbench contrast --claims --site E3 --voice own_practice",
        "workbench contrast --themes --by attr.site --left north --right south",
    ),
)
@click.option(
    "--by", default="variety", show_default=True, metavar="COLUMN", help="variety, or attr. and an attribute's name."
)
@click.option("--left", default=Variety.IMAGINED.value, show_default=True, help="The value on the left.")
@click.option("--right", default=Variety.DISCLOSED.value, show_default=True, help="The value on the right.")
@click.option("--claims", "only", flag_value="claims", help="Only claims: how many people stand how to each.")
@click.option("--themes", "only", flag_value="themes", help="Only themes: how many people on either side.")
@narrowed
@about_a_study
@click.pass_context
def contrast(
    context: click.Context, call: Call, by: str, left: str, right: str, only: str | None, wanted: ContrastFilter
) -> None:
    """Set two kinds of account side by side: themes by people, and policy's claims by what people report.

    Counts are of people (k of m) first, then of segments with a 95 % interval. Pending suggestions are never counted,
    accepted ones only with --evidence accepted. With --json, every row carries the ids of the codings or links behind it,
    and a claim what it lacks before it may be given out as contradicted (`contrast brief` writes such files).
    """
    if context.invoked_subcommand is not None:
        return
    if left == right:
        raise click.UsageError(f"--left and --right are both '{left}'; choose two values to set side by side.")
    study = call.study
    _require_values(study, by, (left, right))
    shown = _view(study, wanted)
    themes = None if only == "claims" else _themes(study, by, left, right, wanted)
    caption = _AS_DONE if by != "variety" or Variety.DISCLOSED.value in (left, right) else ""
    told: dict[str, Any] = {"by": by, "left": left, "right": right, "caption": caption}
    told |= {"filter": wanted.address(), "left_out": list(shown.left_out)}
    if themes is not None:
        told |= {"themes": themes, **_corrected(study, wanted)}
    if only != "themes":
        told |= _of_claims(study, shown)

    def print_rows(_rows: list[Row]) -> None:
        if told.get("claims") or only == "claims":
            print_claims(told["claims"])
            print_beside(told.get("beside", []), asked=bool(wanted.beside))
        if themes is not None:
            _print_themes(themes, left, right, if_none=lambda: _why_none(study, by, left, right))
            print_corrected(told.get("corrected"))
        _print_counted(wanted, shown.left_out)
        if caption:
            say(caption)

    call.answer_named(told, print_rows)


def _of_claims(study: OpenStudy, shown: ContrastView) -> dict[str, list[Row]]:
    told = {
        "claims": claim_rows(study, shown),
        "at_least": records(shown.at_least()),
        "unimagined": records(shown.unimagined),
    }
    return told | ({"beside": records(shown.beside)} if shown.wanted.beside else {})


def _print_counted(wanted: ContrastFilter, left_out: Iterable[str]) -> None:
    for each in (f"Counted: {wanted.words()}" if wanted.words() else "", *left_out):
        if each:
            note(each)


def _view(study: OpenStudy, wanted: ContrastFilter) -> ContrastView:
    from workbench.report.contrast_view import view

    return view(study, wanted)


def _themes(study: OpenStudy, by: str, left: str, right: str, wanted: ContrastFilter) -> list[Row]:
    from workbench.report import contrast as report

    found = report.themes(study, by=by, left=left, right=right, wanted=wanted)
    return records(found[found[["k_left", "k_right"]].max(axis=1) >= wanted.least] if wanted.least > 1 else found)


def _corrected(study: OpenStudy, wanted: ContrastFilter) -> dict[str, list[Row]]:
    from workbench.report.contrast_groups import corrected_themes

    return {"corrected": records(corrected_themes(study, wanted))} if wanted.evidence is Evidence.CORRECTED else {}


def _require_values(study: OpenStudy, by: str, wanted: tuple[str, str]) -> None:
    """Refuse a value that nothing here could have; other columns are looked after by the analysis."""
    if by == "variety":
        known = [variety.value for variety in Variety]
    elif by.startswith(_ATTRIBUTE):
        from workbench.analysis.sides import written

        name = by.removeprefix(_ATTRIBUTE)
        known = sorted({written(case.attributes[name]) for case in study.cases.all() if name in case.attributes})
    else:
        return
    wrong = [value for value in wanted if known and value not in known]
    if wrong:
        raise NotFound(f"No {by} is '{wrong[0]}'. There is: {listed(known)}.", "Choose two of these.")


def _why_none(study: OpenStudy, by: str, left: str, right: str) -> str:
    """Say why there are no themes: nothing is coded at all, or nothing on these two sides."""
    from workbench.analysis.sides import written

    codings = study.frames.codings()
    if codings.empty:
        return "Nothing is coded yet: `workbench suggestion list --pending`, or `workbench code add`."
    coded = sorted({written(value) for value in codings[by].dropna()}) if by in codings else []
    empty = [f"'{value}'" for value in (left, right) if value not in coded]
    if not empty:
        return f"No source that was cut into segments is '{left}' or '{right}'."
    return f"Nothing is coded where {by} is {' or '.join(empty)}. There are codings where it is: {listed(coded)}."


def _print_themes(rows: list[Row], left: str, right: str, *, if_none: Callable[[], str]) -> None:
    if not rows:
        note(if_none())
        return
    say(f"Themes: {left} beside {right}")
    columns: dict[str, Show] = {"code": "code_key", "name": brief("code_name", 40)}
    for value, side in ((left, "left"), (right, "right")):
        columns[value] = _people(side)
        columns[f"segments, {value}"] = _segments(side)
    table(columns)(rows)
    for value, side in ((left, "left"), (right, "right")):
        if not rows[0][f"m_{side}"]:
            note(f"No source that was cut into segments is '{value}'.")
    if not all(row.get(f"people_readable_{side}") for row in rows for side in ("left", "right")):
        say("(few) = fewer than 6: counts only, shares would mislead")
    say()


def _people(side: str) -> Callable[[Mapping[str, Any]], str]:
    def shown(row: Mapping[str, Any]) -> str:
        few = "" if row.get(f"people_readable_{side}") or not row[f"m_{side}"] else " (few)"
        return f"{row[f'k_{side}']} of {row[f'm_{side}']} {row[f'unit_{side}']}{few}"

    return shown


def _segments(side: str) -> Callable[[Mapping[str, Any]], str]:
    def shown(row: Mapping[str, Any]) -> str:
        counts = f"{row[f'segments_{side}']} of {row[f'n_segments_{side}']}"
        share, low, high = (row[f"segment_{part}_{side}"] for part in ("share", "low", "high"))
        if None in (share, low, high) or not row[f"segment_readable_{side}"]:
            return counts
        return f"{counts}: {share:.0%} ({low:.0%} to {high:.0%})"

    return shown

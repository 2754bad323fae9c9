"""`workbench analysis`: codings counted by group, together, along the interviews; words; saturation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.analysis_choices import UNITS, csv_option, draw, figure_option, of_a_part, tell, unit_option
from workbench.cli.call import Call, about_a_study, example
from workbench.cli.plain_values import records
from workbench.cli.tables import Show, brief, note, people, say, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.report.coded import Part

_MOST = 40


@click.group(epilog=example("workbench analysis prevalence --by attr.site"))
def analysis() -> None:
    """Count what is coded: by group, together, along the interviews; words; saturation."""


@analysis.command(
    epilog=example("workbench analysis prevalence --by attr.country", "workbench analysis prevalence --csv")
)
@click.option(
    "--by", default="variety", show_default=True, metavar="COLUMN", help="Groups: variety, or attr. and an attribute."
)
@click.option(
    "--unit", type=click.Choice(UNITS[:-1]), default="segment", show_default=True, help="What is counted beside people."
)
@click.option(
    "--interval",
    type=click.Choice(["jeffreys", "wilson"]),
    default="jeffreys",
    show_default=True,
    help="Of the share of people.",
)
@csv_option
@figure_option
@about_a_study
@of_a_part
def prevalence(call: Call, by: str, unit: str, interval: str, part: Part, as_csv: bool, figure: Path | None) -> None:
    """Show how many people have each code, in all and by group; then how much of their talk.

    What interviewers say is left out. With --json or --csv every row carries the ids of its codings.
    """
    from workbench.report import coded
    from workbench.report.figures_coded import crosstab

    found = coded.prevalence(call.study, by=by, unit=unit, part=part, interval=interval)
    draw(call, figure, lambda synthetic: crosstab(found, synthetic=synthetic))
    columns: dict[str, Show] = {
        "code": "code_key", "name": brief("code_name", 36), "group": "group", "people": _k_of_m, unit + "s": _units,
    }  # fmt: skip
    tell(call, found, table(columns, empty="Nothing is coded in these sources."), as_csv=as_csv, by=by)


@analysis.command(
    epilog=example(
        "workbench analysis cooccurrence --within 2 --unit turn", "workbench analysis cooccurrence --overlap --json"
    )
)
@unit_option
@click.option(
    "--within",
    type=click.IntRange(0, 1000),
    default=0,
    show_default=True,
    metavar="N",
    help="Also units up to N apart.",
)
@click.option("--overlap", is_flag=True, help="In passages that share a character, whatever the unit.")
@click.option("--themes", is_flag=True, help="Codings count for the code at the top of their branch.")
@click.option(
    "--fewest", type=click.IntRange(1), default=1, show_default=True, metavar="K", help="Only pairs that K people have."
)
@click.option("--pair", nargs=2, metavar="A B", help="List the codings behind two codes.")
@csv_option
@figure_option
@about_a_study
@of_a_part
def cooccurrence(
    call: Call, unit: str, within: int, overlap: bool, themes: bool, fewest: int, pair: tuple[str, str] | None, part: Part,
    as_csv: bool, figure: Path | None,
) -> None:  # fmt: skip
    """Show which codes come together, those of most people first."""
    from workbench.report import coded
    from workbench.report.figures_coded import matrix

    part, unit = replace(part, themes=themes), coded.OVERLAP if overlap else unit
    if pair:
        behind = coded.pair(call.study, *pair, unit=unit, reach=within, part=part)
        shown: dict[str, Show] = {
            "coding": "coding_id",
            "with": "with_coding_id",
            "source": "source_id",
            "start": "start",
            "end": "end",
        }
        tell(call, behind, table(shown, empty="These two codes never come together so."), as_csv=as_csv)
        return
    both = coded.together(call.study, unit=unit, reach=within, part=part)
    pairs = both.pairs()
    pairs = pairs[pairs["k"] >= fewest]
    said = "in overlapping passages" if overlap else f"in one {unit}" if not within else f"within {within} {unit}s"
    draw(call, figure, lambda synthetic: matrix(both, said=said, fewest=fewest, synthetic=synthetic))
    columns: dict[str, Show] = {
        "code": "code_a",
        "with": "code_b",
        "people": _k_of_m,
        "together": "both",
        "closeness": _rounded("closeness"),
    }
    tell(call, pairs, table(columns, empty="No two codes come together so."), as_csv=as_csv)


@analysis.command(epilog=example("workbench analysis words", "workbench analysis words --by attr.country --of Wales"))
@click.option("--by", metavar="COLUMN", help="Compare groups: attr. and an attribute.")
@click.option("--of", "left", metavar="VALUE", help="The group whose words are wanted.")
@click.option("--beside", "right", metavar="VALUE", help="The group to set beside it. [default: everybody else]")
@click.option(
    "--fewest",
    type=click.IntRange(1),
    default=3,
    show_default=True,
    metavar="K",
    help="Only words that K people of their group say.",
)
@click.option(
    "--most",
    type=click.IntRange(0),
    default=_MOST,
    show_default=True,
    metavar="N",
    help="Show N words; 0 for all. --json and --csv have all.",
)
@csv_option
@figure_option
@about_a_study
@of_a_part
def words(
    call: Call, by: str | None, left: str | None, right: str | None, fewest: int, most: int, part: Part, as_csv: bool,
    figure: Path | None,
) -> None:  # fmt: skip
    """Show the words said most, or those of one group beside another's, with how many people say them.

    A word of a group stays only if it is clearly more frequent there with any one person left out.
    """
    if (by is None) != (left is None):
        raise click.UsageError("--by and --of go together: --by attr.country --of Wales.")
    from workbench.report import spoken

    if by is None or left is None:
        if figure:
            raise click.UsageError("--figure needs --by and --of: frequent words are a table.")
        found = spoken.words(call.study, part=part)
        columns: dict[str, Show] = {
            "word": "word",
            "times": "n",
            "per 1,000": _rounded("per_thousand"),
            "people": _k_of_m,
            "DP": _rounded("dispersion"),
        }
    else:
        found, columns = _of_a_group(call, (by, left, right), fewest, part, figure)
    rows = table(columns, empty="No word is said clearly more by one of these groups.")
    tell(call, found, lambda every: rows(every[:most] if most else every), as_csv=as_csv)


def _of_a_group(
    call: Call, groups: tuple[str, str, str | None], fewest: int, part: Part, figure: Path | None
) -> tuple[Any, dict[str, Show]]:
    from workbench.analysis.groups import EVERYBODY
    from workbench.report import spoken
    from workbench.report.figures_along import key_words

    by, left, right = groups
    other = "everybody else" if right is None else right
    found = spoken.key_words(call.study, by=by, left=left, right=right or EVERYBODY, fewest=fewest, part=part)
    draw(call, figure, lambda synthetic: key_words(found, (left, other), synthetic=synthetic))
    columns: dict[str, Show] = {
        "word": "word", "more by": lambda row: left if row["side"] == "left" else other,
        left: _side("left"), other: _side("right"), "log ratio": _rounded("log_ratio"), "G2": _rounded("g2", 1),
        "G2 without any one": _rounded("g2_least", 1),
    }  # fmt: skip
    return found, columns


@analysis.command(epilog=example("workbench analysis timeline --code ADM.VOL --figure timeline.svg"))
@click.option(
    "--code", "codes", multiple=True, metavar="CODE", help="Only this code; repeatable, a figure takes three."
)
@csv_option
@figure_option
@about_a_study
@of_a_part
def timeline(call: Call, codes: tuple[str, ...], part: Part, as_csv: bool, figure: Path | None) -> None:
    """Show where in its interview each coding comes: from 0 % to 100 % of the participant's words."""
    from workbench.cli.lookup import code_named
    from workbench.report import spoken
    from workbench.report.figures_along import MOST_CODES, along

    found = spoken.along(call.study, part=part)
    if codes:
        found = found[found["code_key"].isin([code_named(call.study, each).key for each in codes])]
    if figure and found["code_key"].nunique() > MOST_CODES:
        raise click.UsageError(f"A figure shows {MOST_CODES} codes at most: name them with --code.")
    draw(call, figure, lambda synthetic: along(found, people=found["source_id"].nunique(), synthetic=synthetic))
    columns: dict[str, Show] = {
        "source": "source",
        "code": "code_key",
        "from": _percent("begins"),
        "to": _percent("ends"),
        "words": "words",
    }
    tell(call, found, table(columns, empty="Nothing is coded so in these sources."), as_csv=as_csv)


@analysis.command(epilog=example("workbench analysis saturation --base 6 --run 2"))
@click.option("--base", type=click.IntRange(1), default=4, show_default=True, help="Interviews in the base.")
@click.option("--run", type=click.IntRange(1), default=2, show_default=True, help="Interviews in a run.")
@click.option(
    "--threshold",
    type=click.FloatRange(0, 0.99),
    default=0.05,
    show_default=True,
    help="Share of new information that is little enough.",
)
@click.option(
    "--orders", type=click.IntRange(1, 100_000), default=1000, show_default=True, help="Random orders to average over."
)
@click.option("--seed", type=int, default=20200505, show_default=True, help="Of the random orders.")
@csv_option
@figure_option
@about_a_study
def saturation(
    call: Call, base: int, run: int, threshold: float, orders: int, seed: int, as_csv: bool, figure: Path | None
) -> None:
    """Show whether further interviews still brought new codes, among codes that were added while coding.

    With a codebook that was published before coding began it is not offered, and this says why.
    """
    from workbench.analysis.saturation import Settings
    from workbench.report.figures_along import saturating
    from workbench.report.saturation import said
    from workbench.report.saturation import saturation as looked_at

    found = looked_at(call.study, Settings(base, run, threshold), orders=orders, seed=seed)
    if found.over is None:
        call.answer([], lambda _rows: say(found.why_not), why_not=found.why_not)
        return
    curve, many = found.over.curve, found.over.orders
    draw(call, figure, lambda synthetic: saturating(curve, orders=many, synthetic=synthetic))
    note(said(found))
    columns: dict[str, Show] = {
        "interviews": "interviews",
        "codes": "codes",
        "mean": _rounded("mean", 1),
        "5 %": _rounded("low", 1),
        "95 %": _rounded("high", 1),
    }
    tell(
        call, curve, table(columns), as_csv=as_csv, why_not="", reached=found.reached, said=said(found),
        runs=records(found.runs), themes=records(found.themes), codes=records(found.codes), interviews=list(found.interviews),
    )  # fmt: skip


def _k_of_m(row: Mapping[str, Any]) -> str:
    return people(row["k"], row["m"]) if row.get("of", "people") == "people" else f"{row['k']} of {row['m']}"


def _units(row: Mapping[str, Any]) -> str:
    said = f"{row['units']} of {row['n_units']}"
    if not row["unit_readable"] or row["unit_share"] is None:
        return said
    return f"{said}: {row['unit_share']:.1%} ({row['unit_low']:.1%} to {row['unit_high']:.1%})"


def _side(side: str) -> Show:
    return lambda row: f"{row[f'n_{side}']} ({row[f'k_{side}']} of {row[f'm_{side}']})"


def _rounded(key: str, places: int = 2) -> Show:
    return lambda row: "" if row[key] is None else f"{row[key]:.{places}f}"


def _percent(key: str) -> Show:
    return lambda row: f"{row[key]:.0%}"

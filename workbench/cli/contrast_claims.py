"""Claims of a contrast as rows and as printed, `workbench contrast groups` and `workbench contrast brief`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.call import Call, Row, about_a_study, example
from workbench.cli.contrast_filter import narrowed
from workbench.cli.plain_values import plain, records
from workbench.cli.tables import Show, brief, counted, note, say, table
from workbench.errors import NotAllowedHere
from workbench.model import ContrastFilter

if TYPE_CHECKING:
    from workbench.analysis.export_gate import Lacking
    from workbench.report.contrast_view import ContrastView
    from workbench.store import OpenStudy

_STANCES = ("fulfilled", "strained", "contradicted", "mixed", "unclear", "silent")


def claim_rows(study: OpenStudy, shown: ContrastView) -> list[Row]:
    """Return claims with people by stance and, for each, gap index, kinds of gap, negative cases and concentration.

    `lacks` says what is lacking before the claim may be given out as contradicted: rows are printed all the same.
    """
    from workbench.report.brief import looked_for

    rows = records(shown.claims)
    lacking = {one.claim_id: one.lacks for one in shown.lacking(looked_for(study, shown))}
    for row in rows:
        row["lacks"] = lacking.get(row["claim_id"], [])
        facts = shown.facts(row["claim_id"])
        row["gap_index"] = plain(facts.index.value)
        row["gap_types"] = [{"gap_type": kind, "people": k, "passages": n} for kind, k, n in facts.gap_types]
        row["sites"] = records(facts.sites)
        row["negative_cases"] = list(facts.negative)
        row["concentration"] = facts.concentration.words
        row["without_one_person"] = facts.without_person
        row["without_one_site"] = records(facts.without_site)
        row["no_sites"] = facts.no_sites
    return rows


def print_claims(rows: Sequence[Row]) -> None:
    """Print claims with people by stance."""
    if not rows:
        note("There are no claims here.")
        return
    say(f"Claims: of {rows[0]['m']} people, how many report them ...")
    stances: dict[str, Show] = {stance: _of_people(stance) for stance in _STANCES}
    stances["gap index"] = lambda row: "-" if row["gap_index"] is None else f"{row['gap_index']:.2f}"
    table({"claim": "key", **stances, "statement": brief("statement", 60)})(rows)
    say()


def print_beside(rows: Sequence[Row], *, asked: bool) -> None:
    """Print the claims of a later layer beside the earlier ones."""
    if asked:
        say("By theme, the claims in force then and later:")
        columns: dict[str, Show] = {"theme": "theme_key", "claim": "earlier", "expects": brief("earlier_statement", 50)}
        columns |= {"later claim": "later", "later expects": brief("later_statement", 50)}
        table(columns, empty="No claim is in force in either period.")(rows)
        say()


def print_corrected(rows: Sequence[Row] | None) -> None:
    """Print the machine's shares, corrected; nothing where they were not asked for."""
    if rows is not None:
        say("Themes by the machine, corrected by passages drawn at random that people looked at:")
        table({"code": "code_key", "in words": "words"}, empty="No run has suggested anything yet.")(rows)
        say()


@click.command(
    "groups",
    epilog=example("workbench contrast groups --by country", "workbench contrast groups --by site --within profession"),
)
@click.option("--by", required=True, metavar="ATTRIBUTE", help="The attribute of people that makes the groups.")
@click.option("--within", metavar="ATTRIBUTE", help="Shuffle people only among those who share this attribute.")
@click.option("--codes", "every_code", is_flag=True, help="Every code, not only the themes above them.")
@click.option("--exploratory", is_flag=True, help="Do not control for how many themes are looked at, and say so.")
@narrowed
@about_a_study
def groups(
    call: Call, by: str, within: str | None, every_code: bool, exploratory: bool, wanted: ContrastFilter
) -> None:
    """Ask whether groups of people differ in what they speak of, and what may be read from it.

    People are shuffled between the groups, never their passages. Each row says in words what may be read, and what not.
    """
    from workbench.report.contrast_groups import group_differences

    found = group_differences(
        call.study, by, within=within, wanted=wanted, controlled=not exploratory, every_code=every_code
    )
    rows = records(found.drop(columns="groups"))
    for row, groups in zip(rows, found["groups"], strict=True):
        row["groups"] = [_group(each) for each in groups]

    def print_rows(_rows: list[Row]) -> None:
        table({"code": "code_key", "p": _p("p"), "q": _p("q"), "groups": _groups_said, "what may be read": "words"},
              empty="Nothing is coded in the interviews that are counted here.")(rows)  # fmt: skip

    call.answer(rows, print_rows, by=by, within=within, filter=wanted.address())


@click.command(
    "brief",
    epilog=example(
        "workbench contrast brief C07 C09 --out brief.docx",
        "workbench contrast brief --all --country Wales --out wales.html",
    ),
)
@click.argument("keys", nargs=-1, metavar="CLAIM...")
@click.option("--all", "every", is_flag=True, help="All claims.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file: .docx or .html.")
@click.option(
    "--reason",
    default="",
    help="Why claims go out as contradicted without gap types or a look for negative cases. Kept.",
)
@click.option(
    "--address", default="http://localhost:8501", show_default=True, help="Where the app is, for the links back."
)
@narrowed
@about_a_study
def brief_(
    call: Call, keys: tuple[str, ...], every: bool, out: Path, reason: str, address: str, wanted: ContrastFilter
) -> None:  # fmt: skip
    """Write a brief: two pages per claim, with counts in people, three quotations with coarse tags, and caveats.

    A claim that people contradict needs a gap type on each such link, and a look for negative cases (workbench claim look).
    """
    from workbench.report.brief import brief as made_of
    from workbench.report.brief_files import write_brief
    from workbench.report.contrast_view import view
    from workbench.review import exported_without

    if bool(keys) == every:
        raise click.UsageError("Name claims, or give --all.")
    study = call.study
    shown = view(study, wanted)
    shown = shown.only(keys) if keys else shown
    lacking = _lacking(study, shown, reason)
    reasons = {one.key: reason for one in lacking}
    made = made_of(study, shown, keys, at=datetime.now(UTC), reasons=reasons, home=address.rstrip("/"))
    beside = out.with_name(
        f".{out.name}.part{out.suffix}"
    )  # a reason is kept only for what could be written, and before it is
    write_brief(made, beside)
    try:
        if lacking:
            exported_without(study, [one.claim_id for one in lacking], reason, by=call.coder)
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)
    row: Row = {
        "file": str(out),
        "claims": list(shown.claims["key"]),
        "without": sorted(reasons),
        "filter": wanted.address(),
    }
    call.answer([row], lambda _rows: say(f"{counted(len(row['claims']), 'claim')} written to {out}."))


def _lacking(study: OpenStudy, shown: ContrastView, reason: str) -> tuple[Lacking, ...]:
    """Return the claims that lack something; refuse them where no reason is given."""
    from workbench.report.brief import looked_for

    found = shown.lacking(looked_for(study, shown))
    if found and not reason.strip():
        raise NotAllowedHere(
            " ".join(one.words for one in found),
            "Put a look on record with `workbench claim look CLAIM`, or give --reason, which is kept.",
        )
    return found


def _of_people(stance: str) -> Callable[[Mapping[str, Any]], str]:
    def shown(row: Mapping[str, Any]) -> str:
        said = f"{row[stance]} of {row['m']}" if row[stance] else "-"
        if stance == "silent" and row[stance] and row["silent_asked"] is not None:
            said += f" ({row['silent_asked']} asked)"
        return said

    return shown


def _p(name: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda row: "-" if row[name] is None else f"{row[name]:.3f}"


def _group(group: Any) -> Row:
    return {name: plain(getattr(group, name)) for name in ("name", "k", "m", "hits", "n", "share", "readable")}


def _groups_said(row: Mapping[str, Any]) -> str:
    return "; ".join(
        f"{one['name']}: {one['k']} of {one['m']} people, {one['hits']} of {one['n']}" for one in row["groups"]
    )


COMMANDS = (groups, brief_)

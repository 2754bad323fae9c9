"""`workbench search`: words, patterns and meanings in what is said; what is found can be coded in one act."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from workbench.cli.call import Call, Row, about_a_study, example
from workbench.cli.lookup import code_named, source_named
from workbench.cli.progress import progress
from workbench.cli.tables import counted, note, say, shown
from workbench.errors import NotFound
from workbench.model import SPOKEN, Found, Hit, Order, Role, Scope, Variety, in_order

if TYPE_CHECKING:
    from workbench.review.search_coding import Preview
    from workbench.store import OpenStudy

SHOWN = 200
_SIDE = 38  # columns of context on either side
_ONE_BY_ONE = (
    "--code goes with words or a pattern. What is near in meaning is read and coded one by one: `workbench code add`."
)
_ALL_ARE_CODED = "--most only shortens what is shown, and --code is about every hit: leave one of them out."


@click.command(
    epilog=example(
        "workbench search review* --sort right",
        "workbench search '\"care plan\" NOT meeting' --variety disclosed",
        "workbench search '(did|do)(n.t| not) have time' --regex",
        "workbench search 'reviews as box ticking' --meaning",
        "workbench search review* --code REVIEW --unit sentence --yes",
    )
)
@click.argument("words", nargs=-1, required=True)
@click.option("--regex", is_flag=True, help="WORDS is a regular expression (Python's re), whatever the capitals.")
@click.option("--meaning", is_flag=True, help="List the segments nearest in meaning: an order, not a count.")
@click.option("--within", metavar="CODE", help="Only in passages coded with this code.")
@click.option("--coded-by", metavar="NAME", help="With --within or --uncoded: go by this coder's codings alone.")
@click.option("--uncoded", is_flag=True, help="Only where nothing is coded yet.")
@click.option("--source", "sources", multiple=True, metavar="S", help="Only in this source (name or id); repeatable.")
@click.option(
    "--variety", "varieties", multiple=True, type=click.Choice([v.value for v in Variety]),
    help="Only in sources of this variety; repeatable.",
)  # fmt: skip
@click.option("--case", "cases", multiple=True, metavar="NAME", help="Only in this participant's sources; repeatable.")
@click.option(
    "--role", "roles", multiple=True, type=click.Choice([r.value for r in Role]),
    help="Whose words; repeatable. Default: everybody's but the interviewer's.",
)  # fmt: skip
@click.option(
    "--sort", type=click.Choice([o.value for o in Order]), default=Order.PLACE.value, show_default=True,
    help="By place, by the words to the left or right, or the turns with most of the words first.",
)  # fmt: skip
@click.option(
    "--most",
    type=click.IntRange(0),
    metavar="N",
    help=f"Show at most N hits; 0 for all. [default: {SHOWN}, --json all]",
)
@click.option("--code", metavar="CODE", help="Show what coding every hit with this code would do.")
@click.option(
    "--unit", type=click.Choice(["words", "sentence", "turn", "segment"]), default="words", show_default=True,
    help="How much round each hit is coded.",
)  # fmt: skip
@click.option("--yes", is_flag=True, help="With --code: do it, as one act that can be undone.")
@about_a_study
def search(
    call: Call, words: tuple[str, ...], regex: bool, meaning: bool, within: str | None, coded_by: str | None,
    uncoded: bool, sources: tuple[str, ...], varieties: tuple[str, ...], cases: tuple[str, ...],
    roles: tuple[str, ...], sort: str, most: int | None, code: str | None, unit: str, yes: bool,
) -> None:  # fmt: skip
    r"""Find words in what is said, each hit with the words around it.

    Several words must stand in one turn. "In quotes" they must stand together; review* finds words that begin so;
    AND, OR, NOT, brackets and NEAR(plan review, 5) work as one expects. A word without accents finds it with them.
    """
    _refuse_what_is_at_odds(click.get_current_context())
    study = call.study
    scope = Scope(
        sources=frozenset(source_named(study, each).id for each in sources),
        varieties=frozenset(Variety(each) for each in varieties),
        cases=frozenset(_case(study, each) for each in cases),
        roles=frozenset(Role(each) for each in roles) or SPOKEN,
        code_id=code_named(study, within).id if within else None,
        coder_id=_coder(study, coded_by) if coded_by else None,
        uncoded=uncoded,
    )
    found = _find(study, " ".join(words), scope, regex=regex, meaning=meaning)
    names = study.sources.names()
    hits = list(found.hits) if meaning else in_order(found.hits, Order(sort), names)
    if found.note:
        note(found.note)
    if code:
        _coding(call, found, hits, code, unit, yes=yes)
        return
    most = (0 if call.as_json else SHOWN) if most is None else most
    rows = [_row(hit, names) for hit in (hits[:most] if most else hits)]
    told: dict[str, object] = {"search": found.search, "is_count": found.is_count, "note": found.note}
    if found.is_count:
        told |= {"hits": len(hits), "sources": found.sources, "people": found.people}
    call.answer(rows, _printer(found, len(hits)), **told)


def _refuse_what_is_at_odds(context: click.Context) -> None:
    given = context.params
    is_sorted = context.get_parameter_source("sort") is not click.core.ParameterSource.DEFAULT
    by_whom_of_nothing = given["coded_by"] and not given["within"] and not given["uncoded"]
    for is_so, sentence in (
        (given["regex"] and given["meaning"], "--regex and --meaning exclude each other."),
        (given["yes"] and not given["code"], "--yes needs --code: which code?"),
        (given["meaning"] and given["code"], _ONE_BY_ONE),
        (given["within"] and given["uncoded"], "--within and --uncoded exclude each other."),
        (by_whom_of_nothing, "--coded-by goes with --within or --uncoded: which codings of theirs?"),
        (given["code"] and given["most"] is not None, _ALL_ARE_CODED),
        (given["meaning"] and is_sorted, "--sort goes with words or a pattern; by meaning the nearest stands first."),
    ):
        if is_so:
            raise click.UsageError(sentence)


def _find(study: OpenStudy, words: str, scope: Scope, *, regex: bool, meaning: bool) -> Found:
    if regex:
        return study.search.pattern(words, scope)
    if not meaning:
        return study.search.words(words, scope)
    from workbench.pipeline.meaning import nearest

    with progress() as tell:
        return nearest(study, words, scope, progress=tell)


def _coding(call: Call, found: Found, hits: list[Hit], code: str, unit: str, *, yes: bool) -> None:
    from workbench.review.search_coding import code_hits, preview_code_hits

    study = call.study
    chosen, names = code_named(study, code), study.sources.names()
    preview = preview_code_hits(study, hits, chosen.id, unit, by=call.coder)
    texts = {source_id: study.sources.get(source_id).text for source_id, _ in preview.places}
    rows = [
        {
            "source": names[source_id], "source_id": source_id, "start": span.start, "end": span.end,
            "line": texts[source_id].count("\n", 0, span.start) + 1, "words": span.of(texts[source_id]),
        }
        for source_id, span in preview.places
    ]  # fmt: skip
    if yes:
        made = code_hits(study, hits, chosen.id, unit=unit, search=found.search, by=call.coder)
        rows = [{**row, "id": coding.id} for row, coding in zip(rows, made, strict=True)]
    told = {"search": found.search, "note": found.note, "code": preview.code.key, "unit": unit, "coded": yes}
    left = {"already": preview.already, "interviewer": preview.interviewer}
    call.answer(rows, lambda _rows: _told_coding(rows, preview, yes=yes), **told, **left)


def _told_coding(rows: list[Row], preview: Preview, *, yes: bool) -> None:
    for row in [] if yes else rows:
        say(f"{shown(row['source'])}, line {row['line']}: “{shown(row['words'], 100)}”")
    many = counted(len(rows), "passage")
    if preview.already:
        say(
            f"{counted(preview.already, 'passage')} of yours {'has' if preview.already == 1 else 'have'} this code already."
        )
    if preview.interviewer:
        say(f"{counted(preview.interviewer, 'hit')} left out: only the interviewer speaks there.")
    if yes:
        say(f"Coded {many} as {preview.code.key}, marked as made from this search. `workbench undo` takes all back.")
    else:
        say(f"{many} would be coded as {preview.code.key}. Nothing was changed; add --yes to do it.")


def _printer(found: Found, many: int) -> Callable[[list[Row]], None]:
    def print_rows(rows: list[Row]) -> None:
        if not many:
            other = " `--meaning` looks for passages that say it in other words." if found.is_count else ""
            note(f"Nothing found ({shown(found.search)}).{other}")
            return
        if not found.is_count:
            for number, row in enumerate(rows, 1):
                say(f"{number}. {_place(row)}: {shown(row['words'])}")
            return
        width = max(len(place) for place in map(_place, rows))
        for row in rows:
            say(f"{_place(row):{width}}  {_kwic(row)}".rstrip())
        people = f", in sources of {counted(found.people, 'person', 'people')}" if found.people else ""
        note(f"{counted(many, 'hit')} in {counted(found.sources, 'source')}{people}.")
        if len(rows) < many:
            note(f"The first {len(rows):,} are shown; `--most 0` shows all.")

    return print_rows


def _kwic(row: Row) -> str:
    from rich.cells import cell_len, set_cell_size

    left = " ".join(str(row["left"]).split())
    while cell_len(left) > _SIDE:
        left = left[1:]
    before = " " if str(row["left"])[-1:].isspace() else ""
    after = " " if str(row["right"])[:1].isspace() else ""
    right = set_cell_size(shown(row["right"]), _SIDE).rstrip()
    return f"{' ' * (_SIDE - cell_len(left))}{shown(left)}{before or ''}[{shown(row['words'], 90)}]{after}{right}"


def _place(row: Row) -> str:
    return f"{shown(row['source'], 24)}:{row['line']} {shown(row['speaker'], 14)}".rstrip()


def _row(hit: Hit, names: dict[str, str]) -> Row:
    return {
        "source": names[hit.source_id], "source_id": hit.source_id, "line": hit.line, "speaker": hit.speaker,
        "role": hit.role.value, "start": hit.span.start, "end": hit.span.end, "left": hit.left, "words": hit.words,
        "right": hit.right,
    }  # fmt: skip


def _case(study: OpenStudy, name: str) -> str:
    cases = {case.name.casefold(): case.id for case in study.cases.all()}
    if name.casefold() not in cases:
        raise NotFound(f"There is no participant '{name}'.", "`workbench case list` shows them.")
    return cases[name.casefold()]


def _coder(study: OpenStudy, name: str) -> str:
    coders = {coder.name.casefold(): coder.id for coder in study.coders.all()}
    if name.casefold() not in coders:
        there = ", ".join(coder.name for coder in study.coders.all() if coder.kind == "person")
        raise NotFound(f"There is no coder '{name}'. There is: {there or 'nobody yet'}.", "Check the name.")
    return coders[name.casefold()]

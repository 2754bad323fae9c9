"""`workbench code` and `workbench coding`: passages coded by hand, and every coding there is."""

from __future__ import annotations

import click

from workbench.cli.call import Call, Row, about_a_study, example
from workbench.cli.lookup import code_named, coding_id, source_named
from workbench.cli.tables import brief, say, short, shown, table
from workbench.model import Coding, Span

_LIST = table(
    {
        "id": short("id"), "source": "source", "line": "line", "code": "code", "coder": "coder",
        "words": brief("quotation"),
    },
    empty="There are no such codings.",
)  # fmt: skip


@click.group(epilog=example("workbench code add interview07 1204 1310 TRUST"))
def code() -> None:
    """Code passages by hand."""


@code.command(
    "add",
    epilog=example(
        "workbench code add interview07 1204 1310 TRUST", "workbench code add interview07 1204 1310 TRUST TIME"
    ),
)
@click.argument("source")
@click.argument("start", type=int)
@click.argument("end", type=int)
@click.argument("codes", metavar="CODE...", nargs=-1, required=True)
@about_a_study
def add(call: Call, source: str, start: int, end: int, codes: tuple[str, ...]) -> None:
    """Code the characters START to END (from 0, END not included) of a source, with one code or several.

    `workbench source show SOURCE` prints the place of every turn.
    """
    from workbench.review import add_coding, add_codings

    found, chosen = source_named(call.study, source), [code_named(call.study, each) for each in codes]
    span, ids = Span(start, end), [each.id for each in chosen]
    if len(ids) == 1:  # one that is there already is refused; of several, those that are there stay
        made = [add_coding(call.study, found.id, span, ids[0], by=call.coder)]
    else:
        made = add_codings(call.study, found.id, span, ids, by=call.coder)
    rows = _rows(call, made)
    keys = ", ".join(row["code"] for row in rows)
    call.answer(rows, lambda _rows: say(f"Coded as {keys}: “{shown(rows[0]['quotation'], 100)}”"))


@code.command(
    "facet",
    epilog=example("workbench code facet 5b0e7f21 phase_status=late", "workbench code facet 5b0e7f21 phase_status="),
)
@click.argument("coding")
@click.argument("values", metavar="FACET=VALUE...", nargs=-1, required=True)
@about_a_study
def facet(call: Call, coding: str, values: tuple[str, ...]) -> None:
    """Say more of a coding of yours than its code: a value of one of the codebook's facets; an empty value takes it away."""
    from workbench.review import set_facets

    pairs = dict(value.partition("=")[::2] for value in values)
    if any("=" not in value for value in values):
        raise click.BadParameter(
            "a facet and its value have = between, as in phase_status=late.", param_hint="FACET=VALUE"
        )
    changed = set_facets(call.study, coding_id(call.study, coding), pairs, by=call.coder)
    (row,) = _rows(call, [changed])
    row["facets"] = call.study.facets.all().get(changed.id, {})
    said = ", ".join(f"{name} {value}" for name, value in row["facets"].items()) or "no facet"
    call.answer([row], lambda _rows: say(f"{row['code']}, {said}: “{shown(row['quotation'], 100)}”"))


@click.group(epilog=example("workbench coding list"))
def coding() -> None:
    """Passages that people coded."""


@coding.command("list", epilog=example("workbench coding list --code TRUST"))
@click.option("--source", metavar="S", help="Only in this source (name or id).")
@click.option("--code", metavar="C", help="Only of this code (key, name or id).")
@about_a_study
def list_(call: Call, source: str | None, code: str | None) -> None:
    """List codings by source, in reading order, with the words they cover."""
    source_id = source_named(call.study, source).id if source else None
    code_id = code_named(call.study, code).id if code else None
    found = [each for each in call.study.codings.all(source_id) if code_id in (None, each.code_id)]
    call.answer(sorted(_rows(call, found), key=lambda row: row["source"].casefold()), _LIST)


@coding.command("remove", epilog=example("workbench coding remove 5b0e7f21"))
@click.argument("id")
@about_a_study
def remove(call: Call, id: str) -> None:
    """Take a coding away; undo brings it back."""
    from workbench.review import remove_coding

    found = call.study.codings.get(coding_id(call.study, id))
    (row,) = _rows(call, [found])
    remove_coding(call.study, found.id, by=call.coder)
    call.answer([row], lambda _rows: say(f"Removed {row['code']} from “{shown(row['quotation'], 100)}”"))


@coding.command("recode", epilog=example("workbench coding recode 5b0e7f21 TIME"))
@click.argument("id")
@click.argument("code")
@about_a_study
def recode(call: Call, id: str, code: str) -> None:
    """Give a coding of yours another code in its place; its memos stay with it."""
    from workbench import review

    chosen = code_named(call.study, code)
    made = review.recode(call.study, coding_id(call.study, id), chosen.id, by=call.coder)
    _tell(call, [made], f"Now coded as {chosen.key}")


@coding.command("resize", epilog=example("workbench coding resize 5b0e7f21 1204 1288"))
@click.argument("id")
@click.argument("start", type=int)
@click.argument("end", type=int)
@about_a_study
def resize(call: Call, id: str, start: int, end: int) -> None:
    """Move the edges of a coding of yours to the characters START to END (END not included)."""
    from workbench import review

    made = review.resize(call.study, coding_id(call.study, id), Span(start, end), by=call.coder)
    _tell(call, [made], "Now covers")


@coding.command("split", epilog=example("workbench coding split 5b0e7f21 1250"))
@click.argument("id")
@click.argument("place", type=int)
@about_a_study
def split(call: Call, id: str, place: int) -> None:
    """Cut a coding of yours in two before the character PLACE; the first part keeps id and memos."""
    from workbench import review

    made = review.split(call.study, coding_id(call.study, id), place, by=call.coder)
    _tell(call, list(made), "Now two codings")


@coding.command("merge", epilog=example("workbench coding merge 5b0e7f21 9c1d2e3f"))
@click.argument("ids", metavar="ID ID...", nargs=-1, required=True)
@about_a_study
def merge(call: Call, ids: tuple[str, ...]) -> None:
    """Join codings of yours that overlap or touch, of one code in one source; memos of all stay."""
    from workbench import review

    made = review.merge(call.study, [coding_id(call.study, each) for each in ids], by=call.coder)
    _tell(call, [made], "Joined")


def _tell(call: Call, made: list[Coding], what: str) -> None:
    rows = _rows(call, made)
    words = "; ".join(f"“{shown(row['quotation'], 100)}”" for row in rows)
    call.answer(rows, lambda _rows: say(f"{what}: {words}"))


def _rows(call: Call, codings: list[Coding]) -> list[Row]:
    study = call.study
    sources = {each.id: each for each in study.sources.all()}
    coders = {each.id: each.name for each in study.coders.all()}
    book = study.codebook.current()
    codes = {} if book is None else book.by_id
    return [
        {
            "id": each.id,
            "source": sources[each.source_id].name,
            "source_id": each.source_id,
            "start": each.span.start,
            "end": each.span.end,
            "line": sources[each.source_id].text.count("\n", 0, each.span.start) + 1,
            "code": codes[each.code_id].key,
            "code_name": codes[each.code_id].name,
            "code_id": each.code_id,
            "coder": coders[each.coder_id],
            "codebook_version": each.codebook_version,
            "created": each.created.isoformat(),
            "from_suggestion": each.from_suggestion,
            "found_by": each.found_by,
            "quotation": each.span.of(sources[each.source_id].text),
        }
        for each in codings
    ]

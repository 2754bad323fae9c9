"""`workbench review next` and the like: what to look at, what was looked at, what is drawn, and how far the work is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from workbench.cli.call import Call, Row, about_a_study, example
from workbench.cli.lookup import code_named, source_named
from workbench.cli.tables import SHORT_ID, counted, note, say, shown, table
from workbench.model import Part, Span

if TYPE_CHECKING:
    from workbench.report.progress import Progress
    from workbench.review import BulkPreview, Item
    from workbench.store import OpenStudy

WHERE = "cli"
_ORDERS = ("mixed", "transcript", "uncertain", "random", "code", "check")
_BANDS = table(
    {
        "scores": lambda row: f"{row['low']:.1f} to {row['high']:.1f}", "waiting": "waiting",
        "accepted": lambda row: f"{row['accepted']} of {row['decided']}" if row["decided"] else "none decided",
        "counted from": lambda row: f"{row['since']:.1f}", "at least": lambda row: f"{row['at_least']:.0%}",
        "supported": lambda row: "yes" if row["supported"] else "no",
    }
)  # fmt: skip
_PROGRESS = table(
    {
        "code": "code", "decided": "decided", "accepted": "accept", "changed": "change", "rejected": "reject",
        "unsure": "unsure", "share": lambda row: _percent(row["share"], row["low"], row["high"]), "waiting": "waiting",
    },
    empty="Nothing has been decided yet.",
)  # fmt: skip


@click.command(
    "next", epilog=example("workbench review next", "workbench review next --order code --code TRUST", "workbench review next --order random")
)  # fmt: skip
@click.option(
    "--order", type=click.Choice(_ORDERS), default="mixed", show_default=True, help="In which order; see above."
)
@click.option("--code", metavar="C", help="Only suggestions of this code (key, name or id).")
@click.option("--source", metavar="S", help="Only in this source (name or id).")
@click.option("--most", type=click.IntRange(1), default=1, show_default=True, help="How many passages to show.")
@click.option("--seed", type=int, help="Of a draw, where one has to be made; default: by chance. It is recorded.")
@about_a_study
def next_(call: Call, order: Any, code: str | None, source: str | None, most: int, seed: int | None) -> None:
    """Show what to look at next: the passage, the question above it, what is suggested, and why it is here.

    mixed: what the machine is least sure of, and every fourth passage by chance. transcript: in reading order. uncertain: the
    least sure first. random: passages by chance, also where nothing is suggested. code: one code's, the strongest first.
    check: what was drawn out of suggestions accepted at once.

    Passages of `mixed` and `random` are drawn twenty at a time, when none of a draw is left; `workbench review done` answers them.
    """
    from workbench import review

    code, source = _named(call.study, code, source)
    words: dict[str, Any] = {"order": order, "code": code, "source": source, "by": call.coder, "most": most}
    items = review.next_items(call.study, **words)
    if not items and order in {"mixed", "random"} and call.study.codebook.current():
        review.draw(call.study, order=order, source=source, code=code, by=call.coder, seed=seed)
        items = review.next_items(call.study, **words)
    call.answer([_item_row(call.study, each) for each in items], _print_items)


@click.command("done", epilog=example("workbench review done interview07 1204 1310"))
@click.argument("source")
@click.argument("start", type=int)
@click.argument("end", type=int)
@click.option("--reject-waiting", is_flag=True, help="Reject what is suggested for it and still waits.")
@about_a_study
def done(call: Call, source: str, start: int, end: int, reject_waiting: bool) -> None:
    """Say that you have coded all there is in the passage START to END of a source: no other code is there."""
    from workbench.review import looked_at

    found = source_named(call.study, source)
    made = looked_at(
        call.study, found.id, Span(start, end), by=call.coder, where=WHERE, reject_waiting=reject_waiting
    )  # fmt: skip
    row = {
        "looked_id": made.id, "source_id": made.source_id, "source": found.name, "start": start, "end": end,
        "codebook_version": made.codebook_version, "draw_id": made.draw_id,
    }  # fmt: skip
    call.answer([row], lambda _rows: say(f"Looked at the whole passage {start} to {end} of '{shown(found.name)}'."))


@click.command("draw", epilog=example("workbench review draw --size 50 --seed 7"))
@click.option("--size", type=click.IntRange(1), default=20, show_default=True, help="How many passages.")
@click.option(
    "--order",
    type=click.Choice(("random", "mixed")),
    default="random",
    show_default=True,
    help="All by chance, or a quarter.",
)
@click.option("--code", metavar="C", help="Of the unsure passages, only those with this code suggested.")
@click.option("--source", metavar="S", help="Only in this source (name or id).")
@click.option("--seed", type=int, help="The same seed draws the same passages; default: by chance. It is recorded.")
@about_a_study
def draw(call: Call, size: int, order: Any, code: str | None, source: str | None, seed: int | None) -> None:
    """Draw passages for yourself to look at, with how likely each was to be drawn on record."""
    from workbench import review

    code, source = _named(call.study, code, source)
    made = review.draw(call.study, order=order, size=size, code=code, source=source, by=call.coder, seed=seed)
    names = call.study.sources.names()
    rows = [
        {
            "draw_id": made.id, "source": names[one.source_id], "source_id": one.source_id, "start": one.span.start,
            "end": one.span.end, "probability": one.probability, "part": one.part.value,
        }
        for one in made.passages
    ]  # fmt: skip
    by_chance = [one for one in made.passages if one.part is Part.RANDOM]
    likely = f"{by_chance[0].probability:.1%}" if by_chance else "none"
    call.answer(
        rows,
        lambda _rows: say(
            f"Drew {counted(len(rows), 'passage')} of {made.size:,}, {len(by_chance)} of them by chance (probability {likely},"
            f" seed {made.seed}). `workbench review next --order {order}` shows them."
        ),
        size=made.size, seed=made.seed,
    )  # fmt: skip


@click.command("bulk-accept", epilog=example("workbench review bulk-accept TRUST --at-least 0.9 --yes"))
@click.argument("code")
@click.option(
    "--at-least", type=float, required=True, metavar="P", help="The precision that the record must support, as 0.9."
)
@click.option("--yes", is_flag=True, help="Do it; without, it is only shown what would be done.")
@click.option("--seed", type=int, help="Of the draw of what is to be checked; default: by chance.")
@about_a_study
def bulk_accept(call: Call, code: str, at_least: float, yes: bool, seed: int | None) -> None:
    """Accept at once what waits of a code, where your decisions so far support that precision.

    A random part of it, a tenth or 20, is drawn for you to check: `workbench review next --order check`.
    """
    from workbench import review

    found = code_named(call.study, code)
    preview = review.preview_bulk_accept(call.study, found.id, at_least=at_least)
    more: Row = {
        "code": found.key,
        "would_accept": len(preview.ids),
        "would_check": preview.checked,
        "why_not": preview.why_not,
    }
    if not yes:
        call.answer(_band_rows(preview), lambda rows: _print_preview(preview, rows), accepted=0, **more)
        return
    done = review.bulk_accept(call.study, found.id, at_least=at_least, by=call.coder, seen=preview.ids, seed=seed)
    said = f"Accepted {counted(len(done.codings), 'suggestion')} of {found.key}; {len(done.draw.passages)} were drawn to check."
    call.answer(
        _band_rows(preview), lambda _rows: say(said), accepted=len(done.codings), draw_id=done.draw.id, **more
    )  # fmt: skip


@click.command("progress", epilog=example("workbench review progress"))
@about_a_study
def progress(call: Call) -> None:
    """Show how far the review is: what was accepted per code, what is still to come, and what still hides."""
    from workbench.report.progress import progress as look

    found, book = look(call.study), call.study.codebook.current()
    rows = [
        {**_plain(row), "code": book.by_id[row["code_id"]].key if book else ""}
        for row in found.codes.to_dict("records")
    ]
    call.answer(
        rows, lambda rows: _print_progress(found, rows), waiting=found.waiting, forecast=found.forecast,
        passages=found.passages, looked=found.looked, hint=found.hint.words,
        draws=[
            {"draw_id": one.id, "method": one.method.value, "at": one.at.isoformat(), "of": one.size, "seed": one.seed,
             "random": whole, "random_looked_at": seen}
            for one, seen, whole in found.draws
        ],
    )  # fmt: skip


def _named(study: OpenStudy, code: str | None, source: str | None) -> tuple[str | None, str | None]:
    return code and code_named(study, code).id, source and source_named(study, source).id


def _item_row(study: OpenStudy, item: Item) -> Row:
    from dataclasses import asdict

    from workbench.review.questions import question_above

    source, book = study.sources.get(item.source_id), study.codebook.current()
    codes = {} if book is None else book.by_id
    return {
        "source": source.name, "source_id": source.id, "start": item.span.start, "end": item.span.end,
        "question": question_above(study, source.id, item.span), "quotation": item.span.of(source.text), "why": item.why,
        "draw_id": item.draw, "part": item.part.value if item.part else None, "probability": item.probability,
        "suggestions": [
            {
                "id": one.id, "code": codes[one.code_id].key, "code_name": codes[one.code_id].name, "score": one.score,
                "returned": item.returned.get(one.id), "why": [asdict(each) for each in one.why],
            }
            for one in item.suggestions
        ],
    }  # fmt: skip


def _print_items(rows: list[Row]) -> None:
    if not rows:
        note("Nothing waits in this order.")
    for row in rows:
        say(f"{shown(row['source'])}, {row['start']} to {row['end']}. {shown(row['why'])}")
        if row["question"]:
            say(f"  Asked: {shown(row['question'])}")
        say(f"  “{shown(row['quotation'])}”")
        for one in row["suggestions"]:
            because = "; ".join(each["note"] or each["method"] for each in one["why"])
            say(
                f"  {one['id'][:SHORT_ID]}  {one['code']} ({shown(one['code_name'])}), {one['score']:.2f}: {shown(because)}"
            )
        if not row["suggestions"]:
            say("  Nothing is suggested for it.")


def _band_rows(preview: BulkPreview) -> list[Row]:
    return [
        {
            "low": band.low, "high": band.high, "waiting": band.waiting, "since": band.since, "decided": band.decided,
            "accepted": band.accepted, "at_least": band.at_least, "supported": band.supported,
        }
        for band in preview.bands
    ]  # fmt: skip


def _print_preview(preview: BulkPreview, rows: list[Row]) -> None:
    _BANDS([row for row in rows if row["waiting"] or row["decided"]])
    if preview.why_not:
        say(preview.why_not)
    else:
        say(
            f"Would accept {counted(len(preview.ids), 'suggestion')}, and draw {preview.checked} of them to check. --yes does it."
        )


def _print_progress(found: Progress, rows: list[Row]) -> None:
    _PROGRESS(rows)
    say(found.forecast)
    say(f"{found.looked:,} of {counted(found.passages, 'passage')} were looked at as a whole.")
    say(found.hint.words)


def _plain(row: Any) -> Row:
    """Return a table's row as JSON takes it: no NaN."""
    return {name: None if value != value else value for name, value in row.items()}  # noqa: PLR0124  # only NaN differs from itself


def _percent(share: float | None, low: float | None, high: float | None) -> str:
    return "" if share is None else f"{share:.0%} ({low:.0%} to {high:.0%})"


COMMANDS = (next_, done, draw, bulk_accept, progress)

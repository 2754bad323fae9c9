"""`workbench segment`: the units that shares are counted in, cut and joined by hand."""

from __future__ import annotations

import click

from workbench.cli.call import Call, Row, about_a_study, example
from workbench.cli.lookup import source_named
from workbench.cli.tables import brief, say, shown, table
from workbench.model import Source, Span

_LIST = table({"from": "start", "to": "end", "words": brief("words", 100)}, empty="This source has no segments.")


@click.group(epilog=example("workbench segment list interview07"))
def segment() -> None:
    """The units that shares are counted in. Cutting or joining them moves no coding."""


@segment.command("list", epilog=example("workbench segment list interview07"))
@click.argument("source")
@about_a_study
def list_(call: Call, source: str) -> None:
    """List a source's segments in reading order, with their places (characters from 0)."""
    found = source_named(call.study, source)
    call.answer(_rows(found, [one.span for one in call.study.segments.counted(found.id)]), _LIST)


@segment.command("split", epilog=example("workbench segment split interview07 1250"))
@click.argument("source")
@click.argument("place", type=int)
@about_a_study
def split(call: Call, source: str, place: int) -> None:
    """Cut a segment in two before the character PLACE."""
    from workbench.review import split_segment

    found = source_named(call.study, source)
    _tell(call, found, list(split_segment(call.study, found.id, place, by=call.coder)), "Now two segments")


@segment.command("join", epilog=example("workbench segment join interview07 1250"))
@click.argument("source")
@click.argument("place", type=int)
@about_a_study
def join(call: Call, source: str, place: int) -> None:
    """Join the segment that holds the character PLACE with the one after it."""
    from workbench.review import join_segments

    found = source_named(call.study, source)
    _tell(call, found, [join_segments(call.study, found.id, place, by=call.coder)], "Joined")


def _tell(call: Call, source: Source, made: list[Span], what: str) -> None:
    rows = _rows(source, made)
    words = "; ".join(f"“{shown(row['words'], 100)}”" for row in rows)
    call.answer(rows, lambda _rows: say(f"{what}: {words}"))


def _rows(source: Source, spans: list[Span]) -> list[Row]:
    return [{"start": span.start, "end": span.end, "words": span.of(source.text)} for span in spans]

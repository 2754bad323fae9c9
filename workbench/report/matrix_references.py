"""ACT: the quotations that summaries refer to, each with a name that stands in the text: `[Interview: 12-14]`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from workbench.model import Coding, Quote, Span, Summary
from workbench.report.matrix import Matrix
from workbench.store import OpenStudy


@dataclass(frozen=True, slots=True)
class Reference:
    """A place that summaries refer to. `label` is its source's name and its lines, as `Interview: 12-14`.

    Places that share their lines have a letter behind: `Interview: 12a`. `codes` and `coders` are of the codings there
    that are referred to; where none is left, `coded` is False, and the words are those that were coded.
    """

    label: str
    source: str
    source_id: str
    span: Span
    first: int
    last: int
    speaker: str
    quotation: str
    codes: str
    coders: str
    coded: bool


def references(study: OpenStudy, summaries: Iterable[Summary]) -> dict[str, Reference]:
    """Return the reference of every coding that these summaries refer to, by the coding's id, in the order of reading."""
    quotes = {quote.coding_id: quote for summary in summaries for quote in summary.quotes}
    there = {
        coding.id: coding
        for source_id in {quote.source_id for quote in quotes.values()}
        for coding in study.codings.these(quotes, source_id)
    }
    places: dict[tuple[str, Span], list[str]] = defaultdict(list)
    for coding_id, quote in quotes.items():
        places[_place(quote, there.get(coding_id))].append(coding_id)
    found = _labelled(
        [_reference(study, *place, [there[i] for i in ids if i in there]) for place, ids in places.items()]
    )
    return {coding_id: one for one in found for coding_id in places[one.source_id, one.span]}


def labels(summary: Summary, known: Mapping[str, Reference]) -> list[str]:
    """Return the labels of what a summary refers to, each once, in the order of reading."""
    mine = {known[quote.coding_id].label: known[quote.coding_id] for quote in summary.quotes}
    order = sorted(mine.values(), key=lambda one: (one.source.casefold(), one.span))
    return [one.label + ("" if one.coded else ", no longer coded") for one in order]


def with_references(summary: Summary, known: Mapping[str, Reference]) -> str:
    """Return a summary's text with what it refers to in square brackets behind it."""
    return " ".join([summary.text, *(f"[{label}]" for label in labels(summary, known))])


def in_matrix(study: OpenStudy, matrix: Matrix) -> dict[str, Reference]:
    """Return the references of a matrix's summaries, as `references`."""
    cells = (matrix.cell(*place).summary for place in matrix.in_order())
    return references(study, [summary for summary in cells if summary is not None])


def _place(quote: Quote, coding: Coding | None) -> tuple[str, Span]:
    return (quote.source_id, quote.span) if coding is None else (coding.source_id, coding.span)


def _reference(study: OpenStudy, source_id: str, span: Span, codings: Sequence[Coding]) -> Reference:
    source, book = study.sources.get(source_id), study.codebook.current()
    keys = {} if book is None else {code.id: code.key for code in book}
    coders = {coder.id: coder.name for coder in study.coders.all()}
    speakers = dict.fromkeys(turn.speaker for turn in study.sources.turns(source_id, span) if turn.speaker)
    first, last = lines_of(source.text, span)
    label = f"{source.name}: {first}" + (f"-{last}" if last > first else "")
    return Reference(
        label, source.name, source_id, span, first, last, ", ".join(speakers), span.of(source.text),
        ", ".join(sorted({keys.get(one.code_id, "a code") for one in codings})),
        ", ".join(sorted({coders[one.coder_id] for one in codings})), bool(codings),
    )  # fmt: skip


def lines_of(text: str, span: Span) -> tuple[int, int]:
    """Return the first and last line (from 1) that a span touches."""
    first = text.count("\n", 0, span.start) + 1
    return first, first + text.count("\n", span.start, span.end - 1)


def _labelled(found: Sequence[Reference]) -> list[Reference]:
    """Put references in the order of reading, and give those of the same lines a letter each."""
    from dataclasses import replace

    order = sorted(found, key=lambda one: (one.source.casefold(), one.source_id, one.span))
    same: dict[str, list[Reference]] = defaultdict(list)
    for one in order:
        same[one.label].append(one)
    return [
        one if len(same[one.label]) == 1 else replace(one, label=one.label + _letter(same[one.label].index(one)))
        for one in order
    ]


def _letter(number: int) -> str:
    return ascii_lowercase[number] if number < len(ascii_lowercase) else f".{number + 1}"

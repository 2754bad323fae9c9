"""Passages of transcripts and documents, with what is coded or suggested in them, set as text nodes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import streamlit as st

from workbench.app.components.plain_text import source_of, visible
from workbench.model import Source, Span, Turn, question_before


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the source to be marked. `kind` is coded, suggested or cited; `label` stands at its end."""

    span: Span
    kind: str = "cited"
    label: str = ""
    title: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Some turns shown together, with a heading above and a note below where given; `tag` is a short coloured word."""

    turns: tuple[dict[str, Any], ...]
    heading: str = ""
    note: str = ""
    tag: str = ""
    colour: str = ""

    def data(self) -> dict[str, Any]:
        """Return what the browser is sent."""
        said = {"heading": visible(self.heading), "note": visible(self.note), "tag": visible(self.tag)}
        return {**said, "colour": self.colour, "turns": self.turns}


_PASSAGE = st.components.v2.component(
    "workbench_passage",
    js="\n".join(map(source_of, ("make.js", "flow.js", "passage.js"))),
    css=source_of("passage.css"),
    isolate_styles=False,
)


def passages(blocks: Sequence[Block], *, key: str) -> None:
    """Show blocks of turns, one below the other."""
    _PASSAGE(key=key, data={"blocks": [block.data() for block in blocks]})


def shown_turns(source: Source, turns: Iterable[Turn], marks: Sequence[Mark] = ()) -> tuple[dict[str, Any], ...]:
    """Return turns as the browser is sent them: speaker, role, line of the text (from 1), and runs with their marks."""
    lines = _Lines(source.text)
    return tuple(
        {
            "speaker": visible(turn.speaker),
            "role": turn.role.value,
            "line": lines.at(turn.span.start),
            "language": turn.language or source.language,
            "runs": list(_runs(source.text, turn.span, marks)),
        }
        for turn in turns
    )


def answering(source: Source, turns: Sequence[Turn], inside: Sequence[Turn]) -> list[Turn]:
    """Return turns with the question they answer to above them: agreement with it is weak evidence."""
    asked = question_before(turns, source.text, inside[0].span.start) if inside else None
    return [*([asked] if asked else []), *inside]


def shown_paragraphs(
    source: Source, marks: Sequence[Mark] = (), *, within: Span | None = None
) -> tuple[dict[str, Any], ...]:
    """Return a document's paragraphs (those that `within` touches) as the browser is sent them."""
    paragraphs, start = [], 0
    for line, said in enumerate(source.text.split("\n"), 1):
        if said.strip():
            span = Span(start, start + len(said))
            if within is None or span.overlap(within):
                runs = list(_runs(source.text, span, marks))
                paragraphs.append(
                    {"speaker": "", "role": "none", "line": line, "language": source.language, "runs": runs}
                )
        start += len(said) + 1
    return tuple(paragraphs)


def _runs(text: str, within: Span, marks: Sequence[Mark]) -> Iterator[dict[str, Any]]:
    """Yield a stretch of text in runs that begin or end where a mark does, each with its marks."""
    here = [mark for mark in marks if mark.span.overlap(within)]
    edges = {within.start, within.end}
    for mark in here:
        edges |= {max(mark.span.start, within.start), min(mark.span.end, within.end)}
    points = sorted(edges)
    for start, end in pairwise(points):
        covering = [mark for mark in here if mark.span.start < end and start < mark.span.end]
        ending = [mark for mark in covering if mark.label and mark.span.end == end]
        yield {
            "text": visible(text[start:end]),
            "marks": [{"kind": mark.kind, "colour": mark.colour} for mark in covering],
            "ending": [{"label": visible(m.label), "title": visible(m.title), "colour": m.colour} for m in ending],
        }


class _Lines:
    """Counts lines forwards, so that a long transcript is gone through once."""

    def __init__(self, text: str) -> None:
        self._text, self._place, self._line = text, 0, 1

    def at(self, place: int) -> int:
        if place < self._place:
            self._place, self._line = 0, 1
        self._line += self._text.count("\n", self._place, place)
        self._place = place
        return self._line

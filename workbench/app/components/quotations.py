"""The quotations behind a number: each with its speaker, its source and the question it answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

from workbench.app.components.passage import Block, Mark, answering, shown_paragraphs, shown_turns
from workbench.app.components.wording import spaced
from workbench.model import Coding, Link, Source, Span, Turn
from workbench.report.figures import COLOURS, LETTERS
from workbench.store import OpenStudy


class Quoted:
    """Reads sources and turns of a study as quotations ask for them, each once."""

    def __init__(self, study: OpenStudy) -> None:
        self._study = study
        self._sources: dict[str, tuple[Source, tuple[Turn, ...]]] = {}

    def links(
        self, links: Iterable[Link], people: Mapping[str, tuple[str, str]], coders: Mapping[str, str], *,
        negative: Collection[str] = (),
    ) -> list[Block]:  # fmt: skip
        """Return a block per link. `people` maps a link's id to the person's name and stance to the claim.

        `negative` are the names of those who speak against the rest; their blocks say so.
        """
        blocks = []
        for link in links:
            person, counted = people.get(link.id, ("not a participant", ""))
            source, turns = self.of(link.source_id)
            note = f"{_gap(link)}{spaced(link.voice.value)} · judged by {coders.get(link.coder_id, 'somebody')}"
            if counted and counted != link.stance.value:
                note += f" · this person is counted as {counted}"
            blocks.append(
                Block(
                    with_question(source, turns, link.span),
                    heading=f"{person} · {source.name}{' · negative case' if person in negative else ''}",
                    note=note,
                    tag=f"{LETTERS[link.stance.value]}  {link.stance.value}",
                    colour=COLOURS[link.stance.value],
                )
            )
        return blocks

    def codings(self, codings: Sequence[Coding], coders: Mapping[str, str]) -> list[Block]:
        """Return a block per coding, which says its code too: a passage that has two codes stands there twice."""
        codebook, blocks = self._study.codebook.current(), []
        keys = {code.id: code.key for code in codebook} if codebook else {}
        for coding in codings:
            source, turns = self.of(coding.source_id)
            note = f"coded {keys.get(coding.code_id, 'a code')} by {coders.get(coding.coder_id, 'somebody')}"
            blocks.append(Block(with_question(source, turns, coding.span), heading=source.name, note=note))
        return blocks

    def passage(self, source_id: str, span: Span, *, note: str) -> Block:
        """Return a passage in its turns, with the question it answers."""
        source, turns = self.of(source_id)
        return Block(with_question(source, turns, span), heading=source.name, note=note)

    def marks(self, ids: Iterable[str]) -> list[Mark]:
        """Return a mark per coding, with the name of its code."""
        codebook = self._study.codebook.current()
        names = {code.id: code.name for code in codebook} if codebook else {}
        found = [self._codings[each] for each in ids if each in self._codings]
        return [Mark(coding.span, label=names.get(coding.code_id, "")) for coding in found]

    @cached_property
    def _codings(self) -> dict[str, Coding]:
        return {coding.id: coding for coding in self._study.codings.all()}

    def extract(self, source_id: str, span: Span, *, heading: str, note: str) -> Block:
        """Return the extract of a document, in the paragraphs it lies in."""
        source, _turns = self.of(source_id)
        marked = shown_paragraphs(source, [Mark(span)], within=span)
        return Block(marked, heading=heading, note=note)

    def of(self, source_id: str) -> tuple[Source, tuple[Turn, ...]]:
        """Return a source and its turns."""
        if source_id not in self._sources:
            self._sources[source_id] = (self._study.sources.get(source_id), self._study.sources.turns(source_id))
        return self._sources[source_id]


def with_question(
    source: Source, turns: Sequence[Turn], span: Span, *, kind: str = "cited"
) -> tuple[dict[str, object], ...]:
    """Return the turns a span lies in, with the question they answer to above."""
    inside = [turn for turn in turns if turn.span.overlap(span)]
    if not inside or not any(turn.speaker for turn in turns):
        return shown_paragraphs(source, [Mark(span, kind)], within=span)
    return shown_turns(source, answering(source, turns, inside), [Mark(span, kind)])


def _gap(link: Link) -> str:
    return "" if link.gap_type.value == "none" else f"gap: {spaced(link.gap_type.value)} · "

"""One suggestion: the passage with the turn before it, the code's own words, and why it was made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.app.components.passage import Block, Mark, passages, shown_paragraphs, shown_turns
from workbench.app.components.plain_text import Part, words
from workbench.model import Code, Codebook, Source, Span, Suggestion, Turn, Why

_EXAMPLES = 2


@dataclass(frozen=True, slots=True)
class Shown:
    """A suggestion with everything needed to judge it."""

    suggestion: Suggestion
    code: Code
    source: Source
    turns: tuple[Turn, ...]


def passage_of(shown: Shown, *, key: str) -> None:
    """Show the passage in its turns, with the turn before it."""
    mark = Mark(shown.suggestion.span, kind="suggested")
    around = in_context(shown.source, shown.turns, shown.suggestion.span, [mark])
    passages([Block(around)], key=key)


def in_context(
    source: Source, turns: Sequence[Turn], span: Span, marks: Sequence[Mark]
) -> tuple[dict[str, object], ...]:
    """Return the turns a span lies in and the one before them; paragraphs where nobody speaks there."""
    inside = [i for i, turn in enumerate(turns) if turn.span.overlap(span)]
    if not inside:
        return shown_paragraphs(source, marks, within=span)
    return shown_turns(source, turns[max(0, inside[0] - 1) : inside[-1] + 1], marks)


def code_panel(code: Code, codebook: Codebook, *, key: str) -> None:
    """Show a code's definition, when to use it, when not, and what only looks like it."""
    words(list(_panel(code, codebook)), key=key)


def why_panel(suggestion: Suggestion, codebook: Codebook, *, key: str) -> None:
    """Show in words why the suggestion was made, one paragraph per method."""
    parts = [part for why in suggestion.why for part in _why(why, codebook)]
    words([Part("subheading", ("Why it was suggested",)), *parts], key=key)


def _panel(code: Code, codebook: Codebook) -> Iterator[Part]:
    yield Part("subheading", (code.name,))
    above = " › ".join(each.name for each in codebook.path(code)[:-1])
    yield Part("note", (f"{code.key}, under {above}" if above else code.key,))
    yield Part("text", (code.definition or "The codebook gives no definition.",))
    if code.use_when:
        yield Part("text", (("Use when: ", "strong"), code.use_when))
    if code.not_when:
        yield Part("text", (("Not when:", "strong"),))
        yield from (Part("item", ("• " + rule.condition + _use(rule.use, codebook),)) for rule in code.not_when)
    if code.near_miss:
        yield Part("text", (("Looks like it, and is not:", "strong"),))
        yield from (Part("item", (f"• “{miss.text}”" + _use(miss.code, codebook),)) for miss in code.near_miss)
    if code.examples:
        yield Part("text", (("Examples:", "strong"),))
        yield from (Part("item", (f"• “{example}”",)) for example in code.examples[:_EXAMPLES])


def _use(key: str, codebook: Codebook) -> str:
    other = codebook.by_key.get(key)
    return f" → {other.name} ({other.key})" if other else ""


def _why(why: Why, codebook: Codebook) -> Iterator[Part]:
    if why.note:
        yield Part("text", (why.note,))
    elif why.cues:
        yield Part("text", ("It says ", (", ".join(f"“{cue}”" for cue in why.cues), "strong"), ", a cue of the code."))
    if why.nearest:
        yield Part("text", ("Close in topic to the codebook’s words:",))
        yield from (Part("item", (f"• “{said}”", (f"  {score:.2f}", "muted"))) for said, score in why.nearest)
    if why.against:
        said, other, score = why.against
        name = codebook.by_key[other].name if other in codebook.by_key else other
        yield Part("text", (("Against it: ", "strong"), f"“{said}”, of {name} ({other})", (f"  {score:.2f}", "muted")))

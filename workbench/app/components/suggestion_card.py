"""One suggestion: the passage with the turn before it, the code's own words, and why it was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workbench.app.components.passage import Mark, shown_paragraphs, shown_turns
from workbench.app.components.plain_text import Part, counted, words
from workbench.model import Code, Codebook, Source, Span, Suggestion, Turn, Why

_EXAMPLES = 2


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


def band_line(suggestion: Suggestion, record: Mapping[str, Any] | None) -> str:
    """Return how sure the machine is and how that bore out, in words; empty where it has not learned.

    `record` is what the run that made the suggestion says of its code (`suggest.learned.report`).
    """
    if record is None:
        return ""
    said = f"Its estimate: {suggestion.score:.0%}."
    for low, high, passages_, right in record["bands"]:
        if low <= suggestion.score < high or suggestion.score == high == 1:
            said += f" Of {counted(int(passages_), 'passage')} it found so likely, {round(passages_ * right)} carry the code."
    if record["kappa"] is None:
        return (
            said
            + " Ask me: how far it can be trusted with this code shows once it is decided on in two sources or more."
        )
    return said + (" Ask me: in this study it cannot tell this code reliably." if record["ask_me"] else "")


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
    learned = why.method == "learned"
    if why.note:
        yield Part("text", (why.note,))
    elif why.cues:
        yield Part("text", ("It says ", (", ".join(f"“{cue}”" for cue in why.cues), "strong"), ", a cue of the code."))
    if why.nearest:
        yield Part(
            "text",
            ("Most like it, of what carries the code:" if learned else "Close in topic to the codebook’s words:",),
        )
        yield from (Part("item", (f"• “{said}”", (f"  {score:.2f}", "muted"))) for said, score in why.nearest)
    if why.against:
        said, other, score = why.against
        name = codebook.by_key[other].name if other in codebook.by_key else other
        yield Part("text", (("Against it: ", "strong"), f"“{said}”, of {name} ({other})", (f"  {score:.2f}", "muted")))

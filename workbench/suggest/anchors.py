"""The codebook's own words, as points that passages can be near to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.model import Code


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words that stand for a code: `text` is compared, `shown` is what people see of it."""

    code: int
    text: str
    shown: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A near-miss: words that look like `code`'s and belong to the code with the key `instead`."""

    code: int
    text: str
    instead: str


def anchors_of(codes: Sequence[Code]) -> list[Anchor]:
    """Return the anchors of every code, named by its place in `codes`.

    They are its name with its definition, each cue, each example, and each utterance that another code lists as a
    near-miss belonging here.
    """
    places = {code.key: place for place, code in enumerate(codes)}
    own = [Anchor(place, *words) for place, code in enumerate(codes) for words in _own_words(code)]
    lent = [
        Anchor(places[miss.code], miss.text, miss.text)
        for code in codes
        for miss in code.near_miss
        if miss.code in places and miss.text.strip()
    ]
    return list(dict.fromkeys([*own, *lent]))


def _own_words(code: Code) -> Iterator[tuple[str, str]]:
    definition = code.definition.strip()
    yield f"{code.name}. {definition}".strip(), definition or code.name
    for text in (*code.cues, *code.examples):
        if text.strip():
            yield text, text


def refusals_of(codes: Sequence[Code]) -> list[Refusal]:
    """Return the near-misses of every code, named by its place in `codes`."""
    return [
        Refusal(place, miss.text, miss.code)
        for place, code in enumerate(codes)
        for miss in code.near_miss
        if miss.text.strip()
    ]

"""A turn as it stands; in a document without speakers every paragraph is a turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from workbench.model import AtLeast, Source, Span, Turn, check_ranges
from workbench.segment.sentence_split import trim
from workbench.segment.units import answers, says_enough


def segment(source: Source, turns: Sequence[Turn], *, min_words: Annotated[int, AtLeast(0)] = 4) -> list[Span]:
    """Return everybody's turns but the interviewer's, neither joined nor cut, in code points of `source.text`.

    Left out are turns with fewer than `min_words` words of content: short answers, and headings of documents.

    Raises:
        RecipeInvalid: when `min_words` is negative.
    """
    check_ranges(segment, min_words=min_words)
    kept = (turn for turn in answers(turns) if says_enough(source, [turn], min_words))
    found = (trim(source.text, turn.span.start, turn.span.end) for turn in kept)
    return [span for span in found if span is not None]

"""One sentence at a time: handy for a machine, short of context for a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from workbench.model import AtLeast, Source, Span, Turn, check_ranges
from workbench.segment.sentence_split import sentence_spans
from workbench.segment.units import answers, language_of, says_enough
from workbench.segment.words import content_count


def segment(source: Source, turns: Sequence[Turn], *, min_words: Annotated[int, AtLeast(0)] = 4) -> list[Span]:
    """Return the sentences of everybody's turns but the interviewer's, in order, in code points of `source.text`.

    A sentence with fewer than `min_words` words of content goes with the next one of its turn, the last with the one
    before. Left out are only whole turns with fewer than `min_words` words of content.

    Raises:
        RecipeInvalid: when `min_words` is negative.
    """
    check_ranges(segment, min_words=min_words)
    found: list[Span] = []
    for turn in answers(turns):
        if says_enough(source, [turn], min_words):
            words = turn.span.of(source.text)
            sentences = sentence_spans(words, language_of(source, turn))
            found += [span.shift(turn.span.start) for span in _long_enough(words, sentences, min_words)]
    return found


def _long_enough(text: str, sentences: Sequence[Span], min_words: int) -> list[Span]:
    """Join sentences that say too little with their neighbours."""
    whole: list[Span] = []
    start: int | None = None
    for sentence in sentences:
        start = sentence.start if start is None else start
        if content_count(text[start : sentence.end]) >= max(1, min_words):
            whole.append(Span(start, sentence.end))
            start = None
    if start is not None:
        start = whole.pop().start if whole else start
        whole.append(Span(start, sentences[-1].end))
    return whole

"""The default unit: what a participant says in one go, cut where the topic shifts when it is long."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated

from workbench.model import AtLeast, NotAbove, Source, Span, Turn, check_ranges
from workbench.segment.sentence_split import sentence_spans, stop_words, trim
from workbench.segment.topic_shift import Piece, cut_at_shifts, terms_of
from workbench.segment.units import joined, language_of, says_enough
from workbench.segment.words import content_count, spoken, word_count

_SOFT = re.compile(r"[,;:\n–—…]\s*\n?$")


def segment(
    source: Source,
    turns: Sequence[Turn],
    *,
    max_words: Annotated[int, AtLeast(1)] = 90,
    min_words: Annotated[int, AtLeast(0), NotAbove("max_words")] = 4,
    backchannel_words: Annotated[int, AtLeast(0)] = 3,
) -> list[Span]:
    """Return spans in order, disjoint, in code points of `source.text`.

    Turns of one speaker are joined over the interviewer's back-channels ("Mm.", "Right, okay."), never over a
    question; the span of a joined segment holds the back-channel too, because spans are unbroken stretches of text.
    What is longer than `max_words` is cut at ends of sentences near a topic shift; a single sentence longer than that
    is cut at a comma or line break. The interviewer's own turns are never segmented.

    Left out are only whole answers with fewer than `min_words` words of content ("Yeah, no."). Every other word of
    the participants is in exactly one segment; short sentences stay with their neighbours.

    Args:
        source: the source whose text is cut.
        turns: its turns.
        max_words: longest segment, in the speaker's own words; passed only where no cut leaves `min_words` on both sides.
        min_words: fewest words of content (noises, bare yes and no, and notes in brackets do not count).
        backchannel_words: most words of an interviewer's turn that counts as a back-channel; 0 joins over wordless
            turns only.

    Raises:
        RecipeInvalid: when a setting is out of range.
    """
    check_ranges(segment, max_words=max_words, min_words=min_words, backchannel_words=backchannel_words)
    units = joined(source, turns, backchannel_words)
    kept = (unit for unit in units if says_enough(source, unit, min_words))
    return [span for unit in kept for span in _cut(source, unit, max_words, min_words)]


def _cut(source: Source, unit: Sequence[Turn], max_words: int, min_words: int) -> Iterator[Span]:
    if sum(word_count(turn.span.of(source.text)) for turn in unit) <= max_words:
        whole = trim(source.text, unit[0].span.start, unit[-1].span.end)
        if whole is not None:
            yield whole
        return
    pieces = [piece for turn in unit for piece in _pieces(source, turn, max_words)]
    for run in cut_at_shifts(pieces, max_words=max_words, min_words=min_words):
        yield Span(run[0].span.start, run[-1].span.end)


def _pieces(source: Source, turn: Turn, max_words: int) -> Iterator[Piece]:
    words, language = turn.span.of(source.text), language_of(source, turn)
    without_topic = stop_words(language)
    for sentence in sentence_spans(words, language):
        for part in _parts(words, sentence, max_words):
            said = part.of(words)
            yield Piece(
                part.shift(turn.span.start), word_count(said), content_count(said), terms_of(said, without_topic)
            )


def _parts(text: str, sentence: Span, max_words: int) -> Iterator[Span]:
    """Yield a sentence as it is, or, when it is longer than `max_words`, in about equal parts."""
    places = [match.start() + sentence.start for match in spoken(sentence.of(text))]
    start, first = sentence.start, 0
    while (left := len(places) - first) > max_words:
        first = _soft_place(text, places, first, left / -(-left // max_words))
        part = trim(text, start, places[first])
        if part is not None:
            yield part
        start = places[first]
    rest = trim(text, start, sentence.end)
    if rest is not None:
        yield rest


def _soft_place(text: str, places: Sequence[int], first: int, length: float) -> int:
    """Return the word to start the next part with: near `length` words on, after a comma or line break if there is one."""
    goal = first + max(1, int(length))
    near = range(goal, max(first, goal - int(length / 3)), -1)
    return next((at for at in near if _SOFT.search(text, places[at - 1], places[at])), goal)

"""Whose words are cut: the turns of everybody but the interviewer, joined where the interviewer only made a noise."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.model import Role, Source, Turn
from workbench.segment.words import content_count, word_count

_ASKS = re.compile(r"\W*(?:what|why|how|when|where|who|whose|which|pam|sut|beth|pryd|ble|pwy|faint)\b", re.IGNORECASE)


def answers(turns: Sequence[Turn]) -> list[Turn]:
    """Return the turns that may carry themes, in the order of the text: everybody's but the interviewer's."""
    return sorted((turn for turn in turns if turn.role is not Role.INTERVIEWER), key=lambda turn: turn.span)


def joined(source: Source, turns: Sequence[Turn], backchannel_words: int) -> list[tuple[Turn, ...]]:
    """Return what one person said in one go: turns of the same speaker that only back-channels lie between."""
    groups: list[list[Turn]] = []
    bridged = previous_speaks = False
    for turn in sorted(turns, key=lambda turn: turn.span):
        if turn.role is Role.INTERVIEWER:
            # The first noise after an answer builds the bridge, further noises keep it, anything else breaks it.
            after_answer = bridged or previous_speaks
            bridged = after_answer and is_backchannel(turn.span.of(source.text), backchannel_words)
            previous_speaks = False
            continue
        if bridged and _same_voice(groups[-1][-1], turn):
            groups[-1].append(turn)
        else:
            groups.append([turn])
        bridged, previous_speaks = False, True
    return [tuple(group) for group in groups]


def _same_voice(one: Turn, other: Turn) -> bool:
    return (one.speaker, one.role, one.language) == (other.speaker, other.role, other.language)


def is_backchannel(words: str, most: int) -> bool:
    """Say whether an interviewer's turn only shows that they listen: at most `most` words, and no question."""
    return "?" not in words and _ASKS.match(words) is None and word_count(words) <= most


def says_enough(source: Source, unit: Sequence[Turn], min_words: int) -> bool:
    """Say whether the turns together hold at least `min_words` words of content."""
    return sum(content_count(turn.span.of(source.text)) for turn in unit) >= max(1, min_words)


def language_of(source: Source, turn: Turn) -> str:
    """Return the language of a turn: its own where it is marked, else its source's."""
    return turn.language or source.language

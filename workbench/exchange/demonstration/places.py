"""Where the demonstration's utterances stand in a text that was read in: words sought in order, whatever the line ends."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

from workbench.errors import NotFound
from workbench.exchange.demonstration.design import Utterance
from workbench.model import Role, Span


class Words:
    """A text with every stretch of white space as one space, and the place of each character in the original."""

    def __init__(self, text: str) -> None:
        self.flat, self.places = "", list[int]()
        for word in re.finditer(r"\S+", text):
            self.places += [*([word.start() - 1] if self.places else []), *range(*word.span())]
        self.flat = " ".join(text.split())

    def locate(self, part: str, after: int = 0) -> Span:
        """Return where `part` first stands in the text at or after the code point `after`, whole.

        Raises:
            NotFound: when the words are not there in this order.
        """
        sought, start = " ".join(part.split()), bisect_left(self.places, after)
        while sought and (start := self.flat.find(sought, start)) >= 0:
            end = start + len(sought)
            if not _inside_a_word(self.flat, start) and not _inside_a_word(self.flat, end):
                return Span(self.places[start], self.places[end - 1] + 1)
            start += 1
        raise NotFound(f"'{part[:60]}' is not in the text after character {after}.", "Read the transcript in again.")


def locate_utterances(said: Iterable[tuple[Role, Utterance]], text: str) -> tuple[tuple[Utterance, Span], ...]:
    """Return each participant's utterance with its span in the ingested `text` (`locate_all` without the interviewer's)."""
    return tuple((utterance, span) for role, utterance, span in locate_all(said, text) if role is Role.PARTICIPANT)


def locate_all(said: Iterable[tuple[Role, Utterance]], text: str) -> list[tuple[Role, Utterance, Span]]:
    """Return what each speaker says with its span in the ingested `text`, walking both speakers' words in order.

    A span runs from an utterance's first word to its last and holds the back-channels between.

    Raises:
        NotFound: when words are not in the text, or not in order.
    """
    words = Words(text)
    found: list[tuple[Role, Utterance, Span]] = []
    after = 0
    for role, utterance in said:
        spans: list[Span] = []
        for piece in _in_turn(utterance):
            spans.append(words.locate(piece, after))
            after = spans[-1].end
        found.append((role, utterance, Span(spans[0].start, spans[-1].end)))
    return found


def _in_turn(utterance: Utterance) -> list[str]:
    pieces = [utterance.pieces[0]]
    for heard, piece in zip(utterance.heard, utterance.pieces[1:], strict=True):
        pieces += [heard, piece]
    return pieces


def _inside_a_word(text: str, place: int) -> bool:
    """Say whether letters or digits stand on both sides of a place."""
    return 0 < place < len(text) and all(re.match(r"\w", character) for character in text[place - 1 : place + 1])

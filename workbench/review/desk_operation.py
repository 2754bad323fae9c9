"""One key press at the coding desk, as the browser tells it: nothing in it is believed before it is looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.errors import NotAllowedHere
from workbench.model import Source, Span

NOT_UNDERSTOOD = NotAllowedHere(
    "The page sent something that is not understood. Nothing was changed.", "Reload the page."
)
LONGEST_NAME = 80
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")  # what no study can hold: a NUL, half of a character
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Operation:
    """One key press at the desk: its client and number, whose it is, what is to be done, and to what."""

    client: str
    sequence: int
    kind: str
    coder: str
    given: Mapping[str, Any]

    @classmethod
    def read(cls, said: Any) -> Operation:
        """Return the operation that a browser sent.

        Raises:
            NotAllowedHere: when it is none.
        """
        if not isinstance(said, dict):
            raise NOT_UNDERSTOOD
        client, sequence, kind = said.get("client"), said.get("sequence"), said.get("kind")
        if not (
            isinstance(client, str) and client and isinstance(kind, str) and type(sequence) is int and sequence > 0
        ):
            raise NOT_UNDERSTOOD
        coder = said.get("coder")
        return cls(
            client, sequence, kind, " ".join(coder.split())[:LONGEST_NAME] if isinstance(coder, str) else "", said
        )

    def text(self, name: str) -> str:
        """Return a text of what was given."""
        value = self.given.get(name)
        if not isinstance(value, str) or not value or _NO_TEXT.search(value):
            raise NOT_UNDERSTOOD
        return value

    def texts(self, name: str) -> list[str]:
        """Return a list of texts of what was given."""
        values = self.given.get(name)
        if not isinstance(values, list) or not values or not all(isinstance(each, str) and each for each in values):
            raise NOT_UNDERSTOOD
        return values

    def number(self, name: str) -> int:
        """Return a number from 1 of what was given."""
        value = self.given.get(name)
        if type(value) is not int or value < 1:
            raise NOT_UNDERSTOOD
        return value

    def fresh_ids(self) -> list[str]:
        """Return the ids that the desk has chosen for the codings it makes, so that the next key can already name them."""
        ids = self.given.get("ids", [])
        if not isinstance(ids, list) or not all(isinstance(each, str) and _UUID.fullmatch(each) for each in ids):
            raise NOT_UNDERSTOOD
        return ids

    def span(self, source: Source) -> Span:
        """Return the span, if the words the browser saw stand there.

        The quotation was taken by the browser itself, before it converted its own counting (UTF-16) to code points.

        Raises:
            NotAllowedHere: when other words stand there.
        """
        start, end = self.given.get("start"), self.given.get("end")
        if type(start) is not int or type(end) is not int:
            raise NOT_UNDERSTOOD
        if not 0 <= start < end <= len(source.text) or source.text[start:end] != self.text("quote"):
            raise NotAllowedHere(
                "The words marked on the screen are not the ones that stand at that place in the study. Nothing was coded.",
                "Reload the page and mark them again.",
            )
        return Span(start, end)

"""Span: a stretch of text, counted in Unicode code points."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.errors import SpanOutOfText


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch `text[start:end]`, in Unicode code points (REFI-QDA: PlainTextSelection).

    Raises:
        SpanOutOfText: unless `0 <= start < end`.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise SpanOutOfText(
                f"A span must have 0 <= start < end, not {self.start} to {self.end}.",
                "Count in characters from 0; the end is the first character after the passage.",
            )

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the words this span covers in `text`.

        Raises:
            SpanOutOfText: when the span ends after the text does.
        """
        if self.end > len(text):
            raise SpanOutOfText(
                f"The span {self.start} to {self.end} ends after the text, which has {len(text)} characters.",
                "Check that the span belongs to this source.",
            )
        return text[self.start : self.end]

    def overlap(self, other: Span) -> int:
        """Return how many code points both spans cover."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def contains(self, other: Span) -> bool:
        """Say whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def mostly_in(self, other: Span) -> bool:
        """Say whether at least half of this span lies in `other`."""
        return 2 * self.overlap(other) >= len(self)

    def shift(self, by: int) -> Span:
        """Return the same length of span, `by` code points further on."""
        return Span(self.start + by, self.end + by)

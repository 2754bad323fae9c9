"""Which of an interviewer's turns a passage answers to."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.model.source import Role, Turn

_FEWEST_WORDS = 4  # "Mm." and "Right, yes." keep somebody talking; they are no question


def question_before(turns: Sequence[Turn], text: str, place: int) -> Turn | None:
    """Return the interviewer's last turn before a place that asks something, or the last at all; None where there is none.

    A turn asks where it has a question mark or at least four words. `turns` are in order; `text` is their source's, and
    `place` counts its code points.
    """
    before = [turn for turn in turns if turn.role is Role.INTERVIEWER and turn.span.end <= place]
    asking = (turn for turn in reversed(before) if _asks(turn.span.of(text)))
    return next(asking, before[-1] if before else None)


def _asks(said: str) -> bool:
    return "?" in said or "？" in said or "؟" in said or len(said.split()) >= _FEWEST_WORDS

"""Regular expressions over texts, in a child process that is stopped when one does not end."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import NotAllowedHere

SECONDS = 20.0
_CHILD = Path(__file__).with_name("pattern_child.py")


@dataclass(frozen=True, slots=True)
class Unended(Exception):
    """The pattern did not end in time; `number` is the text it was looking through."""

    number: int


def matches(pattern: str, texts: Sequence[str], *, most: int, seconds: float = SECONDS) -> list[list[tuple[int, int]]]:
    """Return, for each text, where the pattern stands in it (code points), capitals or not; ^ and $ are ends of lines.

    After `most` places in all no more are looked for.

    Raises:
        NotAllowedHere: when it is no pattern.
        Unended: when it takes longer than `seconds` in all.
    """
    if not pattern:
        raise NotAllowedHere("The pattern is empty.", "Type one, such as `review(s|ed)?`.")
    given = json.dumps({"pattern": unicodedata.normalize("NFC", pattern), "texts": list(texts), "most": most})
    try:
        done = subprocess.run(  # noqa: S603  # our own script, by its own path
            [sys.executable, "-I", "-S", str(_CHILD)], input=given.encode("ascii"), capture_output=True,
            timeout=seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise Unended((late.stdout or b"").count(b"\n")) from late
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if answers and isinstance(answers[0], dict):
        raise NotAllowedHere(
            f"“{pattern[:80]}” is no pattern: {answers[0]['refused']}.",
            "Put a backslash before signs that stand for themselves, or search for the words without a pattern.",
        )
    if done.returncode or len(answers) != len(texts):  # out of memory or of processor time
        raise Unended(len(answers))
    return [[(start, end) for start, end in found] for found in answers]

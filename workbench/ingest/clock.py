"""Times as people type them in transcripts: 12:34, 00:12:34, 00:12:34.5, 00:12:34:10 (frames)."""

from __future__ import annotations

import re

TIME = r"\d{1,3}:[0-5]\d(?::[0-5]\d)?(?:[.,:]\d{1,3})?"
STAMP = rf"(?:[\[(<]{TIME}[\])>]|{TIME}(?![\d:]))"
_STAMP_START = re.compile(rf"\s*(?P<stamp>{STAMP})[\s\-–]*")
_STAMP_ONLY = re.compile(rf"\s*{STAMP}(?:\s*(?:-->?|–|-)\s*{STAMP})?\s*")


def seconds(time: str) -> float:
    """Return a typed time in seconds; two parts are minutes and seconds, and frames are left out."""
    whole, fraction = re.fullmatch(r"(\d+(?::\d+){1,2})(?:[.,](\d+)|:\d+)?", time.strip("[]()<> \t")).groups()  # type: ignore[union-attr]
    total = 0
    for part in whole.split(":"):
        total = total * 60 + int(part)
    return total + (float(f"0.{fraction}") if fraction else 0.0)


def leading_time(text: str) -> tuple[float | None, int]:
    """Return the time a text starts with, in seconds, and where the words after it begin; (None, 0) without one."""
    found = _STAMP_START.match(text)
    return (seconds(found["stamp"]), found.end()) if found else (None, 0)


def is_only_time(text: str) -> bool:
    """Say whether a line holds a time and nothing else."""
    return _STAMP_ONLY.fullmatch(text) is not None

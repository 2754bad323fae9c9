"""WebVTT and SubRip: cues with times, and sometimes with names."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from workbench.errors import FileUnreadable
from workbench.ingest.lines import Draft, Line, Shape, counted, quoted, where
from workbench.ingest.plain import text_lines
from workbench.model import ImportWarning

_CLOCK = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?"
_TIMING = re.compile(rf"\s*{_CLOCK}\s*-->\s*{_CLOCK}(?:\s.*)?$")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]*)>")
# Only the formats' own tags: <place> or <name> are a transcriber's marks and stay.
_TAGS = re.compile(r"</?(?:c|i|b|u|v|lang|ruby|rt|font)(?:[.\s][^>]*)?>|<\d[\d:.]*>|\{\\an?\d\}")
_SKIPPED = ("NOTE", "STYLE", "REGION")


@dataclass
class _Seen:
    """Cues so far, and line numbers of what was noticed."""

    cues: list[Line] = field(default_factory=list)
    skipped: dict[str, list[int]] = field(default_factory=dict)
    stray: list[tuple[int, str]] = field(default_factory=list)
    overlaps: list[int] = field(default_factory=list)
    backwards: list[int] = field(default_factory=list)
    dashes: list[int] = field(default_factory=list)
    last: float = 0.0


def read_subtitles(data: bytes, file_name: str, encoding: str | None) -> Draft:
    """Return the cues of a subtitle file, one line per cue (two where a cue names two voices).

    Raises:
        FileUnreadable: when no cue is found.
        EncodingUnknown: as for plain text.
    """
    lines, used = text_lines(data, file_name, encoding)
    seen = _Seen()
    index = 0
    while index < len(lines):
        index = _block(lines, index, seen)
    if not seen.cues:
        raise FileUnreadable(
            f"{file_name} holds no subtitle cues (a line such as 00:00:01.000 --> 00:00:04.000, then words).",
            "If it is an ordinary transcript, rename it so that it ends in .txt.",
        )
    note = next((line.removeprefix("NOTE").strip() for line in lines if line.startswith("NOTE")), "")
    return Draft(tuple(seen.cues), Shape.CUES, used, tuple(_warnings(seen)), note)


def _block(lines: Sequence[str], index: int, seen: _Seen) -> int:
    """Take in the block that starts at `index`; return where the next one starts."""
    line = lines[index]
    timing = _TIMING.match(line)
    if timing is None:
        word = line.split(" ", 1)[0].strip()
        if word in _SKIPPED:
            seen.skipped.setdefault(word, []).append(index + 1)
            return _end_of_block(lines, index)
        heading = index == 0 and line.startswith("WEBVTT")
        is_id = index + 1 < len(lines) and _TIMING.match(lines[index + 1])
        if heading:
            return _end_of_block(lines, index)
        if line.strip() and not is_id:
            seen.stray.append((index + 1, line))
        return index + 1
    end = _end_of_block(lines, index)
    _cue(timing, lines[index + 1 : end], index + 1, seen)
    return end


def _end_of_block(lines: Sequence[str], index: int) -> int:
    index += 1
    while index < len(lines) and lines[index].strip() and not _TIMING.match(lines[index]):
        index += 1
    return index


def _cue(timing: re.Match[str], words: Sequence[str], number: int, seen: _Seen) -> None:
    start, end = _seconds(timing.groups()[:4]), _seconds(timing.groups()[4:])
    if end < start:
        seen.backwards.append(number)
    if start < seen.last:
        seen.overlaps.append(number)
    seen.last = max(seen.last, end)
    if sum(line.lstrip().startswith(("- ", "– ")) for line in words) > 1:
        seen.dashes.append(number)
    speaker: str | None = None
    parts = _VOICE.split("\n".join(words))
    for place, part in enumerate(parts):
        if place % 2:
            speaker = html.unescape(part).strip() or None
            continue
        text = " ".join(html.unescape(_TAGS.sub("", part)).split())
        if text:
            seen.cues.append(Line(text, number + 1, speaker=speaker, start=start, end=end))


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, whole, fraction = parts
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(whole or 0) + float(f"0.{fraction or 0}")


def _warnings(seen: _Seen) -> list[ImportWarning]:
    found = [
        ImportWarning(
            f"{counted(len(numbers), word + ' block')} of the subtitle file left out: {where(numbers)}.", numbers[0]
        )
        for word, numbers in seen.skipped.items()
    ]
    if seen.stray:
        number, text = seen.stray[0]
        lines = where([n for n, _ in seen.stray])
        found.append(ImportWarning(f"Words outside any cue left out ({lines}), starting {quoted(text)}.", number))
    for numbers, words in (
        (
            seen.overlaps,
            "Cues that start before the one before them has ended (people talking at once, or a wrong time)",
        ),
        (seen.backwards, "Cues that end before they start"),
        (seen.dashes, "Cues with two speakers parted by dashes and no names; read as one speaker"),
    ):
        if numbers:
            found.append(ImportWarning(f"{words}: {where(numbers)}.", numbers[0]))
    return found

"""Canonical text: NFC, newlines, no control characters, no half characters. Done once, here; everything is counted."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import replace

from workbench.ingest.lines import Draft, Line, Shape, counted, where
from workbench.model import ImportWarning

_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
# Halves of a surrogate pair and the two non-characters: no database, XML file or browser takes them.
_BROKEN = re.compile("[\ud800-\udfff\ufffe\uffff]")
_HIGH_CONTROLS = re.compile("[\x80-\x84\x86-\x9f]")

Tally = dict[str, list[int | None]]

_SENTENCES = {
    "break": "{n} became a new line (form feed, vertical tab or line separator)",
    "control": "{n} taken out (NUL and other characters that cannot be seen)",
    "broken": "{n} replaced by \ufffd (half of a character, which no text can hold)",
    "composed": "{n} written as letter plus accent and stored as one character (NFC)",
    "high": "{n} left as found, though invisible (U+0080 to U+009F): the file may have been saved in another encoding",
}


def cleaned(draft: Draft) -> Draft:
    """Return the draft with every line in canonical form, and a counted warning for each kind of change."""
    tally: Tally = defaultdict(list)
    lines = [piece for line in draft.lines for piece in _pieces(line, draft.shape, tally)]
    return replace(draft, lines=tuple(lines), warnings=draft.warnings + tuple(_warnings(tally)))


def _pieces(line: Line, shape: Shape, tally: Tally) -> list[Line]:
    whole = shape is Shape.CUES or bool(line.cells)
    if whole:
        return [_clean_line(line, tally)]
    parts = _BREAKS.split(line.text)
    tally["break"] += [line.number] * (len(parts) - 1)
    first = _clean_line(replace(line, text=parts[0]), tally)
    return [first, *(Line(_clean_text(part, line.number, tally), line.number) for part in parts[1:])]


def _clean_line(line: Line, tally: Tally) -> Line:
    number = line.number
    return replace(
        line,
        text=_clean_text(line.text, number, tally),
        bold=_clean_text(line.bold, None, {}) if line.bold else "",
        speaker=None if line.speaker is None else " ".join(_clean_text(line.speaker, number, tally).split()),
        cells=tuple(_clean_text(cell, number, tally) for cell in line.cells),
    )


def _clean_text(text: str, number: int | None, tally: Tally) -> str:
    if text.isascii() and text.isprintable():
        return text
    # A break that is still here sits inside a cue or a table cell, which must stay one line.
    text = _swap(_BREAKS, " ", text, kind="break", number=number, tally=tally)
    text = _swap(_CONTROLS, "", text, kind="control", number=number, tally=tally)
    text = _swap(_BROKEN, "\ufffd", text, kind="broken", number=number, tally=tally)
    if _HIGH_CONTROLS.search(text):
        tally.setdefault("high", []).extend([number] * len(_HIGH_CONTROLS.findall(text)))
    composed = unicodedata.normalize("NFC", text)
    if composed != text:
        tally.setdefault("composed", []).append(number)
    return composed


def _swap(pattern: re.Pattern[str], new: str, text: str, *, kind: str, number: int | None, tally: Tally) -> str:
    text, times = pattern.subn(new, text)
    if times:
        tally.setdefault(kind, []).extend([number] * times)
    return text


def _warnings(tally: Tally) -> list[ImportWarning]:
    found = []
    for kind, sentence in _SENTENCES.items():
        numbers = tally.get(kind)
        if numbers:
            noun = counted(len(numbers), "line" if kind == "composed" else "character")
            words = sentence.format(n=noun)
            found.append(ImportWarning(f"{words}: {where(numbers)}.", numbers[0]))
    return found

"""What a codebook file may say: its fields, and how each is read from YAML, with every fault noted by its line."""

from __future__ import annotations

import difflib
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.errors import listed
from workbench.ingest.yaml_text import Entry, shortened
from workbench.model import CodeStatus, NearMiss, NotWhen, Variety

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_MOST_CODES = 2_000


@dataclass(slots=True)
class Faults:
    """Everything wrong with one file, gathered so that it can be told at once."""

    found: list[tuple[tuple[int, ...], str]] = field(default_factory=list)

    def add(self, lines: int | tuple[int, ...], sentence: str) -> None:
        """Note one fault and the line or lines it concerns (counted from 1; none where no line can be named)."""
        self.found.append(((lines,) if isinstance(lines, int) else lines, sentence))

    def told(self) -> list[str]:
        """Return the faults in the order of the file, each once, each naming its lines."""
        return [_where(lines) + sentence for lines, sentence in dict.fromkeys(sorted(self.found, key=_place))]


def _place(fault: tuple[tuple[int, ...], str]) -> tuple[bool, tuple[int, ...]]:
    return not fault[0], fault[0]  # those without a line come last


def _where(lines: tuple[int, ...]) -> str:
    if not lines:
        return ""
    return f"Line{'s' if len(lines) > 1 else ''} {' and '.join(map(str, lines[:6]))}: "


def fields_of(entry: Entry, what: str, known: Iterable[str], faults: Faults) -> dict[str, Entry]:
    """Return a group's known fields; note a fault where it is no group, and one for each unknown field."""
    known = tuple(known)
    if not isinstance(entry.value, dict):
        faults.add(entry.line, f"{what} must be a group of fields ({listed(known, most=20)}), not {entry.kind}.")
        return {}
    for name, value in entry.value.items():
        if name not in known:
            faults.add(value.line, f"{what} has an unknown field '{shortened(name)}'{_guess(name, value, known)}")
    return {name: value for name, value in entry.value.items() if name in known}


def _guess(name: str, value: Entry, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name.casefold(), known, n=1, cutoff=0.75)
    if near:
        return f" (is it '{near[0]}'?)."
    if value.value is None:  # what is left of a text that a comma has cut in two
        return ": inside { }, a text with a comma in it must stand in quotes."
    return f". The fields are: {listed(known, most=20)}."


def text(entry: Entry, what: str, faults: Faults) -> str:
    """Return a text as written; nothing counts as the empty text."""
    if isinstance(entry.value, (dict, list)):
        faults.add(entry.line, f"{what} must be a text, not {entry.kind}.")
        return ""
    return "" if entry.value is None else entry.text


def texts(entry: Entry, what: str, faults: Faults) -> tuple[str, ...]:
    """Return a list of texts; nothing counts as the empty list."""
    if entry.value is None:
        return ()
    if not isinstance(entry.value, list):
        faults.add(entry.line, f"{what} must be a list, as in [{shortened(entry.text, 30)}], not {entry.kind}.")
        return ()
    for number, each in enumerate(entry.value, 1):
        if each.value is None:
            faults.add(each.line, f"{what} has nothing at place {number} of its list; put a text there or take it out.")
    return tuple(text(each, f"place {n} of {what}", faults) for n, each in enumerate(entry.value, 1))


def whole_number(entry: Entry, what: str, faults: Faults) -> int:
    """Return a whole number."""
    if isinstance(entry.value, int) and not isinstance(entry.value, bool):
        return entry.value
    faults.add(entry.line, f"{what} must be a whole number of at most 18 digits, not {entry.kind}.")
    return 0


def positive(entry: Entry, what: str, faults: Faults) -> int:
    """Return a whole number from 1 upwards."""
    number = whole_number(entry, what, faults)
    if number < 1 and isinstance(entry.value, int):
        faults.add(entry.line, f"{what} counts from 1, but is {number}.")
    return max(number, 1)


def identity(entry: Entry, what: str, faults: Faults) -> str:
    """Return a UUID in its usual form; nothing counts as the empty text, for "make one"."""
    written = text(entry, what, faults)
    try:
        return str(uuid.UUID(written)) if written else ""
    except ValueError:
        faults.add(entry.line, f"{what} is '{shortened(written)}', which is no UUID; leave it out and one is made.")
        return ""


def _parent(entry: Entry, what: str, faults: Faults) -> str | None:
    return text(entry, what, faults) or None


def _colour(entry: Entry, what: str, faults: Faults) -> str:
    written = text(entry, what, faults)
    if entry.value is None:
        faults.add(entry.line, f"{what} is empty. A colour stands in quotes, as '#0072B2': a bare # begins a comment.")
    elif written and not _COLOUR.fullmatch(written):
        faults.add(entry.line, f"{what} is '{shortened(written)}'; it must be # and six hex digits, as '#0072B2'.")
    return written


def _status(entry: Entry, what: str, faults: Faults) -> CodeStatus:
    written = text(entry, what, faults)
    if written in set(CodeStatus):
        return CodeStatus(written)
    faults.add(entry.line, f"{what} is '{shortened(written)}'; it must be one of {listed(CodeStatus)}.")
    return CodeStatus.ACTIVE


def _varieties(entry: Entry, what: str, faults: Faults) -> tuple[str, ...]:
    named = texts(entry, what, faults)
    for each in named:
        if each and each not in set(Variety):
            faults.add(entry.line, f"{what} names '{shortened(each)}'; the varieties of source are {listed(Variety)}.")
    return named


def _not_when(entry: Entry, what: str, faults: Faults) -> tuple[NotWhen, ...]:
    pairs = _pairs(entry, what, ("if", "use"), ("if",), faults)
    return tuple(NotWhen(pair["if"], pair.get("use", "")) for pair in pairs)


def _near_miss(entry: Entry, what: str, faults: Faults) -> tuple[NearMiss, ...]:
    pairs = _pairs(entry, what, ("text", "code"), ("text", "code"), faults)
    return tuple(NearMiss(pair["text"], pair["code"]) for pair in pairs)


def _pairs(
    entry: Entry, what: str, known: tuple[str, str], needed: tuple[str, ...], faults: Faults
) -> list[dict[str, str]]:
    """Read a list of pairs; one pair alone may stand without the list."""
    if entry.value is None:
        return []
    read = []
    for each in entry.value if isinstance(entry.value, list) else [entry]:
        given = fields_of(each, f"An entry of {what}", known, faults)
        missing = [name for name in needed if name not in given]
        if missing and isinstance(each.value, dict):
            faults.add(each.line, f"An entry of {what} lacks the field {listed(missing)}.")
        pair = {name: text(value, f"'{name}' of {what}", faults) for name, value in given.items()}
        if not missing:
            read.append(pair)
    return read


def _facets(entry: Entry, what: str, faults: Faults) -> dict[str, tuple[str, ...]]:
    if entry.value is None:
        return {}
    if not isinstance(entry.value, dict):
        faults.add(entry.line, f"{what} must be a group of named lists, as {{stance: [fulfilled, strained]}}.")
        return {}
    return {name: texts(values, f"the facet '{name}'", faults) for name, values in entry.value.items()}


def _codes(entry: Entry, what: str, faults: Faults) -> list[Entry]:
    if not isinstance(entry.value, list):
        faults.add(entry.line, f"{what} must be a list of codes, each beginning with '- ', not {entry.kind}.")
        return []
    if not entry.value:
        faults.add(entry.line, f"{what} is an empty list; a codebook has at least one code.")
    if len(entry.value) > _MOST_CODES:
        faults.add(entry.line, f"{what} lists {len(entry.value):,} codes; at most {_MOST_CODES:,} are read.")
    return entry.value[:_MOST_CODES]


Reader = Callable[[Entry, str, Faults], Any]

CODE_FIELDS: Mapping[str, Reader] = {
    "key": text,
    "name": text,
    "parent": _parent,
    "definition": text,
    "use_when": text,
    "not_when": _not_when,
    "cues": texts,
    "examples": texts,
    "near_miss": _near_miss,
    "contrast_with": texts,
    "applies_to": _varieties,
    "colour": _colour,
    "order": whole_number,
    "status": _status,
    "id": identity,
}
"""A code's fields in the order in which they are written, and how each is read."""

CODEBOOK_FIELDS: Mapping[str, Reader] = {
    "codebook": text,
    "title": text,
    "version": positive,
    "reason": text,
    "unit": text,
    "note": text,
    "sources": texts,
    "facets": _facets,
    "id": identity,
    "codes": _codes,
}
"""A codebook's own fields. `title`, `unit` and `note` tell a reader about the file; a study does not keep them."""

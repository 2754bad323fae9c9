"""What stands in the form of a code, and which fields of the code were changed in it. Other codes are named by id."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from workbench.app.components.code_words import lines, unlined
from workbench.errors import NotAllowedHere
from workbench.model import Code, Codebook, NearMiss, NotWhen

Values = Mapping[str, Any]
"""What stands in the form: a value for each of its fields. Fields of rows are called 'near_miss 0 words' and so on."""

TEXTS = ("name", "key", "definition", "use_when", "colour")
LISTS = ("cues", "examples")
REASON = "reason"
ROWS = {"not_when": ("condition", "use"), "near_miss": ("text", "code")}


def shown(code: Code, book: Codebook) -> dict[str, Any]:
    """Return what the form of a code shows at first; `book` is the version that the code is of."""
    ids = {each.key: each.id for each in book}
    values: dict[str, Any] = {name: getattr(code, name) for name in TEXTS}
    values |= {name: lines(getattr(code, name)) for name in LISTS}
    for name, (words, other) in ROWS.items():
        for number, row in enumerate(getattr(code, name)):
            values[row_field(name, number, "words")] = getattr(row, words)
            values[row_field(name, number, "code")] = ids.get(getattr(row, other))
    values["contrast_with"] = [ids[key] for key in code.contrast_with]
    values["applies_to"] = list(code.applies_to)
    return values


def different(one: Values, other: Values) -> list[str]:
    """Return the fields of the code that say something else in one form than in the other; empty rows say nothing."""
    pairs: dict[str, tuple[Any, Any]] = {name: (_words(one[name]), _words(other[name])) for name in TEXTS}
    pairs |= {name: (one[name] or "", other[name] or "") for name in LISTS}
    pairs |= {name: (_written(rows(one, name)), _written(rows(other, name))) for name in ROWS}
    pairs |= {"contrast_with": (one["contrast_with"], other["contrast_with"])}
    pairs |= {"applies_to": (sorted(one["applies_to"]), sorted(other["applies_to"]))}
    return [name for name, (mine, theirs) in pairs.items() if mine != theirs]


def replaced(values: Values, others: Values, names: Collection[str]) -> dict[str, Any]:
    """Return what stands in a form, with these fields of the code as they stand in another."""
    kept = {field: value for field, value in values.items() if field.partition(" ")[0] not in names}
    return kept | {field: value for field, value in others.items() if field.partition(" ")[0] in names}


def typed_over(before: Values, typed: Values) -> dict[str, Any]:
    """Return what a form shows: what was typed and, where nothing was, what stood there before. No row is left out."""
    values = {**before, **typed}
    for name in ROWS:
        count = 1 + max((int(field.split()[1]) for field in values if field.startswith(f"{name} ")), default=-1)
        for number in range(count):
            values.setdefault(row_field(name, number, "words"), "")
            values.setdefault(row_field(name, number, "code"), None)
    return values


def row_field(name: str, number: int, part: str) -> str:
    """Return what a field of a row is called; `part` is `words` or `code`."""
    return f"{name} {number} {part}"


def rows(values: Values, name: str) -> list[tuple[str, str | None]]:
    """Return the rows of a list in the form, in order: words and the id of a code."""
    found, number = [], 0
    while row_field(name, number, "words") in values:
        found.append((values[row_field(name, number, "words")] or "", values.get(row_field(name, number, "code"))))
        number += 1
    return found


def changes(before: Values, typed: Values, book: Codebook) -> dict[str, Any]:
    """Return the fields of the code that were typed otherwise than they stood before, as `review.codebook` takes them.

    Args:
        before: what the form showed at first.
        typed: what stands in it now.
        book: the newest version: other codes are called by the keys that they have in it.

    Raises:
        NotAllowedHere: when a near-miss names no code.
    """
    keys = {code.id: code.key for code in book}
    read: dict[str, Callable[[Any], Any]] = {
        **dict.fromkeys(LISTS, unlined),
        "contrast_with": lambda ids: tuple(keys[each] for each in ids if each in keys),
        "applies_to": tuple,
    }
    rows_of = {"not_when": _not_when, "near_miss": _near_miss}
    return {
        name: rows_of[name](typed, keys) if name in ROWS else read.get(name, str)(typed[name] or "")
        for name in different(before, typed)
    }


def _words(said: str | None) -> str:
    return (said or "").strip()


def _written(found: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    return [(words.strip(), code) for words, code in found if words.strip() or code]


def _not_when(typed: Values, keys: Mapping[str, str]) -> tuple[NotWhen, ...]:
    written = _written(rows(typed, "not_when"))
    return tuple(NotWhen(words, keys.get(code or "", "")) for words, code in written if words)


def _near_miss(typed: Values, keys: Mapping[str, str]) -> tuple[NearMiss, ...]:
    written = [(words, keys.get(code or "", "")) for words, code in _written(rows(typed, "near_miss")) if words]
    for words, key in written:
        if not key:
            raise NotAllowedHere(
                f"The near-miss “{words}” does not say which code it belongs to. Nothing was saved yet.",
                "Choose that code beside it, or take its words out.",
            )
    return tuple(NearMiss(words, key) for words, key in written)

"""What stands in the form of a code, and which fields of the code were changed in it. Other codes are named by id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.app.components.code_words import lines, unlined
from workbench.errors import NotAllowedHere
from workbench.model import Code, Codebook, NearMiss, NotWhen, canonical_json, sha256_text

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


def digest(values: Values) -> str:
    """Return a hash of what stands in a form; rows that say nothing, and the reason, are not looked at."""
    said = {name: value for name, value in values.items() if name != REASON and not (" " in name and not value)}
    return sha256_text(canonical_json(said))


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
    found: dict[str, Any] = {name: typed[name] for name in TEXTS if _words(typed[name]) != _words(before[name])}
    found |= {name: unlined(typed[name]) for name in LISTS if typed[name] != before[name]}
    keys = {code.id: code.key for code in book}
    for name in ROWS:
        if _written(rows(typed, name)) != _written(rows(before, name)):
            found[name] = _not_when(typed, keys) if name == "not_when" else _near_miss(typed, keys)
    if typed["contrast_with"] != before["contrast_with"]:
        found["contrast_with"] = tuple(keys[each] for each in typed["contrast_with"] if each in keys)
    if sorted(typed["applies_to"]) != sorted(before["applies_to"]):
        found["applies_to"] = tuple(typed["applies_to"])
    return found


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

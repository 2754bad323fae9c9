"""From the codes of a file to a codebook: keys and ids are made or found again, and every fault is told at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.errors import CodebookInvalid
from workbench.exchange.codebook_fields import Faults
from workbench.model import Code, Codebook, new_id
from workbench.model.codebook import faults as broken_rules

_PATHS = (" > ", ".")  # how other tools write a code below a code in one name
_MOST_TOLD = 60
_MOST_LOOKED_UP = 300


@dataclass(slots=True)
class Draft:
    """A code as a file gives it: its line and the fields that were there."""

    line: int
    values: dict[str, Any]

    @property
    def key(self) -> str:
        """The key, empty as long as none is given or made."""
        return str(self.values.get("key", ""))

    @property
    def name(self) -> str:
        """The name, empty where none is given."""
        return str(self.values.get("name", ""))


def finished(
    drafts: Sequence[Draft], about: Mapping[str, Any], faults: Faults, *, file: str, ids_from: Codebook | None
) -> Codebook:
    """Return the codebook that the drafts make.

    Args:
        drafts: the codes in the order of the file.
        about: the codebook's own fields (`name`, `id`, `version`, `reason`, `facets`, `sources`), where given.
        faults: what was found wrong so far.
        file: the file's name, for messages.
        ids_from: the codebook whose ids are kept for the codes that are in both.

    Raises:
        CodebookInvalid: naming every fault with its line.
    """
    for draft in drafts:
        if not draft.name.strip():
            faults.add(draft.line, f"The code {draft.key!r} has no name." if draft.key else "A code has no name.")
    _make_keys(drafts, ids_from)
    _settle_parents(drafts)
    _make_ids(drafts, ids_from)
    _make_orders(drafts)
    codes = tuple(Code(**{**draft.values, "name": draft.name or draft.key}) for draft in drafts)
    for number, sentence in enumerate(broken_rules(codes)):
        # Looking a line up means looking through all codes; past a few hundred faults nobody reads them.
        faults.add(_lines_named(sentence, drafts) if number < _MOST_LOOKED_UP else (), sentence)
    if faults.found:
        raise _invalid(faults.told(), file)
    known = {"id": ids_from.id} if ids_from else {}
    return Codebook(codes=codes, **{"id": new_id(), **{k: v for k, v in about.items() if v}, **known})


def _invalid(told: list[str], file: str) -> CodebookInvalid:
    more = f" … and {len(told) - _MOST_TOLD} more." if len(told) > _MOST_TOLD else ""
    return CodebookInvalid(
        f"'{file}' has {len(told)} fault{'s' if len(told) > 1 else ''}.\n" + "\n".join(told[:_MOST_TOLD]) + more,
        "Mend these in the file and read it again; nothing was changed. codebooks/README.md explains each field.",
    )


def _lines_named(sentence: str, drafts: Sequence[Draft]) -> tuple[int, ...]:
    """Return the lines of the codes whose keys a sentence names."""
    return tuple(d.line for d in drafts if f"'{d.key}'" in sentence or f" {d.key} → " in sentence)


def _make_keys(drafts: Sequence[Draft], ids_from: Codebook | None) -> None:
    """Give a key to each code that has none: that of the known code of its name, or one made from the name."""
    taken = {draft.key.casefold() for draft in drafts if draft.key}
    known = {code.name.casefold(): code.key for code in ids_from or ()}
    by_name = {draft.name.casefold(): draft for draft in drafts}
    # Shortest names first: a code above has to have its key before the codes below are named after it.
    for draft in sorted(drafts, key=lambda d: len(d.name)):
        if draft.key or not draft.name.strip():
            draft.values.setdefault("key", "")
            continue
        above, last = _above(draft.name, by_name)
        if above is not None and draft.values.get("parent") is None:
            draft.values["parent"] = above.key
        wanted = known.get(draft.name.casefold()) or (f"{above.key}." if above else "") + _handle(last)
        draft.values["key"] = _free(wanted, taken)
        taken.add(draft.key.casefold())


def _settle_parents(drafts: Sequence[Draft]) -> None:
    """Turn a parent given by its name into that code's key, as tables without keys have to give it."""
    keys = {draft.key for draft in drafts}
    by_name = {draft.name.casefold(): draft.key for draft in drafts}
    for draft in drafts:
        parent = draft.values.get("parent")
        if parent and parent not in keys:
            draft.values["parent"] = by_name.get(parent.casefold(), parent)


def _above(name: str, by_name: Mapping[str, Draft]) -> tuple[Draft | None, str]:
    """Split 'a.b' or 'a > b' into the code above and the last part, if there is a code 'a'; else keep it whole."""
    for mark in _PATHS:
        upper, found, last = name.rpartition(mark)
        if found and last.strip() and upper.casefold() in by_name:
            return by_name[upper.casefold()], last
    return None, name


def _handle(name: str) -> str:
    return re.sub(r"\W+", "-", name.casefold())[:60].strip("-") or "code"


def _free(wanted: str, taken: set[str]) -> str:
    number, key = 1, wanted
    while key.casefold() in taken:
        number += 1
        key = f"{wanted}-{number}"
    return key


def _make_ids(drafts: Sequence[Draft], ids_from: Codebook | None) -> None:
    """Give an id to each code that has none: that of the known code with its key, so that a rename keeps it."""
    taken = {draft.values["id"] for draft in drafts if draft.values.get("id")}
    known = {code.key.casefold(): code.id for code in ids_from or ()}
    for draft in drafts:
        if not draft.values.get("id"):
            same = known.get(draft.key.casefold())
            draft.values["id"] = same if same and same not in taken else new_id()
            taken.add(draft.values["id"])


def _make_orders(drafts: Sequence[Draft]) -> None:
    """Give each code without an order its place among the codes below the same parent."""
    place: Counter[str | None] = Counter()
    for draft in drafts:
        parent = draft.values.get("parent")
        draft.values.setdefault("order", place[parent])
        place[parent] += 1

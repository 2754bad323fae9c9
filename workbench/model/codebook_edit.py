"""Changes to a codebook, each from one codebook to the next. Ids never change; every reference follows a changed key."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from workbench.errors import CodebookInvalid, listed
from workbench.model.codebook import Code, Codebook, CodeStatus, NearMiss, NotWhen, faults, folded, is_blank
from workbench.model.colours import checked_colour, free_colour
from workbench.model.identity import new_id
from workbench.model.source import Variety

EDITABLE = (
    "name", "key", "definition", "use_when", "not_when", "cues", "examples", "near_miss", "contrast_with",
    "applies_to", "colour",
)  # fmt: skip
"""The fields that `edited` changes. Parent and order are changed by `moved`, the status by `retired` and `restored`."""

_TEXTS = {"definition", "use_when"}
_KEPT = "Nothing was changed."
_SMALL = {
    "a",
    "an",
    "and",
    "are",
    "as",
    "at",
    "by",
    "for",
    "from",
    "in",
    "into",
    "is",
    "of",
    "on",
    "or",
    "over",
    "that",
    "the",
    "to",
    "with",
}  # words that say little in a key


def with_code(
    codebook: Codebook, name: str, *, key: str = "", parent: str | None = None, definition: str = "", colour: str = ""
) -> tuple[Codebook, Code]:
    """Return the codebook with a new code, the last below its parent, and that code.

    Args:
        codebook: what it is added to.
        name: its name; no other code may have it.
        key: its key; where none is given, one is made from the name in the style of the keys around it.
        parent: the key of the code it stands below; None for the top.
        definition: what it means.
        colour: `#` and six hex digits; where none is given, one of the palette that no code has yet.

    Raises:
        CodebookInvalid: when the name or key is empty or taken, or there is no such parent.
    """
    name = _line(name)
    if not name:
        raise CodebookInvalid("A code needs a name.", _KEPT)
    _refuse_taken(codebook, name, _line(key))
    siblings = codebook.children(parent)
    code = Code(
        id=new_id(),
        key=_line(key) or free_key(codebook, name, parent=parent),
        name=name,
        definition=definition.strip(),
        parent=parent,
        colour=checked_colour(colour) or free_colour(each.colour for each in codebook),
        order=max((each.order for each in siblings), default=-1) + 1,
    )
    return _sound(codebook, (*codebook.codes, code)), code


def edited(codebook: Codebook, code_id: str, **fields: Any) -> Codebook:
    """Return the codebook with other values in some of a code's `EDITABLE` fields.

    A new key is put in every place that names the old one: children, alternatives, near-misses and contrasts.

    Raises:
        CodebookInvalid: when a name or key is empty or taken, a colour or a variety is none, or a key points nowhere.
        TypeError: for a field that is not editable.
    """
    if unknown := [name for name in fields if name not in EDITABLE]:
        raise TypeError(f"not an editable field of a code: {', '.join(unknown)}")
    code = codebook.by_id[code_id]
    fresh = _naming_keys(codebook, replace(code, **{name: cleaned(name, value) for name, value in fields.items()}))
    _refuse_taken(codebook, fresh.name, fresh.key, but=code)
    codes = tuple(fresh if each.id == code_id else each for each in codebook)
    if fresh.key != code.key:
        # the code itself may name the old key too: what was typed about the old one means the new one
        codes = tuple(_pointing(each, {code.key: fresh.key}) for each in codes)
    return _sound(codebook, codes)


def moved(codebook: Codebook, code_id: str, *, parent: str | None, before: str | None = None) -> Codebook:
    """Return the codebook with a code, and all below it, in another place.

    `parent` is a key (None: the top). `before` is the key of the code there that it comes in front of (None: last).

    Raises:
        CodebookInvalid: when it would stand below itself, or there is no such parent or no such neighbour there.
    """
    code = codebook.by_id[code_id]
    _refuse_place(codebook, code, parent)
    if before == code.key:
        return codebook if code.parent == parent else moved(codebook, code_id, parent=parent)
    others = [each for each in codebook.children(parent) if each.id != code_id]
    keys = [each.key for each in others]
    if before is not None and before not in keys:
        where = "at the top" if parent is None else f"below '{parent}'"
        raise CodebookInvalid(f"'{before}' does not stand {where}: there is {listed(keys)}.", _KEPT)
    place = len(others) if before is None else keys.index(before)
    ordered = [*others[:place], code, *others[place:]]
    if code.parent == parent and [each.id for each in codebook.children(parent)] == [each.id for each in ordered]:
        return codebook
    order = {each.id: number for number, each in enumerate(ordered)}
    codes = (replace(each, order=order.get(each.id, each.order)) for each in codebook)
    return _sound(codebook, tuple(replace(each, parent=parent) if each.id == code_id else each for each in codes))


def retired(codebook: Codebook, code_id: str) -> Codebook:
    """Return the codebook with this code out of use; it keeps its codings, and codes below it stay in use."""
    return _with_status(codebook, code_id, CodeStatus.RETIRED)


def restored(codebook: Codebook, code_id: str) -> Codebook:
    """Return the codebook with a retired code in use again."""
    return _with_status(codebook, code_id, CodeStatus.ACTIVE)


def free_key(codebook: Codebook, name: str, *, parent: str | None = None) -> str:
    """Return a key made from a name that no code has, in the style of the codes around it.

    Capitals where most keys are in capitals: then its first word of weight, as long as that is free. A beginning such
    as `ADM.` is taken from the codes beside it, or else from the parent, the way other codes take it from theirs.
    """
    taken = {folded(each.key) for each in codebook}
    words = re.findall(r"\w+", name.casefold()) or ["code"]
    beginning = _beginning(codebook, parent)
    wanted = ["-".join(words)[:60].strip("-")]
    if sum(each.key.isupper() for each in codebook) * 2 > len(codebook):
        heavy = [word for word in words if word not in _SMALL] or words
        said = set(re.findall(r"\w+", beginning.casefold()))
        heavy = [word for word in heavy if word not in said] or heavy
        wanted = ["-".join(heavy[:count]).upper()[:60] for count in (1, 2, len(heavy))]
    for handle in wanted:
        if folded(beginning + handle) not in taken:
            return beginning + handle
    number = 2
    while folded(f"{beginning}{wanted[0]}-{number}") in taken:
        number += 1
    return f"{beginning}{wanted[0]}-{number}"


def repointed(codes: Iterable[Code], keys: Mapping[str, str]) -> tuple[Code, ...]:
    """Return the codes with other keys wherever one is named: as parent, alternative, near-miss or contrast."""
    return tuple(_pointing(code, keys) for code in codes)


def below(codebook: Codebook, key: str) -> set[str]:
    """Return the keys of all codes below this one, at any depth."""
    found: set[str] = set()
    waiting = [key]
    while waiting:
        children = [each.key for each in codebook.children(waiting.pop())]
        found.update(children)
        waiting += children
    return found


def _pointing(code: Code, keys: Mapping[str, str]) -> Code:
    def now(key: str) -> str:
        return keys.get(key, key)

    return replace(
        code,
        parent=None if code.parent is None else now(code.parent),
        # two of them may be one and the same now
        not_when=tuple(dict.fromkeys(NotWhen(rule.condition, now(rule.use)) for rule in code.not_when)),
        near_miss=tuple(dict.fromkeys(NearMiss(miss.text, now(miss.code)) for miss in code.near_miss)),
        contrast_with=tuple(dict.fromkeys(now(key) for key in code.contrast_with)),
    )


def _with_status(codebook: Codebook, code_id: str, status: CodeStatus) -> Codebook:
    return replace(
        codebook, codes=tuple(replace(each, status=status) if each.id == code_id else each for each in codebook)
    )


def _refuse_place(codebook: Codebook, code: Code, parent: str | None) -> None:
    if parent is None:
        return
    if parent not in codebook.by_key:
        raise CodebookInvalid(f"There is no code '{parent}' to put '{code.name}' below.", _KEPT)
    if parent == code.key:
        raise CodebookInvalid(f"'{code.name}' ({code.key}) cannot stand below itself.", f"{_KEPT} Choose another code.")
    if parent in below(codebook, code.key):
        other = codebook.by_key[parent]
        raise CodebookInvalid(
            f"'{code.name}' ({code.key}) cannot stand below '{other.name}' ({other.key}), which stands below it.",
            f"{_KEPT} Move '{other.name}' out first, or choose another code.",
        )


def _beginning(codebook: Codebook, parent: str | None) -> str:
    beside = [_stem(each.key) for each in codebook.children(parent)]
    if beside:
        return Counter(beside).most_common(1)[0][0]
    if parent is None:
        return ""
    nested = [each for each in codebook if each.parent is not None]
    after_parent = sum(_stem(each.key) == f"{each.parent}." for each in nested)
    return f"{parent}." if after_parent * 2 > len(nested) else _stem(parent)


def _stem(key: str) -> str:
    return key[: key.rfind(".") + 1]


def cleaned(name: str, value: Any) -> Any:
    """Return a field's value as it is kept: no spare white space, nothing empty or twice in a list.

    Raises:
        CodebookInvalid: when a colour or a variety of source is none.
        TypeError: when a text is given for a list.
    """
    if name in {"name", "key"}:
        return _line(value)
    if name == "colour":
        return checked_colour(value)
    if name in _TEXTS:
        return str(value).strip()
    if isinstance(value, str):
        raise TypeError(f"{name} is a list, not a text")  # a text is a list of its letters, which nobody means
    kept = tuple(dict.fromkeys(each for each in map(_trimmed, value) if each))
    if name == "applies_to" and (unknown := [each for each in kept if each not in set(Variety)]):
        raise CodebookInvalid(f"'{unknown[0]}' is no variety of source. The varieties are: {listed(Variety)}.", _KEPT)
    return kept


def _trimmed(value: Any) -> Any:
    """Return one entry of a list without spare white space; None where it says nothing."""
    if isinstance(value, NotWhen):
        return NotWhen(value.condition.strip(), _line(value.use)) if value.condition.strip() else None
    if isinstance(value, NearMiss):
        if value.text.strip() and not value.code.strip():
            raise CodebookInvalid(
                f"The near-miss “{value.text.strip()}” does not say which code it belongs to.",
                f"{_KEPT} Name that code.",
            )
        return NearMiss(value.text.strip(), _line(value.code)) if value.text.strip() else None
    return str(value).strip()


def _naming_keys(codebook: Codebook, code: Code) -> Code:
    """Return the code with keys where it names others by their names, or in other capitals."""
    called = {folded(each.name): each.key for each in codebook}
    called |= {folded(each.key): each.key for each in codebook}
    said = [*code.contrast_with, *(rule.use for rule in code.not_when), *(miss.code for miss in code.near_miss)]
    return _pointing(code, {key: called.get(folded(key), key) for key in said})


def _refuse_taken(codebook: Codebook, name: str, key: str, *, but: Code | None = None) -> None:
    for other in codebook:
        if other.id == (but and but.id):
            continue
        for what, value, theirs in (("name", name, other.name), ("key", key, other.key)):
            if value and folded(value) == folded(theirs):
                gone = other.status is CodeStatus.RETIRED
                raise CodebookInvalid(
                    f"The {what} '{value}' is taken by the code '{other.name}' ({other.key})"
                    + (", which is retired." if gone else "."),
                    f"{_KEPT} Restore that code, or choose another {what}."
                    if gone
                    else f"{_KEPT} Choose another {what}.",
                )


def _sound(codebook: Codebook, codes: Sequence[Code]) -> Codebook:
    """Return the codebook with these codes, unless they break a rule: then say which in words about this edit."""
    found = faults(tuple(codes))
    if found:
        raise CodebookInvalid(" ".join(found), _KEPT)
    return replace(codebook, codes=tuple(codes))


def _line(words: str) -> str:
    return "" if is_blank(words) else " ".join(unicodedata.normalize("NFC", words).split())

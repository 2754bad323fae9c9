"""Codes merged into one, and one split into several: each from one codebook to the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from workbench.errors import CodebookInvalid
from workbench.model.codebook import Code, Codebook, CodeStatus
from workbench.model.codebook_edit import moved, repointed, retired, with_code

_T = TypeVar("_T")


def merged(codebook: Codebook, codes: Sequence[Code], into: Code) -> Codebook:
    """Return the codebook with `codes` retired and what they say given to `into`.

    `into` keeps its name, key, definition and 'use when', and gets their cues, examples, near-misses, alternatives and
    contrasts. A near-miss between codes of the merge is an example now, for its words belong to the one code there is;
    an alternative or contrast between them is void. Codes below `codes` come below `into`, and whatever names one of
    `codes` names `into`. The retired codes stay where they are, with what they said.
    """
    gone = {code.key: into.key for code in codes}
    book = _moved_out(codebook, gone, into)
    children = [code for key in gone for code in book.children(key) if code.key not in gone]
    first = max((code.order for code in book.children(into.key)), default=-1) + 1
    order = {code.id: first + place for place, code in enumerate(children)}

    def now(code: Code) -> Code:
        if code.key in gone:
            return replace(code, status=CodeStatus.RETIRED)
        if code.id == into.id:
            code = _united(code, codes)
        return replace(code, order=order.get(code.id, code.order))

    kept = [code for code in book if code.key in gone]
    others = repointed([code for code in map(now, book) if code.key not in gone], gone)
    by_id = {code.id: code for code in (*map(now, kept), *others)}
    return replace(book, codes=tuple(by_id[code.id] for code in book))


def split(codebook: Codebook, code: Code, into: Sequence[tuple[str, str]]) -> Codebook:
    """Return the codebook with `code` retired and a new code below it for each (name, definition).

    The new codes take its colour, and the varieties of source that it applies to.

    Raises:
        CodebookInvalid: when there are fewer than two, or a name is taken.
    """
    if len(into) < 2:
        raise CodebookInvalid(
            f"'{code.name}' is split into two codes or more; one alone would be a new name.",
            "Nothing was changed. Name two or more codes.",
        )
    book = codebook
    for name, definition in into:
        book, fresh = with_code(book, name, parent=code.key, definition=definition, colour=code.colour)
        fresh = replace(fresh, applies_to=code.applies_to)
        book = replace(book, codes=tuple(fresh if each.id == fresh.id else each for each in book))
    return retired(book, code.id)


def _moved_out(codebook: Codebook, gone: dict[str, str], into: Code) -> Codebook:
    """Return the codebook with `into` out of any code that goes, so that what is below that one can come below it."""
    above = next((code for code in codebook.path(into) if code.key in gone), None)
    return codebook if above is None else moved(codebook, into.id, parent=above.parent, before=above.key)


def _united(into: Code, codes: Sequence[Code]) -> Code:
    every, ours = [into, *codes], {code.key for code in (into, *codes)}
    near_misses = [miss for code in every for miss in code.near_miss]
    examples = [example for code in every for example in code.examples]
    examples += [miss.text for miss in near_misses if miss.code in ours]
    return replace(
        into,
        cues=_once(cue for code in every for cue in code.cues),
        examples=_once(examples),
        near_miss=_once(miss for miss in near_misses if miss.code not in ours),
        not_when=_once(rule for code in every for rule in code.not_when if rule.use not in ours),
        contrast_with=_once(key for code in every for key in code.contrast_with if key not in ours),
        # no variety named means every variety
        applies_to=_once(v for code in every for v in code.applies_to) if all(c.applies_to for c in every) else (),
    )


def _once(values: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(values))

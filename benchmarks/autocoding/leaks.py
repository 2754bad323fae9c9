"""What the training part knows of the test part: codebook examples are taken out and counted, the rest is counted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from benchmarks.autocoding.folder import CodedSet
from workbench.model import Code

_NO_WORD = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """Return the text's words in small letters, one space before and after each; no punctuation."""
    return f" {_NO_WORD.sub(' ', text.casefold().replace('’', '').replace(chr(39), '')).strip()} "


def without_leaks(coded: CodedSet) -> tuple[CodedSet, int]:
    """Return the set with a codebook whose examples and near-misses stand in no test text, and how many were taken out.

    One stands in a text when all its words do, in this order and side by side, whatever the capitals and the
    punctuation: an example of one word is taken out when any test text has that word.
    """
    tested = "\n".join(folded(one.text) for one in coded.talk if one.split == "test")
    kept = [_kept(code, tested) for code in coded.codebook]
    out = sum(_said(before) - _said(after) for before, after in zip(coded.codebook, kept, strict=True))
    return replace(coded, codebook=replace(coded.codebook, codes=tuple(kept))), out


def _kept(code: Code, tested: str) -> Code:
    examples = tuple(text for text in code.examples if folded(text) not in tested)
    near = tuple(miss for miss in code.near_miss if folded(miss.text) not in tested)
    return replace(code, examples=examples, near_miss=near)


def _said(code: Code) -> int:
    return len(code.examples) + len(code.near_miss)


def straddling(coded: CodedSet) -> list[str]:
    """Return the sources that are both trained on and tested: they tell a method more than it would know in a new source."""
    parts: dict[str, set[str]] = {}
    for one in coded.talk:
        parts.setdefault(one.source, set()).add(one.split)
    return sorted(source for source, splits in parts.items() if {"train", "test"} <= splits)


def shared(coded: CodedSet) -> int:
    """Return how many test segments have the very words of a training segment."""
    trained = _words(one.text for one in coded.talk if one.split == "train")
    return sum(folded(one.text) in trained for one in coded.talk if one.split == "test")


def _words(texts: Iterable[str]) -> set[str]:
    return {folded(text) for text in texts}

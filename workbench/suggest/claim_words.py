"""The words of a claim that are looked for in passages, and what each weighs. Words without a topic are passed over."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.suggest.inflection import forms

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# words without a topic of their own, and words that only say whether or how often
_WORDS = """
    a about after all also always among an and any are as at be because been before being between both but by
    can cannot could did do does done each either enough ever every few for from get had hardly has have having
    he her him his how if in into is it its just less like made make many may me might more most much must my
    need needs neither never no nobody none nor not nothing of off often on once one only or other our out over
    own people person rarely rather same seldom shall she should since so some sometimes still such than that
    the their them then there these they this those though through to too under until up upon usually very was
    we well were what when where whether which while who whom whose why will with within without would yes yet
    you your
"""
_EMPTY = frozenset(_WORDS.split())


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a claim with its inflected forms, and what it weighs: rare words of the corpus weigh more."""

    word: str
    forms: frozenset[str]
    weight: float


def words_of(text: str) -> Iterator[str]:
    """Return the words of a text, folded, in its order."""
    return (found[0].casefold().replace("’", "'") for found in _WORD.finditer(text))


def terms_of(text: str, corpus: Sequence[frozenset[str]]) -> list[Term]:
    """Return the words of a text that have a topic, each once whatever its endings; `corpus` is the words of every passage.

    The weight is 1 + ln((n + 1) / (n with it + 1)).
    """
    said = dict.fromkeys(word for word in words_of(text) if len(word) > 2 and word not in _EMPTY)
    terms, covered = [], set[str]()
    for word in said:
        if word not in covered:
            kin = forms(word) | {word}
            covered |= kin
            there = sum(not kin.isdisjoint(words) for words in corpus)
            terms.append(Term(word, frozenset(kin), 1 + math.log((len(corpus) + 1) / (there + 1))))
    return terms


def share_of(terms: Sequence[Term], said: frozenset[str]) -> float:
    """Return what the terms that occur in these words weigh, of what all of them weigh; 0 where there are none."""
    whole = sum(term.weight for term in terms)
    return sum(term.weight for term in terms if not term.forms.isdisjoint(said)) / whole if whole else 0.0

"""Proposes passages that may bear on a claim: some from everybody, and none for how they speak of it.

Nearness is of topic, never of stance: "we review together" and "we never review together" lie side by side. Nothing here
is told how anything was judged; a claim is compared both as stated and as denied; and words that only say yes or no are
passed over. That is not enough: who goes against a claim often names it, who meets it tells of a day's work without its
words. Therefore a passage is compared too with the codes that the codebook sets against the claim's theme, those that speak
for it and those that speak against it alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import numpy.typing as npt

from workbench.model import AtLeast, Claim, ClaimProposal, Passage, Span, Why, Within, check_ranges
from workbench.suggest.claim_words import Term, share_of, terms_of, words_of

Numbers = npt.NDArray[np.float32]
Encode = Callable[[Sequence[str]], Numbers]

_FEWEST_WORDS = 5  # fewer are an answer to something, and say nothing by themselves


@dataclass(frozen=True, slots=True)
class Sought:
    """A claim with the words of its extract, and what is told of its topic.

    `told` has the words (name and definition, examples, cues) of each code that the codebook sets against the claim's theme.
    """

    claim: Claim
    extract: str
    told: tuple[tuple[str, ...], ...] = ()


def propose(
    passages: Sequence[Passage],
    people: Mapping[str, Sequence[str]],
    claims: Sequence[Sought],
    encode: Encode,
    answered: Mapping[str, Sequence[tuple[str, Span]]] | None = None,
    *,
    each: Annotated[int, AtLeast(1)] = 3,
    keep_answered: bool = False,
    lexical: Annotated[float, Within(0, 1)] = 0.3,
) -> list[ClaimProposal]:
    """Return, for every claim, the `each` nearest passages of every person, the nearest first within a claim.

    A passage has one closeness to the claim itself, (1 - lexical) * the mean cosine to it as stated, as denied and to its
    extract, + lexical * the weight share of the claim's words that occur in it (inverse document frequency,
    1 + ln((n + 1) / (n with it + 1))); and one to each code told of (`Sought.told`), the greatest cosine to its words. Each
    is standardised over all passages; their mean m gives the score 1 / (1 + exp(-m)). There is no least score: somebody
    whose talk is far from a claim is still heard, and everybody gets the same number as far as they have it.

    Args:
        passages: what participants say; passages of under five words are left out.
        people: whose each source is, by source id. A source of nobody is somebody of its own.
        claims: what is sought.
        encode: gives a row of length 1 for each text.
        answered: places (source id, span) by claim id where an answer was given, whichever: what lies there by half or
            more is left out, and the next passage moves up.
        keep_answered: give the answered passages that stand before the last of those too: somebody else has not answered.
        each: passages per person and claim.
        lexical: what shared words weigh beside meaning, in [0, 1].

    Raises:
        RecipeInvalid: when a setting is out of range.
    """
    check_ranges(propose, each=each, lexical=lexical)
    wordy = [passage for passage in passages if len(passage.text.split()) >= _FEWEST_WORDS]
    if not wordy or not claims:
        return []
    vectors, at = encode([passage.text for passage in wordy]), _rows(claims, encode)
    words = [frozenset(words_of(passage.text)) for passage in wordy]
    made: list[ClaimProposal] = []
    for sought in claims:
        terms = terms_of(f"{sought.claim.statement} {sought.extract}", words)
        near = (vectors @ at(_ways_of_saying(sought)).T).mean(axis=1)
        shared = np.array([share_of(terms, said) for said in words], dtype=np.float32)
        told = [(vectors @ at(texts).T).max(axis=1) for texts in sought.told]
        closeness = [_standard((1 - lexical) * near + lexical * shared), *map(_standard, told)]
        # rounded, so that the last digits, which hang on how texts were batched, decide nothing
        score = np.round(1 / (1 + np.exp(-np.mean(np.stack(closeness), axis=0))), 5)
        told_of = _answered(wordy, (answered or {}).get(sought.claim.id, ()))
        best = _best(score, _owners(wordy, people), told_of, each, keep_answered=keep_answered)
        made += [_proposal(sought.claim, wordy[n], float(score[n]), float(near[n]), terms, words[n]) for n in best]
    return made


def _standard(values: Numbers) -> Numbers:
    """Return values with mean 0 and standard deviation 1; where all are alike, 0."""
    spread = float(values.std())
    return np.zeros_like(values) if spread < 1e-6 else (values - values.mean()) / np.float32(spread)


def _rows(claims: Sequence[Sought], encode: Encode) -> Callable[[Sequence[str]], Numbers]:
    """Encode all that passages are compared with at once, and return a function that gives the rows of some of it."""
    texts = list(dict.fromkeys(t for s in claims for group in (_ways_of_saying(s), *s.told) for t in group))
    rows, place = encode(texts), {text: number for number, text in enumerate(texts)}
    return lambda wanted: rows[[place[text] for text in wanted]]


def _ways_of_saying(sought: Sought) -> tuple[str, ...]:
    said = sought.claim.statement.strip()
    return said, f"It does not happen that {said[:1].lower()}{said[1:]}", sought.extract


def _answered(passages: Sequence[Passage], places: Sequence[tuple[str, Span]]) -> set[int]:
    """Return which passages lie by half or more at one of some places."""
    return {
        number
        for number, passage in enumerate(passages)
        if any(source == passage.source_id and passage.span.mostly_in(span) for source, span in places)
    }


def _owners(passages: Sequence[Passage], people: Mapping[str, Sequence[str]]) -> dict[str, list[int]]:
    """Return the places of each person's passages; in a joint interview they are everybody's who was there."""
    owners: dict[str, list[int]] = {}
    for place, passage in enumerate(passages):
        for person in people.get(passage.source_id) or (passage.source_id,):
            owners.setdefault(person, []).append(place)
    return owners


def _best(
    score: Numbers, owners: Mapping[str, Sequence[int]], answered: set[int], each: int, *, keep_answered: bool
) -> list[int]:
    """Return the `each` nearest unanswered passages of every person, and with them, if asked for, the answered before."""
    chosen = set[int]()
    for places in owners.values():
        ranked = sorted(places, key=lambda n: (-score[n], n))
        last = ([rank for rank, n in enumerate(ranked, 1) if n not in answered][:each] or [len(ranked)])[-1]
        chosen |= {n for n in ranked[:last] if keep_answered or n not in answered}
    return sorted(chosen, key=lambda n: (-score[n], n))


def _proposal(
    claim: Claim, passage: Passage, score: float, near: float, terms: Sequence[Term], said: frozenset[str]
) -> ClaimProposal:
    shared = tuple(sorted((w for term in terms for w in term.forms & said), key=str))
    note = "Near the claim in topic, whichever way it speaks."
    why = Why("claim passages", note, shared, ((claim.statement, round(near, 5)),))
    return ClaimProposal(claim.id, passage.source_id, passage.span, min(1.0, max(0.0, score)), (why,))

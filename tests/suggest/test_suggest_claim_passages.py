"""Passages for a claim: everybody is heard, and how a passage speaks of the claim plays no part."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.embed.hashing import load
from workbench.errors import RecipeInvalid
from workbench.model import Claim, Modality, Passage, Span
from workbench.suggest.claim_passages import Sought, propose

CLAIM = Claim("c", "C01", "p", Span(0, 9), "The plan is reviewed with the family.", Modality.MUST)
EXTRACT = "Every care plan must be reviewed together with the family each year."
FILLER = "the van broke down again on the coast road that morning"


def flat(texts):
    """An encoder that sees no difference at all: only shared words decide."""
    return np.full((len(texts), 4), 0.5, dtype=np.float32)


def said(*talk, source="a"):
    places = np.cumsum([0, *(len(words) + 1 for words in talk)])
    return [
        Passage(source, Span(int(start), int(start) + len(words)), words)
        for start, words in zip(places[:-1], talk, strict=True)
    ]


def found(passages, encode=flat, people=None, **more):
    return propose(passages, people or {}, [Sought(CLAIM, EXTRACT)], encode, **more)


@pytest.mark.parametrize("word", ["never", "always", "hardly ever", "not", "usually"])
def test_yes_and_no_change_no_score_of_words(word):
    passages = said(f"We {word} reviewed that plan with her family", "We reviewed that plan with her family then")
    said_so = replace(CLAIM, statement=f"The plan is {word} reviewed with the family.")
    one, other = propose(passages, {}, [Sought(said_so, EXTRACT)], flat, lexical=1.0)
    assert one.score == other.score > 0
    assert not set(word.split()) & set(one.why[0].cues)


def test_a_claim_is_compared_as_stated_and_as_denied():
    read = []

    def encode(texts):
        read.extend(texts)
        return load(dimensions=64).encode(texts)

    found(said("We review the plan together with the family."), encode)
    assert CLAIM.statement in read
    assert "It does not happen that the plan is reviewed with the family." in read
    assert EXTRACT in read


def test_what_shares_the_claims_words_comes_first_whatever_their_endings():
    passages = said(FILLER, "reviewing the plans was a family thing for us", f"{FILLER} with the plan")
    assert [one.span for one in found(passages, each=2)] == [passages[1].span, passages[2].span]
    (why,) = found(passages, each=1)[0].why
    assert set(why.cues) == {"reviewing", "plans", "family"}


@settings(max_examples=50)
@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 3)), min_size=1, max_size=30), st.integers(1, 4))
def test_everybody_gets_the_same_number_as_far_as_they_have_it(talk, each):
    kinds = (FILLER, "we never review the plan with a family", "the plan is reviewed with every family", "Mm. Yes.")
    passages = [Passage(source, Span(n * 100, n * 100 + 60), kinds[kind]) for n, (source, kind) in enumerate(talk)]
    people = {"a": ["P1"], "b": ["P1"], "c": ["P2"]}  # P1 has two files; the source d is nobody's
    got = found(passages, load(dimensions=64).encode, people, each=each)
    have = Counter(people.get(p.source_id, ["d"])[0] for p in passages if p.text != "Mm. Yes.")
    assert Counter(people.get(p.source_id, ["d"])[0] for p in got) == {
        person: min(each, number) for person, number in have.items()
    }
    assert [p.score for p in got] == sorted((p.score for p in got), reverse=True)
    assert all(0 <= p.score <= 1 for p in got)
    assert got == found(passages, load(dimensions=64).encode, people, each=each)


def test_what_was_answered_is_left_out_and_the_next_one_moves_up():
    passages = said("we review the plan with the family", "the plan and the family went well", FILLER)
    first = passages[0].span
    answered = {"c": [("a", Span(first.start, first.end - 10))], "other": [("a", passages[1].span)]}
    assert [one.span for one in found(passages, answered=answered, each=1)] == [passages[1].span]


def test_for_somebody_else_what_was_answered_is_there_up_to_the_last_of_the_new():
    passages = said("we review the plan with the family", "the plan and the family went well", FILLER, "plan, family")
    answered = {"c": [("a", passages[0].span), ("a", passages[2].span)]}
    kept = found(passages, answered=answered, each=1, keep_answered=True)
    assert [one.span for one in kept] == [passages[0].span, passages[1].span]


def test_nothing_to_look_at_gives_nothing_and_a_wrong_setting_is_told():
    assert found([]) == []
    assert propose(said(FILLER), {}, [], flat) == []
    with pytest.raises(RecipeInvalid):
        found(said(FILLER), each=0)


def of_sisters(texts):
    """An encoder that knows sisters, and nothing else."""
    return np.array([[float("sister" in text), 0.0] for text in texts], dtype=np.float32)


def test_what_codes_tell_of_the_topic_counts_without_the_claims_words():
    passages = said(FILLER, "so I rang her sister and she sat in with us", f"{FILLER} again")
    told = (("Sister. The sister sits in.", "her sister sat in with us"),)
    (first, *_) = propose(passages, {}, [Sought(CLAIM, EXTRACT, told)], of_sisters, each=3)
    assert first.span == passages[1].span
    assert first.score > 0.5
    assert first.why[0].cues == ()

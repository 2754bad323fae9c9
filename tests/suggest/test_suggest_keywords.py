"""Cues found as whole words and phrases, and scores that follow number and rarity."""

from __future__ import annotations

import random
import time

import pytest

from workbench.errors import RecipeInvalid
from workbench.model import Code, Codebook, CodeStatus, Passage, Span, Why, id_of
from workbench.suggest import keywords


def code(key, *cues, **fields):
    return Code(id_of(key), key, f"Name of {key}", cues=cues, **fields)


def book(*codes):
    return Codebook("b", "small", codes)


def passages(*texts):
    return [Passage("s", Span(10 * n, 10 * n + 9), text) for n, text in enumerate(texts)]


def found(codebook, *texts, **settings):
    by_id = {code.id: code.key for code in codebook}
    made = keywords.suggest(passages(*texts), codebook, None, **settings)
    return [[by_id[p.code_id] for p in made if p.span.start == 10 * n] for n in range(len(texts))]


FORMS = book(code("FORM", "tick box", "chase", "care plan"), code("DAY", "patient's day", "can't cope", "follow-up"))


@pytest.mark.parametrize(
    "said",
    [
        "We ticked boxes.", "TICK BOX exercise", "ticking\nthe box, tick  boxes", "I was chasing letters", "Chased.",
        "her care-plan", "the “care plan”", "those care plans", "the care plan's cover",
    ],
)  # fmt: skip
def test_inflected_cues_are_found(said):
    assert found(FORMS, said) == [["FORM"]]


@pytest.mark.parametrize("said", ["the patient’s day", "patients' days", "I can’t cope", "a follow up", "follow‑ups"])
def test_apostrophes_and_hyphens_do_not_matter(said):
    assert found(FORMS, said) == [["DAY"]]


@pytest.mark.parametrize(
    "said",
    [
        "purchase",
        "sticky boxes",
        "I care. Plan it.",
        "care (plan)",
        "the box to tick",
        "I can cope",
        "day of the patient",
        "",
    ],
)
def test_other_words_and_other_phrases_are_not(said):
    assert found(FORMS, said) == [[]]


def test_the_reason_names_the_cues():
    (proposal,) = keywords.suggest(passages("We ticked the box... I mean tick boxes, and chased it."), FORMS, None)
    cues = ("chase", "tick box")
    note = "It says “chase” and “tick box”, cues of “Name of FORM”."
    assert proposal.why == (Why(method="keywords", cues=cues, note=note),)
    assert (proposal.source_id, proposal.span, proposal.code_id) == ("s", Span(0, 9), id_of("FORM"))


def test_more_and_rarer_cues_score_higher():
    made = keywords.suggest(passages("chase", "care plan", "chase the care plan", *["the care plan"] * 20), FORMS, None)
    chase, plan, both = (proposal.score for proposal in made[:3])
    assert 0 < plan < chase < both < 1


def test_a_cue_shared_by_codes_says_less():
    alone, shared = book(code("A", "team")), book(code("A", "team"), code("B", "teams"))
    assert found(shared, "the team") == [["A", "B"]]
    (one,) = keywords.suggest(passages("the team"), alone, None)
    assert one.score > keywords.suggest(passages("the team"), shared, None)[0].score


def test_a_cue_inside_a_longer_one_does_not_count():
    codebook = book(code("A", "plan", "care plan"))
    assert keywords.suggest(passages("the care plan"), codebook, None)[0].why[0].cues == ("care plan",)
    assert set(keywords.suggest(passages("a plan, a care plan"), codebook, None)[0].why[0].cues) == {
        "plan",
        "care plan",
    }


def test_a_parent_speaks_only_where_its_children_are_silent():
    codebook = book(code("A", "form"), code("A.B", "box", parent="A"), code("A.B.C", "tick", parent="A.B"))
    assert found(codebook, "a form", "a form with a box", "tick the form") == [["A"], ["A.B"], ["A.B.C"]]


def test_at_most_top_and_the_strongest_first():
    codebook = book(*(code(key, f"cue{key}", "common") for key in "abcde"), code("z", "common"))
    texts = ["common cuec cued"] + ["common"] * 5
    assert found(codebook, *texts)[0] == ["c", "d", "a"]
    assert found(codebook, *texts, top=1)[0] == ["c"]
    with pytest.raises(RecipeInvalid, match="top is 0"):
        found(codebook, *texts, top=0)


def test_retired_codes_are_never_proposed():
    assert found(book(code("A", "form", status=CodeStatus.RETIRED)), "a form") == [[]]


def test_codes_without_cues_and_empty_cues_are_passed_over():
    assert found(book(code("A"), code("B", "", "...", " ")), "a form ... .") == [[]]


def test_the_order_of_passages_does_not_matter():
    texts = ["chase", "care plan", "the care plan, ticking boxes", "can't cope", "nothing"] * 3
    there = keywords.suggest(passages(*texts), FORMS, None)
    shuffled = passages(*texts)
    random.Random(3).shuffle(shuffled)
    back = keywords.suggest(shuffled, FORMS, None)
    assert sorted(there, key=repr) == sorted(back, key=repr)
    assert [p.span for p in back] == [p.span for passage in shuffled for p in there if p.span == passage.span]


def test_a_large_study_takes_little_time():
    rng = random.Random(1)
    words = [f"word{n}" for n in range(3_000)]
    codebook = book(*(code(f"K{n}", *(" ".join(rng.choices(words, k=2)) for _ in range(10))) for n in range(40)))
    texts = [" ".join(rng.choices(words, k=60)) for _ in range(1_000)]
    started = time.process_time()
    keywords.suggest(passages(*texts), codebook, None)
    assert time.process_time() - started < 2

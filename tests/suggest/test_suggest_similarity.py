"""Nearness to the codebook's words: calibrated, abstaining, warned by near-misses, always with a reason."""

from __future__ import annotations

import random
import time

import numpy as np
import pytest

from workbench.embed import hashing
from workbench.errors import RecipeInvalid
from workbench.model import Code, Codebook, CodeStatus, NearMiss, Passage, Span, id_of
from workbench.suggest import similarity
from workbench.suggest.closeness import pooled, scores, unusualness

encode = hashing.load(dimensions=512).encode

FORMS = Code(
    id_of("FORM"), "FORM", "Paperwork", "Filling in forms and records", cues=("forms", "ticking boxes"),
    examples=("I spend the evening filling in forms", "It is ticking boxes on forms all day"),
)  # fmt: skip
TRUST = Code(
    id_of("TRUST"), "TRUST", "Building trust", "Gaining the trust of a person over time", cues=("trust", "rapport"),
    examples=("It took a year to gain her trust", "He came to trust me after many visits"),
)  # fmt: skip
TRAVEL = Code(
    id_of("TRAVEL"), "TRAVEL", "Travel", "Driving between homes in the county", cues=("driving", "miles"),
    examples=("I am driving forty miles between homes", "Most of my day is driving on small roads"),
)  # fmt: skip
SLEEP = Code(
    id_of("SLEEP"), "SLEEP", "Sleep", "Lying awake at night about work", cues=("awake", "at night"),
    examples=("I lie awake at night about it", "Nights are bad, awake again"),
)  # fmt: skip
BOOK = Codebook("b", "small", (FORMS, TRUST, TRAVEL, SLEEP))

ON_TOPIC = {
    "Filling in forms takes the whole evening": "FORM",
    "Her trust took a year to gain": "TRUST",
    "Driving forty miles on small roads": "TRAVEL",
    "I am awake at night again": "SLEEP",
}
ELSEWHERE = ["Lunch was soup with bread", "Our kettle broke last week", "Zebra crossings exist", "xyzzy plugh"]


def passages(*texts):
    return [Passage("s", Span(10 * n, 10 * n + 9), text) for n, text in enumerate(texts)]


def suggested(texts, codebook=BOOK, **settings):
    by_id = codebook.by_id
    made = similarity.suggest(passages(*texts), codebook, encode, **settings)
    return [[by_id[p.code_id].key for p in made if p.span.start == 10 * n] for n in range(len(texts))]


def many(number=60):
    rng = random.Random(5)
    every = [*ON_TOPIC, *ELSEWHERE]
    return [f"{rng.choice(every)} {rng.randint(1, 999)}" for _ in range(number)]


@pytest.mark.parametrize("around", [[], many()], ids=["few passages", "many passages"])
def test_the_right_code_comes_first_and_nothing_for_other_topics(around):
    found = suggested([*ON_TOPIC, *ELSEWHERE, *around], margin=0.0)
    for codes, right in zip(found, ON_TOPIC.values(), strict=False):
        assert codes[:1] == [right]
    assert found[len(ON_TOPIC) : len(ON_TOPIC) + len(ELSEWHERE)] == [[]] * len(ELSEWHERE)


def test_one_passage_alone_works():
    assert suggested(["Filling in forms takes the whole evening"]) == [["FORM"]]


def test_a_lone_code_works():
    codebook = Codebook("b", "one", (FORMS,))
    assert suggested(["Filling in forms takes the whole evening", "Zebra crossings exist"], codebook) == [["FORM"], []]


def test_nothing_to_look_at_and_nothing_to_propose():
    assert similarity.suggest([], BOOK, encode) == []
    assert similarity.suggest(passages("forms"), Codebook("b", "empty", ()), encode) == []


def test_the_reason_shows_words_and_what_speaks_against():
    (proposal,) = similarity.suggest(passages("I spend the evening filling in forms about trust"), BOOK, encode, top=1)
    (why,) = proposal.why
    assert proposal.code_id == FORMS.id
    assert why.method == "similarity"
    assert why.nearest[0][0] == "I spend the evening filling in forms"
    assert 1 >= why.nearest[0][1] >= why.nearest[1][1] > 0
    assert why.against is not None
    assert why.against[1] == "TRUST"
    assert why.against[2] < why.nearest[0][1]
    assert "Paperwork" in why.note
    assert 0 <= proposal.score <= 1


def with_near_miss(text, instead):
    warned = Code(**{**{f: getattr(TRUST, f) for f in TRUST.__slots__}, "near_miss": (NearMiss(text, instead),)})
    return Codebook("b", "small", (FORMS, warned, TRAVEL, SLEEP))


def test_a_near_miss_keeps_its_code_away():
    text = "I trust the forms completely"
    assert "TRUST" in suggested([text], threshold=0.0, margin=0.0)[0]
    codebook = with_near_miss("I trust forms completely", "FORM")
    assert suggested([text], codebook, threshold=0.0, margin=0.0, top=4)[0].count("TRUST") == 0
    assert suggested([text], codebook)[0] == ["FORM"], "a near-miss is an example of the code it belongs to"
    assert suggested(["Her trust took a year to gain"], codebook) == [["TRUST"]]


def test_a_near_miss_is_what_speaks_against():
    codebook = with_near_miss("He came to trust the van", "TRAVEL")
    made = similarity.suggest(passages("He came to trust me after many visits by van"), codebook, encode, threshold=0.0)
    (why,) = next(p for p in made if p.code_id == TRUST.id).why
    assert why.against is not None
    assert why.against[:2] == ("He came to trust the van", "TRAVEL")


def test_a_parent_speaks_only_where_no_child_fits():
    parent = Code("p", "P", "Paper and forms", "Forms, records, letters and boxes", examples=("letters and records",))
    child = Code(
        "c", "P.C", "Ticking", "Ticking boxes on forms", parent="P", examples=("ticking boxes on forms all day",)
    )
    codebook = Codebook("b", "tree", (parent, child, TRUST, TRAVEL, SLEEP))
    child_said, parent_said = suggested(
        ["ticking boxes on forms all day long", "letters and records of letters"], codebook
    )
    assert child_said == ["P.C"]
    assert parent_said == ["P"]


def test_a_fitting_parent_takes_no_place_even_when_there_is_room():
    parent = Code("p", "P", "Ticking boxes", examples=("ticking boxes on forms all day",))
    child = Code("c", "P.C", "Ticking", parent="P", examples=("ticking boxes on forms all day",))
    codebook = Codebook("b", "two", (parent, child))
    assert suggested(["ticking boxes on forms all day"], codebook, threshold=0.0) == [["P.C"]]
    nearer_parent = ["Ticking boxes. ticking boxes on forms all day"]
    assert suggested(nearer_parent, codebook, threshold=0.0, margin=0.0, top=1) == [["P.C"]]


def test_a_passage_like_everything_gets_nothing():
    alike = [
        Code(f"i{n}", f"K{n}", f"Same words {n}", "the very same words", examples=("the very same words",))
        for n in range(5)
    ]
    codebook = Codebook("b", "alike", (*alike, TRUST, TRAVEL))
    assert suggested(["the very same words"], codebook) == [[]]
    assert len(suggested(["the very same words"], codebook, margin=0.0)[0]) == 3


def test_at_most_top():
    assert max(map(len, suggested(list(ON_TOPIC), threshold=0.0, margin=0.0))) == 3
    assert max(map(len, suggested(list(ON_TOPIC), threshold=0.0, margin=0.0, top=2))) == 2


def test_a_higher_threshold_only_takes_away():
    texts = many()
    low, high = (suggested(texts, threshold=t) for t in (0.3, 0.6))
    assert all(set(few) <= set(more) for few, more in zip(high, low, strict=True))
    assert sum(map(len, high)) < sum(map(len, low))


def test_retired_codes_are_never_proposed():
    retired = Code(**{**{f: getattr(FORMS, f) for f in FORMS.__slots__}, "status": CodeStatus.RETIRED})
    codebook = Codebook("b", "small", (retired, TRUST, TRAVEL, SLEEP))
    assert "FORM" not in suggested(["I spend the evening filling in forms"], codebook, threshold=0.0, margin=0.0)[0]


@pytest.mark.parametrize("settings", [{"top": 0}, {"threshold": 1.5}, {"threshold": -0.1}, {"margin": -1.0}])
def test_impossible_settings_are_refused(settings):
    with pytest.raises(RecipeInvalid):
        suggested(["forms"], **settings)


def test_without_vectors_it_says_what_to_add():
    with pytest.raises(RecipeInvalid, match="needs vectors") as caught:
        similarity.suggest(passages("forms"), BOOK, None)
    assert "embed:" in caught.value.hint


@pytest.mark.parametrize("number", [8, 60])
def test_the_order_of_passages_does_not_matter(number):
    there = passages(*many(number))
    back = there[:]
    random.Random(2).shuffle(back)
    one, two = (similarity.suggest(each, BOOK, encode, threshold=0.3) for each in (there, back))
    assert sorted(one, key=repr) == sorted(two, key=repr)
    assert len(one) > 3
    assert [p.span for p in two] == [p.span for passage in back for p in one if p.span == passage.span]


def test_pooling_lies_between_mean_and_largest():
    cosines = np.array([[0.1, 0.5, 0.3]], dtype=np.float32)
    near = pooled(cosines, np.array([0, 0, 1]), 2)
    assert 0.3 < near[0, 0] < 0.5
    assert near[0, 1] == pytest.approx(0.3, abs=1e-6)
    assert near[0, 0] == pytest.approx(np.log((np.exp(0.8) + np.exp(4.0)) / 2) / 8, abs=1e-5)


def test_a_code_near_to_everything_is_held_back_by_a_quarter_of_its_lead():
    near = np.random.default_rng(1).normal(0.2, 0.05, (200, 3)).astype(np.float32)
    near[:, 0] += 0.2
    z = unusualness(near, np.full((3, 3), 0.2, dtype=np.float32), np.array([0, 1, 2]))
    spread = 1.4826 * np.median(np.abs(near - np.median(near)))
    lead = np.median(near[:, 0]) - np.median(near[:, 1])
    assert np.median(z[:, 0]) - np.median(z[:, 1]) == pytest.approx(0.75 * lead / spread, rel=1e-3)


def test_few_passages_are_set_against_the_codebook_itself():
    near, owner = np.array([[0.3, 0.1]], dtype=np.float32), np.array([0, 0, 1, 1])
    between = np.array([[9, 0.1], [9, 0.2], [0.1, 9], [0.2, 9]], dtype=np.float32)
    z = unusualness(near, between, owner)
    assert z[0, 0] == pytest.approx((0.3 - 0.15) / (1.4826 * 0.05), rel=1e-3)
    assert z[0, 1] < 0


def test_scores_rise_with_z_and_fall_behind_the_best():
    z = np.array([0.0, 2.0, 4.0, 1e6, -1e6], dtype=np.float32)
    alone = scores(z, z)
    assert np.all(np.diff(alone[:3]) > 0)
    assert scores(z[1:2], z[2:3])[0] < alone[1]
    assert np.all((alone >= 0) & (alone <= 1))


def test_a_large_study_takes_little_time():
    rng = np.random.default_rng(1)
    codes = tuple(
        Code(f"i{n}", f"K{n}", f"name {n}", examples=tuple(f"example {n} {m}" for m in range(9))) for n in range(40)
    )
    vectors = rng.normal(size=(5_000, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    texts = passages(*map(str, range(5_000)))
    started = time.process_time()
    made = similarity.suggest(
        texts, Codebook("b", "large", codes), lambda t: vectors[: len(t)], threshold=0.3, margin=0.0
    )
    assert len(made) > 1_000
    assert time.process_time() - started < 2

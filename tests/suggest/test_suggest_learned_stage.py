"""Learning a study: cold start, decisions, near-misses, parents, and reasons that hold."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace

import numpy as np
import pytest

from workbench.embed import hashing
from workbench.errors import RecipeInvalid, WorkbenchError
from workbench.model import Code, Codebook, CodeStatus, Judged, NearMiss, Passage, Span, id_of
from workbench.suggest.learned import Learned, learn, own_rows, suggest
from workbench.suggest.learned.why import Shares
from workbench.suggest.learned.words import Terms

hashed = hashing.load(dimensions=256).encode
KNOWN = {}


def encode(texts):
    new = [text for text in texts if text not in KNOWN]
    KNOWN.update(zip(new, hashed(new), strict=True))
    return np.array([KNOWN[text] for text in texts], np.float32).reshape(len(texts), 256)


def code(key, name, definition, *examples, **more):
    return Code(id_of(key), key, name, definition, examples=examples, **more)


FORMS = code("FORMS", "Paperwork", "Filling in forms", "I spend the evening filling in forms", "It is ticking boxes")
TRUST = code("TRUST", "Building trust", "Gaining trust over time", "It took a year to gain her trust")
TRAVEL = code("TRAVEL", "Travel", "Driving between homes", "I am driving forty miles", "A day on small roads")
BOOK = Codebook("b", "small", (FORMS, TRUST, TRAVEL))

SAID = {
    "FORMS": ("filling in forms all evening", "more forms and boxes to tick", "the paperwork and its forms"),
    "TRUST": ("she came to trust me slowly", "gaining trust takes a year", "trust is what he needed"),
    "TRAVEL": ("driving on small roads again", "forty miles of driving", "the drive takes an hour on roads"),
    None: ("lunch was soup with bread", "the kettle broke last week", "zebra crossings exist somewhere"),
}
FILLERS = [
    "really",
    "often",
    "mostly",
    "then",
    "again",
    "today",
    "there",
    "maybe",
    "certainly",
    "quite",
    "though",
    "anyway",
]


def talk(number=120, sources=6, seed=3):
    """Passages of a few sources, each with the key it carries or None."""
    chance = random.Random(seed)
    found = []
    for place in range(number):
        key = chance.choice(list(SAID))
        text = f"{chance.choice(FILLERS)} {chance.choice(SAID[key])} {chance.choice(FILLERS)} {place}"
        found.append((Passage(f"s{place % sources}", Span(100 * place, 100 * place + 90), text), key))
    return found


def judged(passage, *keys, whole=True, absent=()):
    ids = (frozenset(id_of(key) for key in each) for each in (keys, absent))
    return Judged(passage.source_id, passage.span, passage.text, *ids, whole=whole)


def taught(pairs):
    return [judged(passage, *([key] if key else [])) for passage, key in pairs]


def keys_of(proposals, passage, codebook=BOOK):
    by_id = codebook.by_id
    return [by_id[p.code_id].key for p in proposals if p.span == passage.span and p.source_id == passage.source_id]


def test_with_nothing_judged_the_codebook_speaks():
    pairs = talk(40)
    found = learn([passage for passage, _ in pairs], BOOK, encode)
    told = [(keys_of(found.proposals, passage), key) for passage, key in pairs if key]
    spoken = [(keys, key) for keys, key in told if keys]
    assert len(spoken) > 0.4 * len(told)
    assert sum(keys[0] == key for keys, key in spoken) > 0.9 * len(spoken)
    assert found.learner.cold
    assert all(record["ask_me"] and record["positives"] == 0 for record in found.report.values())


def test_decisions_make_it_better_and_uncoded_talk_stays_uncoded():
    pairs = talk()
    known, rest = pairs[:80], pairs[80:]
    found = learn([passage for passage, _ in rest], BOOK, encode, judged=taught(known))
    told = [(keys_of(found.proposals, passage), key) for passage, key in rest]
    assert sum(keys[:1] == ([key] if key else []) for keys, key in told) > 0.95 * len(told)
    record = found.report[FORMS.id]
    assert record["kappa"] > 0.9
    assert not record["ask_me"]
    assert record["positives"] == sum(key == "FORMS" for _, key in known)
    json.dumps(found.report, allow_nan=False)


def test_the_same_state_gives_the_same_proposals_in_whatever_order():
    pairs = talk(60)
    passages, said = [passage for passage, _ in pairs], taught(pairs[:30])
    one, other = suggest(passages, BOOK, encode, judged=said), suggest(passages, BOOK, encode, judged=said[::-1])
    assert one
    assert one == other
    backwards = suggest(passages[::-1], BOOK, encode, judged=said)
    assert sorted(map(repr, one)) == sorted(map(repr, backwards))


def test_what_was_said_is_not_proposed_again():
    pairs = talk(60)
    passages = [passage for passage, _ in pairs]
    partly = [judged(passages[0], "TRUST", whole=False), judged(passages[1], whole=False, absent=["FORMS"])]
    found = suggest(passages, BOOK, encode, judged=[*taught(pairs[2:40]), *partly])
    for passage in passages[2:40]:
        assert not keys_of(found, passage)
    assert "TRUST" not in keys_of(found, passages[0])
    assert "FORMS" not in keys_of(found, passages[1])


def test_where_people_contradict_each_other_the_majority_counts():
    pairs = talk(40)
    passage = next(passage for passage, key in pairs if key == "FORMS")
    yes, no = judged(passage, "FORMS"), judged(passage)
    rest = [passage for passage, _ in pairs]
    draw = learn(rest, BOOK, encode, judged=[yes, no]).report[FORMS.id]
    assert (draw["positives"], draw["negatives"]) == (0, 0)
    most = learn(rest, BOOK, encode, judged=[no, yes, yes]).report[FORMS.id]
    assert (most["positives"], most["negatives"]) == (1, 0)


def near(words, instead):
    missed = replace(FORMS, near_miss=(NearMiss(words, instead),))
    return Codebook("b", "small", (missed, TRUST, TRAVEL))


def test_a_near_miss_pushes_away_from_its_code_and_towards_the_other():
    words = "signing the mileage forms after driving"
    passage = Passage("s", Span(0, 40), f"then {words}")
    rest = [each for each, _ in talk(40)]

    def score(codebook, key):
        found = {
            p.code_id: p.score for p in suggest([passage, *rest], codebook, encode, least=0.0) if p.span == passage.span
        }
        return found.get(id_of(key), 0.0)

    with_miss = near(words, "TRAVEL")
    assert score(with_miss, "TRAVEL") > score(BOOK, "TRAVEL")
    assert score(with_miss, "FORMS") <= score(BOOK, "FORMS")


def test_a_parent_is_silent_where_its_child_speaks():
    child = replace(TRAVEL, parent="TRUST")
    book = Codebook("b", "small", (FORMS, TRUST, child))
    pairs = [(passage, key) for passage, key in talk(60)]
    found = suggest([passage for passage, _ in pairs], book, encode, judged=taught(pairs[:40]), least=0.0)
    for passage, _ in pairs:
        assert not {"TRUST", "TRAVEL"} <= set(keys_of(found, passage, book))


def test_a_parent_is_not_proposed_where_somebody_gave_its_child():
    book = Codebook("b", "small", (FORMS, TRUST, replace(TRAVEL, parent="TRUST")))
    pairs = talk(80)
    *_, said, unsaid = [passage for passage, key in pairs if key == "TRUST"]
    known = taught([(passage, key) for passage, key in pairs if passage not in (said, unsaid)])
    found = suggest([said, unsaid], book, encode, judged=[*known, judged(said, "TRAVEL", whole=False)], least=0.0)
    assert keys_of(found, unsaid, book)[0] == "TRUST", "it is proposed where nobody said anything"
    assert "TRUST" not in keys_of(found, said, book)


def test_an_example_of_the_codebook_that_is_a_judged_passage_does_not_vouch_for_itself():
    words = "I spend the  Evening filling in forms"
    passage = Passage("s", Span(0, 40), words)
    rest = [each for each, _ in talk(40)]
    said = [judged(passage, "TRUST"), *taught(talk(40))]
    as_example = learn([passage, *rest], BOOK, encode, judged=said)
    bare = Codebook("b", "small", (replace(FORMS, examples=("It is ticking boxes",)), TRUST, TRAVEL))
    without = learn([passage, *rest], bare, encode, judged=said)
    assert as_example.report == without.report
    assert len(as_example.learner.labels) == len(without.learner.labels) == len(said) + len(own_rows(bare, bare.codes))


def test_at_most_top_and_never_below_least():
    passages = [passage for passage, _ in talk(40)]
    found = suggest(passages, BOOK, encode, top=1, least=0.3)
    assert all(len(keys_of(found, passage)) <= 1 for passage in passages)
    assert all(p.score >= 0.3 for p in found)
    assert len(suggest(passages, BOOK, encode, least=0.9)) < len(found)


def test_retired_codes_are_not_learnt():
    book = Codebook("b", "small", (replace(FORMS, status=CodeStatus.RETIRED), TRUST, TRAVEL))
    pairs = talk(40)
    found = learn([passage for passage, _ in pairs], book, encode, judged=taught(pairs[:20]))
    assert FORMS.id not in found.report
    assert all(p.code_id != FORMS.id for p in found.proposals)


def test_nothing_gives_nothing():
    retired = Codebook("b", "small", tuple(replace(each, status=CodeStatus.RETIRED) for each in BOOK))
    assert learn([], BOOK, encode) == Learned([], {})
    assert suggest([talk(1)[0][0]], retired, encode) == []
    assert suggest([Passage("s", Span(0, 1), "…")], BOOK, encode, least=1.0) == []


def test_settings_and_vectors_are_asked_for():
    with pytest.raises(RecipeInvalid, match="top"):
        suggest([], BOOK, encode, top=0)
    with pytest.raises(RecipeInvalid, match="needs vectors"):
        suggest([], BOOK, None)
    with pytest.raises(WorkbenchError, match="both carries and does not"):
        judged(talk(1)[0][0], "FORMS", absent=["FORMS"])


def test_reasons_show_who_is_near_and_what_speaks_against():
    pairs = talk()
    found = suggest([passage for passage, _ in pairs[80:]], BOOK, encode, judged=taught(pairs[:80]))
    carried = {passage.text: key for passage, key in pairs[:80]}
    for proposal in found:
        why, key = proposal.why[0], BOOK.by_id[proposal.code_id].key
        assert why.method == "learned"
        assert [cosine for _, cosine in why.nearest] == sorted((c for _, c in why.nearest), reverse=True)
        assert all(carried.get(text, key) == key for text, _ in why.nearest)
        words, other, cosine = why.against
        assert other != key
        assert -1 <= cosine <= 1
        assert words not in dict(why.nearest)


SMALL = frozenset({"is", "in", "to", "and", "its", "me", "the", "a", "what", "on", "of", "it", "then", "really"})


@pytest.mark.parametrize("unsaying", [frozenset(), SMALL])
def test_taking_the_shown_words_away_moves_the_score_more_than_random_words(unsaying):
    pairs = talk(160)
    said, chance = taught(pairs[:80]), random.Random(0)
    rest = [passage for passage, _ in pairs[80:]]
    found = learn(rest, BOOK, encode, judged=said, unsaying=unsaying)
    by_place = {(p.source_id, p.span): p for p in rest}
    shown, at_random = [], []
    for proposal in found.proposals:
        passage = by_place[proposal.source_id, proposal.span]
        words = re.findall(r"\w+", passage.text)
        cues = proposal.why[0].cues
        assert not {*cues} & unsaying
        others = chance.sample(range(len(words)), min(len(cues), len(words)))
        shown.append(" ".join(word for word in words if word not in cues))
        at_random.append(" ".join(word for place, word in enumerate(words) if place not in others))
    drops = [
        mean_drop(found, [by_place[p.source_id, p.span].text for p in found.proposals], less)
        for less in (shown, at_random)
    ]
    assert drops[0] > 2 * drops[1] > 0


def test_a_reason_names_no_small_words_also_where_nothing_else_weighed():
    terms = Terms.of_all([["it", "it's", "don't", "yeah", "form"]] * 2)
    shares = Shares(terms, Terms.of_all([]), np.ones(len(terms.known)), np.zeros(0), frozenset({"it", "do"}))
    assert shares.cues("It's a form, yeah; don't!") == ("form",)
    assert shares.cues("Yeah, it's it") == ()


def mean_drop(found, texts, less):
    """Return how much the proposed codes' scores fall on average when words are taken out."""
    places = [[code.id for code in BOOK].index(p.code_id) for p in found.proposals]

    def scores(said):
        inputs = found.features.of_own(said, encode(said))
        return found.learner.scores(inputs)[np.arange(len(said)), places]

    return float((scores(texts) - scores(less)).mean())


@pytest.mark.model
def test_with_the_real_model_it_learns_what_words_alone_do_not_say():
    from workbench.embed import sentence_transformer

    model, pairs = sentence_transformer.load(), talk(40)
    found = learn([passage for passage, _ in pairs], BOOK, model.encode, judged=taught(pairs[:30]))
    fresh = ["I never get out of the car between two visits", "He slowly learned to rely on me and to confide in me"]
    likely = found.learner.predict_proba(found.features.of_own(fresh, model.encode(fresh)))
    assert [BOOK.codes[place].key for place in likely.argmax(axis=1)] == ["TRAVEL", "TRUST"]

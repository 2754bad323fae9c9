"""What people said about passages is gathered as they meant it: what was left out while reading, and what nobody looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench import new_study, review
from workbench.exchange.intake import add_sources, import_codebook, read_uploads
from workbench.model import AT_ONCE, Passage, Variety
from workbench.pipeline.cutting import segmented
from workbench.pipeline.judged import context, judged
from workbench.pipeline.load import load_recipe
from workbench.pipeline.run import run

SAID = [f"Answer number {word}, and it is long enough." for word in ("one", "two", "three", "four", "five", "six")]
TALK = "".join(f"I: And then?\nP: {said}\n" for said in SAID).encode()
CODES = b"""codebook: tiny
codes:
- {key: A, name: Alpha, definition: The first., cues: [number]}
- {key: B, name: Beta, definition: The second.}
- {key: OLD, name: Old, definition: Gone., status: retired}
"""
CUES = "name: cues\nsegment: {use: turns}\nsuggest:\n  - {use: keywords}\n"


@pytest.fixture
def study(tmp_path):
    study = new_study(tmp_path / "s.workbench", by="Mair")
    add_sources(
        study,
        read_uploads([("P1.txt", TALK), ("P2.txt", TALK.replace(b"number", b"figure"))], variety=Variety.DISCLOSED),
        by="Mair",
    )
    import_codebook(study, CODES, by="Mair")
    return study


@pytest.fixture
def passages(study):
    read = segmented(study, load_recipe(CUES), lambda *_: None)
    names = study.sources.names()
    found = sorted(read.passages("disclosed"), key=lambda each: (names[each.source_id], each.span))
    assert len(found) == 12
    return found


def ids(study, *keys):
    return {study.codebook.current().by_key[key].id for key in keys}


def of(study, passages):
    """What was said of each passage of P1, by number: present keys, absent keys, whole, and what was passed over, if anything."""
    key = {code.id: code.key for code in study.codebook.current()}
    first = [p for p in passages if study.sources.names()[p.source_id] == "P1"]
    at = {(p.source_id, p.span): n for n, p in enumerate(first, 1)}
    return {
        at[j.source_id, j.span]: (
            {key[i] for i in j.present}, {key[i] for i in j.absent}, j.whole, *([{key[i] for i in j.passed_over}] if j.passed_over else []),
        )
        for j in judged(study, passages) if (j.source_id, j.span) in at
    }  # fmt: skip


def code(study, passage, key, by="Mair"):
    review.add_coding(study, passage.source_id, passage.span, key, by=by)


def test_nobody_said_anything(study, passages):
    assert judged(study, passages) == []


def test_what_lies_between_two_codings_of_one_reader_was_left_uncoded_on_purpose(study, passages):
    code(study, passages[1], "A")
    code(study, passages[4], "B")
    assert of(study, passages) == {
        2: ({"A"}, set(), False, {"B"}), 3: (set(), set(), False, {"A", "B"}), 4: (set(), set(), False, {"A", "B"}),
        5: ({"B"}, set(), False, {"A"}),
    }  # fmt: skip
    (third,) = [each for each in judged(study, passages) if each.span == passages[2].span]
    (a,) = ids(study, "A")
    assert third.says(a) is False
    assert not third.settled(a), "it may be proposed all the same"


def test_two_readers_with_a_coding_each_did_not_read_what_lies_between(study, passages):
    code(study, passages[1], "A", by="Mair")
    code(study, passages[4], "B", by="Tomos")
    assert set(of(study, passages)) == {2, 5}


def test_a_search_and_an_accepted_suggestion_are_no_reading(study, passages):
    run(study, load_recipe(CUES), by="Mair")
    first, *_, last = review.queue(study, source="P1")
    review.accept(study, first.id, by="Mair", where="test")
    review.accept(study, last.id, by="Mair", where="test")
    assert of(study, passages) == {1: ({"A"}, set(), False), 6: ({"A"}, set(), False)}
    hits = study.search.words("figure").hits
    review.code_hits(study, hits, "B", by="Mair", search="words: figure")
    assert not any(each.whole for each in judged(study, passages))


def test_a_rejection_speaks_of_one_code_and_a_look_of_all(study, passages):
    run(study, load_recipe(CUES), by="Mair")
    first, second, third, *_ = review.queue(study, source="P1")
    review.reject(study, first.id, by="Mair", where="test")
    review.change(study, second.id, "B", by="Mair", where="test")
    review.unsure(study, third.id, by="Mair", where="test")
    review.looked_at(study, passages[3].source_id, passages[3].span, by="Mair", where="test", reject_waiting=True)
    assert of(study, passages) == {
        1: (set(), {"A"}, False), 2: ({"B"}, {"A"}, True), 4: (set(), {"A", "B"}, True),
    }  # fmt: skip


def test_what_was_accepted_at_once_is_no_word_until_somebody_looked(study, passages):
    run(study, load_recipe(CUES), by="Mair")
    first, second, *_ = review.queue(study, source="P1")
    for each in (first, second):
        review.accept(study, each.id, by="Mair", where=AT_ONCE)
    assert of(study, passages) == {}
    review.looked_at(study, first.source_id, first.span, by="Mair", where="test")
    assert of(study, passages) == {1: ({"A"}, {"B"}, True)}


def test_a_code_added_to_a_passage_in_review_is_no_reading(study, passages):
    run(study, load_recipe(CUES), by="Mair")
    waiting = review.queue(study, source="P1")
    for each in (waiting[0], waiting[3]):
        review.reject(study, each.id, by="Mair", where="test")
        review.add_coding(study, each.source_id, each.span, "B", by="Mair")
    assert set(of(study, passages)) == {1, 4}


def test_being_unsure_is_no_word_also_where_all_else_was_looked_for(study, passages):
    run(study, load_recipe(CUES), by="Mair")
    first, second, *_ = review.queue(study, source="P1")
    review.unsure(study, first.id, by="Mair", where="test")
    review.unsure(study, second.id, by="Mair", where="test")
    review.looked_at(study, first.source_id, first.span, by="Mair", where="test")
    assert of(study, passages) == {1: (set(), {"B"}, False)}


def test_codings_far_from_each_other_or_of_drawn_passages_are_no_reading(study, passages, monkeypatch):
    monkeypatch.setattr("workbench.pipeline.judged.MOST_LEFT_OUT", 2)
    code(study, passages[0], "A")
    code(study, passages[3], "A")
    assert set(of(study, passages)) == {1, 2, 3, 4}
    review.undo(study, by="Mair")
    code(study, passages[4], "A")
    assert set(of(study, passages)) == {1, 5}
    review.draw(study, order="random", size=100, by="Tomos", seed=1)
    code(study, passages[1], "B", by="Tomos")
    code(study, passages[3], "B", by="Tomos")
    assert of(study, passages)[2] == ({"B"}, set(), False)
    assert 3 not in of(study, passages)


def test_who_gave_a_code_outweighs_who_did_not(study, passages):
    code(study, passages[0], "A")
    code(study, passages[2], "A")
    code(study, passages[1], "B", by="Tomos")
    assert of(study, passages)[2] == ({"B"}, set(), False, {"A"})


def test_a_look_says_nothing_of_a_code_that_means_something_else_since(study, passages):
    review.looked_at(study, passages[0].source_id, passages[0].span, by="Mair", where="test")
    review.edit_code(study, "B", by="Mair", definition="Something else.")
    assert of(study, passages) == {1: (set(), {"A"}, False)}
    review.edit_code(study, "A", by="Mair", examples=("one more example",))
    assert of(study, passages) == {1: (set(), {"A"}, False)}, "an example more is no other rule"
    review.add_code(study, "Gamma", by="Mair", key="C")
    assert of(study, passages) == {1: (set(), {"A"}, False)}, "nobody looked for a code that was not there"


def test_the_talk_around_is_what_no_passage_touches(study, passages):
    texts = {source.id: source.text for source in study.sources.all()}
    around = context(study, passages, texts)
    assert len(around) == 12
    assert all("And then?" in each.text for each in around)
    some = [replace(each) for each in passages[:6] if "three" not in each.text]
    assert sum("three" in each.text for each in context(study, some, texts)) == 1
    assert context(study, [], texts) == []
    assert all(isinstance(each, Passage) for each in around)

"""What to look at next, what is drawn, what was looked at whole, what comes back, and what is accepted at once."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import UTC, datetime

import pytest

from workbench import review
from workbench.errors import Conflict, NotAllowedHere, NotFound, SpanOutOfText
from workbench.model import (
    Action,
    Code,
    Codebook,
    Method,
    Mode,
    Part,
    Run,
    Segment,
    Segmentation,
    Span,
    Suggestion,
    Why,
    id_of,
    new_id,
)  # fmt: skip
from workbench.review.questions import question_above
from workbench.store import check_study, new_study, open_study

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
LAYER = Segmentation("turns", {"longest": 90})
SCORES = [0.05, 0.95, 0.45, 0.7, 0.52, 0.2, 0.88, 0.33]


@pytest.fixture(scope="module")
def forty_file(tmp_path_factory, make_reading):
    """Two sources of twenty passages and two codes; the first eight of each source have a suggestion of A, two also of B."""
    study = new_study(tmp_path_factory.mktemp("forty") / "forty.workbench", by="Ann")
    codes = tuple(Code(id_of("q", key), key, f"Code {key}", f"What {key} is.", order=n) for n, key in enumerate("AB"))
    with study.act("set up", by="Ann") as act:
        study.codebook.publish(act, Codebook(id_of("q"), "Q", codes), study.coders.person(act, "Ann"), based_on=None)
        segments = []
        for name in ("One", "Two"):
            text = "I: And then?\n" + "\n".join(f"P: {name} says {n} things." for n in range(20))
            reading = make_reading(name, text)
            study.sources.add(act, reading)
            spoken = [turn for turn in reading.turns if turn.speaker == "P"]
            segments += [Segment(LAYER.id, reading.source.id, n, turn.span) for n, turn in enumerate(spoken)]
        study.segments.add(act, LAYER, segments)
        suggest(study, act, segments, codes)
    return study.path


def suggest(study, act, segments, codes, *, recipe="r", counts=None):
    run = Run(new_id(), recipe, "x", "0" * 64, 1, 0, AT, AT, {}, {}, LAYER.id, counts or {})
    study.runs.add(act, run, study.coders.machine(act, f"m {run.id}"))
    made = [
        Suggestion(new_id(), run.id, s.source_id, s.span, codes[0].id, SCORES[s.ordinal], ())
        for s in segments
        if s.ordinal < len(SCORES)
    ]
    made += [Suggestion(new_id(), run.id, s.source_id, s.span, codes[1].id, 0.3, ()) for s in segments if s.ordinal < 2]
    study.suggestions.add(act, made)


@pytest.fixture
def forty(forty_file, tmp_path):
    return open_study(shutil.copyfile(forty_file, tmp_path / "f.workbench"))


def numbers(study, items):
    """The passages as source and number: 'One 3'."""
    names, spans = study.sources.names(), {}
    for segment in study.segments.of(LAYER.id):
        spans[segment.source_id, segment.span] = f"{names[segment.source_id]} {segment.ordinal}"
    return [spans[item.source_id, item.span] for item in items]


def test_orders_without_a_draw(forty):
    items = review.next_items(forty, order="transcript", by="Ann", most=50)
    assert numbers(forty, items) == [f"{name} {n}" for name in ("One", "Two") for n in range(8)]
    assert [len(item.suggestions) for item in items[:3]] == [2, 2, 1]
    assert items[0].suggestions[0].score == 0.3, "the strongest first"
    uncertain = review.next_items(forty, order="uncertain", by="Ann", most=5)
    assert numbers(forty, uncertain) == ["One 4", "Two 4", "One 2", "Two 2", "One 7"]
    assert "0.02 away" in uncertain[0].why
    one = review.next_items(forty, order="code", code="A", source="Two", by="Ann")
    assert numbers(forty, one) == [f"Two {n}" for n in (1, 6, 3, 4, 2, 7, 5, 0)]
    assert all(len(item.suggestions) == 1 for item in one)
    assert all((item.draw, item.part, item.probability) == (None, None, None) for item in one)
    assert review.next_items(forty, order="code", code="B", by="Ann", most=1)[0].suggestions[0].score == 0.3


def test_what_a_learner_is_least_sure_of_as_a_whole_comes_before_scores_near_one_half(forty):
    b, cut = (
        forty.codebook.current().find("B").id,
        [s for s in forty.segments.of(LAYER.id) if s.ordinal in (10, 11, 12)],
    )
    with forty.act("run", by="Ann") as act:
        run = Run(new_id(), "l", "x", "0" * 64, 1, 0, AT, AT, {}, {}, LAYER.id, {})
        forty.runs.add(act, run, forty.coders.machine(act, "l"))
        unsure = {10: 0.5, 11: 2.5, 12: 1.5}
        made = [
            Suggestion(
                new_id(), run.id, s.source_id, s.span, b, 0.9, (Why("cues"), Why("learned", unsure=unsure[s.ordinal]))
            )
            for s in cut
        ]
        forty.suggestions.add(act, made)
    assert {one.why[1].unsure for one in forty.suggestions.these([made[0].id])} == {unsure[cut[0].ordinal]}
    first = review.next_items(forty, order="uncertain", by="Ann", most=7)
    wanted = [f"{name} {n}" for n in (11, 12, 10) for name in ("One", "Two")]
    assert numbers(forty, first) == [*wanted, "One 4"]
    assert "least sure of this passage, over all its codes" in first[0].why
    made_draw = review.draw(forty, size=8, by="Ann", seed=1)
    assert numbers(forty, [one for one in made_draw.passages if one.part is Part.UNCERTAIN]) == wanted
    for item in first[:3]:
        review.looked_at(forty, item.source_id, item.span, by="Ann", where="t", reject_waiting=True)
    again = review.draw(forty, size=8, source="Two", by="Ann", seed=1)
    sure = numbers(forty, [one for one in again.passages if one.part is Part.UNCERTAIN])
    assert sure[:2] == ["Two 12", "Two 10"]


def test_skipped_items_come_last_in_the_order_they_were_skipped(forty):
    items = review.next_items(forty, order="transcript", source="One", by="Ann")
    skipped = [items[2].key, items[0].suggestions[1].id]
    after = review.next_items(forty, order="transcript", source="One", by="Ann", skipped=skipped)
    assert after == [*(item for item in items if item not in (items[0], items[2])), items[2], items[0]]


def test_unknown_orders_and_codes_are_refused(forty):
    for order, kind in (("backwards", NotAllowedHere), ("code", NotAllowedHere)):
        with pytest.raises(kind):
            review.next_items(forty, order=order, by="Ann")
    with pytest.raises(NotFound):
        review.next_items(forty, order="code", code="nothing", by="Ann")


def test_a_mixed_draw_takes_the_least_sure_and_every_fourth_by_chance(forty):
    made = review.draw(forty, size=12, by="Ann", seed=4, at=AT)
    assert [one.part for one in made.passages] == [*[Part.UNCERTAIN] * 3, Part.RANDOM] * 3
    sure = [one for one in made.passages if one.part is Part.UNCERTAIN]
    assert numbers(forty, sure)[:5] == ["One 4", "Two 4", "One 2", "Two 2", "One 7"]
    assert {one.probability for one in sure} == {1.0}
    assert {one.probability for one in made.passages if one.part is Part.RANDOM} == {3 / (40 - 9)}
    assert (made.size, made.seed, made.method, made.segmentation_id) == (40, 4, Method.MIXED, LAYER.id)
    assert forty.draws.all() == [made]
    assert forty.draws.get(made.id[:8]) == made
    items = review.next_items(forty, order="mixed", by="ann")
    assert [(i.source_id, i.span, i.part, i.probability) for i in items] == [
        (one.source_id, one.span, one.part, one.probability) for one in made.passages
    ]
    assert {item.draw for item in items} == {made.id}
    assert "with a probability of 9.68%" in items[3].why
    assert review.next_items(forty, order="mixed", by="Ben") == [], "a draw is its person's"
    assert review.next_items(forty, order="mixed", source="One", by="Ann") == [], "drawn with other filters"
    assert review.next_items(forty, order="random", by="Ann") == []


def test_the_same_seed_draws_the_same_and_another_others(forty):
    made = [
        review.draw(forty, order="random", size=10, by=by, seed=seed).passages
        for by, seed in (("Ann", 1), ("Ben", 1), ("Cy", 2))
    ]
    assert made[0] == made[1] != made[2]
    assert {one.probability for one in made[0]} == {0.25}
    assert any(place.span not in {s.span for s in review.queue(forty)} for place in made[0]), (
        "also where nothing is suggested"
    )


def test_a_drawn_passage_stays_until_it_was_looked_at_also_when_nothing_waits_there_any_more(forty):
    made = review.draw(forty, size=8, by="Ann", seed=4)
    for item in review.next_items(forty, by="Ann"):
        for one in item.suggestions:
            review.reject(forty, one.id, by="Ann", where="t")
    left = review.next_items(forty, by="Ann")
    assert {item.part for item in left} == {Part.RANDOM, Part.UNCERTAIN}
    assert not any(item.suggestions for item in left)
    assert [(draw.id, n) for draw, n in review.open_draws(forty, by="Ann", order="mixed")] == [(made.id, 8)]
    for item in left:
        look = review.looked_at(forty, item.source_id, item.span, by="Ann", where="t")
        assert (look.draw_id, look.codebook_version) == (made.id, 1)
    assert review.next_items(forty, by="Ann") == []
    assert len(forty.looks.all()) == len(left) == 8
    again = review.draw(forty, order="random", size=100, by="Ann", seed=1)
    assert len(again.passages) == again.size == 32, "what was looked at is not drawn again"
    assert {one.probability for one in again.passages} == {1.0}
    assert check_study(forty.path) == []


def test_done_with_a_passage_needs_its_suggestions_decided_or_rejects_them_in_the_same_act(forty):
    item = review.next_items(forty, order="transcript", by="Ann")[0]
    before = forty.history.last()
    with pytest.raises(NotAllowedHere, match="2 suggestions for it wait"):
        review.looked_at(forty, item.source_id, item.span, by="Ann", where="t")
    assert forty.history.last() == before
    review.looked_at(forty, item.source_id, item.span, by="Ann", where="t", reject_waiting=True)
    assert forty.history.last() == before + 1
    assert {d.action for d in forty.suggestions.decisions()} == {Action.REJECT}
    with pytest.raises(Conflict, match="already"):
        review.looked_at(forty, item.source_id, item.span, by="Ann", where="t")
    review.looked_at(forty, item.source_id, item.span, by="Ben", where="t")
    review.undo(forty, by="Ann")
    review.undo(forty, by="Ann")
    assert (forty.looks.all(), forty.suggestions.decisions()) == ([], [])
    assert review.next_items(forty, order="transcript", by="Ann")[0] == item


def test_what_cannot_be_looked_at_or_drawn_is_refused(forty, tmp_path):
    source = forty.sources.get("One")
    with pytest.raises(SpanOutOfText):
        review.looked_at(forty, source.id, Span(0, 100_000), by="Ann", where="t")
    made = review.draw(forty, order="random", size=1, by="Ann", seed=1)
    with pytest.raises(NotFound, match="does not have this passage"):
        review.looked_at(forty, source.id, Span(0, 3), by="Ann", where="t", draw=made.id)
    with pytest.raises(NotAllowedHere):
        review.draw(forty, size=0, by="Ann")
    empty = new_study(tmp_path / "e.workbench", by="Ann")
    with pytest.raises(NotAllowedHere, match="no codebook"):
        review.draw(empty, by="Ann")


def test_a_passage_is_drawn_again_only_when_some_code_means_something_else(forty):
    item = review.next_items(forty, order="transcript", by="Ann")[0]
    review.looked_at(forty, item.source_id, item.span, by="Ann", where="t", reject_waiting=True)

    def left():
        try:
            return review.draw(forty, order="random", size=1, by="Ann").size
        finally:
            review.undo(forty, by="Ann")

    assert left() == 39
    review.edit_code(forty, "A", name="Renamed", cues=("x",), examples=("one more",), by="Ann")
    assert left() == 39, "it asks for the same"
    review.edit_code(forty, "A", definition="Another.", by="Ann")
    assert left() == 40
    review.undo(forty, by="Ann")
    review.add_code(forty, "Gamma", by="Ann", key="C")
    assert left() == 40, "nobody looked for a code that was not there"
    review.retire_code(forty, "C", by="Ann")
    assert left() == 39
    review.retire_code(forty, "B", by="Ann")
    assert left() == 39, "what else was looked for makes no difference"
    other = review.next_items(forty, order="transcript", by="Ann")[1]
    review.looked_at(forty, other.source_id, other.span, by="Ann", where="t", reject_waiting=True)
    assert left() == 38
    review.restore_code(forty, "B", by="Ann")
    assert left() == 39, "it was looked for in the first, and not in the second"


def test_where_suggestions_are_switched_off_passages_are_still_drawn(forty):
    review.show_suggestions(forty, False, by="Ann")
    assert review.next_items(forty, order="uncertain", by="Ann") == []
    made = review.draw(forty, size=8, by="Ann", seed=1)
    assert {one.part for one in made.passages} == {Part.RANDOM}
    items = review.next_items(forty, by="Ann")
    assert [item.suggestions for item in items] == [()] * 8
    review.looked_at(forty, items[0].source_id, items[0].span, by="Ann", where="t")


def test_a_reflexive_study_has_nothing_to_decide(tmp_path):
    study = new_study(tmp_path / "r.workbench", mode=Mode.REFLEXIVE, by="Ann")
    assert [review.next_items(study, order=order, by="Ann") for order in ("mixed", "uncertain")] == [[], []]


# What comes back ------------------------------------------------------------------------------------------------------


def first_two(study):
    items = review.next_items(study, order="code", code="A", source="One", by="Ann")
    return [item.suggestions[0] for item in items[:2]]


def test_rejected_and_unsure_come_back_when_their_code_means_something_else_and_accepted_do_not(forty):
    rejected, accepted = first_two(forty)
    unsure = review.next_items(forty, order="code", code="A", source="One", by="Ann")[2].suggestions[0]
    review.reject(forty, rejected.id, by="Ann", where="t")
    review.accept(forty, accepted.id, by="Ann", where="t")
    review.unsure(forty, unsure.id, by="Ann", where="t")
    review.edit_code(forty, "A", name="Renamed", cues=("x",), by="Ann")
    assert {rejected.id, unsure.id, accepted.id}.isdisjoint({s.id for s in review.queue(forty)}), "it means the same"
    review.edit_code(forty, "A", definition="Another.", by="Ann")
    review.edit_code(forty, "B", definition="Another.", by="Ann")
    waiting = {s.id for s in review.queue(forty)}
    assert {rejected.id, unsure.id} <= waiting
    assert accepted.id not in waiting
    assert forty.suggestions.counts()["pending"] == len(waiting) == len(forty.suggestions.waiting())
    item = next(i for i in review.next_items(forty, order="code", code="A", by="Ann") if i.suggestions[0] == rejected)
    assert item.returned == {rejected.id: "definition changed in version 3"}
    assert item.why.endswith("Waits again: definition changed in version 3.")
    review.reject(forty, rejected.id, by="Ann", where="t")
    with pytest.raises(Conflict, match="already decided"):
        review.reject(forty, rejected.id, by="Ann", where="t")
    assert rejected.id not in {s.id for s in review.queue(forty)}
    assert [d.codebook_version for d in forty.suggestions.decisions() if d.suggestion_id == rejected.id] == [1, 4]
    review.edit_code(forty, "A", definition="What A is.", by="Ann")
    assert rejected.id not in {s.id for s in review.queue(forty)}, "it was rejected under this very meaning once"
    assert unsure.id not in {s.id for s in review.queue(forty)}, "it means what it meant when it was left unsure"
    assert check_study(forty.path) == []


def test_an_old_decision_was_made_under_the_version_of_its_time(forty):
    rejected, _ = first_two(forty)
    early = datetime(2020, 1, 1, tzinfo=UTC)
    review.reject(forty, rejected.id, by="Ann", where="t")
    review.edit_code(forty, "A", definition="Another.", by="Ann")
    for at, comes in ((None, True), (early, False), (datetime(2100, 1, 1, tzinfo=UTC), False)):
        with sqlite3.connect(forty.path) as file:  # as it was before decisions said their version
            file.execute("DROP TRIGGER IF EXISTS decision_never_changes")
            file.execute("UPDATE decision SET codebook_version = NULL, at = coalesce(?, at)", (at and at.isoformat(),))
        assert (rejected.id in {s.id for s in review.queue(forty)}) is comes


def test_the_question_above_is_the_interviewers_last(forty):
    source = forty.sources.get("One")
    turns = forty.sources.turns(source.id)
    assert question_above(forty, "One", turns[5].span) == turns[0].span.of(source.text)
    assert question_above(forty, "One", turns[0].span) == ""

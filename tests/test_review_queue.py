"""What to look at next, what is drawn, what was looked at whole, what comes back, and what is accepted at once."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench import review
from workbench.analysis.shares import people_share
from workbench.errors import Conflict, NotAllowedHere, NotFound, SpanOutOfText
from workbench.model import (
    Action,
    Code,
    Codebook,
    Decision,
    Method,
    Mode,
    Part,
    Run,
    Segment,
    Segmentation,
    Span,
    Suggestion,
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


def test_a_passage_is_looked_at_again_under_another_codebook(forty):
    item = review.next_items(forty, order="transcript", by="Ann")[0]
    review.looked_at(forty, item.source_id, item.span, by="Ann", where="t", reject_waiting=True)
    assert review.draw(forty, order="random", size=1, by="Ann").size == 39
    review.undo(forty, by="Ann")
    review.edit_code(forty, "A", definition="Another.", by="Ann")
    assert review.draw(forty, order="random", size=1, by="Ann").size == 40


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


# Accepting at once ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many_file(tmp_path_factory, make_reading):
    """120 passages with a suggestion of A each, ten scores in twelve passages each."""
    study = new_study(tmp_path_factory.mktemp("many") / "many.workbench", by="Ann")
    codes = tuple(Code(id_of("q", key), key, f"Code {key}", "What it is.", order=n) for n, key in enumerate("AB"))
    with study.act("set up", by="Ann") as act:
        study.codebook.publish(act, Codebook(id_of("q"), "Q", codes), study.coders.person(act, "Ann"), based_on=None)
        reading = make_reading("One", "\n".join(f"P: says {n} things." for n in range(120)))
        study.sources.add(act, reading)
        cut = [Segment(LAYER.id, reading.source.id, n, turn.span) for n, turn in enumerate(reading.turns)]
        study.segments.add(act, LAYER, cut)
        run = Run(new_id(), "r", "x", "0" * 64, 1, 0, AT, AT, {}, {}, LAYER.id, {})
        study.runs.add(act, run, study.coders.machine(act, "m"))
        study.suggestions.add(
            act,
            [
                Suggestion(new_id(), run.id, s.source_id, s.span, codes[0].id, s.ordinal % 10 / 10 + 0.05, ())
                for s in cut
            ],
        )
    return study.path


def decided(file, folder, answers):
    """A copy of the study with these answers to suggestions: (score tenth, action)."""
    study = open_study(shutil.copyfile(file, folder / f"{new_id()}.workbench"))
    wait = {}
    for one in study.suggestions.all():
        wait.setdefault(int(one.score * 10), []).append(one)
    with study.act("review.some", by="Ann") as act:
        ann = study.coders.person(act, "Ann")
        for tenth, action in answers:
            one, coding = wait[tenth].pop(), None
            if action is Action.ACCEPT:
                coding = study.codings.add(act, one.source_id, one.span, one.code_id, ann, from_suggestion=one.id).id
            study.suggestions.decide(act, Decision(new_id(), one.id, action, ann.id, act.at, "t", coding))
    return study


YES, NO = Action.ACCEPT, Action.REJECT


def test_bulk_accept_takes_what_the_record_supports_in_one_act_and_draws_what_to_check(many_file, tmp_path):
    study = decided(many_file, tmp_path, [*[(9, YES)] * 8, *[(8, YES)] * 8, *[(7, NO)] * 8])
    preview = review.preview_bulk_accept(study, "A", at_least=0.8)
    assert [band.supported for band in preview.bands] == [True] + [False] * 9, "0.8 to 0.9 has 8 of 8: at least 74 %"
    assert preview.bands[0].at_least == pytest.approx(people_share(16, 16).low, abs=1e-12)
    assert (len(preview.ids), preview.checked, preview.why_not) == (4, 4, "")
    acts, before = study.history.last(), len(study.codings.all())
    done = review.bulk_accept(study, "A", at_least=0.8, by="Ann", seed=1)
    assert study.history.last() == acts + 1
    assert len(done.codings) == len(study.codings.all()) - before == 4
    assert study.history.all()[0].summary == "Accepted 4 suggestions of A at once"
    assert (done.draw.method, done.draw.size, len(done.draw.passages)) == (Method.BULK, 4, 4)
    assert {one.probability for one in done.draw.passages} == {1.0}
    items = review.next_items(study, order="check", by="Ann")
    assert {(i.source_id, i.span) for i in items} == {(c.source_id, c.span) for c in done.codings}
    assert review.preview_bulk_accept(study, "A", at_least=0.8).bands[0].decided == 16, (
        "what was accepted at once is no evidence"
    )
    review.undo(study, by="Ann")
    assert (len(study.codings.all()), study.draws.all()) == (before, [])
    assert review.preview_bulk_accept(study, "A", at_least=0.8) == preview
    assert check_study(study.path) == []


def test_bulk_accept_keeps_to_what_was_shown_and_checks_a_tenth_or_twenty(many_file, tmp_path):
    study = decided(many_file, tmp_path, [(tenth, YES) for tenth in range(3, 10) for _ in range(6)])
    preview = review.preview_bulk_accept(study, "A", at_least=0.9)
    assert (len(preview.ids), preview.checked) == (24, 20)
    done = review.bulk_accept(study, "A", at_least=0.9, by="Ann", seen=preview.ids[:22], seed=1)
    assert (len(done.codings), len(done.draw.passages), done.draw.size) == (22, 20, 22)
    assert {one.probability for one in done.draw.passages} == {20 / 22}


def test_bulk_accept_is_refused_with_the_reason(many_file, tmp_path):
    study = decided(many_file, tmp_path, [(9, YES)] * 8)
    with pytest.raises(NotAllowedHere, match="do not support a precision of 90%"):
        review.bulk_accept(study, "A", at_least=0.9, by="Ann")
    with pytest.raises(NotAllowedHere, match="No suggestion of 'Code B'"):
        review.bulk_accept(study, "B", at_least=0.5, by="Ann")
    with pytest.raises(NotAllowedHere):
        review.bulk_accept(study, "A", at_least=1.0, by="Ann")
    assert review.preview_bulk_accept(study, "A", at_least=0.7).ids
    a = study.codebook.current().find("A").id
    for number, (ask, counts) in enumerate(
        [(True, {"codes": {a: {"ask_me": True}}}), (True, {}), (False, {"codes": {a: {"ask_me": False}}})]
    ):
        with study.act("run", by="Ann") as act:
            at = AT.replace(year=2027 + number)
            run = Run(new_id(), f"other {number}", "x", "0" * 64, 1, 0, at, at, {}, {}, LAYER.id, counts)
            study.runs.add(act, run, study.coders.machine(act, f"learned {number}"))
        preview = review.preview_bulk_accept(study, "A", at_least=0.7)
        assert bool(preview.ids) is not ask
        if ask:
            with pytest.raises(NotAllowedHere, match="cannot tell 'Code A'"):
                review.bulk_accept(study, "A", at_least=0.7, by="Ann")
    review.edit_code(study, "A", definition="Another.", by="Ann")
    assert not review.preview_bulk_accept(study, "A", at_least=0.7).ids, "these were decisions on another meaning"
    review.retire_code(study, "A", by="Ann")
    with pytest.raises(NotAllowedHere, match="retired"):
        review.bulk_accept(study, "A", at_least=0.5, by="Ann")


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.integers(5, 9), st.sampled_from([YES, YES, YES, NO, Action.UNSURE])), max_size=40),
    st.sampled_from([0.5, 0.7, 0.8, 0.9]),
)
def test_bulk_accept_never_happens_below_the_supported_precision(many_file, tmp_path_factory, answers, precision):
    answers = [each for n, each in enumerate(answers) if sum(t == each[0] for t, _ in answers[:n]) < 11]
    study = decided(many_file, tmp_path_factory.mktemp("h"), answers)
    try:
        done = review.bulk_accept(study, "A", at_least=precision, by="Ben", seed=0)
    except NotAllowedHere:
        return
    score = {one.id: one.score for one in study.suggestions.all()}
    for coding in done.codings:
        tenth = int(score[coding.from_suggestion] * 10)
        lows = []
        for since in range(tenth + 1):
            record = [action for t, action in answers if since <= t <= tenth and action is not Action.UNSURE]
            lows.append(people_share(record.count(YES), len(record)).low if record else 0)
        own = [action for t, action in answers if t == tenth and action is not Action.UNSURE]
        assert max(lows) >= precision
        assert own.count(YES) >= precision * len(own)
        assert len(own) >= 5


def test_the_question_above_is_the_interviewers_last(forty):
    source = forty.sources.get("One")
    turns = forty.sources.turns(source.id)
    assert question_above(forty, "One", turns[5].span) == turns[0].span.of(source.text)
    assert question_above(forty, "One", turns[0].span) == ""

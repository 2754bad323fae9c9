"""What is accepted all at once: only what the record supports, sampled for a check, and taken off where it does not hold."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench import review
from workbench.analysis.shares import people_share
from workbench.errors import NotAllowedHere
from workbench.model import (
    Action,
    Code,
    Codebook,
    Decision,
    Method,
    Passage,
    Run,
    Segment,
    Segmentation,
    Suggestion,
    id_of,
    new_id,
)  # fmt: skip
from workbench.pipeline.judged import judged
from workbench.report.drawn_units import DrawnUnits
from workbench.store import check_study, new_study, open_study

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
LAYER = Segmentation("turns", {"longest": 90})


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


def test_one_recipes_record_does_not_speak_for_anothers(many_file, tmp_path):
    study = decided(many_file, tmp_path, [*[(9, YES)] * 8, *[(8, YES)] * 8])
    a = study.codebook.current().find("A").id
    with study.act("run", by="Ann") as act:
        run = Run(new_id(), "other", "x", "0" * 64, 1, 0, AT, AT, {}, {}, LAYER.id, {})
        study.runs.add(act, run, study.coders.machine(act, "other"))
        study.suggestions.add(
            act, [Suggestion(new_id(), run.id, s.source_id, s.span, a, 0.95, ()) for s in study.segments.of(LAYER.id)]
        )
    wait, preview = review.queue(study), review.preview_bulk_accept(study, "A", at_least=0.8)
    assert len(wait) == 120 - 16, "where both wait, the newer one does"
    assert {one.run_id for one in wait} == {run.id}
    assert (preview.ids, preview.bands[0].waiting, preview.bands[0].decided) == ((), 104, 0)
    assert "do not support a precision of 80%" in preview.why_not


def test_what_does_not_hold_is_taken_off_and_no_example_to_learn_from(many_file, tmp_path):
    study = decided(many_file, tmp_path, [*[(9, YES)] * 8, *[(8, YES)] * 8])
    done = review.bulk_accept(study, "A", at_least=0.8, by="Ann", seed=1)
    first, second, *rest = review.next_items(study, order="check", by="Ann")
    assert first.why == "Drawn at random out of what was accepted all at once: does it hold?"
    review.does_not_hold(study, first.source_id, first.span, "A", by="Ben")
    assert {c.id for c in done.codings} <= {c.id for c in study.codings.all()}, "it is Ann's word"
    review.does_not_hold(study, first.source_id, first.span, "A", by="ann")
    review.does_not_hold(study, first.source_id, first.span, "A", by="Ann")  # a late second press
    (gone,) = {c.id for c in done.codings} - {c.id for c in study.codings.all()}
    assert next(c.span for c in done.codings if c.id == gone) == first.span
    assert review.next_items(study, order="check", by="Ann")[0].key == first.key, "until it is looked at whole"
    for item in (first, second):
        review.looked_at(study, item.source_id, item.span, by="Ann", where="t")
    assert [item.key for item in review.next_items(study, order="check", by="Ann")] == [item.key for item in rest]
    a = study.codebook.current().find("A").id
    assert DrawnUnits(study).held(a) == (1, 2, len(done.draw.passages))
    segments = [s for s in study.segments.of(LAYER.id) if s.span in {first.span, second.span}]
    said = judged(study, [Passage(s.source_id, s.span, "") for s in segments])
    carried = {each.span: each.says(id_of("q", "A")) for each in said}
    assert carried == {first.span: False, second.span: True}
    for _ in range(3):
        review.undo(study, by="Ann")
    assert {c.id for c in done.codings} <= {c.id for c in study.codings.all()}

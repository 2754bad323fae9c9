"""A code's report card, progress, and what decisions give the codebook: on decisions whose answers can be counted by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from workbench import review
from workbench.errors import NotFound
from workbench.model import Code, Codebook, Run, Segment, Segmentation, Suggestion, id_of, new_id
from workbench.report.code_card import Borne, code_cards
from workbench.report.drawn_units import DrawnUnits
from workbench.report.from_decisions import suggested_examples, suggested_near_misses, unseparated
from workbench.report.progress import progress
from workbench.store import new_study

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
LAYER = Segmentation("turns", {"longest": 90})


@pytest.fixture
def study(tmp_path, make_reading):
    """Eight people with ten passages each; A is suggested for passages 0 to 3 of each, B for passage 4."""
    study = new_study(tmp_path / "s.workbench", by="Ann")
    codes = tuple(Code(id_of("q", key), key, f"Code {key}", "What it is.", order=n) for n, key in enumerate("ABC"))
    with study.act("set up", by="Ann") as act:
        study.codebook.publish(act, Codebook(id_of("q"), "Q", codes), study.coders.person(act, "Ann"), based_on=None)
        cut = []
        for one in range(8):
            reading = make_reading(f"S{one}", "\n".join(f"P: {one} says {n} things." for n in range(10)))
            study.sources.add(act, reading)
            study.cases.put(act, f"Person {one}", {}, (reading.source.id,))
            cut += [Segment(LAYER.id, reading.source.id, n, turn.span) for n, turn in enumerate(reading.turns)]
        study.segments.add(act, LAYER, cut)
        run = Run(new_id(), "r", "x", "0" * 64, 1, 0, AT, AT, {}, {}, LAYER.id, {})
        study.runs.add(act, run, study.coders.machine(act, "m"))
        study.suggestions.add(
            act,
            [
                Suggestion(new_id(), run.id, s.source_id, s.span, codes[s.ordinal // 4].id, 0.9 - s.ordinal / 10, ())
                for s in cut
                if s.ordinal < 5
            ],
        )
    return study


def waiting(study, key):
    return [item.suggestions[0] for item in review.next_items(study, order="code", code=key, by="Ann", most=100)]


def card(study, key):
    (found,) = code_cards(study, code=key)
    return found


def look_at_all(study, has_a, *, size=80, seed=1):
    """Draw passages and look at each: A is there where `has_a(number of the passage)`, decided before or coded now."""
    review.draw(study, order="random", size=size, by="Ann", seed=seed)
    numbers = {(s.source_id, s.span): s.ordinal for s in study.segments.of(LAYER.id)}
    for item in review.next_items(study, order="random", by="Ann", most=100):
        there, suggested = has_a(numbers[item.source_id, item.span]), False
        for one in item.suggestions:
            is_a = one.code_id == id_of("q", "A")
            suggested = suggested or is_a
            (review.accept if is_a and there else review.reject)(study, one.id, by="Ann", where="t")
        if there and not suggested:
            review.add_coding(study, item.source_id, item.span, "A", by="Ann")
        review.looked_at(study, item.source_id, item.span, by="Ann", where="t")


def test_looking_at_everything_gives_the_true_recall_and_prevalence(study):
    look_at_all(study, lambda n: n in {0, 1, 7})  # two of three that have it were suggested, in every interview
    found = card(study, "A")
    assert (found.precision.k, found.precision.m) == (16, 32)
    assert found.recall.share == pytest.approx(2 / 3, abs=1e-12)
    assert (found.recall.n, found.recall.m, found.recall.readable) == (24, 8, True)
    assert found.prevalence.share == pytest.approx(0.3, abs=1e-12)
    assert (found.codings, found.kappa, found.ask_me, found.drift) == (24, None, False, None)
    far = progress(study)
    assert (far.passages, far.looked, far.waiting) == (80, 80, 0)
    assert far.forecast == "No suggestion waits."
    assert (far.hint.n, far.hint.words.endswith("Every passage has been looked at.")) == (50, True)
    assert [(seen, whole) for _, seen, whole in far.draws] == [(80, 80)]


def test_a_sample_estimates_recall_with_an_interval_over_people_and_drops_what_was_accepted_at_once(study):
    look_at_all(study, lambda n: n in {0, 7}, size=40)
    found, units = card(study, "A"), DrawnUnits(study)
    drawn = [one.span for one in study.draws.all()[0].passages]
    assert len(drawn) == 40
    weights = units.weights({1})
    assert set(weights) == {2.0}
    has = [unit for unit in weights.index if id_of("q", "A") in units.codes[unit]]
    said = [unit for unit in has if (*unit[1], id_of("q", "A")) in units.suggested]
    assert 0 < len(said) < len(has)
    assert found.recall.share == pytest.approx(len(said) / len(has), abs=1e-12)
    assert found.recall.low < found.recall.share < found.recall.high
    assert sum(units.missed()) == len(has) - len(said)
    assert f"{sum(units.missed())} had a code" in progress(study).hint.words
    assert any("miss about" in each for each in found.next) is (found.recall.readable and found.recall.high < 0.75)


def test_a_second_draw_takes_what_the_first_found_for_known(study):
    later = AT + timedelta(minutes=1)
    first = review.draw(study, order="random", size=40, by="Ann", seed=1, at=AT)
    for one in first.passages:
        review.looked_at(study, one.source_id, one.span, by="Ann", where="t", reject_waiting=True, at=AT)
    second = review.draw(study, order="random", size=20, by="Ann", seed=2, at=later)
    assert (second.size, {one.probability for one in second.passages}) == (40, {0.5})
    other = review.draw(study, order="random", size=20, by="Ben", seed=3, at=later)
    for one in second.passages[:10]:
        review.looked_at(study, one.source_id, one.span, by="Ann", where="t", reject_waiting=True, at=later)
    weights = DrawnUnits(study).weights({1})
    (ann,) = {coder_id for coder_id, _ in weights.index}
    known = {(ann, (one.source_id, one.span.start, one.span.end)) for one in first.passages}
    # the first counts with 40 of the 50 random passages looked at, the second with 10; half of its own are left
    assert set(weights[[unit in known for unit in weights.index]].round(12)) == {round(0.8 * 2 + 0.2 * 1, 12)}
    assert set(weights[[unit not in known for unit in weights.index]].round(12)) == {round(0.2 * 2 * 2, 12)}
    assert weights.sum() == pytest.approx(80, abs=1e-9)
    assert other.size == 80
    for one in other.passages:
        review.looked_at(study, one.source_id, one.span, by="Ben", where="t", reject_waiting=True, at=later)
    assert DrawnUnits(study).weights({1}).sum() == pytest.approx(80, abs=1e-9), "what Ann looked at is not known to Ben"


def test_a_draw_from_one_source_says_nothing_of_the_whole_study(study):
    review.draw(study, order="random", size=10, source="S0", by="Ann", seed=1, at=AT)
    for item in review.next_items(study, order="random", source="S0", by="Ann", most=20):
        review.add_coding(study, item.source_id, item.span, "C", by="Ann")
        review.looked_at(study, item.source_id, item.span, by="Ann", where="t", reject_waiting=True)
    assert len(study.looks.all()) == 10
    found, units = card(study, "C"), DrawnUnits(study)
    assert (found.codings, found.prevalence.n, found.recall.n) == (10, 0, 0), "coded, and told of no other source"
    assert units.missed() == []


def test_what_was_looked_at_under_another_name_of_a_code_is_known_to_the_next_draw(study):
    first = review.draw(study, order="random", size=16, by="Ann", seed=1, at=AT)
    for one in first.passages:
        review.looked_at(study, one.source_id, one.span, by="Ann", where="t", reject_waiting=True, at=AT)
    review.edit_code(study, "A", name="Renamed", by="Ann")
    second = review.draw(study, order="random", size=8, by="Ann", seed=2)
    assert second.size == 64
    for one in second.passages:
        review.looked_at(study, one.source_id, one.span, by="Ann", where="t", reject_waiting=True)
    assert DrawnUnits(study).weights({1, 2}).sum() == pytest.approx(80, abs=1e-9)
    assert progress(study).looked == 24
    review.edit_code(study, "A", definition="Another.", by="Ann")
    assert progress(study).looked == 0


def test_what_was_coded_by_hand_before_the_draw_was_not_missed(study):
    of_seven = [s for s in study.segments.of(LAYER.id) if s.ordinal == 7]
    for segment in of_seven[:6]:
        review.add_coding(study, segment.source_id, segment.span, "A", by="Ann", at=AT - timedelta(days=1))
    look_at_all(study, lambda n: n == 0)
    for segment in of_seven[6:]:
        review.add_coding(study, segment.source_id, segment.span, "A", by="Ann")
    found, units = card(study, "A"), DrawnUnits(study)
    assert found.prevalence.share == pytest.approx(16 / 80, abs=1e-12), "they carry the code all the same"
    assert (found.recall.n, found.recall.share) == (10, pytest.approx(8 / 10, abs=1e-12))
    assert sum(units.missed()) == 2, "only the two that nobody had coded"


def test_what_was_decided_under_another_meaning_is_drift_and_no_recall(study):
    for number, one in enumerate(waiting(study, "A")[:12]):
        (review.accept if number < 10 else review.reject)(study, one.id, by="Ann", where="t")
    look_at_all(study, lambda n: n == 7, size=4)
    review.edit_code(study, "A", cues=("x",), by="Ann")
    assert card(study, "A").drift is None, "it means what it meant"
    review.edit_code(study, "A", definition="Another.", by="Ann")
    for one in [
        each for each in waiting(study, "A") if each.id not in {d.suggestion_id for d in study.suggestions.decisions()}
    ][:8]:
        review.reject(study, one.id, by="Ann", where="t")
    found = card(study, "A")
    assert found.drift.version == 3
    assert (found.drift.before.k, found.drift.since.k, found.drift.since.m) == (10, 0, 8)
    assert (found.precision.k, found.precision.m) == (0, 8)
    assert found.recall.n == 0
    assert any(each.startswith("Fewer are accepted since version 3") for each in found.next)
    assert found.counts["accept"] == 10


def test_confusions_both_ways_are_told_and_lead_to_what_to_do(study):
    for one in waiting(study, "A")[:3]:
        review.change(study, one.id, "B", by="Ann", where="t")
    for one in waiting(study, "B")[:1]:
        review.change(study, one.id, "A", by="Ann", where="t")
    review.unsure(study, waiting(study, "A")[0].id, by="Ann", where="t")
    found = card(study, "A")
    assert [(code.key, n) for code, n in found.confused_with] == [("B", 3)]
    assert [(code.key, n) for code, n in found.said_for] == [("B", 1)]
    assert found.counts == {"accept": 0, "change": 3, "reject": 0, "unsure": 1}
    assert any(each.startswith("Sharpen the definition against 'Code B' (B): 3") for each in found.next)
    assert not any("Sharpen" in each for each in card(study, "B").next), "once is chance"
    (pair,) = unseparated(study)
    assert {(pair.first.key, pair.first_to_second), (pair.second.key, pair.second_to_first)} == {("A", 3), ("B", 1)}
    assert unseparated(study, at_least=2) == []


def test_the_learned_runs_report_is_on_the_card(study):
    a, b, fitted = id_of("q", "A"), id_of("q", "B"), [[0.1, 0.25, 8, 0.0], [0.5, 0.75, 10, 0.7]]
    said = {
        "codes": {
            a: {"kappa": 0.31, "ask_me": True, "confused_with": [[b, 4], ["gone", 2]], "bands": fitted},
            b: {"kappa": None},
        }
    }
    with study.act("run", by="Ann") as act:
        run = Run(new_id(), "learned", "x", "0" * 64, 1, 0, AT, AT, {}, {}, LAYER.id, said)
        study.runs.add(act, run, study.coders.machine(act, "learned"))
        cut = [s for s in study.segments.of(LAYER.id) if s.ordinal == 5][:2]
        mine = [Suggestion(new_id(), run.id, s.source_id, s.span, a, 0.6, ()) for s in cut]
        study.suggestions.add(act, mine)
    review.accept(study, mine[0].id, by="Ann", where="t")
    review.reject(study, mine[1].id, by="Ann", where="t")
    review.accept(study, waiting(study, "A")[0].id, by="Ann", where="t")
    found = card(study, "A")
    assert found.bands == (Borne(0.1, 0.25, 8, 0, 0, 0), Borne(0.5, 0.75, 10, 7, 2, 1)), "another recipe's say nothing"
    assert (found.kappa, found.ask_me, [(code.key, n) for code, n in found.mixed_up]) == (0.31, True, [("B", 4)])
    assert found.next[0].startswith("Ask me only: the machine cannot tell 'Code A' reliably (kappa 0.31")
    assert (card(study, "B").kappa, card(study, "C").ask_me) == (None, False)


def test_ready_for_bulk_is_said_from_where_the_record_supports_it(study):
    look_at_all(study, lambda n: n < 4)
    found = card(study, "A")
    assert "Ready to accept at once above 0.8: the record supports a precision of 90% there." in found.next
    assert [each.code.key for each in code_cards(study)] == ["A", "B", "C"]
    with pytest.raises(NotFound):
        code_cards(study, code="nothing")


def test_examples_and_near_misses_come_from_decisions_shortest_known_left_out(study):
    one, two, three, four = waiting(study, "A")[:4]
    text = {s.id: s.text for s in study.sources.all()}
    review.accept(study, one.id, by="Ann", where="t")
    review.accept(study, two.id, by="Ann", where="t")
    review.change(study, three.id, "C", by="Ann", where="t")
    review.reject(study, four.id, by="Ann", where="t")
    words = [each.span.of(text[each.source_id]) for each in (one, two, three, four)]
    assert [each.words for each in suggested_examples(study, "A")] == words[:2]
    assert suggested_examples(study, "A", most=1)[0].score == one.score
    misses = suggested_near_misses(study, "A")
    assert [(each.words, each.code and each.code.key) for each in misses] == [(words[2], "C"), (words[3], None)]
    review.edit_code(study, "B", examples=(words[0],), by="Ann")
    assert len(suggested_examples(study, "A")) == 2, "an example of another code"
    review.edit_code(study, "A", definition="Another.", by="Ann")
    assert suggested_examples(study, "A") == [], "accepted under another meaning"


def test_the_forecast_counts_what_waits_by_each_codes_share(study):
    assert "too few" in progress(study).forecast
    for number, one in enumerate(waiting(study, "A")[:16]):
        (review.accept if number % 2 else review.reject)(study, one.id, by="Ann", where="t")
    found = progress(study)
    assert (found.waiting, found.to_come) == (24, pytest.approx(12.0))
    assert found.forecast == "24 suggestions wait; if each code goes on as so far, about 12 of them will hold."
    (row,) = found.codes.to_dict("records")
    assert (row["decided"], row["accept"], row["waiting"]) == (16, 8, 16)

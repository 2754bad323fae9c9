"""Totals and shares from passages drawn with known probabilities, against closed forms and by drawing many times."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.answers import accepted_shares, score_bands
from workbench.analysis.shares import korn_graubard, people_share
from workbench.analysis.stopping import stopping_hint
from workbench.analysis.weighted import DRAW_COLUMNS, pooled_weights, weighted_share
from workbench.errors import WorkbenchError
from workbench.review.draws import drawn

COUNTS = st.lists(
    st.integers(1, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2, max_size=12
)


@given(COUNTS, st.floats(0.5, 20))
def test_with_equal_weights_it_is_korn_and_graubards_share(counts, weight):
    hits = np.concatenate([[1] * k + [0] * (n - k) for k, n in counts])
    clusters = np.concatenate([[case] * n for case, (_, n) in enumerate(counts)])
    found = weighted_share(np.full(len(hits), weight), hits, np.ones(len(hits)), clusters)
    known = korn_graubard([k for k, _ in counts], [n for _, n in counts])
    assert (found.m, found.n, found.readable) == (known.m, known.n, known.readable)
    for name in ("share", "low", "high", "n_eff"):
        assert getattr(found, name) == pytest.approx(getattr(known, name), abs=1e-9, rel=1e-9, nan_ok=True)


def test_a_share_of_some_is_the_ratio_of_two_totals():
    weights, has, said = [1, 1, 4, 4], [1, 0, 1, 1], [1, 0, 0, 1]
    found = weighted_share(weights, said, has, ["a", "a", "b", "c"])
    assert found.share == pytest.approx((1 + 4) / (1 + 4 + 4), abs=1e-12)
    assert (found.m, found.n) == (3, 3)  # those without the code say nothing of its recall
    residual = np.array([1 * (1 - 5 / 9), 4 * (0 - 5 / 9), 4 * (1 - 5 / 9)]) / 9
    variance = 3 / 2 * (residual**2).sum()
    from scipy import stats

    adjust = (stats.t.ppf(0.975, 2) / stats.t.ppf(0.975, 2)) ** 2
    n_eff = min(3, 5 / 9 * 4 / 9 / variance * adjust)
    x = n_eff * 5 / 9
    assert found.n_eff == pytest.approx(n_eff, abs=1e-9)
    assert found.low == pytest.approx(stats.beta.ppf(0.025, x, n_eff - x + 1), abs=1e-9)
    assert found.high == pytest.approx(stats.beta.ppf(0.975, x + 1, n_eff - x), abs=1e-9)


def test_nothing_to_estimate_from_is_said_and_not_guessed():
    for weights, has in (([], []), ([1.0, 1.0], [0, 0])):
        found = weighted_share(weights, has, has, ["a"] * len(has))
        assert np.isnan([found.share, found.low, found.high]).all()
        assert (found.m, found.n, found.readable) == (0, 0, False)


@pytest.mark.parametrize("bad", [0.0, 1.01, -0.5, float("nan")])
def test_what_is_no_probability_is_refused(bad):
    with pytest.raises(WorkbenchError, match="inclusion probability"):
        pooled_weights(pd.DataFrame([("d", 1, "random", bad, True)], columns=list(DRAW_COLUMNS)))


def test_recorded_probabilities_are_right():
    """Over many draws, each passage is drawn as often as recorded, and the estimated total is the true one on average."""
    frame = [("s", 10 * n, 10 * n + 5) for n in range(60)]
    unsure = frame[7:40:3]
    truth = {place: float(n % 7 == 0 or place in unsure[:4]) for n, place in enumerate(frame)}
    totals, times, said = [], dict.fromkeys(frame, 0), {}
    for seed in range(3000):
        passages = drawn(frame, unsure, 16, seed)
        places = [(one.source_id, one.span.start, one.span.end) for one in passages]
        assert len(set(places)) == 16
        said.update({place: one.probability for place, one in zip(places, passages, strict=True)})
        for place in places:
            times[place] += 1
        totals.append(sum(truth[p] / one.probability for p, one in zip(places, passages, strict=True)))
    error = np.std(totals, ddof=1) / np.sqrt(len(totals))
    assert abs(np.mean(totals) - sum(truth.values())) < 4 * error
    for place in frame:
        p = said[place]
        assert abs(times[place] / 3000 - p) <= 4.5 * np.sqrt(p * (1 - p) / 3000)
    assert {place for place in frame if said[place] == 1.0} == set(unsure)
    assert {said[place] for place in frame if place not in unsure} == {5 / 49}


def test_pooled_over_draws_that_go_on_from_each_other_the_total_is_right():
    """Each draw takes the unsure ones out of what is left; what was found before is known. On average the total is true."""
    everything, rng = list(range(80)), random.Random(5)
    truth = {unit: float(unit % 9 == 0 or unit < 5) for unit in everything}
    found = []
    for _ in range(250):
        seen: list[int] = []
        rows = []
        for draw in range(3):
            left = [unit for unit in everything if unit not in seen]
            sure, rest = left[:3], left[3:]  # the unsure ones are rich in hits, as an order by uncertainty is
            chance = rng.sample(rest, 8)
            rows += [(draw, unit, "known", 1.0, True) for unit in seen]
            rows += [(draw, unit, "uncertain", 1.0, True) for unit in sure]
            rows += [(draw, unit, "random", 8 / len(rest), True) for unit in chance]
            seen += sure + chance
        weights = pooled_weights(pd.DataFrame(rows, columns=list(DRAW_COLUMNS)))
        found.append(sum(weight * truth[unit] for unit, weight in weights.items()))
    error = np.std(found, ddof=1) / np.sqrt(len(found))
    assert abs(np.mean(found) - sum(truth.values())) < 4 * error


def test_a_draw_looked_at_in_part_stands_for_all_of_it():
    rows = [("d", n, "random", 0.1, n < 2) for n in range(4)] + [
        ("d", 9, "uncertain", 1.0, False),
        ("e", 1, "random", 0.5, False),
    ]
    weights = pooled_weights(pd.DataFrame(rows, columns=list(DRAW_COLUMNS)))
    assert weights.to_dict() == {0: 20.0, 1: 20.0}
    assert pooled_weights(pd.DataFrame([], columns=list(DRAW_COLUMNS))).empty


def test_shares_accepted_are_of_those_decided():
    actions = ["accept"] * 7 + ["reject"] * 2 + ["change", "unsure", "unsure"]
    answers = pd.DataFrame([("b", each) for each in actions] + [("a", "unsure")], columns=["code_id", "action"])
    none, row = accepted_shares(answers).to_dict("records")
    assert (row["decided"], row["accept"], row["change"], row["reject"], row["unsure"]) == (10, 7, 1, 2, 2)
    from scipy import stats

    assert row["share"] == pytest.approx(0.7, abs=1e-12)
    assert row["low"] == pytest.approx(stats.beta.ppf(0.025, 7.5, 3.5), abs=1e-9)
    assert row["high"] == pytest.approx(stats.beta.ppf(0.975, 7.5, 3.5), abs=1e-9)
    assert (none["decided"], none["readable"]) == (0, False)
    assert np.isnan(none["share"])


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=80), st.floats(0.05, 0.95))
def test_a_band_is_supported_by_decisions_that_support_it_and_never_by_stronger_ones(record, precision):
    for band in score_bands(record):
        last = band.high == 1
        own = [yes for score, yes in record if band.low <= int(score * 10) / 10 and (score < band.high or last)]
        counted = [yes for score, yes in record if band.since <= int(score * 10) / 10 and (score < band.high or last)]
        assert band.since <= band.low
        assert (band.own, band.own_accepted) == (len(own), sum(own))
        assert (band.decided, band.accepted) == (len(counted), sum(counted)) or band.decided == 0
        if band.supports(precision):
            assert len(own) >= 5
            assert sum(own) / len(own) >= precision
            assert people_share(sum(counted), len(counted)).low >= precision


def test_the_hint_says_its_number_and_what_it_means():
    hint = stopping_hint([True] * 30 + [False] * 49 + [True], 1000)
    assert (hint.k, hint.n) == (1, 50)
    assert hint.words.startswith(
        "In the last 50 randomly drawn passages 1 had a code that no suggestion had named: about 2% (0% to 9%) of passages"
    )
    low, high = people_share(1, 50).low, people_share(1, 50).high
    assert f"that would be {int(low * 1000)} to {int(high * 1000) + 1}." in hint.words
    assert "too few" in stopping_hint([False] * 9, 1000).words
    assert "none had" in stopping_hint([False] * 10, 1000).words
    for words in (stopping_hint([False] * n, 5).words for n in range(60)):
        assert "stop" not in words

"""The figures: by hand on small cases, and as scikit-learn works them out on random ones."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.autocoding import metrics

CARRIED = np.array([[1, 0], [1, 0], [0, 1], [0, 0]], dtype=bool)
SAID = np.array([[1, 0], [0, 1], [0, 1], [0, 0]], dtype=bool)


def test_figures_by_hand():
    # code 0: TP 1, FN 1 -> F1 2/3; code 1: TP 1, FP 1 -> 2/3; together TP 2, FP 1, FN 1 -> 2/3
    assert metrics.macro_f1(CARRIED, SAID) == pytest.approx(2 / 3)
    assert metrics.micro_f1(CARRIED, SAID) == pytest.approx(2 / 3)
    # code 0: agreement 3/4, chance (2/4)(1/4) + (2/4)(3/4) = 1/2 -> 1/2; code 1: chance (1/4)(2/4) + (3/4)(2/4) = 1/2 -> 1/2
    assert metrics.mean_kappa(CARRIED, SAID) == pytest.approx(0.5)
    assert metrics.any_code_kappa(CARRIED, SAID) == pytest.approx(1.0)
    assert np.isnan(metrics.any_code_kappa(CARRIED[:3], SAID[1:])), "no segment is uncoded"


def test_a_code_that_no_test_segment_carries_is_left_out_of_the_means():
    wide, said = np.pad(CARRIED, ((0, 0), (0, 1))), np.pad(SAID, ((0, 0), (0, 1)), constant_values=True)
    assert metrics.macro_f1(wide, said) == pytest.approx(2 / 3)
    assert metrics.mean_kappa(wide, said) == pytest.approx(0.5)
    assert metrics.micro_f1(wide, said) == pytest.approx(2 * 2 / (3 + 7)), "but saying it falsely counts here"


def test_a_code_that_is_never_said_counts_as_nothing():
    assert metrics.macro_f1(CARRIED, np.zeros_like(CARRIED)) == 0.0


def test_precision_at_coverage_by_hand():
    scores = np.array([[0.9, 0.1], [0.2, 0.8], [0.1, 0.7], [0.6, 0.1]])
    assert metrics.precision_at_coverage(CARRIED, scores, 0.25) == 1.0
    assert metrics.precision_at_coverage(CARRIED, scores, 0.5) == 0.5
    assert metrics.precision_at_coverage(CARRIED, scores, 0.75) == pytest.approx(2 / 3)
    assert metrics.precision_at_coverage(CARRIED, scores, 0.01) == 1.0, "at least one segment is taken"


def test_calibration_error_by_hand():
    probability = np.array([0.9, 0.95, 0.05, 1.0, 0.0])
    right = np.array([1, 1, 0, 0, 0], dtype=bool)
    # bins of 1/15: .9 lies in (.867, .933], .95 and 1.0 in (.933, 1], .05 and 0 in [0, .067]
    expected = 1 / 5 * abs(1 - 0.9) + 2 / 5 * abs(0.5 - 0.975) + 2 / 5 * abs(0 - 0.025)
    assert metrics.calibration_error(right, probability) == pytest.approx(expected)
    assert metrics.calibration_error(right, right.astype(float)) == 0.0


def test_the_likeliest_code_and_all_codes_are_calibrated_apart():
    probability = np.array([[0.8, 0.0], [0.8, 0.0], [0.0, 0.8], [0.0, 0.8]])
    assert metrics.top_calibration_error(CARRIED, probability) == pytest.approx(abs(0.75 - 0.8))
    assert metrics.all_calibration_error(CARRIED, probability) == pytest.approx(0.5 * abs(0.75 - 0.8))


@pytest.mark.parametrize("seed", range(5))
def test_figures_are_those_of_scikit_learn(seed):
    from sklearn.metrics import cohen_kappa_score, f1_score

    chance = np.random.default_rng(seed)
    carried, said = chance.random((50, 6)) < 0.3, chance.random((50, 6)) < 0.3
    assert metrics.macro_f1(carried, said) == pytest.approx(f1_score(carried, said, average="macro"), abs=1e-12)
    assert metrics.micro_f1(carried, said) == pytest.approx(f1_score(carried, said, average="micro"), abs=1e-12)
    each = [cohen_kappa_score(carried[:, code], said[:, code]) for code in range(6)]
    assert metrics.mean_kappa(carried, said) == pytest.approx(np.mean(each), abs=1e-12)
    both = cohen_kappa_score(carried.any(axis=1), said.any(axis=1))
    assert metrics.any_code_kappa(carried, said) == pytest.approx(both, abs=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_calibration_error_is_what_calibration_curves_add_up_to(seed):
    from sklearn.calibration import calibration_curve

    chance = np.random.default_rng(seed)
    probability = chance.random(400)
    right = chance.random(400) < probability
    shares, means = calibration_curve(right, probability, n_bins=metrics.BINS)
    weights = np.histogram(probability, np.linspace(0, 1, metrics.BINS + 1))[0] / 400
    assert metrics.calibration_error(right, probability) == pytest.approx(
        np.sum(weights * np.abs(shares - means)), abs=1e-12
    )

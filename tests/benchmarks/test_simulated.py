"""The simulations behind the choice of intervals still come out as they are quoted."""

from __future__ import annotations

import numpy as np

from benchmarks.simulated import COUNTRIES, METHODS, SITES, corrected, coverages, mark, rejected


def test_korn_graubard_holds_the_truth_and_the_bootstrap_does_not():
    found = [coverages(np.random.default_rng(1), p, 0.05, 9, 600) for p in (0.03, 0.1)]
    for row in found:
        named = dict(zip(METHODS, row, strict=True))
        assert named["Korn-Graubard"] > 0.9
        assert named["logit t"] > 0.88
        assert named["bootstrap"] < 0.9
        assert named["naive Wilson"] < 0.75


def test_shuffling_people_finds_a_twentieth_of_what_is_not_there_and_chi_square_most_of_it():
    naive, people = rejected(np.random.default_rng(2), 0.1, 0.1, SITES, 800)
    assert naive > 0.7
    assert 0.02 < people < 0.08
    _, power = rejected(np.random.default_rng(3), np.where(COUNTRIES, 0.2, 0.1), 0.05, COUNTRIES, 400)
    assert 0.55 < power < 0.9


def test_the_corrected_share_is_right_where_the_machine_is_not():
    machine, naive, share, holds, _, _ = corrected(np.random.default_rng(4), 0.05, (0.75, 0.95), 0.05, 120)
    assert machine > 0.08
    assert naive < 0.3
    assert abs(share - 0.05) < 0.006
    assert holds > 0.88


def test_a_figure_outside_the_reference_is_starred():
    assert mark(0.95, (94, 98), 2000) == " 95% "
    assert mark(0.90, (94, 98), 2000) == " 90%*"

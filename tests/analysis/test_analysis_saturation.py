"""Guest's base, run and threshold: the worked vector, and random orders against counting them all."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from workbench.analysis.saturation import Settings, first_found, new_codes, over_orders, reached, runs
from workbench.errors import WorkbenchError

WORKED = [9, 6, 3, 3, 2, 2, 1, 1, 0, 1, 0, 0]


def grid_of(new):
    """Return interviews x codes in which each interview has all the codes found so far and so many new ones."""
    found = np.cumsum(new)
    return np.arange(found[-1]) < found[:, np.newaxis]


@pytest.mark.parametrize(
    ("run", "threshold", "first", "last", "ratio"),
    [(2, 0.05, 8, 9, 0.048), (3, 0.05, 9, 11, 0.048), (2, 0.0, 11, 12, 0.0)],
)
def test_the_worked_vector_comes_out(run, threshold, first, last, ratio):
    settings = Settings(4, run, threshold)
    table = runs(WORKED, settings)
    row = table[table["ratio"] <= threshold].iloc[0]
    assert (row["first"], row["last"], row["base"], round(row["ratio"], 3)) == (first, last, 21, ratio)
    assert reached(WORKED, settings) == first - 1


def test_new_codes_are_counted_from_who_has_what():
    assert new_codes(grid_of(WORKED)) == WORKED
    assert new_codes(np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0]], dtype=bool)) == [1, 0, 1]


def test_random_orders_come_near_to_all_orders():
    has = np.array([[1, 1, 0, 0, 0], [0, 1, 1, 0, 0], [0, 0, 0, 1, 0], [1, 0, 0, 0, 1], [1, 1, 0, 0, 0]], dtype=bool)
    every = [np.logical_or.accumulate(has[list(o)]).sum(axis=1) for o in itertools.permutations(range(5))]
    some = over_orders(has, Settings(2, 1, 0.0), orders=4000, seed=7)
    np.testing.assert_allclose(some.curve["mean"], np.mean(every, axis=0), atol=0.05)
    share = np.mean([reached(np.diff(e, prepend=0).tolist(), Settings(2, 1, 0.0)) is not None for e in every])
    assert some.reached / some.orders == pytest.approx(share, abs=0.03)
    again = over_orders(has, Settings(2, 1, 0.0), orders=4000, seed=7)
    assert again.curve.equals(some.curve), "the same seed gives the same bands"
    assert list(some.curve["codes"]) == [2, 3, 4, 5, 5]


def test_the_expected_place_of_a_code_is_that_of_all_orders():
    has = np.array([[1, 0], [0, 0], [1, 0], [0, 1]], dtype=bool)
    table = first_found(has, ["A", "B"]).set_index("code_key")
    places = [min(o.index(i) + 1 for i in (0, 2)) for o in itertools.permutations(range(4))]
    assert table.loc["A"].to_dict() == {
        "first": 1,
        "interviews": 2,
        "of": 4,
        "expected": pytest.approx(np.mean(places)),
    }
    assert table.loc["B", "expected"] == pytest.approx(2.5)


def test_too_few_interviews_and_senseless_settings():
    assert reached([3, 1], Settings()) is None
    assert runs([3, 1], Settings()).empty
    assert reached([0, 0, 0, 0, 0, 0], Settings()) is None, "no codes in the base is no saturation"
    with pytest.raises(WorkbenchError, match="Base 0"):
        Settings(base=0)
    assert np.isnan(over_orders(np.zeros((3, 2), dtype=bool), Settings(), orders=5).usual)

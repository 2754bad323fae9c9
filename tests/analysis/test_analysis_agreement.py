"""Agreement of two coders, held against an independent calculation."""

from __future__ import annotations

import math

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.agreement import agreement, alpha, differences


def segments(count, length=10):
    return pd.DataFrame(
        [("s", n * length, (n + 1) * length, "layer", "p") for n in range(count)],
        columns=["source_id", "start", "end", "segmentation_id", "case_id"],
    )


def codings(*rows):
    return pd.DataFrame(rows, columns=["source_id", "start", "end", "code_key"])


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60))
def test_alpha_is_krippendorffs(pairs):
    counts = [pairs.count(pair) for pair in [(True, True), (True, False), (False, True), (False, False)]]
    found = alpha(*counts)
    if len({value for pair in pairs for value in pair}) < 2:
        assert math.isnan(found)
    else:
        data = np.array(pairs, dtype=int).T
        assert found == pytest.approx(krippendorff.alpha(data, level_of_measurement="nominal"))


def test_each_code_is_counted_over_all_segments():
    left = codings(("s", 0, 10, "A"), ("s", 10, 20, "A"), ("s", 20, 30, "B"))
    right = codings(("s", 0, 10, "A"), ("s", 20, 30, "A"))
    table = agreement(segments(4), left, right).set_index("code_key")
    assert table.loc["A"].tolist()[:6] == [4, 1, 1, 1, 1, 0.5]
    assert table.loc["B"].tolist()[:6] == [4, 0, 1, 0, 3, 0.75]


def test_a_code_on_every_segment_has_agreement_and_no_alpha():
    every = codings(*(("s", n * 10, n * 10 + 10, "A") for n in range(3)))
    (row,) = agreement(segments(3), every, every).to_dict("records")
    assert row["agreement"] == 1
    assert math.isnan(row["alpha"])


def test_differences_say_what_each_gave_and_what_both_did():
    left = codings(("s", 0, 10, "A"), ("s", 0, 10, "B"), ("s", 10, 20, "A"))
    right = codings(("s", 0, 10, "A"), ("s", 0, 10, "C"), ("s", 10, 20, "A"))
    (row,) = differences(segments(3), left, right).to_dict("records")
    assert row == {"source_id": "s", "start": 0, "end": 10, "only_left": ("B",), "only_right": ("C",), "both": ("A",)}


def test_a_person_listed_twice_does_not_count_a_segment_twice():
    twice = pd.concat([segments(2), segments(2).assign(case_id="q")], ignore_index=True)
    assert agreement(twice, codings(("s", 0, 10, "A")), codings())["n"].tolist() == [2]


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from("AB"), st.booleans()), max_size=20))
def test_swapping_the_coders_swaps_the_columns(given_codes):
    rows = [("s", n * 10, n * 10 + 10, key) for n, key, _ in given_codes]
    left = codings(*(row for row, (*_, mine) in zip(rows, given_codes, strict=True) if mine))
    right = codings(*(row for row, (*_, mine) in zip(rows, given_codes, strict=True) if not mine))
    one, other = agreement(segments(6), left, right), agreement(segments(6), right, left)
    assert one["only_left"].tolist() == other["only_right"].tolist()
    pd.testing.assert_series_equal(one["alpha"], other["alpha"])
    assert (one[["both", "only_left", "only_right", "neither"]].sum(axis=1) == one["n"]).all()

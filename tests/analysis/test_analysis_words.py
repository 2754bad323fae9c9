"""Words counted and compared, and where in an interview a code comes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import power_divergence

from workbench.analysis.keyness import dispersions, frequency, keyness, log_likelihood, log_ratio
from workbench.analysis.timeline import tenths, timeline


def counts_of(**people):
    rows = [(person, word, n) for person, words in people.items() for word, n in words.items()]
    return pd.DataFrame(rows, columns=["person", "word", "n"])


def test_log_likelihood_is_that_of_an_independent_implementation():
    a, b = np.array([30.0, 0, 12]), np.array([10.0, 7, 12])
    ours = log_likelihood(a, b, 1000, 1500)
    for i in range(3):
        both = (a[i] + b[i]) / 2500
        theirs = power_divergence([a[i], b[i]], [1000 * both, 1500 * both], lambda_="log-likelihood", ddof=0).statistic
        assert ours[i] == pytest.approx(theirs, rel=1e-9)
    assert log_ratio(np.array([8.0]), np.array([1.0]), 100, 100)[0] == pytest.approx(3)
    assert log_ratio(np.array([8.0]), np.array([0.0]), 100, 100)[0] == pytest.approx(4), (
        "half an occurrence stands for none"
    )


def test_dispersion_is_that_of_gries_worked_example():
    # Gries 2008: five parts of 9, 10, 10, 10 and 11 words, in which a word occurs 1, 2, 3, 4 and 5 times.
    table = np.array([[1, 8], [2, 8], [3, 7], [4, 6], [5, 6]], dtype=float)
    assert dispersions(table)[0] == pytest.approx(0.18)


def test_a_word_of_one_talkative_person_is_not_key_and_one_of_many_is():
    plain = {"the": 100, "plan": 5}
    left = {f"l{n}": {**plain, "forms": 8} for n in range(5)} | {"l0": {**plain, "forms": 8, "football": 80}}
    right = {f"r{n}": dict(plain) for n in range(5)}
    table = keyness(counts_of(**left, **right), list(left), list(right)).set_index("word")
    assert list(table.index) == ["forms"]
    assert (table.loc["forms", "side"], table.loc["forms", "k_left"], table.loc["forms", "k_right"]) == ("left", 5, 0)
    loose = keyness(counts_of(**left, **right), list(left), list(right), fewest=1).set_index("word")
    assert "football" not in loose.index, "without that person nothing is left of it"
    spread = left | {"l1": {**plain, "forms": 8, "football": 30}}
    assert (
        "football" in keyness(counts_of(**spread, **right), list(spread), list(right), fewest=2).set_index("word").index
    )


def test_frequency_counts_people():
    table = frequency(counts_of(a={"tŷ": 3, "plan": 1}, b={"plan": 1})).set_index("word")
    assert table.loc["tŷ", ["n", "k", "m"]].tolist() == [3, 1, 2]
    assert table.loc["plan", "k"] == 2
    assert table["per_thousand"].sum() == pytest.approx(1000)
    assert frequency(counts_of(a={})).empty


def coded(*spans):
    rows = [(f"c{i}", s, s.upper(), start, end, "A", "A") for i, (s, start, end) in enumerate(spans)]
    return pd.DataFrame(rows, columns=["coding_id", "source_id", "source", "start", "end", "code_key", "code_name"])


def test_a_place_in_an_interview_is_a_share_of_its_words():
    words = {"i1": np.arange(0, 100, 10), "i2": np.arange(0, 40, 10)}
    table = timeline(coded(("i1", 20, 50), ("i2", 0, 35), ("i1", 3, 8), ("i3", 0, 9)), words)
    assert table["begins"].tolist() == [0.2, 0.0]
    assert table["ends"].tolist() == [0.5, 1.0]
    assert table["words"].tolist() == [3, 4]
    owners = pd.DataFrame({"source_id": ["i1", "i2"], "person": ["p1", "p1"]})
    counted = tenths(table, owners)
    assert counted[["tenth", "codings", "people", "m"]].to_numpy().tolist() == [[1, 1, 1, 1], [3, 1, 1, 1]]

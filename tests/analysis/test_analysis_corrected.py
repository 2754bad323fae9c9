"""A machine's share corrected by a random sample, how passages concentrate, and one number for a gap."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from workbench.analysis.concentration import concentration
from workbench.analysis.corrected import corrected_share
from workbench.analysis.gap_index import gap_index
from workbench.analysis.talk import talk
from workbench.errors import WorkbenchError


def test_the_difference_estimator_by_hand():
    """Sixteen units of four people, half of them drawn (probability .5), written out."""
    machine = [1, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0]
    human = [1, np.nan, 1, np.nan, 1, np.nan, 0, np.nan, 1, np.nan, 0, np.nan, 0, np.nan, 1, np.nan]
    weights, people = [2, 0] * 8, [*"aaaabbbbccccdddd"]
    pseudo = np.array([1, 0, 1, 0, 2, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0])
    found = corrected_share(machine, human, weights, people)
    assert found.share == pytest.approx(8 / 16, abs=1e-12)
    by_person = (pseudo - pseudo.mean()).reshape(4, 4).sum(axis=1) / 16
    reach = stats.t.ppf(0.975, 3) * np.sqrt(4 / 3 * (by_person**2).sum())
    assert found.low == pytest.approx(0.5 - reach, abs=1e-9)
    assert found.high == pytest.approx(0.5 + reach, abs=1e-9)
    assert (found.machine, found.n, found.coded, found.m) == (6 / 16, 16, 8, 4)
    assert found.sample == pytest.approx(5 / 8)
    assert "too few to correct the machine by" in found.words


def test_a_sample_of_one_person_says_nothing_of_the_others():
    machine, clusters = np.arange(400) % 3 == 0, np.repeat(np.arange(10), 40)
    found = corrected_share(machine, machine, np.where(clusters == 0, 10.0, 0.0), clusters)
    assert (found.coded, found.m, found.readable) == (40, 10, False)
    assert "of 1 person or source: too few" in found.words


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=4, max_size=40))
def test_where_a_person_coded_everything_the_machine_does_not_matter(units):
    machine, human = zip(*units, strict=True)
    clusters = np.arange(len(units)) % 4
    found = corrected_share(machine, human, np.ones(len(units)), clusters)
    assert found.share == pytest.approx(np.mean(human), abs=1e-12)
    assert found.sample == pytest.approx(found.share, abs=1e-12)


def test_on_average_it_is_the_truth_and_the_machine_is_not():
    random = np.random.default_rng(7)
    truth = random.random(1000) < 0.12
    machine = np.where(truth, random.random(1000) < 0.6, random.random(1000) < 0.15)
    clusters, found = np.arange(1000) % 20, []
    for _ in range(300):
        drawn = random.random(1000) < 0.2
        found.append(corrected_share(machine, truth, drawn / 0.2, clusters))
    shares = np.array([one.share for one in found])
    assert abs(shares.mean() - truth.mean()) < 4 * shares.std() / np.sqrt(300)
    assert abs(machine.mean() - truth.mean()) > 0.05
    assert found[0].readable
    assert found[0].words.startswith("The machine alone says ")


def test_what_cannot_be_corrected_is_said_or_refused():
    alone = corrected_share([1, 0], [0, 0], [0, 0], ["a", "b"])
    assert math.isnan(alone.share)
    assert alone.machine == 0.5
    assert alone.words.startswith("No unit drawn at random")
    with pytest.raises(WorkbenchError, match="stands for some units"):
        corrected_share([1], [1], [-0.5], ["a"])
    with pytest.raises(WorkbenchError, match="has an answer"):
        corrected_share([1], [np.nan], [2], ["a"])
    with pytest.raises(WorkbenchError, match="one value of each kind"):
        corrected_share([1], [1, 0], [1], ["a"])


@given(st.lists(st.integers(0, 60), min_size=1, max_size=28).filter(any))
def test_effective_people_lie_between_one_and_all_who_speak(counts):
    found = concentration({f"P{n}": count for n, count in enumerate(counts)})
    assert 1 - 1e-9 <= found.effective <= found.k + 1e-9
    assert found.effective == pytest.approx(sum(counts) ** 2 / sum(c * c for c in counts), rel=1e-12)
    assert found.top_share == max(counts) / sum(counts)


def test_effective_numbers_are_laakso_and_taageperas():
    """Their 1979 paper: equal shares give their number; .70 .10 .10 .10 gives 1.92."""
    assert concentration(dict.fromkeys("abcd", 7)).effective == pytest.approx(4, abs=1e-12)
    assert concentration({"a": 70, "b": 10, "c": 10, "d": 10}).effective == pytest.approx(1 / 0.52, abs=1e-12)


def test_one_talkative_person_is_called_out_but_not_for_talking_much_of_all():
    even = concentration({"P": 4, "Q": 5, "R": 4}, {"P": 40, "Q": 50, "R": 40})
    assert "read the people" not in even.words
    carried = concentration({"P": 20, "Q": 2, "R": 2, "S": 1}, {"P": 40, "Q": 50, "R": 40, "S": 50})
    assert "3.2 times an even share: read the people, not the passages" in carried.words
    talkative = concentration({"P": 8, "Q": 1, "R": 1}, {"P": 300, "Q": 50, "R": 40})
    assert "says much of everything" in talkative.words
    assert concentration({"P": 3, "Q": 0}).words == "All 3 passages are P's: one person's account."
    assert concentration({"P": 0}).words == "Nobody says anything of it."


def test_the_gap_index_never_comes_without_its_counts():
    found = gap_index({"fulfilled": 1, "strained": 4, "contradicted": 23})
    assert found.value == pytest.approx(25 / 28)
    assert found.words == "1 fulfilled, 4 strained, 23 contradicted, 0 silent: gap index 0.89 of 28 who speak of it"
    mixed = gap_index({"mixed": 1, "contradicted": 1, "silent": 9})
    assert (mixed.value, mixed.spoke) == (0.5, 2)
    assert math.isnan(gap_index({"silent": 5}).value)


def test_talk_counts_a_passage_once_and_leaves_out_what_is_shared(tables):
    tables.owners["i8"] = ("p1", "p8")
    tables.code("i1", 0, "ADM")
    tables.code("i1", 0, "ADM", coder="Owain")
    tables.code("i2", 3, "REL", end=20)  # less than half of the shorter one: no, the coding itself is the shorter
    tables.code("i8", 0, "ADM")
    found = talk(tables.coding_table(), tables.segment_table())
    assert found.people["n"].tolist() == [10] * 7
    assert found.hits.loc["P1"].to_dict() == {"ADM": 1, "REL": 0}
    assert found.hits.loc["P2"].to_dict() == {"ADM": 0, "REL": 1}
    assert (found.shared_sources, found.left_out) == (1, ("P8",))

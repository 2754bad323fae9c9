"""Groups of people compared by shuffling people: against SciPy, published tables and counts by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from workbench.analysis.differences import differences, false_discovery, group_difference, unevenness
from workbench.analysis.left_out import difference_without, hangs_on, stances_without, theme_without
from workbench.analysis.shuffles import arrangements, every_arrangement, shuffled
from workbench.errors import NotFound, WorkbenchError


def persons(groups, within=None):
    table = pd.DataFrame({"attr.site": groups, "attr.job": within or ["x"] * len(groups)})
    return table.set_index(pd.Index([f"P{n}" for n in range(len(groups))], name="case"))


def test_the_lady_tasting_tea_is_fishers():
    """Fisher 1935, The Design of Experiments: 3 of 4 right gives 34/70 two-sided, 4 of 4 gives 2/70."""
    table = persons(["milk"] * 4 + ["tea"] * 4)
    assert group_difference(table, [1, 1, 1, 0, 0, 0, 0, 1], "attr.site").p == pytest.approx(34 / 70, abs=1e-12)
    found = group_difference(table, [1, 1, 1, 1, 0, 0, 0, 0], "attr.site")
    assert found.p == pytest.approx(2 / 70, abs=1e-12)
    assert (found.draws, found.least_p) == (0, pytest.approx(2 / 70))


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(6, 20)), min_size=5, max_size=8), st.integers(2, 3))
def test_all_arrangements_give_scipys_permutation_test(people, first):
    hits, sizes = (np.array(each, dtype=float) for each in zip(*people, strict=True))
    found = group_difference(persons(["a"] * first + ["b"] * (len(hits) - first)), hits, "attr.site", sizes=sizes)

    def uneven(one, other):
        groups = [np.asarray(each, dtype=int) for each in (one, other)]
        return unevenness(np.array([[hits[g].sum() for g in groups]]), np.array([[sizes[g].sum() for g in groups]]))[
            0
        ].round(10)

    places = np.arange(len(hits))
    scipys = stats.permutation_test(
        (places[:first], places[first:]),
        uneven,
        permutation_type="independent",
        n_resamples=np.inf,
        alternative="greater",
    )
    assert found.p == pytest.approx(scipys.pvalue, abs=1e-9)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_false_discovery_is_scipys(p):
    assert false_discovery(p) == pytest.approx(stats.false_discovery_control(p), abs=1e-12)


def test_false_discovery_of_benjamini_and_hochbergs_own_example():
    """Their 1995 paper, section 3: of these fifteen, the four least are called different at .05."""
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]
    assert (false_discovery(p) <= 0.05).tolist() == [True] * 4 + [False] * 11
    assert false_discovery([0.01, np.nan])[0] == 0.01


@given(
    st.lists(st.integers(0, 2), min_size=2, max_size=7),
    st.data(),
)
def test_arrangements_are_counted_and_each_met_once(groups, data):
    strata = np.array(data.draw(st.lists(st.integers(0, 1), min_size=len(groups), max_size=len(groups))))
    group = np.array(groups)
    rows = every_arrangement(group, strata)
    assert len({tuple(row) for row in rows}) == len(rows) == arrangements(group, strata)
    for row in (*rows, *shuffled(group, strata, 20, 1)):
        for one in set(strata):
            assert sorted(row[strata == one]) == sorted(group[strata == one])


def test_shuffling_by_chance_agrees_with_all_arrangements(monkeypatch):
    hits, table = [9, 1, 2, 8, 0, 3, 7, 5, 1], persons([*"aaabbbbcc"], [*"xyxyxyxyx"])
    sizes = [20] * 9
    exact = group_difference(table, hits, "attr.site", sizes=sizes, within="attr.job")
    monkeypatch.setattr("workbench.analysis.differences.MOST_EXACT", 0)
    by_chance = group_difference(table, hits, "attr.site", sizes=sizes, within="attr.job", draws=20_000)
    assert (exact.draws, by_chance.draws) == (0, 20_000)
    assert by_chance.p == pytest.approx(exact.p, abs=4 * np.sqrt(exact.p * (1 - exact.p) / 20_000))
    apart = group_difference(
        persons(["a"] * 14 + ["b"] * 14), [9] * 14 + [0] * 14, "attr.site", sizes=[20] * 28, draws=9
    )
    assert apart.p == 1 / 10, "what is there counts as one of the arrangements, so p is never zero"


def test_inside_strata_a_difference_that_follows_the_profession_goes_away():
    sites, jobs = ["a"] * 8 + ["b"] * 8, ["ot"] * 7 + ["nurse"] + ["ot"] + ["nurse"] * 7
    hits = [9 if job == "ot" else 1 for job in jobs]
    table = persons(sites, jobs)
    assert group_difference(table, hits, "attr.site", sizes=[20] * 16).p < 0.05
    inside = group_difference(table, hits, "attr.site", sizes=[20] * 16, within="attr.job")
    assert inside.p == 1
    assert "neither a difference nor its absence" in inside.words


def test_what_cannot_be_read_is_said():
    few = group_difference(persons(["a", "a", "b", "b", "b"]), [1, 1, 0, 0, 0], "attr.site")
    assert few.p == pytest.approx(0.1)
    assert few.words == (
        "From groups of 2 and 3 people no arrangement could give a p below .10: neither a difference nor its absence can be"
        " read from so few people."
    )
    assert not any(group.readable for group in few.groups)
    alike = group_difference(persons(["a"] * 19 + ["b"] * 9), [5, 6, 4, 7] * 7, "attr.site", sizes=[55] * 28, draws=999)
    assert "That is no sign that the groups are alike: with 19 and 9 people, four studies in five" in alike.words
    apart = group_difference(persons(["a"] * 8 + ["b"] * 8), [9] * 8 + [1] * 8, "attr.site", sizes=[20] * 16)
    assert apart.words.startswith("The groups differ by more than people shuffled between them usually do (p < .001).")
    alone = group_difference(persons(["a"] * 3), [1, 0, 1], "attr.site")
    assert "nothing can be compared" in alone.words


def test_who_is_left_out_is_counted():
    table = persons(["a", "a", None, "b", "b", "b"])
    found = group_difference(table, [1, 0, 1, 0, 1, 0], "attr.site", sizes=[1, 1, 1, 1, 1, 0])
    assert (found.people, found.excluded) == (4, 2)
    assert [(g.name, g.k, g.m) for g in found.groups] == [("a", 1, 2), ("b", 1, 2)]
    with pytest.raises(NotFound, match=r"attr\.site"):
        group_difference(table, [0] * 6, "attr.nosuch")
    with pytest.raises(WorkbenchError, match="more hits than units"):
        group_difference(table, [2] * 6, "attr.site")


def test_many_comparisons_are_controlled_or_called_exploratory():
    table = persons(["a"] * 6 + ["b"] * 6)
    outcomes = pd.DataFrame({"x": [1] * 6 + [0] * 6, "y": [1, 0] * 6, "z": [0, 1] * 6}, index=table.index)
    controlled = differences(table, outcomes, "attr.site")
    assert controlled["q"].to_numpy() == pytest.approx(false_discovery(controlled["p"].tolist()))
    assert "after 3 comparisons)" in controlled["words"][0]
    explored = differences(table, outcomes, "attr.site", controlled=False)
    assert explored["q"].isna().all()
    assert all("Exploratory: one of 3 comparisons" in words for words in explored["words"])


def test_what_four_studies_in_five_find_is_found_in_about_four_of_five():
    """The claim the sentence makes, by making studies with just that difference."""
    random, m, n = np.random.default_rng(4), (14, 14), 50
    table = persons(["a"] * m[0] + ["b"] * m[1])

    def study(gap):
        p = np.repeat([0.3, 0.3 + gap], m)
        spread = 1 / 0.1 - 1
        return random.binomial(n, random.beta(p * spread, (1 - p) * spread))

    promised = np.mean(
        [group_difference(table, study(0), "attr.site", sizes=[n] * 28, draws=9).seen_from for _ in range(60)]
    )
    found = [
        group_difference(table, study(promised), "attr.site", sizes=[n] * 28, draws=399).p <= 0.05 for _ in range(200)
    ]
    assert 0.7 < np.mean(found) < 0.9


def test_without_one_person_or_site():
    table = persons(["a", "a", "b", "b"])
    rows = theme_without(table, [5, 0, 2, 0], [10, 10, 10, 10])
    assert rows["without"].tolist() == ["", "P0", "P1", "P2", "P3"]
    assert rows[["k", "m", "segments", "n_segments"]].to_numpy().tolist()[:2] == [[2, 4, 7, 40], [1, 3, 2, 30]]
    assert not rows["readable"].any()
    by_site = theme_without(table, [5, 0, 2, 0], [10, 10, 10, 10], by="attr.site")
    assert by_site[["without", "k", "m"]].to_numpy().tolist() == [["", 2, 4], ["a", 1, 2], ["b", 1, 2]]
    people = pd.DataFrame({"case": ["P", "Q", "R"], "stance": ["contradicted", "silent", "strained"], "site": [*"aab"]})
    stances = stances_without(people)
    assert stances["gap_index"].tolist() == [0.75, 0.5, 0.75, 1.0]
    assert stances_without(people, by="site")["m"].tolist() == [3, 1, 2]


def test_people_are_shuffled_inside_a_stratum_however_its_number_is_written():
    one, other = (persons(["a", "b"] * 6).assign(band=band) for band in (["4"] * 12, ["4", 4.0, 4] * 4))
    hits = [1, 0] * 6
    assert group_difference(other, hits, "attr.site", within="band").p == (
        group_difference(one, hits, "attr.site", within="band").p
    )
    without = theme_without(other, hits, [1] * 12, by="band")
    assert without["without"].tolist() == ["", "4"]


def test_a_difference_that_hangs_on_one_site_is_named():
    sites = ["a1"] * 5 + ["a2"] * 5 + ["a3"] * 5 + ["b1"] * 8 + ["b2"] * 8
    table = persons(sites).assign(country=[site[0] for site in sites])
    hits = [9, 10, 9, 8, 9] + [2, 3] * 5 + [2, 3] * 8
    found = difference_without(table, hits, "country", leave="attr.site", sizes=[20] * len(sites), draws=999)
    assert "hangs on a1:" in hangs_on(found)
    everywhere = difference_without(
        table, [9, 8, 9] * 5 + [2, 1] * 8, "country", leave="attr.site", sizes=[20] * len(sites), draws=999
    )
    assert hangs_on(everywhere) == "Looked at by itself, the difference stands whichever of them is left out."
    nowhere = difference_without(
        table, [2, 3, 2] * 5 + [3, 2] * 8, "country", leave="attr.site", sizes=[20] * len(sites), draws=99
    )
    assert hangs_on(nowhere).startswith("No difference")

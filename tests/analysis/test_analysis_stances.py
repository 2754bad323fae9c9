"""Claims by stance: the rule for a person, the counts, and the evidence behind them."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.analysis import contrast
from workbench.analysis.stances import CLAIM_COLUMNS, PERSON_COLUMNS, STANCES, stance_of

ALL = ["fulfilled", "strained", "contradicted", "unclear"]


@pytest.mark.parametrize(
    ("passages", "person"),
    [
        ([], "silent"),
        (["strained", "strained"], "strained"),
        (["fulfilled", "contradicted"], "mixed"),
        (["fulfilled", "strained", "contradicted"], "mixed"),
        (["fulfilled", "strained"], "strained"),
        (["strained", "contradicted"], "contradicted"),
        (["unclear", "fulfilled"], "fulfilled"),
        (["unclear", "fulfilled", "contradicted"], "mixed"),
        (["unclear"], "unclear"),
    ],
)
def test_the_stance_of_one_person(passages, person):
    assert stance_of(passages) == person
    assert stance_of(reversed(passages)) == person


def count(tables, *claims, cases=None):
    cases = tables.case_table() if cases is None else cases
    return contrast.claims(tables.link_table(), tables.claim_table(*claims), cases).set_index("claim_id")


def test_people_by_stance_sites_and_links_of_a_known_study(tables):
    tables.link("a", "c1", "i1", "fulfilled")
    tables.link("b", "c1", "i1", "contradicted")
    tables.link("c", "c1", "i2", "strained")
    tables.link("d", "c1", "i2", "fulfilled")
    tables.link("e", "c1", "i4", "contradicted")
    found = count(tables, "c1", "c2")
    assert found.loc["c1", ["m", *STANCES]].tolist() == [7, 0, 1, 1, 1, 0, 4]
    assert found.loc["c1", ["n_sites", "sites_in_study"]].tolist() == [2, 3]
    assert found.loc["c1", "links_mixed"] == ["a", "b"]
    assert found.loc["c1", "links_strained"] == ["c", "d"]
    assert found.loc["c1", "links_contradicted"] == ["e"]
    assert found.loc["c1", "links_fulfilled"] == []
    assert found.loc["c2", ["m", *STANCES]].tolist() == [7, 0, 0, 0, 0, 0, 7]
    assert found.loc["c1", "statement"] == "Statement c1"


def test_the_table_behind_it_has_every_person_for_every_claim(tables):
    tables.link("a", "c1", "i1", "fulfilled")
    found = contrast.people_by_stance(tables.link_table(), tables.claim_table("c1", "c2"), tables.case_table())
    assert tuple(found.columns) == PERSON_COLUMNS
    assert len(found) == 14
    assert found.loc[found["stance"] != "silent", ["claim_id", "case_id", "link_ids"]].to_numpy().tolist() == [
        ["c1", "p1", ["a"]]
    ]


def test_a_link_in_a_joint_interview_counts_both_people_and_is_one_link(tables):
    tables.owners["i1"] = ("p1", "p2")
    tables.link("a", "c1", "i1", "fulfilled")
    found = count(tables, "c1").loc["c1"]
    assert (found["fulfilled"], found["links_fulfilled"]) == (2, ["a"])


def test_two_coders_linking_one_passage_are_one_person(tables):
    tables.link("a", "c1", "i1", "strained")
    tables.link("b", "c1", "i1", "strained")
    assert count(tables, "c1").loc["c1", "strained"] == 1


def test_only_interviewed_people_can_be_silent_and_other_links_are_named_not_counted(tables):
    cases = tables.case_table()
    cases["varieties"] = [("observed",), *[("disclosed", "observed")] * 6]
    tables.link("a", "c1", "i1", "fulfilled")
    tables.owners["i8"] = ()
    tables.link("b", "c1", "i8", "strained")
    found = count(tables, "c1", cases=cases).loc["c1"]
    assert (found["m"], found["silent"]) == (6, 6)
    assert found["links_not_counted"] == ["a", "b"]


def test_without_sites_none_are_counted(tables):
    tables.link("a", "c1", "i1", "fulfilled")
    found = count(tables, "c1", cases=tables.case_table().drop(columns="attr.site")).loc["c1"]
    assert (found["n_sites"], found["sites_in_study"]) == (0, 0)


def test_imagined_but_unmentioned(tables):
    tables.link("a", "c2", "i1", "unclear")
    found = contrast.unmentioned(tables.link_table(), tables.claim_table("c3", "c1", "c2"))
    assert found["claim_id"].tolist() == ["c1", "c3"]


@pytest.mark.parametrize("typed", [True, False])
def test_empty_tables_give_empty_tables_with_their_columns(tables, typed):
    full = tables.link_table(), tables.claim_table("c1"), tables.case_table()
    links, claims, cases = [t[:0] if typed else pd.DataFrame(columns=t.columns) for t in full]
    found = contrast.claims(links, claims, cases)
    assert (len(found), tuple(found.columns)) == (0, CLAIM_COLUMNS)
    assert len(contrast.claims(links, claims, full[2])) == 0
    assert tuple(contrast.people_by_stance(links, claims, cases).columns) == PERSON_COLUMNS
    alone = contrast.claims(links, full[1], cases)
    assert alone[["m", *STANCES]].to_numpy().tolist() == [[0] * 7]
    assert contrast.claims(links, full[1], full[2])["silent"].tolist() == [7]
    assert len(contrast.unmentioned(links, claims)) == 0


LINKS = st.lists(st.tuples(st.sampled_from(["c1", "c2"]), st.integers(1, 7), st.sampled_from(ALL)), max_size=20)


def study(make_tables, links):
    tables = make_tables()
    tables.owners["i1"] = ("p1", "p2")
    for n, (claim, person, stance) in enumerate(links):
        tables.link(f"l{n:02}", claim, f"i{person}", stance)
    return tables


@settings(max_examples=20, deadline=None)
@given(links=LINKS, seed=st.integers(0, 99))
def test_counts_sum_to_m_every_link_has_its_place_and_order_and_names_do_not_matter(make_tables, links, seed):
    tables = study(make_tables, links)
    claims, cases = tables.claim_table("c1", "c2"), tables.case_table()
    found = contrast.claims(tables.link_table(), claims, cases)
    assert (found[list(STANCES)].sum(axis=1) == found["m"]).all()
    for row in found.to_dict("records"):
        placed = {link for s in STANCES if s != "silent" for link in row[f"links_{s}"]}
        assert placed == {f"l{n:02}" for n, (claim, _, _) in enumerate(links) if claim == row["claim_id"]}
        assert all(bool(row[s]) == bool(row[f"links_{s}"]) for s in STANCES if s != "silent")
    moved = [t.sample(frac=1, random_state=seed) for t in (tables.link_table(), claims, cases)]
    for table in (moved[0], moved[2]):
        table["case"], table["case_id"] = table["case"] + "!", "z" + table["case_id"].str[::-1]
    pd.testing.assert_frame_equal(found, contrast.claims(*moved))


def test_silence_is_divided_where_it_is_known_who_was_asked(tables):
    tables.link("a", "c1", "i1", "fulfilled")
    tables.link("b", "c2", "i1", "strained")
    given = tables.link_table(), tables.claim_table("c1", "c2", "c3"), tables.case_table()
    asked = pd.DataFrame(
        [("c1", "p1"), ("c1", "p2"), ("c1", "p3"), ("c1", "nobody interviewed"), ("c2", "p1")],
        columns=["claim_id", "case_id"],
    )
    found = contrast.claims(*given, asked=asked).set_index("claim_id")
    silence = ["silent", "silent_asked", "silent_not_asked"]
    assert found.loc[:, silence].to_numpy().tolist() == [[6, 2, 4], [6, 0, 6], [7, 0, 7]]
    people = contrast.people_by_stance(*given, asked=asked).set_index(["claim_id", "case_id"])
    assert people.loc[("c1", "p2"), ["stance", "asked"]].tolist() == ["silent", True]
    assert people.loc[("c3", "p2"), ["stance", "asked"]].tolist() == ["silent", False]


@pytest.mark.parametrize("asked", [None, pd.DataFrame(columns=["claim_id", "case_id"])])
def test_without_a_word_on_asking_silence_stays_whole(tables, asked):
    found = contrast.claims(tables.link_table(), tables.claim_table("c1"), tables.case_table(), asked=asked).iloc[0]
    assert [found[name] for name in ("silent", "silent_asked", "silent_not_asked")] == [7, None, None]

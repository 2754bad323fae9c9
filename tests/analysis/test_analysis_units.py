"""Codes laid on segments, turns, answers, sources and people; prevalence and co-occurrence counted over them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.analysis.cooccurrence import evidence, overlapping, within_units
from workbench.analysis.groups import EVERYBODY, grouped, in_order
from workbench.analysis.prevalence import prevalence
from workbench.analysis.themes import themes
from workbench.analysis.units import UNITS, lay, places_of
from workbench.errors import NotFound, WorkbenchError

from .conftest import Tables


def turns_of(segments, *, asked=()):
    """Return a turn per segment, every second of it the interviewer's where asked (source, ordinal) says so."""
    once = segments.drop_duplicates(["source_id", "ordinal"])[["source_id", "ordinal", "start", "end"]]
    roles = [
        "interviewer" if (s, o) in asked else "participant" for s, o in zip(once.source_id, once.ordinal, strict=True)
    ]
    return once.assign(role=roles).reset_index(drop=True)


def brute(table, segments, turns, reach):
    """Count people and units with two codes, one pair of units at a time."""
    laid = lay(table, segments, turns, "segment")
    rows = [
        (int(laid.units.block[u]), int(laid.units.place[u]), int(c)) for u, c in zip(laid.unit, laid.code, strict=True)
    ]
    near = np.zeros((len(laid.keys),) * 2, dtype=int)
    people = [[set() for _ in laid.keys] for _ in laid.keys]
    for a in range(len(laid.keys)):
        for b in range(len(laid.keys)):
            hit = {
                (x, i) for x, i, c in rows if c == a for y, j, d in rows if d == b and x == y and abs(i - j) <= reach
            }
            near[a, b] = len(hit)
            people[a][b] = {person for x, _ in hit for person in laid.owners[x]}
    return near, np.array([[len(cell) for cell in row] for row in people])


codings = st.lists(
    st.tuples(st.integers(1, 4), st.integers(0, 9), st.sampled_from("ABC"), st.sampled_from(["Mair", "Owain"])),
    min_size=1, max_size=25, unique=True,
)  # fmt: skip


def study_of(coded):
    made = Tables(people=4, documents=0)
    made.owners["i2"] = ("p2", "p3")  # two people interviewed together
    for person, segment, key, coder in coded:
        made.code(f"i{person}", segment, key, coder=coder)
    return made.coding_table(), made.segment_table(), turns_of(made.segment_table())


@settings(max_examples=40, deadline=None)
@given(codings, st.integers(0, 3))
def test_co_occurrence_is_what_counting_pair_by_pair_gives(coded, reach):
    tables = study_of(coded)
    laid = lay(*tables)
    together = within_units(laid, reach)
    near, people = brute(*tables, reach)
    assert (together.near == near).all()
    assert (together.people == people).all()
    for row in together.pairs().itertuples():
        behind = evidence(laid, row.code_a, row.code_b, reach=reach)
        spots = behind[["source_id", "start"]].drop_duplicates()
        assert len(spots) == row.both, "the evidence is of the units that were counted"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 25), st.sampled_from("AB")), min_size=1, max_size=12))
def test_passages_overlap_when_they_share_a_character(spans):
    made = Tables(people=1, documents=0)
    for at, length, key in spans:
        made.code("i1", 0, key, start=at, end=min(at + length, 89))
    laid = lay(made.coding_table(), made.segment_table(), turns_of(made.segment_table()))
    counted = overlapping(laid)
    held = {(s, min(s + n, 89), k) for s, n, k in spans}
    for a, one in enumerate(counted.keys):
        for b, other in enumerate(counted.keys):
            wanted = {(s, e) for s, e, k in held if k == one and any(s < f and t < e for t, f, j in held if j == other)}
            assert counted.near[a, b] == len(wanted)
            behind = evidence(laid, one, other, overlap=True)
            assert set(zip(behind.start, behind.end, strict=True)) == wanted


def test_what_interviewers_say_counts_nowhere():
    made = Tables(people=1, documents=0)
    made.code("i1", 3, "A")
    turns = turns_of(made.segment_table(), asked={("i1", 3)})
    segments = made.segment_table()
    for unit in ("turn", "question", "source", "person"):
        assert len(lay(made.coding_table(), segments, turns, unit).unit) == 0, unit
    table = prevalence(made.coding_table(), segments, turns, by="attr.site")
    assert table.k.max() == 0
    assert prevalence(made.coding_table(), segments, turns_of(segments), by="attr.site").k.max() == 1


def test_an_answer_is_everything_between_two_questions():
    segments = Tables(people=1, documents=0).segment_table()
    turns = turns_of(segments, asked={("i1", 0), ("i1", 4), ("i1", 5)})
    found = places_of("question", segments, turns)
    assert list(zip(found.start, found.end, strict=True)) == [(100, 390), (600, 990)]


def test_a_joint_interview_is_of_both_people():
    tables = study_of([(2, 0, "A", "Mair"), (2, 9, "B", "Mair")])
    assert within_units(lay(*tables, "person")).people.tolist() == [[2, 2], [2, 2]]
    assert within_units(lay(*tables, "source")).near.tolist() == [[1, 1], [1, 1]]
    assert within_units(lay(*tables, "source")).people.tolist() == [[2, 2], [2, 2]]
    assert within_units(lay(*tables)).people.tolist() == [[2, 0], [0, 2]]


def test_unknown_units_columns_and_codes_are_named():
    tables = study_of([(1, 0, "A", "Mair")])
    with pytest.raises(NotFound, match="segment, turn"):
        lay(*tables, "line")
    with pytest.raises(NotFound, match=r"attr\.site"):
        prevalence(*tables, by="attr.town")
    with pytest.raises(NotFound, match="Coded are: A"):
        evidence(lay(*tables), "A", "Z")
    with pytest.raises(WorkbenchError, match="People are counted in any case"):
        prevalence(*tables, by="attr.site", unit="person")


@settings(max_examples=25, deadline=None)
@given(codings)
def test_prevalence_of_two_groups_agrees_with_the_contrast_of_themes(coded):
    codings_, segments, turns = study_of(coded)
    ours = prevalence(codings_, segments, turns, by="attr.site").set_index(["code_key", "group"])
    theirs = themes(codings_, segments, by="attr.site", left="E1", right="W1").set_index("code_key")
    for (key, group), row in ours.iterrows():
        if group in {"E1", "W1"}:
            side = "left" if group == "E1" else "right"
            other = theirs.loc[key].add_suffix("") if key in theirs.index else None
            assert (row.k, row.m) == (other[f"k_{side}"], other[f"m_{side}"])
            assert (row.units, row.n_units) == (other[f"segments_{side}"], other[f"n_segments_{side}"])
            assert sorted(row.coding_ids) == sorted(other[f"coding_ids_{side}"])
            for ends in ("low", "high"):
                np.testing.assert_allclose(row[f"unit_{ends}"], other[f"segment_{ends}_{side}"], atol=1e-12)
                np.testing.assert_allclose(row[f"people_{ends}"], other[f"people_{ends}_{side}"], atol=1e-12)


def test_everybody_comes_first_and_documents_are_no_people():
    made = Tables()
    made.code("i1", 0, "A")
    made.code("d1", 0, "A")
    segments = made.segment_table()
    table = prevalence(made.coding_table(), segments, turns_of(segments), by="attr.site")
    assert list(table.group) == [EVERYBODY, "E1", "W1", "W2"]
    assert (table.k[0], table.m[0], table.of[0]) == (1, 7, "people")
    by_variety = prevalence(made.coding_table(), segments, turns_of(segments), by="variety")
    assert list(by_variety.of) == ["people and documents", "people", "documents"]


def test_codings_count_for_the_codes_above_where_a_codebook_says_so():
    from workbench.model import Code, Codebook

    book = Codebook(
        "b", "b", (Code("1", "TOP", "Top"), Code("2", "A", "A", parent="TOP"), Code("3", "B", "B", parent="TOP"))
    )
    tables = study_of([(1, 0, "A", "Mair"), (1, 0, "B", "Mair"), (4, 1, "B", "Mair")])
    table = prevalence(*tables, by="attr.site", codebook=book)
    every = table[table.group == EVERYBODY].set_index("code_key")
    assert list(every.index) == ["TOP", "A", "B"]
    assert list(every.depth) == [0, 1, 1]
    assert (every.k["TOP"], every.units["TOP"], len(every.coding_ids["TOP"])) == (2, 2, 3)


def test_numbers_with_many_values_become_bands_of_about_as_many_people():
    segments = Tables(people=9, documents=0).segment_table()
    segments["attr.years"] = segments["case_id"].str[1:].astype(float)
    assert in_order(grouped(segments, "attr.years")["group"]) == ["1–3", "4–6", "7–9"]
    assert in_order(pd.Series([">10", "6-10", "1-5"])) == ["1-5", "6-10", ">10"]


def test_the_order_puts_codes_that_come_together_side_by_side():
    coded = [(p, s, k, "Mair") for p in (1, 4) for s, ks in ((0, "AC"), (1, "AC"), (5, "BD"), (6, "BD")) for k in ks]
    together = within_units(lay(*study_of(coded)))
    order = [together.keys[place] for place in together.order()]
    assert {frozenset(order[:2]), frozenset(order[2:])} == {frozenset("AC"), frozenset("BD")}


def test_nothing_coded_gives_empty_tables():
    segments = Tables(people=2, documents=0).segment_table()
    empty = Tables(people=2, documents=0).coding_table()
    for unit in UNITS:
        assert within_units(lay(empty, segments, turns_of(segments), unit)).pairs().empty
    assert overlapping(lay(empty, segments, turns_of(segments))).pairs().empty
    assert prevalence(empty, segments, turns_of(segments), by="attr.site").empty


def test_a_person_of_two_interviews_counts_once_wherever_they_say_it():
    made = Tables(people=2, documents=0)
    made.owners["i2"] = ("p1",)
    made.code("i1", 0, "A")
    segments = made.segment_table()
    table = prevalence(made.coding_table(), segments, turns_of(segments), by="attr.site")
    assert (table.k[0], table.m[0], table.clusters[0], table.n_units[0]) == (1, 1, 1, 20)
    assert lay(made.coding_table(), segments, turns_of(segments), "person").units.shape[0] == 1


def test_somebody_in_whose_interview_only_the_interviewer_speaks_is_a_person_all_the_same():
    made = Tables(people=3, documents=0)
    made.code("i1", 0, "A")
    last = made.code("i3", 0, "A")
    segments = made.segment_table()
    turns = turns_of(segments, asked={("i1", n) for n in range(10)})
    laid = lay(made.coding_table(), segments, turns, "person")
    assert laid.people == ("p1", "p2", "p3")
    assert len(laid.units) == 3
    assert laid.units["source_id"].tolist() == ["i1", "i2", "i3"]
    assert [(int(u), laid.codings["coding_id"][c]) for u, c in zip(laid.unit, laid.coding, strict=True)] == [(2, last)]

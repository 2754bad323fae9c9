"""Themes by variety: counted by hand, and never twice."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.analysis import contrast
from workbench.analysis.themes import THEME_COLUMNS
from workbench.errors import NotFound, WorkbenchError
from workbench.model import Code, Codebook

NUMBERS = [
    "k_left",
    "m_left",
    "segments_left",
    "k_right",
    "m_right",
    "segments_right",
    "n_segments_right",
    "clusters_right",
]


def row(tables, key="ADM", **how):
    found = contrast.themes(tables.coding_table(), tables.segment_table(), **how)
    return found.set_index("code_key").loc[key]


def test_people_segments_and_evidence_of_a_known_study(tables):
    policy = tables.code("d1", 0, "ADM", name="Records")
    said = [tables.code("i1", 0, "ADM"), tables.code("i1", 4, "ADM"), tables.code("i3", 2, "ADM")]
    tables.code("i2", 0, "REL")
    found = row(tables)
    assert (found["k_left"], found["m_left"], found["unit_left"]) == (1, 2, "documents")
    assert (found["k_right"], found["m_right"], found["unit_right"]) == (2, 7, "people")
    assert (found["segments_right"], found["n_segments_right"], found["segments_left"]) == (3, 70, 1)
    assert found["people_share_right"] == pytest.approx(2 / 7)
    assert found["segment_share_right"] == pytest.approx(3 / 70)
    assert found["segment_readable_right"]
    assert not found["segment_readable_left"]
    assert (found["coding_ids_left"], found["coding_ids_right"]) == ([policy], said)


def test_every_code_of_either_side_has_a_row_with_every_column(tables):
    tables.code("d1", 0, "IMG")
    tables.code("i1", 0, "ADM")
    found = contrast.themes(tables.coding_table(), tables.segment_table())
    assert tuple(found.columns) == THEME_COLUMNS
    assert found["code_key"].tolist() == ["ADM", "IMG"]
    assert found[["k_left", "k_right"]].to_numpy().tolist() == [[0, 1], [1, 0]]


def test_two_coders_on_one_passage_are_one_person_and_one_segment_with_two_codings_to_open(tables):
    ids = [tables.code("i1", 3, "ADM", coder=name) for name in ("Mair", "Owain")]
    found = row(tables)
    assert (found["k_right"], found["segments_right"], found["coding_ids_right"]) == (1, 1, ids)


def test_a_source_in_two_cases_counts_two_people_but_its_segments_once(tables):
    tables.owners["i1"] = ("p1", "p2")
    del tables.owners["i2"]
    coding = tables.code("i1", 0, "ADM")
    found = row(tables)
    assert (found["k_right"], found["m_right"]) == (2, 7)
    assert (found["segments_right"], found["n_segments_right"], found["clusters_right"]) == (1, 60, 6)
    assert found["coding_ids_right"] == [coding]


def test_two_interviews_of_one_person_are_one_person(tables):
    tables.owners["i8"] = ("p1",)
    tables.code("i1", 0, "ADM")
    tables.code("i8", 0, "ADM")
    assert row(tables)[["k_right", "m_right", "clusters_right", "n_segments_right"]].tolist() == [1, 7, 7, 80]


def test_an_interview_of_nobody_is_a_unit_of_its_own_and_the_side_says_so(tables):
    tables.owners["i8"] = ()
    tables.code("i8", 0, "ADM")
    assert row(tables)[["k_right", "m_right", "unit_right"]].tolist() == [1, 8, "people and documents"]


def test_a_source_without_segments_is_on_no_side(tables):
    tables.code("i1", 0, "ADM")
    tables.code("i2", 0, "ADM")
    segments = tables.segment_table()
    found = contrast.themes(tables.coding_table(), segments[segments["source_id"] != "i2"]).iloc[0]
    assert (found["k_right"], found["m_right"]) == (1, 6)
    assert len(found["coding_ids_right"]) == 1


def test_a_coding_over_three_segments_is_carried_by_each_and_a_sliver_by_none(tables):
    tables.code("i1", 2, "ADM", end=290)
    tables.code("i2", 2, "REL", start=80, end=200)  # 10 of 90 characters of segment 2, all of segment 3
    found = contrast.themes(tables.coding_table(), tables.segment_table())
    assert found["segments_right"].tolist() == [3, 1]


def test_any_attribute_can_be_the_sides(tables):
    tables.code("i1", 0, "ADM")
    tables.code("i4", 0, "ADM")
    tables.code("i5", 0, "ADM")
    found = row(tables, by="attr.site", left="E1", right="W1")
    assert found[["k_left", "m_left", "k_right", "m_right"]].tolist() == [1, 3, 2, 2]


def test_several_values_can_make_up_one_side(tables):
    tables.code("i1", 0, "ADM")
    tables.code("i4", 0, "ADM")
    found = row(tables, by="attr.site", left=["E1"], right=("W1", "W2"))
    assert found[["left", "right", "k_left", "m_left", "k_right", "m_right"]].tolist() == ["E1", "W1, W2", 1, 3, 1, 4]


@pytest.mark.parametrize("value", [4, 4.0, "4"])
def test_whole_numbers_are_the_same_however_they_are_stored(tables, value):
    tables.code("i1", 0, "ADM")
    segments = tables.segment_table().assign(years=lambda t: t["case_id"].map({"p1": 4.0, "p2": 9.0}))
    found = contrast.themes(tables.coding_table(), segments, by="years", left=value, right=9).iloc[0]
    assert found[["left", "k_left", "m_left", "k_right", "m_right"]].tolist() == ["4", 1, 1, 0, 1]


def test_an_unknown_column_and_mixed_layers_are_refused(tables):
    with pytest.raises(NotFound, match="profession"):
        row(tables, by="profession")
    both = pd.concat([tables.segment_table("L"), tables.segment_table("M")])
    with pytest.raises(WorkbenchError, match="2 layers"):
        contrast.themes(tables.coding_table(), both)


def book():
    def code(key, parent=None, contrast_with=(), applies_to=("disclosed",), order=0):
        return Code(
            key, key, f"Name of {key}", parent=parent, contrast_with=contrast_with, applies_to=applies_to, order=order
        )

    policy = ("imagined",)
    return Codebook("b", "Book", (
        code("REL"), code("REL.TRUST", "REL"), code("ADM", contrast_with=("IMG.B",), order=1), code("ORG", order=2),
        code("IMG", applies_to=policy, order=3), code("IMG.A", "IMG", ("REL",), policy),
        code("IMG.B", "IMG", (), policy, order=1),
    ))  # fmt: skip


def test_with_a_codebook_a_coding_counts_for_the_codes_above_it_in_the_books_order(tables):
    coding = tables.code("i1", 0, "REL.TRUST")
    tables.code("i2", 0, "ADM")
    found = contrast.themes(tables.coding_table(), tables.segment_table(), codebook=book())
    assert found["code_key"].tolist() == ["REL", "REL.TRUST", "ADM"]
    assert found["k_right"].tolist() == [1, 1, 1]
    assert found["code_name"].tolist()[0] == "Name of REL"
    assert found["coding_ids_right"].tolist()[:2] == [[coding], [coding]]


def test_a_pair_sets_a_policy_code_against_its_partners_and_counts_a_person_once(tables):
    tables.code("d1", 0, "IMG.A")
    tables.code("i1", 0, "REL")
    tables.code("i1", 0, "REL.TRUST")
    tables.code("i2", 5, "REL.TRUST")
    pairs = contrast.contrast_pairs(book())
    assert pairs == {"IMG.A": ("REL",), "IMG.B": ("ADM",)}
    found = row(tables, "IMG.A", pairs=pairs, codebook=book())
    assert found[["k_left", "k_right", "segments_right"]].tolist() == [1, 2, 2]
    assert found["codes_right"] == ("REL",)
    silent = row(tables, "IMG.B", pairs=pairs)
    assert silent[["k_left", "m_left", "k_right", "m_right"]].tolist() == [0, 2, 0, 7]


def test_done_but_not_imagined(tables):
    for source, key in (("d1", "IMG.A"), ("i1", "REL.TRUST"), ("i1", "ADM"), ("i2", "ADM"), ("i3", "ORG")):
        tables.code(source, 0, key)
    pairs = contrast.contrast_pairs(book())
    found = contrast.invisible(tables.coding_table(), tables.segment_table(), pairs=pairs, codebook=book())
    assert found[["code_key", "k", "m", "unit"]].to_numpy().tolist() == [
        ["ADM", 2, 7, "people"],
        ["ORG", 1, 7, "people"],
    ]
    assert found["partners"].tolist() == [("IMG.B",), ()]
    assert found["coding_ids"].map(len).tolist() == [2, 1]


def test_a_code_above_is_not_listed_for_what_the_codes_below_it_hold(tables):
    tables.code("d1", 0, "IMG.A")
    tables.code("i1", 0, "REL.TRUST")
    how = {"pairs": {"IMG": ["REL.TRUST"]}, "codebook": book()}
    assert contrast.invisible(tables.coding_table(), tables.segment_table(), **how).empty


def test_a_partner_in_any_kind_of_policy_is_a_partner(tables):
    for source in ("d1", "i1"):
        tables.code(source, 0, "ADM")
    codings, segments = tables.coding_table(), tables.segment_table().replace({"variety": {"imagined": "prescribed"}})
    assert contrast.invisible(codings, segments).empty
    assert len(contrast.invisible(codings, segments, left="imagined")) == 1


def test_without_pairs_a_code_is_its_own_partner(tables):
    for source, key in (("d1", "ADM"), ("i1", "ADM"), ("i1", "REL")):
        tables.code(source, 0, key)
    assert contrast.invisible(tables.coding_table(), tables.segment_table())["code_key"].tolist() == ["REL"]


@pytest.mark.parametrize("typed", [True, False])
def test_empty_tables_give_an_empty_table_with_its_columns(tables, typed):
    codings, segments = tables.coding_table(), tables.segment_table()
    empty = (
        (codings[:0], segments[:0])
        if typed
        else (pd.DataFrame(columns=codings.columns), pd.DataFrame(columns=segments.columns))
    )
    for these in (empty, (empty[0], segments)):
        found = contrast.themes(*these)
        assert (len(found), tuple(found.columns)) == (0, THEME_COLUMNS)
        assert len(contrast.invisible(*these)) == 0
    pair = contrast.themes(*empty, pairs={"IMG": ["ADM"]}).iloc[0]
    assert pair[["k_left", "m_left", "k_right", "m_right"]].tolist() == [0, 0, 0, 0]


PLACES = st.lists(
    st.tuples(
        st.sampled_from(["i1", "i2", "i3", "i4", "i5", "d1", "d2"]), st.integers(0, 9), st.sampled_from(["ADM", "REL"]),
        st.sampled_from(["Mair", "Owain"]),
    ),
    min_size=1, max_size=15, unique=True,
)  # fmt: skip


def study(make_tables, places):
    tables = make_tables(people=5)
    tables.owners["i1"] = ("p1", "p2")
    for source, segment, key, coder in places:
        tables.code(source, segment, key, coder=coder)
    return tables


@settings(max_examples=12, deadline=None)
@given(places=PLACES, seed=st.integers(0, 99))
def test_neither_the_order_of_rows_nor_the_names_of_people_matter(make_tables, places, seed):
    tables = study(make_tables, places)
    before = contrast.themes(tables.coding_table(), tables.segment_table())
    shuffled = [t.sample(frac=1, random_state=seed) for t in (tables.coding_table(), tables.segment_table())]
    renamed = [
        t.assign(case=t["case"] + "!", case_id=t["case_id"].map(lambda c: c and f"z{c[::-1]}")) for t in shuffled
    ]
    pd.testing.assert_frame_equal(before, contrast.themes(*renamed))


@settings(max_examples=12, deadline=None)
@given(places=PLACES)
def test_counts_stay_within_bounds_and_one_more_coding_never_lowers_them(make_tables, places):
    fewer, more = study(make_tables, places[:-1]), study(make_tables, places)
    after = contrast.themes(more.coding_table(), more.segment_table()).set_index("code_key")
    for side in ("left", "right"):
        assert (after[f"k_{side}"] <= after[f"m_{side}"]).all()
        assert (after[f"segments_{side}"] <= after[f"n_segments_{side}"]).all()
    before = contrast.themes(fewer.coding_table(), fewer.segment_table()).set_index("code_key")
    for column in NUMBERS:
        assert (after.loc[before.index, column] >= before[column]).all()

"""What a row says in words: its numbers, its unit, what is missing; never a verdict."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.analysis import contrast, reading

VERDICT = re.compile(r"complian|fail|violat|breach|poor|good|should|significan", re.IGNORECASE)


def first(table):
    return table.to_dict("records")[0]


def test_a_theme_is_read_in_people_first_and_says_where_shares_are_not_shown(tables):
    tables.code("d1", 0, "ADM")
    for n in (1, 2, 3):
        tables.code(f"i{n}", n, "ADM")
    notes = reading.theme_notes(first(contrast.themes(tables.coding_table(), tables.segment_table())))
    assert notes == [
        "imagined: 1 of 2 documents.",
        "imagined: 1 of 20 segments.",
        "With 2 documents there are too few documents to show a share: read the counts and the passages.",
        "disclosed: 3 of 7 people.",
        "disclosed: 3 of 70 segments (4.3%; 95% interval 0.8% to 12.3%).",
    ]


def test_shared_sources_are_explained(tables):
    tables.owners["i1"] = ("p1", "p2")
    del tables.owners["i2"]
    tables.code("i1", 0, "ADM")
    themes = contrast.themes(tables.coding_table(), tables.segment_table())
    assert "Some of the 7 people share a source; the interval counts 6 groups." in reading.theme_notes(first(themes))
    del tables.owners["i3"]
    tables.owners["i1"] = ("p1", "p2", "p3")
    themes = contrast.themes(tables.coding_table(), tables.segment_table())
    assert any("only 5 groups that share no source" in note for note in reading.theme_notes(first(themes)))


def test_an_empty_side_is_said(tables):
    tables.code("i1", 0, "ADM")
    themes = contrast.themes(tables.coding_table(), tables.segment_table(), left="measured")
    assert reading.theme_notes(first(themes))[0] == (
        "measured: no source with segments on this side, so there is nothing to count."
    )


def test_a_claim_says_how_many_spoke_how_many_are_silent_and_what_is_not_counted(tables):
    tables.owners["i8"] = ()
    tables.link("a", "c1", "i1", "fulfilled")
    tables.link("b", "c1", "i1", "contradicted")
    tables.link("c", "c1", "i8", "strained")
    claims = contrast.claims(tables.link_table(), tables.claim_table("c1"), tables.case_table())
    assert reading.claim_notes(first(claims)) == [
        "Of 7 people with an interview, 1 has a passage linked to this claim.",
        "6 have none; silence is no evidence for or against a claim.",
        "Mixed: 1 person with passages both fulfilled and contradicted.",
        "Those with a passage come from 1 of 3 sites.",
        "Not counted: 1 link to passages of nobody in the list of interviewed people.",
        "These are accounts given in interviews, not observations.",
    ]


def test_few_people_and_nobody(make_tables):
    few = make_tables(people=5)
    notes = reading.claim_notes(first(contrast.claims(few.link_table(), few.claim_table("c1"), few.case_table())))
    assert "With 5 people there are too few people to show a share: read the counts and the passages." in notes
    nobody = contrast.claims(few.link_table(), few.claim_table("c1"), few.case_table()[:0])
    assert reading.claim_notes(first(nobody))[0].startswith("Nobody with an interview")


def test_done_but_not_imagined_says_why(tables):
    tables.code("i1", 0, "ADM")
    tables.code("i1", 0, "ORG")
    found = contrast.invisible(tables.coding_table(), tables.segment_table(), pairs={"IMG.B": ["ADM"]}).to_dict(
        "records"
    )
    assert reading.invisible_notes(found[0]) == [
        "1 of 7 people.",
        "Set against it: IMG.B; coded in none of 2 documents (imagined, prescribed, instructed).",
    ]
    assert reading.invisible_notes(found[1])[1] == "No policy code is set against this code."


def test_codings_behind_no_row_are_numbered(tables):
    tables.code("i1", 0, "ADM")
    table = contrast.themes(tables.coding_table(), tables.segment_table())
    assert reading.left_out(tables.coding_table(), table) == []
    tables.owners["i1"] = ("p1", "p2")
    tables.code("i1", 0, "REL")
    assert reading.left_out(tables.coding_table(), table)[0].startswith("1 of 2 codings stand behind no row here")


@settings(max_examples=15, deadline=None)
@given(
    said=st.lists(st.tuples(st.integers(1, 7), st.sampled_from(["fulfilled", "strained", "contradicted", "unclear"]))),
    coded=st.lists(st.sampled_from(["i1", "i2", "i3", "i4", "d1"]), min_size=1),
)
def test_no_sentence_passes_judgement(make_tables, said, coded):
    tables = make_tables()
    for n, (person, stance) in enumerate(said):
        tables.link(f"l{n}", "c1", f"i{person}", stance)
    for n, source in enumerate(coded):
        tables.code(source, n % 10, "ADM")
    claims = contrast.claims(tables.link_table(), tables.claim_table("c1"), tables.case_table())
    themes = contrast.themes(tables.coding_table(), tables.segment_table())
    notes = [*reading.claim_notes(first(claims)), *reading.theme_notes(first(themes))]
    assert not [note for note in notes if VERDICT.search(note)]
    assert all(note.endswith(".") for note in notes)

"""What is on the worklist is what was coded under another meaning; nothing else, and nothing is missed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import review
from workbench.errors import Conflict, NotAllowedHere, NotFound
from workbench.model import Code, CodeStatus, NearMiss, NotWhen, Span
from workbench.review.worklist import MEANING, meaning_changed
from workbench.store import check_study

# of the tiny study: Mair's coding of ADM and Tomos's of REL, both made under version 1


def listed(study, **more):
    return [(each.code_now.key, each.why, each.changed) for each in review.worklist(study, **more)]


@pytest.mark.parametrize(
    ("fields", "changed"),
    [
        ({"definition": "Another."}, ("definition",)),
        ({"use_when": "Often."}, ("use_when",)),
        ({"not_when": (NotWhen("never", "REL"),)}, ("not_when",)),
        ({"definition": "Another.", "use_when": "Often.", "name": "Burden"}, ("definition", "use_when")),
    ],
)
def test_another_meaning_lists_the_codings_made_before_and_names_what_changed(tiny_study, fields, changed):
    review.edit_code(tiny_study, "ADM", by="Nia", **fields)
    assert listed(tiny_study) == [("ADM", "definition changed", changed)]
    (stale,) = review.worklist(tiny_study)
    assert stale.code_then == tiny_study.codebook.version(1).by_id[stale.code_now.id]
    assert stale.code_now == tiny_study.codebook.current().by_id[stale.code_now.id]
    assert stale.coding.code_id == stale.code_now.id
    assert stale.candidates == ()


@pytest.mark.parametrize(
    "do",
    [
        lambda s: review.edit_code(s, "ADM", name="Burden", key="BUR", colour="#000000", cues=("x",), by="Nia"),
        lambda s: review.edit_code(s, "ADM", near_miss=(NearMiss("so", "REL"),), by="Nia"),
        lambda s: review.edit_code(s, "ADM", examples=("So.",), by="Nia"),
        lambda s: review.edit_code(s, "REL", key="TRUST", by="Nia"),
        lambda s: review.edit_code(s, "REL", near_miss=(NearMiss("forms", "OLD"),), by="Nia"),
        lambda s: review.edit_code(s, "REL", definition="What   ymddiriedaeth is. ", by="Nia"),
        lambda s: review.edit_code(s, "ADM", contrast_with=("REL",), applies_to=("disclosed",), by="Nia"),
        lambda s: review.move_code(s, "ADM", parent="REL", by="Nia"),
        lambda s: review.move_code(s, "REL", parent=None, before="ADM", by="Nia"),
        lambda s: review.add_code(s, "Pairs", parent="ADM", by="Nia"),
        lambda s: review.retire_code(s, "ADM.DUP", by="Nia"),
        lambda s: review.edit_code(s, "ADM.DUP", definition="Another.", by="Nia"),
    ],
)  # fmt: skip
def test_what_changes_no_meaning_lists_nothing(tiny_study, do):
    do(tiny_study)
    assert tiny_study.codebook.current().version == 2
    assert review.worklist(tiny_study) == []


def test_a_meaning_that_came_back_is_the_meaning_it_was(tiny_study):
    was = tiny_study.codebook.current().find("ADM").definition
    review.edit_code(tiny_study, "ADM", definition="Another.", by="Nia")
    review.edit_code(tiny_study, "ADM", definition=was, by="Nia")
    assert review.worklist(tiny_study) == []


def test_only_codings_made_before_are_listed_by_source_and_in_reading_order(tiny_study):
    review.add_coding(tiny_study, "Mair", Span(35, 60), "ADM", by="Tomos")
    review.edit_code(tiny_study, "ADM", definition="Another.", by="Nia")
    review.edit_code(tiny_study, "REL", definition="Another.", by="Nia")
    review.add_coding(tiny_study, "Mair", Span(35, 50), "ADM", by="Nia")
    spans = [each.coding.span for each in review.worklist(tiny_study)]
    assert spans == [Span(35, 46), Span(35, 60), Span(35, 49)]  # two of Mair, then one of Tomos
    assert listed(tiny_study, by="  nia ") == []
    assert listed(tiny_study, by="mair") == [("ADM", "definition changed", ("definition",))]
    assert [each.coding.span for each in review.worklist(tiny_study, by="Tomos")] == [Span(35, 60), Span(35, 49)]
    assert listed(tiny_study, by="Nobody") == []


def test_a_retired_code_lists_its_codings_with_the_codes_below_it(tiny_study):
    review.retire_code(tiny_study, "REL", by="Nia")
    assert listed(tiny_study) == [("REL", "code retired", ())]
    (stale,) = review.worklist(tiny_study)
    assert [each.key for each in stale.candidates] == ["REL.TIME"]
    assert (stale.code_then.status, stale.code_now.status) == (CodeStatus.ACTIVE, CodeStatus.RETIRED)
    review.restore_code(tiny_study, "REL", by="Nia")
    assert review.worklist(tiny_study) == []


def test_a_code_added_below_a_retired_one_later_does_not_make_it_split(tiny_study):
    review.retire_code(tiny_study, "REL", by="Nia")
    review.add_code(tiny_study, "Given", parent="REL", by="Nia")
    assert listed(tiny_study) == [("REL", "code retired", ())]


def test_recoding_or_confirming_takes_a_coding_off_the_list(tiny_study):
    review.edit_code(tiny_study, "ADM", definition="Another.", by="Nia")
    review.edit_code(tiny_study, "REL", definition="Another.", by="Nia")
    mine, theirs = (each.coding for each in review.worklist(tiny_study))
    (held,) = review.confirm_codings(tiny_study, [mine.id, mine.id[:12]], by="mair")
    assert (held.codebook_version, held.digest, held.span, held.created) == (3, mine.digest, mine.span, mine.created)
    assert tiny_study.history.all()[0].summary == "Confirmed a coding under codebook version 3"
    assert check_study(tiny_study.path) == []
    assert review.recode(tiny_study, theirs.id, "REL.TIME", by="Tomos").codebook_version == 3
    assert review.worklist(tiny_study) == []
    review.undo(tiny_study, by="Nia")
    review.undo(tiny_study, by="Nia")
    assert [each.coding for each in review.worklist(tiny_study)] == [mine, theirs]


def test_a_coding_confirmed_under_a_retired_code_stays_with_it(tiny_study):
    review.retire_code(tiny_study, "ADM", by="Nia")
    (stale,) = review.worklist(tiny_study)
    (held,) = review.confirm_codings(tiny_study, [stale.coding.id], by="Mair")
    assert held.code_id == stale.coding.code_id
    assert review.worklist(tiny_study) == []
    review.edit_code(tiny_study, "ADM", definition="Another.", by="Nia")
    assert listed(tiny_study) == [("ADM", "definition changed", ("definition",))]


def test_what_nobody_has_looked_at_is_not_confirmed(tiny_study):
    review.edit_code(tiny_study, "ADM", definition="Another.", by="Nia")
    (stale,) = review.worklist(tiny_study)
    review.edit_code(tiny_study, "REL", definition="Another.", by="Nia")  # of another code, which is no matter
    review.edit_code(tiny_study, "ADM", name="Burden", by="Nia")
    seen = tiny_study.codebook.current().version
    review.edit_code(tiny_study, "ADM", definition="Meanwhile.", by="Nia")
    with pytest.raises(Conflict, match=r"'Burden' \(ADM\) has come to mean something else since you looked"):
        review.confirm_codings(tiny_study, [stale.coding.id], by="Mair", based_on=seen)
    assert tiny_study.codings.get(stale.coding.id) == stale.coding
    review.undo(tiny_study, by="Nia")
    (held,) = review.confirm_codings(tiny_study, [stale.coding.id], by="Mair", based_on=2)
    assert held.codebook_version == 4


def test_another_coders_coding_is_theirs_to_confirm(tiny_study):
    review.edit_code(tiny_study, "ADM", definition="Another.", by="Nia")
    review.edit_code(tiny_study, "REL", definition="Another.", by="Nia")
    before = tiny_study.path.read_bytes()
    every = [each.coding.id for each in review.worklist(tiny_study)]
    with pytest.raises(NotAllowedHere, match="1 of these codings is not yours but Tomos's"):
        review.confirm_codings(tiny_study, every, by="Mair")
    for ids in ([], ["nowhere"]):
        with pytest.raises(NotFound):
            review.confirm_codings(tiny_study, ids, by="Mair")
    assert tiny_study.path.read_bytes() == before


def test_an_example_or_near_miss_that_goes_makes_it_another_meaning(tiny_study):
    rel = tiny_study.codebook.current().find("REL")
    assert rel.near_miss
    review.edit_code(tiny_study, "REL", near_miss=(), by="Nia")
    assert listed(tiny_study) == [("REL", "definition changed", ("near_miss",))]


TEXT = st.text("ab ", max_size=4)
CODE = st.builds(
    Code, st.just("i"), TEXT, TEXT, definition=TEXT, use_when=TEXT, colour=TEXT, order=st.integers(0, 3),
    examples=st.lists(TEXT, max_size=3).map(tuple), not_when=st.lists(st.builds(NotWhen, TEXT, TEXT), max_size=2).map(tuple),
    near_miss=st.lists(st.builds(NearMiss, TEXT, TEXT), max_size=2).map(tuple),
)  # fmt: skip


@given(CODE, CODE)
def test_two_codes_mean_the_same_when_they_say_the_same_of_themselves(one, other):
    assert meaning_changed(one, one) == ()
    rules = {"definition", "use_when", "not_when"}
    assert rules & {*meaning_changed(one, other)} == rules & {*meaning_changed(other, one)}
    illustrated = replace(one, examples=(*one.examples, *other.examples), near_miss=(*one.near_miss, *other.near_miss))
    assert meaning_changed(one, illustrated) == (), "one more unsays nothing"
    if meaning_changed(illustrated, one):
        assert {*meaning_changed(illustrated, one)} <= {"examples", "near_miss"}, "one less may"
    assert set(meaning_changed(one, other)) <= set(MEANING)
    if one.definition.split() != other.definition.split():
        assert "definition" in meaning_changed(one, other)


def test_what_was_looked_at_and_then_taken_back_confirms_nothing(tiny_study):
    seen = review.edit_code(tiny_study, "ADM", definition="Seen.", by="Nia").version
    (stale,) = review.worklist(tiny_study)
    review.undo(tiny_study, by="Nia")
    review.edit_code(tiny_study, "ADM", definition="Another.", by="Nia")
    with pytest.raises(Conflict, match="come to mean something else"):
        review.confirm_codings(tiny_study, [stale.coding.id], by="Mair", based_on=seen)
    assert tiny_study.codings.get(stale.coding.id) == stale.coding


def test_a_code_split_after_an_undo_is_a_split_one(tiny_study):
    review.edit_code(tiny_study, "ADM", definition="Another.", by="Nia")
    review.undo(tiny_study, by="Nia")
    review.split_code(tiny_study, "ADM", [("one", "1"), ("two", "2")], by="Nia")
    assert listed(tiny_study) == [("ADM", "code split", ())]

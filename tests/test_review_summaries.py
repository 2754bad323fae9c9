"""Charting and facets: who may write what, that two writers lose nothing, and what becomes of it when codings change."""

from __future__ import annotations

import pytest

from workbench import review
from workbench.errors import Conflict, NotAllowedHere, NotFound
from workbench.model import Span
from workbench.store import check_study


def write(study, text, *, row="P1", code="ADM", **more):
    return review.write_summary(study, more.pop("kind", "case"), row, code, text, by=more.pop("by", "Mair"), **more)


@pytest.fixture
def coding(tiny_study):
    """Mair's coding of P1's source as ADM, which the one summary there is refers to."""
    return next(c for c in tiny_study.codings.all() if c.coder_id == tiny_study.summaries.all()[0].coder_id)


def test_a_summary_is_written_changed_removed_and_each_is_taken_back(tiny_study):
    first = write(tiny_study, "  Ring first.\n", code="REL")
    assert (first.text, first.version, first.quotes) == ("Ring first.", 1, ())
    second = write(tiny_study, "Ring first; trust later.", code="rel", version=1, by="Tomos")
    assert (second.id, second.version) == (first.id, 2)
    assert second.coder_id != first.coder_id, "of who changed it last"
    review.remove_summary(tiny_study, first.id, version=2, by="Mair")
    assert tiny_study.summaries.get("case", first.row_id, first.code_id) is None
    for expected in (second, first, None):
        review.undo(tiny_study, by="Mair")
        assert tiny_study.summaries.get("case", first.row_id, first.code_id) == expected
    review.redo(tiny_study, by="Mair")
    assert tiny_study.summaries.get("case", first.row_id, first.code_id) == first
    assert check_study(tiny_study.path) == []


def test_two_writers_do_not_overwrite_each_other(tiny_study):
    with pytest.raises(Conflict) as caught:
        write(tiny_study, "Mine", by="Tomos")  # had none before them, and Mair's was there
    assert (caught.value.mine, caught.value.theirs) == ("Mine", "Dwywaith.")
    write(tiny_study, "Mair again", version=1)
    with pytest.raises(Conflict, match="changed by somebody else"):
        write(tiny_study, "Mine", version=1, by="Tomos")
    gone = tiny_study.summaries.all()[0]
    with pytest.raises(Conflict):
        review.remove_summary(tiny_study, gone.id, version=1, by="Tomos")
    review.remove_summary(tiny_study, gone.id, version=2, by="Mair")
    with pytest.raises(Conflict, match="removed by somebody else"):
        write(tiny_study, "Mine", version=2, by="Tomos")
    assert tiny_study.summaries.all() == []


def test_a_version_is_never_given_twice(tiny_study):
    write(tiny_study, "Second", version=1)
    review.undo(tiny_study, by="Mair")
    assert write(tiny_study, "Another second", version=1).version == 3


def test_a_summary_written_after_another_was_removed_has_a_number_of_its_own(tiny_study):
    """Who still has the removed one on the screen does not write over the new one unawares."""
    review.remove_summary(tiny_study, tiny_study.summaries.all()[0].id, version=1, by="Mair")
    fresh = write(tiny_study, "Written afresh")
    with pytest.raises(Conflict):
        write(tiny_study, "Over the first", version=1, by="Tomos")
    assert [one.text for one in tiny_study.summaries.all()] == ["Written afresh"]
    review.undo(tiny_study, by="Mair")
    again = write(tiny_study, "Afresh once more")
    assert again.version > fresh.version > 1
    assert check_study(tiny_study.path) == []


def test_the_same_words_again_are_no_act(tiny_study):
    acts, old = tiny_study.history.last(), tiny_study.summaries.all()[0]
    same = write(tiny_study, old.text, version=1, quotes=[quote.coding_id for quote in old.quotes], by="Tomos")
    assert same == old
    assert tiny_study.history.last() == acts


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"row": "Nobody"}, "no participant 'Nobody'. There is: P1"),
        ({"kind": "attr.weather", "row": "wet"}, "There is: case, attr.registered, attr.share, attr.site, attr.years"),
        ({"kind": "site", "row": "Môn"}, "Rows cannot be 'site'"),
        ({"kind": "attr.site", "row": "Gwent"}, "There is: Môn"),
        ({"code": "NOTHING"}, "no code 'NOTHING'"),
        ({"quotes": ["nothing"]}, "No coding's id begins with 'nothing'"),
    ],
)
def test_what_is_not_there_is_named(tiny_study, given, said):
    with pytest.raises(NotFound, match=said):
        write(tiny_study, "Words", **{"version": 1, **given})


def test_rows_may_be_values_of_an_attribute(tiny_study):
    assert write(tiny_study, "At Môn", kind="attr.site", row="môn").row_id == "Môn"
    assert write(tiny_study, "After seven years", kind="attr.years", row="7").row_id == "7"
    assert write(tiny_study, "Of whoever is", kind="attr.registered", row="True").row_kind == "attr.registered"


def test_only_passages_of_the_cell_are_referred_to(tiny_study, coding):
    other = next(c for c in tiny_study.codings.all() if c.id != coding.id)
    with pytest.raises(NotAllowedHere, match="no passage of the cell"):
        write(tiny_study, "Words", version=1, quotes=[other.id])
    with pytest.raises(NotAllowedHere, match="no passage of the cell"):
        write(tiny_study, "Words", code="REL", quotes=[coding.id])
    below = review.add_coding(tiny_study, "Mair", Span(47, 60), "ADM.DUP", by="Mair")
    made = write(tiny_study, "Words", version=1, quotes=[below.id, coding.id, below.id])
    assert [quote.coding_id for quote in made.quotes] == [below.id, coding.id], "once each, in their order"


def test_an_empty_summary_is_refused(tiny_study):
    with pytest.raises(NotAllowedHere, match="empty"):
        write(tiny_study, " \n ", code="REL")


def test_a_reference_outlives_its_coding(tiny_study, coding):
    review.remove_coding(tiny_study, coding.id, by="Mair")
    (kept,) = tiny_study.summaries.all()
    assert (kept.quotes[0].coding_id, kept.quotes[0].span) == (coding.id, coding.span)
    again = write(tiny_study, "Still so", version=1, quotes=[coding.id])
    assert again.quotes == kept.quotes
    assert check_study(tiny_study.path) == []
    for _ in range(2):
        review.undo(tiny_study, by="Mair")
    assert tiny_study.facets.all() == {coding.id: {"stance": "strained"}}, "the facet came back with its coding"


def test_joined_codings_hand_over_facets_and_references(tiny_study, coding):
    first = review.add_coding(tiny_study, "Mair", Span(33, 46), "ADM", by="Mair")
    kept = review.merge(tiny_study, [first.id, coding.id], by="Mair")
    assert kept.id == first.id
    assert tiny_study.facets.all() == {first.id: {"stance": "strained"}}
    assert [quote.coding_id for quote in tiny_study.summaries.all()[0].quotes] == [first.id]
    review.split(tiny_study, first.id, 41, by="Mair")
    assert len(tiny_study.facets.all()) == 2, "what was said of the whole is said of both parts"


def test_a_facet_is_set_changed_and_taken_away(tiny_study, coding):
    for value, left in (("fine", {"stance": "fine"}), ("", {})):
        review.set_facets(tiny_study, coding.id, {"stance": value}, by="Mair")
        assert tiny_study.facets.all().get(coding.id, {}) == left
    assert tiny_study.frames.facets().empty
    review.undo(tiny_study, by="Mair")
    frame = tiny_study.frames.facets()
    assert frame.to_dict("records") == [{"coding_id": coding.id, "facet": "stance", "value": "fine"}]
    assert check_study(tiny_study.path) == []


def test_a_facet_and_its_values_are_the_codebooks(tiny_study, coding):
    with pytest.raises(NotFound, match="no facet 'mood'"):
        review.set_facets(tiny_study, coding.id, {"mood": "fine"}, by="Mair")
    with pytest.raises(NotFound, match="It has: strained, fine"):
        review.set_facets(tiny_study, coding.id, {"stance": "late"}, by="Mair")
    with pytest.raises(NotAllowedHere, match="Mair's"):
        review.set_facets(tiny_study, coding.id, {"stance": "fine"}, by="Tomos")

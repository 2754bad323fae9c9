"""Codings are changed where they stand: another code, other edges, in two, into one; memos and other coders untouched."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import review
from workbench.errors import Conflict, NotAllowedHere, NotFound, SpanOutOfText
from workbench.model import Span
from workbench.store import check_study


@pytest.fixture
def spoken(tiny_study):
    """The source Mair and the words of her first answer."""
    source = tiny_study.sources.get("Mair")
    start = source.text.index("Gwaith papur")
    return source, Span(start, source.text.index("\n", start))


@pytest.fixture
def coding(tiny_study, spoken):
    source, span = spoken
    return review.add_coding(tiny_study, source.id, span, "REL", by="Nia")


@pytest.fixture
def memo(tiny_study, coding):
    return review.write_memo(tiny_study, "coding", coding.id, "Why so?", by="Nia")


def everything(study):
    return {coding.id: coding for coding in study.codings.all()}


def key(study, coding):
    return study.codebook.current().by_id[coding.code_id].key


def test_several_codes_are_one_act_and_what_is_there_stays(tiny_study, spoken, coding):
    source, span = spoken
    before = tiny_study.history.last()
    made = review.add_codings(tiny_study, source.id, span, ["REL", "ADM.DUP", "REL"], by="Nia")
    assert [key(tiny_study, each) for each in made] == ["REL", "ADM.DUP"]
    assert made[0] == coding
    assert tiny_study.history.last() == before + 1
    review.undo(tiny_study, by="Nia")
    assert coding in tiny_study.codings.all()
    assert made[1] not in tiny_study.codings.all()


def test_one_bad_code_among_several_codes_nothing(tiny_study, spoken):
    source, span = spoken
    before = everything(tiny_study)
    with pytest.raises(NotFound):
        review.add_codings(tiny_study, source.id, span, ["REL", "NOT.THERE"], by="Nia")
    assert everything(tiny_study) == before


def test_another_code_in_place_keeps_id_span_time_and_memo(tiny_study, coding, memo):
    changed = review.recode(tiny_study, coding.id, "ADM.DUP", by="nia")
    assert key(tiny_study, changed) == "ADM.DUP"
    assert (changed.id, changed.span, changed.created, changed.digest) == (
        coding.id, coding.span, coding.created, coding.digest,
    )  # fmt: skip
    assert tiny_study.memos.all("coding", coding.id) == [memo]
    assert tiny_study.history.all()[0].summary == "Changed REL to ADM.DUP in 'Mair'"
    assert check_study(tiny_study.path) == []
    review.undo(tiny_study, by="Nia")
    assert tiny_study.codings.get(coding.id) == coding


def test_moved_edges_cover_the_new_words_and_check_finds_nothing(tiny_study, spoken, coding, memo):
    source, span = spoken
    smaller = review.resize(tiny_study, coding.id, Span(span.start, span.start + 12), by="Nia")
    assert smaller.span.of(source.text) == "Gwaith papur"
    assert check_study(tiny_study.path) == []
    assert tiny_study.memos.all("coding", coding.id) == [memo]
    assert review.resize(tiny_study, coding.id, span, by="Nia") == coding


def test_edges_stay_inside_the_text_and_outside_the_interviewers_words(tiny_study, spoken, coding):
    source, _ = spoken
    with pytest.raises(SpanOutOfText):
        review.resize(tiny_study, coding.id, Span(3, len(source.text) + 1), by="Nia")
    asked = source.text.index("Beth")
    with pytest.raises(NotAllowedHere, match="interviewer"):
        review.resize(tiny_study, coding.id, Span(asked, asked + 4), by="Nia")
    assert tiny_study.codings.get(coding.id) == coding


@settings(max_examples=30, deadline=None)
@given(place=st.integers(0, 200))
def test_cut_in_two_and_joined_again_it_is_what_it_was(tiny_study_file, tmp_path_factory, place):
    import shutil

    from workbench.store import open_study

    study = open_study(shutil.copyfile(tiny_study_file, tmp_path_factory.mktemp("cut") / "s.workbench"))
    source = study.sources.get("Mair")
    start = source.text.index("Gwaith papur")
    span = Span(start, source.text.index("\n", start))
    coding = review.add_coding(study, source.id, span, "REL", by="Nia")
    before = everything(study)
    try:
        first, second = review.split(study, coding.id, start + place, by="Nia")
    except NotAllowedHere:
        assert not (span.of(source.text)[:place].strip() and span.of(source.text)[place:].strip())
        assert everything(study) == before
        return
    words = [part.span.of(source.text) for part in (first, second)]
    assert " ".join("".join(words).split()).replace(" ", "") == span.of(source.text).replace(" ", "")
    assert all(part == part.strip() for part in words)
    assert first.id == coding.id
    assert review.merge(study, [second.id, first.id], by="Nia") == coding
    assert everything(study) == before


def test_joining_keeps_the_memos_of_both(tiny_study, spoken, coding, memo):
    _, span = spoken
    _, second = review.split(tiny_study, coding.id, span.start + 13, by="Nia")
    other = review.write_memo(tiny_study, "coding", second.id, "And why here?", by="Nia")
    review.merge(tiny_study, [coding.id, second.id], by="Nia")
    assert {m.id for m in tiny_study.memos.all("coding", coding.id)} == {memo.id, other.id}
    assert check_study(tiny_study.path) == []
    review.undo(tiny_study, by="Nia")
    assert tiny_study.memos.all("coding", second.id) == [other]


def test_joining_twice_is_joining_once_and_words_between_are_not_swallowed(tiny_study, spoken):
    source, span = spoken
    one = review.add_coding(tiny_study, source.id, Span(span.start, span.start + 12), "REL", by="Nia")
    other = review.add_coding(tiny_study, source.id, Span(span.start + 23, span.end), "REL", by="Nia")
    with pytest.raises(NotAllowedHere, match="words that neither covers"):
        review.merge(tiny_study, [one.id, other.id], by="Nia")
    longer = review.resize(tiny_study, one.id, Span(span.start, span.start + 30), by="Nia")
    whole = review.merge(tiny_study, [longer.id, other.id], by="Nia")
    assert whole.span == span
    with pytest.raises(NotAllowedHere, match="alone"):
        review.merge(tiny_study, [whole.id, whole.id], by="Nia")


def test_codings_of_different_codes_are_not_joined(tiny_study, spoken, coding):
    source, span = spoken
    other = review.add_coding(tiny_study, source.id, span, "ADM.DUP", by="Nia")
    with pytest.raises(NotAllowedHere, match="one code in one source"):
        review.merge(tiny_study, [coding.id, other.id], by="Nia")


def test_a_change_that_would_make_a_twin_is_refused(tiny_study, spoken, coding):
    source, span = spoken
    other = review.add_coding(tiny_study, source.id, span, "ADM.DUP", by="Nia")
    with pytest.raises(Conflict, match="this code already"):
        review.recode(tiny_study, other.id, "REL", by="Nia")
    assert everything(tiny_study)[other.id] == other


@pytest.mark.parametrize(
    "change",
    [
        lambda study, one: review.remove_coding(study, one.id, by="Tomos"),
        lambda study, one: review.recode(study, one.id, "ADM.DUP", by="Tomos"),
        lambda study, one: review.resize(study, one.id, Span(one.span.start, one.span.end - 1), by="Tomos"),
        lambda study, one: review.split(study, one.id, one.span.start + 13, by="Tomos"),
        lambda study, one: review.merge(study, [one.id, one.id[:13]], by="Tomos"),
    ],
)
def test_another_coders_coding_stays_as_it_is(tiny_study, coding, change):
    before, acts = everything(tiny_study), tiny_study.history.last()
    with pytest.raises(NotAllowedHere, match="This coding is Nia's"):
        change(tiny_study, coding)
    assert (everything(tiny_study), tiny_study.history.last()) == (before, acts)


def test_a_memo_is_written_changed_and_taken_away(tiny_study, coding, memo):
    changed = review.edit_memo(tiny_study, memo.id[:10], "Because.", version=memo.version, by="Nia")
    assert (changed.text, changed.version) == ("Because.", memo.version + 1)
    with pytest.raises(Conflict) as told:
        review.edit_memo(tiny_study, memo.id, "Late.", version=memo.version, by="Tomos")
    assert (told.value.mine, told.value.theirs) == ("Late.", "Because.")
    review.remove_memo(tiny_study, memo.id, by="Nia")
    assert tiny_study.memos.all("coding", coding.id) == []
    review.undo(tiny_study, by="Nia")
    assert tiny_study.memos.all("coding", coding.id) == [changed]


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_memo_is_refused(tiny_study, coding, text):
    with pytest.raises(NotAllowedHere, match="empty"):
        review.write_memo(tiny_study, "coding", coding.id, text, by="Nia")
    with pytest.raises(NotFound):
        review.remove_memo(tiny_study, text, by="Nia")

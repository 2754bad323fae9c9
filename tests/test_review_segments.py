"""Segments joined and cut by hand: no word is lost, no coding moves, and what is counted follows."""

from __future__ import annotations

import shutil
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import review
from workbench.errors import NotAllowedHere
from workbench.exchange.intake import add_sources, read_uploads
from workbench.model import Role, Variety
from workbench.store import check_study, new_study, open_study

TALK = """I: How is it?
P1: We met early on a Monday. Then a long wait came 👩🏽‍⚕️ for us.
I: And the forms?
P1: They take ages. Nobody reads them.
P2: I read them. Every one.
"""


@pytest.fixture(scope="module")
def cut_file(tmp_path_factory):
    study = new_study(tmp_path_factory.mktemp("cut") / "s.workbench", by="Mair")
    add_sources(study, read_uploads([("talk.txt", TALK.encode())], variety=Variety.DISCLOSED), by="Mair")
    return study.path


@pytest.fixture
def study(cut_file, tmp_path):
    return open_study(shutil.copyfile(cut_file, tmp_path / "s.workbench"))


def spoken(study):
    source = study.sources.get("talk")
    return [one.span.of(source.text) for one in study.segments.counted(source.id)]


def place(words):
    return TALK.index(words)


def test_a_segment_is_cut_at_a_place_and_joined_again(study):
    before = spoken(study)
    first, second = review.split_segment(study, "talk", place("Then a long"), by="Mair")
    assert [span.of(TALK) for span in (first, second)] == [
        "We met early on a Monday.",
        "Then a long wait came 👩🏽‍⚕️ for us.",
    ]
    assert [one["end"] - one["start"] for one in study.frames.segments().to_dict("records")][:2] == [
        len(first),
        len(second),
    ]
    assert review.join_segments(study, "talk", place("We met"), by="Mair").of(TALK) == before[0]
    assert spoken(study) == before
    assert check_study(study.path) == []


def test_segments_of_two_speakers_are_joined_but_never_across_a_question(study):
    number = len(spoken(study))
    whole = review.join_segments(study, "talk", place("They take"), by="Mair")
    assert whole.of(TALK).endswith("Every one.")
    assert len(spoken(study)) == number - 1
    with pytest.raises(NotAllowedHere, match="interviewer speaks between"):
        review.join_segments(study, "talk", place("We met"), by="Mair")
    with pytest.raises(NotAllowedHere, match="last segment"):
        review.join_segments(study, "talk", place("They take"), by="Mair")


@pytest.mark.parametrize("words", ["We met", "How is it", "for us."])
def test_what_cannot_be_cut_says_why_and_changes_nothing(study, words):
    before, last = spoken(study), study.history.last()
    at = place(words) + (len(words) if words == "for us." else 0)
    with pytest.raises(NotAllowedHere):
        review.split_segment(study, "talk", at, by="Mair")
    assert (spoken(study), study.history.last()) == (before, last)


def test_a_speaker_taken_as_interviewer_leaves_the_cuts_of_the_others(study):
    review.split_segment(study, "talk", place("Then a long"), by="Mair")
    review.set_role(study, "talk", "P2", Role.INTERVIEWER, by="Mair")
    assert spoken(study) == [
        "We met early on a Monday.",
        "Then a long wait came 👩🏽‍⚕️ for us.",
        "They take ages. Nobody reads them.",
    ]
    review.set_role(study, "talk", "P2", Role.PARTICIPANT, by="Mair")
    assert spoken(study)[-1] == "I read them. Every one."
    assert spoken(study)[0] == "We met early on a Monday."


@settings(deadline=None, max_examples=12)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, len(TALK) - 1)), min_size=1, max_size=8))
def test_however_segments_are_cut_no_word_of_an_answer_is_lost_and_undo_gives_all_back(
    cut_file, tmp_path_factory, cuts
):
    study = open_study(shutil.copyfile(cut_file, tmp_path_factory.mktemp("h") / "s.workbench"))
    before, said, done = spoken(study), words_in(spoken(study)), 0
    for join, at in cuts:
        try:
            (review.join_segments if join else review.split_segment)(study, "talk", at, by="Mair")
            done += 1
        except NotAllowedHere:
            continue
        segments = study.segments.counted(study.sources.get("talk").id)
        assert all(a.span.end <= b.span.start for a, b in pairwise(segments)), "in order, disjoint"
        assert words_in(spoken(study)) >= said
    assert check_study(study.path) == []
    for _ in range(done):
        review.undo(study, by="Mair")
    assert spoken(study) == before


def words_in(spoken):
    """Return the letters of answers, in order; a label such as `P2: ` between joined turns is passed over."""
    return "".join("".join(each.replace("\nP2: ", "").split()) for each in spoken)

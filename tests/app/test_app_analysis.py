"""The page Analysis on a small study: each part says what is there, and what to do where nothing is."""

from __future__ import annotations

import pytest

from workbench import new_study, review
from workbench.model import Role

PARTS = ("Prevalence", "Co-occurrence", "Relations", "Words", "Timeline", "Saturation")


def choose(at, label, value):
    next(s for s in at.selectbox if s.label == label).set_value(value).run()
    assert not at.exception
    return at


def part(at, name):
    at.segmented_control[0].set_value(name).run()
    assert not at.exception
    return at


@pytest.fixture
def coded(small):
    """Two people; the first speaks of reviews and paperwork in one turn, the second of reviews."""
    for name, keys in (("P1", ("REV", "ADM")), ("P2", ("REV",))):
        source = small.sources.get(name)
        turn = next(t for t in small.sources.turns(source.id) if t.role is Role.PARTICIPANT)
        for key in keys:
            review.add_coding(small, source.id, turn.span, key, by="Mair")
    return small


def test_an_empty_study_is_told_what_to_do(app, words, tmp_path):
    assert "nothing to count yet" in words(app(new_study(tmp_path / "empty.workbench", by="Mair"), "analysis"))


def test_every_part_of_a_study_without_codings_in_interviews_says_so(app, words, small):
    at = app(small, "analysis")
    for name, says in zip(
        PARTS,
        ("Nothing is coded", "No two codes", "CODE+", "Word", "Nothing is coded", "Nothing is coded"),
        strict=True,
    ):
        assert says in words(part(at, name)) or any(says in d.value.columns for d in at.dataframe), name


def test_a_code_chosen_opens_its_passages_and_says_how_many_people(app, words, coded):
    at = choose(app(coded, "analysis"), "Passages of the code", "REV")
    said = words(at)
    assert "2 of 2 people; 2 of 3 segments." in said
    assert "We never sit down together" in said
    at = choose(at, "Said by", "E2")
    assert "1 of 1 people" in words(at)
    assert "We never sit down together" not in words(at)


def test_two_codes_in_one_turn_are_shown_together(app, words, coded):
    at = part(app(coded, "analysis"), "Co-occurrence")
    assert "No two codes" in words(at), "one person is fewer than two"
    next(n for n in at.number_input if n.label == "By at least so many people").set_value(1).run()
    assert "1 of 2 people: 1 place." in words(at)
    assert "We never sit down together" in words(at)


def test_a_question_is_asked_kept_and_asked_again(app, words, coded):
    at = part(app(coded, "analysis"), "Relations")
    field = next(t for t in at.text_input if t.label == "Question")
    field.set_value("REV and not ADM").run()
    assert "1 of 2 people; 1 of 3 segments." in words(at)
    assert "We review the plan together" in words(at)
    assert "How do reviews go?" in words(at)  # the interviewer's question above the answer
    next(t for t in at.text_input if t.label == "Name").set_value("Reviews alone").run()
    next(b for b in at.button if b.label == "Save it").click().run()
    assert not at.exception
    (saved,) = coded.queries.all()
    assert (saved.name, saved.unit) == ("Reviews alone", "segment")
    field = next(t for t in at.text_input if t.label == "Question")
    field.set_value("REV nor ADM").run()
    assert "stops making sense at 'nor'" in words(at)
    at = choose(at, "Saved questions", saved.id)
    assert next(t for t in at.text_input if t.label == "Question").value == '"REV" and not "ADM"'
    next(b for b in at.button if b.label == "Remove").click().run()
    assert coded.queries.all() == []


def test_a_word_opens_where_it_is_said(app, words, coded):
    at = part(app(coded, "analysis"), "Words")
    at = choose(at, "Where it is said", "review")
    assert "We review the plan" in words(at).replace("  ", " ") or "the plan together" in words(at)


def test_the_timeline_and_its_passages(app, words, coded):
    at = part(app(coded, "analysis"), "Timeline")
    assert "We never sit down together" in words(at)


def test_the_segments_are_read_once_until_the_next_act(app, coded, monkeypatch):
    from workbench.store.frames import Frames

    read, every = [], Frames.segments
    monkeypatch.setattr(Frames, "segments", lambda *given: read.append(1) or every(*given))
    at = app(coded, "analysis")
    read.clear()
    at = at.run()
    assert not at.exception
    assert read == []
    review.add_coding(coded, *_last_said(coded), "ADM", by="Mair")
    assert not at.run().exception
    assert read


def _last_said(study):
    source = study.sources.get("P2")
    return source.id, [turn.span for turn in study.sources.turns(source.id) if turn.role is Role.PARTICIPANT][-1]

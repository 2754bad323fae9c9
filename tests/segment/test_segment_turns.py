"""Cutting into segments: joined over back-channels, never across a question, nothing said is lost."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import RecipeInvalid
from workbench.model import Origin, Role, Source, Span, Turn, Variety, sha256_text
from workbench.segment import paragraphs, sentences, turns
from workbench.segment.units import is_backchannel
from workbench.segment.words import content_count, word_count

ROLES = {"I": Role.INTERVIEWER, "R": Role.PARTICIPANT, "S": Role.PARTICIPANT, "C": Role.OTHER}


def transcript(*said, language="en"):
    """A source and its turns from ("R", "words") pairs, labels written before the words."""
    text, made = "", []
    for ordinal, (speaker, words) in enumerate(said):
        text += f"{speaker}: "
        if words:
            made.append(Turn("s", ordinal, Span(len(text), len(text) + len(words)), speaker, ROLES[speaker]))
        text += f"{words}\n"
    origin = Origin("a.txt", "text")
    return Source("s", "a", text, sha256_text(text), text.encode(), origin, Variety.DISCLOSED, language), made


def cut(*said, method=turns, language="en", **chosen):
    source, made = transcript(*said, language=language)
    return [span.of(source.text) for span in method.segment(source, made, **chosen)]


def test_a_turn_is_joined_over_a_back_channel_and_keeps_its_text():
    said = cut(("R", "We ring him every Tuesday."), ("I", "Mm."), ("R", "And then we visit him."))
    assert said == ["We ring him every Tuesday.\nI: Mm.\nR: And then we visit him."]


def test_two_back_channels_in_a_row_and_three_parts_are_one_answer():
    said = cut(
        ("R", "We ring him first."),
        ("I", "Right."),
        ("I", "Okay, yeah."),
        ("R", "Then we visit."),
        ("I", "Mhm."),
        ("R", "Done."),
    )
    assert len(said) == 1


@pytest.mark.parametrize("between", ["Why?", "Why is that", "And the plan, who writes it", "Sut felly", "Really?"])
def test_a_question_is_never_crossed(between):
    said = cut(("R", "We ring him every Tuesday."), ("I", between), ("R", "And then we visit him."))
    assert said == ["We ring him every Tuesday.", "And then we visit him."]


def test_a_back_channel_after_a_question_joins_nothing():
    said = cut(("R", "We ring him every Tuesday."), ("I", "And why?"), ("I", "Mm."), ("R", "It keeps him going, that."))
    assert len(said) == 2


def test_only_the_same_speaker_is_joined():
    assert len(cut(("R", "We ring him every Tuesday."), ("I", "Mm."), ("S", "And then we visit him."))) == 2


def test_neighbouring_turns_with_nothing_between_stay_apart():
    assert len(cut(("R", "We ring him every Tuesday."), ("R", "And then we visit him."))) == 2


def test_another_voice_between_breaks_the_answer():
    said = cut(("R", "We ring him every Tuesday."), ("C", "Mm."), ("I", "Mm."), ("R", "And then we visit him."))
    assert len(said) == 2


def test_back_channels_may_be_longer_when_asked():
    said = [("R", "We ring him every Tuesday."), ("I", "Yes I can see that."), ("R", "And then we visit him.")]
    assert len(cut(*said)) == 2
    assert len(cut(*said, backchannel_words=5)) == 1


def test_the_interviewer_is_never_segmented():
    said = cut(
        ("I", "Tell me about a week in your work, from the start."), ("R", "We start with a meeting each Monday.")
    )
    assert said == ["We start with a meeting each Monday."]


def test_only_whole_short_answers_are_left_out():
    assert cut(("R", "Yeah, no."), ("I", "And the plan?"), ("R", "Mm, yes [laughs].")) == []
    long = "We write the plan with her at home. No. " * 20
    assert cut(("R", long))[0].startswith("We write")
    assert sum(map(word_count, cut(("R", long)))) == word_count(long)


def test_function_words_count_as_something_said():
    assert cut(("R", "We had to do it.")) == ["We had to do it."]


def test_a_long_answer_is_cut_where_the_topic_shifts_and_not_in_the_middle():
    forms = "The forms pile up on the desk and the forms take the evening. Forms and more forms, page after page. " * 3
    dog = "He walks the dog round the reservoir and the dog pulls. The dog knows the reservoir path very well. " * 2
    said = cut(("R", forms + dog), max_words=70)
    assert said == [forms.strip(), dog.strip()]


def test_a_cut_is_balanced_where_topics_say_nothing():
    said = cut(("R", " ".join(f"Word{i} alpha{i} beta{i} gamma{i} delta{i}." for i in range(30))), max_words=80)
    assert len(said) == 2
    assert abs(word_count(said[0]) - word_count(said[1])) <= 10


def test_a_sentence_without_end_is_cut_at_commas():
    said = cut(("R", ", ".join(f"and then we rang the ward number {i}" for i in range(60))), max_words=90)
    assert all(word_count(words) <= 90 for words in said)
    assert all(words.endswith(",") for words in said[:-1])
    assert all(words.startswith("and then we rang") for words in said)


def test_a_back_channel_between_two_cut_parts_belongs_to_nobody():
    one = "The forms pile up on the desk and the forms take the evening. " * 4
    two = "He walks the dog round the reservoir and the dog pulls a lot. " * 4
    said = cut(("R", one.strip()), ("I", "Right, okay."), ("R", two.strip()), max_words=60)
    assert said == [one.strip(), two.strip()]


def test_welsh_is_cut_too():
    welsh = "Rydym yn cwrdd bob wythnos gyda'r tîm. Mae'r cynllun yn aros yn y drôr. " * 12
    said = cut(("R", welsh.strip()), language="cy", max_words=60)
    assert len(said) > 1
    assert all(word_count(words) <= 60 for words in said)
    assert all(words.endswith(".") for words in said)


@pytest.mark.parametrize("chosen", [{"max_words": 0}, {"min_words": -1}, {"backchannel_words": -1}, {"max_words": 3}])
def test_impossible_settings_are_refused(chosen):
    with pytest.raises(RecipeInvalid, match="setting"):
        cut(("R", "We ring him every Tuesday."), **chosen)


def test_what_is_a_back_channel():
    assert is_backchannel("Mm, right, okay.", 3)
    assert is_backchannel("[laughs]", 0)
    assert not is_backchannel("Mm?", 3)
    assert not is_backchannel("Which one", 3)
    assert not is_backchannel("Tell me more please", 3)


def test_paragraphs_are_turns_as_they_stand():
    long = "We write the plan with her at home. " * 40
    said = cut(
        ("R", "1. Plans"), ("R", long), ("I", "Mm."), ("R", "  It stays in the drawer after that.  "), method=paragraphs
    )
    assert said == [long.strip(), "It stays in the drawer after that."]


def test_sentences_take_short_neighbours_along():
    said = cut(("R", "No. We write the plan with her. Mm. It stays in the drawer. Yes."), method=sentences)
    assert said == ["No. We write the plan with her.", "Mm. It stays in the drawer. Yes."]


WORDS = st.sampled_from(
    ["plan", "review", "the", "mm", "no", "we", "ward", "Dr.", "I.", "e.g.", "ŵyr", "😀", "day’s", "[laughs]", "4"]
)
ENDS = st.sampled_from([" ", " ", " ", ". ", "? ", ", ", "! ", "\n", "\n\n", " … "])
SPEECH = st.lists(st.tuples(WORDS, ENDS), max_size=120).map(lambda parts: "".join(w + e for w, e in parts))
TALK = st.lists(st.tuples(st.sampled_from("IRSC"), SPEECH), max_size=8)


@settings(deadline=None, max_examples=120)
@given(
    TALK,
    st.integers(4, 40),
    st.integers(0, 4),
    st.sampled_from(["en", "cy"]),
    st.sampled_from([turns, sentences, paragraphs]),
)
def test_segments_are_ordered_disjoint_and_lose_nothing(said, max_words, min_words, language, method):
    source, made = transcript(*said, language=language)
    chosen = {"min_words": min_words, **({"max_words": max_words} if method is turns else {})}
    spans = method.segment(source, made, **chosen)
    assert spans == method.segment(source, list(reversed(made)), **chosen), "the order of the turns must not matter"
    assert all(one.end <= two.start for one, two in pairwise(spans))
    spoken = [turn.span for turn in made if turn.role is not Role.INTERVIEWER]
    if spans:
        assert spoken[0].start <= spans[0].start
        assert spans[-1].end <= spoken[-1].end
    for span in spans:
        assert span.of(source.text) == span.of(source.text).strip()
        asked = [t for t in made if t.role is Role.INTERVIEWER and t.span.overlap(span)]
        assert not any("?" in turn.span.of(source.text) for turn in asked), "a segment never crosses a question"
    for turn in spoken:
        if content_count(turn.of(source.text)) >= max(1, min_words):
            for word in re.finditer(r"\w+", turn.of(source.text)):
                place = Span(word.start(), word.end()).shift(turn.start)
                assert sum(span.contains(place) for span in spans) == 1


@settings(deadline=None, max_examples=60)
@given(SPEECH, st.integers(8, 40))
def test_segments_are_about_as_long_as_asked(said, max_words):
    source, made = transcript(("R", said))
    for span in turns.segment(source, made, max_words=max_words, min_words=1):
        words = span.of(source.text)
        assert word_count(words) <= max_words or content_count(words) < 2

"""Which forms count as the same word, and which must not."""

from __future__ import annotations

import pytest

from workbench.suggest.inflection import forms


@pytest.mark.parametrize(
    ("cue", "said"),
    [
        ("crash", "crashes crashed crashing"),
        ("chase", "chases chased chasing"),
        ("tick", "ticks ticked ticking"),
        ("plan", "plans planned planning"),
        ("visit", "visits visited visiting"),
        ("carry", "carries carried carrying"),
        ("play", "plays played playing"),
        ("box", "boxes boxed"),
        ("close", "closes closed closing"),
        ("agree", "agrees agreed agreeing"),
        ("tie", "ties tied tying"),
        ("crisis", "crises"),
        ("engage", "engages engaged engaging"),
        ("refer", "referred referring"),
        ("child", "children"),
        ("keep", "kept keeps keeping"),
        ("chasing", "chase chased chases"),
        ("planned", "plan planning"),
        ("caring", "care cares cared"),
        ("meetings", "meeting"),
        ("crashes", "crash crashed"),
        ("families", "family"),
        ("engaging", "engage engaged"),
        ("visited", "visit visiting"),
        ("calling", "call called"),
        ("went", "go going"),
        ("arranged", "arrange arranging"),
        ("ringing", "ring rang"),
        ("diaries", "diary"),
    ],
)
def test_forms_meet(cue, said):
    assert set(said.split()) <= forms(cue)
    assert cue in forms(cue)


@pytest.mark.parametrize(
    ("cue", "other"),
    [
        ("care", "car cars career"),
        ("caring", "car cars"),
        ("plan", "plane planes plant"),
        ("hope", "hop hopped"),
        ("note", "not"),
        ("need", "ne nee"),
        ("thing", "th"),
        ("risk", "brisk"),
        ("form", "formal inform"),
        ("his", "hi hiss"),
        ("as", "a ass"),
        ("business", "busines"),
        ("bus", "bu"),
        ("bring", "bre"),
    ],
)
def test_other_words_do_not(cue, other):
    assert not set(other.split()) & forms(cue)


@pytest.mark.parametrize("word", ["a", "in", "cynllun", "ŵyr", "s117", "can't", "4"])
def test_what_has_no_english_forms_stays_itself(word):
    assert word in forms(word)

"""WebVTT and SubRip."""

from __future__ import annotations

import pytest

from workbench.errors import FileUnreadable
from workbench.ingest import read_bytes
from workbench.model import Role

TEAMS = """WEBVTT

NOTE made by a program

3f2a-1
00:00:01.000 --> 00:00:04.000
<v Jane Doe>How do you begin?</v>

3f2a-2
00:00:04.500 --> 00:00:06.000
<v Owain Rhys>I ring the <place> ward.</v>

00:00:05.500 --> 00:00:09.000
<v Owain Rhys>Then &amp; there.</v>

00:00:09.000 --> 00:01:00.000
and I wait
"""
ZOOM = """WEBVTT

1
00:00:01.000 --> 00:00:04.000
Jane Doe: How do you begin?

2
00:00:04.500 --> 00:00:06.000
Owain Rhys: I ring: always.

3
00:00:06.500 --> 00:00:09.000
And wait.

4
00:00:10.000 --> 00:00:11.000
Jane Doe: Really?

5
00:00:11.000 --> 00:00:12.500
Owain Rhys: Yes.
"""


def take(text, name="c.vtt"):
    return read_bytes(text.encode(), name)


def said(reading, part):
    return [w for w in reading.report.warnings if part in w.message]


def test_teams_cues_join_into_turns():
    reading = take(TEAMS)
    assert (
        reading.source.text
        == "Jane Doe: How do you begin?\nOwain Rhys: I ring the <place> ward. Then & there. and I wait"
    )
    assert [(t.speaker, t.time) for t in reading.turns] == [("Jane Doe", 1.0), ("Owain Rhys", 4.5)]
    assert reading.turns[0].span.of(reading.source.text) == "How do you begin?"
    assert reading.report.minutes == 1.0
    assert said(reading, "1 NOTE block")
    assert said(reading, "start before")[0].line == 13


def test_zoom_names_are_decided_over_the_whole_file():
    reading = take(ZOOM)
    assert [t.speaker for t in reading.turns] == ["Jane Doe", "Owain Rhys", "Jane Doe", "Owain Rhys"]
    assert reading.turns[1].span.of(reading.source.text) == "I ring: always. And wait."
    assert reading.report.speakers == {"Jane Doe": Role.INTERVIEWER, "Owain Rhys": Role.PARTICIPANT}


def test_srt_without_names_gives_one_turn_a_cue():
    reading = take(
        "1\n00:00:01,000 --> 00:00:02,000\n<i>One</i> two\n\n2\n00:00:03,000 --> 00:00:04,000\nThree\n", "c.srt"
    )
    assert [t.span.of(reading.source.text) for t in reading.turns] == ["One two", "Three"]
    assert [t.time for t in reading.turns] == [1.0, 3.0]
    assert said(reading, "No speaker labels")


def test_two_voices_in_one_cue():
    reading = take("WEBVTT\n\n00:01.000 --> 00:02.000\n<v A B>Yes?</v> <v C D>No.</v>\n")
    assert [t.speaker for t in reading.turns] == ["A B", "C D"]


def test_words_outside_cues_are_mentioned():
    assert said(take(TEAMS + "\nlost words\n\nmore lost\n"), "outside any cue")


def test_no_cues_is_a_sentence():
    with pytest.raises(FileUnreadable, match="no subtitle cues"):
        take("I: So?\nR: Yes.\n")

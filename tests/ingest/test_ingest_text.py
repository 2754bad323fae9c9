"""Plain text and Markdown: text, turns, header, encodings."""

from __future__ import annotations

import contextlib
import hashlib
import os
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import EncodingUnknown, FileUnreadable, WorkbenchError
from workbench.ingest import read, read_bytes
from workbench.model import Role, Variety

INTERVIEW = """SYNTHETIC DEMONSTRATION DATA, NO REAL PERSON OR ORGANISATION
Date: 3 May
Interviewer: JB
Participant: P07
Version: 2

I: How do you start a plan?
P07: I ring the ward first.
She said: no, come back later.

It takes all morning [inaudible 00:12:34] really.
I: Mm.
P07: And the ward at 12:30: nobody there. See https://example.org/a: it says so.
SYNTHETIC DEMONSTRATION DATA, NO REAL PERSON OR ORGANISATION
"""


def take(text, name="t.txt", **wishes):
    return read_bytes(text.encode() if isinstance(text, str) else text, name, **wishes)


def spoken(reading):
    return [(t.speaker, t.role.value, t.span.of(reading.source.text)) for t in reading.turns]


def said(reading, part):
    return [w for w in reading.report.warnings if part in w.message]


def test_turns_cover_the_words_and_the_labels_stay_in_the_text():
    reading = take(INTERVIEW)
    assert [(s, r) for s, r, _ in spoken(reading)] == [
        ("I", "interviewer"), ("P07", "participant"), ("I", "interviewer"), ("P07", "participant"),
    ]  # fmt: skip
    assert spoken(reading)[0][2] == "How do you start a plan?"
    assert spoken(reading)[1][2].endswith("[inaudible 00:12:34] really.")
    assert "She said: no" in spoken(reading)[1][2]
    assert spoken(reading)[2][2] == "Mm."
    assert spoken(reading)[3][2].endswith("it says so.")
    assert reading.source.text == INTERVIEW
    assert reading.source.original == INTERVIEW.encode()
    assert reading.source.sha256 == hashlib.sha256(INTERVIEW.encode()).hexdigest()


def test_the_header_is_metadata_and_never_speech():
    reading = take(INTERVIEW)
    assert reading.report.metadata == {
        "Date": "3 May", "Interviewer": "JB", "Participant": "P07", "Version": "2", "synthetic": "yes",
    }  # fmt: skip
    assert len(said(reading, "notice")) == 2


def test_an_interviewer_who_speaks_first_is_no_header():
    reading = take("Date: 3 May\n\nInterviewer: Hello\nParticipant: Hi\nInterviewer: Shall we?\nParticipant: Yes.\n")
    assert reading.report.metadata == {"Date": "3 May"}
    assert len(reading.turns) == 4


def test_initials_named_in_the_header_get_their_role():
    reading = take("Interviewer: JB\nParticipant: MW\nDate: May\n\nJB: Go on.\nMW: Is it on?\nJB: Yes.\nMW: Right?\n")
    assert reading.report.speakers == {"JB": Role.INTERVIEWER, "MW": Role.PARTICIPANT}


@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        ("I: ", "R: "), ("INT: ", "P07: "), ("Interviewer: ", "Participant: "), ("Q: ", "A: "), ("MODERATOR: ", "R1: "),
        ("I:\t", "R:\t"), ("I\t", "R\t"), ("[00:01:02] I: ", "00:01:09 R: "), ("I [00:01:02]: ", "R [00:01:09]: "),
        ("**I:** ", "**R:** "), ("**Interviewer**: ", "**P1**: "), ("I     ", "R     "),
        ("Speaker 1  0:05\n", "Speaker 2  0:09\n"), ("Jane Doe   0:05\n", "Owain Rhys   0:09\n"),
        ("JB: ", "MW: "), ("Jane Doe: ", "Owain ap Rhys: "),
    ],
)  # fmt: skip
def test_label_styles(ask, answer):
    reading = take(f"{ask}When was it?\n{answer}In May.\n" * 3)
    roles = [role for _, role, _ in spoken(reading)]
    assert roles == ["interviewer", "participant"] * 3
    assert {words for *_, words in spoken(reading)} == {"When was it?", "In May."}


def test_times_beside_labels_are_kept_in_seconds():
    reading = take("[00:01:02] I: When?\n[00:02:00]\nR: May.\nI: 01:02:03 Why?\nR: So.\n")
    assert [t.time for t in reading.turns] == [62.0, 120.0, 3723.0, None]
    assert reading.turns[2].span.of(reading.source.text) == "Why?"
    assert reading.report.minutes == pytest.approx(62.05)


def test_times_at_line_start_are_no_labels():
    reading = take("00:12:34 we met them\n12:35 then we left\n[00:13:00] and so on\n")
    assert {t.speaker for t in reading.turns} == {""}
    assert [t.time for t in reading.turns] == [754.0, 755.0, 780.0]


def test_a_once_only_word_before_a_colon_is_speech_and_mentioned():
    reading = take("I: Where?\nR: Here.\nWexford: I think.\nI: And?\nR: Yes.\n")
    assert len(reading.turns) == 4
    assert said(reading, '"Wexford:"')[0].line == 3


def test_the_warning_says_how_to_give_the_role_and_that_works():
    text = "I: Where?\nR: Here.\nCai Huw: I think.\nI: And?\nR: Yes.\n"
    assert '`--role "Cai Huw=participant"`' in said(take(text), "Cai Huw:")[0].message
    assert "`--role Cai=participant`" in said(take(text.replace(" Huw", "")), '"Cai:"')[0].message
    given = take(text, roles={"Cai Huw": Role.PARTICIPANT})
    assert given.report.speakers["Cai Huw"] is Role.PARTICIPANT
    assert not said(given, "Cai Huw:")


@pytest.mark.parametrize("blank", ["\n", "\n\n"])
@pytest.mark.parametrize("asker", ["Interviewer", "I", "Cyfwelydd"])
def test_a_name_that_answers_an_interviewer_twice_is_a_participant(asker, blank):
    reading = take(blank.join([f"{asker}: How?", "Cai: By phone.", f"{asker}: And then?", "Cai: I wait."]))
    assert [(s, r) for s, r, _ in spoken(reading)] == [(asker, "interviewer"), ("Cai", "participant")] * 2


@pytest.mark.parametrize(
    "text",
    [
        "I: Where?\nP: Here.\nHousing: they wait.\nI: And?\nP: Yes.\nHousing: they wait.\n",  # somebody else answers
        "I: Where?\nHere.\nHousing: they wait.\nHousing: they wait more.\nI: And?\nYes.\n",  # no asking in between
        "I: Where?\nHere.\nHousing: they wait.\nI: And?\nYes.\nHousing: a year.\n",  # the answers have no label
        "I: Where?\nHousing: they wait.\nHealth: as well.\nI: And?\nHousing: a year.\nHealth: two.\n",  # two such names
    ],
)
def test_a_word_before_a_colon_stays_speech_where_it_need_not_be_a_name(text):
    assert not {"Housing", "Health"} & set(take(text).report.speakers)


def test_a_third_person_who_speaks_once_is_other():
    reading = take("INT: Where?\nP01: Here.\nCARER: I agree.\nINT: And?\nP01: Yes.\n")
    assert reading.report.speakers["CARER"] is Role.OTHER


def test_without_labels_each_paragraph_is_the_participant_and_a_warning_says_so():
    reading = take("We meet on Mondays.\n\nThe plan is late.\n")
    assert [(s, r) for s, r, _ in spoken(reading)] == [("", "participant")] * 2
    assert said(reading, "No speaker labels")


def test_lines_broken_at_a_fixed_width_are_one_paragraph():
    block = "This is a line that was broken by an old program at width\nsixty or so, and here the sentence goes on to its end at\nlast.\n"
    reading = take(block + "\n" + block)
    assert len(reading.turns) == 2


def test_policy_documents_have_no_speakers():
    reading = take("Must: do this.\nMust: do that.\nI: numeral one\nR: r\n", variety=Variety.PRESCRIBED)
    assert {(t.speaker, t.role) for t in reading.turns} == {("", Role.OTHER)}
    assert len(reading.turns) == 4


def test_given_roles_win_and_a_stranger_is_mentioned():
    reading = take("Ann: Hm?\nBob: Ha.\nAnn: What?\nBob: No.\n", roles={"bob": Role.OTHER, "Zed": Role.OTHER})
    assert reading.report.speakers == {"Ann": Role.INTERVIEWER, "Bob": Role.OTHER}
    assert said(reading, '"Zed"')


def test_a_guessed_role_is_called_a_guess():
    assert said(take("Ann: Hm?\nBob: Ha.\nAnn: What?\nBob: No.\n"), "Roles guessed")


def test_think_aloud_script_is_the_moderators():
    text = (
        "1 Read the page.\n\tIt is clear.\n\tI like it.\n    1.a Was it enough?\n    \tYes.\n2 Log in.\n\tDone.\n\tMODERATOR: Try again.\n"
        "\tOkay.\n    2.a Is it clear?\n\t(The participant reads it)\n\t4 of them, yes.\n3 Finish.\n    3.a Sum up.\n\tGood.\n"
    )
    reading = take(text)
    assert [s for s, *_ in spoken(reading)] == [
        "script", "", "script", "", "script", "", "MODERATOR", "", "script", "", "script", "script", "",
    ]  # fmt: skip
    assert reading.report.speakers == {"script": Role.INTERVIEWER, "": Role.PARTICIPANT, "MODERATOR": Role.INTERVIEWER}
    assert not any("reads it" in words for *_, words in spoken(reading))
    assert said(reading, "think-aloud")
    assert said(reading, "stage note")


@pytest.mark.parametrize(
    "data",
    [
        INTERVIEW.replace("\n", "\r\n").encode(), INTERVIEW.replace("\n", "\r").encode(), b"\xef\xbb\xbf" + INTERVIEW.encode(),
        INTERVIEW.encode("utf-16"), b"\xfe\xff" + INTERVIEW.encode("utf-16-be"), INTERVIEW.encode("utf-32"),
    ],
)  # fmt: skip
def test_newlines_and_marks_make_no_difference(data):
    plain, other = take(INTERVIEW), take(data)
    assert other.source.text == plain.source.text
    assert [t.span for t in other.turns] == [t.span for t in plain.turns]


def test_unknown_encoding_shows_readings_and_asks():
    data = "I: Cost?\nR: It’s £5 – no more.\n".encode("cp1252")
    with pytest.raises(EncodingUnknown) as caught:
        take(data)
    assert "line 2" in caught.value.message
    assert "It’s £5" in caught.value.message
    assert "mac_roman" in caught.value.message
    assert "--encoding cp1252" in caught.value.hint
    reading = take(data, encoding="cp1252")
    assert "It’s £5" in reading.source.text
    assert reading.report.encoding == "cp1252"


@pytest.mark.parametrize("encoding", ["ascii", "utf-8", "rot13", "no-such", "undefined", "idna"])
def test_a_wrong_encoding_is_refused_strictly(encoding):
    with pytest.raises(EncodingUnknown):
        take(b"I: caf\xe9\xff \xa3\x81", encoding=encoding)


def test_utf16_without_its_mark_is_asked_about():
    with pytest.raises(EncodingUnknown, match="UTF-16"):
        take("I: hello there\n".encode("utf-16-le"))


def test_what_cannot_be_stored_is_counted_with_lines():
    text = "I: a\x00b\x07?\nR: half \ud800 cafe\u0301\x0cnew page\n"
    reading = take(text.encode("utf-8", "surrogatepass"))
    assert reading.source.text == "I: ab?\nR: half \ufffd café\nnew page\n"
    assert [w.line for w in reading.report.warnings[:4]] == [2, 1, 2, 2]
    assert said(reading, "2 characters taken out")
    assert said(reading, "half of a character")
    assert said(reading, "NFC")


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\xef\xbb\xbf"])
def test_nothing_to_read(data):
    with pytest.raises(FileUnreadable):
        take(data)


def test_missing_folder_and_unknown_kinds(tmp_path):
    with pytest.raises(FileUnreadable, match="no file"):
        read(tmp_path / "none.txt")
    with pytest.raises(FileUnreadable, match="folder"):
        read(tmp_path)
    with pytest.raises(FileUnreadable, match=r"\.docx") as caught:
        take(b"x", "a.pdf")
    assert "save it as .docx or .txt" in caught.value.hint
    with pytest.raises(FileUnreadable, match=r"readers for \.txt, \.md"):
        take(b"x", "a.xyz")


def test_read_names_the_source_after_the_file(tmp_path):
    path = tmp_path / "P07 first.txt"
    path.write_text("I: So?\nR: Yes.\n")
    assert read(path).source.name == "P07 first"
    assert read(path, name="Mair", language="cy").source.language == "cy"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("I: So?")
    path.chmod(0)
    with pytest.raises(FileUnreadable, match="may not be read"):
        read(path)


def test_a_text_too_large_is_refused():
    with pytest.raises(FileUnreadable, match="50 MB"):
        take(b"a" * 50_000_001)


LINE = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["I: so?", "R: yes", "P07:\tno", "", "Date: May", "[00:01:02]", "1 Read", "1.a Do", "MODERATOR: go", "A  b"]
    ),
)


@given(st.lists(LINE, max_size=25), st.sampled_from([".txt", ".md", ".vtt", ".srt"]))
def test_spans_are_ordered_disjoint_and_inside(lines, suffix):
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    try:
        reading = take(data, "x" + suffix)
    except WorkbenchError:
        return
    text, at = reading.source.text, 0
    for ordinal, turn in enumerate(reading.turns):
        assert turn.ordinal == ordinal
        assert at <= turn.span.start
        assert turn.span.end <= len(text)
        assert turn.span.of(text).strip() == turn.span.of(text) != ""
        at = turn.span.end
    assert unicodedata.is_normalized("NFC", text)
    assert "\r" not in text
    assert "\x00" not in text
    text.encode("utf-8")


@given(
    st.binary(max_size=300),
    st.sampled_from([".txt", ".md", ".vtt", ".srt", ".docx", ".odt"]),
    st.sampled_from([None, "cp1252"]),
)
def test_any_bytes_give_a_reading_or_a_sentence(data, suffix, encoding):
    with contextlib.suppress(WorkbenchError):
        take(data, "x" + suffix, encoding=encoding)


def test_the_encoding_advised_is_the_first_one_shown():
    with pytest.raises(EncodingUnknown) as told:
        read_bytes(b"Interviewer: caf\xe9 caf\xff\x81 x\n", "x.txt", variety=Variety.DISCLOSED)
    assert "would read as iso8859_14" in told.value.message
    assert "--encoding iso8859_14" in told.value.hint

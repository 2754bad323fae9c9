"""Each converter on a tiny made-up file of its format."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from benchmarks.autocoding.convert import __main__ as door
from benchmarks.autocoding.convert import annomi, demonstration, nhs_fft_qdc, splits, swj
from benchmarks.autocoding.folder import read_folder

FRAMEWORK = """### Staff manner

Comments on how staff
are.

Examples:

Positive: ‘All lovely.’, 'Didn't rush me', 'So kind!'

Negative/ wishlist: 'Rude', ‘I felt
Mixed/ neutral: 'Some kind, some not.'

:::

### Staffing levels & responsiveness

How many there are.

Examples:

More Staff', 'No one came'

:::
"""


def split_of(talk):
    return {one.id: one.split for one in talk}


def test_sources_for_the_test_are_drawn_the_same_whatever_their_order():
    names = [f"s{n}" for n in range(10)]
    drawn = splits.drawn(names, 3)
    assert len(drawn) == 3
    assert splits.drawn([*reversed(names), "s1"], 3) == drawn


@pytest.fixture
def comments(tmp_path, monkeypatch):
    monkeypatch.setattr(nhs_fft_qdc, "FEWEST", 2)
    (tmp_path / "datasets").mkdir()
    columns = (
        "Comment ID,Respondent ID,FFT answer,Not assigned,Staff manner,Staff responsiveness,Rare,Labelling not possible"
    )
    rows = [
        "1,P1,So kind,,1,,,",
        "2,P1,Came at once,,,1,,",
        "3,P2,Kind and quick,,1,1,,",
        "4,P3,A rare thing,,,,1,",
        "5,P4,What?,1,,,,",
        "6,P5,Did not answer,,,,,1",
        "7,P6,,,1,,,",
    ]
    (tmp_path / nhs_fft_qdc.COMMENTS).write_text("\n".join([columns, *rows]), "utf-8")
    (tmp_path / nhs_fft_qdc.FRAMEWORK).write_text(FRAMEWORK, "utf-8")
    return tmp_path


def test_comments_keep_their_codes_and_people_stay_together(comments):
    talk, labels, codebook = nhs_fft_qdc.convert(comments)
    assert [(one.id, one.source) for one in talk] == [("1", "P1"), ("2", "P1"), ("3", "P2"), ("4", "P3")]
    assert {(label.id, label.code) for label in labels} == {
        ("1", "Staff manner"),
        ("3", "Staff manner"),
        ("2", "Staff responsiveness"),
        ("3", "Staff responsiveness"),
    }
    split = split_of(talk)
    assert split["1"] == split["2"]
    assert set(split.values()) == {"train", "test"}
    assert [code.name for code in codebook] == ["Staff manner", "Staff responsiveness"]


def test_a_merged_column_takes_the_words_of_its_category(comments):
    _, _, codebook = nhs_fft_qdc.convert(comments)
    manner, responsive = codebook
    assert manner.definition == "Comments on how staff are."
    assert manner.examples == ("All lovely", "Didn't rush me", "So kind!", "Rude", "I felt", "Some kind, some not")
    assert responsive.definition == "How many there are."
    assert responsive.examples == ("More Staff", "No one came")


@pytest.fixture
def sessions(tmp_path):
    """Two sessions, the first with offsets past a letter of two bytes and an escaped sign."""
    path = tmp_path / swj.PROJECT
    path.parent.mkdir(parents=True)
    first = (
        "<p>1 Read the café &amp; bar page.</p>\n<p> I like it a lot. It is slow.</p>\n<p> MODERATOR: Please go on.</p>"
    )
    with closing(sqlite3.connect(path)) as project:
        project.executescript(
            "CREATE TABLE documents (id INTEGER, name TEXT, contents TEXT);"
            "CREATE TABLE tags (id INTEGER, path TEXT, description TEXT);"
            "CREATE TABLE highlights (id INTEGER, document_id INTEGER, start_offset INTEGER, end_offset INTEGER, snippet TEXT);"
            "CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);"
            "INSERT INTO tags VALUES (1, 'Liked', 'Good\nthings'), (2, 'Slow', ''), (3, 'Helped', '');"
        )
        project.execute("INSERT INTO documents VALUES (1, 'P1_x.odt', ?), (2, 'P2_x.odt', '<p>Nothing.</p>')", (first,))
        data = "1 Read the café & bar page.\n I like it a lot. It is slow.\n MODERATOR: Please go on.".encode()
        for number, (words, tags) in enumerate(
            [("I like it a lot.", (1, 2)), ("It is slow.", (2,)), ("MODERATOR: Please go on.", (3,)), ("café", ())]
        ):
            start = data.index(words.encode())
            project.execute(
                "INSERT INTO highlights VALUES (?, 1, ?, ?, '')", (number, start, start + len(words.encode()))
            )
            project.executemany("INSERT INTO highlight_tags VALUES (?, ?)", [(number, tag) for tag in tags])
        project.commit()
    return tmp_path


def test_highlights_with_a_theme_become_passages(sessions):
    talk, labels, codebook = swj.passages(sessions)
    assert [(one.text, one.speaker) for one in talk] == [
        ("I like it a lot.", "participant"),
        ("It is slow.", "participant"),
        ("Please go on.", "moderator"),
    ]
    assert [(label.id, label.code) for label in labels] == [
        ("P1_x 0", "Liked"),
        ("P1_x 0", "Slow"),
        ("P1_x 1", "Slow"),
        ("P1_x 2", "Helped"),
    ]
    assert codebook.by_key["Liked"].definition == "Good things"


def test_every_sentence_becomes_a_segment_with_the_themes_it_lies_in(sessions):
    talk, labels, _ = swj.transcripts(sessions)
    assert [(one.source, one.text, one.speaker) for one in talk] == [
        ("P1_x", "1 Read the café & bar page.", "task"),
        ("P1_x", "I like it a lot.", "participant"),
        ("P1_x", "It is slow.", "participant"),
        ("P1_x", "Please go on.", "moderator"),
        ("P2_x", "Nothing.", "participant"),
    ]
    assert [(label.id, label.code) for label in labels] == [
        ("P1_x 1", "Liked"),
        ("P1_x 1", "Slow"),
        ("P1_x 2", "Slow"),
        ("P1_x 3", "Helped"),
    ]


def test_a_theme_needs_half_of_the_shorter():
    from workbench.model import Span

    given = [swj.Highlight(Span(0, 100), ("long",)), swj.Highlight(Span(17, 40), ("apart",))]
    assert swj.themes_at(Span(10, 20), given) == ["long"]
    assert swj.themes_at(Span(10, 30), given) == ["long", "apart"]


@pytest.fixture
def experts(tmp_path):
    columns = "transcript_id,utterance_id,interlocutor,utterance_text,annotator_id,main_therapist_behaviour"
    said = [("therapist", "How?", "question"), ("client", "Well.", "n/a"), ("therapist", "So, well.", "reflection")]
    rows = [
        f'{session},{place},{who},"{words}",{expert},{"other" if expert and place == 2 else behaviour}'
        for session in range(4)
        for place, (who, words, behaviour) in enumerate(said)
        for expert in range(2)
    ]
    (tmp_path / annomi.TABLE).write_text("\n".join([columns, *rows]), "utf-8")
    return tmp_path


def test_what_a_therapist_says_is_scored_and_a_client_is_context(experts):
    talk, labels, codebook = annomi.convert(experts)
    one = [said for said in talk if said.source == "transcript 0"]
    assert [(said.speaker, said.split == "context") for said in one] == [
        ("therapist", False),
        ("client", True),
        ("therapist", False),
    ]
    assert {(label.code, label.coder) for label in labels if label.id == "0.2"} == {
        ("reflection", "expert 0"),
        ("other", "expert 1"),
    }
    assert len({said.source for said in talk if said.split == "test"}) == 3
    assert [code.key for code in codebook] == list(annomi.BEHAVIOURS)


def test_the_demonstration_is_split_by_site_and_its_codes_are_in_its_codebook():
    talk, labels, codebook = demonstration.convert()
    sites = {one.source.split("-")[1]: one.split for one in talk if one.split != "context"}
    assert sites == {"E1": "train", "E2": "train", "W1": "train", "E3": "test", "E4": "test", "W2": "test"}
    assert {one.speaker for one in talk if one.split == "context"} == {"interviewer"}
    assert {label.code for label in labels} <= {code.key for code in codebook}


def test_the_door_writes_a_folder_that_can_be_read_and_says_what_is_in_it(sessions, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(swj, "TESTED", 1)
    monkeypatch.setitem(door.PUBLIC, "swj_transcripts", (".", swj.transcripts))
    assert door.main(["swj_transcripts", "--out", str(tmp_path / "out"), "--data", str(sessions)]) == 0
    assert "3 codes, 4 labels by 1 coder(s)" in capsys.readouterr().out
    assert len(read_folder(tmp_path / "out").talk) == 5


def test_data_that_are_not_there_are_named(tmp_path, capsys):
    assert door.main(["annomi", "--out", str(tmp_path / "out"), "--data", str(tmp_path)]) == 1
    assert "has no folder 'annomi_agreement'" in capsys.readouterr().err

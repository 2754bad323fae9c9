"""The demonstration's files: labelled, in five formats, and the same bytes on every machine."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import zipfile
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from workbench.exchange.demonstration.design import LABEL, Utterance, WrittenTurn
from workbench.exchange.demonstration.files import policy_text, transcripts
from workbench.exchange.demonstration.load import load_study
from workbench.exchange.demonstration.make import contents
from workbench.ingest import read_bytes
from workbench.model import Role, Variety

FORMATS = {"docx": 20, "txt": 4, "otter_txt": 2, "vtt_teams": 2, "zoom_vtt": 1}  # of them one in two parts


def test_formats_are_those_of_the_design(design):
    found = Counter()
    for interview in design.interviews:
        found[interview.format] += len(interview.file_names)
    assert found == FORMATS
    (two,) = [interview for interview in design.interviews if len(interview.file_names) > 1]
    assert two.file_names == ("SYN_E2-05_part1.docx", "SYN_E2-05_part2.docx")


def test_the_bytes_are_those_on_the_list(study_folder, root):
    """The golden list is written anew with WORKBENCH_GOLDEN=write, and read as a diff."""
    found = {name: hashlib.sha256(data).hexdigest() for _, name, data in contents(load_study(study_folder))}
    golden = root / "tests" / "golden" / "demonstration_hashes.json"
    if os.environ.get("WORKBENCH_GOLDEN") == "write":
        golden.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "utf-8")
    assert found == json.loads(golden.read_text("utf-8"))


def test_every_file_is_named_and_labelled_synthetic_first_and_last(design):
    for variety, name, data in contents(design):
        assert name.startswith("SYN_")
        reading = read_bytes(data, name, variety=variety)
        assert reading.report.metadata["synthetic"] == "yes", name
        lines = reading.source.text.splitlines() if name.endswith(".docx") else data.decode("utf-8").splitlines()
        if name.endswith(".vtt"):
            assert (lines[0], lines[2], lines[-1]) == ("WEBVTT", f"NOTE {LABEL}", f"NOTE {LABEL}")
        else:
            assert (lines[0], lines[-1]) == (LABEL, LABEL), name


def test_every_word_comes_through_every_reader(design):
    """What the reader takes in as speech is what was written, word for word, speaker by speaker."""
    for interview in design.interviews:
        for number, (name, data) in enumerate(transcripts(interview).items(), 1):
            reading = read_bytes(data, name, variety=Variety.DISCLOSED)
            spoken = {Role.INTERVIEWER: [], Role.PARTICIPANT: [], Role.OTHER: []}
            for turn in reading.turns:
                spoken[turn.role] += turn.span.of(reading.source.text).split()
            written = {Role.INTERVIEWER: [], Role.PARTICIPANT: [], Role.OTHER: []}
            for role, paragraphs in (line for turn in interview.turns if turn.file == number for line in turn.spoken):
                written[role] += " ".join(paragraphs).split()
            assert spoken == written, name


def test_a_word_file_has_words_own_line_numbers_and_no_typed_ones(design):
    interview = next(one for one in design.interviews if one.format == "docx")
    (data,) = transcripts(interview).values() if len(interview.file_names) == 1 else (None,)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = archive.read("word/document.xml").decode("utf-8")
        assert all(entry.date_time == (1980, 1, 1, 0, 0, 0) for entry in archive.infolist())
        assert LABEL in archive.read("word/header1.xml").decode("utf-8")
    assert "<w:lnNumType" in body
    assert body.count("<w:b/>") == sum(len(turn.spoken) for turn in interview.turns)


def test_policy_is_labelled_and_holds_its_extracts_a_paragraph_each(design):
    for document in design.documents:
        lines = policy_text(document).decode("utf-8").splitlines()
        assert f"Country: {document.country}" in lines
        texts = [part.text for part in document.extracts]
        assert [line for line in lines if line in texts] == texts


def test_times_run_forward(design):
    for interview in (one for one in design.interviews if one.format.endswith(("vtt", "teams"))):
        (data,) = transcripts(interview).values()
        cues = re.findall(r"(\d\d:\d\d:\d\d\.\d{3}) --> (\d\d:\d\d:\d\d\.\d{3})", data.decode("utf-8"))
        assert all(start < end for start, end in cues)
        assert all(a[1] <= b[0] for a, b in pairwise(cues))


def test_a_back_channel_breaks_the_answer_in_every_format(design):
    turn = WrittenTurn(Role.PARTICIPANT, (Utterance(("I went round,", "and she had moved."), ("Mm.",)),))
    assert turn.spoken == (
        (Role.PARTICIPANT, ("I went round,",)),
        (Role.INTERVIEWER, ("Mm.",)),
        (Role.PARTICIPANT, ("and she had moved.",)),
    )


@pytest.mark.parametrize("kind", ["docx", "txt", "otter_txt", "vtt_teams", "zoom_vtt"])
def test_a_changed_word_changes_the_bytes(design, kind):
    one = replace(next(i for i in design.interviews if len(i.file_names) == 1), format=kind)
    first = one.turns[0]
    other = replace(one, turns=(replace(first, parts=(Utterance(("Changed.",)),)), *one.turns[1:]))
    assert list(transcripts(other).values()) != list(transcripts(one).values())
    assert transcripts(one) == transcripts(one)

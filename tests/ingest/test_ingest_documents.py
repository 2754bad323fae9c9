"""Word and OpenDocument: what is kept, what is mentioned, what is refused."""

from __future__ import annotations

import contextlib
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.errors import FileUnreadable, WorkbenchError
from workbench.ingest import read, read_bytes
from workbench.model import Role


def said(reading, part):
    return [w for w in reading.report.warnings if part in w.message]


def words(reading):
    return [(t.speaker, t.span.of(reading.source.text)) for t in reading.turns]


def test_docx_turns_tabs_breaks_and_boxes(make_docx, paragraph):
    body = (
        "<w:p><w:r><w:t>I:</w:t><w:tab/><w:t>How?</w:t><w:br/><w:t>And why?</w:t></w:r></w:p>"
        + paragraph("R: I ring.") + paragraph("Then I wait.") + paragraph("I: Mm.") + paragraph("R: Yes.")
    )  # fmt: skip
    reading = read_bytes(make_docx(body), "a.docx")
    assert words(reading) == [("I", "How?\nAnd why?"), ("R", "I ring.\nThen I wait."), ("I", "Mm."), ("R", "Yes.")]
    assert reading.source.text.startswith("I:\tHow?\n")
    assert reading.report.encoding is None


def test_tracked_insertions_stay_and_deletions_are_mentioned(make_docx, word_namespace):
    body = (
        "<w:p><w:r><w:t>I: What </w:t></w:r><w:ins><w:r><w:t>now</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>then</w:delText></w:r></w:del><w:r><w:t>?</w:t></w:r></w:p>"
        '<w:p><w:r><w:t>R: This.</w:t></w:r><w:r><w:commentReference w:id="4"/><w:footnoteReference w:id="2"/></w:r></w:p>'
    )
    note = (
        f'<w:{{0}}s {word_namespace}><w:{{0}} w:id="{{1}}"><w:p><w:r><w:t>{{2}}</w:t></w:r></w:p></w:{{0}}></w:{{0}}s>'
    )
    parts = {
        "word/comments.xml": note.format("comment", 4, "check this"),
        "word/footnotes.xml": note.format("footnote", 2, "a note"),
        "word/header1.xml": f"<w:hdr {word_namespace}><w:p><w:r><w:t>Draft 2</w:t></w:r></w:p></w:hdr>",
    }
    reading = read_bytes(make_docx(body, parts=parts), "a.docx")
    assert words(reading) == [("I", "What now?"), ("R", "This.")]
    assert "then" in said(reading, "tracked deletion")[0].message
    assert said(reading, "tracked insertion")[0].line == 1
    assert "check this" in said(reading, "comment")[0].message
    assert "a note" in said(reading, "footnote")[0].message
    assert "Draft 2" in said(reading, "page header")[0].message


def test_bold_labels(make_docx):
    line = '<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{} </w:t></w:r><w:r><w:t>{}</w:t></w:r></w:p>'
    body = "".join(
        line.format(who, what)
        for who, what in [("Jane Doe", "How?"), ("Owain", "So."), ("Jane Doe", "Why?"), ("Owain", "No.")]
    )
    reading = read_bytes(make_docx(body), "a.docx")
    assert words(reading) == [("Jane Doe", "How?"), ("Owain", "So."), ("Jane Doe", "Why?"), ("Owain", "No.")]


@pytest.mark.parametrize("columns", [3, 2])
def test_a_table_of_turns(make_docx, paragraph, columns):
    rows = [("Time", "Speaker", "Text"), ("00:01:00", "I", "How do you begin the plan?"), ("00:01:05", "R", "I ring the ward first."),
            ("00:01:09", "", "And then I wait for them."), ("00:02:00", "I", "And after that, what?")]  # fmt: skip
    body = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(c)}</w:tc>" for c in row[3 - columns :]) + "</w:tr>" for row in rows
    )
    reading = read_bytes(make_docx(f"<w:tbl>{body}</w:tbl>"), "a.docx")
    assert [t.speaker for t in reading.turns] == ["I", "R", "R", "I"]
    assert words(reading)[0][1] == "How do you begin the plan?"
    assert [t.time for t in reading.turns] == ([60, 65, 69, 120] if columns == 3 else [None] * 4)
    assert reading.report.speakers == {"I": Role.INTERVIEWER, "R": Role.PARTICIPANT}


def test_odt_spaces_tabs_notes_and_changes(make_odt):
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>old</text:p></text:deletion></text:changed-region>"
        "</text:tracked-changes>"
        '<text:h>I:<text:tab/>How<text:s text:c="2"/>so?<text:line-break/>Why?</text:h>'
        "<text:p>R: <text:span>Like</text:span> this<text:note><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>see ward</text:p></text:note-body></text:note>."
        "<office:annotation><text:p>ask again</text:p></office:annotation></text:p>"
        "<text:list><text:list-item><text:p>and more</text:p></text:list-item></text:list>"
    )
    reading = read_bytes(make_odt(body), "a.odt")
    assert words(reading) == [("I", "How  so?\nWhy?"), ("R", "Like this.\nand more")]
    assert "old" in said(reading, "tracked deletion")[0].message
    assert "see ward" in said(reading, "footnote")[0].message
    assert "ask again" in said(reading, "comment")[0].message


def test_a_short_tag_cannot_ask_for_a_billion_spaces(make_odt):
    reading = read_bytes(make_odt('<text:p>I: a<text:s text:c="1000000000"/>b</text:p><text:p>R: c</text:p>'), "a.odt")
    assert len(reading.source.text) < 2000


def test_a_wrong_name_says_what_it_is(make_docx, make_odt, paragraph):
    docx, odt = make_docx(paragraph("I: a")), make_odt("<text:p>I: a</text:p>")
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)
    protected = ole + "EncryptedPackage".encode("utf-16-le")
    for data, name, part in [
        (docx, "a.odt", "Word document"), (odt, "a.docx", "OpenDocument"), (docx, "a.txt", "Word document"), (b"%PDF-1.7\n", "a.txt", "a PDF"),
        (b"I: hello\n", "a.docx", "text"), (protected, "a.docx", "password"), (ole, "a.docx", "old Office"), (bytes(range(256)), "a.odt", "damaged"),
    ]:  # fmt: skip
        with pytest.raises(FileUnreadable) as caught:
            read_bytes(data, name)
        assert part in caught.value.message
        assert caught.value.hint


def test_a_truncated_document_and_a_protected_odt(make_docx, make_odt, paragraph):
    data = make_docx("".join(paragraph(f"I: {n}") for n in range(200)))
    with pytest.raises(FileUnreadable):
        read_bytes(data[: len(data) // 2], "a.docx")
    locked = make_odt("x", parts={"META-INF/manifest.xml": "<m><encryption-data/></m>"})
    with pytest.raises(FileUnreadable, match="password"):
        read_bytes(locked, "a.odt")


def test_hostile_documents_are_refused(make_docx, paragraph):
    bomb = make_docx("<w:p>" + " " * 60_000_000 + "</w:p>")
    assert len(bomb) < 200_000
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    deep = "<w:p>" * 100_000 + "</w:p>" * 100_000
    many = make_docx(paragraph("I: a"), parts={f"n{n}": "" for n in range(10_001)})
    for data, part in [
        (bomb, "zip bomb"), (make_docx(paragraph("I: &b;"), prologue=laughs), "DTD"), (make_docx(paragraph("I: a"), prologue="<!DOCTYPE x>"), "DTD"), (make_docx(deep), "levels deep"), (many, "10,000"),
    ]:  # fmt: skip
        with pytest.raises(FileUnreadable) as caught:
            read_bytes(data, "a.docx")
        assert part in caught.value.message


def test_a_document_that_takes_too_long_is_given_up(make_docx, paragraph, monkeypatch):
    monkeypatch.setattr("workbench.ingest.office._WALL_SECONDS", 0.001)
    with pytest.raises(FileUnreadable, match="longer than"):
        read_bytes(make_docx(paragraph("I: a")), "a.docx")


def test_a_child_that_dies_is_a_sentence(make_docx, paragraph, monkeypatch):
    monkeypatch.setattr("workbench.ingest.office.sys.executable", "/bin/false")
    with pytest.raises(FileUnreadable, match="could not be opened"):
        read_bytes(make_docx(paragraph("I: a")), "a.docx")


def test_the_child_has_limits():
    resource = pytest.importorskip("resource")
    code = (
        "import workbench.ingest.document_child as c, resource as r; c._limit();"
        "print(r.getrlimit(r.RLIMIT_AS)[0], r.getrlimit(r.RLIMIT_CPU)[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert [int(n) for n in done.stdout.split()] == [1_000_000_000, 30]
    assert resource.getrlimit(resource.RLIMIT_CPU)[0] != 30


def test_names_inside_the_zip_are_never_used_as_paths(make_docx, paragraph, tmp_path):
    data = make_docx(paragraph("I: a") + paragraph("R: b"), parts={"../../escaped.txt": "x", "/tmp/escaped.txt": "x"})
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    read(path)
    assert [p.name for p in tmp_path.iterdir()] == ["a.docx"]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(where=st.integers(0, 400), what=st.binary(min_size=1, max_size=4))
def test_a_flipped_byte_gives_a_reading_or_a_sentence(make_docx, paragraph, where, what):
    data = bytearray(make_docx(paragraph("I: a") + paragraph("R: b")))
    data[where : where + len(what)] = what
    with contextlib.suppress(WorkbenchError):
        read_bytes(bytes(data), "a.docx")


def test_the_real_sessions(data_folder):
    files = sorted((data_folder / "swj_taguette/data/transcripts/raw").glob("*.odt"))
    assert len(files) == 17
    for path in files:
        reading = read(path)
        assert {"", "script", "MODERATOR"} <= set(reading.report.speakers)
        roles = [turn.role for turn in reading.turns]
        assert roles.count(Role.PARTICIPANT) > 25
        assert sum(t.speaker == "script" for t in reading.turns) >= 41
        assert reading.report.metadata == {}
        assert all(w.message.endswith(".") and len(w.message) > 20 for w in reading.report.warnings)


def test_real_interviews_with_labels_set_off_by_spaces(data_folder):
    files = sorted((data_folder / "braided_channels/Braided-Channels").glob("*-raw.txt"))[:12]
    for path in files:
        reading = read(path)
        assert (
            reading.report.speakers == {"I": Role.INTERVIEWER, "R": Role.PARTICIPANT}
            or len(reading.report.speakers) > 2
        )

"""Files come in: all or none, every fault told, and a refused file costs nothing."""

from __future__ import annotations

import pytest

from workbench import new_study
from workbench.errors import CodebookInvalid, DuplicateSource, FileUnreadable, NotAllowedHere, NotFound, WorkbenchError
from workbench.exchange.intake import add_sources, import_cases, import_codebook, read_files, read_uploads
from workbench.model import CodeStatus, Role, Variety
from workbench.model.colours import PALETTE
from workbench.review import redo, undo
from workbench.segment import sentences
from workbench.segment.layer import cut, layer_of

TALK = b"I: How was your week?\nP: Long. I spent most of it on the phone to housing about one tap.\n"
OTHER = b"I: How was your week?\nP: Short, because I was on leave, which was lovely.\n"


@pytest.fixture
def study(tmp_path):
    return new_study(tmp_path / "s.workbench", by="Mair")


def add(study, *files, variety=Variety.DISCLOSED):
    return add_sources(study, read_uploads(files, variety=variety), by="Mair")


def test_codes_of_a_file_without_colours_are_told_apart_and_keep_the_colour_they_got(study):
    first = import_codebook(study, book("{key: A, name: One}", "{key: B, name: Two, colour: '#0072B2'}"), by="Mair")
    assert first.by_key["B"].colour == "#0072B2"
    assert len({code.colour for code in first}) == 2
    assert all(code.colour in PALETTE.values() for code in first)
    again = import_codebook(study, book("{key: N, name: New}", "{key: A, name: Renamed}"), by="Mair")
    assert again.by_key["A"].colour == first.by_key["A"].colour
    assert len({again.by_key[key].colour for key in "ABN"}) == 3
    assert import_codebook(study, book("{key: N, name: New}", "{key: A, name: Renamed}"), by="Mair") == again


def test_a_source_comes_in_with_turns_segments_and_report(study):
    (source,) = add(study, ("P1.txt", TALK))
    assert [t.role.value for t in study.sources.turns(source.id)] == ["interviewer", "participant"]
    assert study.sources.report(source.id).file == "P1.txt"
    assert len(study.frames.segments()) == 1
    assert study.sources.get("p1") == source


def test_several_files_are_one_act(study):
    add(study, ("P1.txt", TALK), ("P2.txt", OTHER))
    assert len(study.history.all()) == 2
    assert study.history.all()[0].summary == "Added 'P1', 'P2'"


@pytest.mark.parametrize(
    ("files", "error", "says"),
    [
        ([("P2.txt", TALK)], DuplicateSource, "same text as the source 'P1'"),
        ([("p1.txt", OTHER)], DuplicateSource, "already a source named 'P1'"),
        ([("P2.txt", OTHER), ("P3.txt", OTHER)], DuplicateSource, "same text as 'P2.txt'"),
        ([("P2.txt", OTHER), ("P3.txt", b"")], FileUnreadable, "P3.txt"),
        ([("P2.txt", OTHER), ("P3.txt", b""), ("P4.docx", b"PK")], FileUnreadable, "2 of 3 files"),
    ],
)
def test_one_bad_file_keeps_all_out_and_the_study_is_byte_for_byte_what_it_was(study, files, error, says):
    add(study, ("P1.txt", TALK))
    before = study.path.read_bytes()
    with pytest.raises(error, match=says) as caught:
        add(study, *files)
    assert caught.value.hint
    assert study.path.read_bytes() == before


def test_a_missing_file_says_where_it_was_looked_for(tmp_path):
    with pytest.raises(FileUnreadable, match="nowhere"):
        read_files([tmp_path / "nowhere.txt"], variety=Variety.DISCLOSED)


def book(*lines):
    return ("codebook: b\ncodes:\n" + "\n".join(f"- {line}" for line in lines)).encode()


def test_a_second_import_keeps_ids_renames_and_retires(study):
    first = import_codebook(study, book("{key: A, name: One}", "{key: B, name: Two}"), by="Mair")
    second = import_codebook(study, book("{key: A, name: Renamed}", "{key: C, name: Three}"), by="Mair")
    assert second.version == 2
    assert second.by_key["A"].id == first.by_key["A"].id
    assert second.by_key["B"].status is CodeStatus.RETIRED
    assert study.codebook.version(1) == first, "a published version never changes"


def test_merging_keeps_what_there_is(study):
    import_codebook(study, book("{key: A, name: One}"), by="Mair")
    merged = import_codebook(study, book("{key: C, name: Three}"), by="Mair", merge=True)
    assert {c.key: c.status for c in merged} == {"A": CodeStatus.ACTIVE, "C": CodeStatus.ACTIVE}


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["{key: A, name: One, parent: B}", "{key: B, name: Two, parent: A}"], "circle"),
        (["{key: A, name: One}", "{key: B, name: one}"], "twice"),
        (["{key: A, name: One, parent: Z}"], "'Z'"),
        (["{key: A, name: One, near_miss: {text: words, code: Z}}"], "'Z'"),
    ],
)
def test_a_bad_codebook_changes_nothing(study, lines, says):
    before = study.path.read_bytes()
    with pytest.raises(CodebookInvalid, match=says):
        import_codebook(study, book(*lines), by="Mair")
    assert study.path.read_bytes() == before


def write(tmp_path, text):
    path = tmp_path / "people.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_participants_come_in_with_typed_attributes_and_find_their_sources(study, tmp_path):
    add(study, ("P1_part1.txt", TALK), ("P10.txt", OTHER))
    import_cases(study, write(tmp_path, "case,site,years,consent,code\nP1,E1,3,yes,007\nP10,E2,12.5,no,\n"), by="Mair")
    one, ten = study.cases.all()
    assert dict(one.attributes) == {"site": "E1", "years": 3, "consent": True, "code": "007"}
    assert dict(ten.attributes) == {"site": "E2", "years": 12.5, "consent": False}
    names = study.sources.names()
    assert [names[s] for s in one.sources] == ["P1_part1"], "P1 must not take P10's source"


@pytest.mark.parametrize(
    ("table", "error", "says"),
    [
        ("name,site\nP1,E1\n", FileUnreadable, "no column named 'case'"),
        ("case,site\nP1,E1\np1,E2\n", FileUnreadable, "the case 'P1' stands twice"),
        ("case,sources\nP1,nowhere\n", NotFound, "nowhere"),
    ],
)
def test_a_bad_table_of_participants_changes_nothing(study, tmp_path, table, error, says):
    before = study.path.read_bytes()
    with pytest.raises(error, match=says):
        import_cases(study, write(tmp_path, table), by="Mair")
    assert study.path.read_bytes() == before


def test_the_same_participants_again_change_nothing(study, tmp_path):
    table = write(tmp_path, "case,site\nP1,E1\n")
    import_cases(study, table, by="Mair")
    cases, acts = study.cases.all(), len(study.history.all())
    import_cases(study, table, by="Mair")
    assert (study.cases.all(), len(study.history.all())) == (cases, acts)


def test_every_refusal_is_ours(study):
    with pytest.raises(WorkbenchError):
        add(study, ("x.pdf", b"%PDF-1.7"))


def test_a_source_added_after_a_run_is_counted_with_the_others(study):
    (first,) = add(study, ("P1.txt", TALK))
    layer = layer_of(sentences.segment)
    with study.act("run", by="Mair", summary="Cut into sentences") as act:
        study.segments.add(act, layer, cut(first, study.sources.turns(first.id), sentences.segment))
    add(study, ("P2.txt", OTHER))
    assert set(study.frames.segments()["source"]) == {"P1", "P2"}


def cases(study, tmp_path, table):
    (tmp_path / "people.csv").write_text(table, encoding="utf-8")
    import_cases(study, tmp_path / "people.csv", by="Mair")
    return {case.name: dict(case.attributes) for case in study.cases.all()}


def test_a_column_has_one_type_so_that_norway_stays_a_country(study, tmp_path):
    told = cases(study, tmp_path, "case,country,years,known,odd\nA,NO,4,yes,nan\nB,SE,x,no,inf\nC,DK,5,,\n")
    assert [told[name]["country"] for name in "ABC"] == ["NO", "SE", "DK"]
    assert [told[name]["years"] for name in "ABC"] == ["4", "x", "5"]
    assert (told["A"]["known"], told["B"]["known"], "known" in told["C"]) == (True, False, False)
    assert (told["A"]["odd"], told["B"]["odd"]) == ("nan", "inf")
    assert cases(study, tmp_path, "case,years,share\nA,4,0.5\nB,12,1\n")["B"]["years"] == 12


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_table_may_be_parted_as_spreadsheets_do(study, tmp_path, mark):
    assert cases(study, tmp_path, f"case{mark}site\nA{mark}north, upper\n") == {"A": {"site": "north, upper"}}


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("case,site\nA,north,extra\n", "line 2 has 3 cells, but there are 2 columns"),
        ("case,site\nA,north\n,south\n", "line 3 has an empty 'case'"),
        ("case,site,site\nA,north,south\n", "the column 'site' stands twice"),
    ],
)
def test_nothing_of_a_table_of_cases_is_dropped_in_silence(study, tmp_path, table, says):
    with pytest.raises(FileUnreadable, match=says):
        cases(study, tmp_path, table)
    assert study.cases.all() == []


def test_a_missing_table_is_called_missing(study, tmp_path):
    with pytest.raises(FileUnreadable, match="There is no file") as told:
        import_cases(study, tmp_path / "none.csv", by="Mair")
    assert told.value.hint == "Check the name and the folder."


def test_two_files_alike_in_one_call_are_not_said_to_be_in_the_study_already(study):
    with pytest.raises(DuplicateSource, match=r"'P2.txt' has the same text as 'P1.txt'"):
        add(study, ("P1.txt", TALK), ("P2.txt", TALK))
    assert study.sources.names() == {}


def test_a_merge_keeps_the_codebooks_name_and_its_sources(study):
    import_codebook(study, b"codebook: Ours\nsources: [Hannigan 2018]\ncodes:\n- {key: A, name: A}\n", by="Mair")
    made = import_codebook(
        study, b"codebook: Extra\nsources: [Gittell]\ncodes:\n- {key: B, name: B}\n", by="Mair", merge=True
    )
    assert (made.name, made.sources, set(made.by_key)) == ("Ours", ("Hannigan 2018", "Gittell"), {"A", "B"})


def test_roles_given_go_to_the_reader(tmp_path):
    (tmp_path / "a.txt").write_bytes(TALK.replace(b"P:", b"Cai:"))
    roles = {"Cai": Role.OTHER}
    by_path = read_files([tmp_path / "a.txt"], variety=Variety.DISCLOSED, roles=roles)
    by_bytes = read_uploads([("a.txt", TALK.replace(b"P:", b"Cai:"))], variety=Variety.DISCLOSED, roles=roles)
    for (reading,) in (by_path, by_bytes):
        assert reading.report.speakers == {"I": Role.INTERVIEWER, "Cai": Role.OTHER}


def test_sources_are_listed_as_they_are_written(study, tmp_path):
    add(study, ("Mair_AND_Cai.txt", TALK))
    with pytest.raises(NotFound, match=r"There is: Mair_AND_Cai\."):
        import_cases(study, write(tmp_path, "case,sources\nP1,nowhere\n"), by="Mair")


def test_the_reason_of_a_version_is_the_one_given_else_the_files_else_where_it_came_from(study, tmp_path):
    path = tmp_path / "ours.yml"

    def reason(text, file=path, **more):
        path.write_bytes(text)
        return import_codebook(study, text if file is None else file, by="Mair", **more).reason

    assert reason(b"reason: After a talk\n" + book("{key: A, name: A}")) == "After a talk"
    assert reason(b"reason: Ours\n" + book("{key: B, name: B}"), merge=True) == "Ours"
    assert reason(b"reason: Ours\n" + book("{key: C, name: C}"), reason="Given") == "Given"
    assert reason(book("{key: D, name: D}"), file=str(path)) == "Imported from ours.yml"
    assert reason(book("{key: E, name: E}")) == "Imported from ours.yml"
    assert reason(book("{key: F, name: F}"), file=None) == "Imported from an upload"


@pytest.mark.parametrize("merge", [False, True])
def test_the_same_codebook_again_is_no_new_version(study, merge):
    import_codebook(study, book("{key: A, name: A}", "{key: OLD, name: Old}"), by="Mair")
    text = b"facets: {stance: [fine]}\n" + book("{key: A, name: A, cues: [a]}", "{key: B, name: B, parent: A}")
    second, acts = import_codebook(study, text, by="Mair"), len(study.history.all())
    again = import_codebook(study, b"reason: Once more\n" + text, by="Mair", merge=merge, reason="Again")
    assert (again, len(study.history.all())) == (second, acts)
    for changed in (text.replace(b"[fine]", b"[ill]"), text.replace(b"name: B", b"name: C"), book("{key: A, name: A}")):
        before = study.codebook.current().version
        assert import_codebook(study, changed, by="Mair").version == before + 1


INVENTED = b"Interview seven\n\nSynthetic data, for teaching\n\n" + TALK
SUBTITLES = b"WEBVTT\n\nNOTE SYNTHETIC DATA\n\n1\n00:00:01.000 --> 00:00:04.000\nP1: It rained on the way to housing.\n"


@pytest.mark.parametrize("file", [("P1.txt", INVENTED), ("P1.vtt", SUBTITLES)])
def test_invented_and_real_sources_do_not_get_into_one_study(study, tmp_path, file):
    with pytest.raises(NotAllowedHere, match="P1 does say it holds synthetic data"):
        add(study, ("P2.txt", OTHER), file)
    assert study.sources.names() == {}
    invented = new_study(tmp_path / "i.workbench", by="Mair", synthetic=True)
    add(invented, file)
    with pytest.raises(NotAllowedHere, match="P2 does not say it is invented"):
        add(invented, ("P2.txt", OTHER))
    assert list(invented.sources.names().values()) == ["P1"]


def test_mixing_them_on_purpose_is_on_record_until_it_is_undone(study):
    add(study, ("P2.txt", OTHER))
    assert not study.history.happened("source.mix")
    readings = read_uploads([("P1.txt", INVENTED)], variety=Variety.DISCLOSED)
    add_sources(study, readings, by="Mair", mix=True)
    assert study.history.all()[0].summary == "Added 'P1', forced: invented and real sources in one study (P1)"
    assert study.history.happened("source.mix")
    undo(study, by="Mair")
    assert not study.history.happened("source.mix")
    redo(study, by="Mair")
    assert study.history.happened("source.mix")


def test_a_study_that_asked_for_no_mixing_has_none_on_record(study):
    add_sources(study, read_uploads([("P1.txt", TALK)], variety=Variety.DISCLOSED), by="Mair", mix=True)
    assert study.history.all()[0].act == "source.add"


@pytest.mark.parametrize(
    "words", [b"SYNTHETIC fibres were all she wore.\n", b"P: We made synthetic data at work once.\nI: Did you?\n"]
)
def test_talk_of_synthetic_things_is_no_declaration(study, words):
    add(study, ("P1.txt", words + TALK))
    assert list(study.sources.names().values()) == ["P1"]

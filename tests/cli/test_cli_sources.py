"""Sources, cases and codebooks come in and are shown."""

from __future__ import annotations

import pytest

from workbench.model import Role

VTT = "WEBVTT\n\n00:00:01.000 --> 00:02:00.000\n<v Ann>How is it going?\n\n00:02:00.000 --> 00:05:00.000\n<v Mair>Well enough, thank you.\n"


def test_source_list(cli, small, unchanged):
    rows = cli("source", "list", data=True)["rows"]
    assert [(r["name"], r["variety"], r["people"], r["turns"]) for r in rows] == [
        ("mair", "disclosed", 1, 6), ("policy", "imagined", 0, 2), ("tom", "disclosed", 1, 2),
    ]  # fmt: skip
    said = cli("source", "list").stdout.splitlines()
    assert said[0].split()[:4] == ["name", "variety", "people", "turns"]
    assert rows[0]["id"][:8] in said[1]
    assert rows[0]["id"] not in said[1]


def test_source_show_gives_turns_with_roles_lines_and_places(cli, small, opened, unchanged):
    text = opened.sources.get("mair").text
    told = cli("source", "show", "MAIR", data=True)
    assert told["source"] == "mair"
    assert [(r["line"], r["speaker"], r["role"]) for r in told["rows"]] == [
        (1, "Interviewer", "interviewer"), (3, "Mair", "participant"), (5, "Interviewer", "interviewer"), (7, "Mair", "participant"),
        (9, "Interviewer", "interviewer"), (11, "Mair", "participant"),
    ]  # fmt: skip
    assert all(r["text"] == text[r["start"] : r["end"]] for r in told["rows"])
    assert "[red]to be honest[/red]" in cli("source", "show", told["source_id"][:8]).stdout


def test_a_document_is_shown_by_paragraphs(cli, small, opened):
    text = opened.sources.get("policy").text
    rows = cli("source", "show", "policy", data=True)["rows"]
    assert [r["line"] for r in rows] == [1, 3]
    assert [text[r["start"] : r["end"]] for r in rows] == [r["text"] for r in rows]
    assert rows[1]["text"] == "Teams should meet weekly."


def test_source_show_of_nobody(cli, small, unchanged):
    assert "There is: mair, policy, tom" in cli("source", "show", "nobody", code=1).stderr
    cli("source", "show", "", code=1)


def test_source_role(cli, small, opened):
    assert "taken as other" in cli("source", "role", "mair", "Interviewer", "other").stdout
    assert {t.role for t in opened.sources.turns(opened.sources.get("mair").id)} == {Role.OTHER, Role.PARTICIPANT}
    cli("undo")
    assert Role.INTERVIEWER in {t.role for t in opened.sources.turns(opened.sources.get("mair").id)}


@pytest.mark.parametrize(
    ("source", "speaker", "said"), [("mair", "Tim", "There is: Interviewer, Mair"), ("tim", "Mair", "There is: mair")]
)
def test_source_role_of_nobody(cli, small, unchanged, source, speaker, said):
    assert said in cli("source", "role", source, speaker, "other", code=1).stderr


def test_a_dry_run_reports_and_stores_nothing(cli, small, unchanged, tmp_path):
    (tmp_path / "new.vtt").write_text(VTT)
    (tmp_path / "again.txt").write_text(
        "Interviewer: Who is in the room?\n\nParticipant: The nurse, the family, and me. We review the plan together.\n"
    )
    new, again = cli("source", "add", "new.vtt", "again.txt", "--dry-run", data=True)["rows"]
    assert new["turns"] == 2
    assert new["speakers"] == {"Ann": "interviewer", "Mair": "participant"}
    assert new["minutes"] == pytest.approx(5, abs=0.1)
    assert new["already_in_study_as"] is None
    assert again["already_in_study_as"] == "tom"
    said = cli("source", "add", "new.vtt", "again.txt", "--dry-run").stdout
    assert "2 turns" in said
    assert "5 minutes" in said
    assert "Mair: participant" in said
    assert "nothing was stored" in said
    assert "already in the study as 'tom'" in said


def test_warnings_come_with_their_line(cli, small, unchanged, tmp_path):
    (tmp_path / "odd.vtt").write_text(VTT.replace("00:02:00.000 --> 00:05:00.000", "00:02:00.000 -> later"))
    (row,) = cli("source", "add", "odd.vtt", "--dry-run", data=True)["rows"]
    assert row["warnings"]
    assert any(w["line"] for w in row["warnings"])
    assert "warning: line " in cli("source", "add", "odd.vtt", "--dry-run").stdout


def test_source_add_takes_all_or_none(cli, small, unchanged, tmp_path):
    (tmp_path / "new.vtt").write_text(VTT)
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "odd.xyz").write_text("x")
    (tmp_path / "latin.txt").write_bytes("Mair: caf\xe9, na\xefve and d\xe9j\xe0 vu\n".encode("latin-1"))
    for wrong in ("empty.txt", "odd.xyz", "missing.txt", "latin.txt", str(tmp_path)):
        cli("source", "add", "new.vtt", wrong, code=1)
    said = cli("source", "add", "new.vtt", "empty.txt", "missing.txt", code=1).stderr
    assert "empty.txt" in said
    assert "missing.txt" in said
    cli("source", "add", "latin.txt", "--encoding", "no-such-thing", code=1)


def test_source_add_stores_reports_and_refuses_the_same_again(cli, small, tmp_path):
    (tmp_path / "new.vtt").write_text(VTT)
    done = cli("source", "add", "new.vtt", "--name", "Interview 9", "--language", "cy")
    assert "Added 1 source." in done.stdout
    (row,) = [r for r in cli("source", "list", data=True)["rows"] if r["name"] == "Interview 9"]
    assert (row["language"], row["variety"], row["turns"]) == ("cy", "disclosed", 2)
    before = small.read_bytes()
    assert "already in the study" in cli("source", "add", "new.vtt", "--name", "Else", code=1).stderr
    (tmp_path / "mair.txt").write_text("Mair: Other words altogether.\n")
    assert "--name" in cli("source", "add", "mair.txt", code=1).stderr
    assert small.read_bytes() == before


def test_the_study_s_language_is_the_default(cli, tmp_path):
    cli("new", "welsh", "--language", "cy")
    (tmp_path / "a.vtt").write_text(VTT)
    assert cli("source", "add", "a.vtt", "--dry-run", data=True)["rows"][0]["language"] == "cy"


def test_case_list_and_import(cli, small, tmp_path):
    rows = cli("case", "list", data=True)["rows"]
    assert [(r["name"], r["attributes"], r["sources"]) for r in rows] == [
        ("Mair", {"site": "north", "years": 12}, ["mair"]), ("Tom", {"site": "south"}, ["tom"]),
    ]  # fmt: skip
    assert "site: north, years: 12" in cli("case", "list").stdout
    (tmp_path / "people.csv").write_text("case,site,sources\nmair,west,\nNia,east,policy\n")
    assert "Imported 2 cases." in cli("case", "import", "people.csv").stdout
    rows = {r["name"]: r for r in cli("case", "import", "people.csv", data=True)["rows"]}
    assert rows["Nia"]["sources"] == ["policy"]
    assert rows["Mair"]["attributes"]["site"] == "west"
    (tmp_path / "people.csv").write_text("case,years\nMair,4.5\nTom,4\n")
    cli("case", "import", "people.csv")
    assert "site: south, years: 4 " in cli("case", "list").stdout, "among fractions too"


@pytest.mark.parametrize(
    "table", [None, b"", b"name,site\na,b\n", b"case\nA\nA\n", b"case,sources\nA,nowhere\n", b"\xff\xfe\x00case"]
)
def test_a_table_that_cannot_be_used_changes_nothing(cli, small, unchanged, tmp_path, table):
    if table is not None:
        (tmp_path / "people.csv").write_bytes(table)
    cli("case", "import", "people.csv", code=1)


def test_codebook_show_is_a_tree(cli, small, unchanged):
    told = cli("codebook", "show", data=True)
    assert (told["codebook"], told["version"]) == ("Small", 1)
    assert [(r["depth"], r["key"], r["parent"]) for r in told["rows"]] == [
        (0, "REVIEW", None),
        (0, "ALONE", None),
        (1, "RING", "ALONE"),
    ]
    assert told["rows"][1]["cues"] == ["nobody", "myself"]
    assert "Small, version 1, 3 codes" in cli("codebook", "show", "--version", "1").stdout
    cli("codebook", "show", "--version", "9", code=1)


def test_codebook_import_export_and_diff(cli, small, tmp_path):
    assert "Wrote version 1" in cli("codebook", "export", "out.yml").stdout
    before = small.read_bytes()
    assert "already a file" in cli("codebook", "export", "out.yml", code=1).stderr
    assert "could not be written" in cli("codebook", "export", "nowhere/out.yml", code=1).stderr
    assert small.read_bytes() == before
    assert cli("codebook", "export", "-").stdout == (tmp_path / "out.yml").read_text(encoding="utf-8")

    (tmp_path / "out.yml").write_text(
        (tmp_path / "out.yml").read_text(encoding="utf-8").replace("Working alone", "Alone"), encoding="utf-8"
    )
    assert "version 2" in cli("codebook", "import", "out.yml", "--reason", "Shorter").stdout
    (change,) = cli("codebook", "diff", "1", "2", data=True)["rows"]
    assert change == {
        "change": "renamed",
        "code": "ALONE",
        "field": "name",
        "before": "Working alone",
        "after": "Alone",
    }
    assert "Working alone" in cli("codebook", "diff", "1", "out.yml").stdout
    assert cli("codebook", "diff", "2", "out.yml").stdout == "Nothing differs.\n"


def test_codebook_merge_keeps_what_the_file_leaves_out(cli, small, tmp_path):
    (tmp_path / "more.yml").write_text("codebook: More\ncodes:\n  - {key: REST, name: Resting}\n")
    rows = cli("codebook", "import", "more.yml", "--merge", data=True)["rows"]
    assert {r["key"]: r["status"] for r in rows} == dict.fromkeys(["REVIEW", "ALONE", "RING", "REST"], "active")
    rows = cli("codebook", "import", "more.yml", data=True)["rows"]
    assert {r["key"] for r in rows if r["status"] == "retired"} == {"REVIEW", "ALONE", "RING"}


def test_two_files_are_compared_without_a_study(cli, tmp_path):
    for name, title in (("a", "One"), ("b", "Two")):
        (tmp_path / f"{name}.yml").write_text(
            f"codebook: X\ncodes:\n  - {{key: K, name: {title}, near_miss: [{{text: no, code: L}}]}}\n  - {{key: L, name: L}}\n"
        )
    told = cli("codebook", "diff", "a.yml", "b.yml", data=True)
    assert told["study"] is None
    assert [r["change"] for r in told["rows"]] == ["renamed"]
    cli("codebook", "diff", "1", "b.yml", code=1)


@pytest.mark.parametrize("text", [
    None, "", "codes: 3", "codes:\n  - {key: A, name: A, parent: B}\n  - {key: B, name: B, parent: A}\n",
    "codes:\n  - {key: A, name: A}\n  - {key: A, name: C}\n", "codes:\n  - {key: A, name: A, parent: Z}\n",
])  # fmt: skip
def test_a_codebook_with_faults_changes_nothing(cli, small, unchanged, tmp_path, text):
    if text is not None:
        (tmp_path / "book.yml").write_text(text)
    cli("codebook", "import", "book.yml", code=1)
    cli("codebook", "diff", "1", "book.yml", code=1)


def test_a_study_without_a_codebook_says_so(cli):
    cli("new", "bare")
    for words in (
        ["codebook", "show"],
        ["codebook", "export", "x.yml"],
        ["suggestion", "list", "--code", "X"],
        ["codebook", "diff", "1", "2"],
    ):
        cli(*words, code=1)


def test_a_role_can_be_given_when_a_source_is_added(cli, small, tmp_path):
    (tmp_path / "cai.txt").write_text("I: Where?\nP: Here.\nCai Huw: I think.\nI: And?\nP: Yes.\n")
    add = ["source", "add", "cai.txt", "--dry-run"]
    assert '--role "Cai Huw=participant"' in cli(*add).stdout
    (row,) = cli(*add, "--role", "Cai Huw=Participant", "--role", "P=other", data=True)["rows"]
    assert row["speakers"] == {"I": "interviewer", "P": "other", "Cai Huw": "participant"}


@pytest.mark.parametrize(
    "words", [["Cai"], ["=other"], ["Cai="], ["Cai=boss"], ["Cai=other", "cai=participant"]], ids=" ".join
)
def test_a_role_that_is_none_is_wrong_usage(cli, small, unchanged, tmp_path, words):
    (tmp_path / "cai.txt").write_text("I: Where?\nCai: Here.\n")
    given = [part for word in words for part in ("--role", word)]
    said = " ".join(cli("source", "add", "cai.txt", *given, code=2).stderr.split())
    assert "interviewer, participant, other" in said


def test_the_same_codebook_again_changes_nothing_and_says_so(cli, small, unchanged, tmp_path):
    cli("codebook", "export", "same.yml")
    assert "nothing changed" in cli("codebook", "import", "same.yml", "--reason", "Again").stdout
    told = cli("codebook", "import", "same.yml", data=True)
    assert (told["version"], told["changed"], len(told["rows"])) == (1, False, 3)


def test_the_commands_of_the_codebooks_readme_work_one_after_the_other(cli, small, root, tmp_path):
    book = (root / "codebooks" / "kings_fund_markers.yaml").read_text(encoding="utf-8")
    for name in ("my_codebook.yaml", "old.yaml", "new.yaml"):
        (tmp_path / name).write_text(book, encoding="utf-8")
    lines = (root / "codebooks" / "README.md").read_text(encoding="utf-8").splitlines()
    commands = [
        line.split("   ")[0].split()[1:] for line in (each.strip() for each in lines) if line.startswith("workbench ")
    ]
    assert len(commands) == 4
    for words in commands:
        cli(*words)

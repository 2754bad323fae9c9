"""Codings are changed, and memos written, from the command line."""

from __future__ import annotations

import pytest

from workbench.cli.tables import SHORT_ID


@pytest.fixture
def ring(cli, small, opened):
    """The coding of 'Then nobody reviews anything' and where it starts."""
    start = opened.sources.get("mair").text.index("Then nobody")
    (made,) = cli("code", "add", "mair", start, start + 28, "ALONE", data=True)["rows"]
    return made


def test_several_codes_in_one_go(cli, ring):
    rows = cli("code", "add", "mair", ring["start"], ring["end"], "ALONE", "RING", data=True)["rows"]
    assert [(row["code"], row["id"] == ring["id"]) for row in rows] == [("ALONE", True), ("RING", False)]
    assert "Coded as ALONE, RING" in cli("code", "add", "mair", ring["start"], ring["end"], "ALONE", "RING").stdout


def test_recode_resize_split_and_merge(cli, ring):
    ident = ring["id"][:SHORT_ID]
    assert "Now coded as RING" in cli("coding", "recode", ident, "RING").stdout
    assert "Now covers: “Then nobody”" in cli("coding", "resize", ident, ring["start"], ring["start"] + 11).stdout
    first, second = cli("coding", "split", ident, ring["start"] + 5, data=True)["rows"]
    assert [(row["quotation"], row["id"] == ring["id"]) for row in (first, second)] == [
        ("Then", True),
        ("nobody", False),
    ]
    assert "Joined: “Then nobody”" in cli("coding", "merge", first["id"], second["id"]).stdout
    assert len(cli("coding", "list", data=True)["rows"]) == 1
    for _ in range(4):
        cli("undo")
    (row,) = cli("coding", "list", data=True)["rows"]
    assert row == ring


@pytest.mark.parametrize(
    "words",
    [
        ["recode", "RING"], ["resize", "0", "5"], ["split", "99999"], ["merge"], ["remove"],
    ],
)  # fmt: skip
def test_another_coders_coding_is_theirs(cli, ring, words):
    verb, *rest = words
    told = cli("coding", verb, ring["id"], *rest, "--coder", "Ben", code=1).stderr
    assert "This coding is Ann's" in told
    assert cli("coding", "list", data=True)["rows"] == [ring]


def test_memos_about_everything_there_is(cli, ring):
    about = [("study", "."), ("source", "mair"), ("case", "M"), ("code", "RING"), ("coding", ring["id"][:SHORT_ID])]
    cases = cli("case", "list", data=True)["rows"]
    about[2] = ("case", cases[0]["name"])
    for kind, name in about:
        cli("memo", "add", kind, name, f"About this {kind}.\nAnd more.")
    rows = cli("memo", "list", data=True)["rows"]
    assert [(row["about_kind"], row["coder"]) for row in rows] == [(kind, "Ann") for kind, _ in about]
    assert [row["about"] for row in rows] == [
        "study", "source mair", f"case {cases[0]['name']}", "code Ringing the family (RING)",
        f"coding {ring['code_name']} ({ring['code']}), in mair",
    ]  # fmt: skip
    assert rows[4]["quotation"] == ring["quotation"]
    assert ring["quotation"] in cli("memo", "show", rows[4]["id"]).stdout
    assert len(cli("memo", "list", "--about", "code", data=True)["rows"]) == 1
    shown = cli("memo", "show", rows[1]["id"][:SHORT_ID]).stdout
    assert "source mair, by Ann" in shown
    assert shown.rstrip().endswith("About this source.\nAnd more.")


def test_a_memo_is_changed_removed_and_brought_back(cli, small):
    (made,) = cli("memo", "add", "source", "mair", "First.", data=True)["rows"]
    assert cli("memo", "edit", made["id"], "Second.", data=True)["rows"][0]["text"] == "Second."
    cli("memo", "remove", made["id"])
    assert cli("memo", "list", data=True)["rows"] == []
    cli("undo")
    assert cli("memo", "list", data=True)["rows"][0]["text"] == "Second."


def test_memos_are_found_and_written_to_files(cli, small, ring, tmp_path):
    cli("memo", "add", "source", "mair", "=1+1 is no sum, Café.")
    cli("memo", "add", "coding", ring["id"], "Only here.")
    cli("memo", "add", "study", ".", "The whole.", env={"WORKBENCH_CODER": "Bea"})
    for words, found in (
        ([], 3), (["--words", "CAFE\u0301 sum"], 1), (["--code", ring["code"]], 1), (["--source", "mair"], 2), (["--by", "bea"], 1),
        (["--since", "2999-01-01"], 0), (["--until", "2999-01-01"], 3), (["--source", "mair", "--about", "coding"], 1),
    ):  # fmt: skip
        assert len(cli("memo", "list", *words, data=True)["rows"]) == found, words
    assert "Wrote 2 memos" in cli("memo", "export", "m.csv", "--source", "mair").stdout
    lines = (tmp_path / "m.csv").read_bytes()
    assert lines.startswith(b'\xef\xbb\xbf"id"')
    assert b"\"'=1+1 is no sum" in lines
    assert cli("memo", "export", "m.html", data=True)["rows"] == [{"path": "m.html", "memos": 3}]
    assert "The whole." in (tmp_path / "m.html").read_text(encoding="utf-8")
    assert "already a file" in cli("memo", "export", "m.html", code=1).stderr
    assert "does not end in .html or .csv" in cli("memo", "export", "m.txt", code=2).stderr
    assert "cannot be written" in cli("memo", "export", "none/m.csv", code=1).stderr
    cli("memo", "list", "--since", "yesterday", code=2)
    cli("memo", "list", "--code", "NOTHING", code=1)


@pytest.mark.parametrize(
    "words",
    [
        ["add", "source", "nobody", "x"], ["add", "case", "nobody", "x"], ["add", "claim", "C99", "x"], ["add", "code", "?", "x"],
        ["add", "coding", "zzzz", "x"], ["add", "link", "zzzz", "x"], ["add", "link", "", "x"], ["add", "source", "mair", "  "], ["show", "zzzz"], ["edit", "zzzz", "x"], ["remove", ""],
    ],
)  # fmt: skip
def test_memos_about_what_is_not_there(cli, small, unchanged, words):
    cli("memo", *words, code=1)


def test_a_memo_about_the_study_names_that_study(cli, small, opened):
    told = cli("memo", "add", "study", "Another", "x", code=1).stderr
    assert "This study is not called 'Another' but" in told
    cli("memo", "add", "study", opened.about.name.upper(), "The whole.")
    assert len(cli("memo", "list", data=True)["rows"]) == 1


def test_memos_of_nobody_name_the_coders_there_are(cli, small):
    cli("memo", "add", "study", ".", "The whole.")
    for words in (["list"], ["export", "m.csv"]):
        assert "There is no coder 'Nobody'. There is: Ann" in cli("memo", *words, "--by", "Nobody", code=1).stderr

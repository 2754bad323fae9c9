"""The codebook is changed, and looked over, from the command line."""

from __future__ import annotations

import pytest

from workbench.cli.tables import SHORT_ID


def codes(cli):
    return {row["key"]: row for row in cli("codebook", "show", data=True)["rows"]}


@pytest.fixture
def ring(cli, small, opened):
    """Ann's coding of 'Then nobody reviews anything' as ALONE."""
    start = opened.sources.get("mair").text.index("Then nobody")
    (made,) = cli("code", "add", "mair", start, start + 28, "ALONE", data=True)["rows"]
    return made


def test_a_code_is_added_edited_moved_retired_and_restored(cli, small):
    told = cli("codebook", "add", "The ward", "--below", "alone", "--definition", "Where it is.", data=True)
    (made,) = told["rows"]
    assert (made["key"], made["parent"], made["depth"], told["version"]) == ("WARD", "ALONE", 1, 2)
    done = cli(
        "codebook", "edit", "WARD", "--name", "On the ward", "--key", "ON", "--cue", "ward", "--cue", "bed"
    ).stdout
    assert "Changed ON ('On the ward'): version 3." in done
    assert codes(cli)["ON"]["cues"] == ["ward", "bed"]
    assert "Moved ON" in cli("codebook", "move", "ON", "--before", "RING").stdout
    assert "Moved ON" in cli("codebook", "move", "ON", "--top").stdout
    assert "Moved ON" in cli("codebook", "move", "ON", "--below", "REVIEW").stdout
    assert codes(cli)["ON"]["parent"] == "REVIEW"
    cli("codebook", "retire", "ON", "--reason", "Never used")
    assert codes(cli)["ON"]["status"] == "retired"
    cli("codebook", "restore", made["id"][:SHORT_ID])
    assert codes(cli)["ON"]["status"] == "active"
    for _ in range(7):
        cli("undo")
    assert set(codes(cli)) == {"REVIEW", "ALONE", "RING"}


def test_the_first_code_begins_a_codebook(cli):
    cli("new", "mine")
    assert "Added trust ('Trust'): version 1." in cli("codebook", "add", "Trust").stdout


def test_lists_of_a_code_are_replaced_and_emptied(cli, small):
    cli("codebook", "edit", "ALONE", "--near-miss", "we ring=RING", "--not-when", "a plan is read", "--not-when", "two=REVIEW",
        "--contrast", "Reviewing together", "--example", "Nobody was there.", "--applies-to", "disclosed")  # fmt: skip
    row = codes(cli)["ALONE"]
    assert row["near_miss"] == [{"text": "we ring", "code": "RING"}]
    assert row["not_when"] == [{"condition": "a plan is read", "use": ""}, {"condition": "two", "use": "REVIEW"}]
    assert (row["contrast_with"], row["applies_to"]) == (["REVIEW"], ["disclosed"])
    cli(
        "codebook",
        "edit",
        "ALONE",
        "--near-miss",
        "",
        "--not-when",
        "",
        "--contrast",
        "",
        "--applies-to",
        "",
        "--cue",
        "",
    )
    row = codes(cli)["ALONE"]
    assert [row[name] for name in ("near_miss", "not_when", "contrast_with", "applies_to", "cues")] == [[]] * 5
    assert row["examples"] == ["Nobody was there."]


def test_what_is_so_already_is_said(cli, small):
    told = cli("codebook", "edit", "ALONE", "--name", "Working alone", data=True)
    assert (told["changed"], told["version"]) == (False, 1)
    assert "nothing changed" in cli("codebook", "move", "ALONE", "--top").stdout


def test_codes_are_merged_after_a_preview(cli, ring):
    cli("code", "add", "mair", ring["start"], ring["end"], "RING")
    cli("code", "add", "mair", ring["start"], ring["end"], "RING", "--coder", "Ben")
    (would,) = cli("codebook", "merge", "RING", "--into", "ALONE", "--preview", data=True)["rows"]
    assert (would["recoded"], would["joined"], would["coders"], would["frozen"]) == (1, 1, 2, [])
    told = cli("codebook", "merge", "RING", "--into", "ALONE", "--preview").stdout
    assert "1 coding of 2 people would become ALONE.\n1 coding more, on words that have both codes, would go" in told
    assert codes(cli)["RING"]["status"] == "active"
    told = cli("codebook", "merge", "RING", "--into", "ALONE", "--reason", "The same", data=True)
    assert (told["version"], told["rows"][0]["recoded"], told["rows"][0]["joined"]) == (2, 1, 1)
    rows = cli("coding", "list", data=True)["rows"]
    assert {(row["code"], row["coder"]) for row in rows} == {("ALONE", "Ann"), ("ALONE", "Ben")}
    cli("undo")
    assert {row["code"] for row in cli("coding", "list", data=True)["rows"]} == {"ALONE", "RING"}
    cli("check")


def test_a_split_code_comes_on_the_worklist_and_leaves_it(cli, ring):
    done = cli("codebook", "split", "ALONE", "By choice=They like it.", "By need=Nobody came.")
    assert "Split ALONE into CHOICE, NEED" in done.stdout
    (row,) = cli("codebook", "worklist", data=True)["rows"]
    assert (row["id"], row["why"], row["candidates"]) == (ring["id"], "code split", ["RING", "CHOICE", "NEED"])
    assert "code split" in cli("codebook", "worklist").stdout
    assert cli("codebook", "worklist", "--coder", "Ben", data=True)["rows"] == []
    assert len(cli("codebook", "worklist", "--coder", "Ben", "--everyone", data=True)["rows"]) == 1
    cli("coding", "recode", ring["id"], "NEED")
    assert cli("codebook", "worklist", data=True)["rows"] == []


def test_a_coding_is_confirmed(cli, ring):
    cli("codebook", "edit", "ALONE", "--definition", "Nobody else is near.")
    told = cli("codebook", "worklist").stdout
    assert "definition changed (definition)" in told
    done = cli("codebook", "worklist", "--confirm", ring["id"][:SHORT_ID])
    assert "Confirmed 1 coding." in done.stderr
    assert "No coding waits for another look." in done.stderr
    assert cli("coding", "list", data=True)["rows"][0]["codebook_version"] == 2


def test_the_codebook_is_looked_over(cli, ring):
    cli("codebook", "add", "Alone, working")
    rows = cli("codebook", "lint", data=True)["rows"]
    found = {(row["kind"], *row["codes"]) for row in rows}
    assert ("similar names", "ALONE", "ALONE-WORKING") in found
    assert ("no definition", "ALONE-WORKING") in found
    assert ("never used", "REVIEW") in found
    assert "no near-miss" in cli("codebook", "lint").stdout


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["add", "Working alone"], 1, "is taken by the code 'Working alone' (ALONE)"),
        (["add", "  "], 1, "A code needs a name."),
        (["add", "x", "--below", "NOWHERE"], 1, "no code 'NOWHERE'"),
        (["add", "x", "--colour", "red"], 1, "'red' is no colour"),
        (["edit", "ALONE"], 2, "Say what to change"),
        (["edit", "NOWHERE", "--name", "x"], 1, "no code 'NOWHERE'"),
        (["edit", "ALONE", "--near-miss", "words alone"], 2, "write WORDS=CODE"),
        (["edit", "ALONE", "--near-miss", "words=NOWHERE"], 1, "points to 'NOWHERE'"),
        (["edit", "ALONE", "--applies-to", "tale"], 2, "'tale' is not one of"),
        (["move", "ALONE"], 2, "Say where to"),
        (["move", "ALONE", "--top", "--below", "REVIEW"], 2, "Say where to"),
        (["move", "ALONE", "--below", "RING"], 1, "which stands below it"),
        (["move", "REVIEW", "--top", "--before", "RING"], 1, "does not stand at the top"),
        (["restore", "ALONE"], 1, "in use already"),
        (["merge", "ALONE", "--into", "ALONE"], 1, "No other code"),
        (["merge", "ALONE"], 2, "--into"),
        (["split", "ALONE", "One=only"], 1, "two codes or more"),
        (["worklist", "--confirm", "zzzz"], 1, "No coding's id begins"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(cli, small, unchanged, words, code, told):
    assert told in cli("codebook", *words, code=code).stderr

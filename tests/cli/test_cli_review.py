"""Suggestions are listed and decided on; passages are coded by hand; everything is undone and redone."""

from __future__ import annotations

import pytest

from workbench.cli.tables import SHORT_ID


@pytest.fixture
def ids(cli, small):
    """The ids of the three suggestions, in reading order (mair, mair, tom)."""
    return [row["id"] for row in cli("suggestion", "list", "--pending", data=True)["rows"]]


def pending(cli):
    return len(cli("suggestion", "list", "--pending", data=True)["rows"])


def test_suggestions_say_where_what_and_why(cli, small, unchanged, opened):
    first = cli("suggestion", "list", data=True)["rows"][0]
    assert (first["source"], first["code"], first["state"], first["score"]) == ("mair", "REVIEW", "pending", 0.7)
    assert first["quotation"] == "We review every plan together, on the ward."
    assert first["quotation"] == opened.sources.get("mair").text[first["start"] : first["end"]]
    assert first["why"] == [
        {
            "method": "keywords",
            "note": "the cue 'review' occurs",
            "cues": ["review"],
            "nearest": [],
            "against": None,
            "unsure": None,
        }
    ]
    said = cli("suggestion", "list").stdout
    assert first["id"][:SHORT_ID] in said
    assert "the cue 'review' occurs" in said


def test_suggestions_by_code_and_source(cli, small, unchanged, opened):
    def found(*words):
        return [(r["source"], r["code"]) for r in cli("suggestion", "list", *words, data=True)["rows"]]

    assert found("--code", "review") == [("mair", "REVIEW"), ("tom", "REVIEW")]
    assert found("--code", "Working alone", "--source", "mair") == [("mair", "ALONE")]
    assert found("--code", opened.codebook.current().find("ALONE").id[:SHORT_ID]) == [("mair", "ALONE")]
    assert found("--source", opened.sources.get("tom").id[:SHORT_ID]) == [("tom", "REVIEW")]
    assert found("--code", "RING") == []
    assert "no such suggestions" in cli("suggestion", "list", "--code", "RING").stderr


@pytest.mark.parametrize("words", [["--code", "NONSENSE"], ["--source", "nobody"]])
def test_suggestions_of_what_is_not_there(cli, small, unchanged, words):
    cli("suggestion", "list", *words, code=1)
    cli("coding", "list", *words, code=1)


def test_accept_writes_codings_of_the_coder(cli, ids):
    assert "Accepted 2 suggestions." in cli("review", "accept", ids[0][:SHORT_ID], ids[2]).stdout
    rows = cli("coding", "list", data=True)["rows"]
    assert [(r["source"], r["code"], r["coder"], r["from_suggestion"]) for r in rows] == [
        ("mair", "REVIEW", "Ann", ids[0]), ("tom", "REVIEW", "Ann", ids[2]),
    ]  # fmt: skip
    assert rows[0]["quotation"] == "We review every plan together, on the ward."
    assert rows[0]["line"] == 3
    states = {r["id"]: r["state"] for r in cli("suggestion", "list", data=True)["rows"]}
    assert states == {ids[0]: "accept", ids[1]: "pending", ids[2]: "accept"}
    assert pending(cli) == 1


def test_reject_unsure_and_change(cli, ids):
    assert "Rejected 1 suggestion." in cli("review", "reject", ids[0]).stdout
    assert "Put aside 1 suggestion." in cli("review", "unsure", ids[1]).stdout
    (row,) = cli("review", "change", ids[2], "--code", "ring", data=True)["rows"]
    assert (row["suggestion_id"], row["action"]) == (ids[2], "change")
    (coding,) = cli("coding", "list", "--code", "RING", data=True)["rows"]
    assert coding["id"] == row["coding_id"]
    assert pending(cli) == 0
    cli("review", "accept", ids[1])  # put aside is not decided


def test_one_wrong_id_and_none_is_decided(cli, ids, small, unchanged):
    for wrong in ("zzzz", "", "%", "_", ids[0] + "0"):
        cli("review", "accept", ids[0], wrong, code=1)
    cli("review", "change", ids[0], "--code", "NONSENSE", code=1)
    cli("review", "change", "zzzz", "--code", "RING", code=1)


def test_an_empty_id_is_nobody_s_even_when_one_suggestion_is_there(cli, small, unchanged):
    assert "An id is empty" in cli("review", "accept", " ", code=1).stderr
    assert "An id is empty" in cli("coding", "remove", "", code=1).stderr


def test_deciding_twice_is_refused_and_leaves_the_others_undecided(cli, ids, small):
    cli("review", "accept", ids[0])
    before = small.read_bytes()
    done = cli("review", "reject", ids[1], ids[0], code=1)
    assert ids[0][:SHORT_ID] in done.stderr
    assert "Nothing was decided now" in done.stderr
    assert small.read_bytes() == before
    cli("review", "reject", ids[0], "--coder", "Bea")  # another person may see it otherwise


def test_the_same_id_twice_is_one_decision(cli, ids):
    assert len(cli("review", "reject", ids[0], ids[0][:SHORT_ID], data=True)["rows"]) == 1


def test_hidden_suggestions_are_not_listed_and_come_back(cli, small):
    assert "now hidden" in cli("suggestion", "hide").stdout
    done = cli("suggestion", "list")
    assert done.stdout == ""
    assert "workbench suggestion show" in done.stderr
    assert cli("suggestion", "list", data=True)["rows"] == []
    before = small.read_bytes()
    assert "already hidden" in cli("suggestion", "hide").stdout
    assert small.read_bytes() == before
    assert cli("suggestion", "show", data=True)["rows"] == [{"suggestions_shown": True}]
    assert pending(cli) == 3


def test_a_reflexive_study_has_no_suggestions_at_all(cli, tmp_path):
    cli("new", "ours", "--mode", "reflexive")
    before = (tmp_path / "ours.workbench").read_bytes()
    assert "reflexive" in cli("suggestion", "list").stderr
    cli("suggestion", "show", code=1)
    cli("review", "accept", "abcd", code=1)
    cli("run", "keywords", code=1)
    assert (tmp_path / "ours.workbench").read_bytes() == before


def test_code_add_list_and_remove(cli, small, opened):
    text = opened.sources.get("mair").text
    start = text.index("I ring")
    (made,) = cli("code", "add", "Mair", start, start + 6, "Ringing the family", data=True)["rows"]
    assert (made["code"], made["quotation"], made["from_suggestion"]) == ("RING", "I ring", None)
    assert "Coded as ALONE: “I ring”" in cli("code", "add", "mair", start, start + 6, "ALONE").stdout
    assert len(cli("coding", "list", "--source", "mair", data=True)["rows"]) == 2
    assert "Removed RING" in cli("coding", "remove", made["id"][:SHORT_ID]).stdout
    assert [r["code"] for r in cli("coding", "list", data=True)["rows"]] == ["ALONE"]
    assert made["id"][:SHORT_ID] not in cli("coding", "list").stdout


@pytest.mark.parametrize(
    "words",
    [
        ["nobody", "0", "5", "RING"], ["mair", "0", "5", "NONSENSE"], ["mair", "5", "5", "RING"], ["mair", "9", "5", "RING"],
        ["mair", "0", "99999", "RING"], ["mair", "0", "5", ""],
    ],
)  # fmt: skip
def test_code_add_refuses_what_is_not_there(cli, small, unchanged, words):
    cli("code", "add", *words, code=1)


def test_the_same_coding_twice_is_refused(cli, small):
    cli("code", "add", "mair", 0, 5, "RING")
    before = small.read_bytes()
    assert "already coded" in cli("code", "add", "mair", 0, 5, "RING", code=1).stderr
    cli("coding", "remove", "zzzz", code=1)
    assert small.read_bytes() == before


def test_undo_redo_and_history(cli, ids):
    cli("review", "accept", ids[0])
    assert "Took back: Accepted REVIEW in 'mair'" in cli("undo").stdout
    assert cli("coding", "list", data=True)["rows"] == []
    assert cli("redo", data=True)["rows"] == [{"redone": "Accepted REVIEW in 'mair'"}]
    assert len(cli("coding", "list", data=True)["rows"]) == 1
    rows = cli("history", "--most", "3", data=True)["rows"]
    assert [r["act"] for r in rows] == ["redo", "undo", "review.accept"]
    assert rows[0]["at"].endswith("+00:00")
    assert rows[1]["undoes"] == rows[2]["sequence"]
    cli("undo")
    assert "(taken back)" in cli("history").stdout


def test_nothing_to_undo_or_redo(cli, small, tmp_path):
    before = small.read_bytes()
    assert "nothing to redo" in cli("redo", code=1).stderr
    assert small.read_bytes() == before
    cli("new", "fresh")
    fresh = tmp_path / "fresh.workbench"
    before = fresh.read_bytes()
    assert "nothing to undo" in cli("undo", "--study", fresh, code=1).stderr
    assert fresh.read_bytes() == before


def test_history_back_looks_first_and_undo_brings_everything_back(cli, ids, small):
    point = cli("history", "--most", "1", data=True)["rows"][0]["sequence"]
    cli("review", "accept", ids[0])
    cli("memo", "add", "source", "mair", "A thought.")
    before = small.read_bytes()
    done = cli("history", "back", point)
    assert "Takes back 2 acts by 1 person (Ann)." in done.stdout
    assert "Removes 1 coding, 1 memo and 1 answer to a suggestion." in done.stdout
    assert f"workbench history back {point} --yes" in done.stderr
    assert small.read_bytes() == before
    row = cli("history", "back", point, "--yes", data=True)["rows"][0]
    assert (row["done"], row["gone"]) == (True, {"coding": 1, "memo": 1, "decision": 1})
    assert cli("coding", "list", data=True)["rows"] == cli("memo", "list", data=True)["rows"] == []
    assert [r["undone"] for r in cli("history", "--most", "3", data=True)["rows"]] == [False, True, True]
    assert "already" in cli("history", "back", point).stdout
    cli("undo")
    assert len(cli("coding", "list", data=True)["rows"]) == 1
    assert cli("check", data=True)["rows"] == []


def test_history_back_refuses_what_is_not_there_and_options_in_the_wrong_place(cli, small, unchanged):
    assert "There is no act 99" in cli("history", "back", 99, "--yes", code=1).stderr
    assert "already" in cli("history", "back", cli("history", data=True)["rows"][0]["sequence"], "--yes", code=1).stderr
    assert "Options go after 'back'" in cli("history", "--study", small, "back", 1, "--yes", code=2).stderr
    cli("history", "back", code=2)
    cli("history", "back", "first", code=2)

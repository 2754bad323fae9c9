"""The review queue at the command line: what is next, what is done, drawn, accepted at once, and why."""

from __future__ import annotations

import pytest

from workbench.cli.tables import SHORT_ID
from workbench.model import Action


@pytest.fixture
def waits(cli, whole):
    """The study whose sources are cut, with suggestions by cues."""
    cli("run", "keywords")
    return whole


def test_next_shows_the_question_the_passage_what_is_suggested_and_why_it_is_here(cli, waits):
    (row,) = cli("review", "next", "--order", "transcript", data=True)["rows"]
    assert row["source"] == "mair"
    assert row["question"] == "How do you plan a discharge?"
    assert row["quotation"].startswith("We review every plan together")
    assert [each["code"] for each in row["suggestions"]] == ["REVIEW"]
    assert (row["draw_id"], row["part"], row["probability"]) == (None, None, None)
    said = cli("review", "next", "--order", "transcript").stdout
    for words in ("Next in 'mair'.", "Asked: How do you plan", "“We review", row["suggestions"][0]["id"][:SHORT_ID]):
        assert words in said


def test_a_batch_is_drawn_when_none_is_left_and_recorded_with_its_seed(cli, waits):
    rows = cli("review", "next", "--most", 50, "--seed", 5, data=True)["rows"]
    assert {row["part"] for row in rows} == {"uncertain", "random"}
    assert all(0 < row["probability"] <= 1 for row in rows)
    again = cli("review", "next", "--most", 50, "--seed", 6, data=True)["rows"]
    assert again == rows, "what was drawn is looked at first"
    assert [r["act"] for r in cli("history", data=True)["rows"]].count("review.draw") == 1
    for order in ("uncertain", "code", "check"):
        code = ("--code", "REVIEW") if order == "code" else ()
        found = cli("review", "next", "--order", order, *code, data=True)["rows"]
        assert bool(found) is (order != "check")
    assert "Nothing waits in this order." in cli("review", "next", "--order", "check").stderr
    cli("review", "next", "--order", "code", code=1)
    cli("review", "next", "--order", "sideways", code=2)
    cli("review", "next", "--source", "nobody", code=1)


def test_done_answers_a_passage_of_a_draw_once_its_suggestions_are_decided(cli, waits):
    drawn = cli("review", "draw", "--size", 100, "--seed", 1, data=True)
    assert (drawn["size"], drawn["seed"], {row["probability"] for row in drawn["rows"]}) == (
        len(drawn["rows"]),
        1,
        {1.0},
    )
    left = cli("review", "next", "--order", "random", "--most", 100, data=True)["rows"]
    place = next(row for row in left if row["suggestions"])
    words = (place["source"], place["start"], place["end"])
    assert "wait" in cli("review", "done", *words, code=1).stderr
    (row,) = cli("review", "done", *words, "--reject-waiting", data=True)["rows"]
    assert row["draw_id"] == place["draw_id"] == drawn["rows"][0]["draw_id"]
    assert "already" in cli("review", "done", *words, code=1).stderr
    assert len(cli("review", "next", "--order", "random", "--most", 100, data=True)["rows"]) == len(left) - 1
    cli("undo")
    assert cli("review", "next", "--order", "random", "--most", 100, data=True)["rows"] == left
    assert "Looked at the whole passage" in cli("review", "done", *words, "--reject-waiting").stdout
    cli("review", "draw", "--size", 0, code=2)
    cli("review", "done", "mair", 0, 1_000_000, code=1)


def test_progress_says_what_is_decided_what_waits_and_what_hides(cli, waits):
    ids = [row["id"] for row in cli("suggestion", "list", "--pending", data=True)["rows"]]
    cli("review", "accept", ids[0])
    cli("review", "reject", ids[1])
    told = cli("review", "progress", data=True)
    assert (sum(row["decided"] for row in told["rows"]), told["waiting"]) == (2, len(ids) - 2)
    assert "too few to say" in told["hint"]
    said = cli("review", "progress").stdout
    for words in (told["hint"], told["forecast"], "looked at as a whole"):
        assert words in said


def test_bulk_accept_previews_and_does_only_what_the_record_supports(cli, waits):
    told = cli("review", "bulk-accept", "REVIEW", "--at-least", 0.9, data=True)
    assert (told["would_accept"], told["accepted"]) == (0, 0)
    assert "do not support a precision of 90%" in told["why_not"]
    assert told["why_not"] in cli("review", "bulk-accept", "REVIEW", "--at-least", 0.9).stdout
    cli("review", "bulk-accept", "REVIEW", "--at-least", 0.9, "--yes", code=1)
    cli("review", "bulk-accept", "NOTHING", "--at-least", 0.9, code=1)
    cli("review", "bulk-accept", "REVIEW", code=2)


def test_bulk_accept_with_a_record_is_one_act_and_some_of_it_is_to_be_checked(cli, tmp_path):
    from workbench.store import open_study

    lines = "".join(f"Interviewer: And {n}?\n\nMair: We review plan {n} here together, always.\n\n" for n in range(40))
    (tmp_path / "long.txt").write_text(lines)
    (tmp_path / "book.yml").write_text("codebook: B\ncodes:\n  - {key: R, name: Reviewing, cues: [review]}\n")
    cli("new", "long")
    cli("source", "add", "long.txt")
    cli("codebook", "import", "book.yml")
    cli("run", "keywords")
    ids = [row["id"] for row in cli("suggestion", "list", "--pending", data=True)["rows"]]
    assert len(ids) == 40
    cli("review", "accept", *ids[:15])
    study = open_study(tmp_path / "long.workbench")
    acts = study.history.last()
    assert cli("review", "bulk-accept", "R", "--at-least", 0.8, data=True)["would_accept"] == 25
    assert (
        "Would accept 25 suggestions, and draw 20 of them to check."
        in cli("review", "bulk-accept", "R", "--at-least", 0.8).stdout
    )
    assert study.history.last() == acts
    assert cli("review", "bulk-accept", "R", "--at-least", 0.8, "--yes", data=True)["accepted"] == 25
    assert study.history.last() == acts + 1
    assert len(cli("review", "next", "--order", "check", "--most", 99, data=True)["rows"]) == 20
    assert len(study.codings.all()) == 40


def test_why_shows_everything_on_record(cli, waits):
    one = cli("suggestion", "list", "--pending", data=True)["rows"][0]
    (row,) = cli("suggestion", "why", one["id"][:SHORT_ID], data=True)["rows"]
    assert {key: row[key] for key in one} == one
    assert (row["run"]["recipe"], row["run"]["codebook_version"], row["run"]["seed"]) == ("keywords", 1, 0)
    assert row["run"]["versions"]["numpy"]
    said = cli("suggestion", "why", one["id"]).stdout
    for words in (one["id"], one["quotation"], "codebook version 1, seed 0", one["why"][0]["note"], "numpy"):
        assert words in said
    cli("suggestion", "why", "zzzz", code=1)
    cli("suggestion", "hide")
    assert cli("suggestion", "why", one["id"], data=True)["rows"] == []


def test_codes_report_says_how_each_code_fared_and_what_to_do_next(cli, waits):
    one = cli("suggestion", "list", "--pending", "--code", "REVIEW", data=True)["rows"][0]
    cli("review", "change", one["id"], "--code", "ALONE")
    rows = {row["code"]: row for row in cli("codes", "report", data=True)["rows"]}
    assert list(rows) == ["REVIEW", "ALONE", "RING"]
    assert (rows["REVIEW"]["decided"], rows["REVIEW"]["changed"], rows["REVIEW"]["confused_with"]) == (
        1,
        1,
        [["ALONE", 1]],
    )
    assert (rows["ALONE"]["said_for"], rows["ALONE"]["precision"], rows["ALONE"]["recall"]) == (
        [["REVIEW", 1]],
        None,
        None,
    )
    assert all(row["next"] for row in rows.values())
    said = cli("codes", "report", "review").stdout
    for words in ("0 accepted, 1 changed", "Changed to: ALONE (1 times)", "More examples of", "no learned run yet"):
        assert words in said
    assert "0 of 1" in cli("codes", "report").stdout
    cli("codes", "report", "nothing", code=1)


def test_what_comes_back_is_pending_and_can_be_decided_again(cli, waits):
    one = cli("suggestion", "list", "--pending", data=True)["rows"][0]
    cli("review", "reject", one["id"])
    cli("review", "reject", one["id"], code=1)
    cli("codebook", "edit", one["code"], "--definition", "Another meaning.")
    assert one["id"] in {row["id"] for row in cli("suggestion", "list", "--pending", data=True)["rows"]}
    states = {row["id"]: row["state"] for row in cli("suggestion", "list", data=True)["rows"]}
    assert states[one["id"]] == "pending"
    assert "definition changed in version 2" in cli("review", "next", "--order", "transcript", "--most", 9).stdout
    cli("review", "reject", one["id"])
    assert (
        Action.REJECT.value
        == {row["id"]: row["state"] for row in cli("suggestion", "list", data=True)["rows"]}[one["id"]]
    )

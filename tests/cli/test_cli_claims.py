"""Claims, links and the guide from the command line."""

from __future__ import annotations

import pytest


@pytest.fixture
def claim(cli, small, opened):
    """A claim taken from the policy of the small study."""
    (row,) = cli(
        "claim", "add", "policy", 0, 62, "Plans are reviewed with the family.", "--modality", "must", "--theme", "review",
        "--country", "Wales", "--from", "2012-06-01", "--to", "2013-01-01", data=True,
    )["rows"]  # fmt: skip
    return row


def test_a_claim_without_dates_has_a_dash_for_its_period(cli, small):
    cli("claim", "add", "policy", 0, 62, "Plans are reviewed with the family.")
    assert " to " not in cli("claim", "list").stdout


def add(cli, opened, words, stance, *more, code=0, **kw):
    start = opened.sources.get("mair").text.index(words)
    return cli("link", "add", "C01", "mair", start, start + len(words), stance, *more, code=code, **kw)


def test_a_claim_is_taken_listed_shown_reworded_and_removed(cli, claim):
    assert (claim["key"], claim["theme"], claim["quotation"][:23]) == ("C01", "REVIEW", "Every discharge plan mu")
    listed = cli("claim", "list").stdout
    assert "2012-06-01 to 2013-01-01" in listed
    assert "C01" in listed
    assert cli("claim", "list", "--in-force", "2014-01-01", data=True)["rows"] == []
    assert len(cli("claim", "list", "--in-force", "2012-06-01", data=True)["rows"]) == 1
    assert "Changed C01 (version 1)" in cli("claim", "edit", "c01", "--statement", "Reviewed together.").stdout
    assert "Nothing was changed" in cli("claim", "edit", "c01", "--statement", "Reviewed together.").stdout
    cli("claim", "edit", "C01", "--to", "")
    assert "2012-06-01 to …" in cli("claim", "list").stdout
    cli("claim", "edit", "C01", "--from", "")
    assert "2012" not in cli("claim", "list").stdout
    assert "soon" in cli("claim", "edit", "C01", "--from", "soon", code=2).stderr
    shown = cli("claim", "show", "C01")
    assert "Reviewed together." in shown.stdout
    assert "No passage is linked" in shown.stderr
    cli("claim", "remove", "C01")
    assert "no claims yet" in cli("claim", "show", "C01", code=1).stderr


def test_taking_the_newest_wording_away_says_that_the_one_before_counts_again(cli, claim, opened):
    add(cli, opened, "Then nobody reviews anything", "contradicted", "--gap", "absent")
    cli("claim", "edit", "C01", "--statement", "Reviewed together.")
    assert "Removed version 2 of C01: version 1 counts again." in cli("claim", "remove", "C01").stdout


def test_a_link_asks_for_its_gap_and_keeps_what_was_said(cli, claim, opened):
    refused = add(cli, opened, "Then nobody reviews anything", "contradicted", code=1)
    assert "In what way" in refused.stderr
    assert "--no-gap" in refused.stderr
    (made,) = add(
        cli, opened, "Then nobody reviews anything", "contradicted", "--gap", "absent", "--tense", "present", "--note", "!",
        data=True,
    )["rows"]  # fmt: skip
    assert (made["stance"], made["gap_type"], made["tense"], made["voice"]) == (
        "contradicted", "absent", "present", "own_practice",
    )  # fmt: skip
    (changed,) = cli("link", "change", made["id"][:8], "strained", "--voice", "general_opinion", data=True)["rows"]
    assert (changed["gap_type"], changed["tense"], changed["voice"]) == ("absent", "present", "general_opinion")
    (met,) = cli("link", "change", made["id"][:8], "fulfilled", data=True)["rows"]
    assert (met["gap_type"], met["tense"]) == ("none", "present")
    assert cli("undo").exit_code == 0
    assert cli("link", "list", "--claim", "c01", "--stance", "fulfilled", data=True)["rows"] == []
    assert "strained" in cli("claim", "show", "C01").stdout
    assert "Published a new wording" in cli("claim", "edit", "C01", "--statement", "All plans are reviewed.").stdout
    assert [row["id"] for row in cli("link", "list", "--earlier", data=True)["rows"]] == [made["id"]]
    assert "version 1 said: plans" in " ".join(cli("claim", "show", "C01").stdout.split()).lower()
    cli("link", "carry", made["id"])
    assert cli("link", "list", "--earlier", data=True)["rows"] == []
    assert {row["version"] for row in cli("link", "list", data=True)["rows"]} == {1, 2}
    cli("undo")
    cli("link", "remove", made["id"])
    assert cli("link", "list", data=True)["rows"] == []
    assert "There are no such links." in cli("link", "list").stderr


def test_a_look_for_negative_cases_is_on_record(cli, claim):
    cli("claim", "look", "C01", "--note", "One, in the south.")
    (look,) = cli("claim", "show", "C01", data=True)["looks"]
    assert (look["what"], look["note"]) == ("negative_cases", "One, in the south.")


def test_the_guide(cli, claim):
    cli("question", "add", "Q1", "How do you plan a discharge?", "--claim", "C01")
    assert "turn 1" not in cli("question", "asked", "Q1", "mair", 0).stdout
    assert "not an interviewer" in cli("question", "asked", "Q1", "mair", 1, code=1).stderr
    cli("question", "asked", "Q1", "mair", 0, "--not")
    assert "not an interviewer" in cli("question", "asked", "Q1", "mair", 0, 1, code=1).stderr
    assert cli("question", "asked", data=True)["rows"] == [], "all of them or none"
    cli("question", "asked", "Q1", "mair", 0)
    (row,) = cli("question", "list", data=True)["rows"]
    assert (row["claims"], row["turns"], row["asked_in"]) == (["C01"], 1, "1 source")
    assert "Asked by Q1" in cli("claim", "show", "C01").stdout
    assert "asks about no claim" in cli("question", "tag", "Q1").stdout
    cli("question", "edit", "Q1", "--key", "PLAN")
    (asked,) = cli("question", "asked", data=True)["rows"]
    assert (asked["question"], asked["ordinal"]) == ("PLAN", 0)
    cli("question", "asked", "PLAN", "mair", 0, "--not")
    assert cli("question", "asked", "PLAN", data=True)["rows"] == []
    cli("question", "remove", "plan")
    assert "There is no guide yet" in cli("question", "list").stderr


@pytest.fixture
def quick(monkeypatch):
    from workbench.embed.hashing import load
    from workbench.pipeline import claims

    monkeypatch.setattr(claims, "encoder_of", lambda _use: load())


def test_passages_are_proposed_looked_at_and_answered(cli, claim, quick):
    done = cli("claim", "propose", "C01", "--each", 2)
    assert "proposed for 1 claim." in done.stdout
    rows = cli("claim", "passages", "C01", data=True)["rows"]
    assert {tuple(row["people"]) for row in rows[:2]} == {("Mair",), ("Tom",)}
    assert all(row["why"][0]["method"] == "claim passages" for row in rows)
    first, second, third = (row["id"][:8] for row in rows[:3])
    assert "In what way" in cli("link", "answer", first, "strained", code=1).stderr
    assert "Linked: C01, strained" in cli("link", "answer", first, "strained", "--gap", "trade_off").stdout
    assert "turned down" in cli("link", "answer", second, "reject").stdout
    assert "put aside" in cli("link", "answer", third, "unsure").stdout
    assert [row["id"] for row in cli("claim", "passages", "c01", "--against", data=True)["rows"]] == [
        row["id"] for row in rows[3:]
    ]
    (link,) = cli("link", "list", data=True)["rows"]
    assert link["from_suggestion"] == rows[0]["id"]
    assert "You have already answered" in cli("link", "answer", second, "unclear", code=1).stderr

"""`workbench search`: hits with the words around them, and all of them coded in one act."""

from __future__ import annotations

import pytest

from workbench.pipeline import meaning


@pytest.fixture(autouse=True)
def spelling_only(monkeypatch):
    """No language model here: the encoder that only knows spelling stands in for it."""
    from workbench.embed.hashing import load

    monkeypatch.setattr(meaning, "encoder_of", lambda _use: load())


def words(answer):
    return [row["words"] for row in answer["rows"]]


def test_hits_stand_below_each_other_with_the_words_around_them(cli, small):
    done = cli("search", "review*")
    places = {line.index("[") for line in done.stdout.splitlines()}
    assert len(places) == 1, "the words found stand in one column"
    assert "every plan together" in done.stdout
    assert "4 hits in 3 sources, in sources of 2 people." in done.stderr
    answer = cli("search", "review*", data=True)
    assert (answer["hits"], answer["sources"], answer["people"], answer["is_count"]) == (4, 3, 2, True)
    assert answer["search"] == "words: review*"
    assert words(answer) == ["review", "reviews", "reviewed", "review"]
    assert {"source", "line", "start", "end", "left", "right", "speaker", "role"} <= answer["rows"][0].keys()


def test_the_ways_to_search(cli, small):
    assert words(cli("search", '"review the plan"', data=True)) == ["review the plan"]
    assert {each.lower() for each in words(cli("search", "plan", "every", data=True))} == {"plan", "every"}, (
        "both in one turn"
    )
    assert words(cli("search", "cafe", data=True)) == ["Café"]
    assert words(cli("search", "☕", data=True)) == ["☕"]
    assert words(cli("search", "--regex", r"\bnobod\w", data=True)) == ["nobody"]
    assert words(cli("search", "review OR family", "--sort", "right", data=True))
    assert words(cli("search", "plan", data=True)) == ["plan", "plan", "plan"]
    assert words(cli("search", "plan", "--role", "interviewer", data=True)) == ["plan"]
    assert words(cli("search", "plan", "--variety", "imagined", data=True)) == ["plan"]
    assert words(cli("search", "review*", "--source", "mair", "--source", "tom", data=True)) == [
        "review", "reviews", "review",
    ]  # fmt: skip
    assert words(cli("search", "review*", "--most", "1", data=True)) == ["review"]


def test_signs_that_make_no_sense_are_words(cli, small):
    done = cli("search", "(review")
    assert "each of its words was looked for" in done.stderr
    assert "[review]" in done.stdout
    assert "each of its words was looked for" in cli("search", "(review", data=True)["note"]
    assert "each of its words was looked for" in cli("search", "(review", "--code", "REVIEW", data=True)["note"]
    assert cli("search", "review", data=True)["note"] == ""


def test_nothing_found_says_what_was_looked_for(cli, small):
    done = cli("search", "zebra")
    assert done.stdout == ""
    assert "Nothing found (words: zebra)." in done.stderr
    assert "--meaning" in done.stderr
    assert cli("search", "zebra", data=True)["rows"] == []


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (["?"], 1), (["--regex", "(a"], 1), (["x", "--source", "nowhere"], 1), (["x", "--within", "NOTHING"], 1),
        (["x", "--case", "Nobody"], 1), (["x", "--within", "ALONE", "--coded-by", "Nobody"], 1), ([], 2),
        (["x", "--regex", "--meaning"], 2), (["x", "--yes"], 2), (["x", "--within", "ALONE", "--uncoded"], 2),
        (["x", "--meaning", "--code", "ALONE"], 2), (["x", "--sort", "colour"], 2),
        (["review", "--code", "REVIEW", "--most", "1"], 2), (["review", "--coded-by", "Ann"], 2),
        (["review", "--meaning", "--sort", "place"], 2),
    ],
)  # fmt: skip
def test_what_cannot_be_searched_is_told(cli, small, asked, code):
    cli("search", *asked, code=code)


def test_by_meaning_is_an_order_and_gives_no_count(cli, small):
    done = cli("search", "we review the plan together", "--meaning", "--most", "2")
    assert done.stdout.startswith("1. tom:")
    assert "not a count" in done.stderr
    assert "hits in" not in done.stderr
    answer = cli("search", "we review the plan together", "--meaning", data=True)
    assert answer["is_count"] is False
    assert "hits" not in answer
    assert "We review the plan together." in answer["rows"][0]["words"]
    assert "Interviewers' words" not in answer["note"]
    everybody = cli("search", "review", "--meaning", "--role", "interviewer", "--role", "participant")
    assert "Interviewers' words are not among them" in everybody.stderr


def test_coding_is_only_shown_until_yes_is_said(cli, small):
    before = cli("history", data=True)["rows"]
    done = cli("search", "review*", "--code", "REVIEW", "--unit", "sentence")
    assert "4 passages would be coded as REVIEW. Nothing was changed" in done.stdout
    assert "We review every plan together, on the ward." in done.stdout
    assert cli("history", data=True)["rows"] == before
    answer = cli("search", "review*", "--code", "REVIEW", "--unit", "sentence", "--yes", data=True)
    assert answer["coded"] is True
    made = cli("coding", "list", data=True)["rows"]
    assert {row["id"] for row in made} == {row["id"] for row in answer["rows"]}
    assert {row["quotation"] for row in made} == {row["words"] for row in answer["rows"]}
    assert {row["found_by"] for row in made} == {"words: review*"}
    again = cli("search", "review*", "--code", "REVIEW", "--unit", "sentence")
    assert "4 passages of yours have this code already." in again.stdout
    cli("search", "review*", "--code", "REVIEW", "--unit", "sentence", "--yes", code=1)
    cli("undo")
    assert cli("coding", "list", data=True)["rows"] == []
    assert cli("check").exit_code == 0


def test_within_a_code_and_not_coded(cli, small):
    cli("search", '"review every plan"', "--code", "REVIEW", "--yes")
    assert words(cli("search", "plan", "--within", "REVIEW", data=True)) == ["plan"]
    assert len(words(cli("search", "plan", "--uncoded", data=True))) == 2
    assert words(cli("search", "plan", "--within", "REVIEW", "--coded-by", "ann", data=True)) == ["plan"]


def test_a_hostile_text_steers_no_terminal(cli, tmp_path):
    cli("new", "hostile")
    (tmp_path / "h.txt").write_text(
        "P: the \u202eword \u0007is [red]here[/red] \t a word of a very long line " + "x" * 500
    )
    cli("source", "add", "h.txt")
    out = cli("search", "word").stdout
    assert not {"\u202e", "\x07", "\t"} & set(out)
    assert "[red]" in out
    assert all(len(line) < 200 for line in out.splitlines())

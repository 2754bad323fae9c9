"""Saved questions about codes: kept under a name, renamed, removed, undone; a code's rename changes nothing."""

from __future__ import annotations

import pytest

from workbench import review
from workbench.errors import NotAllowedHere, NotFound
from workbench.report.relations import ask, kept_question, shown_question
from workbench.review.codebook import edit_code
from workbench.review.saved_queries import remove_query, rename_query, save_query
from workbench.store import check_study


def test_a_question_is_saved_renamed_removed_and_each_is_undone(tiny_study):
    before = tiny_study.queries.all()
    made = save_query(tiny_study, "  Paper \n alone ", kept_question(tiny_study, "ADM and not REL"), "turn", by="Mair")
    assert (made.name, made.unit) == ("Paper alone", "turn")
    rename_query(tiny_study, "PAPER ALONE", "Only paper", by="Mair")
    assert tiny_study.queries.find("only paper").question == made.question
    remove_query(tiny_study, made.id, by="Mair")
    assert tiny_study.queries.all() == before
    for names in (["Only paper"], ["Paper alone"], []):
        review.undo(tiny_study, by="Mair")
        assert [q.name for q in tiny_study.queries.all() if q not in before] == names
    review.redo(tiny_study, by="Mair")
    assert tiny_study.queries.find("Paper alone") == made
    assert check_study(tiny_study.path) == []


def test_names_are_taken_once_whatever_the_capitals(tiny_study):
    save_query(tiny_study, "One", "ADM", "segment", by="Mair")
    with pytest.raises(NotAllowedHere, match="already"):
        save_query(tiny_study, "ONE", "REL", "segment", by="Tomos")
    with pytest.raises(NotAllowedHere, match="already"):
        rename_query(tiny_study, "Paper, not trust", "one", by="Mair")
    rename_query(tiny_study, "One", "ONE", by="Mair")
    with pytest.raises(NotAllowedHere, match="needs a name"):
        save_query(tiny_study, " ", "REL", "segment", by="Mair")
    with pytest.raises(NotFound, match="There is: ONE, Paper, not trust"):
        remove_query(tiny_study, "Two", by="Mair")


def test_a_saved_question_asks_the_same_when_a_code_is_renamed(tiny_study):
    kept = kept_question(tiny_study, "ADM and not REL+")
    first = ask(tiny_study, kept)
    edit_code(tiny_study, "ADM", key="PAPER", by="Mair")
    assert shown_question(tiny_study, kept) == '"PAPER" and not "REL"+'
    assert ask(tiny_study, kept).hits["coding_ids"].tolist() == first.hits["coding_ids"].tolist()
    assert first.k == 1


def test_codes_that_are_not_there_are_named_with_the_nearest(tiny_study):
    with pytest.raises(NotFound, match=r"no code 'AD'\. Near it: ADM"):
        ask(tiny_study, "AD")

"""The page Search as a person sees it: what there is to search, what was found, and what went wrong."""

from __future__ import annotations

from workbench import new_study, review
from workbench.app import state
from workbench.model import Role
from workbench.review.search_coding import code_hits
from workbench.store.pattern import Unended


def search(at, words, mode="Words"):
    at.session_state[state.SEARCH_MODE] = mode
    at.text_input(key=state.SEARCH).set_value(words)
    return at.run()


def test_an_empty_study_says_what_to_do_first(app, tmp_path):
    at = app(new_study(tmp_path / "e.workbench", by="Mair"), "search")
    assert "nothing to search yet" in at.info[0].value


def test_hits_are_counted_and_follow_what_is_done_to_the_study(app, small, words):
    at = search(app(small, "search"), "review*")
    assert "**2 hits** in 2 sources, in sources of 1 person" in [each.value for each in at.markdown]
    assert "We review the plan" not in words(at), "the words found stand apart from the words around them"
    found = small.search.words("review*")
    code_hits(small, found.hits, "REV", search=found.search, by="Owain")
    at = at.run()
    assert "Coded 2 passages as REV" in words(at)
    at.button(key="undo_search").click().run()
    assert small.codings.counts() == [each for each in small.codings.counts() if each[2] != 2]
    assert "Coded 2 passages as REV" not in words(at)


def test_the_button_takes_back_nothing_but_what_it_stands_beside(app, small, words):
    found = small.search.words("review*")
    code_hits(small, found.hits, "REV", search=found.search, by="Owain")
    at = search(app(small, "search"), "review*")
    review.add_coding(small, found.hits[0].source_id, found.hits[0].span, "ADM", by="Owain")
    before = small.codings.all()
    at.button(key="undo_search").click().run()
    assert small.codings.all() == before
    assert "Something else was done since" in words(at)
    code_hits(small, found.hits[1:], "ADM", search=found.search, by="Mair")
    assert "Mair" not in words(search(at, "plan")), "what another coder did is not offered"
    assert not [each for each in at.button if each.key == "undo_search"]


def test_a_role_that_is_mended_is_searched_at_once(app, small):
    at = search(app(small, "search"), "how do reviews go")
    assert not any("hit" in each.value for each in at.markdown), "only interviewers say so"
    for name in ("P1", "P2"):
        review.set_role(small, name, "I", Role.PARTICIPANT, by="Mair")
    at = at.run()
    assert any("**8 hits** in 2 sources" in each.value for each in at.markdown)


def test_what_cannot_be_searched_is_told_on_the_page(app, small, words):
    at = search(app(small, "search"), "(a", "Pattern")
    assert "“(a” is no pattern" in words(at)
    at = search(at, "???", "Words")
    assert "no word in “???”" in words(at)
    assert not at.exception


def test_where_nothing_is_found_the_page_says_what_was_searched(app, small, words):
    at = search(app(small, "search"), "zebra")
    assert "Nothing was found (words: zebra)." in words(at)
    assert "Every source was searched, except what interviewers say and the labels of speakers." in [
        each.value for each in at.caption
    ]


def test_a_pattern_that_was_stopped_is_not_tried_at_every_drawing(app, small, words, monkeypatch):
    tried = []

    def stopped(pattern, texts, **_more):
        tried.append(pattern)
        raise Unended(0)

    monkeypatch.setattr("workbench.store.search.matches", stopped)
    at = search(app(small, "search"), "(a+)+$", "Pattern")
    for _ in range(2):
        assert "was stopped" in words(at)
        assert "write it with one repetition" in words(at)
        at = at.run()
    assert tried == ["(a+)+$"]

"""A participant's own words as a code: one act, one undo."""

from __future__ import annotations

import pytest

from workbench import review
from workbench.errors import CodebookInvalid, NotAllowedHere
from workbench.model import Role, Span
from workbench.review import desk
from workbench.store import check_study


@pytest.fixture
def words(tiny_study):
    source = tiny_study.sources.get("Mair")
    start = source.text.index("Gwaith papur")
    return source, Span(start, start + len("Gwaith papur"))


def test_the_words_become_a_code_and_its_first_coding(tiny_study, words):
    source, span = words
    before = tiny_study.codebook.current()
    coding = review.code_in_vivo(tiny_study, "Mair", span, by="Nia")
    book = tiny_study.codebook.current()
    code = book.by_id[coding.code_id]
    assert (code.name, code.parent, book.version) == ("Gwaith papur", None, before.version + 1)
    assert book.reason == f"Added 'Gwaith papur', in vivo from '{source.name}'"
    assert coding.codebook_version == book.version
    assert check_study(tiny_study.path) == []
    assert review.undo(tiny_study, by="Nia") == "Coded a passage of 'Mair' in vivo as 'Gwaith papur'"
    assert tiny_study.codebook.current() == before
    assert coding.id not in {one.id for one in tiny_study.codings.all()}


def test_a_code_of_that_name_is_used_and_not_made_twice(tiny_study, words):
    source, span = words
    version = tiny_study.codebook.current().version
    name = tiny_study.codebook.current().by_key["REL"].name
    coding = review.code_in_vivo(tiny_study, source.id, span, name=f"  {name.upper()} ", by="Nia")
    assert coding.code_id == tiny_study.codebook.current().by_key["REL"].id
    assert tiny_study.codebook.current().version == version


def test_an_interviewers_words_and_a_name_that_is_none_are_refused(tiny_study, words):
    source, span = words
    last = tiny_study.history.last()
    asked = next(turn for turn in tiny_study.sources.turns(source.id) if turn.role is Role.INTERVIEWER)
    with pytest.raises(NotAllowedHere, match="interviewer"):
        review.code_in_vivo(tiny_study, source.id, asked.span, by="Nia")
    with pytest.raises(CodebookInvalid):
        review.code_in_vivo(tiny_study, source.id, span, name="  ", by="Nia")
    assert tiny_study.history.last() == last


def test_at_the_desk_it_is_one_key_and_one_undo(tiny_study, words):
    source, span = words
    said = {"client": "here", "kind": "in_vivo", "start": span.start, "end": span.end, "quote": span.of(source.text)}
    before = tiny_study.codebook.current()
    assert desk.apply(tiny_study, source.id, [{**said, "sequence": 1, "name": "papur"}], by="Nia") == []
    assert "papur" in {code.name for code in tiny_study.codebook.current()}
    assert desk.apply(tiny_study, source.id, [{"client": "here", "sequence": 2, "kind": "undo"}], by="Nia") == []
    assert tiny_study.codebook.current() == before

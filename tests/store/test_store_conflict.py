"""Two people, one thing: the second gets both texts, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench import review
from workbench.errors import Conflict, NotFound
from workbench.store import check_study, open_study


def test_the_second_publisher_of_a_codebook_gets_both(tiny_study, dump):
    other = open_study(tiny_study.path)
    mine, theirs = tiny_study.codebook.current(), other.codebook.current()
    with other.act("codebook.publish", by="Tomos") as act:
        changed = replace(theirs, codes=(replace(theirs.codes[0], definition="Theirs."), *theirs.codes[1:]))
        other.codebook.publish(act, changed, other.coders.person(act, "Tomos"), based_on=1)
    before, acts = dump(tiny_study.path), tiny_study.history.last()
    changed = replace(mine, codes=(replace(mine.codes[0], definition="Mine."), *mine.codes[1:]))
    with pytest.raises(Conflict) as conflict, tiny_study.act("codebook.publish", by="Mair") as act:
        tiny_study.codebook.publish(act, changed, tiny_study.coders.person(act, "Mair"), based_on=1)
    assert "Mine." in conflict.value.mine
    assert "Theirs." not in conflict.value.mine
    assert "Theirs." in conflict.value.theirs
    assert conflict.value.hint
    assert dump(tiny_study.path) == before
    assert tiny_study.history.last() == acts
    with tiny_study.act("codebook.publish", by="Mair") as act:
        again = tiny_study.codebook.publish(act, changed, tiny_study.coders.person(act, "Mair"), based_on=2)
    assert again.version == 3
    assert tiny_study.codebook.version(2).codes[0].definition == "Theirs."


def test_a_first_codebook_cannot_replace_one_that_is_there(tiny_study):
    codebook = tiny_study.codebook.current()
    with pytest.raises(Conflict), tiny_study.act("codebook.publish", by="Mair") as act:
        tiny_study.codebook.publish(act, codebook, tiny_study.coders.person(act, "Mair"), based_on=None)


def test_the_second_writer_of_a_memo_gets_both(tiny_study, dump):
    memo = next(m for m in tiny_study.memos.all() if m.about_kind == "study")
    with open_study(tiny_study.path).act("memo.edit", by="Tomos") as act:
        tiny_study.memos.edit(act, memo.id, "Theirs", version=memo.version)
    before = dump(tiny_study.path)
    with pytest.raises(Conflict) as conflict, tiny_study.act("memo.edit", by="Mair") as act:
        tiny_study.memos.edit(act, memo.id, "Mine", version=memo.version)
    assert (conflict.value.mine, conflict.value.theirs) == ("Mine", "Theirs")
    assert dump(tiny_study.path) == before
    with tiny_study.act("memo.edit", by="Mair") as act:
        tiny_study.memos.edit(act, memo.id, "Both", version=memo.version + 1)
    assert next(m for m in tiny_study.memos.all() if m.id == memo.id).text == "Both"


def test_a_memo_that_is_gone_is_not_found(tiny_study):
    with pytest.raises(NotFound), tiny_study.act("memo.edit", by="Mair") as act:
        tiny_study.memos.edit(act, "nothing", "words", version=1)


@pytest.mark.parametrize("kind", ["coding", "source", "case", "code", "claim", "link", "study"])
def test_a_memo_is_about_something_that_is_there(tiny_study, kind):
    with pytest.raises(NotFound), tiny_study.act("memo.add", by="Mair") as act:
        tiny_study.memos.add(act, kind, "nothing", "words", tiny_study.coders.person(act, "Mair"))


def test_a_memo_is_about_a_known_kind_of_thing(tiny_study):
    with pytest.raises(NotFound), tiny_study.act("memo.add", by="Mair") as act:
        tiny_study.memos.add(act, "weather", "nothing", "words", tiny_study.coders.person(act, "Mair"))


def test_a_memos_version_that_was_taken_back_is_no_version_of_another_text(tiny_study):
    memo = next(m for m in tiny_study.memos.all() if m.about_kind == "study")
    seen = review.edit_memo(tiny_study, memo.id, "Seen", version=memo.version, by="Tomos")
    review.undo(tiny_study, by="Tomos")
    now = review.edit_memo(tiny_study, memo.id, "Another", version=memo.version, by="Tomos")
    with pytest.raises(Conflict) as conflict:
        review.edit_memo(tiny_study, memo.id, "Mine", version=seen.version, by="Mair")
    assert conflict.value.theirs == "Another"
    with pytest.raises(Conflict, match="not removed"):
        review.remove_memo(tiny_study, memo.id, version=seen.version, by="Mair")
    assert tiny_study.memos.get(memo.id) == now
    assert check_study(tiny_study.path) == []
    review.remove_memo(tiny_study, memo.id, version=now.version, by="Mair")
    assert memo.id not in {each.id for each in tiny_study.memos.all()}


def test_a_codebook_version_that_was_taken_back_is_no_version_of_other_codes(tiny_study):
    seen = review.edit_code(tiny_study, "ADM", name="Seen", by="Tomos")
    review.undo(tiny_study, by="Tomos")
    now = review.edit_code(tiny_study, "ADM", name="Another", by="Tomos")
    assert (seen.version, now.version) == (2, 3)
    with pytest.raises(Conflict), tiny_study.act("codebook.publish", by="Mair") as act:
        tiny_study.codebook.publish(act, seen, tiny_study.coders.person(act, "Mair"), based_on=seen.version)
    with pytest.raises(Conflict, match="Version 2 of the codebook, which this edit began from, was taken back"):
        review.edit_code(tiny_study, "ADM", name="Mine", based_on=seen.version, by="Mair")
    with pytest.raises(NotFound, match=r"It has versions 1, 3\."):
        tiny_study.codebook.version(2)
    assert [each[0] for each in tiny_study.codebook.versions()] == [1, 3]
    assert tiny_study.codebook.version(3) == tiny_study.codebook.current() == now
    assert check_study(tiny_study.path) == []


def test_a_codebook_after_all_of_it_was_taken_back_goes_on_counting(tiny_study):
    review.take_back_to(tiny_study, 1, by="Mair")
    review.add_code(tiny_study, "First again", by="Mair")
    assert tiny_study.codebook.current().version == 2
    review.edit_code(tiny_study, "First again", name="Second", by="Mair")
    review.edit_code(tiny_study, "Second", name="Third", by="Mair")
    with pytest.raises(NotFound, match=r"It has versions 2 to 4\."):
        tiny_study.codebook.version(1)

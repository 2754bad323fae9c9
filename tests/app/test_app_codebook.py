"""The page Codebook without its browser half: what its form means, what it sends, what stands beside each other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from workbench import new_study, open_study, review
from workbench.app.components.code_form import ROWS, changes, different, row_field, shown, typed_over
from workbench.app.components.code_words import lines, said, unlined
from workbench.app.components.codebook_versions import differences
from workbench.app.components.side_by_side import marked
from workbench.app.components.tree import tree_data
from workbench.errors import NotAllowedHere
from workbench.model import Code, Codebook, CodeStatus, NearMiss, NotWhen, Span, Variety, new_id
from workbench.model.codebook_edit import edited, moved, retired, with_code
from workbench.review.codebook import edit_code, retire_code

WORDS = some.text(some.characters(exclude_categories=["Cs"]), max_size=12)
ITEM = WORDS.map(str.strip).filter(bool).filter(lambda item: "⏎" not in item and "\r" not in item)


def book(*codes):
    named = [Code(new_id(), key, name, parent=parent, order=place) for place, (key, name, parent) in enumerate(codes)]
    return Codebook(new_id(), "small", tuple(named))


SMALL = book(("A", "Apples", None), ("A.RED", "Red ones", "A"), ("B", "Bread", None), ("C", "Cheese", None))


def full(code):
    return replace(
        code, definition="Round\nfruit.", not_when=(NotWhen("it is a pear", "B"), NotWhen("nothing")), cues=("bite",),
        near_miss=(NearMiss("apple of the eye", "C"),), contrast_with=("B",), applies_to=("disclosed",), colour="#0072B2",
        examples=("an apple\na day",),
    )  # fmt: skip


def with_full():
    code = full(SMALL.by_key["A"])
    return replace(SMALL, codes=tuple(code if each.id == code.id else each for each in SMALL)), code


@given(some.lists(ITEM, max_size=5))
def test_a_list_typed_one_item_to_a_line_is_that_list(items):
    kept = tuple(item for item in items if "\n" not in item)
    assert unlined(lines(kept)) == kept
    assert unlined(lines(("two\nlines",))) == ("two\nlines",)


@given(WORDS, WORDS)
def test_both_sides_put_together_are_their_texts_and_equal_texts_have_no_mark(before, after):
    left, right = marked(before, after)
    assert "".join(text for text, _ in left) == before
    assert "".join(text for text, _ in right) == after
    assert [text for text, changed in left if not changed] == [text for text, changed in right if not changed]
    assert any(changed for _, changed in [*left, *right]) is (before != after)


def test_whole_words_are_marked():
    left, right = marked("Forms and recording.", "Forms, and records.")
    assert [text for text, changed in left if changed] == ["recording"]
    assert [text for text, changed in right if changed] == [",", "records"]


def test_two_long_texts_are_compared_at_once():
    assert marked("a " * 4_000, "a " * 4_001)[0][0][1] is True


def test_a_form_that_nobody_typed_in_changes_nothing():
    codebook, code = with_full()
    before = shown(code, codebook)
    assert changes(before, typed_over(before, {}), codebook) == {}
    assert different(before, typed_over(before, {})) == [], "rows that say nothing make no difference"


@given(some.data())
def test_what_is_typed_and_saved_is_what_the_form_shows_next(data):
    codebook, code = with_full()
    before, others = shown(code, codebook), [each.id for each in codebook if each.key != "A"]
    item = ITEM.filter(lambda words: "\n" not in words)
    typed = {
        "definition": data.draw(ITEM), "use_when": data.draw(ITEM), "cues": lines(tuple(data.draw(some.lists(item, unique=True)))),
        "contrast_with": data.draw(some.lists(some.sampled_from(others), unique=True)),
        "applies_to": data.draw(some.lists(some.sampled_from([each.value for each in Variety]), unique=True)),
    }  # fmt: skip
    for name in ROWS:
        for number in range(data.draw(some.integers(0, 3))):
            typed[row_field(name, number, "words")] = f"{number} {data.draw(item)}"
            typed[row_field(name, number, "code")] = data.draw(some.sampled_from(others))
    values = typed_over(before, typed)
    after = edited(codebook, code.id, **changes(before, values, codebook))
    now = shown(after.by_id[code.id], after)
    assert different(now, values) == []


def test_other_codes_are_known_by_id_so_that_a_changed_key_meanwhile_does_no_harm():
    codebook, code = with_full()
    before = shown(code, codebook)
    later = edited(codebook, codebook.by_key["B"].id, key="LOAF")
    values = typed_over(before, {row_field("not_when", 0, "words"): "it is a fig"})
    assert changes(before, values, later) == {"not_when": (NotWhen("it is a fig", "LOAF"), NotWhen("nothing"))}


def test_a_near_miss_without_its_code_is_not_dropped_in_silence():
    codebook, code = with_full()
    before = shown(code, codebook)
    with pytest.raises(NotAllowedHere, match="apple pie"):
        changes(before, typed_over(before, {row_field("near_miss", 1, "words"): "apple pie"}), codebook)


def test_the_tree_is_sent_parents_first_with_the_place_that_gives_the_pattern():
    codebook = retired(SMALL, SMALL.by_key["B"].id)
    codebook = edited(codebook, SMALL.by_key["C"].id, name="evil \u202egpj.exe")
    rows = tree_data(codebook, {SMALL.by_key["A.RED"].id: 3})
    assert [(row["key"], row["place"], row["count"], row["retired"]) for row in rows] == [
        ("A", 0, 0, False), ("A.RED", 1, 3, False), ("B", 2, 0, True), ("C", 3, 0, False),
    ]  # fmt: skip
    assert rows[1]["parent"] == SMALL.by_key["A"].id
    assert rows[3]["name"] == "evil ⟨U+202E⟩gpj.exe"
    assert rows[3]["written"] == "evil \u202egpj.exe", "renamed in place, it does not become what it looks like"


def test_differences_are_told_code_by_code():
    after, made = with_code(SMALL, "Dates", definition="Sweet.")
    after = edited(after, SMALL.by_key["A.RED"].id, name="Crimson", definition="Deep red.")
    after = retired(moved(after, SMALL.by_key["C"].id, parent="A"), SMALL.by_key["B"].id)
    told = {group.heading: group for group in differences(SMALL, after)}
    assert told["Crimson (A.RED)"].fields == (("Name", "Red ones", "Crimson"), ("Definition", "", "Deep red."))
    assert told["Cheese (C)"].fields == (("Below", "", "A"),)
    assert told["Bread (B)"].fields == (("Status", "in use", "retired"),)
    assert told[f"Dates ({made.key})"].note == "New."
    assert ("Definition", "", "Sweet.") in told[f"Dates ({made.key})"].fields
    assert list(differences(after, after)) == []


def test_another_order_is_told():
    after = moved(SMALL, SMALL.by_key["C"].id, parent=None, before="A")
    (group,) = differences(SMALL, after)
    assert group.heading == "The codes at the top"
    assert group.fields == (("Order", "Apples\nBread\nCheese", "Cheese\nApples\nBread"),)


def test_every_field_of_a_code_can_be_said():
    _, code = with_full()
    assert said(code, "not_when") == "it is a pear → B\nnothing"
    assert said(code, "near_miss") == "apple of the eye → C"
    assert said(replace(code, status=CodeStatus.RETIRED), "status") == "retired"


def button(at, label):
    return next(each for each in at.button if each.label == label)


def test_the_page_shows_every_part(app, words, small):
    edit_code(small, "REV", by="Mair", definition="How plans are really reviewed.")
    at = app(small, "codebook")
    assert "Paperwork" in words(at)
    for name, there in (("Versions", "really"), ("Worklist", "waits"), ("Check", "near-miss")):
        at.button_group[0].set_value(name).run()
        assert not at.exception
        assert there in words(at), name


def test_an_empty_study_is_told_how_codes_come_into_being(app, words, tmp_path):
    at = app(new_study(tmp_path / "empty.workbench", by="Mair"), "codebook")
    assert "make the first code by hand" in words(at)


def test_the_buttons_take_back_the_last_change_and_nothing_else(app, small):
    at = app(small, "codebook")
    assert button(at, "Undo").disabled, "a claim is not for this button"
    retire_code(small, "ADM", by="Mair")
    at = at.run()
    button(at, "Undo").click().run()
    assert open_study(small.path).codebook.current().by_key["ADM"].status is CodeStatus.ACTIVE
    button(at, "Redo").click().run()
    assert small.codebook.current().by_key["ADM"].status is CodeStatus.RETIRED


def test_a_study_that_can_only_be_read_is_shown_without_a_form(app, words, small, monkeypatch):
    monkeypatch.setattr(type(small), "read_only", property(lambda _study: True))
    at = app(small, "codebook")
    at.session_state["codebook_code"] = small.codebook.current().by_key["REV"].id
    at = at.run()
    assert "A review is told of." in words(at)
    assert [each.label for each in at.button] == []
    assert not at.text_area


def test_undo_and_redo_leave_another_coders_codings_alone(app, words, small):
    source = next(each for each in small.sources.all() if each.name == "P1")
    theirs = review.add_coding(small, source.id, Span(25, 40), "ADM", by="Mair")
    assert button(app(small, "codebook"), "Undo").disabled
    review.undo(small, by="Mair")
    at = app(small, "codebook")
    button(at, "Redo").click().run()
    assert theirs.id not in {coding.id for coding in small.codings.all()}
    assert "neither the codebook nor a coding of yours" in words(at)
    mine = review.add_coding(small, source.id, Span(25, 40), "ADM", by="owain")
    at = at.run()
    button(at, "Undo").click().run()
    assert mine.id not in {coding.id for coding in small.codings.all()}


@pytest.mark.parametrize("page", ["codebook", "history"])
def test_only_what_the_page_showed_is_taken_back_or_done_again(app, words, small, page):
    edit_code(small, "REV", by="Owain", name="Looking again")
    at = app(small, page)
    edit_code(small, "ADM", by="Mair", name="Forms")
    button(at, "Undo").click().run()
    assert {code.name for code in small.codebook.current()} >= {"Looking again", "Forms"}
    assert "Something was done in this study after you looked" in words(at)
    button(at, "Undo").click().run()
    assert "Forms" not in {code.name for code in small.codebook.current()}, "now it was shown"
    review.undo(small, by="Owain")
    button(at, "Redo").click().run()
    assert small.codebook.current().find("REV").name == "Reviews"
    assert "Nothing was done again" in words(at)


def field(at, label, code, kind="text_area"):
    """Choose a code where another is, and return a field of its form."""
    if at.session_state["codebook_code"] != code:
        at.session_state["codebook_code"] = code
        at.run()
    return next(each for each in getattr(at, kind) if each.label == label)


def test_the_form_brings_nothing_back_that_was_taken_back_meanwhile(app, small):
    code = small.codebook.current().find("REV")
    edit_code(small, code.id, by="Owain", definition="A slip.", cues=("slip",))
    at = app(small, "codebook")
    at.session_state["codebook_code"] = code.id
    at.run()
    field(at, "Use when", code.id).set_value("Somebody tells of a review.").run()
    review.undo(small, by="Owain")
    button(at, "Save").click().run()
    now = small.codebook.current().by_id[code.id]
    assert (now.definition, now.cues) == (code.definition, code.cues), "what nobody typed follows the undo"
    assert now.use_when == "Somebody tells of a review."
    assert small.codebook.current().version == 3, "no number is given twice"


def test_what_was_typed_over_what_was_taken_back_is_shown_beside_it(app, words, small):
    code = small.codebook.current().find("REV")
    edit_code(small, code.id, by="Owain", definition="A slip.", use_when="A slip, too.")
    at = app(small, "codebook")
    at.session_state["codebook_code"] = code.id
    at.run()
    field(at, "Definition", code.id).set_value("A slip, mended.").run()
    review.undo(small, by="Owain")
    edit_code(small, "ADM", by="Mair", name="Forms")  # another version comes to stand where the slip was
    button(at, "Save").click().run()
    assert small.codebook.current().by_id[code.id].definition == code.definition
    said = words(at)
    assert "The same was taken back, while this form was open." in said
    assert field(at, "Definition", code.id).value == "A slip, mended."
    assert field(at, "Use when", code.id).value == code.use_when
    button(at, "Save mine over it").click().run()
    now = small.codebook.current().by_id[code.id]
    assert (now.definition, now.use_when) == ("A slip, mended.", code.use_when)

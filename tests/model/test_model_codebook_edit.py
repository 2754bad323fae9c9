"""Edits of a codebook: valid after each, ids for good, references that follow, and refusals in plain words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import CodebookInvalid
from workbench.model import Code, Codebook, CodeStatus, NearMiss, NotWhen, Variety
from workbench.model import codebook_edit as edit
from workbench.model.codebook import faults
from workbench.model.codebook_merge import merged, split
from workbench.model.colours import PALETTE, free_colour


def code(key, name, parent=None, order=0, **more):
    return Code(f"id-{key}", key, name, parent=parent, order=order, **more)


@pytest.fixture
def book():
    """REL > (TRUST > TEAM, TIME); ADM; every kind of reference to TRUST."""
    return Codebook("b", "Small", (
        code("REL", "Relations", colour="#0072B2"),
        code("REL.TRUST", "Trust", "REL", 0, examples=("I keep my word",), near_miss=(NearMiss("I trust the data", "ADM"),)),
        code("REL.TRUST.TEAM", "Trust in the team", "REL.TRUST", 0),
        code("REL.TIME", "Time", "REL", 1, not_when=(NotWhen("it is about trust", "REL.TRUST"),)),
        code("ADM", "Burden", None, 1, near_miss=(NearMiss("he trusts me", "REL.TRUST"),), contrast_with=("REL.TRUST",)),
    ))  # fmt: skip


def keys(codebook, parent):
    return [each.key for each in codebook.children(parent)]


def test_a_new_code_stands_last_below_its_parent_with_a_key_and_a_colour_of_its_own(book):
    after, made = edit.with_code(book, "  Working in   pairs ", parent="REL")
    assert (made.name, made.key, made.order) == ("Working in pairs", "REL.WORKING", 2)
    assert keys(after, "REL")[-1] == made.key
    assert made.colour == next(colour for colour in PALETTE.values() if colour != "#0072B2")
    assert [each for each in after if each.id != made.id] == list(book)


@pytest.mark.parametrize(
    ("there", "parent", "name", "expected"),
    [
        ([], None, "Trust in the team", "trust-in-the-team"),
        ([("a", None)], None, "A b", "a-b"),
        ([("ADM", None)], None, "The burden of forms", "BURDEN"),
        ([("ADM", None), ("BURDEN", None)], None, "The burden of forms", "BURDEN-FORMS"),
        ([("RC.COM", None), ("RC.TIME", "RC.COM")], "RC.COM", "Frequent talk", "RC.FREQUENT"),
        ([("RC.COM", None), ("RC.TIME", "RC.COM")], "RC.TIME", "Early", "RC.EARLY"),
        ([("KF", None), ("KF.P", "KF"), ("KF.P.SELF", "KF.P")], "KF.P.SELF", "Alone", "KF.P.SELF.ALONE"),
        ([("KF", None), ("KF.P", "KF"), ("KF.P.SELF", "KF.P")], "KF.P.SELF", "Self over time", "KF.P.SELF.TIME"),
        ([("KF", None), ("KF.P", "KF"), ("KF.P.SELF", "KF.P")], "KF.P.SELF", "The self", "KF.P.SELF.SELF"),
        ([("ADM", None)], "ADM", "Forms", "FORMS"),
        ([("ADM", None), ("FORMS", None), ("FORMS-2", None)], None, "Forms", "FORMS-3"),
        ([("ADM", None)], None, "🐑🐑", "CODE"),
        ([("ADM", None)], None, "Tŷ a'r ŵyn", "TŶ"),
    ],
)
def test_a_key_is_made_in_the_style_of_those_around_it(there, parent, name, expected):
    codebook = Codebook("b", "B", tuple(code(key, f"name of {key}", above) for key, above in there))
    assert edit.free_key(codebook, name, parent=parent) == expected


def test_the_colours_are_used_in_turn_and_all_differ():
    used = []
    for _ in PALETTE:
        used.append(free_colour(used))
    assert used == list(PALETTE.values())
    assert len(set(used)) == len(PALETTE)
    assert free_colour([*used, *used[:3]]) == used[3]


def test_a_changed_key_is_changed_wherever_it_is_named(book):
    after = edit.edited(book, "id-REL.TRUST", key="FAITH")
    by = after.by_id
    assert by["id-REL.TRUST.TEAM"].parent == "FAITH"
    assert by["id-REL.TIME"].not_when[0].use == "FAITH"
    assert by["id-ADM"].near_miss[0].code == "FAITH"
    assert by["id-ADM"].contrast_with == ("FAITH",)
    assert [each.id for each in after] == [each.id for each in book]


def test_a_rename_changes_the_name_alone(book):
    after = edit.edited(book, "id-REL.TRUST", name="Faith")
    assert after.by_id["id-REL.TRUST"] == replace(book.by_id["id-REL.TRUST"], name="Faith")
    assert [each for each in after if each.id != "id-REL.TRUST"] == [e for e in book if e.id != "id-REL.TRUST"]


def test_fields_are_kept_without_what_says_nothing(book):
    after = edit.edited(
        book, "id-ADM", definition="  more \n", cues=("forms", " forms ", ""), not_when=(NotWhen(" ", "REL"),),
        near_miss=(NearMiss("no", "time"), NearMiss(" ", "")), contrast_with=("rel.time",), applies_to=("disclosed",),
    ).by_id["id-ADM"]  # fmt: skip
    assert (after.definition, after.cues, after.not_when) == ("more", ("forms",), ())
    assert (after.near_miss, after.contrast_with) == ((NearMiss("no", "REL.TIME"),), ("REL.TIME",))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": " trust "}, "The name 'trust' is taken by the code 'Trust' (REL.TRUST)."),
        ({"key": "rel.time"}, "The key 'rel.time' is taken by the code 'Time' (REL.TIME)."),
        ({"name": " "}, "empty name"),
        ({"key": ""}, "empty key"),
        ({"colour": "blue"}, "'blue' is no colour"),
        ({"applies_to": ("tale",)}, "'tale' is no variety of source"),
        ({"near_miss": (NearMiss("so", "NOWHERE"),)}, "near-miss that points to 'NOWHERE'"),
        ({"near_miss": (NearMiss("so", ""),)}, "“so” does not say which code it belongs to"),
        ({"contrast_with": ("NOWHERE",)}, "contrast that points to 'NOWHERE'"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(book, fields, words):
    with pytest.raises(CodebookInvalid) as told:
        edit.edited(book, "id-ADM", **fields)
    assert words in told.value.message
    assert "file" not in told.value.hint
    assert told.value.hint.startswith("Nothing was changed.")


def test_a_name_that_a_retired_code_has_says_so(book):
    gone = edit.retired(book, "id-REL.TIME")
    with pytest.raises(CodebookInvalid, match="retired") as told:
        edit.with_code(gone, "time")
    assert "Restore" in told.value.hint


@pytest.mark.parametrize("field", ["parent", "status", "order", "id", "nonsense"])
def test_only_the_editable_fields_are_edited(book, field):
    with pytest.raises(TypeError, match=field):
        edit.edited(book, "id-ADM", **{field: "x"})


def test_a_text_is_no_list(book):
    with pytest.raises(TypeError, match="cues is a list"):
        edit.edited(book, "id-ADM", cues="forms")


def test_a_code_is_put_last_or_in_front_of_another(book):
    assert keys(edit.moved(book, "id-ADM", parent="REL"), "REL") == ["REL.TRUST", "REL.TIME", "ADM"]
    assert keys(edit.moved(book, "id-ADM", parent="REL", before="REL.TIME"), "REL") == ["REL.TRUST", "ADM", "REL.TIME"]
    assert keys(edit.moved(book, "id-REL.TIME", parent="REL", before="REL.TRUST"), "REL") == ["REL.TIME", "REL.TRUST"]
    assert keys(edit.moved(book, "id-REL.TRUST.TEAM", parent=None, before="REL"), None) == [
        "REL.TRUST.TEAM",
        "REL",
        "ADM",
    ]
    for still in (edit.moved(book, "id-REL.TIME", parent="REL"), edit.moved(book, "id-REL", parent=None, before="REL")):
        assert still == book


def test_codes_with_one_order_stand_as_they_are_listed_everywhere(book):
    flat = replace(book, codes=tuple(replace(each, order=7) for each in book))
    assert [each.id for _, each in flat.tree()] == [each.id for _, each in book.tree()]


def test_orders_that_repeat_are_counted_anew(book):
    flat = replace(book, codes=tuple(replace(each, order=7) for each in book))
    after = edit.moved(flat, "id-ADM", parent="REL", before="REL.TRUST")
    assert [(each.key, each.order) for each in after.children("REL")] == [("ADM", 0), ("REL.TRUST", 1), ("REL.TIME", 2)]


@pytest.mark.parametrize(
    ("moving", "parent", "before", "words"),
    [
        ("REL", "REL", None, "'Relations' (REL) cannot stand below itself."),
        (
            "REL",
            "REL.TRUST.TEAM",
            None,
            "cannot stand below 'Trust in the team' (REL.TRUST.TEAM), which stands below it.",
        ),
        ("ADM", "NOWHERE", None, "no code 'NOWHERE'"),
        ("ADM", "REL", "REL.TRUST.TEAM", "'REL.TRUST.TEAM' does not stand below 'REL': there is REL.TRUST, REL.TIME."),
    ],
)
def test_an_unhappy_move_is_refused_in_its_own_words(book, moving, parent, before, words):
    with pytest.raises(CodebookInvalid) as told:
        edit.moved(book, f"id-{moving}", parent=parent, before=before)
    assert words in told.value.message


def test_merging_unites_what_the_codes_say(book):
    trust, team = book.by_key["REL.TRUST"], book.by_key["REL.TRUST.TEAM"]
    book = edit.edited(
        book, team.id, cues=("we",), near_miss=(NearMiss("he is reliable", "REL.TRUST"),), applies_to=["disclosed"]
    )
    after = merged(book, [trust], book.by_id[team.id])
    kept = after.by_id[team.id]
    assert kept.parent == "REL"
    assert kept.examples == ("I keep my word", "he is reliable")
    assert kept.near_miss == (NearMiss("I trust the data", "ADM"),)
    assert (kept.name, kept.key, kept.cues, kept.applies_to) == (team.name, team.key, ("we",), ())
    gone = after.by_id[trust.id]
    assert gone == replace(trust, status=CodeStatus.RETIRED, order=gone.order)
    assert after.by_key["ADM"].near_miss == (NearMiss("he trusts me", team.key),)
    assert after.by_key["ADM"].contrast_with == (team.key,)
    assert after.by_key["REL.TIME"].not_when == (NotWhen("it is about trust", team.key),)


def test_codes_below_a_merged_one_come_below_the_other(book):
    after = merged(book, [book.by_key["REL.TRUST"]], book.by_key["ADM"])
    assert keys(after, "ADM") == ["REL.TRUST.TEAM"]
    assert keys(after, "REL") == ["REL.TRUST", "REL.TIME"]


def test_a_split_code_stays_as_the_parent_of_the_new_ones(book):
    trust = replace(book.by_key["REL.TRUST"], colour="#AA4499", applies_to=(Variety.DISCLOSED.value,))
    book = replace(book, codes=tuple(trust if each.id == trust.id else each for each in book))
    after = split(book, trust, [("Given", "At once."), ("Earned", "With time.")])
    assert after.by_id[trust.id] == replace(trust, status=CodeStatus.RETIRED)
    made = [each for each in after.children(trust.key) if each.id not in book.by_id]
    assert [(m.name, m.definition, m.colour, m.applies_to) for m in made] == [
        ("Given", "At once.", "#AA4499", ("disclosed",)), ("Earned", "With time.", "#AA4499", ("disclosed",)),
    ]  # fmt: skip
    for too_few in ([], [("Given", "")]):
        with pytest.raises(CodebookInvalid, match="two codes or more"):
            split(book, trust, too_few)
    with pytest.raises(CodebookInvalid, match="taken"):
        split(book, trust, [("Trust", ""), ("Earned", "")])


WORDS = st.sampled_from(["Trust", "trust", "Time", "Ŵyn", "a b", "Of the", "REL", "x.y", "🐑", " ", "A"])
PLACES = st.integers(0, 20)
STEPS = st.lists(st.tuples(st.sampled_from(["add", "rename", "key", "refer", "move", "retire", "restore", "merge", "split"]),
                           PLACES, PLACES, WORDS), max_size=14)  # fmt: skip


@given(STEPS)
def test_any_edits_in_any_order_leave_a_sound_codebook_and_every_id(steps):
    book = Codebook("b", "B", (code("REL", "Relations"), code("REL.T", "Tell", "REL")))
    for step in steps:
        after = _tried(book, *step)
        if isinstance(after, CodebookInvalid):
            assert after.hint.startswith("Nothing was changed.")  # said of this edit, not of a file
            assert step[0] not in {"retire", "restore", "merge"}
        else:
            book = _still_sound(book, after)


def _tried(book, *step):
    try:
        return _done(book, *step)
    except CodebookInvalid as error:
        return error


def _still_sound(book, after):
    assert faults(after.codes) == []
    assert [each.id for each in after][: len(book)] == [each.id for each in book]
    assert {each.id for _, each in after.tree()} == set(after.by_id)
    return after


def _done(book, what, first, second, word):
    one, other = book.codes[first % len(book)], book.codes[second % len(book)]
    siblings = book.children(other.parent)
    return {
        "add": lambda: edit.with_code(book, word, parent=other.key if first % 3 else None)[0],
        "rename": lambda: edit.edited(book, one.id, name=word),
        "key": lambda: edit.edited(book, one.id, key=word),
        "refer": lambda: edit.edited(
            book,
            one.id,
            near_miss=(NearMiss(word, other.key),),
            not_when=(NotWhen(word, other.key),),
            contrast_with=(other.key,),
        ),
        "move": lambda: edit.moved(
            book, one.id, parent=other.parent, before=siblings[first % len(siblings)].key if second % 2 else None
        ),
        "retire": lambda: edit.retired(book, one.id),
        "restore": lambda: edit.restored(book, one.id),
        "merge": lambda: merged(book, [each for each in (one, book.codes[-1]) if each != other], other),
        "split": lambda: split(book, one, [(word, ""), (f"{word} 2", "")]),
    }[what]()


def test_names_and_keys_are_kept_composed_and_only_once(book):
    composed, taken_apart = "T\u0177", "Ty\u0302"
    after, made = edit.with_code(book, taken_apart, key=taken_apart)
    assert (made.name, made.key) == (composed, composed)
    with pytest.raises(CodebookInvalid, match="taken"):
        edit.with_code(after, taken_apart)
    renamed = edit.edited(book, "id-ADM", name=taken_apart)
    assert renamed.by_id["id-ADM"].name == composed
    with pytest.raises(CodebookInvalid, match="taken"):
        edit.edited(after, "id-ADM", key=taken_apart.upper())


def test_a_name_that_nobody_can_see_is_refused(book):
    with pytest.raises(CodebookInvalid, match="needs a name"):
        edit.with_code(book, "\u200b\u2060")
    with pytest.raises(CodebookInvalid, match="empty name"):
        edit.edited(book, "id-ADM", name="\u200b")


def test_what_a_third_code_says_of_merged_ones_is_said_once(book):
    said = (NearMiss("as it was", "REL.TIME"), NearMiss("as it was", "REL.TRUST"))
    rules = (NotWhen("early", "REL.TIME"), NotWhen("early", "REL.TRUST"))
    book = edit.edited(book, "id-ADM", near_miss=said, not_when=rules)
    after = merged(book, [book.find("REL.TIME")], book.find("REL.TRUST")).find("ADM")
    assert after.near_miss == said[1:]
    assert after.not_when == rules[1:]

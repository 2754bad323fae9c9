from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import CodebookInvalid, NotFound
from workbench.model import Code, Codebook, NearMiss, NotWhen
from workbench.model.codebook import faults


def code(key, parent=None, name=None, **more):
    return Code(id=f"id-{key}", key=key, name=name or f"Name of {key}", parent=parent, **more)


def book(*codes):
    return Codebook(id="book", name="Codes", codes=codes)


@st.composite
def trees(draw):
    """A list of codes in any order whose parents form a tree."""
    many = draw(st.integers(1, 12))
    parents = [None] + [draw(st.sampled_from([None, *(f"c{j}" for j in range(i))])) for i in range(1, many)]
    return draw(st.permutations([code(f"c{i}", parent, order=i) for i, parent in enumerate(parents)]))


@given(trees())
def test_the_tree_shows_every_code_once_and_parents_first(codes):
    walked = [c.key for _, c in book(*codes).tree()]
    assert sorted(walked) == sorted(c.key for c in codes)
    for c in codes:
        assert c.parent is None or walked.index(c.parent) < walked.index(c.key)


@given(trees(), st.data())
def test_a_circle_anywhere_is_refused(codes, data):
    top = data.draw(st.sampled_from([c for c in codes if c.parent is None]))
    below = [c for c in codes if top in book(*codes).path(c)]
    bottom = data.draw(st.sampled_from(below))
    bent = [code(c.key, bottom.key, order=c.order) if c is top else c for c in codes]
    with pytest.raises(CodebookInvalid, match="circle"):
        book(*bent)


def test_every_fault_is_told_at_once():
    with pytest.raises(CodebookInvalid) as caught:
        book(
            code("A", parent="B"),
            code("B", parent="A"),
            code("a", name="Other"),
            code("C", parent="nowhere"),
            code("D", near_miss=(NearMiss("words", "gone"),), not_when=(NotWhen("if so", "lost"),)),
            code("E", name="Other", contrast_with=("missing",)),
        )
    for said in ("6 faults", "circle", "'a' is used twice", "'nowhere'", "'gone'", "'lost'", "'missing'"):
        assert said in caught.value.message or said == "6 faults"
    assert "The name 'Other' is used twice" in caught.value.message


def test_five_thousand_levels_are_walked_without_recursion():
    deep = [code("c0"), *(code(f"c{i}", f"c{i - 1}") for i in range(1, 5000))]
    assert max(depth for depth, _ in book(*deep).tree()) == 4999


@pytest.mark.parametrize("words", ["ADM.VOL", "adm.vol", " volume of recording ", "id-ADM.VOL"])
def test_a_code_is_found_by_key_name_or_id(words):
    assert book(code("ADM.VOL", name="Volume of recording")).find(words).key == "ADM.VOL"


def test_an_unknown_code_names_the_ones_near_it():
    with pytest.raises(NotFound, match=r"Near it: ADM\.VOL, ADM\.DUP"):
        book(code("ADM.VOL"), code("ADM.DUP"), code("REL")).find("adm")


def test_a_part_of_a_codebook_loses_what_pointed_outside_it():
    whole = book(code("A"), code("B", "A", near_miss=(NearMiss("x", "A"), NearMiss("y", "C"))), code("C"))
    part = whole.only(lambda c: c.key != "A")
    assert [c.key for c in part] == ["B", "C"]
    assert part.by_key["B"].parent is None
    assert part.by_key["B"].near_miss == (NearMiss("y", "C"),)


def test_names_that_look_the_same_are_the_same():
    composed, taken_apart = "T\u0177", "Ty\u0302"
    assert faults((Code("1", "A", composed), Code("2", "B", taken_apart))) == [
        f"The name '{taken_apart}' is used twice ('A' and 'B')."
    ]
    assert "key" in faults((Code("1", composed, "A"), Code("2", taken_apart.upper(), "B")))[0]
    book = Codebook("b", "B", (Code("1", taken_apart, "Home"), Code("2", "B", composed)))
    assert book.find(composed.upper()).id == "1"
    assert Codebook("b", "B", (Code("2", "B", composed),)).find(taken_apart).id == "2"


@pytest.mark.parametrize("nothing", ["", " ", "\u200b", "\u2060 \u200d", "\u3164", "\ufeff"])
def test_what_nobody_can_see_is_no_name(nothing):
    assert faults((Code("1", "A", nothing),)) == ["A code has an empty name (near 'A')."]

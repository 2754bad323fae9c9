"""Questions about codes: how they are read, and that they are answered as asking unit by unit answers them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.analysis.relation_hits import answered, line_of, line_of_words, lines_needed
from workbench.analysis.relations import Beside, Joined, Named, named_in, read_question, written
from workbench.analysis.units import lay
from workbench.errors import NotAllowedHere

from .conftest import Tables
from .test_analysis_units import turns_of

A, B, C = Named("A"), Named("B"), Named("C")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("A", A),
        ("adm.vol+", Named("adm.vol", below=True)),
        ('"Care plan"+', Named("Care plan", below=True)),
        ('"and"', Named("and")),
        ("A and B and C", Joined("and", (A, B, C))),
        ("A or B and C", Joined("or", (A, Joined("and", (B, C))))),
        ("A AND NOT (B or C)", Joined("not", (A, Joined("or", (B, C))))),
        ("A not B", Joined("not", (A, B))),
        ("not A", Joined("not", (A,))),
        ("A near B", Beside("near", A, B, 1, "s")),
        ("A before B", Beside("before", A, B, None, "s")),
        ("A near/3 turns B", Beside("near", A, B, 3, "t")),
        ("A after/20w (B or C)", Beside("after", A, Joined("or", (B, C)), 20, "w")),
        ("A near/2 B and C", Joined("and", (Beside("near", A, B, 2, "s"), C))),
    ],
)
def test_a_question_is_read_as_it_is_meant_and_written_so_that_it_reads_the_same(typed, meant):
    assert read_question(typed) == meant
    assert read_question(written(meant, lambda named: named.code)) == meant


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("  ", "no question yet"), ("A and", "at its end"), ("(A or B", "bracket is open"), ('"A', "quotation mark"),
        ("A B", "at 'B'"), ("or A", "at 'or'"), ("A near (B and C)", "only codes"), ("+", r"at '\+'"), ('""', "at ''"),
        ("(" * 60 + "A" + ")" * 60, "stops making sense"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told_with_its_place(typed, told):
    with pytest.raises(NotAllowedHere, match=told):
        read_question(typed)


questions = st.recursive(
    st.sampled_from([A, B, C]),
    lambda inner: st.one_of(
        st.builds(lambda sign, parts: Joined(sign, tuple(parts)), st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3)),
        st.builds(lambda parts: Joined("not", tuple(parts)), st.lists(inner, min_size=1, max_size=2)),
        st.builds(
            lambda how, left, right, within, line: Beside(how, left, right, 1 if how == "near" and within is None else within, line),
            st.sampled_from(["near", "before", "after"]),
            st.sampled_from([A, B, Joined("or", (A, C))]), st.sampled_from([B, C, Joined("or", (B, C))]),
            st.one_of(st.none(), st.integers(0, 4)), st.sampled_from("stw"),
        ),
    ),
    max_leaves=5,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(questions)
def test_written_questions_read_the_same(question):
    again = read_question(written(question, lambda named: named.code))
    assert set(named_in(again)) == set(named_in(question))
    assert written(again, lambda named: named.code) == written(question, lambda named: named.code)


class Asking:
    """Asks unit by unit and coding by coding; `spans[line][coding]` is (source, first, last), or None off the line."""

    def __init__(self, laid, spans):
        self.laid, self.spans = laid, spans

    def units(self, question):
        return [unit for unit in range(len(self.laid.units)) if self.true_of(question, unit)]

    def true_of(self, part, unit):
        mine = {int(i) for i, u in zip(self.laid.coding, self.laid.unit, strict=True) if u == unit}
        if isinstance(part, Named):
            return bool(mine & self.coded(part))
        if isinstance(part, Beside):
            return any(self.in_reach(part, i, j) for i in mine & self.coded(part.left) for j in self.coded(part.right))
        said = [self.true_of(each, unit) for each in part.parts]
        if part.sign == "not":
            return not said[0] if len(said) == 1 else said[0] and not any(said[1:])
        return all(said) if part.sign == "and" else any(said)

    def coded(self, part):
        keys = {named.code for named in named_in(part)}
        return {i for i, c in enumerate(self.laid.coded) if self.laid.keys[c] in keys}

    def alike(self, i):
        return (self.laid.coded[i], *self.laid.codings.iloc[i][["source_id", "start", "end"]])

    def in_reach(self, part, i, j):
        earlier, later = (j, i) if part.how == "after" else (i, j)
        one, other = self.spans[part.line][earlier], self.spans[part.line][later]
        if part.how == "near" and self.alike(i) == self.alike(j):
            return False  # nothing is near itself, nor near the same words coded so by somebody else
        if one is None or other is None or one[0] != other[0] or (part.how != "near" and other[1] <= one[2]):
            return False
        return part.within is None or max(other[1] - one[2], one[1] - other[2], 0) <= part.within


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["i1", "i2"]), st.integers(0, 7), st.integers(0, 200), st.sampled_from("ABC")),
        max_size=10,
    ),
    questions,
)
def test_questions_are_answered_as_asking_unit_by_unit_answers_them(coded, question):
    made = Tables(people=2, documents=0)
    for source, segment, more, key in coded:
        made.code(source, segment, key, end=90 + more)
    segments = made.segment_table()
    turns = turns_of(segments, asked={("i1", 3), ("i2", 0)})
    codings = made.coding_table()
    laid, on_turns = (lay(codings, segments, turns, unit) for unit in ("segment", "turn"))
    words = {source: np.arange(0, 990, 7) for source in ("i1", "i2")}
    lines = {"s": line_of(laid), "t": line_of(on_turns), "w": line_of_words(laid, words)}
    spans = {
        name: [None if b < 0 else (b, f, t) for b, f, t in zip(line.block, line.first, line.last, strict=True)]
        for name, line in lines.items()
    }
    found = answered(question, laid, {each: frozenset({each.code}) for each in (A, B, C)}, lines)
    wanted = laid.units.iloc[Asking(laid, spans).units(question)]
    assert list(zip(found.source_id, found.start, strict=True)) == list(
        zip(wanted.source_id, wanted.start, strict=True)
    )
    assert lines_needed(question) <= {"s", "t", "w"}
    excluded = question == Joined("not", (A,))
    assert not excluded or not any(found.coding_ids)


def test_the_codings_behind_an_answer_are_those_it_names_and_does_not_exclude():
    made = Tables(people=1, documents=0)
    a = made.code("i1", 0, "A")
    made.code("i1", 0, "C")
    b = made.code("i1", 1, "B")
    segments = made.segment_table()
    laid = lay(made.coding_table(), segments, turns_of(segments))
    codes = {each: frozenset({each.code}) for each in (A, B, C)}
    asked = answered(read_question("A near B or (B not A)"), laid, codes, {"s": line_of(laid)})
    assert asked.coding_ids.tolist() == [[a, b], [b]], "a's partner is told with it, though it lies in the next segment"
    after = answered(read_question("B after/1 A"), laid, codes, {"s": line_of(laid)})
    assert after.coding_ids.tolist() == [[a, b]]
    before = answered(read_question("A before C"), laid, codes, {"s": line_of(laid)})
    assert before.empty, "what shares a segment is not before"
    assert asked.people.tolist() == [(0,), (0,)]


def test_a_code_near_itself_is_another_passage_of_it_not_the_same_one_nor_a_second_coders():
    made = Tables(people=2, documents=0)
    made.code("i1", 5, "A")
    made.code("i1", 5, "A", coder="Owain")
    first, second = made.code("i2", 2, "A"), made.code("i2", 3, "A")
    segments = made.segment_table()
    laid = lay(made.coding_table(), segments, turns_of(segments))
    found = answered(read_question("A near A"), laid, {A: frozenset("A")}, {"s": line_of(laid)})
    assert list(zip(found.source_id, found.start, strict=True)) == [("i2", 200), ("i2", 300)]
    assert found.coding_ids.tolist() == [[first, second], [first, second]]

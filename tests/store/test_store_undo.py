"""Undo and redo: whatever was done, taking it back gives the very rows there were before."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from workbench import review
from workbench.errors import Conflict, DuplicateSource, NotAllowedHere, NothingToUndo
from workbench.model import Code, CodeStatus, GapType, Link, Role, Span, Stance, Suggestion, Voice, new_id
from workbench.model.codebook import folded, is_blank
from workbench.store import check_study, open_study

THOROUGH = os.environ.get("WORKBENCH_HYPOTHESIS") == "thorough"
PHASES = (Phase.explicit, Phase.generate)  # shrinking a story takes minutes; ask for it when there is one to shrink
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=20)
NAMES = WORDS.filter(lambda words: not is_blank(words) and words == " ".join(words.split()))
PEOPLE = st.sampled_from(["Mair", "Tomos", "Nia"])
ANY = st.integers(0, 10_000)


class Studying(RuleBasedStateMachine):
    """Any acts in any order, with the state before and after each kept beside, as undo and redo should give it."""

    given_file: Path
    dump: staticmethod
    make_reading: staticmethod

    @initialize()
    def begin(self):
        self.folder = Path(tempfile.mkdtemp())
        self.study = open_study(shutil.copyfile(self.given_file, self.folder / "s.workbench"))
        self.states, self.here = [self._state()], 0
        self.acts = self.first = self.study.history.last()
        self.clock = datetime(2026, 3, 2, tzinfo=UTC)
        self.forces = [tuple(range(1, self.acts + 1))]  # of each state: the acts that made it and stand
        self.after = {self.acts: (self.states[0], self.forces[0])}  # of each act: the state it left

    def teardown(self):
        if hasattr(self, "study"):
            while self.here:
                self.undo()
            while self.here < len(self.states) - 1:
                self.redo()
            assert check_study(self.study.path) == []
            shutil.rmtree(self.folder)

    def _state(self):
        return self.dump(self.study.path)

    def _did(self):
        """Note what the act just done has changed; an act that changed nothing is not on record."""
        after = self._state()
        if after != self.states[self.here]:
            self.states = [*self.states[: self.here + 1], after]
            self.here += 1
            self.acts += 1
            self.forces = [*self.forces[: self.here], (*self.forces[self.here - 1], self.acts)]
            self._note()

    def _note(self):
        self.after[self.acts] = self.states[self.here], self.forces[self.here]

    def _act(self, name, by):
        self.clock += timedelta(minutes=1)
        return self.study.act(name, by=by, at=self.clock, summary=name)

    def _one(self, things, number):
        return things[number % len(things)] if things else None

    def _span(self, source, start, length):
        start %= len(source.text) - 1
        return Span(start, min(len(source.text), start + 1 + length % 40))

    @rule(name=NAMES, text=WORDS.map(lambda words: f"P: {words} so it was"), by=PEOPLE)
    def add_source(self, name, text, by):
        try:
            with self._act("source.add", by) as act:
                self.study.sources.add(act, self.make_reading(name, text))
        except DuplicateSource:
            assert {name.casefold(), text.casefold()} & {
                words.casefold() for source in self.study.sources.all() for words in (source.name, source.text)
            }
        self._did()

    @rule(number=ANY, name=NAMES, by=PEOPLE)
    def rename_source(self, number, name, by):
        source = self._one(self.study.sources.all(), number)
        try:
            with self._act("source.rename", by) as act:
                self.study.sources.rename(act, source.id, name)
        except Conflict:
            assert name.casefold() in {other.name.casefold() for other in self.study.sources.all()}
        self._did()

    @rule(number=ANY, role=st.sampled_from(Role))
    def set_role(self, number, role):
        source = self._one(self.study.sources.all(), number)
        review.set_role(self.study, source.id, "P", role, by="Mair", at=self.clock)
        self._did()

    @rule(number=ANY, name=NAMES, how=st.sampled_from(["rename", "add", "retire", "leave out"]), by=PEOPLE)
    def publish(self, number, name, how, by):
        book = self.study.codebook.current()
        codes = list(book.codes)
        place = number % len(codes)
        taken = {folded(word) for code in codes for word in (code.key, code.name)}
        if folded(name) in taken:
            return
        if how == "rename":
            codes[place] = replace(codes[place], name=name)
        elif how == "add":
            codes.append(Code(new_id(), name, name, parent=codes[place].key, order=len(codes)))
        elif how == "retire":
            codes[place] = replace(codes[place], status=CodeStatus.RETIRED)
        elif len(codes) > 3:
            gone = codes.pop(place).id
            codes = list(book.only(lambda code: code.id != gone).codes)
        with self._act("codebook.publish", by) as act:
            published = self.study.codebook.publish(
                act, replace(book, codes=tuple(codes)), self.study.coders.person(act, by), based_on=book.version
            )
        assert {code.id for code in book} <= {code.id for code in published}
        self._did()

    @rule(number=ANY, start=ANY, length=ANY, by=PEOPLE)
    def code(self, number, start, length, by):
        source = self._one(self.study.sources.all(), number)
        chosen = self._one(self.study.codebook.current().codes, start)
        span = self._span(source, start, length)
        try:
            made = review.add_coding(self.study, source.id, span, chosen.id, by=by, at=self.clock)
            assert made in self.study.codings.all(source.id)
        except Conflict:
            pass
        except NotAllowedHere:
            speaking = {t.role for t in self.study.sources.turns(source.id) if t.span.overlap(span)}
            assert speaking == {Role.INTERVIEWER} or chosen.status is CodeStatus.RETIRED
        self._did()

    @rule(number=ANY, how=st.sampled_from(["remove", "recode", "resize", "split", "merge"]), place=ANY, by=PEOPLE)
    def change_coding(self, number, how, place, by):
        """Every coding that the act was not about stays as it was, and another coder's stays whoever asks."""
        before = {coding.id: coding for coding in self.study.codings.all()}
        coding = self._one(list(before.values()), number)
        if coding is None:
            return
        alike = [c.id for c in before.values() if c.code_id == coding.code_id and c.coder_id == coding.coder_id]
        code = self._one(self.study.codebook.current().codes, place).id
        change = {
            "remove": lambda: review.remove_coding(self.study, coding.id, by=by, at=self.clock),
            "recode": lambda: review.recode(self.study, coding.id, code, by=by, at=self.clock),
            "resize": lambda: review.resize(self.study, coding.id, self._span(self.study.sources.get(coding.source_id),
                                                                              place, number), by=by, at=self.clock),
            "split": lambda: review.split(self.study, coding.id, coding.span.start + place % 30, by=by, at=self.clock),
            "merge": lambda: review.merge(self.study, alike, by=by, at=self.clock),
        }[how]  # fmt: skip
        touched = set(alike) if how == "merge" else {coding.id}
        mine = {c.id for c in self.study.coders.all() if c.name == by}
        try:
            change()
        except (Conflict, NotAllowedHere):
            assert {c.id: c for c in self.study.codings.all()} == before
        else:
            assert coding.coder_id in mine
        after = {c.id: c for c in self.study.codings.all()}
        assert all(after.get(key) == kept for key, kept in before.items() if key not in touched)
        assert len(after) - len(before) in {"remove": {-1, 0}, "split": {0, 1}, "merge": {0, 1 - len(alike)}}.get(
            how, {0}
        )
        self._did()

    @rule(number=ANY, text=WORDS, kind=st.sampled_from(["coding", "source", "code", "link", "case"]), by=PEOPLE)
    def add_memo(self, number, text, kind, by):
        things = {
            "coding": self.study.codings.all, "source": self.study.sources.all, "link": self.study.links.all,
            "code": lambda: self.study.codebook.current().codes, "case": self.study.cases.all,
        }[kind]()  # fmt: skip
        about = self._one(things, number)
        if about:
            with self._act("memo.add", by) as act:
                self.study.memos.add(act, kind, about.id, text, self.study.coders.person(act, by))
        self._did()

    @rule(number=ANY, text=WORDS, stale=st.booleans(), by=PEOPLE)
    def edit_memo(self, number, text, stale, by):
        memo = self._one(self.study.memos.all(), number)
        if memo:
            try:
                with self._act("memo.edit", by) as act:
                    self.study.memos.edit(act, memo.id, text, version=memo.version - stale)
                assert not stale
            except Conflict:
                assert stale
        self._did()

    @rule(number=ANY, value=st.sampled_from(["strained", "fine", ""]), by=PEOPLE)
    def facet(self, number, value, by):
        coding = self._one(self.study.codings.all(), number)
        if coding:
            try:
                review.set_facets(self.study, coding.id, {"stance": value}, by=by, at=self.clock)
                assert self.study.facets.all().get(coding.id, {}).get("stance", "") == value
            except NotAllowedHere:
                assert coding.coder_id not in {c.id for c in self.study.coders.all() if c.name == by}
        self._did()

    @rule(number=ANY, text=WORDS.filter(str.strip), stale=st.booleans(), remove=st.booleans(), by=PEOPLE)
    def summarise(self, number, text, stale, remove, by):
        """A cell with one of its passages referred to, which may go later; a stale writer writes nothing."""
        case = self._one([case for case in self.study.cases.all() if case.sources], number)
        inside = [c for c in self.study.codings.all() if case and c.source_id in case.sources]
        coding = self._one(inside, number)
        if coding is None or coding.code_id not in self.study.codebook.current().by_id:
            return
        before = self.study.summaries.get("case", case.id, coding.code_id)
        version = before.version if before else 0
        try:
            if remove and before:
                review.remove_summary(self.study, before.id, version=version + stale, by=by, at=self.clock)
            else:
                review.write_summary(
                    self.study, "case", case.id, coding.code_id, text, quotes=[coding.id], version=version + stale, by=by,
                    at=self.clock,
                )  # fmt: skip
            assert not stale
        except Conflict:
            assert stale
            assert self.study.summaries.get("case", case.id, coding.code_id) == before
        self._did()

    @rule(number=ANY, name=NAMES, value=st.one_of(st.booleans(), st.integers(), NAMES, st.floats(allow_nan=False)))
    def put_case(self, number, name, value):
        source = self._one(self.study.sources.all(), number)
        with self._act("case.put", "Mair") as act:
            self.study.cases.put(act, name, {"site": value}, (source.id,))
        self._did()

    @rule(number=ANY, start=ANY, by=PEOPLE, stance=st.sampled_from(Stance), remove=st.booleans())
    def link(self, number, start, by, stance, remove):
        links = self.study.links.all()
        with self._act("link", by) as act:
            if remove and links:
                self.study.links.remove(act, self._one(links, number).id)
            elif not remove:
                source = self._one(self.study.sources.all(), number)
                person, claim = self.study.coders.person(act, by), self.study.claims.all()[0]
                span = self._span(source, start, number)
                if not any((x.source_id, x.span, x.coder_id) == (source.id, span, person.id) for x in links):
                    self.study.links.add(
                        act,
                        Link(new_id(), claim.id, source.id, span, stance, GapType.NONE, Voice.OWN_PRACTICE, person.id,
                             act.at),
                    )  # fmt: skip
        self._did()

    @rule(number=ANY, places=st.lists(ANY, max_size=4, unique=True))
    def run(self, number, places):
        run = replace(self.study.runs.all()[0], id=new_id(), started=self.clock)
        source = self._one(self.study.sources.all(), number)
        code = self._one(self.study.codebook.current().codes, number)
        spans = {self._span(source, place, place) for place in places}
        with self._act("run", "Mair") as act:
            self.study.runs.add(act, run, self.study.coders.machine(act, f"tiny, {run.id}"))
            self.study.suggestions.add(
                act, [Suggestion(new_id(), run.id, source.id, s, code.id, 0.25, ()) for s in spans]
            )
        self._did()

    @rule(number=ANY, by=PEOPLE, action=st.sampled_from(["accept", "change", "reject", "unsure"]))
    def decide(self, number, by, action):
        suggestion = self._one(self.study.suggestions.all(), number)
        code = [self._one(self.study.codebook.current().codes, number).id] if action == "change" else []
        try:
            getattr(review, action)(self.study, suggestion.id, *code, by=by, where="test", at=self.clock)
        except Conflict:
            assert suggestion.id in {d.suggestion_id for d in self.study.suggestions.decisions()}
        except NotAllowedHere:
            assert self.study.codebook.current().by_id[(code or [suggestion.code_id])[0]].status is CodeStatus.RETIRED
        self._did()

    @rule(number=ANY, size=st.integers(1, 6), order=st.sampled_from(["mixed", "random"]), by=PEOPLE)
    def draw(self, number, size, order, by):
        try:
            made = review.draw(self.study, order=order, size=size, by=by, seed=number, at=self.clock)
            assert made in self.study.draws.all()
            assert len(made.passages) == min(size, made.size)
        except NotAllowedHere:
            assert self.study.looks.all()
        self._did()

    @rule(number=ANY, start=ANY, drawn=st.booleans(), reject=st.booleans(), by=PEOPLE)
    def look(self, number, start, drawn, reject, by):
        passages = [(one.source_id, one.span) for draw in self.study.draws.all() for one in draw.passages]
        source = self._one(self.study.sources.all(), number)
        place = self._one(passages, number) if drawn else (source.id, self._span(source, start, number))
        before = self.study.looks.all()
        if place is not None and place[0] in self.study.sources.names():
            try:
                look = review.looked_at(
                    self.study, *place, by=by, where="test", reject_waiting=reject, at=self.clock
                )  # fmt: skip
                assert self.study.looks.all() == [*before, look]
            except (Conflict, NotAllowedHere):
                assert self.study.looks.all() == before
        self._did()

    @rule(shown=st.booleans())
    def show_suggestions(self, shown):
        review.show_suggestions(self.study, shown, by="Mair", at=self.clock)
        self._did()

    @rule()
    def undo(self):
        if not self.here:
            return
        before = self.study.history.last()
        expected = self.study.history.can()[0]
        assert review.undo(self.study, by="Nia") == expected
        self.here -= 1
        self.acts += 1
        assert self._state() == self.states[self.here]
        assert self.study.history.last() == before + 1
        self._note()

    @precondition(lambda self: self.here < len(self.states) - 1)
    @rule()
    def redo(self):
        expected = self.study.history.can()[1]
        assert review.redo(self.study, by="Nia") == expected
        self.here += 1
        self.acts += 1
        assert self._state() == self.states[self.here]
        self._note()

    @rule(number=ANY, by=PEOPLE)
    def back(self, number, by):
        """To any act so far, undo, redo and other ways back among them."""
        sequence = self.first + number % (self.acts - self.first + 1)
        wanted, force = self.after[sequence]
        before, last = self._state(), self.study.history.last()
        way = self.study.history.way_back(sequence)
        now = set(self.forces[self.here])
        assert (set(way.gone), set(way.again)) == (now - set(force), set(force) - now)
        assert (self._state(), self.study.history.last()) == (before, last), "looking writes nothing"
        if wanted == before:
            with pytest.raises(NothingToUndo):
                review.take_back_to(self.study, sequence, by=by, at=self.clock)
            assert way.images == []
            return
        review.take_back_to(self.study, sequence, by=by, at=self.clock)
        assert self._state() == wanted
        self.acts += 1
        self.states, self.here = [*self.states[: self.here + 1], wanted], self.here + 1
        self.forces = [*self.forces[: self.here], (*force, self.acts)]
        self._note()
        changed = self.study.history.did(self.acts)
        assert changed == way.images or sorted(changed, key=repr) == sorted(way.images, key=repr)
        assert sum(map(len, before.values())) - sum(map(len, wanted.values())) == sum(
            (each.after is None) - (each.before is None) for each in changed
        ), "one image per row"

    @rule()
    def redo_without_anything_to_redo(self):
        if self.here == len(self.states) - 1:
            with pytest.raises(NothingToUndo):
                review.redo(self.study, by="Nia")

    @rule()
    def reopen(self):
        self.study = open_study(self.study.path)

    @invariant()
    def one_row_of_history_per_act(self):
        if hasattr(self, "study"):
            assert self.study.history.last() == self.acts == len(self.study.history.all())

    @invariant()
    def what_stands_is_told_apart_from_what_was_taken_back(self):
        if hasattr(self, "study"):
            steps = [r for r in self.study.history.all() if r.act not in {"undo", "redo"}]
            assert {r.sequence for r in steps if not r.undone} == set(self.forces[self.here])
            name = steps[self.acts % len(steps)].act
            assert self.study.history.happened(name) is any(r.act == name and not r.undone for r in steps)


@pytest.mark.timeout(3600 if THOROUGH else 300)
def test_any_acts_can_be_taken_back_and_done_again(tiny_study_file, dump, make_reading):
    class Here(Studying):
        pass

    Here.given_file, Here.dump, Here.make_reading = tiny_study_file, staticmethod(dump), staticmethod(make_reading)
    from hypothesis.stateful import run_state_machine_as_test

    many = settings(
        max_examples=300 if THOROUGH else 8, stateful_step_count=40 if THOROUGH else 20, deadline=None,
        suppress_health_check=list(HealthCheck), database=None, phases=PHASES,
    )  # fmt: skip
    run_state_machine_as_test(Here, settings=many)


def test_everything_down_to_the_empty_study_and_up_again(tiny_study, dump):
    whole, acts = dump(tiny_study.path), tiny_study.history.last()
    for _ in range(acts - 1):
        review.undo(tiny_study, by="Nia")
    with pytest.raises(NothingToUndo):  # making the study is the one act that cannot be taken back
        review.undo(tiny_study, by="Nia")
    rows = {name: len(rows) for name, rows in dump(tiny_study.path).items() if rows}
    assert rows == {"study": 1}
    for _ in range(acts - 1):
        review.redo(tiny_study, by="Nia")
    assert dump(tiny_study.path) == whole
    assert tiny_study.history.last() == 3 * acts - 2
    assert check_study(tiny_study.path) == []


def test_a_new_act_empties_what_could_be_redone(tiny_study):
    review.undo(tiny_study, by="Nia")
    review.show_suggestions(tiny_study, False, by="Nia")
    with pytest.raises(NothingToUndo):
        review.redo(tiny_study, by="Nia")
    assert tiny_study.history.can()[1] is None
    undone = [revision.summary for revision in tiny_study.history.all() if revision.undone]
    assert undone == ["Rejected a suggestion"], "what can no longer be done again stays taken back"


def test_an_undo_that_meets_a_changed_row_writes_nothing(tiny_study, raw, dump):
    with raw(tiny_study.path) as connection:
        review.show_suggestions(tiny_study, False, by="Nia")
        connection.execute("UPDATE study SET suggestions_shown = 1")
    before, acts = dump(tiny_study.path), tiny_study.history.last()
    with pytest.raises(Conflict, match="no longer as that act left it"):
        review.undo(tiny_study, by="Nia")
    assert dump(tiny_study.path) == before
    assert tiny_study.history.last() == acts


class Rerun(BaseException):
    """As Streamlit's rerun and Ctrl+C: not an Exception."""


def test_a_rerun_at_any_statement_leaves_nothing(tiny_study, dump):
    import sqlalchemy as sa

    waiting = tiny_study.suggestions.all(pending=True)[0]
    before, acts, tried = dump(tiny_study.path), tiny_study.history.last(), 0
    while True:
        seen = 0

        def stop(*_, at=tried):
            nonlocal seen
            seen += 1
            if seen > at:
                raise Rerun

        sa.event.listen(sa.Engine, "before_cursor_execute", stop)
        sa.event.listen(sa.Engine, "commit", stop)
        try:
            review.accept(tiny_study, waiting.id, by="Nia", where="test")
        except Rerun:
            tried += 1
        else:
            break
        finally:
            sa.event.remove(sa.Engine, "before_cursor_execute", stop)
            sa.event.remove(sa.Engine, "commit", stop)
        assert dump(tiny_study.path) == before
        assert tiny_study.history.last() == acts
    print(f"a rerun raised at each of {tried} statements: nothing left of the act")  # noqa: T201  # a figure to quote: pytest -s
    assert tried > 15
    assert tiny_study.history.last() == acts + 1
    assert check_study(tiny_study.path) == []


def test_many_rows_are_taken_back_at_once_and_only_when_all_are_as_they_were_left(tiny_study, dump):
    source = tiny_study.sources.get("Mair")
    adm, rel, third = (tiny_study.codebook.current().find(key).id for key in ("ADM", "REL", "REL.TIME"))
    spans = [Span(start, end) for start in range(25) for end in range(start + 1, start + 26)]
    states = [dump(tiny_study.path)]
    with tiny_study.act("coding.add", by="Nia", summary="Many") as act:
        coder = tiny_study.coders.person(act, "Nia")
        made = tiny_study.codings.add_found(act, source.id, spans, adm, coder, found_by="x")
    states.append(dump(tiny_study.path))
    with tiny_study.act("coding.recode", by="Nia", summary="Many, one of them twice") as act:
        changed = [tiny_study.codings.change(act, coding, code_id=rel) for coding in made]
        tiny_study.codings.change(act, changed[0], code_id=third)
    states.append(dump(tiny_study.path))
    with sqlite3.connect(tiny_study.path) as database:
        database.execute("UPDATE coding SET found_by = 'y' WHERE id = ?", (made[-1].id,))
    spoilt = dump(tiny_study.path)
    with pytest.raises(Conflict, match="A coding is no longer as that act left it"):
        review.undo(tiny_study, by="Nia")
    assert dump(tiny_study.path) == spoilt
    with sqlite3.connect(tiny_study.path) as database:
        database.execute("UPDATE coding SET found_by = 'x' WHERE id = ?", (made[-1].id,))
    for state in (states[1], states[0]):
        review.undo(tiny_study, by="Nia")
        assert dump(tiny_study.path) == state
    for state in states[1:]:
        review.redo(tiny_study, by="Nia")
        assert dump(tiny_study.path) == state
    assert check_study(tiny_study.path) == []

"""The page Review with its orders: what is drawn, what is looked at whole, and what the record says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench import review
from workbench.app import learning
from workbench.errors import Conflict
from workbench.model import Draw, Drawn, Method, Part, new_id
from workbench.pipeline.load import load_recipe
from workbench.pipeline.run import run

LEARNED = "name: learned\nsegment: {use: turns}\nembed: {use: hashing}\nsuggest:\n  - {use: learned, least: 0.0}\n"


def button(at, label):
    return next(each for each in at.button if each.label.startswith(label))


def pick(at, label, value):
    return next(each for each in at.selectbox if each.label == label).set_value(value).run()


def passages(study):
    layer = study.runs.newest_layer()
    return study.segments.of(layer) if layer else [s for i in study.sources.names() for s in study.segments.counted(i)]


def test_who_hides_others_sees_no_suggestion_learned_from_them(app, words, small):
    review.add_coding(small, "P1", passages(small)[0].span, "REV", by="Mair")
    run(small, load_recipe(LEARNED), by="Mair")
    at = pick(app(small, "review"), "Order", "transcript")
    assert button(at, "Accept (a)")
    assert "that Mair said something about" in words(at)
    at.session_state["code_blind"] = True
    at.run()
    assert not [each for each in at.button if each.label.startswith(("Accept", "Reject"))]
    assert "they come from what everybody coded" in at.info[0].value
    at.toggle(key="code_blind").set_value(False).run()
    assert button(at, "Accept (a)")


def test_a_random_sample_is_drawn_and_looked_at_whole(app, words, small):
    at = pick(app(small, "review"), "Order", "random")
    button(at, "Draw 20 passages").click().run()
    (draw,) = small.draws.all()
    assert len(draw.passages) == len(passages(small))
    assert {each.probability for each in draw.passages} == {1.0}
    waiting = len(review.queue(small))
    for _ in draw.passages:
        assert "Drawn at random" in words(at)
        button(at, "Nothing else (d)").click().run()
        assert not at.exception
    assert len(small.looks.all()) == len(draw.passages)
    assert {each.draw_id for each in small.looks.all()} == {draw.id}
    assert [d.action.value for d in small.suggestions.decisions()] == ["reject"] * waiting
    assert review.queue(small) == []
    button(at, "Undo (z)").click().run()
    assert len(small.looks.all()) == len(draw.passages) - 1


def test_what_was_accepted_at_once_is_checked_by_the_words_of_its_own_code(app, words, small):
    one, book = review.queue(small)[0], small.codebook.current()
    made = review.accept(small, one.id, by="Owain", where="at once")
    with small.act("review.draw", by="Owain") as act:
        by, drawn = small.coders.person(act, "Owain").id, Drawn(one.source_id, one.span, 1.0, Part.RANDOM)
        filters = {"code": one.code_id}
        small.draws.add(act, Draw(new_id(), by, act.at, Method.BULK, 1, book.version, None, 1, (drawn,), filters))
        other = next(code for code in book if code.id != one.code_id)
        small.suggestions.add(act, [replace(one, id=new_id(), code_id=other.id)])
    review.add_coding(small, one.source_id, one.span, other.key, by="Mair")
    at = pick(app(small, "review"), "Order", "check")
    assert f"Does “{book.by_id[one.code_id].name}” hold here?" in words(at)
    assert f"Suggested here too: {other.name}." in words(at)
    assert "Why it was suggested" not in words(at), "that would be the other's"
    assert button(at, "It holds; nothing else (d)")
    button(at, "Does not hold (r)").click().run()
    assert made.id not in {c.id for c in small.codings.all()}
    assert {c.code_id for c in small.codings.all() if c.span == one.span} == {other.id}, "what others coded stays"
    button(at, "Nothing else (d)").click().run()
    assert "Nothing waits to be checked" in at.info[0].value


def test_a_code_is_added_where_nothing_is_suggested(app, small):
    at = pick(app(small, "review"), "Order", "random")
    button(at, "Draw 20 passages").click().run()
    rev = small.codebook.current().by_key["REV"]
    before = {c.id for c in small.codings.all()}
    pick(at, "It also shows", rev.id)
    button(at, "Add this code").click().run()
    (made,) = [c for c in small.codings.all() if c.id not in before]
    shown = small.draws.all()[0].passages[0]
    assert (made.code_id, made.source_id, made.span) == (rev.id, shown.source_id, shown.span)
    button(at, "Undo (z)").click().run()
    assert {c.id for c in small.codings.all()} == before


def test_the_passage_stays_until_all_of_it_is_answered(app, words, small):
    run(small, load_recipe(LEARNED), by="Owain")
    at = pick(app(small, "review"), "Order", "uncertain")
    first = review.next_items(small, order="uncertain", by="Owain")[0]
    if len(first.suggestions) > 1:
        button(at, "Accept (a)").click().run()
        key = next(b.key for b in at.button if b.label == "Nothing else (d)")
        assert key == "done_" + first.key.replace(":", "_")


def test_a_mixed_batch_has_a_quarter_by_chance(app, small):
    run(small, load_recipe(LEARNED), by="Owain")
    at = app(small, "review")
    assert next(s for s in at.selectbox if s.label == "Order").value == "mixed", "where the machine has learned"
    button(at, "Draw 20 passages").click().run()
    parts = [each.part for each in small.draws.all()[0].passages]
    assert parts.count(Part.RANDOM) >= max(1, round(len(parts) / 4))


def test_the_record_tells_what_people_said_and_what_is_not_known(app, words, small):
    at = app(small, "review")
    waiting = review.queue(small)
    button(at, "Accept (a)").click().run()
    at.segmented_control(key="review_part").set_value("Record").run()
    assert not at.exception
    said = words(at)
    assert "1 answer so far: 1 accepted." in said
    assert "too few to say what the suggestions leave out" in said
    (table,) = at.dataframe
    rows = table.value.set_index("Code")
    code = small.codebook.current().by_id[waiting[0].code_id]
    assert rows.loc[code.name, "Accepted"].startswith("1 of 1")
    assert "decide on more of them first" in said or "No suggestion of" in said


def test_it_learns_again_by_itself_after_ten_acts(small, monkeypatch):
    made = run(small, load_recipe(LEARNED), by="Owain")
    begun = []
    monkeypatch.setattr(learning.threading, "Thread", lambda **how: begun.append(how) or Sleeping())
    monkeypatch.setattr(learning.state, "coder", lambda: "Owain")
    for number in range(10):
        assert learning.acts_until(small, made) == 10 - number
        learning.after_decisions(small)
        assert not begun
        review.write_memo(small, "study", small.about.id, f"Note {number}", by="Owain")
    learning.after_decisions(small)
    learning.after_decisions(small)
    assert len(begun) == 1, "once, while it is at it"
    (work,) = begun
    work["target"](*work["args"])
    assert small.history.newest()[1] == "run.again"
    assert learning.acts_until(small, small.runs.newest_report()[0]) == 10
    learning.after_decisions(small)
    assert len(begun) == 1


class Sleeping:
    def start(self):
        """Nothing is done yet."""


@pytest.fixture(autouse=True)
def nobody_at_it():
    learning._BUSY.clear()
    learning._FAILED.clear()


def test_what_was_proposed_anew_meanwhile_is_answered_all_the_same(app, small):
    run(small, load_recipe(LEARNED), by="Owain")
    at = pick(app(small, "review"), "Order", "transcript")
    (key,) = [b.key for b in at.button if b.label == "Accept (a)"]
    shown = small.suggestions.get(key.removeprefix("accept_"))
    run(small, load_recipe(LEARNED), by="Owain", again=True)
    button(at, "Accept (a)").click().run()
    assert not at.exception
    (decision,) = small.suggestions.decisions()
    answered = small.suggestions.get(decision.suggestion_id)
    assert (answered.source_id, answered.span, answered.code_id) == (shown.source_id, shown.span, shown.code_id)
    assert answered.id != shown.id


def test_undo_goes_past_what_the_machine_learned_meanwhile(app, small):
    run(small, load_recipe(LEARNED), by="Owain")
    at = pick(app(small, "review"), "Order", "transcript")
    for _ in range(2):
        button(at, "Accept (a)").click().run()
        run(small, load_recipe(LEARNED), by="Owain", again=True)
    at.run()
    for left in (1, 0):
        button(at, "Undo (z)").click().run()
        assert not at.exception
        assert len(small.suggestions.decisions()) == left
    assert button(at, "Undo (z)").disabled


def test_it_does_not_learn_while_something_can_be_done_again(small, monkeypatch):
    run(small, load_recipe(LEARNED), by="Owain")
    for number in range(11):
        review.write_memo(small, "study", small.about.id, f"Note {number}", by="Owain")
    review.undo(small, by="Owain")
    monkeypatch.setattr(learning.threading, "Thread", lambda **_: pytest.fail("it would end what can be done again"))
    learning.after_decisions(small)
    with pytest.raises(Conflict, match="taken back meanwhile"):
        run(small, load_recipe(LEARNED), by="Owain", again=True)
    assert review.redo(small, by="Owain")

"""Passages proposed for claims: run on record, looked at in turn, answered by a person, taken back."""

from __future__ import annotations

import pytest

from workbench import review
from workbench.errors import Conflict, NotAllowedHere, NotFound
from workbench.model import POLICY, ClaimAnswer, GapType, Mode, Role, Span, StageUse, Stance, Tense
from workbench.pipeline.claims import propose_passages
from workbench.review import Judgement, Wording
from workbench.review.claim_queue import NOT_HEARD, OTHER_SIDE, SAME_SIDE
from workbench.store import check_study, new_study

SPELLING = StageUse("hashing", {"dimensions": 256})
FINE = Judgement(Stance.FULFILLED)


def proposed(study, *keys, **more):
    return propose_passages(study, keys, by="Nia", embed=SPELLING, **more)


def waiting(study, **more):
    return review.claim_queue(study, "C1", by="Nia", **more)


@pytest.fixture
def with_people(tiny_study):
    """Tomos is a participant too, and has nothing linked; Mair has a link by the coder Mair."""
    with tiny_study.act("case.put", by="Nia", summary="P2") as act:
        tiny_study.cases.put(act, "P2", {}, (tiny_study.sources.get("Tomos").id,))
    return tiny_study


def test_a_run_is_on_record_and_proposes_what_participants_say(with_people):
    run = proposed(with_people, each=2)
    assert run.recipe_name == "claims"
    assert list(run.models) == ["hashing"] or len(run.models) == 1
    assert '"C1"' in run.recipe
    assert run in with_people.runs.all()
    everything = with_people.claim_suggestions.all(waiting_for=())
    assert len(everything) == run.counts["proposed"] > 0
    for one in everything:
        source = with_people.sources.get(one.source_id)
        assert source.variety not in POLICY
        assert {turn.role for turn in with_people.sources.turns(source.id, one.span)} == {Role.PARTICIPANT}
        assert one.why[0].note.startswith("Near the claim in topic")
    assert check_study(with_people.path) == []
    again = proposed(with_people, each=2)
    assert {one.run_id for one in with_people.claim_suggestions.all(waiting_for=())} == {again.id}
    assert [(o.source_id, o.span) for o in with_people.claim_suggestions.all(waiting_for=())] == [
        (o.source_id, o.span) for o in everything
    ]
    for _ in range(2):
        review.undo(with_people, by="Nia")
    assert with_people.claim_suggestions.all(waiting_for=()) != everything
    assert run not in with_people.runs.all()


def test_an_answer_makes_the_link_and_both_are_taken_back_together(with_people):
    proposed(with_people)
    first, *rest = waiting(with_people)
    judged = Judgement(Stance.CONTRADICTED, GapType.ABSENT, tense=Tense.PRESENT)
    link = review.link_suggestion(with_people, first.suggestion.id, judged, note="Firm.", by="Nia", where="test")
    assert (link.from_suggestion, link.span, link.tense) == (first.suggestion.id, first.suggestion.span, Tense.PRESENT)
    assert [one.suggestion for one in waiting(with_people)] == [one.suggestion for one in rest]
    assert with_people.claim_suggestions.decisions()[-1].link_id == link.id
    assert link.id in set(with_people.frames.links().query("from_suggestion != ''")["link_id"])
    with pytest.raises(Conflict):
        review.turn_down(with_people, first.suggestion.id, by="Nia", where="test")
    assert review.undo(with_people, by="Nia").startswith("Linked a passage of")
    assert link not in with_people.links.all()
    assert {one.suggestion.id for one in waiting(with_people)} == {one.suggestion.id for one in [first, *rest]}


def test_whatever_was_answered_makes_room_for_the_next_passage(with_people):
    """A run proposes what can be asked about: not again what left the asker's queue, however it was answered."""
    proposed(with_people, each=1)
    asked = [one.suggestion for one in waiting(with_people)]
    review.leave_unsure(with_people, asked[0].id, by="Nia", where="test")
    review.link_suggestion(with_people, asked[1].id, FINE, by="Nia", where="test")
    run = proposed(with_people, "C1", each=1)
    fresh = [one.suggestion for one in waiting(with_people)]
    assert {(one.source_id, one.span) for one in asked}.isdisjoint({(one.source_id, one.span) for one in fresh})
    assert len(fresh) == run.counts["proposed"] > 0


@pytest.mark.parametrize("answer", [review.turn_down, review.leave_unsure, None])
def test_what_one_person_answered_still_waits_for_another(with_people, answer):
    """Two people who read for the same claim read the same passages: neither decides what the other is shown."""
    proposed(with_people)
    first = waiting(with_people)[0].suggestion
    if answer is None:
        review.link_suggestion(with_people, first.id, FINE, by="Owain", where="test")
    else:
        answer(with_people, first.id, by="Owain", where="test")
    assert first in [one.suggestion for one in waiting(with_people)]
    assert first not in [one.suggestion for one in review.claim_queue(with_people, "C1", by="  owain ")]
    proposed(with_people)
    place = (first.source_id, first.span)
    assert place in {(one.suggestion.source_id, one.suggestion.span) for one in waiting(with_people)}


def places(queue):
    return [(one.suggestion.source_id, one.suggestion.span) for one in queue]


@pytest.mark.parametrize("answer", [review.turn_down, review.leave_unsure, "link", "link by hand"])
def test_what_one_person_answered_waits_for_another_after_proposing_again_too(with_people, answer):
    """Who asks anew is shown what they did not answer; whoever did not answer loses nothing by that."""
    proposed(with_people, each=1)
    before = [one.suggestion for one in waiting(with_people)]
    for one in before:
        if answer == "link":
            review.link_suggestion(with_people, one.id, FINE, by="Owain", where="test")
        elif answer == "link by hand":
            words = Span(one.span.start, one.span.end - 1)
            review.add_link(with_people, "C1", one.source_id, words, FINE, by="Owain")
        else:
            answer(with_people, one.id, by="Owain", where="test")
    for _ in range(2):
        run = propose_passages(with_people, ("C1",), by="Owain", embed=SPELLING, each=1)
    asked, after = {(one.source_id, one.span) for one in before}, places(waiting(with_people))
    his = places(review.claim_queue(with_people, "C1", by="Owain"))
    assert asked <= set(after)
    assert len(set(after)) == len(after) > len(before), "each once, and the new ones"
    assert asked.isdisjoint(his)
    assert len(his) == run.counts["proposed"] > 0
    first = waiting(with_people)[0].suggestion
    review.turn_down(with_people, first.id, by="Nia", where="test")
    assert (first.source_id, first.span) not in places(waiting(with_people))


def test_what_somebody_linked_before_anything_was_proposed_waits_for_others(with_people):
    proposed(with_people, each=1)
    asked = places(waiting(with_people))
    review.undo(with_people, by="Nia")
    for source_id, span in asked:
        review.add_link(with_people, "C1", source_id, span, FINE, by="Owain")
    propose_passages(with_people, ("C1",), by="Owain", embed=SPELLING, each=1)
    assert set(asked) <= set(places(waiting(with_people)))
    assert set(asked).isdisjoint(places(review.claim_queue(with_people, "C1", by="Owain")))


def test_what_somebody_linked_to_an_earlier_wording_waits_for_others_under_the_new_one(with_people):
    proposed(with_people, each=1)
    asked = places(waiting(with_people))
    for one in waiting(with_people):
        review.link_suggestion(with_people, one.suggestion.id, FINE, by="Owain", where="test")
    claim = with_people.claims.find("C1")
    review.edit_claim(with_people, "C1", Wording("Paperwork is light", claim.modality), by="Owain")
    propose_passages(with_people, ("C1",), by="Owain", embed=SPELLING, each=20)
    assert set(asked) <= set(places(waiting(with_people)))
    assert set(asked).isdisjoint(places(review.claim_queue(with_people, "C1", by="Owain")))


def test_a_passage_whose_link_was_removed_waits_again_and_can_be_linked_anew(with_people):
    proposed(with_people)
    first = waiting(with_people)[0].suggestion
    link = review.link_suggestion(with_people, first.id, FINE, by="Nia", where="test")
    review.remove_link(with_people, link.id, by="Nia")
    assert first in [one.suggestion for one in waiting(with_people)]
    review.link_suggestion(with_people, first.id, FINE, by="Nia", where="test")
    assert first not in [one.suggestion for one in waiting(with_people)]
    assert check_study(with_people.path) == []


@pytest.mark.parametrize(
    ("act", "action"), [(review.turn_down, ClaimAnswer.REJECT), (review.leave_unsure, ClaimAnswer.UNSURE)]
)
def test_what_is_turned_down_or_put_aside_leaves_the_queue(with_people, act, action):
    proposed(with_people)
    first, *rest = waiting(with_people)
    act(with_people, first.suggestion.id[:8], by="Nia", where="test")
    assert [one.suggestion.id for one in waiting(with_people)] == [one.suggestion.id for one in rest]
    assert with_people.claim_suggestions.decisions()[-1].action is action
    proposed(with_people)
    places = {(one.suggestion.source_id, one.suggestion.span) for one in waiting(with_people)}
    assert (first.suggestion.source_id, first.suggestion.span) not in places, "not proposed again"


def test_the_gap_is_asked_for_here_too_and_a_refusal_writes_nothing(with_people):
    proposed(with_people)
    one = waiting(with_people)[0].suggestion
    before = with_people.history.last()
    with pytest.raises(NotAllowedHere, match="In what way"):
        review.link_suggestion(with_people, one.id, Judgement(Stance.STRAINED), by="Nia", where="test")
    with pytest.raises(NotFound):
        review.link_suggestion(with_people, "", FINE, by="Nia", where="test")
    assert with_people.history.last() == before


def test_everybody_comes_before_anybody_comes_twice(with_people):
    proposed(with_people)
    people = [one.people for one in waiting(with_people)]
    assert set(people[:2]) == {("P1",), ("P2",)}
    assert {one.standing for one in waiting(with_people)} == {NOT_HEARD}, "what Mair linked is not Nia's"


def test_looking_against_begins_with_those_not_heard_then_those_counted_the_other_way(with_people, make_reading):
    for name in ("P3", "P4", "P5"):
        _one_more(with_people, name, make_reading)
    proposed(with_people)
    linked = {"P3": Stance.FULFILLED, "P4": Stance.CONTRADICTED, "P5": Stance.STRAINED}
    for one in waiting(with_people):
        if (stance := linked.pop(one.people[0], None)) is not None:
            judged = Judgement(stance, no_gap=True)
            review.link_suggestion(with_people, one.suggestion.id, judged, by="Nia", where="test")
    order = [(one.people[0], one.standing) for one in waiting(with_people, against=True)]
    standing = dict(order)
    assert standing == {
        "P1": NOT_HEARD, "P2": NOT_HEARD, "P3": OTHER_SIDE, "P4": SAME_SIDE, "P5": SAME_SIDE,
    }  # fmt: skip
    ranks = [(NOT_HEARD, OTHER_SIDE, SAME_SIDE).index(each) for _, each in order]
    assert ranks == sorted(ranks)


def _one_more(study, name, make_reading):
    text = f"I: And the forms?\nP: The forms take {name} all of the week.\nP: Paperwork for {name} is low and safe now."
    with study.act("source.add", by="Nia", summary=name) as act:
        source = study.sources.add(act, make_reading(f"{name} talk", text))
        study.cases.put(act, name, {}, (source.id,))


def test_where_nothing_is_proposed_it_is_told_why(tmp_path, tiny_study, make_reading):
    with pytest.raises(NotFound, match="no claim 'C9'"):
        proposed(tiny_study, "C9")
    empty = new_study(tmp_path / "e.workbench", by="Nia")
    with pytest.raises(NotAllowedHere, match="codebook"):
        proposed(empty)
    reflexive = new_study(tmp_path / "r.workbench", mode=Mode.REFLEXIVE, by="Nia")
    with pytest.raises(NotAllowedHere, match="reflexive"):
        proposed(reflexive)
    review.show_suggestions(tiny_study, False, by="Nia")
    proposed(tiny_study)
    assert waiting(tiny_study) == []


def test_a_new_wording_has_a_queue_of_its_own(with_people):
    proposed(with_people)
    claim = with_people.claims.find("C1")
    review.edit_claim(with_people, "C1", Wording("Paperwork is light", claim.modality), by="Nia")
    assert waiting(with_people) == []
    proposed(with_people, "C1")
    assert len(waiting(with_people)) > 0
    assert {one.suggestion.claim_id for one in waiting(with_people)} == {with_people.claims.find("C1").id}
    assert Span(0, 47) == with_people.claims.find("C1").span


def test_a_link_carried_over_began_as_a_suggestion_still(with_people):
    """Counts of human evidence alone do not grow by wording a claim anew."""
    proposed(with_people)
    made = review.link_suggestion(with_people, waiting(with_people)[0].suggestion.id, FINE, by="Nia", where="test")
    claim = with_people.claims.find("C1")
    review.edit_claim(with_people, "C1", Wording("Paperwork is light", claim.modality), by="Nia")
    assert review.carry_over(with_people, made.id, by="Nia").from_suggestion == made.from_suggestion

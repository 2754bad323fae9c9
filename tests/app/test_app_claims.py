"""The page Claims: the list with its filters, the wording of a claim, links by hand and in the queue, the guide."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from workbench import review
from workbench.app.components import link_part
from workbench.app.components.choose_words import chosen_span
from workbench.errors import NotAllowedHere
from workbench.model import GapType, Modality, Role, Span, StageUse, Stance, Voice
from workbench.pipeline.claims import propose_passages
from workbench.review import Judgement, Wording

SPELLING = StageUse("hashing", {"dimensions": 256})


def button(at, label):
    return next(each for each in at.button if each.label.startswith(label))


def part(at, name):
    return next(each for each in at.get("button_group") if each.key == "claims_part").set_value(name).run()


@pytest.fixture
def forms(small):
    """A second claim, in force later, that nobody linked to."""
    policy = next(source for source in small.sources.all() if source.variety == "imagined")
    start = policy.text.index("Forms")
    return review.add_claim(
        small, policy.id, Span(start, start + 20), Wording("Forms are short.", Modality.WILL, "", "Wales", date(2020, 1, 1)),
        by="Owain", key="C2",
    )  # fmt: skip


def test_a_study_without_claims_says_what_a_claim_is(app, words, small):
    for link in small.links.all():
        review.remove_link(small, link.id, by="Mair")
    review.remove_claim(small, "C1", by="Mair")
    at = app(small, "claims")
    assert "There are no claims yet" in words(at)
    assert next(each for each in at.selectbox if each.label == "Policy").options == ["policy"]


def test_a_claim_is_shown_with_its_extract_and_links_and_narrowed_by_its_period(app, words, small, forms):
    at = app(small, "claims")
    said = words(at)
    assert "A plan is reviewed together, by everyone" in said
    assert "says must · Wales · in force from 2012-06-06" in said
    assert "3 passages:" in said
    day = next(each for each in at.date_input if each.label == "In force on")
    at = day.set_value(date(2012, 1, 1)).run()
    assert "No claim was in force there and then" in words(at)
    at = next(each for each in at.date_input if each.label == "In force on").set_value(date(2013, 1, 1)).run()
    assert "1 claim of 2 claims" in words(at)
    assert at.query_params["on"] == "2013-01-01"
    assert at.query_params["claim"] == "C1"


def test_the_coders_are_not_read_again_for_every_link(app, small, monkeypatch):
    from workbench.store.coders import Coders

    read, claim = [], small.links.all()[0].claim_id
    every = Coders.all
    monkeypatch.setattr(Coders, "all", lambda self: read.append(1) or every(self))
    app(small, "claims")
    few = len(read)
    source = next(source for source in small.sources.all() if source.name == "P1")
    turn = next(turn for turn in small.sources.turns(source.id) if turn.role is Role.PARTICIPANT)
    judged = Judgement(Stance.STRAINED, GapType.ABSENT, Voice.OWN_PRACTICE)
    for shorter in range(1, 9):
        review.add_link(small, claim, source.id, Span(turn.span.start, turn.span.end - shorter), judged, by="Mair")
    read.clear()
    app(small, "claims")
    assert len(read) == few


def test_the_address_opens_the_same_view(app, words, small, forms, monkeypatch):
    at = app(small)
    for name, value in {"part": "claims", "claim": "C2", "on": "2021-01-01"}.items():
        at.query_params[name] = value
    at = at.switch_page("workbench/app/pages/claims.py").run()
    assert next(each for each in at.selectbox if each.label == "Claim").value == "C2"
    assert next(each for each in at.date_input if each.label == "In force on").value == date(2021, 1, 1)


def test_rewording_a_linked_claim_publishes_a_version_and_links_are_carried_over(app, words, small):
    mine = review.add_link(
        small, "C1", "P1", _first_answer(small), Judgement(Stance.FULFILLED, voice=Voice.TEAM_PRACTICE), by="Owain"
    )
    at = app(small, "claims")
    at = next(e for e in at.text_area if e.label == "The claim, as a statement").set_value("All review it.").run()
    at = button(at, "Publish a new version").click().run()
    assert not at.exception
    assert [claim.statement for claim in small.claims.all()] == [
        "Everyone reviews the plan together.",
        "All review it.",
    ]
    assert "Version 1 said: Everyone reviews the plan together." in words(at)
    assert "Made under an earlier wording" in words(at)
    carry = next(each for each in at.button if each.key == f"carry_{mine.id}")
    at = carry.click().run()
    assert [link.claim_id for link in small.links.all()].count(small.claims.find("C1").id) == 1
    assert not any(each.key == f"carry_{mine.id}" for each in at.button)
    assert all(each.disabled for each in at.button if (each.key or "").startswith("carry_")), (
        "others' links stay theirs"
    )


def test_what_was_typed_stays_when_somebody_else_worded_the_claim_meanwhile(app, words, small):
    at = app(small, "claims")
    field = next(e for e in at.text_area if e.label == "The claim, as a statement")
    began = review.wording_of(small.claims.find("C1"))
    review.edit_claim(small, "C1", replace(began, statement="Theirs."), by="Mair")
    at = field.set_value("Mine.").run()
    at = next(each for each in at.button if each.key == "reword").click().run()
    assert "worded anew by somebody else" in words(at)
    assert small.claims.find("C1").statement == "Theirs."
    assert next(e for e in at.text_area if e.label == "The claim, as a statement").value == "Mine."
    at = next(each for each in at.button if each.key == "reword").click().run()
    assert not at.exception
    assert small.claims.find("C1").statement == "Mine.", "the second press is after a look"


def test_fields_in_which_nothing_was_typed_show_the_newest_wording(app, small):
    at = app(small, "claims")
    began = review.wording_of(small.claims.find("C1"))
    review.edit_claim(small, "C1", replace(began, statement="Theirs."), by="Mair")
    at = next(each for each in at.button if each.key == "reword").click().run()
    assert next(e for e in at.text_area if e.label == "The claim, as a statement").value == "Theirs."
    assert small.claims.find("C1").statement == "Theirs."


def test_undo_takes_back_an_answer_of_ones_own_only(app, words, small):
    propose_passages(small, by="Owain", embed=SPELLING)
    first, *_ = review.claim_queue(small, "C1", by="Owain")
    review.turn_down(small, first.suggestion.id, by="Mair", where="test")
    at = part(app(small, "claims"), "link")
    assert "Your last act" not in words(at)
    assert next(each for each in at.button if each.key == "undo_link").disabled


def test_a_link_of_ones_own_is_judged_anew_and_removed(app, small, forms):
    made = review.add_link(small, "C2", "P1", _first_answer(small), Judgement(Stance.FULFILLED), by="Owain")
    at = app(small, "claims")
    at = next(each for each in at.selectbox if each.label == "Claim").set_value("C2").run()
    at = next(each for each in at.selectbox if each.label == "Stance").set_value(Stance.STRAINED).run()
    at = button(at, "Save").click().run()
    assert small.links.get(made.id).stance is Stance.FULFILLED, "in what way was not said"
    at = next(e for e in at.selectbox if e.label == "In what way practice differs").set_value("workaround").run()
    at = next(each for each in at.button if each.key == "save_link").click().run()
    assert (small.links.get(made.id).stance, small.links.get(made.id).gap_type) == (Stance.STRAINED, GapType.WORKAROUND)
    at = next(each for each in at.button if each.key == "remove_link").click().run()
    assert made.id not in {link.id for link in small.links.all()}


def test_no_stance_is_laid_in_the_hand_and_what_is_pressed_is_what_is_kept(app, words, small):
    propose_passages(small, by="Owain", embed=SPELLING)
    at = part(app(small, "claims"), "link")
    stances = [each for each in at.button if each.label[:-4] in {"Fulfilled", "Strained", "Contradicted", "Unclear"}]
    waiting = review.claim_queue(small, "C1", by="Owain")
    assert waiting
    shown = {each.proto.type for each in stances if each.key.endswith(waiting[0].suggestion.id)}
    assert shown == {"secondary"}
    assert "How do reviews go?" in words(at), "the question above it"
    at = button(at, "Contradicted (c)").click().run()
    assert "In what way is it contradicted?" in words(at)
    at = button(at, "1 Absent").click().run()
    at = button(at, "Contradicted (c)").click().run()
    made = next(link for link in small.links.all() if link.from_suggestion)
    assert (made.stance, made.gap_type) == (Stance.CONTRADICTED, GapType.ABSENT)
    at = button(at, "Undo (z)").click().run()
    assert made.id not in {link.id for link in small.links.all()}
    at = button(at, "Not about it (r)").click().run()
    assert small.claim_suggestions.decisions()[-1].action.value == "reject"
    assert not at.exception


def test_what_somebody_else_turned_down_can_be_linked_and_a_removed_link_made_anew(app, words, small):
    propose_passages(small, by="Owain", embed=SPELLING)
    first = review.claim_queue(small, "C1", by="Owain")[0].suggestion
    review.turn_down(small, first.id, by="Mair", where="test")
    at = part(app(small, "claims"), "link")
    at = button(at, "Fulfilled (f)").click().run()
    made = next(link for link in small.links.all() if link.from_suggestion == first.id)
    review.remove_link(small, made.id, by="Owain")
    at = part(app(small, "claims"), "link")
    at = button(at, "Fulfilled (f)").click().run()
    assert [link.stance for link in small.links.all() if link.from_suggestion == first.id] == [Stance.FULFILLED]
    assert not at.exception


def test_what_is_linked_by_hand_is_linked_to_the_wording_on_the_screen(app, small, monkeypatch):
    """Also where somebody worded the claim anew after the page was drawn."""
    source, shorter = small.sources.get("P1"), _first_answer(small)
    monkeypatch.setattr(link_part, "choose_words", lambda *_, **__: shorter)
    at = part(app(small, "claims"), "link")
    at = next(each for each in at.selectbox if each.label == "Source").set_value(source.id).run()
    seen = small.claims.find("C1")
    review.edit_claim(small, "C1", Wording("Plans are kept short.", seen.modality), by="Mair")
    at = next(each for each in at.button if each.label == "Fulfilled").click().run()
    assert not at.exception
    (made,) = [link for link in small.links.all() if link.span == shorter]
    assert made.claim_id == seen.id
    assert [one.link.id for one in review.earlier_wording(small, "C1") if one.link.id == made.id] == [made.id]


def test_next_and_previous_go_past_a_passage_and_back(app, small):
    propose_passages(small, by="Owain", embed=SPELLING)
    first, second, *_ = [one.suggestion.id for one in review.claim_queue(small, "C1", by="Owain")]

    def shown(at):
        return next(each.key for each in at.button if each.label == "Next (n)").removeprefix("next_")

    at = part(app(small, "claims"), "link")
    assert shown(at) == first
    at = button(at, "Next (n)").click().run()
    assert shown(at) == second
    at = button(at, "Back (p)").click().run()
    assert shown(at) == first


def test_the_guide_is_written_down_and_tagged(app, words, small):
    at = part(app(small, "claims"), "guide")
    assert "No question is written down yet" in words(at)
    next(each for each in at.text_input if each.label == "Key").set_value("Q1")
    at = next(each for each in at.text_area if each.label == "Words").set_value("How do reviews go?").run()
    at = button(at, "Add").click().run()
    (question,) = small.questions.all()
    assert (question.key, question.text) == ("Q1", "How do reviews go?")
    at = next(each for each in at.multiselect if each.label == "It asks about").set_value(["C1"]).run()
    at = next(each for each in at.button if each.key == "save_question").click().run()
    assert small.questions.find("Q1").claims == (small.claims.find("C1").id,)
    assert not at.exception
    assert "asked by Q1" in words(part(at, "claims"))


@pytest.mark.parametrize(
    "change", [{"quote": "Ŵyn"}, {"start": 1}, {"end": 10_000}, {"start": "0"}, {"start": 3, "end": 3}, {"start": True}]
)
def test_words_that_do_not_stand_there_are_refused(tiny_study, change):
    source = tiny_study.sources.get("Mair")
    start = source.text.index("🐑")
    said = {"source": source.id, "start": start - 3, "end": start + 1, "quote": source.text[start - 3 : start + 1]}
    assert chosen_span(source, said) == Span(start - 3, start + 1)
    assert chosen_span(source, {**said, "source": "another"}) is None
    assert chosen_span(source, None) is None
    with pytest.raises(NotAllowedHere, match="not the ones"):
        chosen_span(source, {**said, **change})


def _first_answer(study):
    source = study.sources.get("P1")
    start = source.text.index("We never sit")
    return Span(start, start + 12)

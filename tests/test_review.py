"""A person decides: what each decision writes, in one act, and what it refuses."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workbench import review
from workbench.errors import Conflict, NotAllowedHere, NotFound, NothingToUndo, SpanOutOfText
from workbench.exchange.intake import add_sources, read_uploads
from workbench.model import Action, Mode, Role, Span, Variety
from workbench.store import check_study, new_study

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
def waiting(tiny_study):
    return review.queue(tiny_study)


def decisions_on(study, suggestion):
    return [d for d in study.suggestions.decisions() if d.suggestion_id == suggestion.id]


def code_id(study, key):
    return study.codebook.current().find(key).id


def test_the_queue_is_what_nobody_decided_in_reading_order(tiny_study, waiting):
    names = tiny_study.sources.names()
    assert len(waiting) == len(tiny_study.suggestions.all()) - 1
    assert [(names[s.source_id], s.span.start) for s in waiting] == sorted(
        (names[s.source_id], s.span.start) for s in waiting
    )
    assert {s.source_id for s in review.queue(tiny_study, source="mair")} == {tiny_study.sources.get("Mair").id}
    assert {s.code_id for s in review.queue(tiny_study, code="rel")} == {tiny_study.codebook.current().find("REL").id}


def test_accepting_writes_decision_and_coding_in_one_act(tiny_study, waiting):
    acts, chosen = tiny_study.history.last(), next(s for s in waiting if s.code_id == code_id(tiny_study, "ADM.DUP"))
    coding = review.accept(tiny_study, chosen.id[:13], by="Nia", where="cli", at=AT)
    (decision,) = decisions_on(tiny_study, chosen)
    assert (coding.source_id, coding.span, coding.code_id) == (chosen.source_id, chosen.span, chosen.code_id)
    assert (coding.from_suggestion, coding.created) == (chosen.id, AT)
    assert (decision.action, decision.coding_id, decision.where, decision.at) == (Action.ACCEPT, coding.id, "cli", AT)
    assert {c.id: c.name for c in tiny_study.coders.all()}[coding.coder_id] == "Nia"
    assert tiny_study.history.last() == acts + 1
    assert chosen not in review.queue(tiny_study)
    assert tiny_study.history.all()[0].summary == "Accepted ADM.DUP in 'Mair'"
    assert review.undo(tiny_study, by="Nia") == "Accepted ADM.DUP in 'Mair'"
    assert review.queue(tiny_study) == waiting
    assert coding not in tiny_study.codings.all()


def test_changing_codes_with_the_other_code(tiny_study, waiting):
    coding = review.change(tiny_study, waiting[0].id, "Time 🕰️", by="Nia", where="app")
    assert coding.code_id == tiny_study.codebook.current().find("REL.TIME").id
    (decision,) = decisions_on(tiny_study, waiting[0])
    assert (decision.action, decision.coding_id) == (Action.CHANGE, coding.id)


def test_rejecting_and_being_unsure_write_no_coding(tiny_study, waiting):
    before = tiny_study.codings.all()
    review.reject(tiny_study, waiting[0].id, by="Nia", where="cli")
    review.unsure(tiny_study, waiting[1].id, by="Nia", where="cli")
    assert tiny_study.codings.all() == before
    assert review.queue(tiny_study) == waiting[2:]
    assert tiny_study.suggestions.counts() == {"pending": len(waiting) - 2, "reject": 2, "unsure": 1}


def test_a_person_decides_once_and_another_may_differ(tiny_study, waiting):
    review.accept(tiny_study, waiting[0].id, by="Nia", where="cli")
    acts = tiny_study.history.last()
    for again in (review.accept, review.reject, review.unsure):
        with pytest.raises(Conflict, match="already decided"):
            again(tiny_study, waiting[0].id, by="NIA", where="cli")
    assert tiny_study.history.last() == acts
    review.reject(tiny_study, waiting[0].id, by="Owain", where="cli")
    assert len(decisions_on(tiny_study, waiting[0])) == 2


def test_what_was_put_aside_as_unsure_can_still_be_decided(tiny_study, waiting):
    review.unsure(tiny_study, waiting[0].id, by="Nia", where="cli")
    review.accept(tiny_study, waiting[0].id, by="Nia", where="cli")
    assert {d.action for d in decisions_on(tiny_study, waiting[0])} == {Action.UNSURE, Action.ACCEPT}


def test_accepting_what_is_coded_already_makes_no_second_coding(tiny_study, waiting):
    mine = review.add_coding(tiny_study, waiting[0].source_id, waiting[0].span, waiting[0].code_id, by="Nia")
    assert review.accept(tiny_study, waiting[0].id, by="Nia", where="cli") == mine
    assert decisions_on(tiny_study, waiting[0])[0].coding_id == mine.id
    review.undo(tiny_study, by="Nia")
    assert mine in tiny_study.codings.all()


def test_an_accepted_coding_can_be_removed_and_the_decision_stays_on_record(tiny_study, waiting):
    coding = review.accept(tiny_study, waiting[0].id, by="Nia", where="cli")
    review.remove_coding(tiny_study, coding.id, by="Nia")
    assert coding not in tiny_study.codings.all()
    assert len(decisions_on(tiny_study, waiting[0])) == 1
    assert check_study(tiny_study.path) == []


def test_removing_a_coding_takes_its_memos_and_undo_brings_both_back(tiny_study):
    memo = tiny_study.memos.all("coding")[0]
    whose = {c.id: c.name for c in tiny_study.coders.all()}[tiny_study.codings.get(memo.about_id).coder_id]
    review.remove_coding(tiny_study, memo.about_id, by=whose)
    assert tiny_study.memos.all("coding") == []
    assert check_study(tiny_study.path) == []
    review.undo(tiny_study, by="Nia")
    assert tiny_study.memos.all("coding") == [memo]
    assert memo.about_id in {coding.id for coding in tiny_study.codings.all()}


def test_the_same_passage_is_coded_once_per_person_and_code(tiny_study):
    review.add_coding(tiny_study, "tomos", Span(40, 46), "Ymddiriedaeth", by="Nia")
    review.add_coding(tiny_study, "Tomos", Span(40, 46), "REL", by="Owain")
    review.add_coding(tiny_study, "Tomos", Span(40, 46), "ADM", by="Nia")
    with pytest.raises(Conflict, match="already coded"):
        review.add_coding(tiny_study, "Tomos", Span(40, 46), "rel", by="nia")


def test_unknown_things_are_named(tiny_study):
    with pytest.raises(SpanOutOfText):
        review.add_coding(tiny_study, "Tomos", Span(0, 10_000), "REL", by="Nia")
    with pytest.raises(NotFound, match="Tomos"):
        review.add_coding(tiny_study, "Nobody", Span(40, 41), "REL", by="Nia")
    with pytest.raises(NotFound, match="ADM"):
        review.add_coding(tiny_study, "Tomos", Span(40, 41), "NOTHING", by="Nia")
    with pytest.raises(NotFound):
        review.accept(tiny_study, "nothing", by="Nia", where="cli")
    with pytest.raises(NotAllowedHere, match="name"):
        review.add_coding(tiny_study, "Tomos", Span(40, 41), "REL", by=" ")


def test_suggestions_switched_off_leave_the_queue_empty_and_come_back(tiny_study, waiting):
    review.show_suggestions(tiny_study, False, by="Nia")
    assert review.queue(tiny_study) == []
    assert tiny_study.history.all()[0].summary == "Switched suggestions off"
    review.show_suggestions(tiny_study, True, by="Nia")
    assert review.queue(tiny_study) == waiting


def test_switching_to_what_is_already_so_is_no_act(tiny_study):
    before = tiny_study.history.last()
    review.show_suggestions(tiny_study, True, by="Nia")
    assert tiny_study.history.last() == before


def test_a_reflexive_study_has_nothing_to_review(tmp_path):
    study = new_study(tmp_path / "r.workbench", mode=Mode.REFLEXIVE, by="Mair")
    assert review.queue(study) == []
    with pytest.raises(NotAllowedHere):
        review.show_suggestions(study, True, by="Mair")
    with pytest.raises(NotAllowedHere, match="no codebook"):
        review.queue(new_study(tmp_path / "c.workbench", by="Mair"), code="ADM")


def test_a_speakers_role_is_set_and_undone(tiny_study):
    mair = tiny_study.sources.get("Mair")
    before = tiny_study.sources.turns(mair.id)
    review.set_role(tiny_study, "Mair", "P", Role.OTHER, by="Nia")
    after = tiny_study.sources.turns(mair.id)
    assert {turn.role for turn in after if turn.speaker == "P"} == {Role.OTHER}
    assert {turn.role for turn in after if turn.speaker == "I"} == {Role.INTERVIEWER}
    review.undo(tiny_study, by="Nia")
    assert tiny_study.sources.turns(mair.id) == before


def test_undo_and_redo_go_back_and_forth_and_are_on_record(tiny_study):
    first = review.add_coding(tiny_study, "Tomos", Span(40, 46), "REL", by="Nia")
    second = review.add_coding(tiny_study, "Tomos", Span(41, 46), "REL", by="Nia")
    assert (
        review.undo(tiny_study, by="Mair") == review.undo(tiny_study, by="Mair") == "Coded a passage of 'Tomos' as REL"
    )
    assert not {first, second} & set(tiny_study.codings.all())
    review.redo(tiny_study, by="Mair")
    assert first in tiny_study.codings.all()
    review.redo(tiny_study, by="Mair")
    assert second in tiny_study.codings.all()
    with pytest.raises(NothingToUndo):
        review.redo(tiny_study, by="Mair")
    acts = [(revision.act, revision.coder) for revision in tiny_study.history.all(most=5)]
    assert acts == [("redo", "Mair"), ("redo", "Mair"), ("undo", "Mair"), ("undo", "Mair"), ("coding.add", "Nia")]
    assert tiny_study.history.all()[0].summary.startswith("Did again: ")


TALK = (
    b"ANNA: How does the care plan get reviewed in your team these days?\n"
    b"BEN: We never review the care plan together, I fill the forms in alone.\n"
    b"ANNA: And what happens to the forms once they are all filled in?\n"
    b"BEN: Nobody reads them, they go into the system and stay there for good.\n"
)


def test_a_changed_role_cuts_the_source_again_and_undo_brings_the_old_cut_back(tmp_path):
    study = new_study(tmp_path / "s.workbench", by="Mair")
    (source,) = add_sources(study, read_uploads([("talk.txt", TALK)], variety=Variety.DISCLOSED), by="Mair")
    layer = study.segments.layers()[0].id
    before = study.segments.of(layer)
    review.set_role(study, "talk", "ANNA", Role.PARTICIPANT, by="Mair")
    review.set_role(study, "talk", "BEN", Role.INTERVIEWER, by="Mair")
    words = [segment.span.of(source.text) for segment in study.segments.of(layer)]
    assert words == [
        "How does the care plan get reviewed in your team these days?",
        "And what happens to the forms once they are all filled in?",
    ]
    assert check_study(study.path) == []
    review.undo(study, by="Mair")
    review.undo(study, by="Mair")
    assert study.segments.of(layer) == before
    review.redo(study, by="Mair")
    assert check_study(study.path) == []


def test_undo_takes_back_a_persons_act_and_what_the_machine_learned_since(tiny_study):
    review.write_memo(tiny_study, "study", tiny_study.about.id, "Mine.", by="Nia")
    with tiny_study.act("run.again", by="Nia", summary="Ran 'learned'") as act:
        tiny_study.coders.machine(act, "learned, run 2")
    assert "memo" in review.undo(tiny_study, by="Nia", seen=tiny_study.history.last()).lower()
    assert "Mine." not in [memo.text for memo in tiny_study.memos.all()]

"""Whom the contrast counts, and that it says who and what it does not."""

from __future__ import annotations

from workbench import review
from workbench.model import ContrastFilter, Evidence, Span, Stance
from workbench.report.contrast_view import view
from workbench.review import Judgement


def test_who_was_never_interviewed_is_among_no_people_and_this_is_said(tiny_study):
    with tiny_study.act("case.put", by="Mair", summary="Put the case P9") as act:
        tiny_study.cases.put(act, "P9", {"site": "Llŷn"}, (tiny_study.sources.get("Policy").id,))
    shown = view(tiny_study)
    assert shown.cases["case"].tolist() == ["P1"]
    assert shown.claims["m"].tolist() == [1]
    assert len(shown.left_out) == 1
    assert shown.left_out[0].startswith("1 of 2 participants have no interview here")


def test_links_to_passages_of_no_participant_are_not_counted_and_this_is_said(tiny_study):
    judged = Judgement(Stance.FULFILLED)
    review.add_link(tiny_study, "C1", "Tomos", Span(34, 60), judged, by="Mair")
    shown = view(tiny_study)
    assert shown.claims["fulfilled"].tolist() == [0]
    assert shown.left_out == ("1 link is not counted: to passages of nobody who is known to be interviewed.",)


def test_a_link_in_an_interview_of_two_people_is_one_link_wherever_it_is_said(tiny_study, monkeypatch):
    mair = tiny_study.sources.get("Mair").id
    with tiny_study.act("case.put", by="Mair", summary="Put the case P2") as act:
        tiny_study.cases.put(act, "P2", {"site": "Môn"}, (mair,))
    shown = view(tiny_study, ContrastFilter(voices=("hypothetical",)))
    assert shown.left_out == ("1 link is left out by voice, tense or coder.",)
    links = tiny_study.frames.links().assign(from_suggestion="s1")
    monkeypatch.setattr("workbench.store.frames.Frames.links", lambda _frames: links)
    assert view(tiny_study).left_out[0].startswith("1 link and 0 codings began as suggestions")
    assert view(tiny_study, ContrastFilter(evidence=Evidence.ACCEPTED)).left_out == ()

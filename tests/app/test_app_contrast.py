"""The address of the contrast says everything that is counted, and nothing else does."""

from __future__ import annotations

import pytest

from workbench import review
from workbench.app import contrast_state
from workbench.model import GapType, Stance
from workbench.review import Judgement


@pytest.fixture
def visited(app, small):
    """Return a function that draws the contrast at an address, one after another in one session."""
    grades = {"Person 1": "a", "Person 2": "b"}
    with small.act("case.put", by="Mair", summary="Put two people") as act:
        for case in small.cases.all():
            more = {**case.attributes, "band": "6", "grade": grades[case.name]}
            small.cases.put(act, case.name, more, case.sources)
    at = app(small, "contrast")

    def visit(**told):
        at.query_params.clear()
        for name, values in told.items():
            at.query_params[name.replace("__", ".")] = values
        return at.run()

    return visit


def test_who_an_address_does_not_leave_out_is_counted(visited, words):
    assert "Of 1 p" in words(visited(attr__site=["E1"], claim="C1"))
    assert "Of 2 people" in words(visited(claim="C1"))


def test_two_attributes_that_no_control_has_a_place_for_both_count(visited, words):
    at = visited(attr__band=["6"], attr__grade=["b"], claim="C1")
    assert not at.exception
    said = words(at)
    assert "band: 6; grade: b" in said
    assert "1 of 2 people are left out by the controls." in said


def test_many_people_asked_for_and_a_voice_that_nobody_speaks_in_are_what_the_address_says(visited, words):
    at = visited(least=["150"], voices=["hypothetical"], claim="C1")
    assert not at.exception
    said = words(at)
    assert "reported by at least 150 people" in said
    assert "voice: hypothetical" in said
    assert "– silent 2" in said


def test_what_an_address_asks_for_and_nobody_has_is_said(visited, words):
    at = visited(attr__site=["E9"], coders=["Nobody"], claim="C1")
    assert not at.exception
    said = words(at)
    assert "asks for site 'E9' and coder 'Nobody', which this study does not have" in said
    assert "Of 2 people" in said


def test_a_figure_of_claims_that_lack_something_is_saved_only_where_the_reason_is_asked(visited, small):
    at = visited(claim="C1")
    assert {key: button.disabled for key, button in files(at).items()} == {
        "svg_taken": True, "png_taken": True, "pdf_taken": True, "csv_taken": True,
    }  # fmt: skip
    at.text_input("export_reason").input("A draft for the team.").run()
    assert not any(button.disabled for button in files(at).values())
    review.looked_for_negative_cases(small, "C1", by="Mair")
    for link in small.links.all():
        if link.stance is Stance.CONTRADICTED:
            review.change_link(small, link.id, Judgement(link.stance, GapType.ABSENT), by="Mair")
    at = visited(claim="C1")
    assert not any(button.disabled for button in files(at).values())
    assert "svg_claims" in files(at), "and under the chart, as everywhere"


def files(at):
    """Return the figure's files that are offered, by key."""
    buttons = {one.proto.id.rpartition("-")[2]: one.proto for one in at.get("download_button")}
    return {key: proto for key, proto in buttons.items() if key[:4] in {"svg_", "png_", "pdf_", "csv_"}}


def test_themes_say_what_narrows_them_and_nothing_else(visited, words):
    said = words(visited(part=["themes"], voices=["own_practice"], in_force=["2014"], coders=["Mair"]))
    assert "Counted:  judged by: Mair\n" in said
    assert "voice:" not in said
    shown = visited(part=["themes"], coders=["Mair"]).multiselect(contrast_state.CODERS)
    assert shown.value == ["Mair"], "and the control can be seen"

"""The address of the contrast says everything that is counted, and nothing else does."""

from __future__ import annotations

import pytest

from workbench import review
from workbench.app import contrast_state
from workbench.app.components import claim_export, contrast_claims
from workbench.app.components.contrast_address import sorted_out
from workbench.model import GapType, Span, Stance
from workbench.report.contrast_view import ContrastView, choices
from workbench.review import Judgement
from workbench.store import tables


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


def test_bad_values_in_the_address_are_named_and_all_the_rest_is_taken(visited, words):
    at = visited(
        claim=["C99"], attr__site=["E1"], coders=["Mair"], least=["none"], in_force=["soon"], evidence=["mine"],
        voices=["own_practice", "mine"], attr__band=["90..99"], part=["people"],
    )  # fmt: skip
    assert not at.exception
    said = words(at)
    for each in (
        "asks for claim 'C99' and voice 'mine' and band '90..99' and part 'people', which this study does not have.",
        "There is claim: C1; voice: own_practice,", "; band: 6; part: claims, themes, unmatched, groups.",
        "'none' is not a number of people. Give 1 or more.", "There is no evidence 'mine'. There is: human,",
        "'soon' is no day, year or period. Write 2014-03-01, 2014 or 2011..2014.", "The page counts without it.",
    ):  # fmt: skip
        assert each in said
    assert "Counted:  site: E1; voice: own practice; judged by: Mair note" in said
    assert "Of 1 p" in said


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"attr.shoe": ["9"]}, "asks for shoe '9', which this study does not have. There is attributes: site."),
        ({"policy": ["France"]}, "asks for policy of 'France', which this study does not have. There is policy of: Wales."),
        ({"stance": ["silly", "strained"]}, "asks for stance 'silly', which this study does not have. There is stance: strained."),
        ({"least": ["9" * 400]}, f"'{'9' * 40}' is not a number of people. Give 1 or more."),
        ({"least": ["0"]}, "At least one person has to report something. Give 1 or more."),
    ],
)  # fmt: skip
def test_each_value_of_an_address_is_looked_at_by_itself(small, told, said):
    kept, wrong = sorted_out({**told, "claim": ["C1"], "x": ["1"]}, choices(small), {"stance": ["strained"]})
    assert wrong is not None
    assert wrong.message.removeprefix("The address ") == said
    assert kept == {**({"stance": ["strained"]} if "stance" in told else {}), "claim": ["C1"], "x": ["1"]}


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


def test_a_chart_is_drawn_and_what_lacks_is_looked_up_once_each_time_the_page_is(app, small, monkeypatch):
    """What can be taken along is made when somebody takes it."""
    drawn, looked, offered = [], [], []
    lacking, offer = ContrastView.lacking, claim_export.figure_download
    monkeypatch.setattr(ContrastView, "lacking", lambda *given: looked.append(1) or lacking(*given))
    monkeypatch.setattr(
        claim_export, "figure_download", lambda *given, **more: offered.append(given) or offer(*given, **more)
    )
    for module in (claim_export, contrast_claims):
        draw = module.stance_bars
        monkeypatch.setattr(module, "stance_bars", lambda *a, draw=draw, **k: drawn.append(1) or draw(*a, **k))
    at = app(small, "contrast")
    assert (len(drawn), len(looked)) == (1, 1)
    at.toggle("export_every_claim").set_value(True).run()
    assert (len(drawn), len(looked)) == (2, 2)
    chart, table, _about = offered[-1]
    assert chart().to_dict() == draw(table, synthetic=False).to_dict()
    assert len(drawn) == 3


def files(at):
    """Return the figure's files that are offered, by key."""
    buttons = {one.proto.id.rpartition("-")[2]: one.proto for one in at.get("download_button")}
    return {key: proto for key, proto in buttons.items() if key[:4] in {"svg_", "png_", "pdf_", "csv_"}}


def test_themes_say_what_narrows_them_and_nothing_else(visited, words):
    said = words(visited(part=["themes"], voices=["own_practice"], in_force=["2014"], coders=["Mair"]))
    assert "Counted:  judged by: Mair\n" in said
    assert "voice:" not in said
    assert "A count without a dot, of a side too small for a share, is opened by its row." in said
    shown = visited(part=["themes"], coders=["Mair"]).multiselect(contrast_state.CODERS)
    assert shown.value == ["Mair"], "and the control can be seen"


def test_without_sites_the_page_says_so_and_what_to_do(app, small, words):
    """Also where only one site is left by the controls."""
    at = app(small, "contrast")
    assert "What hangs on one site" not in words(at)
    at.query_params["attr.site"] = ["E1"]
    assert "everybody counted here is of the same site" in words(at.run())
    with small.act("case.put", by="Mair", summary="No sites") as act:
        for case in small.cases.all():
            act.delete(tables.case_attribute, {"case_id": case.id, "name": "site"})
    said = words(app(small, "contrast"))
    assert (
        "Give the table of participants a column named site, and bring it in again. That is done on the page Study."
        in said
    )


def test_without_sites_groups_say_that_what_they_are_compared_by_is_left_out_instead(visited, small, words):
    review.add_coding(small, "P1", Span(30, 60), "REV", by="Mair")
    said = "No site can be left out in turn: participants have no attribute called site with 2 to 12 values."
    at = visited(part=["groups"], by=["grade"])
    assert not at.exception
    assert at.selectbox("group_by").value == "grade"
    assert said not in words(at)
    with small.act("case.put", by="Mair", summary="No sites") as act:
        for case in small.cases.all():
            act.delete(tables.case_attribute, {"case_id": case.id, "name": "site"})
    assert said in words(visited(part=["groups"], by=["grade"]))


def test_silence_of_everybody_is_no_finding_while_nothing_is_linked(app, small, words):
    says_nothing = "everybody counts as silent: that says nothing"
    assert says_nothing not in words(app(small, "contrast").run())
    for link in small.links.all():
        review.remove_link(small, link.id, by="Mair")
    assert says_nothing in words(app(small, "contrast").run())

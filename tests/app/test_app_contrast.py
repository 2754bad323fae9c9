"""The address of the contrast says everything that is counted, and nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import review
from workbench.app import contrast_state
from workbench.app.components import claim_export, contrast_address, contrast_claims
from workbench.app.components.contrast_address import sorted_out
from workbench.model import ContrastFilter, Evidence, GapType, Span, Stance, Tense, Voice
from workbench.report.contrast_view import Choices, ContrastView, choices
from workbench.review import Judgement
from workbench.store import tables

PARTS = ["Claims", "Themes", "Unmatched", "Groups"]


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
    assert "names a site that this study does not have: E9. Its sites are E1, E2." in said
    assert "names a coder that this study does not have: Nobody. Its coder is Mair." in said
    assert "Of 2 people" in said


def test_bad_values_in_the_address_are_named_and_all_the_rest_is_taken(visited, words):
    at = visited(
        claim=["C99"], attr__site=["E1"], coders=["Mair"], least=["none"], in_force=["soon"], evidence=["mine"],
        voices=["own_practice", "mine"], attr__band=["90..99"], part=["people"],
    )  # fmt: skip
    assert not at.exception
    said = words(at)
    for each in (
        "The address names a claim that this study does not have: C99. Its claim is C1.",
        "The address names a voice that this page does not have: mine. Its voices are own_practice,",
        "The address names a value of band that this study does not have: 90..99. Its value of band is 6.",
        "The address names a part that this page does not have: people. Its parts are claims, themes, unmatched, groups.",
        "'none' is not a number of people. Give 1 or more.", "There is no evidence 'mine'. There is: human,",
        "'soon' is no day, year or period. Write 2014-03-01, 2014 or 2011..2014.",
        "Everything else in the address was used.",
    ):  # fmt: skip
        assert each in said
    assert "Counted:  site: E1; voice: own practice; judged by: Mair note" in said
    assert "Of 1 p" in said


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"attr.shoe": ["9"]}, "narrows people by shoe, which nobody's record here has. There is: site."),
        ({"attr.shoe": ["9"], "attr.hat": ["1"]}, "narrows people by shoe, hat, which nobody's record here has. There is: site."),
        ({"attr.site": ["E9", "E8"]}, "names sites that this study does not have: E9, E8. Its sites are E1, E2."),
        ({"attr.site": [""]}, "names a site that this study does not have: (empty). Its sites are E1, E2."),
        ({"at": ["E9"]}, "names a site that this study does not have: E9. Its sites are E1, E2."),
        ({"policy": ["France"]}, "names a country of policy that this study does not have: France. Its country of policy is Wales."),
        ({"stance": ["silly", "strained"]}, "names a stance that this page does not have: silly. Its stances are fulfilled, strained, contradicted, mixed, unclear."),
        ({"group_theme": ["ZZ"]}, "names a theme that this study does not have: ZZ. Its themes are REV, ADM, IMG.REV."),
        ({"by": ["shoe"]}, "names a way to compare that this page does not have: shoe. Its way to compare is site."),
        ({"by": ["shoe", "site"], "said_by": ["E1"]}, "names a way to compare that this page does not have: shoe. Its way to compare is site."),
        ({"said_by": ["zzz"]}, "names a group that this comparison does not have: zzz. Its groups are everybody, E1, E2."),
        ({"least": ["0"]}, "At least one person has to report something. Give 1 or more."),
    ],
)  # fmt: skip
def test_each_value_of_an_address_is_looked_at_by_itself(small, told, said):
    kept, wrong = read(small, {**told, "claim": ["C1"], "x": ["1"]})
    assert wrong is not None
    assert wrong.message.removeprefix("The address ") == said
    right = (
        {"stance": ["strained"]}
        if "stance" in told
        else {"by": ["site"], "said_by": ["E1"]}
        if len(told.get("by", ())) > 1
        else {}
    )
    assert kept == {**right, "claim": ["C1"], "x": ["1"]}


def test_all_that_the_page_can_write_into_its_address_is_kept(small):
    """Whatever is chosen among the controls and in the tables, of a study that has no site of one person."""
    people(small, {"Person 1": {"site": "E1", "grade": "a", "years": 3}, "Person 2": {"grade": "b", "years": 11}})
    review.add_coding(small, "P1", Span(30, 60), "REV", by="Mair")
    there = choices(small)
    ranges = {"years": ["2..10", "..5", "11.."]}
    some = {name: several([*each, *ranges.get(name, ())]) for name, each in there.attributes.items()}
    period = st.sampled_from(["", "2014-03-01", "2014", "2011..2014"])
    wanted = st.builds(
        ContrastFilter, st.fixed_dictionaries(some).map(lambda who: tuple(who.items())), several(there.policy), period,
        period, several(Voice).map(as_text), several(Tense).map(as_text), several(there.coders), st.sampled_from(Evidence),
        st.integers(1, 999_999),
    )  # fmt: skip
    of_claims = st.fixed_dictionaries(
        {"claim": one(there.claims)},
        optional={
            "stance": several(contrast_claims.STANCES[:-1], 1), "at": several(["E1", "not recorded"], 1),
            "gap": several([each for each in GapType if each is not GapType.NONE], 1).map(as_text), "negative": one(["on"]),
        },
    )  # fmt: skip
    of_groups = st.sampled_from(["grade", "years"]).flatmap(
        lambda by: st.fixed_dictionaries(
            {"part": one(["groups"]), "by": one([by]), "said_by": one(["everybody", *there.attributes[by]])},
            optional={"within": one(["grade", "years"]), "group_theme": one(["REV", "ADM", "IMG.REV"])},
        )
    )

    @settings(max_examples=200, deadline=None, database=None)
    @given(wanted, of_claims | of_groups | st.fixed_dictionaries({"part": one(["themes", "unmatched"])}))
    def kept(wanted, more):
        told = {name: list(values) for name, values in {**wanted.address(), **more}.items()}
        assert read(small, told, there) == (told, None)

    kept()


def test_a_site_that_is_not_recorded_can_be_sent_to_somebody_else(app, small, words):
    people(small, {"Person 1": {"site": "E1"}, "Person 2": {}})
    at = app(small, "contrast")
    at.session_state[contrast_state.SITES] = ["not recorded"]  # as a click on its row does
    written = dict(at.run().query_params.items())
    assert written["at"] == "not recorded"
    other = app(small, "contrast")
    for name, values in written.items():
        other.query_params[name] = values
    assert "The address" not in words(other.run())
    assert other.multiselect(contrast_state.SITES).value == ["not recorded"]


def test_where_everybody_has_a_site_or_nobody_has_there_is_none_that_is_not_recorded(small):
    kept, wrong = read(small, {"at": ["not recorded"]})
    assert not kept
    assert "does not have: not recorded. Its sites are E1, E2." in wrong.message
    people(small, {"Person 1": {}, "Person 2": {}})
    kept, wrong = read(small, {"at": ["not recorded", "E1"]})
    assert not kept
    assert "names sites that this study does not have: not recorded, E1. It has none." in wrong.message


@pytest.mark.parametrize("part", ["Groups", "GROUPS", "groups"])
def test_a_part_is_named_in_capitals_or_not(visited, words, part):
    at = visited(part=[part], by=["grade"])
    assert "The address" not in words(at)
    assert at.selectbox("group_by").value == "grade"


def test_whose_passages_are_shown_is_one_of_the_groups_that_are_compared(visited, small, words):
    review.add_coding(small, "P1", Span(30, 60), "REV", by="Mair")
    at = visited(part=["groups"], by=["grade"], said_by=["b"])
    assert "The address" not in words(at)
    assert at.selectbox("group_of").value == "b"
    said = words(visited(part=["groups"], by=["grade"], said_by=["E1"]))
    assert "names a group that this comparison does not have: E1. Its groups are everybody, a, b." in said
    at.selectbox("group_by").select("site").run()
    assert at.query_params["by"] == "site"
    assert at.query_params["said_by"] == "everybody", "and of the others no group is left in the address"


def test_a_group_of_another_comparison_is_not_left_in_the_address_where_nothing_is_coded(visited):
    at = visited(part=["groups"], by=["grade"], said_by=["b"])
    assert at.query_params["said_by"] == "b"
    at.selectbox("group_by").select("site").run()
    assert at.query_params["by"] == "site"
    assert "said_by" not in at.query_params


def test_a_range_is_of_numbers_in_attributes_and_of_nothing_else():
    there = Choices({"years": ("3",)}, ("3",), (), (), ("3",), ("3",))
    told = {name: ["1..5"] for name in ("attr.years", "claim", "policy", "coders", "at")}
    kept, wrong = sorted_out(told, there, {"at": ["3"]})
    assert kept == {"attr.years": ["1..5"]}
    assert wrong.message.count("1..5. Its ") == 4


@pytest.mark.parametrize(
    "name",
    [
        "attr.site", "at", "policy", "claim", "coders", "voices", "tenses", "part", "stance", "gap", "by", "within",
        "group_theme", "said_by", "in_force", "beside", "evidence", "least",
    ],
)  # fmt: skip
def test_of_a_long_value_only_its_beginning_is_shown(small, name):
    kept, wrong = read(small, {name: ["z" * 50_000]})
    assert not kept
    assert "z" * 39 + "…" in wrong.message
    assert "z" * 40 not in wrong.message


def test_of_a_long_name_of_an_attribute_only_its_beginning_is_shown(small):
    _, wrong = read(small, {f"attr.{'z' * 50_000}": ["1"]})
    assert f"by {'z' * 39}…, which" in wrong.message


def test_markup_in_an_address_is_shown_as_it_is_written(visited, words):
    at = visited(attr__site=["<img src=x>![](http://x)"], claim="C1")
    assert not at.exception
    assert "does not have: <img src=x>![](http://x). Its" in words(at)
    assert not [each for each in at.markdown if "<img" in each.value]


def read(study, told, there=None):
    """Return what is kept of an address and what is said of the rest, as the page has it."""
    there = there or choices(study)
    return sorted_out(told, there, contrast_address.own_values(study, there, told, PARTS))


def people(study, attributes):
    """Give people these attributes and no others."""
    with study.act("case.put", by="Mair", summary="Put people") as act:
        for case in study.cases.all():
            for name in case.attributes:
                act.delete(tables.case_attribute, {"case_id": case.id, "name": name})
            study.cases.put(act, case.name, attributes[case.name], case.sources)


def several(values, least=0):
    return st.lists(st.sampled_from(list(values)), unique=True, min_size=least).map(tuple)


def one(values):
    return st.sampled_from(list(values)).map(lambda value: (value,))


def as_text(values):
    return tuple(map(str, values))


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

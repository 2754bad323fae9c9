"""Who and what is counted, and what there is to know of one claim."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from workbench.analysis import narrowed
from workbench.analysis.claim_facts import claim_facts, least_people, negative_cases
from workbench.analysis.contrast import claims, people_by_stance
from workbench.analysis.export_gate import lacking
from workbench.errors import NotFound
from workbench.model import ContrastFilter, Evidence


def test_people_are_kept_by_what_they_are(tables):
    cases = tables.case_table().assign(**{"attr.years": [1, 5, 9, None, 12, 3, 7]})
    assert narrowed.people(cases, ContrastFilter((("site", ("W1", "W2")),)))["case_id"].tolist() == [
        "p4",
        "p5",
        "p6",
        "p7",
    ]
    between = ContrastFilter((("years", ("3..7",)),))
    assert narrowed.people(cases, between)["case_id"].tolist() == ["p2", "p6", "p7"]
    both = ContrastFilter((("site", ("E1",)), ("years", ("1", "9"))))
    assert narrowed.people(cases, both)["case_id"].tolist() == ["p1", "p3"]
    with pytest.raises(NotFound, match="no attribute 'job'"):
        narrowed.people(cases, ContrastFilter((("job", ("x",)),)))
    with pytest.raises(NotFound, match="There is: E1, W1, W2"):
        narrowed.people(cases, ContrastFilter((("site", ("E9",)),)))


def test_links_are_kept_by_voice_tense_coder_and_evidence(tables):
    for n in range(1, 5):
        tables.link(f"l{n}", "c1", f"i{n}", "strained")
    links = tables.link_table().assign(
        voice=["own_practice", "hypothetical", "own_practice", "own_practice"], tense=["past", "unclear", "unclear", "present"],
        coder=["Mair", "Mair", "Owain", "Owain"], from_suggestion=["", "", "s1", ""],
    )  # fmt: skip
    cases = tables.case_table()

    def kept(**wanted):
        return narrowed.links(links, cases, ContrastFilter(**wanted))["link_id"].tolist()

    assert kept() == ["l1", "l2", "l4"]
    assert kept(evidence=Evidence.ACCEPTED) == ["l1", "l2", "l3", "l4"]
    assert kept(evidence=Evidence.CORRECTED) == ["l1", "l2", "l4"]
    assert kept(voices=("own_practice",)) == ["l1", "l4"]
    assert kept(tenses=("past", "unclear")) == ["l1", "l2"]
    assert kept(coders=("Owain",)) == ["l4"]
    assert kept(who=(("site", ("W1",)),)) == ["l1", "l2", "l4"], "people are narrowed before"
    assert narrowed.links(links, cases.iloc[:1], ContrastFilter())["link_id"].tolist() == ["l1"]


def test_claims_are_kept_by_when_they_were_in_force(tables):
    table = tables.claim_table("c1", "c2", "c3").assign(
        in_force_from=[date(2008, 1, 1), "2012-06-06", None], in_force_to=[date(2012, 6, 5), None, None],
        country=["England", "Wales", ""], theme_key=["REV", "REV", None],
    )  # fmt: skip

    def kept(**wanted):
        return narrowed.claims(table, ContrastFilter(**wanted))["key"].tolist()

    assert kept(in_force="2010") == ["C1", "C3"]
    assert kept(in_force="2012-06-06") == ["C2", "C3"]
    assert kept(in_force="2012") == ["C1", "C2", "C3"]
    assert kept(policy=("Wales",)) == ["C2"]
    wanted = ContrastFilter(in_force="2010", beside="2015")
    now, then = narrowed.claims(table, wanted), narrowed.claims(table, wanted, period=wanted.beside)
    assert narrowed.beside(now, then)[["earlier", "later"]].to_numpy().tolist() == [["C1", "C2"], ["C3", "C3"]]


def test_beside_a_claim_in_force_throughout_those_of_one_layer_alone_are_not_lost(tables):
    table = tables.claim_table("c1", "c2", "c3").assign(theme_key="REV")
    later = narrowed.beside(table.iloc[[0]], table.iloc[[0, 1]])
    assert later[["earlier", "later"]].to_numpy().tolist() == [["C1", "C1"], ["", "C2"]]
    earlier = narrowed.beside(table.iloc[[0, 1]], table.iloc[[0]])
    assert earlier[["earlier", "later"]].to_numpy().tolist() == [["C1", "C1"], ["C2", ""]]
    changed = narrowed.beside(table.iloc[[0, 1]], table.iloc[[0, 2]])
    assert changed[["earlier", "later"]].to_numpy().tolist() == [["C1", "C1"], ["C2", "C3"]]
    assert narrowed.beside(table.iloc[:0], table.iloc[[0]])["later"].tolist() == ["C1"]


def test_an_earlier_wording_of_a_claim_has_a_name_of_its_own(tables):
    table = tables.claim_table("c1", "c2", "c3").assign(key=["C1", "C1", "C2"], version=[1, 2, 1])
    assert narrowed.named_by_wording(table)["key"].tolist() == ["C1 (v1)", "C1", "C2"]


def test_bands_are_in_order_of_their_numbers(tables):
    cases = tables.case_table().assign(**{"attr.years": [">10", "6-10", "<1", "1-2", "3-5", ">10", None]})
    assert narrowed.values_there(cases, "years") == ["<1", "1-2", "3-5", "6-10", ">10"]


def _persons(tables, *stances):
    for n, stance in enumerate(stances, 1):
        if stance:
            tables.link(f"l{n}", "c1", f"i{n}", stance)
    links, cases = tables.link_table(), tables.case_table()
    return people_by_stance(links, tables.claim_table("c1"), cases), links, cases


def test_the_facts_of_a_claim(tables):
    persons, links, cases = _persons(
        tables, "contradicted", "strained", "contradicted", "fulfilled", "contradicted", None, None
    )
    links = links.assign(gap_type=["absent", "none", "absent", "none", "workaround"])
    facts = claim_facts(persons, links, cases)
    assert facts.gap_types == (("absent", 2, 2), ("workaround", 1, 1))
    assert facts.negative == ("P4",)
    assert facts.index.value == pytest.approx(3.5 / 5)
    assert facts.sites[["site", "m", "contradicted", "silent"]].to_numpy().tolist() == [
        ["E1", 3, 2, 0], ["W1", 2, 1, 0], ["W2", 2, 0, 2],
    ]  # fmt: skip
    assert facts.without_person.endswith("between 0.62 and 0.88.")
    assert facts.without_site["without"].tolist() == ["", "E1", "W1", "W2"]


def test_a_site_that_is_a_number_is_one_however_a_spreadsheet_wrote_it(tables):
    persons, links, cases = _persons(tables, "contradicted", "strained", None, None, None, None, None)
    cases["attr.site"] = pd.Series(["4", 4.0, 4, 5.0, 5, None, None], dtype=object, index=cases.index)
    facts = claim_facts(persons, links, cases)
    assert facts.sites[["site", "m"]].to_numpy().tolist() == [["4", 3], ["5", 2], ["not recorded", 2]]
    assert facts.without_site["without"].tolist() == ["", "4", "5"], "not recorded is no site"
    counted = claims(links, tables.claim_table("c1"), cases).loc[0]
    assert (counted["n_sites"], counted["sites_in_study"]) == (1, 2)


def test_without_sites_it_is_said_that_nothing_can_be_left_out_and_what_to_do(tables):
    persons, links, cases = _persons(tables, "contradicted", "strained", None, None, None, None, None)
    for none in (cases.drop(columns="attr.site"), cases.assign(**{"attr.site": None})):
        facts = claim_facts(persons, links, none)
        assert facts.without_site.empty
        assert "no site is recorded of the people counted here" in facts.no_sites
        assert "a column named site" in facts.no_sites
    one = claim_facts(persons, links, cases.assign(**{"attr.site": "E1"}))
    assert one.without_site.empty
    assert one.no_sites.endswith("everybody counted here is of the same site.")
    assert claim_facts(persons, links, cases).no_sites == ""
    some = cases.assign(**{"attr.site": ["E1", *[None] * (len(cases) - 1)]})
    assert "one site only is recorded" in claim_facts(persons, links, some).no_sites


def test_a_negative_case_is_who_speaks_against_the_rest(tables):
    persons, _, _ = _persons(tables, "fulfilled", "fulfilled", "strained", "contradicted", "unclear", None, None)
    assert negative_cases(persons) == ("P4",)


def test_how_much_hangs_on_the_number_of_people_asked_for(tables):
    _, links, cases = _persons(tables, "contradicted", "contradicted", "fulfilled", None, None, None, None)
    table = claims(links, tables.claim_table("c1"), cases)
    found = least_people(table, table.assign(k=[2]), most=3)
    assert found.to_numpy().tolist() == [[1, 1, 0, 1, 1], [2, 0, 0, 1, 1], [3, 0, 0, 0, 0]]


def test_a_claim_leaves_as_contradicted_only_with_gap_types_and_a_look_for_negative_cases(tables):
    _, links, cases = _persons(tables, "contradicted", "contradicted", "fulfilled", None, None, None, None)
    table = claims(links, tables.claim_table("c1"), cases)
    (one,) = lacking(table, links, set())
    assert one.words == (
        "C1 is reported contradicted by 2: 2 passages have no gap type and nobody has said that they looked for negative cases."
    )
    typed = links.assign(gap_type="absent")
    (one,) = lacking(table, typed, set())
    assert one.without_gap == 0
    assert lacking(table, typed, {"c1"}) == ()
    assert lacking(table, links, {"c1"})[0].looked
    assert lacking(table.assign(contradicted=0), links, set()) == ()

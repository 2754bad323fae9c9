"""The machine's shares corrected by what a person found in a random draw, and who is counted in groups."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from workbench import review
from workbench.model import ContrastFilter, StageUse
from workbench.pipeline.claims import propose_passages
from workbench.pipeline.load import load_recipe
from workbench.pipeline.run import run
from workbench.report.contrast_groups import corrected_themes, group_differences, group_passages, theme_facts, told

ROOT = Path(__file__).parents[2]


def test_where_a_person_looked_at_everything_the_corrected_share_is_what_they_found(tiny_study):
    before = corrected_themes(tiny_study)
    assert (before["coded"] == 0).all()
    assert all(words.startswith("No unit drawn at random") for words in before["words"])
    mair = tiny_study.sources.get("Mair").id
    drawn = review.draw(tiny_study, order="random", size=99, by="Owain", seed=4)
    here = sorted((one.span for one in drawn.passages if one.source_id == mair), key=lambda span: span.start)
    with tiny_study.act("coding.add", by="Owain", summary="Coded a passage") as act:
        owain = tiny_study.coders.person(act, "Owain")
        code = tiny_study.codebook.current().find("ADM")
        tiny_study.codings.add(act, mair, here[1], code.id, owain)
    for one in drawn.passages:
        review.looked_at(
            tiny_study, one.source_id, one.span, by="Owain", where="test", draw=drawn.id, reject_waiting=True
        )
    after = corrected_themes(tiny_study).set_index("code_key")
    assert after.loc["ADM", ["n", "coded", "m"]].tolist() == [len(here), len(here), 1]
    assert after.loc["ADM", "share"] == pytest.approx(1 / len(here))
    others = after.drop(index="ADM")
    assert others["share"].to_numpy() == pytest.approx(0)
    assert (others["machine"] > 0).all()
    assert not after["readable"].any()


def test_what_was_drawn_from_another_layer_corrects_nothing(tiny_study):
    """How likely a passage of one layer was to be drawn says nothing of another: pooled, it would make the share too small."""
    drawn = review.draw(tiny_study, order="random", size=99, by="Owain", seed=4)
    for one in drawn.passages:
        review.looked_at(
            tiny_study, one.source_id, one.span, by="Owain", where="test", draw=drawn.id, reject_waiting=True
        )
    recipe = replace(load_recipe(ROOT / "pipelines" / "keywords.yml"), segment=StageUse("turns", {"max_words": 4}))
    run(tiny_study, recipe, by="Mair")
    finer = corrected_themes(tiny_study)
    assert not finer.empty
    assert (finer["coded"] == 0).all(), "what was drawn before was of longer passages"
    again = review.draw(tiny_study, order="random", size=99, by="Owain", seed=4)
    for one in again.passages:
        review.looked_at(
            tiny_study, one.source_id, one.span, by="Owain", where="test", draw=again.id, reject_waiting=True
        )
    finer = corrected_themes(tiny_study)
    assert (finer["coded"] == finer["n"]).all()
    assert finer["share"].to_numpy() == pytest.approx(0), "Owain saw all of it and found nothing"


def test_a_run_for_claims_is_not_what_is_corrected(tiny_study):
    before = corrected_themes(tiny_study)
    propose_passages(tiny_study, by="Mair", embed=StageUse("hashing", {"dimensions": 64}))
    assert corrected_themes(tiny_study).equals(before)
    assert not before.empty


def test_without_a_run_there_is_nothing_to_correct(tmp_path):
    from workbench.store import new_study

    assert corrected_themes(new_study(tmp_path / "bare", name="Bare", by="Mair")).empty


def test_groups_count_whom_the_filter_keeps(demo):
    wanted = ContrastFilter((("profession", ("mental health nurse",)),))
    table = group_differences(demo, "country", wanted=wanted, draws=99)
    assert sum(group.m for group in table["groups"].iloc[0]) == int(table["people"].iloc[0]) < 28
    assert table["code_key"].str.contains(".", regex=False).sum() == 0
    every = group_differences(demo, "country", wanted=wanted, every_code=True, draws=99)
    assert len(every) > len(table)


def test_the_difference_of_a_theme_is_told_with_what_it_hangs_on(demo):
    facts = theme_facts(told(demo), "PRF", "country", leave="site", draws=499)
    assert "hangs on E3" in facts.hangs_on
    assert len(facts.without_person) == 29
    assert facts.concentration.k == 28


def test_every_number_of_a_group_has_its_passages_behind_it(demo):
    codings = {coding.id: coding for coding in demo.codings.all()}
    owner = {source_id: case.name for case in demo.cases.all() for source_id in case.sources}
    wanted = ContrastFilter((("profession", ("mental health nurse",)),))
    for row in group_differences(demo, "country", wanted=wanted, draws=9).itertuples():
        found = group_passages(demo, row.code_key, "country", wanted)
        for group in row.groups:
            people = {owner[codings[each].source_id] for each in found.get(group.name, ())}
            assert len(people) == group.k, (row.code_key, group)
            assert len(found.get(group.name, ())) >= group.hits

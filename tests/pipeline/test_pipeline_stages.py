"""The table of stages, the shipped recipes, and the README written from them."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

from workbench.errors import FileUnreadable, RecipeInvalid
from workbench.ingest.shipped import shipped, shipped_names
from workbench.pipeline.load import load_recipe
from workbench.pipeline.stage_table import BEGIN, END, stage_table, with_table
from workbench.pipeline.stages import SLOTS, STAGES, load_stage

EVERY = [(slot, name) for slot in STAGES for name in STAGES[slot]]
FIRST_ARGUMENTS = {
    "segment": ["source", "turns"],
    "embed": [],
    "suggest": ["passages", "codebook", "encode"],
}


def test_the_names_recipes_may_rely_on():
    assert {slot: list(STAGES[slot]) for slot in STAGES} == {
        "segment": ["turns", "sentences", "paragraphs"],
        "embed": ["sentence_transformer", "hashing"],
        "suggest": ["keywords", "similarity"],
    }
    assert list(SLOTS) == list(STAGES)


@pytest.mark.parametrize(("slot", "name"), EVERY)
def test_every_stage_is_there_and_has_the_arguments_of_its_slot(slot, name):
    stage = STAGES[slot][name]
    assert stage.slot == slot
    assert stage.about.endswith(".")
    assert all(need in SLOTS for need in stage.needs)
    signature = inspect.signature(load_stage(slot, name)).parameters.values()
    plain = [each.name for each in signature if each.kind is not inspect.Parameter.KEYWORD_ONLY]
    assert plain == FIRST_ARGUMENTS[slot]


@pytest.mark.parametrize(("slot", "name"), EVERY)
def test_every_default_is_one_that_a_recipe_could_give(slot, name):
    for parameter in STAGES[slot][name].parameters.values():
        assert parameter.required or parameter.fits(parameter.default), parameter


def test_unknown_stages_are_refused_with_what_there_is():
    with pytest.raises(RecipeInvalid, match="There are: turns, sentences, paragraphs"):
        load_stage("segment", "chapters")
    with pytest.raises(RecipeInvalid, match="There are: segment, embed, suggest"):
        load_stage("dream", "turns")


@pytest.mark.parametrize("name", ["keywords", "similarity"])
def test_shipped_recipes_load(name):
    recipe = load_recipe(name)
    assert recipe == load_recipe(f"{name}.yml")
    assert recipe.name == name
    assert recipe.description


def test_no_recipe_is_shipped_unseen():
    assert shipped_names("pipelines") == ("keywords", "similarity")


def test_the_shipped_recipes_use_what_they_are_named_after():
    assert load_recipe("keywords").embed is None
    assert [use.use for use in load_recipe("keywords").suggest] == ["keywords"]
    similarity = load_recipe("similarity")
    assert similarity.embed is not None
    assert similarity.embed.use == "sentence_transformer"
    assert [use.use for use in similarity.suggest] == ["keywords", "similarity"]


def test_the_readme_lists_the_stages_as_they_are():
    readme = (shipped("pipelines") / "README.md").read_text(encoding="utf-8")
    assert readme == with_table(readme), "pipelines/README.md is out of date; it says itself how to bring it up to date"
    assert all(f"| `{name}` |" in readme for _, name in EVERY)


def test_a_readme_without_marks_is_refused():
    with pytest.raises(FileUnreadable):
        with_table("nothing here")
    assert with_table(f"a\n{BEGIN}\nold\n{END}\nb") == f"a\n{BEGIN}\n\n{stage_table()}\n{END}\nb"


def test_checking_a_recipe_loads_nothing_heavy():
    heavy = ("torch", "sentence_transformers", "spacy", "sklearn", "scipy", "pandas", "bertopic", "streamlit")
    code = (
        "import sys; from workbench.pipeline.load import load_recipe; load_recipe('similarity'); "
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"

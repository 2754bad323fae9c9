"""The table of stages, the shipped recipes, and the README written from them."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys

import pytest

from workbench.errors import FileUnreadable, RecipeInvalid
from workbench.ingest.shipped import shipped, shipped_names
from workbench.model import out_of_range
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
        "suggest": ["keywords", "similarity", "learned"],
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
    parameters = STAGES[slot][name].parameters
    assert not out_of_range(STAGES[slot][name].function, {key: each.default for key, each in parameters.items()})


OUT_OF_RANGE = [
    ("segment", "turns", "max_words", 0, "at least 1"),
    ("segment", "turns", "min_words", -1, "at least 0"),
    ("segment", "turns", "min_words", 91, "at most 'max_words' (90)"),
    ("segment", "turns", "backchannel_words", -1, "at least 0"),
    ("segment", "sentences", "min_words", -1, "at least 0"),
    ("segment", "paragraphs", "min_words", -1, "at least 0"),
    ("embed", "hashing", "dimensions", 15, "from 16 to 4096"),
    ("embed", "hashing", "dimensions", 4097, "from 16 to 4096"),
    ("suggest", "keywords", "top", 0, "at least 1"),
    ("suggest", "similarity", "top", 0, "at least 1"),
    ("suggest", "similarity", "threshold", -0.1, "from 0 to 1"),
    ("suggest", "similarity", "threshold", 50, "from 0 to 1"),
    ("suggest", "similarity", "margin", -0.1, "at least 0"),
]


@pytest.mark.parametrize(("slot", "name", "parameter", "value", "said"), OUT_OF_RANGE)
def test_a_value_out_of_range_is_refused_by_the_check_and_by_the_stage(slot, name, parameter, value, said):
    filled = {"segment": "{use: turns}", "suggest": "{use: keywords}", "embed": "{use: hashing}"}
    filled[slot] = f"{{use: {name}, {parameter}: {value}}}"
    with pytest.raises(RecipeInvalid) as caught:
        load_recipe("segment: {segment}\nembed: {embed}\nsuggest: [{suggest}]\n".format(**filled))
    assert "has 1 fault." in caught.value.message
    assert f"'{parameter}' of '{name}' must be {said}, not '{value}'." in caught.value.message
    with pytest.raises(RecipeInvalid, match=re.escape(f"{parameter} is {value}; it must be {said}.")):
        load_stage(slot, name)(*[()] * len(FIRST_ARGUMENTS[slot]), **{parameter: value})


def test_every_number_a_recipe_may_set_has_a_range():
    numbers = [
        each for slot, name in EVERY for each in STAGES[slot][name].parameters.values() if each.type in (int, float)
    ]
    assert numbers
    assert all(each.bounds for each in numbers)


def test_the_list_of_stages_shows_the_ranges():
    table = stage_table()
    assert "`threshold` (a number, from 0 to 1): `0.5`" in table
    assert "`min_words` (a whole number, at least 0, at most 'max_words'): `4`" in table


def test_unknown_stages_are_refused_with_what_there_is():
    with pytest.raises(RecipeInvalid, match="There are: turns, sentences, paragraphs"):
        load_stage("segment", "chapters")
    with pytest.raises(RecipeInvalid, match="There are: segment, embed, suggest"):
        load_stage("dream", "turns")


@pytest.mark.parametrize("name", ["keywords", "learned", "similarity"])
def test_shipped_recipes_load(name):
    recipe = load_recipe(name)
    assert recipe == load_recipe(f"{name}.yml")
    assert recipe.name == name
    assert recipe.description


def test_no_recipe_is_shipped_unseen():
    assert shipped_names("pipelines") == ("keywords", "learned", "similarity")


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

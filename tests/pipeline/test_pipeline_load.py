"""Recipes: checked whole before anything runs."""

from __future__ import annotations

import inspect
import sys
import types
from dataclasses import FrozenInstanceError
from typing import Annotated, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import FileUnreadable, NotFound, RecipeInvalid, WorkbenchError
from workbench.model import AtLeast, NotAbove, StageUse, Within
from workbench.pipeline import load, stages
from workbench.pipeline.load import load_recipe
from workbench.pipeline.stages import Stage


def cut(source, turns, *, max_words: int = 90, sharp: bool = False):
    raise AssertionError("checking a recipe must not run a stage")


def model(*, model: str = "small", precision: Literal["full", "half"] = "full"):
    raise AssertionError("checking a recipe must not load a model")


def propose(
    passages,
    codebook,
    encode,
    *,
    top: int = 3,
    floor: float | None = None,
    step: float = 1.0,
    marks: tuple[str, ...] = (),
    decisions: types.ModuleType | None = None,
):
    raise AssertionError("checking a recipe must not run a stage")


def demand(passages, codebook, encode, *, path: str):
    raise AssertionError("checking a recipe must not run a stage")


def measured(
    passages,
    codebook,
    encode,
    *,
    most: Annotated[int, AtLeast(1)] = 9,
    least: Annotated[int, AtLeast(0), NotAbove("most")] = 4,
    share: Annotated[float, Within(0, 1)] = 0.5,
    limit: Annotated[int | None, AtLeast(1)] = None,
):
    raise AssertionError("checking a recipe must not run a stage")


@pytest.fixture(autouse=True)
def _invented_stages(monkeypatch):
    """Stages of our own, so that these tests are about checking and not about any one stage."""
    module = types.ModuleType("invented_stages")
    module.__dict__.update(cut=cut, model=model, propose=propose, demand=demand, measured=measured)
    monkeypatch.setitem(sys.modules, "invented_stages", module)
    table = {
        "segment": {"turns": Stage("segment", "invented_stages:cut", "cuts")},
        "embed": {"small": Stage("embed", "invented_stages:model", "reads")},
        "suggest": {
            "plain": Stage("suggest", "invented_stages:propose", "proposes"),
            "near": Stage("suggest", "invented_stages:propose", "proposes", needs=("embed",)),
            "picky": Stage("suggest", "invented_stages:demand", "proposes"),
            "measured": Stage("suggest", "invented_stages:measured", "proposes"),
        },
    }
    monkeypatch.setattr(stages, "STAGES", table)
    monkeypatch.setattr(load, "STAGES", table)


GOOD = """
name: good
description: shows everything   # a comment
seed: 7
segment: {use: turns, max_words: 60}
embed: {use: small}
suggest:
  - {use: plain, marks: [a, b]}
  - use: near
    floor: 0.5
    step: 2
"""


def told(text):
    with pytest.raises(RecipeInvalid) as caught:
        load_recipe(text)
    assert caught.value.hint
    return caught.value.message


def test_a_recipe_with_its_defaults_filled_in():
    recipe = load_recipe(GOOD)
    usual = {"top": 3, "floor": None, "step": 1.0, "marks": ()}
    assert (recipe.name, recipe.description, recipe.seed) == ("good", "shows everything", 7)
    assert recipe.segment == StageUse("turns", {"max_words": 60, "sharp": False})
    assert recipe.embed == StageUse("small", {"model": "small", "precision": "full"})
    assert recipe.suggest[0] == StageUse("plain", {**usual, "marks": ("a", "b")})
    assert recipe.suggest[1] == StageUse("near", {**usual, "floor": 0.5, "step": 2.0})
    assert recipe.text == GOOD
    with pytest.raises(FrozenInstanceError):
        recipe.seed = 8


def test_the_shortest_recipe():
    recipe = load_recipe("segment: {use: turns}\nsuggest: [{use: plain}]")
    assert (recipe.name, recipe.embed, recipe.seed) == ("recipe", None, 0)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# a comment", ""),
        ("name: good", "name: other"),
        ("shows everything", "says nothing"),
        ("{use: turns, max_words: 60}", "{max_words: 60, use: turns}"),
        ("{use: turns, max_words: 60}", "{use: turns, max_words: 60, sharp: false}"),
        ("step: 2", "step: 2.0"),
        ("{use: small}", "{use: 'small', model: small}"),
        ("\n", "\r\n"),
    ],
)
def test_the_hash_stays_while_the_run_would_be_the_same(old, new):
    assert load_recipe(GOOD.replace(old, new)).sha256 == load_recipe(GOOD).sha256


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("seed: 7", "seed: 8"),
        ("max_words: 60", "max_words: 61"),
        ("max_words: 60", "sharp: true"),
        ("embed: {use: small}", "embed: {use: small, model: big}"),
        ("use: near", "use: plain"),
        ("[a, b]", "[b, a]"),
        ("- {use: plain, marks: [a, b]}\n", "- {use: plain}\n"),
    ],
)
def test_the_hash_changes_with_the_run(old, new):
    assert GOOD.replace(old, new) != GOOD
    assert load_recipe(GOOD.replace(old, new)).sha256 != load_recipe(GOOD).sha256


def test_all_faults_are_told_at_once_each_with_its_line():
    message = told("""segmnt: {use: turns}
segment: {use: turn, max_words: 9}
embed: {use: small, modle: x, model: 3, precision: low}
seed: -1
name: [a]
suggest:
  - {use: plain, top: many, floor: yes, marks: x, decisions: y}
  - {use: near, step: [1]}
  - {top: 3}
  - plain
  - {use: picky}
  - {use: unheard}
""")
    assert "has 16 faults" in message
    for said in [
        "Line 1: There is no slot or field 'segmnt' (is it 'segment'?). The slots are segment, embed, suggest",
        "Line 2: The slot 'segment' has no stage 'turn' (is it 'turns'?). There are: turns.",
        "Line 3: 'small' has no parameter 'modle' (is it 'model'?). It takes: model, precision.",
        "Line 3: 'model' of 'small' must be a text, not '3'.",
        "Line 3: 'precision' of 'small' must be one of full, half, not 'low'.",
        "Line 4: 'seed' must be a whole number from 0",
        "Line 5: 'name' must be a text, not a list.",
        "Line 7: 'top' of 'plain' must be a whole number, not 'many'.",
        "Line 7: 'floor' of 'plain' must be a number or nothing, not 'yes'.",
        "Line 7: 'marks' of 'plain' must be a list, each a text, not 'x'.",
        "Line 7: 'plain' has no parameter 'decisions'. It takes: top, floor, step, marks.",
        "Line 8: 'step' of 'near' must be a number, not a list.",
        "Line 9: 'suggest' must say which stage to use",
        "Line 10: 'suggest' must say which stage to use",
        "Line 11: 'picky' needs the parameter 'path', a text.",
        "Line 12: The slot 'suggest' has no stage 'unheard'. There are: measured, near, picky, plain.",
    ]:
        assert said in message, (said, message)


def test_values_out_of_range_are_told_with_all_other_faults():
    message = told("""segment: {use: turns, max_word: 9}
suggest:
  - {use: measured, most: 0, least: -1, share: 1.5, limit: 0}
  - use: measured
    share: -0.01
    most: many
  - {use: measured, share: 1e999, top: 3}
""")
    assert message.splitlines()[1:] == [
        "Line 1: 'turns' has no parameter 'max_word' (is it 'max_words'?). It takes: max_words, sharp.",
        "Line 3: 'least' of 'measured' must be at least 0, not '-1'.",
        "Line 3: 'limit' of 'measured' must be at least 1, not '0'.",
        "Line 3: 'most' of 'measured' must be at least 1, not '0'.",
        "Line 3: 'share' of 'measured' must be from 0 to 1, not '1.5'.",
        "Line 5: 'share' of 'measured' must be from 0 to 1, not '-0.01'.",
        "Line 6: 'most' of 'measured' must be a whole number, at least 1, not 'many'.",
        "Line 7: 'measured' has no parameter 'top'. It takes: most, least, share, limit.",
        "Line 7: 'share' of 'measured' must be from 0 to 1, not '1e999'.",
    ]


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ("least: 10", "Line 2: 'least' of 'measured' must be at most 'most' (9), not '10'."),
        ("most: 3", "Line 2: 'least' of 'measured' must be at most 'most' (3), not '4', its usual value."),
        ("most: 0", "Line 2: 'most' of 'measured' must be at least 1, not '0'."),
    ],
)
def test_two_parameters_at_odds_are_one_fault(chosen, said):
    message = told(f"segment: {{use: turns}}\nsuggest: [{{use: measured, {chosen}}}]\n")
    assert message.splitlines()[1:] == [said]


def test_the_ends_of_a_range_belong_to_it():
    for ends in ("most: 1, least: 0, share: 0, limit: 1", "most: 1, least: 1, share: 1, limit: ~"):
        load_recipe(f"segment: {{use: turns}}\nsuggest: [{{use: measured, {ends}}}]\n")


def test_empty_slots_are_told_with_a_line_to_add():
    message = told("name: empty\nsuggest: []\n")
    assert "The slot 'segment' is not filled. Add for instance: segment: {use: turns}" in message
    assert "Line 2: The slot 'suggest' is not filled. Add for instance: suggest: [{use: keywords}]" in message


def test_a_stage_that_needs_another_slot_says_so():
    message = told("segment: {use: turns}\nsuggest: [{use: near}]\n")
    assert message.count("Line") == 1
    assert "'near' needs the slot 'embed', which is not filled. There are: small." in message
    assert "Add for instance: embed: {use: sentence_transformer}" in message


def test_a_faulty_slot_is_not_told_again_as_missing():
    assert "has 1 fault." in told("segment: {use: turns}\nembed: {use: none}\nsuggest: [{use: near}]\n")


@pytest.mark.parametrize("text", ["- a\n- b", "just\nwords", "segment: turns\nsuggest: keywords", "segment: [x]\nsuggest: {use: plain}",
                                  "segment: {use: [turns]}\nsuggest: 3", "segment:\nsuggest:"])  # fmt: skip
def test_wrong_shapes(text):
    assert "Line 1" in told(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("segment: {use: turns\n", "not readable YAML on line"),
        ("segment: !!python/object:os.system x\n", "special kind of value on line 1"),
        ("seed: 1\nseed: 2\n", "'seed' on lines 1 and 2"),
        ("\n", "is empty"),
    ],
)
def test_texts_that_are_no_recipe(text, said):
    with pytest.raises(FileUnreadable) as caught:
        load_recipe(text)
    assert said in caught.value.message


def test_files_and_names(tmp_path, monkeypatch):
    (tmp_path / "mine.yml").write_text(GOOD.replace("name: good\n", ""), encoding="utf-8")
    assert load_recipe(tmp_path / "mine.yml").name == "mine"
    assert load_recipe(str(tmp_path / "mine.yml")).name == "mine"
    monkeypatch.chdir(tmp_path)
    assert load_recipe("mine.yml").name == "mine"
    with pytest.raises(NotFound, match="Shipped: keywords, learned, similarity"):
        load_recipe("none")
    with pytest.raises(FileUnreadable, match="There is no file"):
        load_recipe(tmp_path / "none.yml")
    (tmp_path / "bad.yml").write_bytes(b"\x00\x01\x02")
    with pytest.raises(FileUnreadable, match=r"'bad\.yml'"):
        load_recipe(tmp_path / "bad.yml")


def is_recipe_or_sentence(text):
    """Whether the text is read, or refused with a message and a hint; any other error goes through."""
    try:
        return load_recipe(text).sha256 != ""
    except WorkbenchError as error:
        return bool(error.message and error.hint)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_damaged_recipe_gives_a_recipe_or_a_sentence(data):
    text = list(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.sampled_from(" \n:-[]{}#'\"&*!|>ab\t,0"))
    assert is_recipe_or_sentence("".join(text) + "\n")


def test_required_means_no_default():
    assert stages.STAGES["suggest"]["picky"].parameters["path"].default is inspect.Parameter.empty

"""The one table of stages: which slots a recipe has, what may fill each, and which parameters it takes.

A stage is a function named by text, `module:function`, imported only when it is asked for. Its parameters are the
function's keyword-only arguments with a plain type, and their ranges the bounds in its annotations
(`Annotated[int, AtLeast(1)]`); there is no second list of them anywhere.
"""

from __future__ import annotations

import importlib
import inspect
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from workbench.errors import RecipeInvalid, listed
from workbench.model import Bound, declared_settings

_PLAIN = (bool, int, float, str, types.NoneType)


@dataclass(frozen=True, slots=True)
class Stage:
    """One way to fill a slot.

    `target` is `module:function`; `needs` names the other slots that have to be filled for it to work; `about` says
    in one sentence what it does. A suggester that `learns` is given what people judged and the talk around (`judged`,
    `context`), and returns proposals with a report.
    """

    slot: str
    target: str
    about: str
    needs: tuple[str, ...] = ()
    learns: bool = False

    @property
    def function(self) -> Callable[..., Any]:
        """The function itself, imported now."""
        module, _, name = self.target.partition(":")
        function: Callable[..., Any] = getattr(importlib.import_module(module), name)
        return function

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """What a recipe may set, by name, in the order of the function's signature."""
        return _parameters(self.target)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing a recipe may set: its type and bounds, as the function declares them, and its default."""

    name: str
    type: Any
    default: Any
    bounds: tuple[Bound, ...] = ()

    @property
    def required(self) -> bool:
        """Whether a recipe has to set it."""
        return self.default is inspect.Parameter.empty

    @property
    def kind(self) -> str:
        """The type and the range in plain words."""
        return ", ".join([_in_words(self.type), *(bound.told({}) for bound in self.bounds)])

    def fits(self, value: Any) -> bool:
        """Say whether a value read from a recipe has its type; `out_of_range` says the rest."""
        return _fits(value, self.type)


SLOTS: Mapping[str, str] = {
    "segment": "Cuts each source into the passages that are looked at. Every recipe has one.",
    "embed": "Turns words into vectors. Needed only by stages that compare meanings.",
    "suggest": "Proposes codes for passages. Every recipe has a list of at least one.",
}
"""The slots of a recipe, in the order in which they run."""

STAGES: Mapping[str, Mapping[str, Stage]] = {
    "segment": {
        "turns": Stage(
            "segment",
            "workbench.segment.turns:segment",
            "A participant's turn, joined over short back-channels, long ones split where the topic shifts.",
        ),
        "sentences": Stage("segment", "workbench.segment.sentences:segment", "One sentence at a time."),
        "paragraphs": Stage(
            "segment", "workbench.segment.paragraphs:segment", "One paragraph at a time, as policy documents have them."
        ),
    },
    "embed": {
        "sentence_transformer": Stage(
            "embed",
            "workbench.embed.sentence_transformer:load",
            "A sentence-transformers model: the one that came with the installation, or a folder on this machine.",
        ),
        "hashing": Stage(
            "embed",
            "workbench.embed.hashing:load",
            "Counts of words and parts of words, for trying things out without a model. It knows spelling, not meaning.",
        ),
    },
    "suggest": {
        "keywords": Stage(
            "suggest",
            "workbench.suggest.keywords:suggest",
            "Proposes a code where one of its cues occurs, as a whole word or phrase, inflected or not.",
        ),
        "similarity": Stage(
            "suggest",
            "workbench.suggest.similarity:suggest",
            "Proposes the codes whose definition, cues and examples a passage is most like.",
            needs=("embed",),
        ),
        "learned": Stage(
            "suggest",
            "workbench.suggest.learned:learn",
            "Learns each code from the codebook's words and from everything people decided, and proposes it where it is likely.",
            needs=("embed",),
            learns=True,
        ),
    },
}
"""Every stage, by slot and by the name a recipe uses."""


def load_stage(slot: str, name: str) -> Callable[..., Any]:
    """Return the function of the stage that fills `slot` under `name`, imported now.

    Raises:
        RecipeInvalid: naming the slots, or the slot's stages, that there are.
    """
    if name not in STAGES.get(slot, {}):
        there = f"The slot '{slot}' has no stage '{name}'. There are: {listed(STAGES.get(slot, ()))}."
        unknown = f"There is no slot '{slot}'. There are: {listed(SLOTS)}."
        raise RecipeInvalid(there if slot in STAGES else unknown, "pipelines/README.md lists slots and stages.")
    return STAGES[slot][name].function


@cache
def _parameters(target: str) -> Mapping[str, Parameter]:
    module, _, name = target.partition(":")
    function = getattr(importlib.import_module(module), name)
    # Arguments of other types (a clock, an encoder, decisions so far) are given by the run, not by a recipe.
    return types.MappingProxyType(
        {
            name: Parameter(name, each.type, each.default, each.bounds)
            for name, each in declared_settings(function).items()
            if _is_plain(each.type)
        }
    )


def _is_plain(declared: Any) -> bool:
    if declared is None or declared in _PLAIN:
        return True
    if typing.get_origin(declared) is typing.Literal:
        return True
    parts = [part for part in typing.get_args(declared) if part is not Ellipsis]
    return typing.get_origin(declared) in (types.UnionType, typing.Union, tuple, list) and all(map(_is_plain, parts))


def _fits(value: Any, declared: Any) -> bool:
    parts = [part for part in typing.get_args(declared) if part is not Ellipsis]
    origin = typing.get_origin(declared)
    if origin is typing.Literal:
        return any(value == part and type(value) is type(part) for part in parts)
    if origin in (types.UnionType, typing.Union):
        return any(_fits(value, part) for part in parts)
    if origin in (tuple, list):
        return isinstance(value, (list, tuple)) and all(_fits(each, parts[0]) for each in value)
    if declared in (None, types.NoneType):
        return value is None
    if isinstance(value, bool):  # to Python yes and no are also 1 and 0; to a reader they are not
        return declared is bool
    return isinstance(value, (int, float) if declared is float else declared)


def _in_words(declared: Any) -> str:
    parts = [part for part in typing.get_args(declared) if part is not Ellipsis]
    origin = typing.get_origin(declared)
    if origin is typing.Literal:
        return "one of " + ", ".join(map(str, parts))
    if origin in (types.UnionType, typing.Union):
        return " or ".join(map(_in_words, parts))
    if origin in (tuple, list):
        return f"a list, each {_in_words(parts[0])}"
    return _WORDS.get(declared, "nothing")


_WORDS: Mapping[Any, str] = {bool: "yes or no", int: "a whole number", float: "a number", str: "a text"}

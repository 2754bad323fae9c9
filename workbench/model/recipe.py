"""A recipe: one repeatable machine run, as read from a pipeline file, and the ranges that its values have to lie in.

A stage says in its signature what it takes: `top: Annotated[int, AtLeast(1)] = 3`. Both the check of a recipe and the
stage itself read the range there.
"""

from __future__ import annotations

import inspect
import math
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

from workbench.errors import RecipeInvalid


@dataclass(frozen=True, slots=True)
class StageUse:
    """One stage of a recipe: the name it is looked up by and its parameters."""

    use: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recipe:
    """A checked recipe: which stage fills each slot, the seed, and the text it was read from with its SHA-256."""

    name: str
    text: str
    sha256: str
    segment: StageUse
    suggest: tuple[StageUse, ...]
    embed: StageUse | None = None
    description: str = ""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The range of a number that must not be smaller than `least`."""

    least: float

    def holds(self, value: float, settings: Mapping[str, Any]) -> bool:  # noqa: ARG002  # every bound is asked alike
        """Say whether a value lies in the range; no range holds infinity."""
        return self.least <= value < math.inf

    def told(self, settings: Mapping[str, Any]) -> str:  # noqa: ARG002  # as above
        """The range in words, to follow "must be"."""
        return f"at least {self.least}"


@dataclass(frozen=True, slots=True)
class Within:
    """The range of a number from `least` to `most`, both included."""

    least: float
    most: float

    def holds(self, value: float, settings: Mapping[str, Any]) -> bool:  # noqa: ARG002  # as above
        """Say whether a value lies in the range."""
        return self.least <= value <= self.most

    def told(self, settings: Mapping[str, Any]) -> str:  # noqa: ARG002  # as above
        """The range in words, to follow "must be"."""
        return f"from {self.least} to {self.most}"


@dataclass(frozen=True, slots=True)
class NotAbove:
    """The range of a number that must not be larger than another setting of the same stage."""

    other: str

    def holds(self, value: float, settings: Mapping[str, Any]) -> bool:
        """Say whether a value lies in the range; it does where the other setting is not known."""
        return self.other not in settings or value <= settings[self.other]

    def told(self, settings: Mapping[str, Any]) -> str:
        """The range in words, to follow "must be", with the other setting's value where it is known."""
        return f"at most '{self.other}'" + (f" ({settings[self.other]})" if self.other in settings else "")


Bound = AtLeast | Within | NotAbove


@dataclass(frozen=True, slots=True)
class Declared:
    """What a signature says of one keyword-only argument: its type, its bounds and its default."""

    type: Any
    bounds: tuple[Bound, ...]
    default: Any


@cache
def declared_settings(function: Callable[..., Any]) -> Mapping[str, Declared]:
    """Return what a stage's signature says of each of its keyword-only arguments, in its order."""
    found = {}
    for each in inspect.signature(function).parameters.values():
        if each.kind is inspect.Parameter.KEYWORD_ONLY:
            annotation = _evaluated(each.annotation, function)
            bounded = typing.get_origin(annotation) is typing.Annotated
            kind, *bounds = typing.get_args(annotation) if bounded else (annotation,)
            found[each.name] = Declared(kind, tuple(each for each in bounds if isinstance(each, Bound)), each.default)
    return MappingProxyType(found)


def _evaluated(annotation: Any, function: Callable[..., Any]) -> Any:
    """Return the annotation as a type; names known only to a type checker stay text, which no recipe can set."""
    if not isinstance(annotation, str):
        return annotation
    try:
        return eval(annotation, inspect.unwrap(function).__globals__)  # noqa: S307  # our own signatures, never text from outside
    except (NameError, AttributeError, TypeError):
        return annotation


def out_of_range(function: Callable[..., Any], settings: Mapping[str, Any]) -> dict[str, str]:
    """Return, for each setting outside the range its annotation declares, what it must be ("at least 1").

    The settings have the declared types. What hangs on another setting is looked at only where that one is in range
    itself, so that one mistake is told once.
    """
    declared = declared_settings(function)
    found: dict[str, str] = {}
    for relative in (False, True):
        sound = {name: value for name, value in settings.items() if name not in found}
        for name, value in sound.items():
            for bound in declared[name].bounds:
                if isinstance(bound, NotAbove) is relative and value is not None and not bound.holds(value, sound):
                    found[name] = bound.told(sound)
    return found


def check_ranges(function: Callable[..., Any], **settings: Any) -> None:
    """Refuse settings outside the ranges that the function's own signature declares.

    Raises:
        RecipeInvalid: naming every such setting, its value and its range.
    """
    wrong = out_of_range(function, settings)
    if wrong:
        told = (f"The setting {name} is {settings[name]}; it must be {must}." for name, must in wrong.items())
        raise RecipeInvalid(" ".join(told), "Change it in the recipe.")

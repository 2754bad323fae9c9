"""A recipe: one repeatable machine run, as read from a pipeline file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


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

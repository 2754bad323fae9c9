"""What was drawn at random for a person to look at, and what a person looked at as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from workbench.model.span import Span


class Method(StrEnum):
    """How passages were drawn.

    `AUDIT` draws all of them at random. `MIXED` takes what the machine is least sure of and draws the rest at random.
    `BULK` draws, out of what was accepted all at once, what a person checks afterwards.
    """

    AUDIT = "audit"
    MIXED = "mixed"
    BULK = "bulk"


class Part(StrEnum):
    """Why a passage is in a draw: by chance, or because the machine is unsure of it (with certainty: probability 1)."""

    RANDOM = "random"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Drawn:
    """One passage of a draw. `probability` is how likely it was, when the draw was made, that it would be in it: in (0, 1]."""

    source_id: str
    span: Span
    probability: float
    part: Part = Part.RANDOM


@dataclass(frozen=True, slots=True)
class Draw:
    """One draw: who made it and how, from which passages, and what was drawn, in the order to look at it.

    `size` is how many passages it could have drawn from: those of `segmentation_id` (None: those that sources are
    counted by) that pass `filters` and that its coder had not looked at under this codebook version.
    """

    id: str
    coder_id: str
    at: datetime
    method: Method
    seed: int
    codebook_version: int
    segmentation_id: str | None
    size: int
    passages: tuple[Drawn, ...]
    filters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Looked:
    """A person looked at a whole passage and coded what there was to code, or nothing: what is not coded is not there.

    It holds for the codes as they were defined in `codebook_version`. `draw_id` is the draw it came from, if any.
    """

    id: str
    source_id: str
    span: Span
    coder_id: str
    codebook_version: int
    at: datetime
    where: str
    draw_id: str | None = None

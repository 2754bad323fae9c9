"""What the machine proposes, and what people decided about it. A suggestion is never a coding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from workbench.model.span import Span


@dataclass(frozen=True, slots=True)
class Why:
    """Why a suggestion was made, in parts a page can show.

    `method` is the suggester's name; `cues` are the codebook's cues found in the passage; `nearest` are the
    codebook's words the passage is most like, with their similarity; `against` is the nearest thing that speaks
    against it (another code's words, with its key), where there is one; `note` is one plain sentence. `unsure` is
    how unsure a suggester that learns was of the whole passage: the entropy of all its codes together, in bits.
    """

    method: str
    note: str = ""
    cues: tuple[str, ...] = ()
    nearest: tuple[tuple[str, float], ...] = ()
    against: tuple[str, str, float] | None = None
    unsure: float | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a suggester returns: this passage may show this code. `score` is in [0, 1]."""

    source_id: str
    span: Span
    code_id: str
    score: float
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """One machine run, with enough on record to repeat it. Written before its suggestions.

    `recipe` is the recipe's text as run and `recipe_sha256` its hash; `models` maps each model's name to its
    digest; `versions` maps package names to versions.
    """

    id: str
    recipe_name: str
    recipe: str
    recipe_sha256: str
    codebook_version: int
    seed: int
    started: datetime
    finished: datetime | None = None
    models: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    segmentation_id: str | None = None
    counts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposal on record. Immutable; pending as long as no Decision is about it."""

    id: str
    run_id: str
    source_id: str
    span: Span
    code_id: str
    score: float
    why: tuple[Why, ...]


AT_ONCE = "bulk"
"""The door (`Decision.where`) of what was accepted all at once: nobody read it one by one, so it is evidence of nothing."""


class Action(StrEnum):
    """What a person can do with a suggestion."""

    ACCEPT = "accept"
    CHANGE = "change"
    REJECT = "reject"
    UNSURE = "unsure"

    @property
    def writes_coding(self) -> bool:
        """Whether this action makes a coding in the same transaction."""
        return self in (Action.ACCEPT, Action.CHANGE)


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's answer to a suggestion. Append-only; accept and change name the coding they made.

    `codebook_version` is the version that it was made under; the store sets it, and old decisions have none.
    """

    id: str
    suggestion_id: str
    action: Action
    coder_id: str
    at: datetime
    where: str
    coding_id: str | None = None
    codebook_version: int | None = None

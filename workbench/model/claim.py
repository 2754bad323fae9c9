"""Claims that policy makes, and links from a claim to what people report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from workbench.model.span import Span


class Modality(StrEnum):
    """How strongly a policy says it."""

    MUST = "must"
    SHOULD = "should"
    WILL = "will"
    ASPIRATION = "aspiration"


class Stance(StrEnum):
    """How a passage stands to a claim: a person's judgement, never a machine's, never read off similarity.

    *Mixed* and *silent* are computed per person and are not stances.
    """

    FULFILLED = "fulfilled"
    STRAINED = "strained"
    CONTRADICTED = "contradicted"
    UNCLEAR = "unclear"


class GapType(StrEnum):
    """In what way practice differs from what was imagined."""

    NONE = "none"
    ABSENT = "absent"
    WORKAROUND = "workaround"
    TRADE_OFF = "trade_off"
    INTENSIFICATION = "intensification"
    DISTORTION = "distortion"
    DISPLACEMENT = "displacement"
    INVISIBLE_WORK = "invisible_work"
    BETTER_THAN_IMAGINED = "better_than_imagined"


class Voice(StrEnum):
    """Whose practice a passage speaks of."""

    OWN_PRACTICE = "own_practice"
    TEAM_PRACTICE = "team_practice"
    REPORTED_OTHER = "reported_other"
    HYPOTHETICAL = "hypothetical"
    GENERAL_OPINION = "general_opinion"


@dataclass(frozen=True, slots=True)
class Claim:
    """One expectation stated by policy, anchored to the extract it was taken from.

    Frozen once interviews are linked to it. `theme` is a code's id or None.
    """

    id: str
    key: str
    source_id: str
    span: Span
    statement: str
    modality: Modality
    theme: str | None = None
    country: str = ""
    in_force_from: date | None = None
    in_force_to: date | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Link:
    """A person's judgement of how a passage stands to a claim (REFI-QDA: Link)."""

    id: str
    claim_id: str
    source_id: str
    span: Span
    stance: Stance
    gap_type: GapType
    voice: Voice
    coder_id: str
    created: datetime
    from_suggestion: str | None = None

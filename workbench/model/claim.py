"""Claims that policy makes, and links from a claim to what people report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from workbench.model.source import Variety
from workbench.model.span import Span
from workbench.model.suggestion import Why

POLICY = (Variety.IMAGINED, Variety.PRESCRIBED, Variety.INSTRUCTED)
"""The varieties of source that say what should be done: claims are taken from these, and passages of the others are linked."""


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


class Tense(StrEnum):
    """Whether a passage tells of what was, is, or is to come; unclear where nobody said."""

    PAST = "past"
    PRESENT = "present"
    PLANNED = "planned"
    UNCLEAR = "unclear"


class ClaimAnswer(StrEnum):
    """What a person can do with a passage proposed for a claim."""

    LINK = "link"
    REJECT = "reject"
    UNSURE = "unsure"


class LookKind(StrEnum):
    """What is on record of a claim: a look for negative cases, or an export made without one (or without a gap type)."""

    NEGATIVE_CASES = "negative_cases"
    EXPORTED_WITHOUT = "exported_without"


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
    """A person's judgement of how a passage stands to a claim (REFI-QDA: Link). Its note is a Memo about the link.

    `from_suggestion` is the proposed passage (`ClaimSuggestion`) that it was made from, if any.
    """

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
    tense: Tense = Tense.UNCLEAR


@dataclass(frozen=True, slots=True)
class ClaimProposal:
    """What the machine returns: this passage may bear on this claim. It says nothing of stance. `score` is in [0, 1]."""

    claim_id: str
    source_id: str
    span: Span
    score: float
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class ClaimSuggestion:
    """A passage proposed for a claim, on record. Immutable; it waits as long as nobody answered."""

    id: str
    run_id: str
    claim_id: str
    source_id: str
    span: Span
    score: float
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class ClaimDecision:
    """A person's answer to a proposed passage. Append-only; `link` names the link it made."""

    id: str
    suggestion_id: str
    action: ClaimAnswer
    coder_id: str
    at: datetime
    where: str
    link_id: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the interview guide, at a place in it, and the ids of the claims it asks about."""

    id: str
    key: str
    text: str
    position: int
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """That an interviewer's turn (`ordinal` in its source) asks a question of the guide: a person's judgement."""

    question_id: str
    source_id: str
    ordinal: int
    coder_id: str


@dataclass(frozen=True, slots=True)
class ClaimLook:
    """What somebody did about a claim's other side: see `LookKind`. `note` is the reason, where one had to be given."""

    id: str
    claim_id: str
    coder_id: str
    at: datetime
    what: LookKind
    note: str = ""

"""What the demonstration study is made of: invented people, interviews and policy, with the coding they were written for.

The design coding says what each utterance was meant to show. It is a design, not a finding and not the truth about a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workbench.model import GapType, Modality, Role, Stance, Variety, Voice

LABEL = "SYNTHETIC DEMONSTRATION DATA, NO REAL PERSON OR ORGANISATION"
SUFFIXES = {"txt": "txt", "md": "md", "otter_txt": "txt", "vtt_teams": "vtt", "zoom_vtt": "vtt"}


@dataclass(frozen=True, slots=True)
class Site:
    """A fictional place of work. `network` is mixed, integrated or dispersed."""

    key: str
    name: str
    country: str
    network: str
    setting: str


@dataclass(frozen=True, slots=True)
class Participant:
    """An invented coordinator. `years` is a band; `caseload` counts people."""

    key: str
    site: Site
    profession: str
    years: str
    gender: str
    caseload: int
    language: str

    @property
    def case_name(self) -> str:
        """The name of this person's case in a study, such as SYN-E1-01."""
        return f"SYN-{self.key}"


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the interviewer's guide, and the keys of the claims it bears on."""

    key: str
    topic: str
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DesignedLink:
    """How an utterance was meant to stand to a claim when it was written."""

    claim: str
    stance: Stance
    gap_type: GapType
    voice: Voice


@dataclass(frozen=True, slots=True)
class Utterance:
    """One codable stretch of talk with the codes (keys) and links it was written for; no codes means no theme."""

    text: str
    codes: tuple[str, ...] = ()
    links: tuple[DesignedLink, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenTurn:
    """What one speaker says before the other does. `question` is the guide's key where one is asked."""

    role: Role
    parts: tuple[Utterance, ...]
    question: str | None = None

    @property
    def text(self) -> str:
        """The turn's words, its parts joined by single spaces."""
        return " ".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Interview:
    """One written interview. `format` says which kind of transcript file it becomes."""

    participant: Participant
    format: str
    recorded: date
    voice_sheet: Mapping[str, Any]
    turns: tuple[WrittenTurn, ...]

    @property
    def file_name(self) -> str:
        """The transcript's file name, such as SYN_E1-01.txt."""
        return f"SYN_{self.participant.key}.{SUFFIXES[self.format]}"

    @property
    def utterances(self) -> tuple[Utterance, ...]:
        """What the participant says, in order; the interviewer's words carry no themes and are left out."""
        return tuple(part for turn in self.turns if turn.role is Role.PARTICIPANT for part in turn.parts)


@dataclass(frozen=True, slots=True)
class DesignedClaim:
    """An expectation stated by an extract; its country and dates are the document's."""

    key: str
    theme: str
    modality: Modality
    statement: str


@dataclass(frozen=True, slots=True)
class PolicyExtract:
    """One paragraph of a policy. `echoes` are keys of claims anchored elsewhere that it says again."""

    key: str
    text: str
    claim: DesignedClaim | None = None
    echoes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """An invented policy. `in_force_to` is None where it has no end."""

    key: str
    file_name: str
    title: str
    issuer: str
    country: str
    variety: Variety
    issued: date
    in_force_from: date
    in_force_to: date | None
    extracts: tuple[PolicyExtract, ...]


@dataclass(frozen=True, slots=True)
class DemonstrationStudy:
    """The whole study: everybody in the design, and the interviews and policies written so far."""

    key: str
    name: str
    label: str
    sites: tuple[Site, ...]
    participants: tuple[Participant, ...]
    guide: tuple[Question, ...]
    interviews: tuple[Interview, ...]
    documents: tuple[PolicyDocument, ...]

    @property
    def claims(self) -> tuple[tuple[PolicyDocument, PolicyExtract, DesignedClaim], ...]:
        """Every claim with the document and the extract it is anchored in, by key."""
        found = [(doc, part, part.claim) for doc in self.documents for part in doc.extracts if part.claim]
        return tuple(sorted(found, key=lambda row: row[2].key))

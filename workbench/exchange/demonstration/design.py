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
SUFFIXES = {"docx": "docx", "txt": "txt", "otter_txt": "txt", "vtt_teams": "vtt", "zoom_vtt": "vtt"}


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
class NearMiss:
    """The code (key) that an utterance tempts a reader to give, and why the design reads it otherwise."""

    code: str
    note: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """One codable stretch of talk with the codes (keys) and links it was written for; no codes means no theme.

    `pieces` are its words between the interviewer's back-channels (`heard`, one fewer). `marks` name the difficulty
    it was written to have: negated, ironic, reported, hypothetical, led, contradicts_self.
    """

    pieces: tuple[str, ...]
    heard: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    links: tuple[DesignedLink, ...] = ()
    marks: tuple[str, ...] = ()
    near_miss: NearMiss | None = None

    @property
    def text(self) -> str:
        """The speaker's own words, without back-channels."""
        return " ".join(self.pieces)


@dataclass(frozen=True, slots=True)
class WrittenTurn:
    """What one speaker says before the other does, back-channels aside.

    `question` is the guide's key where one is asked; `file` counts the recording's files from 1.
    """

    role: Role
    parts: tuple[Utterance, ...]
    question: str | None = None
    file: int = 1

    @property
    def spoken(self) -> tuple[tuple[Role, tuple[str, ...]], ...]:
        """Who says what in turn: the speaker's words, a tuple of paragraphs, broken by the other's back-channels."""
        lines: list[tuple[Role, tuple[str, ...]]] = []
        paragraphs: list[str] = []
        for part in self.parts:
            for piece, heard in zip(part.pieces, (*part.heard, None), strict=True):
                paragraphs.append(piece)
                if heard is not None:
                    lines += [(self.role, tuple(paragraphs)), (Role.INTERVIEWER, (heard,))]
                    paragraphs = []
        return (*lines, (self.role, tuple(paragraphs)))


@dataclass(frozen=True, slots=True)
class Interview:
    """One written interview. `format` says which kind of transcript file it becomes."""

    participant: Participant
    format: str
    recorded: date
    voice_sheet: Mapping[str, Any]
    turns: tuple[WrittenTurn, ...]

    @property
    def file_names(self) -> tuple[str, ...]:
        """The transcript's file names in order, such as SYN_E1-01.docx; with _part1 where there are several."""
        count = max(turn.file for turn in self.turns)
        parts = [f"_part{number}" for number in range(1, count + 1)] if count > 1 else [""]
        return tuple(f"SYN_{self.participant.key}{part}.{SUFFIXES[self.format]}" for part in parts)

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
class SiteDocument:
    """An invented document about one site: an observer's note or an audit return, with paragraphs and their codes."""

    file_name: str
    title: str
    site: Site
    variety: Variety
    written: date
    paragraphs: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an interview was written to: how many segments, how many without a theme, how many with each theme.

    `stances` has one letter per claim in order of key: F fulfilled, S strained, C contradicted, - silent.
    """

    segments: int
    none: int
    themes: Mapping[str, int]
    stances: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemonstrationStudy:
    """The whole study: everybody in it, what each says, and the documents they are set against."""

    key: str
    name: str
    label: str
    seed: int
    sites: tuple[Site, ...]
    participants: tuple[Participant, ...]
    guide: tuple[Question, ...]
    interviews: tuple[Interview, ...]
    documents: tuple[PolicyDocument, ...]
    site_documents: tuple[SiteDocument, ...]
    plans: Mapping[str, Plan]

    @property
    def in_force(self) -> tuple[PolicyDocument, ...]:
        """The policies that were in force while interviews were held."""
        return tuple(document for document in self.documents if document not in self.later)

    @property
    def later(self) -> tuple[PolicyDocument, ...]:
        """The policies that came into force after the last interview."""
        last = max((interview.recorded for interview in self.interviews), default=date.max)
        return tuple(document for document in self.documents if document.in_force_from > last)

    @property
    def claims(self) -> tuple[tuple[PolicyDocument, PolicyExtract, DesignedClaim], ...]:
        """Every claim with the document and the extract it is anchored in, by key."""
        found = [(doc, part, part.claim) for doc in self.documents for part in doc.extracts if part.claim]
        return tuple(sorted(found, key=lambda row: row[2].key))

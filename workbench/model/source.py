"""Sources, their turns, and how they are cut into segments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from workbench.model.identity import canonical_json, id_of
from workbench.model.span import Span


class Variety(StrEnum):
    """Which kind of account of work a source gives (Shorrock's varieties and proxies of human work).

    An interview is `DISCLOSED`: what coordinators report. It is shown as "as done" only with that caption.
    """

    IMAGINED = "imagined"
    PRESCRIBED = "prescribed"
    INSTRUCTED = "instructed"
    DISCLOSED = "disclosed"
    OBSERVED = "observed"
    MEASURED = "measured"
    JUDGED = "judged"


class Role(StrEnum):
    """Who is speaking. Interviewer turns never carry themes."""

    INTERVIEWER = "interviewer"
    PARTICIPANT = "participant"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a source came from: file name, the reader that took it in, and that reader's settings."""

    file: str
    reader: str
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    r"""One transcript or document (REFI-QDA: TextSource). Its text never changes after ingest.

    `text` is UTF-8, NFC, with newlines as `\n`; `original` is the file as it came, byte for byte. A correction is a
    new Source whose `revision_of` names the old one.
    """

    id: str
    name: str
    text: str
    sha256: str
    original: bytes
    origin: Origin
    variety: Variety
    language: str = "en"
    revision_of: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's stretch of talk. `span` covers the words spoken, not the label before them.

    `time` is the start in seconds from the beginning of the recording, where the file says.
    """

    source_id: str
    ordinal: int
    span: Span
    speaker: str
    role: Role
    time: float | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Segmentation:
    """One way of cutting sources into segments. The same method and settings always have the same id."""

    method: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id that belongs to this method and these settings."""
        return id_of("segmentation", self.method, canonical_json(dict(self.settings)))


@dataclass(frozen=True, slots=True)
class Segment:
    """One unit of a segmentation. Its words are `span.of(source.text)`; they are stored nowhere else."""

    segmentation_id: str
    source_id: str
    ordinal: int
    span: Span


@dataclass(frozen=True, slots=True)
class Passage:
    """A span with its words at hand: what the machine reads and the page shows."""

    source_id: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class ImportWarning:
    """Something an import noticed: what, and the line of the file (from 1) where there is one."""

    message: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What one import found. `speakers` maps each label to its guessed role; `minutes` is None when untimed."""

    file: str
    reader: str
    encoding: str | None
    turns: int
    words: int
    speakers: Mapping[str, Role]
    minutes: float | None
    metadata: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[ImportWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read: the source, its turns in order, and the report. Nothing is stored yet."""

    source: Source
    turns: tuple[Turn, ...]
    report: ImportReport

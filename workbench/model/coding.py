"""People's judgements on passages: codings and memos, and who made them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from workbench.model.identity import sha256_text
from workbench.model.span import Span


class CoderKind(StrEnum):
    """A machine coder is named by its Run."""

    PERSON = "person"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Coder:
    """Who coded (REFI-QDA: User)."""

    id: str
    name: str
    kind: CoderKind = CoderKind.PERSON


@dataclass(frozen=True, slots=True)
class Coding:
    """A person's judgement that a passage shows a code (REFI-QDA: Coding).

    Anchored to source and span, so that no other segmentation can move it. Unique for (source, span, code, coder).
    `digest` is `coding_digest` at the time of coding: damage to text or span shows as a difference. `found_by` is the
    search it was made from, if it was: such a coding was not read one by one.
    """

    id: str
    source_id: str
    span: Span
    code_id: str
    coder_id: str
    codebook_version: int
    created: datetime
    digest: str
    from_suggestion: str | None = None
    found_by: str | None = None


def coding_digest(source_sha256: str, span: Span, quotation: str) -> str:
    """Return the hash that ties a coding to its source, its span and the very words it covered."""
    return sha256_text(f"{source_sha256}\n{span.start}\n{span.end}\n{quotation}")


@dataclass(frozen=True, slots=True)
class Memo:
    """A note about exactly one thing (REFI-QDA: Note). `version` counts edits, so that two writers notice."""

    id: str
    about_kind: str
    about_id: str
    text: str
    coder_id: str
    created: datetime
    version: int = 1

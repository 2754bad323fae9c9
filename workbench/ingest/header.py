"""The block at the top that says when, where and who: metadata, never speech. Notices likewise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from workbench.ingest.lines import Line
from workbench.ingest.roles import folded, role_of_label

_DEEPEST = 40
_LONGEST_NOTICE = 400
# A title page has a few short lines above its first "Key: value"; more than that is already the text.
_TITLE_LINES, _TITLE_WORDS = 8, 14
_PAIR = re.compile(r"\s*(?:\*\*|__)?(?P<key>[^\W_][\w .'’/()-]{0,38}?)\s*:(?:\*\*|__)?(?:\s+(?P<value>\S.*))?$")
_LEGEND = re.compile(r"\b(?P<key>[A-Z]{1,4}\d?)\s*=\s*(?P<value>[A-Z][\w.'’]*(?: (?!\w+\s*=)[A-Z][\w.'’]*){0,3})")
_FENCE = re.compile(r"\s*(-{3,}|={3,}|_{3,}|\*{3,})\s*")
_KEYS = frozenset(
    [
        "date",
        "time",
        "place",
        "location",
        "site",
        "venue",
        "version",
        "duration",
        "length",
        "study",
        "project",
        "title",
        "file",
        "filename",
        "recording",
        "recorded",
        "transcriber",
        "transcribed",
        "transcription",
        "transcript",
        "language",
        "interview",
        "id",
        "case",
        "wave",
        "part",
        "session",
        "status",
        "anonymised",
        "anonymisation",
        "profession",
        "role",
        "setting",
        "present",
        "timestamp",
        "source",
        "author",
        "authors",
        "published",
        "publisher",
        "organisation",
        "reference",
        "service",
        "country",
        "format",
        "mode",
        "consent",
        "notes",
        "gender",
        "age",
        "document",
        "kind",
        "type",
        "updated",
    ]
)
_KEY_ENDS = (" id", " by", " date", " number", " no", " no.", " status", " name", " code")
_KEY_STARTS = ("date ", "interview ", "participant ", "in attendance", "length of", "years ")
_PEOPLE = frozenset(
    {"interviewer", "interviewee", "participant", "respondent", "moderator", "facilitator", "researcher"}
)
_CODE = re.compile(r"[A-Z]{1,4}[-.]?\d[\w.-]*|[A-Z](?:\.? ?[A-Z]){1,3}\.?|\d+")
_NAMES = re.compile(r"[A-Z][\w.'’-]*(?:,? (?:[A-Z][\w.'’-]*|\([^)]*\)|and|&)){0,5}")
_SPOKEN = frozenset(
    [
        "ok",
        "okay",
        "hello",
        "hi",
        "yes",
        "no",
        "yeah",
        "right",
        "good",
        "thanks",
        "so",
        "well",
        "mm",
        "mhm",
        "um",
        "oh",
        "bore",
        "shwmae",
        "croeso",
        "welcome",
        "helo",
        "ie",
        "na",
        "great",
    ]
)
_NOTICE = re.compile(
    r"(?i)\W*(.*\bsynthetic\b.*\bdata\b.*|.*\bno real (person|people)\b.*|(strictly )?(private and )?confidential\W*.{0,60}|"
    r"(the )?end of (the )?(interview|transcript|recording|session|file|tape)\b.{0,30}|"
    r"(transcript|transcription|recording) (ends|begins|starts|stops)\b.{0,30})"
)
_SYNTHETIC = re.compile(r"(?i)[\W_]*synthetic\b.*\bdata\b")
_SERVICE = re.compile(r"(?i)\W*.{0,60}\b(started|stopped) (the )?transcription\W*")


@dataclass
class Header:
    """What the top of a file says: `metadata` in the file's words, and the indices of the lines that say it."""

    metadata: dict[str, str] = field(default_factory=dict)
    lines: set[int] = field(default_factory=set)


def find_header(lines: Sequence[Line]) -> Header:
    """Return the header block of a file; empty when the file starts with speech."""
    header, sure, gap, titles = Header(), set[str](), False, 0
    for index, line in enumerate(lines[:_DEEPEST]):
        if line.speaker is not None or line.cells:
            break
        if not line.text.strip() or _FENCE.fullmatch(line.text) or is_notice(line.text):
            gap = gap or not line.text.strip()
            continue
        found = _entries(line.text, lines, index, near=bool(sure) and not gap, begun=bool(sure))
        if found is None:
            titles += 1
            if header.lines or titles > _TITLE_LINES or len(line.text.split()) > _TITLE_WORDS:
                break
            continue
        if any(key in header.metadata for key in found):
            break
        header.metadata |= found
        header.lines.add(index)
        sure |= {key for key in found if _is_key(key)}
        gap = False
    return header


def is_notice(text: str) -> bool:
    """Say whether a first or last line is a notice ('END OF INTERVIEW', 'SYNTHETIC DEMONSTRATION DATA ...')."""
    # Long lines are no notices, and the patterns below would take long over them.
    if len(text) > _LONGEST_NOTICE:
        return False
    words = text.split()
    shouted = len(words) >= 4 and len(text.strip()) >= 20 and text.isupper()
    return shouted or (len(words) <= 40 and _NOTICE.fullmatch(text.strip()) is not None)


def says_synthetic(text: str) -> bool:
    """Say whether a first or last line declares invented data: a notice such as 'SYNTHETIC DATA, for teaching'."""
    return is_notice(text) and _SYNTHETIC.match(text) is not None


def is_service_line(text: str) -> bool:
    """Say whether the line was written by a meeting program ('Jane Doe started transcription')."""
    return len(text) <= _LONGEST_NOTICE and _SERVICE.fullmatch(text.strip()) is not None


def _entries(text: str, lines: Sequence[Line], index: int, *, near: bool, begun: bool) -> dict[str, str] | None:
    """The key and value of a header line, or a legend ('I = Interviewer   R = Respondent'); None for anything else."""
    pair = _PAIR.match(text)
    if pair is None:
        legend = {found["key"]: found["value"].strip() for found in _LEGEND.finditer(text)}
        return legend if len(legend) >= 2 or any(role_of_label(v) for v in legend.values()) else None
    key, value = pair["key"].strip(), (pair["value"] or "").strip()
    if _is_key(key):
        return {key: value}
    if folded(key) in _PEOPLE or (role_of_label(key) and len(key) > 3):
        return {key: value} if _is_person(value, near=near, again=_recurs(key, lines, index)) else None
    short = 0 < len(value.split()) <= 6 and not value.endswith((".", "?", "!"))
    if near and begun and short and role_of_label(key) is None and not _recurs(key, lines, index):
        return {key: value}
    return None


def _is_key(key: str) -> bool:
    name = folded(key)
    return name in _KEYS or name.endswith(_KEY_ENDS) or name.startswith(_KEY_STARTS)


def _is_person(value: str, *, near: bool, again: bool) -> bool:
    """A code, initials or a name; a single word such as 'Hello' only where nobody is labelled so later on."""
    if (
        not value
        or folded(value).strip(".!, ") in _SPOKEN
        or folded(value.split(maxsplit=1)[0]).strip(".!,") in _SPOKEN
    ):
        return False
    if _CODE.fullmatch(value):
        return True
    if _NAMES.fullmatch(value) is None or value.endswith((".", "?", "!")):
        return False
    return not again or (near and len(value.split()) >= 2)


def _recurs(key: str, lines: Sequence[Line], index: int) -> bool:
    start = folded(key) + ":"
    return any(folded(line.text).startswith(start) for line in lines[index + 1 :])

"""Finding speaker labels: candidates line by line, the decision over the whole file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from workbench.ingest.clock import STAMP, leading_time, seconds
from workbench.ingest.lines import Line, quoted, where
from workbench.ingest.roles import folded, is_numbered_speaker, role_of_label
from workbench.model import ImportWarning, Role

_LABEL = r"(?P<label>[^\W\d_][\w.'’&/-]{0,30}(?: [\w.'’&/-]{1,30}){0,3}?)"
_LEAD = rf"\s*(?:{STAMP}[\s\-–]*)?(?:\*\*|__|\*)?"
_ASIDE = r"(?:\s*[\[(][^\])]{1,30}[\])])?"
_FORMS = {
    "meeting": re.compile(rf"\s*(?:\*\*)?{_LABEL}(?:\*\*)?[\s,\-–]+{STAMP}\s*$"),
    "colon": re.compile(rf"{_LEAD}{_LABEL}{_ASIDE}(?:\*\*|__|\*)?\s?[:：](?:\*\*|__|\*)?(?:\s+|$)"),
    "tight": re.compile(rf"{_LEAD}{_LABEL}[:：](?=[^\s/\d:])"),
    "tab": re.compile(rf"{_LEAD}{_LABEL}{_ASIDE}(?:\*\*)?\t+(?=\S|$)"),
    "spaces": re.compile(r"(?P<label>[A-Z][A-Z0-9.]{0,4})(?: {2,}(?=\S)|\s*$)"),
}
_SMALL = frozenset(["de", "da", "van", "von", "der", "den", "of", "y", "ap", "ab", "ferch", "and", "&", "la", "le"])
_NEVER = frozenset(
    [
        "yes",
        "no",
        "yeah",
        "well",
        "so",
        "and",
        "but",
        "or",
        "note",
        "notes",
        "then",
        "okay",
        "ok",
        "right",
        "now",
        "first",
        "second",
        "third",
        "also",
        "anyway",
        "example",
        "location",
        "time",
        "date",
        "page",
        "http",
        "https",
        "at",
        "in",
        "on",
        "by",
        "the",
        "remember",
        "important",
        "summary",
        "aim",
        "plan",
        "option",
        "result",
        "answer",
        "question",
    ]
)
_SURE = {"meeting", "colon", "tight", "tab"}


@dataclass(frozen=True, slots=True)
class Hit:
    """A label at the start of a line: where the words after it begin, and the time beside it in seconds."""

    label: str
    form: str
    words: int
    time: float | None


@dataclass
class Labels:
    """The labels of a file: by line index, and what was seen but not believed."""

    hits: dict[int, Hit] = field(default_factory=dict)
    warnings: list[ImportWarning] = field(default_factory=list)


def find_labels(lines: Sequence[Line], *, skip: Collection[int], known: Collection[str]) -> Labels:
    """Return the labels of a file.

    A label is known by itself (I, INT, P07, Moderator, or one of `known`) or stands at the start of several lines and
    looks like a name; a single capitalised word before a colon is speech, and is mentioned in a warning.
    """
    sure = {folded(label) for label in known}
    found = {index: hit for index, line in enumerate(lines) if index not in skip and (hit := _candidate(line, sure))}
    spoken = [found.get(index) for index, line in enumerate(lines) if index not in skip and line.text.strip()]
    accepted = _accepted(list(found.values()), sure, spoken)
    names = _spellings(found.values())
    hits = {
        index: Hit(names[folded(hit.label)], hit.form, hit.words, hit.time)
        for index, hit in found.items()
        if (folded(hit.label), _family(hit)) in accepted
    }
    doubtful = [(index, hit) for index, hit in found.items() if index not in hits and hit.form == "colon"]
    return Labels(hits, _doubts(doubtful, lines) if hits else [])


def _candidate(line: Line, sure: Collection[str]) -> Hit | None:
    for form, pattern in _FORMS.items():
        match = pattern.match(line.text)
        if match is None:
            continue
        label = match["label"].strip()
        by_itself = _is_known(label, sure)
        if form == "tight" and not by_itself:
            continue
        if by_itself or _is_namelike(label):
            return _hit(line.text, match, form, label)
    return _bold_label(line, sure)


def _hit(text: str, match: re.Match[str], form: str, label: str) -> Hit:
    stamp = re.search(STAMP, match[0])
    time = seconds(stamp[0]) if stamp else None
    after, length = leading_time(text[match.end() :])
    return Hit(label, form, match.end() + length, time if time is not None else after)


def _bold_label(line: Line, sure: Collection[str]) -> Hit | None:
    label = line.bold.strip().rstrip(":").strip()
    if not label or len(label) > 40 or not line.text.startswith(line.bold):
        return None
    if not (_is_known(label, sure) or _is_namelike(label)):
        return None
    time, length = leading_time(line.text[len(line.bold) :])
    return Hit(label, "bold", len(line.bold) + length, time)


def _is_known(label: str, sure: Collection[str]) -> bool:
    return folded(label) in sure or role_of_label(label) is not None or is_numbered_speaker(label)


def _is_namelike(label: str) -> bool:
    words = label.split()
    if len(label) > 30 or folded(words[0]).strip(".") in _NEVER:
        return False
    if any(word.endswith(".") and len(word) > 4 for word in words):
        return False
    return all(word[0].isupper() or word[0].isdigit() or word in _SMALL for word in words) and words[0][0].isupper()


def _is_coded(label: str) -> bool:
    """Initials, capitals or a study code: JB, CARER, E1-04."""
    return label == label.upper() and any(c.isalpha() for c in label)


def _family(hit: Hit) -> str:
    return "sure" if hit.form in _SURE else hit.form


def _accepted(hits: list[Hit], sure: Collection[str], lines: Sequence[Hit | None]) -> set[tuple[str, str]]:
    times = Counter((folded(hit.label), _family(hit)) for hit in hits)
    first = {(folded(hit.label), _family(hit)): hit for hit in reversed(hits)}
    known = {key for key, hit in first.items() if _known_enough(hit, times[key], sure)}
    single = {key for key in known if len(key[0]) == 1 and times[key] < 2}
    if known == single and len(single) < 2:
        known -= single
    least = 3 if any(_is_known(key[0], ()) for key in known) else 2
    names = {
        key
        for key, hit in first.items()
        if key not in known
        and key[1] in {"sure", "bold"}
        and not (key[1] == "sure" and hit.form == "tab" and times[key] < 3)
        if times[key] >= (2 if _is_coded(hit.label) else least)
    }
    if not known and (len(names) < 2 or sum(times[key] for key in names) * 10 < len(lines)):
        names = {key for key in names if len(names) == 1 and times[key] >= 3 and times[key] * 3 >= len(lines)}
    if not names and known and all(role_of_label(label) is Role.INTERVIEWER for label, _ in known):
        names = _answering(lines, known)
    taken = known | names | _columns(times, names | known)
    return taken | {key for key, hit in first.items() if _fits_once(key, hit, taken, first)}


def _answering(lines: Sequence[Hit | None], asking: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """The one name that follows an interviewer's line twice or more, where no other name recurs: a short talk."""
    keys = [(folded(hit.label), _family(hit)) if hit and hit.form != "tab" else None for hit in lines]
    forms = {family for _, family in asking} & {"sure", "bold"}
    times = Counter(key for key in keys if key and key not in asking and key[1] in forms)
    names = {key for key, count in times.items() if count >= 2}
    answers = sum(1 for before, key in pairwise(keys) if before in asking and key in names)
    return names if len(names) == 1 and answers >= 2 else set()


def _known_enough(hit: Hit, times: int, sure: Collection[str]) -> bool:
    if not _is_known(hit.label, sure) or hit.form == "spaces":
        return False
    if hit.form == "tab":
        return times >= 2
    return True


def _columns(times: Counter[tuple[str, str]], taken: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Labels set off by spaces alone: at least two of them, each three times or more."""
    columns = {key for key, count in times.items() if key[1] == "spaces" and count >= 3}
    beside = {key for key in times if key[1] == "spaces" and (key[0], "sure") in taken}
    if len(columns) >= 2 or (columns and beside):
        return columns | beside | {key for key in times if key[1] == "spaces" and len(key[0]) > 1}
    return beside


def _fits_once(
    key: tuple[str, str], hit: Hit, taken: Collection[tuple[str, str]], first: dict[tuple[str, str], Hit]
) -> bool:
    """A third person who speaks once is believed when the label is coded as the others are (CARER beside INT)."""
    others = [first[other].label for other in taken if other[1] == "sure"]
    return key[1] == "sure" and len(others) >= 2 and _is_coded(hit.label) and all(_is_coded(label) for label in others)


def _spellings(hits: Collection[Hit]) -> dict[str, str]:
    names: dict[str, str] = {}
    for hit in hits:
        names.setdefault(folded(hit.label), hit.label)
    return names


def _doubts(doubtful: Sequence[tuple[int, Hit]], lines: Sequence[Line]) -> list[ImportWarning]:
    by_label: dict[str, list[int | None]] = {}
    for index, hit in doubtful:
        by_label.setdefault(hit.label, []).append(lines[index].number)
    return [
        ImportWarning(
            f"{quoted(label + ':')} ({where(numbers)}) could be a speaker but was read as speech, because it stands "
            f"{'once' if len(numbers) == 1 else 'too seldom'} in a file with other labels. If it is a speaker, give "
            f"it a role: `--role {_as_option(label)}`.",
            numbers[0],
        )
        for label, numbers in by_label.items()
    ]


def _as_option(label: str) -> str:
    told = f"{label}={Role.PARTICIPANT.value}"
    return told if re.fullmatch(r"[\w.=-]+", told) else f'"{told}"'

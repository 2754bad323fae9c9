"""The demonstration study as shipped: its folder read, its transcript and policy files made, its utterances found again.

Everything here is pure: a folder is read, values, bytes and spans come out, nothing is stored. The same folder always
gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml

from workbench.errors import FileUnreadable, NotFound, listed
from workbench.exchange.demonstration_design import (
    LABEL,
    SUFFIXES,
    DemonstrationStudy,
    DesignedClaim,
    DesignedLink,
    Interview,
    Participant,
    PolicyDocument,
    PolicyExtract,
    Question,
    Site,
    Utterance,
    WrittenTurn,
)
from workbench.model import GapType, Modality, Role, Span, Stance, Variety, Voice
from workbench.model.identity import id_of

_ROLES = {"I": Role.INTERVIEWER, "P": Role.PARTICIPANT}
_WORDS_PER_SECOND = 2.4
_PAUSE = 0.7  # seconds between two speakers
_WORDS_PER_CUE = 14
T = TypeVar("T")


def load_study(folder: Path) -> DemonstrationStudy:
    """Read a demonstration study from its folder: study.yaml, policy/*.yaml and interviews/*.yaml, by file name.

    Raises:
        FileUnreadable: when a file is missing, malformed or not labelled synthetic, or names something unknown.
    """
    study = _read(folder / "study.yaml", lambda data: _study(data, folder))
    if faults := list(_unknown(study)):
        raise FileUnreadable(
            f"The study in '{folder}' names what it does not hold: {listed(faults)}.", "Mend the YAML."
        )
    return study


def render(interview: Interview) -> bytes:
    """Return the transcript file of an interview in its own format (UTF-8), with the synthetic label first and last.

    Times are worked out from the number of words, so that the bytes are the same each time.
    """
    return ("\n".join(_WRITERS[interview.format](interview)) + "\n").encode("utf-8")


def policy_text(document: PolicyDocument) -> bytes:
    """Return the policy as a file (UTF-8): label, title, publisher, date, country, a paragraph per extract, label."""
    head = [f"Title: {document.title}", f"Publisher: {document.issuer}"]
    head += [f"Date: {document.issued.isoformat()}", f"Country: {document.country}"]
    body = [line for part in document.extracts for line in (part.text, "")]
    return ("\n".join([LABEL, "", *head, "", *body, LABEL]) + "\n").encode("utf-8")


def locate(text: str, part: str, after: int = 0) -> Span:
    """Return where `part` first stands in `text` at or after the code point `after`; spaces and line ends are alike.

    Raises:
        NotFound: when the words are not there, whole and in order.
    """
    words = r"\s+".join(re.escape(word) for word in part.split())
    found = re.compile(rf"(?<!\w){words}(?!\w)").search(text, after) if words else None
    if found is None:
        raise NotFound(f"'{part[:60]}' is not in the text after character {after}.", "Read the transcript in again.")
    return Span(found.start(), found.end())


def locate_utterances(interview: Interview, text: str) -> tuple[tuple[Utterance, Span], ...]:
    """Return each participant utterance with its span in the ingested `text`, walking both speakers' words in order.

    Raises:
        NotFound: when a turn's words are not in the text, or not in order.
    """
    found: list[tuple[Utterance, Span]] = []
    after = 0
    for turn in interview.turns:
        for part in turn.parts:
            span = locate(text, part.text, after)
            after = span.end
            if turn.role is Role.PARTICIPANT:
                found.append((part, span))
    return tuple(found)


def _read(path: Path, build: Callable[[dict[str, Any]], T]) -> T:
    """Read one of our YAML files and build from it; any fault is told with the file's name."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise FileUnreadable(f"'{path.name}' cannot be read: {fault}", "Check the folder of the study.") from fault
    if not isinstance(data, dict) or data.get("synthetic") is not True:
        raise FileUnreadable(f"'{path.name}' does not say 'synthetic: true'.", "Only invented data belong in it.")
    try:
        return build(data)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        why = f"lacks {fault}" if isinstance(fault, KeyError) else f"has a wrong value: {fault}"
        raise FileUnreadable(f"'{path.name}' {why}.", "Compare it with the other files of the study.") from fault


def _study(data: dict[str, Any], folder: Path) -> DemonstrationStudy:
    sites = {row["key"]: Site(**row) for row in data["sites"]}
    people = {row["key"]: Participant(**{**row, "site": sites[row["site"]]}) for row in data["participants"]}
    return DemonstrationStudy(
        key=data["key"],
        name=data["name"],
        label=data["label"],
        sites=tuple(sites.values()),
        participants=tuple(people.values()),
        guide=tuple(Question(row["key"], row["topic"], tuple(row["asks"])) for row in data["guide"]),
        interviews=tuple(_read(path, lambda found: _interview(found, people)) for path in _files(folder, "interviews")),
        documents=tuple(_read(path, _document) for path in _files(folder, "policy")),
    )


def _files(folder: Path, name: str) -> list[Path]:
    return sorted((folder / name).glob("*.yaml"))


def _interview(data: dict[str, Any], people: Mapping[str, Participant]) -> Interview:
    if data["format"] not in SUFFIXES:
        raise ValueError(f"format '{data['format']}' (there are {listed(SUFFIXES)})")
    turns = tuple(
        WrittenTurn(
            _ROLES[row["who"]], tuple(_utterance(part) for part in row.get("parts", [row])), row.get("question")
        )
        for row in data["turns"]
    )
    return Interview(people[data["participant"]], data["format"], data["recorded"], data["voice_sheet"], turns)


def _utterance(data: dict[str, Any]) -> Utterance:
    links = tuple(
        DesignedLink(row["claim"], Stance(row["stance"]), GapType(row["gap_type"]), Voice(row["voice"]))
        for row in data.get("links", ())
    )
    return Utterance(" ".join(data["text"].split()), tuple(data.get("codes", ())), links)


def _document(data: dict[str, Any]) -> PolicyDocument:
    return PolicyDocument(
        key=data["key"],
        file_name=data["file"],
        title=data["title"],
        issuer=data["issuer"],
        country=data["country"],
        variety=Variety(data["variety"]),
        issued=data["date"],
        in_force_from=data["in_force_from"],
        in_force_to=data["in_force_to"],
        extracts=tuple(_extract(row) for row in data["extracts"]),
    )


def _extract(data: dict[str, Any]) -> PolicyExtract:
    said = data.get("claim")
    claim = said and DesignedClaim(said["key"], said["theme"], Modality(said["modality"]), said["statement"])
    return PolicyExtract(data["key"], " ".join(data["text"].split()), claim, tuple(data.get("echoes", ())))


def _unknown(study: DemonstrationStudy) -> Iterator[str]:
    """Every claim or question that is named and not there, and every claim that is there twice."""
    claims = [claim.key for _, _, claim in study.claims]
    questions = {question.key for question in study.guide}
    yield from (f"claim {key} twice" for key in sorted(set(claims)) if claims.count(key) > 1)
    named = [(question.key, key) for question in study.guide for key in question.asks]
    named += [(part.key, key) for document in study.documents for part in document.extracts for key in part.echoes]
    for interview in study.interviews:
        named += [(interview.file_name, link.claim) for part in interview.utterances for link in part.links]
        asked = {turn.question for turn in interview.turns if turn.question}
        yield from (f"question {key} in {interview.file_name}" for key in sorted(asked - questions))
    yield from sorted({f"claim {key} in {where}" for where, key in named if key not in claims})


def _head(interview: Interview) -> list[str]:
    person = interview.participant
    return [
        f"Interview id: {person.case_name}",
        f"Site: {person.site.name}, {person.site.country}",
        f"Date: {interview.recorded.isoformat()}",
    ]


def _text(interview: Interview, labels: Mapping[Role, str]) -> list[str]:
    turns = [line for turn in interview.turns for line in (f"{labels[turn.role]} {turn.text}", "")]
    return [LABEL, "", *_head(interview), "", *turns, LABEL]


def _typed(interview: Interview) -> list[str]:
    return _text(interview, {Role.INTERVIEWER: "I:", Role.PARTICIPANT: "P:"})


def _markdown(interview: Interview) -> list[str]:
    return _text(interview, {Role.INTERVIEWER: "**Interviewer:**", Role.PARTICIPANT: "**Participant:**"})


def _otter(interview: Interview) -> list[str]:
    names, lines = _names(interview), [LABEL, ""]
    for turn, start, _ in _timed(interview):
        lines += [f"{names[turn.role]}  {int(start) // 60}:{int(start) % 60:02d}", turn.text, ""]
    return [*lines, LABEL]


def _teams(interview: Interview) -> list[str]:
    names, recording = _names(interview), id_of("recording", interview.file_name)
    lines = ["WEBVTT", "", f"NOTE {LABEL}", ""]
    for number, (turn, start, end, words) in enumerate(_cues(interview)):
        lines += [f"{recording}/{number}-0", f"{_clock(start)} --> {_clock(end)}"]
        lines += [f"<v {names[turn.role]}>{words}</v>", ""]
    return [*lines, f"NOTE {LABEL}"]


def _zoom(interview: Interview) -> list[str]:
    names, lines = _names(interview), ["WEBVTT", "", f"NOTE {LABEL}", ""]
    for number, (turn, start, end, words) in enumerate(_cues(interview), start=1):
        lines += [str(number), f"{_clock(start)} --> {_clock(end)}", f"{names[turn.role]}: {words}", ""]
    return [*lines, f"NOTE {LABEL}"]


def _names(interview: Interview) -> dict[Role, str]:
    return {Role.INTERVIEWER: "Interviewer", Role.PARTICIPANT: interview.participant.case_name}


def _timed(interview: Interview) -> Iterator[tuple[WrittenTurn, float, float]]:
    """Each turn with its start and end in seconds, at an even speaking rate."""
    start = 3.0
    for turn in interview.turns:
        end = start + len(turn.text.split()) / _WORDS_PER_SECOND
        yield turn, start, end
        start = end + _PAUSE


def _cues(interview: Interview) -> Iterator[tuple[WrittenTurn, float, float, str]]:
    """Each turn cut into subtitle cues of a few words, with their start and end in seconds."""
    for turn, start, _ in _timed(interview):
        words = turn.text.split()
        for first in range(0, len(words), _WORDS_PER_CUE):
            some = words[first : first + _WORDS_PER_CUE]
            begin = start + first / _WORDS_PER_SECOND
            yield turn, begin, begin + len(some) / _WORDS_PER_SECOND, " ".join(some)


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d}.{rest % 1000:03d}"


_WRITERS: dict[str, Callable[[Interview], list[str]]] = {
    "txt": _typed,
    "md": _markdown,
    "otter_txt": _otter,
    "vtt_teams": _teams,
    "zoom_vtt": _zoom,
}

"""The demonstration study as shipped: its folder read. Pure: values come out, nothing is stored."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml

from workbench.errors import FileUnreadable, listed
from workbench.exchange.demonstration.design import (
    SUFFIXES,
    DemonstrationStudy,
    DesignedClaim,
    DesignedLink,
    Interview,
    NearMiss,
    Participant,
    Plan,
    PolicyDocument,
    PolicyExtract,
    Question,
    Site,
    SiteDocument,
    Utterance,
    WrittenTurn,
)
from workbench.model import GapType, Modality, Role, Stance, Variety, Voice

_ROLES = {"I": Role.INTERVIEWER, "P": Role.PARTICIPANT}
_HEARD = re.compile(r"\s*\{([^{}]*)\}\s*")  # an interviewer's back-channel inside an answer: "I went {Mm.} and came"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml reads 28 interviews in a tenth of the time
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


def _read(path: Path, build: Callable[[dict[str, Any]], T]) -> T:
    """Read one of our YAML files and build from it; any fault is told with the file's name."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  # safe in both forms
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
        seed=data["seed"],
        sites=tuple(sites.values()),
        participants=tuple(people.values()),
        guide=tuple(Question(row["key"], row["topic"], tuple(row["asks"])) for row in data["guide"]),
        interviews=tuple(_read(path, lambda found: _interview(found, people)) for path in _files(folder, "interviews")),
        documents=tuple(_read(path, _document) for path in _files(folder, "policy")),
        site_documents=tuple(
            _read(path, lambda found: _site_document(found, sites)) for path in _files(folder, "sites")
        ),
        plans=_read(folder / "design.yaml", _plans),
    )


def _files(folder: Path, name: str) -> list[Path]:
    return sorted((folder / name).glob("*.yaml"))


def _interview(data: dict[str, Any], people: Mapping[str, Participant]) -> Interview:
    if data["format"] not in SUFFIXES:
        raise ValueError(f"format '{data['format']}' (there are {listed(SUFFIXES)})")
    turns = tuple(
        WrittenTurn(
            _ROLES[row["who"]], tuple(_utterance(part) for part in row.get("parts", [row])), row.get("question"), number
        )
        for row, number in zip(data["turns"], _file_numbers(data["turns"]), strict=True)
    )
    return Interview(people[data["participant"]], data["format"], data["recorded"], data["voice_sheet"], turns)


_UTTERANCE = {"text", "codes", "links", "marks", "near_miss"}
_TURN = _UTTERANCE | {"who", "parts", "question", "file"}


def _utterance(data: dict[str, Any]) -> Utterance:
    if strange := sorted(data.keys() - _TURN):
        raise ValueError(
            f"'{listed(strange)}' beside '{str(data.get('text', ''))[:40]}' (there are {listed(sorted(_TURN))})"
        )
    links = tuple(
        DesignedLink(row["claim"], Stance(row["stance"]), GapType(row["gap_type"]), Voice(row["voice"]))
        for row in data.get("links", ())
    )
    said = _HEARD.split(" ".join(data["text"].split()))
    if not all(said[::2]):
        raise ValueError(f"a back-channel at the edge of '{data['text'][:40]}'; it belongs between words")
    missed = data.get("near_miss")
    return Utterance(
        pieces=tuple(said[::2]),
        heard=tuple(said[1::2]),
        codes=tuple(data.get("codes", ())),
        links=links,
        marks=tuple(data.get("marks", ())),
        near_miss=NearMiss(**missed) if missed else None,
    )


def _file_numbers(rows: list[dict[str, Any]]) -> Iterator[int]:
    number = 1
    for row in rows:
        number = row.get("file", number)
        yield number


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


def _site_document(data: dict[str, Any], sites: Mapping[str, Site]) -> SiteDocument:
    return SiteDocument(
        file_name=data["file"],
        title=data["title"],
        site=sites[data["site"]],
        variety=Variety(data["variety"]),
        written=data["date"],
        paragraphs=tuple(_utterance(row) for row in data["paragraphs"]),
    )


def _plans(data: dict[str, Any]) -> dict[str, Plan]:
    def plan(segments: int, none: int, stances: str, **themes: int) -> Plan:
        return Plan(segments, none, themes, tuple(stances.split()))

    return {key: plan(**row) for key, row in data["interviews"].items()}


def _unknown(study: DemonstrationStudy) -> Iterator[str]:
    """Every claim or question that is named and not there, and every claim that is there twice."""
    claims = [claim.key for _, _, claim in study.claims]
    spoken = [interview.participant.key for interview in study.interviews]
    yield from (f"two interviews of {key}" for key in sorted(set(spoken)) if spoken.count(key) > 1)
    questions = {question.key for question in study.guide}
    yield from (f"claim {key} twice" for key in sorted(set(claims)) if claims.count(key) > 1)
    named = [(question.key, key) for question in study.guide for key in question.asks]
    named += [(part.key, key) for document in study.documents for part in document.extracts for key in part.echoes]
    for interview in study.interviews:
        where = f"SYN_{interview.participant.key}.yaml"
        named += [(where, link.claim) for part in interview.utterances for link in part.links]
        asked = {turn.question for turn in interview.turns if turn.question}
        yield from (f"question {key} in {where}" for key in sorted(asked - questions))
    yield from sorted({f"claim {key} in {where}" for where, key in named if key not in claims})

"""ACT: what people decided gives examples and near-misses for the codebook, and shows which codes it does not keep apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from workbench.errors import NotFound
from workbench.model import AT_ONCE, Code, Span
from workbench.store import OpenStudy
from workbench.store.suggestions import Answer

LONGEST_WORDS = 40
MOST = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that could stand in the codebook: as an example of a code, or as a near-miss that is `code` instead.

    `code` is None for an example, and for a near-miss that was rejected without another code. `score` is what the machine gave.
    """

    source_id: str
    span: Span
    words: str
    score: float
    code: Code | None = None


@dataclass(frozen=True, slots=True)
class Unseparated:
    """Two codes that stand for each other: how many suggestions of each were changed to the other."""

    first: Code
    second: Code
    first_to_second: int
    second_to_first: int


def suggested_examples(study: OpenStudy, code: str, *, most: int = MOST) -> list[Candidate]:
    """Return short passages whose suggestion of a code was accepted, those the machine was surest of first.

    What the code lists as an example already is left out.

    Raises:
        NotFound: when there is no such code.
    """
    found, answers = _answers(study, code, {"accept"})
    return _candidates(study, sorted(answers, key=lambda one: -one.score), found.examples, most)


def suggested_near_misses(study: OpenStudy, code: str, *, most: int = MOST) -> list[Candidate]:
    """Return short passages whose suggestion of a code was changed or rejected: those changed first, then the surest.

    What the code lists as a near-miss already is left out.

    Raises:
        NotFound: when there is no such code.
    """
    found, answers = _answers(study, code, {"change", "reject"})
    answers.sort(key=lambda one: (one.action != "change", -one.score))
    return _candidates(study, answers, [miss.text for miss in found.near_miss], most)


def unseparated(study: OpenStudy, *, at_least: int = 1) -> list[Unseparated]:
    """Return the pairs of codes that were changed into each other, both ways at least so often, the most often first."""
    book = study.codebook.current()
    changed = Counter(
        (one.code_id, one.given)
        for one in study.suggestions.answers()
        if one.action == "change" and one.given is not None
    )
    if book is None:
        return []
    found = [
        Unseparated(book.by_id[one], book.by_id[other], n, changed[other, one])
        for (one, other), n in changed.items()
        if one < other and min(n, changed[other, one]) >= at_least and {one, other} <= book.by_id.keys()
    ]
    return sorted(found, key=lambda pair: (-(pair.first_to_second + pair.second_to_first), pair.first.key))


def _answers(study: OpenStudy, code: str, actions: set[str]) -> tuple[Code, list[Answer]]:
    book = study.codebook.current()
    if book is None:
        raise NotFound("The study has no codebook yet.", "Bring one in with `workbench codebook import FILE`.")
    found, same = book.find(code), study.codebook.versions_meaning_the_same(book.find(code).id)
    mine = [one for one in study.suggestions.answers() if one.code_id == found.id and one.version in same]
    return found, [one for one in mine if one.action in actions and one.where != AT_ONCE]


def _candidates(
    study: OpenStudy, answers: list[Answer], listed: tuple[str, ...] | list[str], most: int
) -> list[Candidate]:
    book, texts = study.codebook.current(), dict[str, str]()
    known = {_plain(each) for each in listed}
    found: list[Candidate] = []
    for one in answers:
        text = texts.setdefault(one.source_id, study.sources.get(one.source_id).text)
        words = text[one.start : one.end].strip()
        if _plain(words) in known or len(words.split()) > LONGEST_WORDS:
            continue
        known.add(_plain(words))
        other = book.by_id.get(one.given or "") if book and one.action == "change" else None
        found.append(Candidate(one.source_id, Span(one.start, one.end), words, one.score, other))
        if len(found) == most:
            break
    return found


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()

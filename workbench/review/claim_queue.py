"""ACT: passages proposed for a claim, in the order in which somebody looks at them. Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from workbench.analysis.stances import stance_of
from workbench.model import ClaimSuggestion, Link, Mode, Span, Stance
from workbench.store import OpenStudy

_MET, _NOT_MET = Stance.FULFILLED.value, "not met"
NOT_HEARD, OTHER_SIDE, SAME_SIDE = "nothing linked yet", "counted the other way", "counted with most"


@dataclass(frozen=True, slots=True)
class Proposed:
    """A passage proposed for a claim, whose it is, and how that person stands to the claim so far.

    `people` are names of participants (none for a source of nobody). `standing` is one of the three words above, as the
    links of the person who asks have it.
    """

    suggestion: ClaimSuggestion
    people: tuple[str, ...]
    standing: str


def claim_queue(study: OpenStudy, key: str, *, by: str, against: bool = False) -> list[Proposed]:
    """Return what waits for a claim: the best passage of everybody, then everybody's second best, and so on.

    What this person has answered to, or linked by hand, is left out, in whatever wording; what others answered is not.

    With `against`, what may speak against how the claim is counted so far comes first: passages of people of whom
    nothing is linked to it, then of those who are counted the other way than most. Empty where suggestions are switched
    off, or the study is reflexive.

    Raises:
        NotFound: when there is no such claim.
    """
    claim, about = study.claims.find(key), study.about
    if about.mode is Mode.REFLEXIVE or not about.suggestions_shown:
        return []
    asking = study.coders.ids_of(by)
    mine = [link for link in study.links.all() if link.claim_id == claim.id and link.coder_id in asking]
    standing, settled = _standings(study, mine), dict[str, list[Span]]()
    for source_id, span in study.claim_suggestions.settled(asking)[claim.id]:
        settled.setdefault(source_id, []).append(span)
    people: dict[str, list[tuple[str, str]]] = {}
    for case in study.cases.all():
        for source_id in case.sources:
            people.setdefault(source_id, []).append((case.id, case.name))
    found = [
        Proposed(
            one, tuple(name for _, name in people.get(one.source_id, ())),
            _of_all([standing.get(case_id, NOT_HEARD) for case_id, _ in people.get(one.source_id, ())]),
        )
        for one in study.claim_suggestions.all(claim.id, waiting_for=asking)
        if not any(one.span.mostly_in(span) for span in settled.get(one.source_id, ()))
    ]  # fmt: skip
    turns = _in_turn(found)
    return sorted(turns, key=lambda one: (NOT_HEARD, OTHER_SIDE, SAME_SIDE).index(one.standing)) if against else turns


def _standings(study: OpenStudy, links: Iterable[Link]) -> dict[str, str]:
    """Say of each participant with links whether they are counted with most: met, or not met in some way."""
    cases, said = study.cases.all(), dict[str, list[str]]()
    for link in links:
        for case in (each for each in cases if link.source_id in each.sources):
            said.setdefault(case.id, []).append(link.stance.value)
    sides = {case_id: _side(stance_of(stances)) for case_id, stances in said.items()}
    counted = Counter(sides.values())
    fewer = min(_MET, _NOT_MET, key=lambda side: counted[side]) if counted[_MET] != counted[_NOT_MET] else None
    return {case_id: OTHER_SIDE if side == fewer else SAME_SIDE for case_id, side in sides.items()}


def _side(stance: str) -> str:
    """Return which way a person is counted; mixed and unclear are neither."""
    if stance in (Stance.STRAINED.value, Stance.CONTRADICTED.value):
        return _NOT_MET
    return _MET if stance == _MET else ""


def _of_all(standings: Sequence[str]) -> str:
    """Return how the people of one source stand: what asks most to be looked at."""
    return next((each for each in (NOT_HEARD, OTHER_SIDE) if each in standings), SAME_SIDE if standings else NOT_HEARD)


def _in_turn(found: Iterable[Proposed]) -> list[Proposed]:
    by_people: dict[object, list[Proposed]] = {}
    for one in found:
        by_people.setdefault(one.people or one.suggestion.source_id, []).append(one)
    return [one for one in chain.from_iterable(zip_longest(*by_people.values())) if one is not None]

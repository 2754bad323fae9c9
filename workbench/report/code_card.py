"""ACT: a code's report card: how its suggestions have fared, what they miss, what it is mixed up with, and what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from workbench.analysis.answers import score_bands
from workbench.analysis.shares import FEWEST_READABLE, PeopleShare, people_share
from workbench.analysis.weighted import WeightedShare
from workbench.model import AT_ONCE, Code, Codebook, CodeStatus
from workbench.report.drawn_units import DrawnUnits
from workbench.store import OpenStudy
from workbench.store.suggestions import Answer
from workbench.suggest.learned.report import BANDS

ENOUGH_EXAMPLES = 8
OFTEN = 2
BULK_PRECISION = 0.9
_DECIDED = ("accept", "change", "reject")


@dataclass(frozen=True, slots=True)
class Drift:
    """Accepted shares before and since the version in which the meaning of a code changed last."""

    version: int
    before: PeopleShare
    since: PeopleShare


@dataclass(frozen=True, slots=True)
class Borne:
    """How estimates from `low` up to `high` (not included, but for 1) bore out.

    Of `passages` of sources that the fit had not seen, `carried` carry the code as people had coded them. Of `decided` suggestions
    so likely, people accepted `accepted`.
    """

    low: float
    high: float
    passages: int
    carried: int
    decided: int
    accepted: int


@dataclass(frozen=True, slots=True)
class CodeCard:
    """What is on record of one code's suggestions.

    `precision` is what was accepted of what was decided one by one, under the code's meaning of now; its `k` and `m` are
    suggestions, not people. `recall` is the estimated share of passages with the code for which it was suggested, from the passages drawn at random;
    its share is NaN where none of them has it. `kappa` is that of the newest learned run, cross-validated over sources; None where there is none.
    `confused_with` are codes that people chose instead, most often first, with how often; `said_for` the codes in whose place this one was
    chosen; `bands` say how the estimates of the newest learned run's recipe bore out; `checked` is how many passages that were accepted
    all at once hold, of how many checked, of how many drawn to be; `mixed_up` what the learned run mixes it up with. `codings` is how many passages people gave it. `next` says what to do.
    """

    code: Code
    counts: Mapping[str, int]
    precision: PeopleShare
    recall: WeightedShare
    prevalence: WeightedShare
    kappa: float | None
    ask_me: bool
    drift: Drift | None
    confused_with: tuple[tuple[Code, int], ...]
    said_for: tuple[tuple[Code, int], ...]
    mixed_up: tuple[tuple[Code, int], ...]
    bands: tuple[Borne, ...]
    checked: tuple[int, int, int]
    codings: int
    next: tuple[str, ...]


def code_cards(study: OpenStudy, *, code: str | None = None, units: DrawnUnits | None = None) -> list[CodeCard]:
    """Return the report cards of the codes in use, in the codebook's order, or of the one that is named.

    `units` may be what another table of the same page was made from: reading them is most of the work.

    Raises:
        NotFound: when there is no such code.
    """
    book = study.codebook.current()
    if book is None:
        return []
    wanted = [book.find(code)] if code else [one for _, one in book.tree() if one.status is CodeStatus.ACTIVE]
    answers, units, newest = study.suggestions.answers(), units or DrawnUnits(study), study.runs.newest_report()
    given = Counter[str]()
    for _, code_id, number in study.codings.counts():
        given[code_id] += number
    about = _About(
        book, answers, units, study.codebook.versions_of_now(), [row[0] for row in study.codebook.versions()],
        {} if newest is None else newest[1], set() if newest is None else study.runs.of_recipe(newest[0].recipe_name),
    )  # fmt: skip
    return [_card(about, one, given[one.id]) for one in wanted]


@dataclass(frozen=True, slots=True)
class _About:
    """What every card is made from.

    `same` are the versions in which each code means what it means now, `numbers` all versions, `learned` is the newest learned
    run's report and `runs` the runs of its recipe.
    """

    book: Codebook
    answers: Sequence[Answer]
    units: DrawnUnits
    same: Mapping[str, set[int]]
    numbers: Sequence[int]
    learned: Mapping[str, Any]
    runs: Collection[str]


def _card(about: _About, code: Code, codings: int) -> CodeCard:
    book, answers, units, learned = about.book, about.answers, about.units, about.learned.get(code.id, {})
    mine = [one for one in answers if one.code_id == code.id]
    versions = about.same[code.id]
    now = [one for one in mine if one.version in versions and one.where != AT_ONCE]
    instead = _chosen(book, (one.given for one in mine if one.action == "change"), code)
    said_for = _chosen(book, (one.code_id for one in answers if one.action == "change" and one.given == code.id), code)
    card = CodeCard(
        code=code,
        counts={action: sum(one.action == action for one in mine) for action in (*_DECIDED, "unsure")},
        precision=_accepted(now),
        recall=units.recall(code.id, versions),
        prevalence=units.prevalence(code.id, versions),
        kappa=learned.get("kappa"),
        ask_me=bool(learned.get("ask_me")),
        drift=_drift(about.numbers, mine, versions),
        confused_with=instead,
        said_for=said_for,
        mixed_up=tuple((book.by_id[key], n) for key, n in learned.get("confused_with", ()) if key in book.by_id),
        bands=tuple(_bands(learned.get("bands", ()), [one for one in now if one.run_id in about.runs])),
        checked=units.held(code.id),
        codings=codings,
        next=(),
    )
    groups = bool(book.children(code.key)) and not codings  # it only holds others: it needs no passages
    return replace(
        card, next=tuple(_what_next(card, now, groups=groups)) or ("Nothing in particular: go on deciding.",)
    )


def _accepted(answers: Sequence[Answer]) -> PeopleShare:
    decided = [one for one in answers if one.action in _DECIDED]
    return people_share(sum(one.action == "accept" for one in decided), len(decided))


def _bands(fitted: Sequence[Sequence[float]], answers: Sequence[Answer]) -> Iterator[Borne]:
    """Yield the bands that anything is known of, the lowest first; the edges are the learner's."""
    known = {low: (int(rows), round(rows * share)) for low, _, rows, share in fitted}
    decided = [one for one in answers if one.action in _DECIDED]
    for low, high in pairwise(BANDS):
        here = [one.action == "accept" for one in decided if low <= one.score < high or one.score == high == 1]
        passages, carried = known.get(low, (0, 0))
        if here or passages:
            yield Borne(low, high, passages, carried, len(here), sum(here))


def _drift(numbers: Sequence[int], mine: Sequence[Answer], versions: set[int]) -> Drift | None:
    """Compare what was decided before the last change of meaning with what was decided since; None where neither was."""
    other = max((number for number in numbers if number not in versions), default=0)
    changed = min((number for number in numbers if number > other), default=0)
    decided = [one for one in mine if one.where != AT_ONCE and one.version is not None]
    older = _accepted([one for one in decided if (one.version or 0) < changed])
    since = _accepted([one for one in decided if (one.version or 0) >= changed])
    return Drift(changed, older, since) if older.m else None


def _chosen(book: Codebook, code_ids: Any, code: Code) -> tuple[tuple[Code, int], ...]:
    found = Counter(each for each in code_ids if each is not None and each != code.id and each in book.by_id)
    return tuple((book.by_id[key], n) for key, n in sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def _what_next(card: CodeCard, now: Sequence[Answer], *, groups: bool) -> list[str]:
    """Say what would help most, the most pressing first."""
    name, said = f"'{card.code.name}'", list[str]()
    if card.ask_me:
        kappa = "" if card.kappa is None else f" (kappa {card.kappa:.2f}, out of the source)"
        said.append(
            f"Ask me only: the machine cannot tell {name} reliably{kappa}. Decide on each suggestion by itself."
        )
    if card.codings < ENOUGH_EXAMPLES and not groups:
        has = f"{card.codings} passage{'' if card.codings == 1 else 's'}"
        said.append(
            f"More examples of {name}: people gave it to {has} so far; {ENOUGH_EXAMPLES} or more teach the machine."
        )
    said += [
        f"Sharpen the definition against '{other.name}' ({other.key}): {n} suggestions of {name} were changed to it."
        for other, n in card.confused_with[:2]
        if n >= OFTEN
    ]
    if card.recall.readable and card.recall.high < 0.75:
        said.append(
            f"Suggestions miss about {1 - card.recall.share:.0%} of its passages: add examples of other ways it is said."
        )
    bands = score_bands([(one.score, one.action == "accept") for one in now if one.action in _DECIDED])
    ready = [band for band in bands if band.supports(BULK_PRECISION)]
    if ready and not card.ask_me:
        low = min(band.low for band in ready)
        said.append(
            f"Ready to accept at once above {low:.1f}: the record supports a precision of {BULK_PRECISION:.0%} there."
        )
    if card.drift and card.drift.since.m >= FEWEST_READABLE and card.drift.since.high < card.drift.before.share:
        said.append(
            f"Fewer are accepted since version {card.drift.version}: look at what the new definition leaves out."
        )
    return said

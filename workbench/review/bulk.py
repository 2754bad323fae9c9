"""ACT: suggestions of one code are accepted all at once, where the record of that code supports it, and some are checked."""

from __future__ import annotations

import random
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from workbench.analysis.answers import band_of, score_bands
from workbench.errors import NotAllowedHere
from workbench.model import AT_ONCE, Action, Code, CodeStatus, Coding, Decision, Draw, Drawn, Method, Part, Span, new_id
from workbench.review.codes import code_named, usable
from workbench.review.passages import remove_coding
from workbench.review.waiting import waiting
from workbench.store import Act, OpenStudy
from workbench.store.pending import Waiting

LEAST_CHECKED, SHARE_CHECKED = 20, 0.1
_SEEDS = 2**31


@dataclass(frozen=True, slots=True)
class Band:
    """Suggestions of one code with scores from `low` up to `high` (not included, but for 1).

    `waiting` wait. The record that speaks for them: of `decided` suggestions of this code with scores from `since` up to
    `high`, people accepted `accepted`; `at_least` is the lower end of the Jeffreys interval of that share. `supported`
    says whether that reaches the precision asked for.
    """

    low: float
    high: float
    waiting: int
    since: float
    decided: int
    accepted: int
    at_least: float
    supported: bool


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """What accepting all supported suggestions of a code would do: which, on what record, and how many are checked.

    `why_not` says in a sentence why nothing can be accepted; empty where something can. `ids` are the suggestions.
    """

    code: Code
    precision: float
    bands: tuple[Band, ...]
    ids: tuple[str, ...]
    checked: int
    why_not: str


@dataclass(frozen=True, slots=True)
class BulkAccepted:
    """What was accepted all at once, and the random sample of it that is to be checked (`next_items`, order `check`)."""

    codings: tuple[Coding, ...]
    draw: Draw


def preview_bulk_accept(study: OpenStudy, code: str, *, at_least: float) -> BulkPreview:
    """Return what `bulk_accept` would accept; nothing is written.

    Scores are looked at in bands of a tenth. A band is supported where there are five or more decisions on this study's
    suggestions of this code in that band, the share of them accepted reaches `at_least`, and the 95 % Jeffreys interval of
    that share, of this band alone or together with the ones next below it, lies wholly at or above `at_least`. Stronger
    suggestions never speak for weaker ones. Decisions count one by one, whoever made them, the
    last that each person made on a suggestion; choosing another code is not accepting. Being unsure, decisions on
    another meaning of the code, and those made all at once do not count. One recipe's scores say nothing of another's: where several
    recipes wait, it is about the one with most. See docs/methods.md.

    Raises:
        NotAllowedHere: unless 0 < at_least < 1.
        NotFound: when there is no such code.
    """
    if not 0 < at_least < 1:
        raise NotAllowedHere(f"A precision of {at_least} cannot be reached.", "Give one such as 0.9.")
    found = code_named(study, code)
    every = [one for ones in waiting(study, code_id=found.id).values() for one in ones]
    wait, runs = _of_one_recipe(study, every)
    bands = _bands(study.suggestions.record(found.id, runs=runs, without=AT_ONCE), wait, at_least)
    supported = {place for place, band in enumerate(bands) if band.supported}
    ids = tuple(one.id for one in wait if band_of(one.score) in supported)
    why_not = _why_not(study, found, wait, ids, at_least)
    ids = () if why_not else ids
    return BulkPreview(found, at_least, tuple(reversed(bands)), ids, _checked(len(ids)), why_not)


def bulk_accept(
    study: OpenStudy, code: str, *, at_least: float, by: str, seen: Sequence[str] | None = None, seed: int | None = None,
    at: datetime | None = None,
) -> BulkAccepted:  # fmt: skip
    """Accept every waiting suggestion of a code that the record supports, as one act, and draw some of them to check.

    What is checked is 10 % of them, at least 20, or all where there are fewer.

    Args:
        study: the study.
        code: key, name or id.
        at_least: the precision that the record must support; see `preview_bulk_accept`.
        by: the person's name.
        seen: the ids that the person was shown in the preview; nothing else is accepted. Default: all.
        seed: of the draw; default: one by chance.
        at: when, in UTC; default now.

    Raises:
        NotAllowedHere: where the record does not support it, the newest learned run says that it cannot tell this code
            (`ask_me`), or the code is retired.
        NotFound: when there is no such code.
    """
    preview = preview_bulk_accept(study, code, at_least=at_least)
    ids = [each for each in preview.ids if seen is None or each in set(seen)]
    if preview.why_not or not ids:
        raise NotAllowedHere(preview.why_not or "None of those that were shown is supported any more.", "")
    chosen = usable(preview.code)
    summary = f"Accepted {len(ids)} suggestions of {chosen.key} at once"
    with study.act("review.bulk", by=by, at=at, summary=summary) as act:
        coder = study.coders.person(act, by)
        suggestions = study.suggestions.these(ids)
        codings = []
        for one in suggestions:
            same = study.codings.same(act, one.source_id, one.span, chosen.id, coder)
            coding = same or study.codings.add(
                act, one.source_id, one.span, chosen.id, coder, from_suggestion=one.id
            )  # fmt: skip
            study.suggestions.decide(
                act, Decision(new_id(), one.id, Action.ACCEPT, coder.id, act.at, AT_ONCE, coding.id)
            )  # fmt: skip
            codings.append(coding)
        return BulkAccepted(tuple(codings), _to_check(study, act, chosen, codings, coder.id, seed))


def does_not_hold(
    study: OpenStudy, source_id: str, span: Span, code: str, *, by: str, at: datetime | None = None
) -> None:
    """Take a code off a passage that this person accepted all at once, as the check of it found; undo brings it back.

    The passage stays to be checked until it is looked at whole (`looked_at`). Where the code is off already, nothing happens.

    Raises:
        NotFound: when there is no such code.
    """
    found, mine = code_named(study, code), study.coders.ids_of(by)
    for coding in study.codings.all(source_id=source_id):
        if coding.coder_id in mine and coding.code_id == found.id and coding.span == span:
            remove_coding(study, coding.id, by=by, at=at)


def _of_one_recipe(study: OpenStudy, wait: Sequence[Waiting]) -> tuple[list[Waiting], set[str]]:
    """Return what waits of the recipe with most, and the ids of that recipe's runs."""
    recipe_of = {run.id: run.recipe_name for run in study.runs.all()}
    made = {each.id: recipe_of[each.run_id] for each in study.suggestions.these([one.id for one in wait])}
    if not made:
        return [], set()
    (recipe, _), *_rest = Counter(made.values()).most_common(1)
    runs = {run_id for run_id, name in recipe_of.items() if name == recipe}
    return [one for one in wait if made[one.id] == recipe], runs


def _bands(record: Sequence[tuple[float, str]], wait: Sequence[Waiting], precision: float) -> list[Band]:
    """Return the bands, the lowest first."""
    waits = Counter(band_of(one.score) for one in wait)
    found = score_bands([(score, action == Action.ACCEPT.value) for score, action in record])
    return [
        Band(
            one.low, one.high, waits[place], one.since, one.decided, one.accepted, one.at_least, one.supports(precision)
        )
        for place, one in enumerate(found)
    ]


def _why_not(study: OpenStudy, code: Code, wait: Sequence[Waiting], ids: Sequence[str], precision: float) -> str:
    if code.status is CodeStatus.RETIRED:
        return f"'{code.name}' ({code.key}) is retired."
    if asks(study).get(code.id):
        return f"The machine cannot tell '{code.name}' ({code.key}) reliably: each of its suggestions is decided on by itself."
    if not wait:
        return f"No suggestion of '{code.name}' ({code.key}) waits."
    if not ids:
        return (
            f"The decisions on '{code.name}' ({code.key}) so far do not support a precision of {precision:.0%} for any"
            " suggestion that waits: decide on more of them first."
        )
    return ""


def asks(study: OpenStudy) -> Mapping[str, bool]:
    """Return, by code id, whether the newest learned run says that it cannot tell the code; empty where none learned."""
    newest = study.runs.newest_report()
    return {} if newest is None else {code_id: bool(said.get("ask_me")) for code_id, said in newest[1].items()}


def _checked(number: int) -> int:
    return min(number, max(LEAST_CHECKED, round(number * SHARE_CHECKED)))


def _to_check(
    study: OpenStudy, act: Act, code: Code, codings: Sequence[Coding], coder_id: str, seed: int | None
) -> Draw:
    seed = secrets.randbelow(_SEEDS) if seed is None else seed
    places = sorted({(coding.source_id, coding.span.start, coding.span.end) for coding in codings})
    chosen = random.Random(seed).sample(places, _checked(len(places)))  # noqa: S311  # chance, not secrecy
    passages = tuple(Drawn(s, Span(a, b), len(chosen) / len(places), Part.RANDOM) for s, a, b in chosen)
    version = codings[0].codebook_version
    return study.draws.add(
        act,
        Draw(
            new_id(), coder_id, act.at, Method.BULK, seed, version, None, len(places), passages, {"code": code.id}
        ),
    )  # fmt: skip

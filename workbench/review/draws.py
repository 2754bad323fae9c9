"""ACT: passages are drawn for a person to look at, some or all by chance, and it is put on record that they did.

How likely each passage was to be drawn is recorded with it, so that what people find in a draw can be told of the whole
study: see docs/decisions/0014.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from workbench.errors import NotAllowedHere, NotFound
from workbench.model import Action, Decision, Draw, Drawn, Looked, Method, Part, Span, new_id
from workbench.review.codes import code_named
from workbench.review.waiting import shown, waiting
from workbench.store import OpenStudy
from workbench.store.pending import Place

RANDOM_SHARE = 0.25
"""How much of a mixed draw is drawn at random; the rest is what the machine is least sure of."""
BATCH = 20
_SEEDS = 2**31


def draw(
    study: OpenStudy, *, order: Literal["mixed", "random"] = "mixed", size: int = BATCH, source: str | None = None,
    code: str | None = None, by: str, seed: int | None = None, at: datetime | None = None,
) -> Draw:  # fmt: skip
    """Draw passages for a person to look at next, out of those they have not looked at as the codebook means now.

    `random` draws `size` of N passages, each with probability size / N, whether or not anything is suggested for them.
    `mixed` first takes the passages whose suggestions the machine is least sure of, three quarters of the batch
    (probability 1), and draws the others from all that are left; every fourth passage is then a random one.

    Args:
        study: the study.
        order: `mixed` or `random`.
        size: how many passages; fewer where fewer are left.
        source: only in this source (name or id).
        code: of the unsure passages, only those with a suggestion of this code (key, name or id).
        by: the person who will look at them.
        seed: the same seed on the same state draws the same passages; default: one by chance. It is recorded.
        at: when, in UTC; default now.

    Raises:
        NotAllowedHere: when nothing is left to look at, there is no codebook, or `size` is below 1.
        NotFound: when there is no such source or code.
    """
    if size < 1:
        raise NotAllowedHere(f"{size} passages cannot be drawn.", "Draw one or more.")
    book = study.codebook.current()
    if book is None:
        raise NotAllowedHere("The study has no codebook yet.", "Bring one in with `workbench codebook import FILE`.")
    filters = named(study, source=source, code=code)
    layer, frame = _frame(study, filters.get("source"), by)
    unsure = [] if order == "random" else _unsure(study, filters, set(frame), size)
    seed = secrets.randbelow(_SEEDS) if seed is None else seed
    passages = drawn(frame, unsure, size, seed)
    summary = f"Drew {len(passages)} of {len(frame)} passages to look at"
    with study.act("review.draw", by=by, at=at, summary=summary) as act:
        coder = study.coders.person(act, by)
        method = Method.AUDIT if order == "random" else Method.MIXED
        made = Draw(
            new_id(), coder.id, act.at, method, seed, book.version, layer, len(frame), tuple(passages), filters
        )  # fmt: skip
        return study.draws.add(act, made)


def looked_at(
    study: OpenStudy, source_id: str, span: Span, *, by: str, where: str, draw: str | None = None,
    reject_waiting: bool = False, at: datetime | None = None,
) -> Looked:  # fmt: skip
    """Say that a person has coded all there is to code in a passage: what they did not code is not there.

    What they were unsure of stays unsure. The record holds for the codebook as it is now.

    Args:
        study: the study.
        source_id: name or id of the source.
        span: the passage, as it was shown.
        by: the person's name.
        where: the door it was said at (`cli`, `app`, ...).
        draw: the id of the draw it came from; default: this person's newest draw that has this passage, if any.
        reject_waiting: reject what is suggested for the passage and still waits, in the same act.
        at: when, in UTC; default now.

    Raises:
        NotFound: when there is no such source, or that draw does not have this passage.
        SpanOutOfText: when the span ends after the text.
        NotAllowedHere: when suggestions for the passage still wait, or there is no codebook.
        Conflict: when this person has said so already under this codebook version, and nothing waits there to be rejected.
    """
    source, book = study.sources.get(source_id), study.codebook.current()
    span.of(source.text)
    if book is None:
        raise NotAllowedHere("The study has no codebook yet.", "Bring one in with `workbench codebook import FILE`.")
    place = (source.id, span.start, span.end)
    left = list(waiting(study, source_id=source.id).get(place, ()))
    if left and not reject_waiting:
        many = "A suggestion for this passage still waits" if len(left) == 1 else f"{len(left)} suggestions for it wait"
        raise NotAllowedHere(f"{many} for a decision.", "Decide on each first, or reject what is left with it.")
    if draw is not None:
        _require_in(study.draws.get(draw), place)
    with study.act("review.looked", by=by, at=at, summary=f"Looked at a whole passage of '{source.name}'") as act:
        coder = study.coders.person(act, by)
        for one in left:
            study.suggestions.decide(act, Decision(new_id(), one.id, Action.REJECT, coder.id, act.at, where))
        origin = draw or study.draws.holding(act, coder.id, source.id, span)
        before = study.looks.of(act, source.id, span, coder, version=book.version)
        if before is not None and left:
            return before
        return study.looks.add(act, source.id, span, coder, version=book.version, where=where, draw_id=origin)


def drawn(frame: Sequence[Place], unsure: Sequence[Place], size: int, seed: int) -> list[Drawn]:
    """Return a draw of `size` passages: the first of `unsure` with certainty, the others at random out of the rest.

    `frame` are all passages that may be drawn, in a fixed order; `unsure` are some of them, the least sure first. What
    is drawn at random is in random order, so that a draw looked at in part is still a random one.
    """
    size = min(size, len(frame))
    certain = list(unsure[: size - max(1, round(size * RANDOM_SHARE))])
    taken = set(certain)
    rest = [place for place in frame if place not in taken]
    chosen = random.Random(seed).sample(rest, size - len(certain))  # noqa: S311  # chance, not secrecy
    likely = len(chosen) / max(1, len(rest))
    by_chance = [_drawn(place, likely, Part.RANDOM) for place in chosen]
    return _mixed([_drawn(place, 1.0, Part.UNCERTAIN) for place in certain], by_chance)


def named(study: OpenStudy, *, source: str | None, code: str | None) -> dict[str, str]:
    """Return the ids of a source and a code that were named, for what was named."""
    found = {}
    if source is not None:
        found["source"] = study.sources.id_of(source)
    if code is not None:
        found["code"] = code_named(study, code).id
    return found


def _mixed(certain: list[Drawn], by_chance: list[Drawn]) -> list[Drawn]:
    """Put a random passage after every three others, as far as there are any; what is left comes last."""
    run, mixed = round(1 / RANDOM_SHARE) - 1, list[Drawn]()
    while certain and by_chance:
        mixed += [*certain[:run], by_chance[0]]
        certain, by_chance = certain[run:], by_chance[1:]
    return [*mixed, *certain, *by_chance]


def _drawn(place: Place, probability: float, part: Part) -> Drawn:
    source_id, start, end = place
    return Drawn(source_id, Span(start, end), probability, part)


def _frame(study: OpenStudy, source_id: str | None, by: str) -> tuple[str | None, list[Place]]:
    """Return the layer that the newest run read (None: what is counted), and its passages that this person may draw.

    What they looked at under a codebook that asked for all that this one asks for need not be looked at again.
    """
    layer, names = study.runs.newest_layer(), study.sources.names()
    if layer is not None:
        segments = study.segments.of(layer)
    else:
        segments = [one for each in names for one in study.segments.counted(each)]
    seen = study.looks.places(study.coders.ids_of(by), versions=study.codebook.versions_asking_the_same())
    wanted = [one for one in segments if source_id in {None, one.source_id}]
    wanted.sort(key=lambda one: (names[one.source_id].casefold(), one.span.start, one.span.end))
    places = [(one.source_id, one.span.start, one.span.end) for one in wanted]
    frame = list(dict.fromkeys(place for place in places if place not in seen))
    if not frame:
        raise NotAllowedHere(
            "You have looked at every passage as the codebook means now." if places
            else "There are no passages to draw from: the sources are not cut into segments.",
            "" if places else "`workbench run` cuts them.",
        )  # fmt: skip
    return layer, frame


def _unsure(study: OpenStudy, filters: dict[str, str], frame: set[Place], wanted: int) -> list[Place]:
    """Return the passages of the frame that the machine is least sure of, as many as are wanted if there are so many."""
    if not shown(study):
        return []
    most = 2 * wanted
    while True:  # what was looked at is out of the frame, and may wait all the same
        first = study.suggestions.first_places(
            "uncertain", most, code_id=filters.get("code"), source_id=filters.get("source")
        )
        found = [place for place in first if place in frame]
        if len(found) >= wanted or len(first) < most:
            return found
        most *= 4


def _require_in(made: Draw, place: Place) -> None:
    if not any((one.source_id, one.span.start, one.span.end) == place for one in made.passages):
        raise NotFound(f"The draw {made.id[:8]} does not have this passage.", "Nothing was changed.")

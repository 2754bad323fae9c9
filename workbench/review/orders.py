"""ACT: what to look at next, in the order that a person chose. Nothing is written here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal, get_args

from workbench.errors import NotAllowedHere
from workbench.model import Draw, Method, Part, Span, Suggestion
from workbench.model.code_meaning import CALLED
from workbench.review.draws import named
from workbench.review.waiting import ByPassage, Place, of_person, reading_order, uncertain_first, unsureness, waiting
from workbench.store import OpenStudy

Order = Literal["mixed", "transcript", "uncertain", "random", "code", "check"]
ORDERS: tuple[Order, ...] = get_args(Order)
DRAWN: Mapping[str, Method] = {"mixed": Method.MIXED, "random": Method.AUDIT, "check": Method.BULK}
"""The orders that are drawn first (`review.draw`, `review.bulk_accept`), with how their draws are marked."""


@dataclass(frozen=True, slots=True)
class Item:
    """A passage to look at, with what is suggested for it and waits: none to three, the strongest first.

    `why` says in a sentence why it is here. `returned` tells, by the id of a suggestion, why one that was decided on
    waits again. Where the passage was drawn, `draw` is the draw's id, `part` why it is in it, and `probability` how
    likely it was to be; `looked_at` is what answers it. Otherwise part is None, and deciding is enough.
    """

    source_id: str
    span: Span
    suggestions: tuple[Suggestion, ...]
    why: str
    returned: Mapping[str, str] = field(default_factory=dict)
    draw: str | None = None
    part: Part | None = None
    probability: float | None = None

    @property
    def key(self) -> str:
        """What names this passage among items: its source and place."""
        return f"{self.source_id}:{self.span.start}-{self.span.end}"


@dataclass(frozen=True, slots=True)
class _Placed:
    """A passage in its order, before its suggestions are read."""

    place: Place
    why: str
    draw: Draw | None = None
    part: Part | None = None
    probability: float | None = None


def next_items(
    study: OpenStudy, *, order: Order = "mixed", code: str | None = None, source: str | None = None, by: str,
    skipped: Collection[str] = (), most: int = 20,
) -> list[Item]:  # fmt: skip
    """Return up to `most` passages to look at next.

    `transcript` is in reading order; `uncertain` begins where a score is nearest to one half; `code` is one code's, the
    strongest first; `mixed` and `random` are what is left of this person's draws with these filters, in the order
    drawn: none where nothing is left, and then `review.draw` draws more. A passage drawn at random stays until
    `review.looked_at`; one drawn because the machine is unsure of it goes also when nothing waits there any more.
    `check` is what was drawn out of suggestions that this person accepted all at once.

    Args:
        study: the study.
        order: one of `ORDERS`.
        code: only suggestions of this code (key, name or id). Draws keep to it in their unsure part only.
        source: only in this source (name or id).
        by: the person who looks.
        skipped: keys of items, or ids of suggestions, that were put off, the earliest first: they come last.
        most: how many at most.

    Raises:
        NotAllowedHere: for an unknown order, or order `code` without a code.
        NotFound: when there is no such code or source.
    """
    _check(order, code)
    filters = named(study, source=source, code=code)
    if order in DRAWN:
        wait = waiting(study, source_id=filters.get("source"))
        placed = _of_draws(study, DRAWN[order], filters, by, wait)
    else:
        wait = waiting(study, code_id=filters.get("code"), source_id=filters.get("source"))
        placed = _sorted(study, order, wait)
    return _items(study, islice(_skipped_last(placed, wait, skipped), most), wait)


def open_draws(study: OpenStudy, *, by: str, order: str | None = None) -> list[tuple[Draw, int]]:
    """Return this person's draws, the oldest first, each with how many of its passages wait to be looked at.

    Draws of one order only where it is given; those out of what was accepted all at once are always among them.
    """
    mine = of_person(study, by)
    seen = study.looks.places(mine)
    kinds = set(Method) if order is None else {DRAWN[order], Method.BULK}
    draws = [one for one in study.draws.all(coder_ids=mine) if one.method in kinds]
    return [(one, sum(_unseen(one, place, seen) for place in _places(one))) for one in draws]


def _check(order: str, code: str | None) -> None:
    if order not in ORDERS:
        raise NotAllowedHere(f"There is no order '{order}'.", f"There is: {', '.join(ORDERS)}.")
    if order == "code" and not code:
        raise NotAllowedHere("One code at a time needs a code.", "Name one.")


def _sorted(study: OpenStudy, order: Order, wait: ByPassage) -> list[_Placed]:
    names = study.sources.names()
    if order == "uncertain":
        said = "The machine is least sure here: its score is {:.2f} away from one half."
        return [_Placed(place, said.format(unsureness(wait[place]))) for place in uncertain_first(wait, names)]
    if order == "code":
        strongest = sorted(wait, key=lambda place: (-wait[place][0].score, *reading_order(place, names)))
        return [_Placed(place, "Of this code's that wait, the strongest come first.") for place in strongest]
    in_order = sorted(wait, key=lambda place: reading_order(place, names))
    return [_Placed(place, f"Next in '{names[place[0]]}'.") for place in in_order]


def _of_draws(study: OpenStudy, method: Method, filters: Mapping[str, str], by: str, wait: ByPassage) -> list[_Placed]:
    mine = of_person(study, by)
    seen, shown = study.looks.places(mine), study.about.suggestions_shown
    placed: dict[Place, _Placed] = {}
    for draw in study.draws.all(coder_ids=mine):
        if draw.method is not method or not _fits(draw, filters):
            continue
        for one, place in zip(draw.passages, _places(draw), strict=True):
            answered = one.part is Part.UNCERTAIN and shown and place not in wait
            if _unseen(draw, place, seen) and not answered:
                placed.setdefault(place, _Placed(place, _drawn_why(draw, one.part), draw, one.part, one.probability))
    return list(placed.values())


def _fits(draw: Draw, filters: Mapping[str, str]) -> bool:
    """Say whether a draw was made with these filters; what is to be checked was drawn with none of the person's."""
    return (draw.method is Method.BULK and not filters) or dict(draw.filters) == dict(filters)


def _places(draw: Draw) -> list[Place]:
    return [(one.source_id, one.span.start, one.span.end) for one in draw.passages]


def _unseen(draw: Draw, place: Place, seen: Mapping[Place, int]) -> bool:
    return seen.get(place, 0) < draw.codebook_version


def _drawn_why(draw: Draw, part: Part) -> str:
    if part is Part.UNCERTAIN:
        return "The machine was among the least sure here when this batch was drawn."
    if draw.method is Method.BULK:
        return f"Drawn at random out of {draw.size:,} that were accepted all at once: does it hold?"
    by_chance = [one for one in draw.passages if one.part is Part.RANDOM]
    left = draw.size - (len(draw.passages) - len(by_chance))
    return f"Drawn at random, as one of {len(by_chance)} out of {left:,} passages."


def _skipped_last(placed: Sequence[_Placed], wait: ByPassage, skipped: Collection[str]) -> list[_Placed]:
    if not skipped:
        return list(placed)
    later = {key: turn for turn, key in enumerate(skipped, 1)}

    def turn(one: _Placed) -> int:
        source_id, start, end = one.place
        keys = (f"{source_id}:{start}-{end}", *(each.id for each in wait.get(one.place, ())))
        return max(later.get(key, 0) for key in keys)

    return sorted(placed, key=turn)


def _items(study: OpenStudy, placed: Iterable[_Placed], wait: ByPassage) -> list[Item]:
    chosen = list(placed)
    read: dict[Place, list[Suggestion]] = {}
    for one in study.suggestions.these([each.id for item in chosen for each in wait.get(item.place, ())]):
        read.setdefault((one.source_id, one.span.start, one.span.end), []).append(one)
    again = study.suggestions.come_back() if chosen else {}
    return [_item(one, read.get(one.place, []), again) for one in chosen]


def _item(
    one: _Placed, suggestions: Sequence[Suggestion], again: Mapping[tuple[str, Span, str], tuple[int, Sequence[str]]]
) -> Item:
    source_id, start, end = one.place
    span = Span(start, end)
    back = {each.id: again.get((source_id, span, each.code_id)) for each in suggestions}
    returned = {key: _changed(*said) for key, said in back.items() if said is not None}
    why = one.why + "".join(f" Waits again: {said}." for said in sorted(set(returned.values())))
    draw = one.draw.id if one.draw else None
    return Item(source_id, span, tuple(suggestions), why, returned, draw, one.part, one.probability)


def _changed(version: int, fields: Sequence[str]) -> str:
    """Say what changed, as in 'definition changed in version 4'."""
    return f"{', '.join(CALLED[name] for name in fields)} changed in version {version}"

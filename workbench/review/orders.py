"""ACT: what to look at next, in the order that a person chose. Nothing is written here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from workbench.errors import NotAllowedHere
from workbench.model import Draw, Method, Part, Span, Suggestion
from workbench.model.code_meaning import CALLED
from workbench.review.draws import named
from workbench.review.waiting import shown
from workbench.store import OpenStudy
from workbench.store.pending import Place, Waiting

Order = Literal["mixed", "transcript", "uncertain", "random", "code", "check"]
ORDERS: tuple[Order, ...] = get_args(Order)
DRAWN: Mapping[str, Method] = {"mixed": Method.MIXED, "random": Method.AUDIT, "check": Method.BULK}
"""The orders that are drawn first (`review.draw`, `review.bulk_accept`), with how their draws are marked."""

_SORTED: Mapping[str, Literal["reading", "uncertain", "strongest"]] = {
    "transcript": "reading", "uncertain": "uncertain", "code": "strongest",
}  # fmt: skip


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
    draw: str | None = None
    part: Part | None = None
    probability: float | None = None
    bulk: bool = False


def next_items(
    study: OpenStudy, *, order: Order = "mixed", code: str | None = None, source: str | None = None, by: str,
    skipped: Collection[str] = (), most: int = 20,
) -> list[Item]:  # fmt: skip
    """Return up to `most` passages to look at next.

    `transcript` is in reading order; `uncertain` begins where the machine is least sure (`first_places`); `code` is one code's, the
    strongest first; `mixed` and `random` are what is left of this person's draws with these filters, in the order
    drawn: none where nothing is left, and then `review.draw` draws more. A passage that was drawn stays until
    `review.looked_at`: what is known only of those with something to accept would tell nothing of the rest. What the machine was
    unsure of goes also when more is drawn. `check` is what was drawn out of suggestions that this person accepted all at once.

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
    seen, filters = shown(study), named(study, source=source, code=code)
    if order in DRAWN:
        return _items(study, _drawn(study, DRAWN[order], filters, by), skipped, most, None, seen=seen)
    code_id, enough = filters.get("code"), most + len(skipped)
    places = study.suggestions.first_places(
        _SORTED[order], enough if seen else 0, code_id=code_id, source_id=filters.get("source")
    )  # fmt: skip
    return _items(study, [_Placed(place) for place in places], skipped, most, code_id, seen=seen, order=order)


def open_draws(study: OpenStudy, *, by: str, order: str | None = None) -> list[tuple[Draw, int]]:
    """Return this person's draws, the oldest first, each with how many of its passages wait to be looked at.

    Draws of one order only where it is given; those out of what was accepted all at once are always among them.
    """
    mine = study.coders.ids_of(by)
    seen = study.looks.places(mine)
    kinds = set(Method) if order is None else {DRAWN[order], Method.BULK}
    draws = [one for one in study.draws.all(coder_ids=mine) if one.method in kinds]
    return [(one, sum(_unseen(one, place, seen) for place in _places(one))) for one in draws]


def _check(order: str, code: str | None) -> None:
    if order not in ORDERS:
        raise NotAllowedHere(f"There is no order '{order}'.", f"There is: {', '.join(ORDERS)}.")
    if order == "code" and not code:
        raise NotAllowedHere("One code at a time needs a code.", "Name one.")


def _drawn(study: OpenStudy, method: Method, filters: Mapping[str, str], by: str) -> list[_Placed]:
    """Return what is left of a person's draws: every random passage, and the unsure ones of the newest draw.

    What the machine was unsure of in older draws is left to the newer one, which knew more.
    """
    left = [one for one in study.draws.unseen(study.coders.ids_of(by), method) if _fits(method, one[1], filters)]
    newest = left[-1][0] if left else ""
    placed: dict[Place, _Placed] = {}
    for draw_id, _, one in left:
        if one.part is Part.RANDOM or draw_id == newest:
            place = (one.source_id, one.span.start, one.span.end)
            placed.setdefault(place, _Placed(place, draw_id, one.part, one.probability, bulk=method is Method.BULK))
    return list(placed.values())


def _fits(method: Method, made_with: Mapping[str, str], filters: Mapping[str, str]) -> bool:
    """Say whether a draw was made with these filters; what is to be checked was drawn with none of the person's."""
    return (method is Method.BULK and not filters) or dict(made_with) == dict(filters)


def _places(draw: Draw) -> list[Place]:
    return [(one.source_id, one.span.start, one.span.end) for one in draw.passages]


def _unseen(draw: Draw, place: Place, seen: Mapping[Place, int]) -> bool:
    return seen.get(place, 0) < draw.codebook_version


def _items(
    study: OpenStudy, placed: Sequence[_Placed], skipped: Collection[str], most: int, code_id: str | None, *,
    seen: bool, order: str = "",
) -> list[Item]:  # fmt: skip
    """Put off what was skipped, take the first ones, and read their suggestions."""
    wait = study.suggestions.waiting_at([one.place for one in placed], code_id=code_id) if seen and skipped else {}
    chosen = _skipped_last(placed, wait, skipped)[:most]
    wait = study.suggestions.waiting_at([one.place for one in chosen], code_id=code_id) if seen else {}
    read: dict[Place, list[Suggestion]] = {}
    for one in study.suggestions.these([each.id for ones in wait.values() for each in ones]):
        read.setdefault((one.source_id, one.span.start, one.span.end), []).append(one)
    again, names = study.suggestions.come_back() if read else {}, study.sources.names()
    return [
        _item(one, read.get(one.place, []), again, _why(one, order, read.get(one.place, []), names)) for one in chosen
    ]


def _why(one: _Placed, order: str, suggestions: Sequence[Suggestion], names: Mapping[str, str]) -> str:
    if one.bulk:
        return "Drawn at random out of what was accepted all at once: does it hold?"
    if one.part is Part.RANDOM:
        return f"Drawn at random, with a probability of {one.probability:.2%}."
    if one.part is Part.UNCERTAIN:
        return "The machine was among the least sure here when this batch was drawn."
    if order == "uncertain":
        if any(why.unsure is not None for each in suggestions for why in each.why):
            return "The machine is least sure of this passage, over all its codes."
        nearest = min(abs(each.score - 0.5) for each in suggestions)
        return f"The machine is least sure here: its score is {nearest:.2f} away from one half."
    return (
        "Of this code's that wait, the strongest come first."
        if order == "code"
        else f"Next in '{names[one.place[0]]}'."
    )


def _skipped_last(
    placed: Sequence[_Placed], wait: Mapping[Place, Sequence[Waiting]], skipped: Collection[str]
) -> list[_Placed]:
    later = {key: turn for turn, key in enumerate(skipped, 1)}

    def turn(one: _Placed) -> int:
        source_id, start, end = one.place
        keys = (f"{source_id}:{start}-{end}", *(each.id for each in wait.get(one.place, ())))
        return max(later.get(key, 0) for key in keys)

    return sorted(placed, key=turn)


def _item(
    one: _Placed, suggestions: Sequence[Suggestion], again: Mapping[tuple[str, Span, str], tuple[int, Sequence[str]]],
    why: str,
) -> Item:  # fmt: skip
    source_id, start, end = one.place
    span = Span(start, end)
    back = {each.id: again.get((source_id, span, each.code_id)) for each in suggestions}
    returned = {key: _changed(*said) for key, said in back.items() if said is not None}
    why += "".join(f" Waits again: {said}." for said in sorted(set(returned.values())))
    return Item(source_id, span, tuple(suggestions), why, returned, one.draw, one.part, one.probability)


def _changed(version: int, fields: Sequence[str]) -> str:
    """Say what changed, as in 'definition changed in version 4'."""
    return f"{', '.join(CALLED[name] for name in fields)} changed in version {version}"

"""ACT: how far the review is, what it found, and what still hides."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from workbench.analysis.answers import accepted_shares
from workbench.analysis.stopping import StoppingHint, stopping_hint
from workbench.model import AT_ONCE, Draw, Part, Segment
from workbench.report.drawn_units import DrawnUnits
from workbench.store import OpenStudy


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the review of a study is.

    `answers` counts what was said of suggestions, by action, what was accepted at once too, which counts in nothing else; `waiting` suggestions wait, of which `to_come` would be accepted
    if each code went on as so far (None: too little is decided). `passages` is how many there are, `looked` how many
    somebody looked at as a whole for all that the codebook asks now. `draws` has each draw with how many of its random passages were looked at, and of how many. `codes` is the table of
    `answers.accepted_shares`, with `waiting` per code. `hint` says when to stop.
    """

    answers: dict[str, int]
    waiting: int
    to_come: float | None
    passages: int
    looked: int
    draws: tuple[tuple[Draw, int, int], ...]
    codes: pd.DataFrame
    hint: StoppingHint

    @property
    def forecast(self) -> str:
        """What is still to come, in a sentence."""
        if not self.waiting:
            return "No suggestion waits."
        several = "1 suggestion waits" if self.waiting == 1 else f"{self.waiting:,} suggestions wait"
        if self.to_come is None:
            return f"{several}; too few are decided to say how many of them will hold."
        return f"{several}; if each code goes on as so far, about {round(self.to_come):,} of them will hold."


def progress(study: OpenStudy, *, units: DrawnUnits | None = None) -> Progress:
    """Return how far the review of a study is, over everybody who takes part; `units` as in `code_cards`."""
    units, said = units or DrawnUnits(study), study.suggestions.answers()
    wait = Counter(one.code_id for one in study.suggestions.waiting())
    read = [(one.code_id, one.action) for one in said if one.where != AT_ONCE]
    table = accepted_shares(pd.DataFrame(read, columns=["code_id", "action"]))
    table = table.assign(waiting=[wait[code_id] for code_id in table["code_id"]])
    layer = study.runs.newest_layer()
    places = {(s.source_id, s.span.start, s.span.end) for s in (study.segments.of(layer) if layer else _counted(study))}
    same = study.codebook.versions_asking_the_same()
    looked = {place for (_, place), looks in units.looks.items() if any(one.codebook_version in same for one in looks)}
    looked &= places
    return Progress(
        answers=dict(Counter(one.action for one in said)),
        waiting=sum(wait.values()),
        to_come=_to_come(table, sum(wait.values())),
        passages=len(places),
        looked=len(looked),
        draws=tuple((draw, *_seen(draw, units)) for draw in study.draws.all()),
        codes=table,
        hint=stopping_hint(units.missed(), len(places) - len(looked)),
    )


def _counted(study: OpenStudy) -> list[Segment]:
    return [one for source_id in study.sources.names() for one in study.segments.counted(source_id)]


def _to_come(table: pd.DataFrame, waiting: int) -> float | None:
    """Add up share times waiting over codes; a code without decisions is taken to fare as all together."""
    decided, accepted = int(table["decided"].sum()), int(table["accept"].sum())
    if not decided:
        return None
    known = table[table["decided"] > 0]
    rest = waiting - int(known["waiting"].sum())
    return float((known["share"] * known["waiting"]).sum() + rest * accepted / decided)


def _seen(draw: Draw, units: DrawnUnits) -> tuple[int, int]:
    by_chance = [one for one in draw.passages if one.part is Part.RANDOM]
    places = [(draw.coder_id, (one.source_id, one.span.start, one.span.end)) for one in by_chance]
    looks = [units.looks.get(unit, []) for unit in places]
    return sum(any(one.codebook_version >= draw.codebook_version for one in each) for each in looks), len(places)

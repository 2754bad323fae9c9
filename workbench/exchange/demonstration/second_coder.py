"""A simulated second coder of the demonstration study: the design's coding with documented confusions.

Nobody coded this. It shows what agreement looks like when two people mix up what is known to be mixed up.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from workbench.exchange.demonstration.design import Utterance
from workbench.model import Span

SIMULATED = "simulated"
SHIFTED, SWAPPED, PLAN_OR_USE, MISSED, ADDED = 0.10, 0.12, 0.10, 0.08, 0.05
_SWAP = {
    "ADM.VOL": "PRF.TARG", "ADM.DUP": "PRF.MEASURE", "ADM.DISPL": "PRF.TARG", "ADM.USE": "PRF.GAME",
    "PRF.TARG": "ADM.VOL", "PRF.MEASURE": "ADM.USE", "PRF.GAME": "ADM.USE", "PRF.SURV": "ADM.VOL",
}  # fmt: skip
_PLAN_OR_USE = {"LIM.PLAN": "ADM.USE", "ADM.USE": "LIM.PLAN"}


def simulate(
    designed: Sequence[tuple[str, Span, Utterance]], text: dict[str, str], *, seed: int
) -> Iterator[tuple[str, Span, str]]:
    """Yield (source id, span, code key) as the simulated coder gives them.

    Of the design's codes, a share of `MISSED` is left out; of ADM and PRF, `SWAPPED` are taken for each other; of
    LIM.PLAN and ADM.USE, `PLAN_OR_USE`. On a share of `ADDED` of the utterances stands a code too many. On a share of `SHIFTED`, the span loses up to three words at one end. The same seed gives the same coding.

    Args:
        designed: source id, span and design of each utterance, in order.
        text: each source's text by id.
        seed: of the random numbers.
    """
    every = sorted({key for _, _, utterance in designed for key in utterance.codes})
    for source_id, span, utterance in designed:
        chance = random.Random(f"{seed} {utterance.text}")  # noqa: S311  # simulation, not secrecy
        given = {new for key in utterance.codes if (new := _confused(key, chance)) is not None}
        if chance.random() < ADDED:
            given.add(chance.choice(every))
        where = _shifted(span, text[source_id], chance) if chance.random() < SHIFTED else span
        yield from ((source_id, where, key) for key in sorted(given))


def _confused(key: str, chance: random.Random) -> str | None:
    if chance.random() < MISSED:
        return None
    if key in _SWAP and chance.random() < SWAPPED:
        return _SWAP[key]
    if key in _PLAN_OR_USE and chance.random() < PLAN_OR_USE:
        return _PLAN_OR_USE[key]
    return key


def _shifted(span: Span, text: str, chance: random.Random) -> Span:
    words = span.of(text).split(" ")
    lost = min(chance.randint(1, 3), len(words) - 1)
    if chance.random() < 1 / 2:
        return Span(span.start + len(" ".join(words[:lost])) + (1 if lost else 0), span.end)
    return Span(span.start, span.end - len(" ".join(words[len(words) - lost :])) - (1 if lost else 0))

"""What the suggesters of a recipe propose for a study, and what those that learn say of each code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from typing import Any

from workbench.model import Code, Codebook, CodeStatus, Passage, Proposal, Recipe, Span
from workbench.pipeline.cutting import Cut, Progress
from workbench.pipeline.judged import context, judged, taught_by
from workbench.pipeline.stages import STAGES
from workbench.store import OpenStudy

MOST_PER_SEGMENT = 3
Keep = Callable[[str, Any, Any], str]
"""Keeps a learner and its feature maker under a name, and returns the digest."""


@dataclass(slots=True)
class Outcome:
    """Proposals of every suggester and, where one of them learns, its record of each code by id (`suggest.learned.report`).

    `judged` counts the passages it learned from, `taught_by` what each person, by id, had said of any (`judged.taught_by`);
    `up_to` is the last act it knew of; `models` maps the name of each
    learner to its digest.
    """

    up_to: int
    proposals: list[Proposal] = field(default_factory=list)
    record: dict[str, Any] | None = None
    judged: int = 0
    taught_by: dict[str, int] = field(default_factory=dict)
    models: dict[str, str] = field(default_factory=dict)

    def counts(self) -> dict[str, Any]:
        """Return what the run's record says of learning; nothing where nothing learned."""
        if self.record is None:
            return {}
        known = {"judged": self.judged, "judged_up_to": self.up_to, "taught_by": self.taught_by}
        return {"codes": self.record, **known}


def proposed(
    study: OpenStudy, recipe: Recipe, read: Cut, codebook: Codebook, encoder: Any, keep: Keep, tell: Progress
) -> Outcome:
    """Ask every suggester, variety by variety: a code is only proposed in the varieties it is meant for."""
    outcome = Outcome(study.history.last())
    encode = None if encoder is None else encoder.encode
    if encoder is not None:
        texts = [s.span.of(read.sources[s.source_id].text) for s in read.segments]
        encoder.encode(texts, progress=lambda done, total: tell("Reading the segments", done, total))
    for variety in sorted({source.variety for source in read.sources.values()}):
        meant = codebook.only(partial(meant_for, variety))
        passages = read.passages(variety)
        for number, use in enumerate(recipe.suggest):
            stage = STAGES["suggest"][use.use]
            tell(f"{'Learning' if stage.learns else 'Suggesting'} ({use.use}, {variety})", number, len(recipe.suggest))
            if not len(meant) or not passages:
                continue
            if stage.learns:
                given, outcome.taught_by = _taught(study, read, passages), taught_by(study)
                learned = stage.function(passages, meant, encode, **given, **use.parameters)
                _add(outcome, learned, len(given["judged"]), f"{use.use}, {variety}", keep)
            else:
                outcome.proposals += stage.function(passages, meant, encode, **use.parameters)
    tell("Suggesting", len(recipe.suggest), len(recipe.suggest))
    return outcome


def _taught(study: OpenStudy, read: Cut, passages: Sequence[Passage]) -> dict[str, Any]:
    from workbench.segment.sentence_split import stop_words

    texts = {source.id: source.text for source in read.sources.values()}
    small = frozenset[str]().union(*(stop_words(language) for language in {s.language for s in read.sources.values()}))
    return {"judged": judged(study, passages), "context": context(study, passages, texts), "unsaying": small}


def _add(outcome: Outcome, learned: Any, judged: int, name: str, keep: Keep) -> None:
    outcome.proposals += learned.proposals
    outcome.judged += judged
    record = outcome.record = outcome.record or {}
    for code_id, said in learned.report.items():  # a code meant for several varieties: the one with more to go by
        if code_id not in record or said["positives"] > record[code_id]["positives"]:
            record[code_id] = said
    if learned.learner is not None:
        outcome.models[name] = keep(name, learned.learner, learned.features)


def merged(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Return one proposal per place and code: the highest score, and every method's reason."""
    by_place: dict[tuple[str, Span, str], Proposal] = {}
    for proposal in proposals:
        place = (proposal.source_id, proposal.span, proposal.code_id)
        other = by_place.get(place)
        by_place[place] = (
            proposal
            if other is None
            else replace(other, score=max(other.score, proposal.score), why=other.why + proposal.why)
        )
    return list(by_place.values())


def specific(proposals: Sequence[Proposal], codebook: Codebook) -> list[Proposal]:
    """Return the proposals without those of a code above another one proposed for the same place, by any method."""
    by_id = codebook.by_id
    named = {
        (proposal.source_id, proposal.span, above.id)
        for proposal in proposals
        for above in codebook.path(by_id[proposal.code_id])[:-1]
    }
    return [each for each in proposals if (each.source_id, each.span, each.code_id) not in named]


def strongest(proposals: Iterable[Proposal], most: int = MOST_PER_SEGMENT) -> list[Proposal]:
    """Return at most `most` proposals per place, those with most methods behind them first, then by score."""

    def place(proposal: Proposal) -> tuple[str, Span]:
        return proposal.source_id, proposal.span

    def rank(proposal: Proposal) -> tuple[float, float, str]:
        return -len(proposal.why), -proposal.score, proposal.code_id

    groups = groupby(sorted(proposals, key=place), key=place)
    return [proposal for _, group in groups for proposal in sorted(group, key=rank)[:most]]


def meant_for(variety: str, code: Code) -> bool:
    """Say whether a code may be suggested in sources of a variety."""
    return code.status is CodeStatus.ACTIVE and (not code.applies_to or variety in code.applies_to)

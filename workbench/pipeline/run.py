"""ACT: a recipe runs. The one place where the rooms and the store meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any

from workbench.errors import NotAllowedHere
from workbench.model import (
    Code,
    Codebook,
    CodeStatus,
    Coding,
    Mode,
    Passage,
    Proposal,
    Recipe,
    Run,
    Segment,
    Segmentation,
    Source,
    Span,
    Suggestion,
    new_id,
)
from workbench.pipeline.stages import load_stage
from workbench.segment.layer import cut, layer_of
from workbench.store import OpenStudy

Progress = Callable[[str, int, int], None]
MOST_PER_SEGMENT = 3
_PACKAGES = ("interview-workbench", "spacy", "sentence-transformers", "torch", "numpy")


@dataclass(frozen=True, slots=True)
class Cut:
    """The study as the machine reads it: one segmentation, its segments, and the sources they lie in."""

    segmentation: Segmentation
    segments: tuple[Segment, ...]
    fresh: tuple[Segment, ...]
    sources: Mapping[str, Source]

    def passages(self, variety: str) -> list[Passage]:
        """Return the segments of one variety's sources, with their words."""
        mine = (s for s in self.segments if self.sources[s.source_id].variety == variety)
        return [Passage(s.source_id, s.span, s.span.of(self.sources[s.source_id].text)) for s in mine]


def run(
    study: OpenStudy, recipe: Recipe, *, by: str, progress: Progress | None = None, at: datetime | None = None
) -> Run:
    """Run a recipe over every source of the study and store its suggestions, in one transaction at the end.

    Interrupted at any moment, nothing of the run is in the study; vectors computed so far stay in the cache, so that
    the next run goes on from there.

    Args:
        study: the study; its codebook's newest version is used.
        recipe: what to do.
        by: the person who started it.
        progress: told (stage, done, total) as the run goes on.
        at: when it started, in UTC; default now.

    Raises:
        NotAllowedHere: in a reflexive study, or one without sources or codebook.
        ModelUnusable: when the embedding model is missing or not the one expected.
    """
    tell = progress or (lambda _stage, _done, _total: None)
    codebook = _require(study)
    started = at or datetime.now(UTC)
    cut_study = _segmented(study, recipe, tell)
    encoder = _encoder(study.path, recipe, tell)
    proposals = _proposals(recipe, cut_study, codebook, encoder, tell)
    proposals = _without_coded(strongest(specific(merged(proposals), codebook)), _codings_by(study, by))
    return _store(study, recipe, codebook, cut_study, encoder, proposals, by=by, started=started, tell=tell)


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


def _require(study: OpenStudy) -> Codebook:
    if study.about.mode is Mode.REFLEXIVE:
        raise NotAllowedHere(
            "This is a reflexive study: the machine makes no suggestions in it.",
            "Code by hand, or make another study with `--mode codebook`.",
        )
    codebook = study.codebook.current()
    if codebook is None:
        raise NotAllowedHere(
            "The study has no codebook to suggest codes from.", "Bring one in: `workbench codebook import FILE`."
        )
    if not study.sources.names():
        raise NotAllowedHere("The study has no sources yet.", "Bring transcripts in: `workbench source add FILE...`.")
    return codebook


def _segmented(study: OpenStudy, recipe: Recipe, tell: Progress) -> Cut:
    function = load_stage("segment", recipe.segment.use)
    segmentation = layer_of(function, recipe.segment.parameters)
    sources = study.sources.all()
    stored = study.segments.of(segmentation.id)
    done = {segment.source_id for segment in stored}
    fresh: list[Segment] = []
    for number, source in enumerate(sources, 1):
        if source.id not in done:
            fresh += cut(source, study.sources.turns(source.id), function, recipe.segment.parameters)
        tell("Cutting into segments", number, len(sources))
    return Cut(segmentation, (*stored, *fresh), tuple(fresh), {source.id: source for source in sources})


def _encoder(study: Path, recipe: Recipe, tell: Progress) -> Any:
    if recipe.embed is None:
        return None
    from workbench.embed.cache import Cached

    tell("Loading the language model", 0, 1)
    encoder = load_stage("embed", recipe.embed.use)(**recipe.embed.parameters)
    tell("Loading the language model", 1, 1)
    return Cached(encoder, study.with_name(f"{study.stem}.vectors"))


def _proposals(recipe: Recipe, study: Cut, codebook: Codebook, encoder: Any, tell: Progress) -> list[Proposal]:
    """Ask every suggester, variety by variety: a code is only proposed in the varieties it is meant for."""
    found: list[Proposal] = []
    encode = None if encoder is None else encoder.encode
    if encoder is not None:
        texts = [s.span.of(study.sources[s.source_id].text) for s in study.segments]
        encoder.encode(texts, progress=lambda done, total: tell("Reading the segments", done, total))
    for variety in sorted({source.variety for source in study.sources.values()}):
        meant = codebook.only(partial(_meant_for, variety))
        passages = study.passages(variety)
        for number, use in enumerate(recipe.suggest):
            tell(f"Suggesting ({use.use}, {variety})", number, len(recipe.suggest))
            if len(meant) and passages:
                found += load_stage("suggest", use.use)(passages, meant, encode, **use.parameters)
    tell("Suggesting", len(recipe.suggest), len(recipe.suggest))
    return found


def _meant_for(variety: str, code: Code) -> bool:
    return code.status is CodeStatus.ACTIVE and (not code.applies_to or variety in code.applies_to)


def _codings_by(study: OpenStudy, name: str) -> list[Coding]:
    """Return what this person has coded; what others coded must neither show nor hide anything to them."""
    mine = {coder.id for coder in study.coders.all() if coder.name.casefold() == name.casefold()}
    return [coding for coding in study.codings.all() if coding.coder_id in mine]


def _without_coded(proposals: Sequence[Proposal], codings: Sequence[Coding]) -> list[Proposal]:
    """Leave out what is already coded: the same code over at least half of the passage."""
    coded: dict[tuple[str, str], list[Span]] = {}
    for coding in codings:
        coded.setdefault((coding.source_id, coding.code_id), []).append(coding.span)

    def known(proposal: Proposal) -> bool:
        spans = coded.get((proposal.source_id, proposal.code_id), [])
        return any(2 * span.overlap(proposal.span) >= len(proposal.span) for span in spans)

    return [proposal for proposal in proposals if not known(proposal)]


def _store(
    study: OpenStudy, recipe: Recipe, codebook: Codebook, cut_study: Cut, encoder: Any, proposals: Sequence[Proposal],
    *, by: str, started: datetime, tell: Progress,
) -> Run:  # fmt: skip
    record = Run(
        id=new_id(),
        recipe_name=recipe.name,
        recipe=recipe.text,
        recipe_sha256=recipe.sha256,
        codebook_version=codebook.version,
        seed=recipe.seed,
        started=started,
        finished=datetime.now(UTC),
        models={} if encoder is None else {encoder.name: encoder.digest},
        versions={name: version(name) for name in _PACKAGES},
        segmentation_id=cut_study.segmentation.id,
        counts={"segments": len(cut_study.segments), "suggestions": len(proposals)},
    )
    summary = f"Ran '{recipe.name}': {len(proposals)} suggestions for {len(cut_study.segments)} segments"
    with study.act("run", by=by, summary=summary) as act:
        coder = study.coders.machine(act, f"{recipe.name}, run {record.id[:8]}")
        study.segments.add(act, cut_study.segmentation, cut_study.fresh)
        study.runs.add(act, record, coder)
        study.suggestions.add(
            act,
            (Suggestion(new_id(), record.id, p.source_id, p.span, p.code_id, p.score, p.why) for p in proposals),
        )
    tell("Saved", 1, 1)
    return record

"""ACT: a recipe runs. The one place where the rooms and the store meet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from workbench.errors import Conflict, NotAllowedHere
from workbench.model import Codebook, Coding, Mode, Proposal, Recipe, Run, Span, Suggestion, new_id
from workbench.pipeline.cutting import Cut, Progress, segmented
from workbench.pipeline.proposing import Keep, Outcome, merged, proposed, specific, strongest
from workbench.pipeline.stages import load_stage
from workbench.store import OpenStudy

AGAIN = "run.again"  # `review.steps` passes over it: nobody asked for it
_PACKAGES = ("interview-workbench", "spacy", "sentence-transformers", "torch", "numpy", "scipy")


def run(
    study: OpenStudy, recipe: Recipe, *, by: str, progress: Progress | None = None, at: datetime | None = None,
    again: bool = False,
) -> Run:  # fmt: skip
    """Run a recipe over every source of the study and store its suggestions, in one transaction at the end.

    Interrupted at any moment, nothing of the run is in the study; vectors computed so far stay in the cache, so that
    the next run goes on from there.

    Args:
        study: the study; its codebook's newest version is used.
        recipe: what to do.
        by: the person who started it.
        progress: told (stage, done, total) as the run goes on.
        at: when it started, in UTC; default now.
        again: the workbench runs it by itself, to learn from what was decided since it last did.

    Raises:
        NotAllowedHere: in a reflexive study, or one without sources or codebook.
        Conflict: `again`, where something that was taken back waits to be done again.
        ModelUnusable: when the embedding model is missing or not the one expected.
    """
    tell = progress or (lambda _stage, _done, _total: None)
    codebook = _require(study)
    started = at or datetime.now(UTC)
    read = segmented(study, recipe, tell)
    encoder = encoder_of(study.path, recipe, tell)
    outcome = proposed(study, recipe, read, codebook, encoder, _kept_beside(study.path), tell)
    chosen = strongest(specific(merged(outcome.proposals), codebook))
    outcome.proposals = _without_coded(chosen, _codings_by(study, by))
    record = _record(recipe, codebook, read, encoder, outcome, started)
    _store(study, record, read, outcome, by=by, act_name=AGAIN if again else "run")
    tell("Saved", 1, 1)
    return record


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


def encoder_of(study: Path, recipe: Recipe, tell: Progress) -> Any:
    """Return the recipe's encoder, with the vectors kept beside the study; None where the recipe names none."""
    if recipe.embed is None:
        return None
    from workbench.embed.cache import Cached

    tell("Loading the language model", 0, 1)
    encoder = load_stage("embed", recipe.embed.use)(**recipe.embed.parameters)
    tell("Loading the language model", 1, 1)
    return Cached(encoder, vectors_beside(study))


def _kept_beside(study: Path) -> Keep:
    """Keep learners with the study's vectors: both can be deleted at any time, and made again."""

    def keep(name: str, learner: Any, features: Any) -> str:
        from workbench.suggest.learned.kept import save

        return save(vectors_beside(study) / name, learner, features)

    return keep


def vectors_beside(study: Path) -> Path:
    """Return the folder where a study's vectors and learners are kept."""
    return study.with_name(f"{study.stem}.vectors")


def _codings_by(study: OpenStudy, name: str) -> list[Coding]:
    """Return what this person has coded; what others coded must neither show nor hide anything to them."""
    mine = study.coders.ids_of(name)
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


def _record(recipe: Recipe, codebook: Codebook, read: Cut, encoder: Any, outcome: Outcome, started: datetime) -> Run:
    encoders = {} if encoder is None else {encoder.name: encoder.digest}
    return Run(
        id=new_id(),
        recipe_name=recipe.name,
        recipe=recipe.text,
        recipe_sha256=recipe.sha256,
        codebook_version=codebook.version,
        seed=recipe.seed,
        started=started,
        finished=datetime.now(UTC),
        models={**encoders, **outcome.models},
        versions={name: version(name) for name in _PACKAGES},
        segmentation_id=read.segmentation.id,
        counts={"segments": len(read.segments), "suggestions": len(outcome.proposals), **outcome.counts()},
    )


def _store(study: OpenStudy, record: Run, read: Cut, outcome: Outcome, *, by: str, act_name: str) -> None:
    found = f"{len(outcome.proposals)} suggestions for {len(read.segments)} segments"
    learned = f", learned from {outcome.judged} passages" if outcome.record is not None else ""
    with study.act(act_name, by=by, summary=f"Ran '{record.recipe_name}': {found}{learned}") as act:
        if act_name == AGAIN and study.history.can()[1] is not None:
            raise Conflict("Something was taken back meanwhile, and could not be done again after this.", "")
        coder = study.coders.machine(act, f"{record.recipe_name}, run {record.id[:8]}")
        study.segments.add(act, read.segmentation, read.fresh)
        study.runs.add(act, record, coder)
        study.suggestions.add(
            act,
            (
                Suggestion(new_id(), record.id, p.source_id, p.span, p.code_id, p.score, p.why)
                for p in outcome.proposals
            ),
        )

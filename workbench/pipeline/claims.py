"""ACT: passages are proposed for claims. They are suggestions: they say nothing of stance, and count as nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from workbench.errors import NotAllowedHere
from workbench.model import (
    POLICY,
    Claim,
    ClaimProposal,
    ClaimSuggestion,
    Code,
    CodeStatus,
    Mode,
    Passage,
    Role,
    Run,
    Span,
    StageUse,
    Variety,
    canonical_json,
    new_id,
    sha256_text,
)
from workbench.pipeline.load import load_recipe
from workbench.pipeline.meaning import encoder_of, segments_of, vectors_of
from workbench.store import OpenStudy
from workbench.suggest.claim_passages import Sought, propose

Progress = Callable[[str, int, int], None]
EACH = 3
NAME = "claims"
_PACKAGES = ("interview-workbench", "spacy", "sentence-transformers", "torch", "numpy")


def propose_passages(
    study: OpenStudy, keys: Sequence[str] = (), *, by: str, each: int = EACH, embed: StageUse | None = None,
    progress: Progress | None = None, at: datetime | None = None,
) -> Run:  # fmt: skip
    """Propose `each` passages of every interviewee for claims (default: all, in their newest wording).

    What this person linked to a claim already or turned down for it, in any wording, and what they answered otherwise for
    this wording, makes room for the next passages; it is among the proposals all the same, for those who did not answer. The
    encoder is that of the shipped recipe `similarity` unless `embed` names another; vectors are kept beside the study.
    Interrupted at any moment, nothing of the run is in the study.

    Raises:
        NotFound: naming the claims there are.
        NotAllowedHere: in a reflexive study, or one without claims, codebook or interviews.
        ModelUnusable: when the embedding model is missing or not the one expected.
    """
    claims = _wanted(study, keys)
    started, tell = at or datetime.now(UTC), progress or (lambda _stage, _done, _total: None)
    use = embed or load_recipe("similarity").embed or StageUse("sentence_transformer", {})
    passages = _said(study)
    if not passages:
        raise NotAllowedHere(
            "Nobody says anything in this study yet.", "Bring interviews in: `workbench source add FILE...`."
        )
    tell("Loading the language model", 0, 1)
    encoder = encoder_of(use)
    tell("Loading the language model", 1, 1)
    vectors_of(study, encoder, [passage.text for passage in passages], tell)
    extracts = {source.id: source.text for source in study.sources.all()}
    sought = [Sought(claim, claim.span.of(extracts[claim.source_id]), _told(study, claim)) for claim in claims]
    settled = study.claim_suggestions.settled(study.coders.ids_of(by))
    found = propose(
        passages, _people(study), sought, _cached(study, encoder), settled, each=each, keep_answered=True
    )  # fmt: skip
    counts = {"passages": len(passages), "claims": len(claims), "proposed": sum(_is_new(p, settled) for p in found)}
    run = _record(study, use, encoder, claims, counts, each, started)
    return _store(study, run, found, by, at)


def _wanted(study: OpenStudy, keys: Sequence[str]) -> list[Claim]:
    if study.about.mode is Mode.REFLEXIVE:
        raise NotAllowedHere(
            "This is a reflexive study: nothing is proposed in it.", "Link passages by hand: `workbench link add`."
        )
    if study.codebook.current() is None:
        raise NotAllowedHere("The study has no codebook yet.", "Bring one in: `workbench codebook import FILE`.")
    found = [study.claims.find(key) for key in dict.fromkeys(keys)] if keys else study.claims.newest()
    if not found:
        raise NotAllowedHere("The study has no claims yet.", "Take one from a policy: `workbench claim add`.")
    return found


def _said(study: OpenStudy) -> list[Passage]:
    """Return every segment of every interview, but for those that only an interviewer speaks in.

    An interview is what somebody disclosed, or another account that belongs to a participant and is no policy.
    """
    owned = _people(study)
    sources = [
        source
        for source in study.sources.all()
        if source.variety is Variety.DISCLOSED or (source.id in owned and source.variety not in POLICY)
    ]
    asked = {
        source.id: [turn.span for turn in study.sources.turns(source.id) if turn.role is Role.INTERVIEWER]
        for source in sources
    }
    return [
        Passage(source_id, span, words)
        for source_id, span, words in segments_of(study, sources)
        if not any(turn.contains(span) for turn in asked[source_id])
    ]


def _told(study: OpenStudy, claim: Claim) -> tuple[tuple[str, ...], ...]:
    """Return the words of every code in use that the codebook sets against the claim's theme, and of those below them."""
    book = study.codebook.current()
    if book is None or claim.theme is None or claim.theme not in book.by_id:
        return ()
    keys = list(book.by_id[claim.theme].contrast_with)
    codes: dict[str, Code] = {}
    while keys:
        code = book.by_key.get(keys.pop(0))
        if code is not None and code.key not in codes:
            codes[code.key] = code
            keys += [child.key for child in book.children(code.key)]
    used = [code for code in codes.values() if code.status is CodeStatus.ACTIVE]
    return tuple(
        tuple(
            text for text in (f"{code.name}. {code.definition}", *code.examples, ", ".join(code.cues)) if text.strip()
        )
        for code in used
    )


def _people(study: OpenStudy) -> dict[str, list[str]]:
    people: dict[str, list[str]] = {}
    for case in study.cases.all():
        for source_id in case.sources:
            people.setdefault(source_id, []).append(case.id)
    return people


def _is_new(one: ClaimProposal, settled: Mapping[str, Sequence[tuple[str, Span]]]) -> bool:
    """Say whether who asked has yet to answer."""
    there = settled.get(one.claim_id, ())
    return not any(source == one.source_id and one.span.mostly_in(span) for source, span in there)


def _cached(study: OpenStudy, encoder: Any) -> Callable[[Sequence[str]], Any]:
    return lambda texts: vectors_of(study, encoder, list(texts), lambda _stage, _done, _total: None)


def _record(
    study: OpenStudy, use: StageUse, encoder: Any, claims: Sequence[Claim], counts: dict[str, int], each: int,
    started: datetime,
) -> Run:  # fmt: skip
    """Put on record what would make the same proposals again: settings, model, claims as worded."""
    recipe = canonical_json(
        {
            "embed": {"use": use.use, **use.parameters}, "each": each,
            "claims": [[claim.key, claim.version, claim.statement] for claim in claims],
        }
    )  # fmt: skip
    book = study.codebook.current()
    return Run(
        id=new_id(),
        recipe_name=NAME,
        recipe=recipe,
        recipe_sha256=sha256_text(recipe),
        codebook_version=book.version if book else 0,
        seed=0,
        started=started,
        finished=datetime.now(UTC),
        models={encoder.name: encoder.digest},
        versions={name: version(name) for name in _PACKAGES},
        counts=counts,
    )


def _store(study: OpenStudy, run: Run, found: Sequence[ClaimProposal], by: str, at: datetime | None) -> Run:
    counts = run.counts
    summary = f"Proposed {counts['proposed']} passages for {counts['claims']} claims"
    with study.act("claim.propose", by=by, at=at, summary=summary) as act:
        study.runs.add(act, run, study.coders.machine(act, f"{NAME}, run {run.id[:8]}"))
        study.claim_suggestions.add(
            act,
            (ClaimSuggestion(new_id(), run.id, p.claim_id, p.source_id, p.span, p.score, p.why) for p in found),
        )
    return run

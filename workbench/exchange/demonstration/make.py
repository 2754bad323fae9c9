"""ACT: the demonstration study, made from what is shipped: files written, taken in as any file is, and coded as designed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from workbench.errors import StudyUnreadable
from workbench.exchange.demonstration import load_study, locate, locate_utterances, policy_text, render
from workbench.exchange.demonstration_design import DemonstrationStudy, DesignedLink, Interview
from workbench.exchange.intake import add_sources, import_codebook, read_files
from workbench.ingest.shipped import shipped, shipped_file
from workbench.model import Claim, Code, Coder, Link, Source, Span, Variety, new_id
from workbench.store import SUFFIX, Act, OpenStudy, new_study

NAME = "syn-coord-28"
DESIGN = "design"  # the coder of the designers' intended coding


def make_demo(folder: Path, *, by: str, coded: bool = True, at: datetime | None = None) -> Path:
    """Make the demonstration study in `folder` and return its path. It appears whole or not at all.

    The transcripts and policies are written to `folder/sources` and taken in by the ordinary readers. With `coded`,
    the designers' intended coding comes along as the coder named `design`; without, only sources, codebook,
    participants and claims do.

    Raises:
        StudyUnreadable: when there is already a demonstration study in the folder.
    """
    design = load_study(shipped("studies") / NAME)
    path = folder / f"{design.key}{SUFFIX}"
    if path.exists():
        raise StudyUnreadable(
            f"There is already a demonstration study at '{path}'.",
            f"Open it with `workbench app --study {path}`, or name another folder.",
        )
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    half = folder / f".{design.key}.{new_id()}{SUFFIX}"
    try:
        study = new_study(half, name=design.name, synthetic=True, by=by, at=at)
        _fill(study, design, _files(design, folder / "sources"), by=by, coded=coded, at=at or datetime.now(UTC))
        half.rename(path)
    finally:
        half.unlink(missing_ok=True)
    return path


def _files(design: DemonstrationStudy, folder: Path) -> dict[Variety, list[Path]]:
    """Write every transcript and policy as a file, and return them by variety."""
    made: dict[Variety, list[Path]] = {}
    contents = [(document.variety, document.file_name, policy_text(document)) for document in design.documents]
    contents += [(Variety.DISCLOSED, interview.file_name, render(interview)) for interview in design.interviews]
    for variety, name, data in contents:
        path = folder / name
        path.write_bytes(data)
        made.setdefault(variety, []).append(path)
    return made


def _fill(
    study: OpenStudy,
    design: DemonstrationStudy,
    files: Mapping[Variety, list[Path]],
    *,
    by: str,
    coded: bool,
    at: datetime,
) -> None:
    sources: dict[str, Source] = {}
    for variety, paths in files.items():
        added = add_sources(study, read_files(paths, variety=variety), by=by, at=at)
        sources.update({source.origin.file: source for source in added})
    codebook = import_codebook(study, shipped_file("codebooks", "imagined_done"), by=by, at=at)
    with study.act("case.import", by=by, at=at, summary=f"Added {len(design.interviews)} participants") as act:
        for interview in design.interviews:
            study.cases.put(act, *_case(interview), (sources[interview.file_name].id,))
    with study.act("claim.add", by=by, at=at, summary=f"Added {len(design.claims)} claims of policy") as act:
        claims = _claims(study, act, design, sources, codebook.by_key)
    if coded:
        with study.act("demo.design", by=DESIGN, at=at, summary="Added the designers' intended coding") as act:
            coder = study.coders.person(act, DESIGN)
            _code_policies(study, act, claims, coder)
            for interview in design.interviews:
                _code_interview(study, act, interview, sources[interview.file_name], codebook.by_key, claims, coder)


def _case(interview: Interview) -> tuple[str, dict[str, str | int]]:
    person = interview.participant
    return person.case_name, {
        "site": person.site.key,
        "site name": person.site.name,
        "country": person.site.country,
        "network": person.site.network,
        "setting": person.site.setting,
        "profession": person.profession,
        "years": person.years,
        "caseload": person.caseload,
    }


def _claims(
    study: OpenStudy, act: Act, design: DemonstrationStudy, sources: Mapping[str, Source], codes: Mapping[str, Code]
) -> dict[str, Claim]:
    made: dict[str, Claim] = {}
    for document, extract, designed in design.claims:
        source = sources[document.file_name]
        claim = Claim(
            id=new_id(),
            key=designed.key,
            source_id=source.id,
            span=locate(source.text, extract.text),
            statement=designed.statement,
            modality=designed.modality,
            theme=codes[designed.theme].id,
            country=document.country,
            in_force_from=document.in_force_from,
            in_force_to=document.in_force_to,
        )
        made[designed.key] = study.claims.add(act, claim)
    return made


def _code_policies(study: OpenStudy, act: Act, claims: Mapping[str, Claim], coder: Coder) -> None:
    for claim in claims.values():
        if claim.theme is not None:
            study.codings.add(act, claim.source_id, claim.span, claim.theme, coder)


def _code_interview(
    study: OpenStudy, act: Act, interview: Interview, source: Source, codes: Mapping[str, Code],
    claims: Mapping[str, Claim], coder: Coder,
) -> None:  # fmt: skip
    for utterance, span in locate_utterances(interview, source.text):
        for key in utterance.codes:
            study.codings.add(act, source.id, span, codes[key].id, coder)
        for designed in utterance.links:
            study.links.add(act, _link(designed, claims[designed.claim], source.id, span, coder, act.at))


def _link(designed: DesignedLink, claim: Claim, source_id: str, span: Span, coder: Coder, at: datetime) -> Link:
    return Link(
        id=new_id(),
        claim_id=claim.id,
        source_id=source_id,
        span=span,
        stance=designed.stance,
        gap_type=designed.gap_type,
        voice=designed.voice,
        coder_id=coder.id,
        created=at,
    )

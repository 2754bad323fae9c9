"""ACT: the demonstration study, made from what is shipped: files written, taken in as any file is, and coded as designed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from workbench.errors import StudyUnreadable, listed
from workbench.exchange.demonstration.design import DemonstrationStudy, DesignedLink, Interview, Utterance
from workbench.exchange.demonstration.files import policy_text, site_text, transcripts
from workbench.exchange.demonstration.laid_over import designed, questions_asked, second_coder_table
from workbench.exchange.demonstration.load import load_study
from workbench.exchange.demonstration.places import Words
from workbench.exchange.intake import add_sources, import_codebook, read_files, turn_layer
from workbench.ingest.shipped import shipped, shipped_file
from workbench.model import (
    Asked,
    Claim,
    Code,
    Coder,
    Link,
    Question,
    Reading,
    Role,
    Segment,
    Segmentation,
    Source,
    Span,
    Variety,
    new_id,
)
from workbench.store import SUFFIX, Act, OpenStudy, new_study

NAME = "syn-coord-28"
DESIGN = "design"  # the coder of the designers' intended coding
UNITS = Segmentation("meaning units", {"marked by": DESIGN})  # what shares are counted in, coded or not
SECOND_CODER = "SYN_second_coder_simulated.csv"
SCORES = "SYN_acic_style_scores.csv"


@cache
def design_of_the_demonstration() -> DemonstrationStudy:
    """Return the design of the demonstration study as shipped."""
    return load_study(shipped("studies") / NAME)


def make_demo(
    folder: Path, *, by: str, coded: bool = True, plan: Path | None = None, at: datetime | None = None
) -> Path:
    """Make the demonstration study in `folder` and return its path. It appears whole or not at all.

    Transcripts, policies and site documents are written to `folder/sources` and taken in by the ordinary readers; a
    table of scores per site and a policy of a later year are put beside the study, not into it. With `coded`, the
    designers' intended coding comes along as the coder named `design`; without, only sources, codebook, participants,
    claims and the interview guide do. `plan` is a folder in the shape of the shipped one, to make a study of your own from.

    Raises:
        StudyUnreadable: when there is already such a study in the folder, or files of these names that differ.
        FileUnreadable: when the plan cannot be read.
    """
    design = load_study(plan) if plan else design_of_the_demonstration()
    plan = plan or shipped("studies") / NAME
    path = folder / f"{design.key}{SUFFIX}"
    if path.exists():
        raise StudyUnreadable(
            f"There is already a demonstration study at '{path}'.",
            f"Open it with `workbench app --study {path}`, or name another folder.",
        )
    files = _files(design, plan, folder)
    half = folder / f".{design.key}.{new_id()}{SUFFIX}"
    try:
        study = new_study(half, name=design.name, synthetic=True, by=by, at=at)
        sources = _fill(study, design, files, by=by, coded=coded, at=at or datetime.now(UTC))
        (folder / SECOND_CODER).write_text(second_coder_table(design, sources), "utf-8")
        half.rename(path)
    finally:
        half.unlink(missing_ok=True)
    return path


def contents(design: DemonstrationStudy) -> Iterator[tuple[Variety, str, bytes]]:
    """Yield every file of the study: which kind of account it gives, its name, its bytes."""
    for policy in design.in_force:
        yield policy.variety, policy.file_name, policy_text(policy)
    for interview in design.interviews:
        for name, data in transcripts(interview).items():
            yield Variety.DISCLOSED, name, data
    for document in design.site_documents:
        yield document.variety, document.file_name, site_text(document)


def _files(design: DemonstrationStudy, plan: Path, folder: Path) -> dict[Variety, list[Path]]:
    """Write every file, and return those to be taken in by variety.

    Scores per site are numbers and no text; a policy that came after the interviews is for its reader to bring in.
    """
    inside = {folder / "sources" / name: (variety, data) for variety, name, data in contents(design)}
    beside = {folder / policy.file_name: policy_text(policy) for policy in design.later}
    if (plan / SCORES).exists():
        beside[folder / SCORES] = (plan / SCORES).read_bytes()
    whole = beside | {path: data for path, (_, data) in inside.items()}
    other = [path.name for path, data in whole.items() if path.exists() and path.read_bytes() != data]
    if other:
        raise StudyUnreadable(
            f"In '{folder}' there are files of the same names with other words in them: {listed(other)}.",
            "Name another folder; these were not touched.",
        )
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    for path, data in whole.items():
        path.write_bytes(data)
    made: dict[Variety, list[Path]] = {}
    for path, (variety, _) in inside.items():
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
) -> dict[str, Source]:
    sources = _take_in(study, design, files, by=by, at=at)
    codes = import_codebook(study, shipped_file("codebooks", "imagined_done"), by=by, at=at).by_key
    with study.act("case.import", by=by, at=at, summary=f"Added {len(design.interviews)} participants") as act:
        for interview in design.interviews:
            study.cases.put(act, *_case(interview), tuple(sources[name].id for name in interview.file_names))
    with study.act("claim.add", by=by, at=at, summary=f"Added {len(design.claims)} claims of policy") as act:
        claims = _claims(study, act, design, sources, codes)
        guide = _guide(study, act, design, claims)
    if coded:
        with study.act("demo.design", by=DESIGN, at=at, summary="Added the designers' intended coding") as act:
            _code(study, act, designed(design, sources), codes, claims)
            _ask(study, act, questions_asked(design, sources), guide)
    return sources


def _take_in(
    study: OpenStudy, design: DemonstrationStudy, files: Mapping[Variety, list[Path]], *, by: str, at: datetime
) -> dict[str, Source]:
    """Take the files in by the ordinary readers, cut into the design's units and into turns; by file name."""

    def layers(reading: Reading) -> list[tuple[Segmentation, list[Segment]]]:
        found = designed(design, {reading.source.origin.file: reading.source})
        units = [Segment(UNITS.id, source_id, ordinal, span) for ordinal, (source_id, span, _) in enumerate(found)]
        return [(UNITS, units), turn_layer(reading)]

    sources: dict[str, Source] = {}
    for variety, paths in files.items():
        added = add_sources(study, read_files(paths, variety=variety), by=by, layers=layers, at=at)
        sources.update({source.origin.file: source for source in added})
    return sources


def _code(
    study: OpenStudy,
    act: Act,
    meant: Iterable[tuple[str, Span, Utterance]],
    codes: Mapping[str, Code],
    claims: Mapping[str, Claim],
) -> None:
    coder = study.coders.person(act, DESIGN)
    for source_id, span, utterance in meant:
        for key in utterance.codes:
            study.codings.add(act, source_id, span, codes[key].id, coder)
        for link in utterance.links:
            study.links.add(act, _link(link, claims[link.claim], source_id, span, coder, act.at))


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
        "gender": person.gender,
        "caseload": person.caseload,
        "language": person.language,
    }


def _claims(
    study: OpenStudy, act: Act, design: DemonstrationStudy, sources: Mapping[str, Source], codes: Mapping[str, Code]
) -> dict[str, Claim]:
    made: dict[str, Claim] = {}
    for document, extract, stated in design.claims:
        source = sources[document.file_name]
        claim = Claim(
            id=new_id(),
            key=stated.key,
            source_id=source.id,
            span=Words(source.text).locate(extract.text),
            statement=stated.statement,
            modality=stated.modality,
            theme=codes[stated.theme].id,
            country=document.country,
            in_force_from=document.in_force_from,
            in_force_to=document.in_force_to,
        )
        made[stated.key] = study.claims.add(act, claim)
    return made


def _guide(study: OpenStudy, act: Act, design: DemonstrationStudy, claims: Mapping[str, Claim]) -> dict[str, Question]:
    return {
        each.key: study.questions.add(
            act, Question(new_id(), each.key, each.topic, number, tuple(claims[key].id for key in each.asks))
        )
        for number, each in enumerate(design.guide, 1)
    }


def _ask(study: OpenStudy, act: Act, asked: Iterable[tuple[str, str, Span]], guide: Mapping[str, Question]) -> None:
    """Say which turns ask which questions, by the coder of the design."""
    coder = study.coders.person(act, DESIGN)
    for key, source_id, span in asked:
        turn = next(each for each in study.sources.turns(source_id, span) if each.role is Role.INTERVIEWER)
        study.questions.say_asked(act, Asked(guide[key].id, source_id, turn.ordinal, coder.id))


def _link(meant: DesignedLink, claim: Claim, source_id: str, span: Span, coder: Coder, at: datetime) -> Link:
    return Link(
        id=new_id(),
        claim_id=claim.id,
        source_id=source_id,
        span=span,
        stance=meant.stance,
        gap_type=meant.gap_type,
        voice=meant.voice,
        coder_id=coder.id,
        created=at,
    )

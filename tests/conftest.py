"""What every test may ask for."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# how long an example takes says how busy the machine is; what may not be slow has a benchmark
settings.register_profile("workbench", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("workbench")

ROOT = Path(__file__).resolve().parents[1]
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

TALKS = {
    "Mair": (
        "I: Beth sy'n llenwi'ch wythnos?\n"
        "P: Gwaith papur, honestly. The forms go in twice, once for us and once for the tŷ.\n"
        "I: And the visits?\n"
        "P: I do them until three. Ŵyn a'r ŷd 🐑 are all you see from the van."
    ),
    "Tomos": (
        "I: How do you get to know people?\n"
        "P: I keep my word. If I say Tuesday, I ring on Tuesday 👩🏽\u200d⚕️.\n"
        "P: Trust comes after a year, café by cafe\u0301."
    ),
    "Policy": "Paperwork will be kept to what safe care needs.\n\nTrust is the heart of the service.",
}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Files with slow tests first, then those that need a browser, so that no core waits for another at the end."""
    slow, browser = (
        {item.path for item in items if item.get_closest_marker(mark) is not None} for mark in ("slow", "e2e")
    )
    items.sort(key=lambda item: 0 if item.path in slow else 1 if item.path in browser else 2)


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root folder."""
    return ROOT


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Public data for tests on real input; `WORKBENCH_DATA` names it, default `../shared/data`."""
    folder = Path(os.environ.get("WORKBENCH_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no public data at {folder} (set WORKBENCH_DATA)")
    return folder


@pytest.fixture(scope="session")
def make_reading():
    """A function that makes a Reading out of a name and a text; each non-empty line is a turn (`I:`, `P:`)."""
    return reading_of


@pytest.fixture
def tiny_study(tiny_study_file, tmp_path):
    """An open study of its own for one test: see `tiny_study_file` for what is in it."""
    from workbench.store import open_study

    return open_study(shutil.copyfile(tiny_study_file, tmp_path / "tiny.workbench"))


@pytest.fixture(scope="session")
def tiny_study_file(tmp_path_factory) -> Path:
    """A small whole study to copy: 3 sources, 5 codes, 2 coders, and at least one row in every table."""
    from workbench.store import new_study

    study = new_study(tmp_path_factory.mktemp("tiny") / "tiny.workbench", name="Tiny", by="Mair")
    with study.act("source.add", by="Mair", summary="Added 3 sources") as act:
        for name, text in TALKS.items():
            study.sources.add(act, reading_of(name, text, variety="imagined" if name == "Policy" else "disclosed"))
    with study.operation("a page", 1), study.act("codebook.publish", by="Mair", summary="Published version 1") as act:
        study.codebook.publish(act, _codebook(), study.coders.person(act, "Mair"), based_on=None)
    _decide_things(study)
    _suggest_things(study)
    return study.path


def reading_of(name, text, *, variety="disclosed"):
    """Return a Reading of this text, as a reader would give it."""
    from workbench.model import ImportReport, Origin, Reading, Role, Source, Span, Turn, Variety, new_id, sha256_text

    source_id, turns, place = new_id(), [], 0
    for line in text.split("\n"):
        if line.strip():
            role = Role.INTERVIEWER if line.startswith("I:") else Role.PARTICIPANT
            turns.append(Turn(source_id, len(turns), Span(place, place + len(line)), line[0], role, float(place)))
        place += len(line) + 1
    source = Source(
        source_id, name, text, sha256_text(text), text.encode(), Origin(f"{name}.txt", "text", {"encoding": "utf-8"}),
        Variety(variety),
    )  # fmt: skip
    report = ImportReport(f"{name}.txt", "text", "utf-8", len(turns), len(text.split()), {"I": Role.INTERVIEWER}, None)
    return Reading(source, tuple(turns), report)


def _codebook():
    from workbench.model import Code, Codebook, CodeStatus, NearMiss, NotWhen, id_of

    def code(key, name, **more):
        return Code(id_of("test", key), key, name, f"What {name.lower()} is.", **more)

    codes = (
        code("ADM", "Administrative burden", cues=("paperwork", "forms"), order=0, colour="#336699"),
        code("ADM.DUP", "Twice-told", parent="ADM", order=1, not_when=(NotWhen("only once", "ADM"),)),
        code("REL", "Ymddiriedaeth", examples=("I ring on Tuesday",), near_miss=(NearMiss("forms", "ADM"),), order=2),
        code("REL.TIME", "Time 🕰️", parent="REL", contrast_with=("ADM",), applies_to=("disclosed",), order=3),
        code("OLD", "Old code", status=CodeStatus.RETIRED, order=4),
    )
    return Codebook(id_of("test", "codebook"), "Tiny", codes, reason="first", facets={"stance": ("strained", "fine")})


def _decide_things(study):
    from workbench.model import Claim, GapType, Link, Modality, Span, Stance, Voice, new_id

    mair, tomos, policy = (study.sources.get(name).id for name in TALKS)
    find = study.codebook.current().find
    with study.act("case.put", by="Mair", summary="Put the case P1") as act:
        study.cases.put(act, "P1", {"site": "Môn", "years": 7, "share": 0.5, "registered": True}, (mair,))
    with study.act("coding.add", by="Mair", summary="Coded a passage") as act:
        person = study.coders.person(act, "Mair")
        coding = study.codings.add(act, mair, Span(35, 46), find("ADM").id, person)
        study.memos.add(act, "coding", coding.id, "She laughs here 😅.", person)
        study.memos.add(act, "study", study.about.id, "Dechrau da.", person)
    with study.act("coding.add", by="Tomos", summary="Coded a passage") as act:
        study.codings.add(act, tomos, Span(35, 49), find("REL").id, study.coders.person(act, "Tomos"))
    with study.act("claim.add", by="Mair", summary="Linked a claim") as act:
        words = "Paperwork is kept low"
        claim = Claim(new_id(), "C1", policy, Span(0, 47), words, Modality.WILL, find("ADM").id, "Wales")
        study.claims.add(act, claim)
        study.links.add(
            act,
            Link(
                new_id(), claim.id, mair, Span(32, 60), Stance.CONTRADICTED, GapType.WORKAROUND, Voice.OWN_PRACTICE,
                person.id, AT,
            ),
        )  # fmt: skip


def _suggest_things(study):
    from workbench.model import (
        Action,
        Decision,
        Draw,
        Drawn,
        Method,
        Run,
        Segment,
        Segmentation,
        Suggestion,
        Why,
        new_id,
        sha256_text,
    )  # fmt: skip

    codes, layer = study.codebook.current().codes, Segmentation("turns", {"longest": 90})
    cut = [
        Segment(layer.id, source.id, turn.ordinal, turn.span)
        for source in study.sources.all()
        for turn in study.sources.turns(source.id)
    ]
    with study.act("run", by="Mair", summary="Ran 'tiny'") as act:
        run = Run(
            new_id(), "tiny", "name: tiny", sha256_text("name: tiny"), 1, 7, AT, AT, {"m": "d"}, {"p": "1"}, layer.id,
            {"n": 3},
        )  # fmt: skip
        study.segments.add(act, layer, cut)
        study.runs.add(act, run, study.coders.machine(act, "tiny, run 1"))
        why = (Why("cues", "A cue.", ("forms",), (("I ring", 0.5),), ("forms", "ADM", 0.25)),)
        made = [Suggestion(new_id(), run.id, s.source_id, s.span, codes[n % 4].id, 0.5, why) for n, s in enumerate(cut)]
        study.suggestions.add(act, made)
    _ask_things(study, run, made[1])
    _chart(study)
    with study.act("review.draw", by="Tomos", summary="Drew 1 of 2 passages to look at") as act:
        tomos = study.coders.person(act, "Tomos")
        drawn = Drawn(made[0].source_id, made[0].span, 0.5)
        draw = Draw(new_id(), tomos.id, AT, Method.AUDIT, 7, 1, layer.id, 2, (drawn,), {"source": made[0].source_id})
        study.draws.add(act, draw)
    with study.act("review.looked", by="Tomos", summary="Looked at a whole passage") as act:
        study.looks.add(act, made[0].source_id, made[0].span, tomos, version=1, where="test", draw_id=draw.id)
    with study.act("review.reject", by="Tomos", summary="Rejected a suggestion") as act:
        study.suggestions.decide(act, Decision(new_id(), made[0].id, Action.REJECT, tomos.id, act.at, "test"))


def _ask_things(study, run, beside):
    from workbench.model import (
        Asked,
        ClaimAnswer,
        ClaimDecision,
        ClaimLook,
        ClaimSuggestion,
        LookKind,
        Question,
        new_id,
    )  # fmt: skip

    claim, mair = study.claims.find("C1"), study.sources.get("Mair")
    with study.act("question.add", by="Mair", summary="Added a question of the guide") as act:
        person = study.coders.person(act, "Mair")
        one = ClaimSuggestion(new_id(), run.id, claim.id, beside.source_id, beside.span, 0.5, beside.why)
        study.claim_suggestions.add(act, [one])
        answer = ClaimDecision(new_id(), one.id, ClaimAnswer.REJECT, person.id, act.at, "test")
        study.claim_suggestions.decide(act, answer)
        question = study.questions.add(act, Question(new_id(), "Q1", "What fills your week?", 1, (claim.id,)))
        study.questions.say_asked(act, Asked(question.id, mair.id, 0, person.id))
        study.queries.add(act, "Paper, not trust", '"ADM" and not "REL"', "segment", person)
        study.claim_looks.add(act, ClaimLook(new_id(), claim.id, person.id, act.at, LookKind.NEGATIVE_CASES))


def _chart(study):
    from workbench.model import Quote

    mair, (case,) = next(c for c in study.coders.all() if c.name == "Mair"), study.cases.all()
    coding = next(c for c in study.codings.all() if c.coder_id == mair.id)
    with study.act("summary.write", by="Mair", summary="Wrote a summary") as act:
        study.facets.put(act, coding.id, "stance", "strained")
        quote = Quote(coding.id, coding.source_id, coding.span)
        study.summaries.write(act, "case", case.id, coding.code_id, "Dwywaith.", mair, quotes=[quote])


@pytest.fixture(scope="session")
def study_folder(root) -> Path:
    """The shipped demonstration study's design."""
    return root / "studies" / "syn-coord-28"


@pytest.fixture(scope="session")
def design(study_folder):
    """The demonstration study as written."""
    from workbench.exchange.demonstration.load import load_study

    return load_study(study_folder)


@pytest.fixture(scope="session")
def said(design):
    """Every codable utterance of the demonstration with the key of who says it."""
    return [(interview.participant.key, part) for interview in design.interviews for part in interview.utterances]


@pytest.fixture(scope="session")
def demo_path(tmp_path_factory) -> Path:
    """The demonstration as a user gets it, with the design coding. Read it only."""
    from workbench.exchange.demonstration.make import make_demo

    return make_demo(tmp_path_factory.mktemp("demo"), by="Priya")


@pytest.fixture(scope="session")
def demo(demo_path):
    """The demonstration, open. Read it only."""
    from workbench.store import open_study

    return open_study(demo_path)

"""A small real study, and a way to run commands on it in this process."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from workbench.cli.main import workbench
from workbench.ingest import read_bytes
from workbench.model import Proposal, Run, Span, Suggestion, Variety, Why, new_id
from workbench.store import new_study, open_study

INTERVIEW = """Interviewer: How do you plan a discharge?

Mair: We review every plan together, on the ward. It takes time.

Interviewer: And when the ward is full?

Mair: Then nobody reviews anything, [red]to be honest[/red]; I ring the family myself. Café ☕ first.

Interviewer: Is that often?

Mair: Every week.
"""
OTHER = """Interviewer: Who is in the room?

Participant: The nurse, the family, and me. We review the plan together.
"""
POLICY = """Every discharge plan must be reviewed together with the family.

Teams should meet weekly.
"""
CODEBOOK = """codebook: Small
codes:
  - {key: REVIEW, name: Reviewing together, definition: A plan is looked at by more than one person., cues: [review]}
  - {key: ALONE, name: Working alone, definition: Nobody else is there., cues: [nobody, myself]}
  - {key: RING, name: Ringing the family, definition: A call to the family., parent: ALONE}
"""


@pytest.fixture
def cli(monkeypatch, tmp_path):
    """Run a command: `cli("source", "list", code=0)`; with `data=True` its JSON is returned."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WORKBENCH_STUDY", raising=False)
    monkeypatch.setenv("WORKBENCH_CODER", "Ann")

    def call(*words, code=0, data=False, env=None):
        done = CliRunner().invoke(workbench, [*map(str, words), *(["--json"] if data else [])], env=env)
        assert done.exit_code == code, (words, done.stdout, done.stderr, done.exception)
        assert "Traceback" not in done.output
        if code == 1 and "check" not in words:
            assert done.stderr.startswith("Error: ") or "\nError: " in done.stderr, done.stderr
        return json.loads(done.stdout) if data else done

    return call


@pytest.fixture(scope="session")
def made_once(tmp_path_factory):
    """A study with two interviews, a policy, a codebook of three codes, two people and two suggestions."""
    from workbench.exchange.intake import import_codebook

    folder = tmp_path_factory.mktemp("study")
    study = new_study(folder / "small", name="Small", by="Ann")
    texts = [
        ("mair.txt", INTERVIEW, Variety.DISCLOSED),
        ("tom.txt", OTHER, Variety.DISCLOSED),
        ("policy.txt", POLICY, Variety.IMAGINED),
    ]
    with study.act("source.add", by="Ann", summary="Added files") as act:
        for name, text, variety in texts:
            study.sources.add(act, read_bytes(text.encode(), name, variety=variety))
    (folder / "book.yml").write_text(CODEBOOK)
    import_codebook(study, folder / "book.yml", by="Ann")
    mair, tom = study.sources.get("mair"), study.sources.get("tom")
    with study.act("case.put", by="Ann", summary="Added people") as act:
        study.cases.put(act, "Mair", {"site": "north", "years": 12}, (mair.id,))
        study.cases.put(act, "Tom", {"site": "south"}, (tom.id,))
    suggest(study, [(mair, "We review every plan together, on the ward.", "REVIEW"), (tom, "We review the plan together.", "REVIEW"),
                    (mair, "Then nobody reviews anything", "ALONE")])  # fmt: skip
    return study.path


@pytest.fixture
def small(made_once, tmp_path):
    """A copy of that study in the current folder."""
    return shutil.copy(made_once, tmp_path / "small.workbench")


@pytest.fixture
def opened(small):
    return open_study(small)


@pytest.fixture
def unchanged(small):
    """Assert that the study's bytes are what they were; give a function that asserts it again."""
    before = small.read_bytes()

    def check():
        assert small.read_bytes() == before, "a refused command must leave the study as it was"

    yield check
    check()


@pytest.fixture
def whole(cli, tmp_path):
    """A study whose sources came in by command, so that they are cut into segments."""
    for name, text in (("mair.txt", INTERVIEW), ("tom.txt", OTHER), ("policy.txt", POLICY), ("book.yml", CODEBOOK)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "people.csv").write_text("case,site\nMair,north\nTom,south\n")
    cli("new", "whole")
    cli("source", "add", "mair.txt", "tom.txt")
    cli("source", "add", "policy.txt", "--variety", "imagined")
    cli("codebook", "import", "book.yml")
    cli("case", "import", "people.csv")
    return tmp_path / "whole.workbench"


def suggest(study, wanted):
    """Store a run's suggestions for these (source, words, code key)."""
    book, now = study.codebook.current(), datetime(2026, 1, 5, tzinfo=UTC)
    run = Run(new_id(), "test", "segment: {use: turns}", "0" * 64, book.version, 0, now, now)
    with study.act("run", by="Ann", summary="Ran 'test'") as act:
        study.runs.add(act, run, study.coders.machine(act, f"test, run {run.id[:8]}"))
        proposals = []
        for source, words, key in wanted:
            start = source.text.index(words)
            why = (Why("keywords", "the cue 'review' occurs", cues=("review",)),)
            proposals.append(Proposal(source.id, Span(start, start + len(words)), book.find(key).id, 0.7, why))
        study.suggestions.add(
            act, (Suggestion(new_id(), run.id, p.source_id, p.span, p.code_id, p.score, p.why) for p in proposals)
        )

"""Phases of a study of our own making: the codebook of case management, two people, and a guide."""

from __future__ import annotations

import json
import shutil

import pytest
from click.testing import CliRunner

from workbench import new_study, review
from workbench.app.components.phases import EXAMPLE_SOURCE, EXAMPLE_WORDS
from workbench.cli.main import workbench
from workbench.errors import NotAllowedHere, NotFound
from workbench.exchange.intake import add_sources, import_cases, import_codebook, read_uploads
from workbench.model import Span, Variety
from workbench.report.phases import phases
from workbench.store import open_study

TALK = {
    "A.txt": b"I: How does it go?\nA: The plan comes weeks late.\nA: I skip the referral form and ring.\n",
    "B.txt": b"I: How does it go?\nB: We plan on the first visit.\n",
}
GUIDE = {"guide.txt": b"A plan is agreed within two weeks.\n"}


@pytest.fixture
def study(tmp_path, root):
    made = new_study(tmp_path / "phases.workbench", by="Mair")
    for files, variety in ((TALK, Variety.DISCLOSED), (GUIDE, Variety.PRESCRIBED)):
        add_sources(made, read_uploads(list(files.items()), variety=variety), by="Mair")
    import_codebook(made, (root / "codebooks" / "case_management.yaml").read_bytes(), by="Mair")
    people = tmp_path / "people.csv"
    people.write_text("case,sources\nAnn,A\nBen,B\n", encoding="utf-8")
    import_cases(made, people, by="Mair")
    return made


def code(study, source, words, key, **facets):
    text = study.sources.get(source).text
    start = text.index(words)
    coding = review.add_coding(study, source, Span(start, start + len(words)), key, by="Mair")
    if facets:
        review.set_facets(study, coding.id, facets, by="Mair")
    return coding.id


def test_phases_of_a_small_study_and_what_stands_behind_them(study):
    late = code(study, "A", "The plan comes weeks late", "CM.PH4", phase_status="late")
    skipped = code(study, "A", "I skip the referral form", "CM.PH1", phase_status="skipped")
    plain = code(study, "B", "We plan on the first visit", "CM.PH4")
    guide = code(study, "guide", "A plan is agreed", "CM.PH4")
    result = CliRunner().invoke(workbench, ["phases", "--study", str(study.path), "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["below"], told["facet"]) == ("CM.PH", "phase_status")
    rows = {row["key"]: row for row in told["phases"]}
    assert list(rows) == [f"CM.PH{n}" for n in range(1, 9)], "in the policy's order"
    plan = rows["CM.PH4"]
    assert (plan["m"], plan["late"], plan["reported"], plan["not mentioned"]) == (2, 1, 1, 0)
    assert plan["coding_ids"] == {"late": [late], "reported": [plain]}
    assert plan["policy_ids"] == [guide]
    assert rows["CM.PH1"]["coding_ids"] == {"skipped": [skipped]}
    assert plan["told_before_an_earlier_one"] == 1
    assert "never taken for skipped" in told["rule"]
    said = CliRunner().invoke(workbench, ["phases", "--study", str(study.path)]).stdout
    assert "1 of 2" in said
    assert "skipped" in said.splitlines()[0]
    people = CliRunner().invoke(workbench, ["phases", "--people", "--study", str(study.path)]).stdout
    assert "Ann" in people


def test_the_example_of_the_page_comes_out_in_the_demonstration_study(demo_path, tmp_path):
    own = open_study(shutil.copyfile(demo_path, tmp_path / "own.workbench"))
    import_codebook(own, "case_management", by="Mair", merge=True)
    code(own, EXAMPLE_SOURCE, EXAMPLE_WORDS, "CM.PH7", phase_status="repeated")
    row = phases(own).counts.query("mentioned > 0").iloc[0]
    assert {key: k for key, k in row["counts"].items() if k} == {"repeated": 1, "not mentioned": 27}
    assert row["m"] == 28


def test_other_phases_and_facets_are_named(study):
    found = phases(study, below="CM.PR", facet="who")
    assert found.parent.key == "CM.PR"
    assert found.statuses == ["not mentioned"]
    with pytest.raises(NotFound, match="has no codes below it"):
        phases(study, below="CM.PH1")
    with pytest.raises(NotFound, match="It has: phase_status, who"):
        phases(study, facet="mood")


def test_a_codebook_without_phases_says_what_to_do(tiny_study):
    with pytest.raises(NotAllowedHere, match="No code of the codebook looks like"):
        phases(tiny_study)

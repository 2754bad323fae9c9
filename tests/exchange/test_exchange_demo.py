"""The demonstration study as a user gets it."""

from __future__ import annotations

import csv
from itertools import pairwise

import pytest

from workbench import open_study
from workbench.errors import StudyUnreadable
from workbench.exchange.demonstration.make import DESIGN, UNITS, make_demo
from workbench.model import Role, Variety
from workbench.report import contrast
from workbench.store import check_study


@pytest.fixture(scope="module")
def uncoded(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("uncoded"), by="Priya", coded=False)


def test_it_is_whole_and_says_that_it_is_synthetic(demo, demo_path):
    assert demo.about.synthetic
    assert "synthetic" in demo.about.name.casefold()
    assert check_study(demo_path) == []
    assert len(demo.cases.all()) == 28
    assert {claim.key for claim in demo.claims.all()} == {f"C{n:02d}" for n in range(1, 13)}
    assert set(demo.frames.codings()["coder"]) == {DESIGN}


def test_segments_are_the_meaning_units_of_the_design(demo, design):
    segments = demo.frames.segments()
    assert set(segments["segmentation_id"]) == {UNITS.id}
    disclosed = segments[segments["variety"] == Variety.DISCLOSED]
    assert len(disclosed) == 1650
    assert disclosed.groupby("case").size().to_dict() == {
        f"SYN-{key}": plan.segments for key, plan in design.plans.items()
    }
    for _, here in segments.groupby("source_id"):
        assert all(a <= b for a, b in pairwise(here["start"]))


def test_every_segment_lies_in_what_a_participant_said(demo):
    for source in demo.sources.all():
        if source.variety is not Variety.DISCLOSED:
            continue
        turns = [turn for turn in demo.sources.turns(source.id) if turn.role is Role.PARTICIPANT]
        for segment in (each for each in demo.segments.of(UNITS.id) if each.source_id == source.id):
            assert any(turn.span.start <= segment.span.start < turn.span.end for turn in turns)
            assert any(turn.span.start < segment.span.end <= turn.span.end for turn in turns)


def test_the_contrast_of_the_study_is_the_design(demo, study_folder):
    import yaml

    planned = yaml.safe_load((study_folder / "design.yaml").read_text("utf-8"))["claims"]
    table = contrast.claims(demo).set_index("key")
    for key, counts in planned.items():
        row = table.loc[key]
        assert [row[s] for s in ("fulfilled", "strained", "contradicted", "silent")] == counts, key
        assert row["m"] == 28


def test_two_parts_are_one_person(demo):
    (case,) = [case for case in demo.cases.all() if case.name == "SYN-E2-05"]
    names = demo.sources.names()
    assert sorted(names[source] for source in case.sources) == ["SYN_E2-05_part1", "SYN_E2-05_part2"]
    assert {"site", "profession", "years", "caseload", "gender", "language", "country"} <= set(case.attributes)


def test_other_accounts_of_the_work_are_there(demo):
    found = [source.variety for source in demo.sources.all()]
    assert {v: found.count(v) for v in set(found)} == {
        Variety.DISCLOSED: 29, Variety.IMAGINED: 2, Variety.PRESCRIBED: 2, Variety.OBSERVED: 2, Variety.MEASURED: 6,
    }  # fmt: skip


def test_scores_and_the_later_policy_lie_beside_the_study(demo_path):
    with (demo_path.parent / "SYN_acic_style_scores.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 6 * 7
    assert {row["synthetic"] for row in rows} == {"yes"}
    assert all(0 <= float(row["score"]) <= 11 for row in rows)
    assert (demo_path.parent / "SYN_community_framework_2021.txt").exists()


def test_students_get_it_uncoded(uncoded):
    study = open_study(uncoded)
    assert study.codings.all() == []
    assert study.links.all() == []
    assert len(study.claims.all()) == 12
    assert len(study.frames.segments()) == len(study.segments.of(UNITS.id))


def test_a_second_one_in_the_same_place_is_refused(demo_path):
    with pytest.raises(StudyUnreadable, match="already a demonstration study"):
        make_demo(demo_path.parent, by="Priya")


def test_nothing_half_made_stays_when_making_it_fails(tmp_path, monkeypatch):
    import workbench.exchange.demonstration.make as module

    monkeypatch.setattr(module, "_claims", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make_demo(tmp_path, by="Priya")
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".workbench"] == []

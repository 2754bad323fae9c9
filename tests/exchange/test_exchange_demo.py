"""The demonstration study as a user gets it."""

from __future__ import annotations

import pytest

from workbench import open_study
from workbench.errors import StudyUnreadable
from workbench.exchange.demo import DESIGN, make_demo
from workbench.store import check_study


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("demo"), by="Priya")


def test_it_is_whole_and_says_that_it_is_synthetic(demo):
    study = open_study(demo)
    assert study.about.synthetic
    assert "synthetic" in study.about.name.casefold()
    assert check_study(demo) == []
    assert len(study.cases.all()) == 6
    assert {claim.key for claim in study.claims.all()} == {f"C{n:02d}" for n in range(1, 13)}
    assert len(study.frames.codings()) > 200
    assert set(study.frames.codings()["coder"]) == {DESIGN}


def test_every_design_coding_lies_in_what_a_participant_said(demo):
    study = open_study(demo)
    spoken = {
        s.id: [t.span for t in study.sources.turns(s.id) if t.role.value != "interviewer"] for s in study.sources.all()
    }
    for coding in study.codings.all():
        assert any(turn.contains(coding.span) for turn in spoken[coding.source_id])


def test_students_get_it_uncoded(tmp_path):
    study = open_study(make_demo(tmp_path, by="Priya", coded=False))
    assert study.codings.all() == []
    assert study.links.all() == []
    assert len(study.claims.all()) == 12


def test_a_second_one_in_the_same_place_is_refused(demo):
    with pytest.raises(StudyUnreadable, match="already a demonstration study"):
        make_demo(demo.parent, by="Priya")


def test_nothing_half_made_stays_when_making_it_fails(tmp_path, monkeypatch):
    import workbench.exchange.demo as module

    monkeypatch.setattr(module, "_claims", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make_demo(tmp_path, by="Priya")
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".workbench"] == []

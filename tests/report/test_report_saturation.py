"""Saturation of a study: not offered for a fixed codebook; with codes added while coding, counted as they came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from workbench import new_study, review
from workbench.analysis.saturation import Settings
from workbench.exchange.intake import add_sources, import_codebook, read_uploads
from workbench.model import Role, Variety
from workbench.report.saturation import said, saturation
from workbench.review.codebook import add_code

BEGUN = datetime(2026, 3, 1, 9, tzinfo=UTC)
BOOK = b"codebook: open\ncodes:\n- {key: TOP, name: Top, definition: Everything.}\n- {key: FIRM, name: Firm, definition: Not used.}\n"
# which new codes each interview brings; each is found in the next interview too
FOUND = [("A", "B", "C"), ("D",), (), ("E",), (), ()]


def open_study_of(path, *, added=True):
    study = new_study(path, by="Mair", at=BEGUN)
    talk = [(f"P{n}.txt", b"I: And?\nP%d: Much is said here, and more.\n" % n) for n in range(1, len(FOUND) + 1)]
    add_sources(study, read_uploads(talk, variety=Variety.DISCLOSED), by="Mair", at=BEGUN)
    keys = sorted({key for fresh in FOUND for key in fresh})
    book = BOOK + b"".join(
        b"- {key: %s, name: Code %s, definition: Of it., parent: TOP}\n" % (k.encode(), k.encode()) for k in keys
    )
    import_codebook(study, BOOK if added else book, by="Mair", at=BEGUN)
    spans = {s.id: t.span for s in study.sources.all() for t in study.sources.turns(s.id) if t.role is Role.PARTICIPANT}
    names = {name: source for source, name in study.sources.names().items()}
    for n, fresh in enumerate(FOUND, 1):
        at, source = BEGUN + timedelta(hours=n), names[f"P{n}"]
        review.add_coding(study, source, spans[source], "TOP", by="Mair", at=at)
        for key in fresh:
            if added:
                add_code(
                    study,
                    f"Code {key}",
                    key=key,
                    parent="TOP",
                    definition="Of it.",
                    by="Mair",
                    at=at + timedelta(seconds=9),
                )
            review.add_coding(study, source, spans[source], key, by="Mair", at=at + timedelta(minutes=1))
        for key in FOUND[n - 2] if n > 1 else ():
            review.add_coding(study, source, spans[source], key, by="Mair", at=at + timedelta(minutes=2))
    return study


def test_codes_added_while_coding_are_counted_as_the_interviews_brought_them(tmp_path):
    found = saturation(open_study_of(tmp_path / "s.workbench"), Settings(3, 2, 0.25), orders=50)
    assert found.why_not == ""
    assert found.interviews == ("P1", "P2", "P3", "P4", "P5", "P6")
    assert found.new == (3, 1, 0, 1, 0, 0)
    assert (found.reached, found.fixed) == (3, 1)
    assert found.themes.to_dict("records") == [
        {"theme": "TOP", "name": "Top", "codes": 5, "last_new": 4, "reached": 3.0}
    ]
    assert found.codes.set_index("code_key").loc["E", ["first", "interviews"]].tolist() == [4, 2]
    assert "reached at 3 (+2) interviews" in said(found)
    assert "Left out: 1 code published before coding began" in said(found)


def test_an_interview_that_nobody_has_coded_says_nothing_of_new_codes(tmp_path):
    study = open_study_of(tmp_path / "s.workbench")
    unread = [(f"U{n}.txt", b"I: And?\nU: Nobody has read this one yet, number %d.\n" % n) for n in range(1, 9)]
    add_sources(study, read_uploads(unread, variety=Variety.DISCLOSED), by="Mair", at=BEGUN)
    found = saturation(study, Settings(3, 2, 0.0), orders=5)
    assert len(found.interviews) == 6
    assert found.uncoded == 8
    assert found.reached == 4
    assert "Not counted: 8 interviews in which nothing is coded yet" in said(found)
    assert saturation(study, Settings(4, 3, 0.0), orders=5).reached is None


def test_a_codebook_that_begins_with_its_first_code_counts_that_one_too(tmp_path):
    study = new_study(tmp_path / "s.workbench", by="Mair", at=BEGUN)
    add_sources(
        study, read_uploads([("P1.txt", b"I: And?\nP1: Much is said here.\n")], variety=Variety.DISCLOSED), by="Mair"
    )
    (source,) = study.sources.all()
    add_code(study, "One", key="ONE", definition="Of it.", by="Mair", at=BEGUN)
    span = study.sources.turns(source.id)[1].span
    review.add_coding(study, source.id, span, "ONE", by="Mair", at=BEGUN + timedelta(minutes=1))
    assert saturation(study, orders=5).new == (1,)


def test_a_fixed_codebook_is_told_why_not(tmp_path):
    found = saturation(open_study_of(tmp_path / "s.workbench", added=False))
    assert "fixed beforehand" in found.why_not
    assert found.over is None


def test_nothing_coded_is_told(tmp_path):
    assert "Nothing is coded" in saturation(new_study(tmp_path / "s.workbench", by="Mair")).why_not


@pytest.mark.parametrize("threshold", [0.0, 0.01])
def test_a_threshold_that_is_not_reached_is_said_so(tmp_path, threshold):
    found = saturation(open_study_of(tmp_path / "s.workbench"), Settings(4, 2, threshold), orders=20)
    assert found.reached == 4
    late = saturation(open_study_of(tmp_path / "t.workbench"), Settings(3, 3, threshold), orders=20)
    assert late.reached is None
    assert "is not reached" in said(late)

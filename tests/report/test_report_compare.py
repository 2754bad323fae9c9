"""Comparing with the design, and with a simulated second coder, in the demonstration study."""

from __future__ import annotations

import shutil

import pytest

from workbench import open_study
from workbench.errors import NotAllowedHere, NotFound
from workbench.exchange.demonstration.laid_over import interviews_designed
from workbench.exchange.demonstration.make import make_demo
from workbench.exchange.demonstration.reference import differing, near_misses, shipped_codings
from workbench.exchange.demonstration.second_coder import ADDED, MISSED, PLAN_OR_USE, SHIFTED, simulate
from workbench.model import Mode
from workbench.report.compare import codings_of, compare
from workbench.review import add_coding
from workbench.store import new_study


@pytest.fixture(scope="module")
def uncoded_file(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("uncoded"), by="Priya", coded=False)


@pytest.fixture
def uncoded(uncoded_file, tmp_path):
    return open_study(shutil.copyfile(uncoded_file, tmp_path / "mine.workbench"))


def test_the_design_agrees_with_itself_where_it_is_stored_and_where_it_is_worked_out(demo):
    found = compare(demo, codings_of(demo, "Design"), shipped_codings(demo, "design"))
    assert found.differences.empty
    assert (found.codes["agreement"] == 1).all()
    assert found.segments == 1650


def test_a_student_is_compared_over_the_interview_she_coded(uncoded, design):
    there = {source.origin.file: source for source in uncoded.sources.all()}
    placed = interviews_designed(design, {"SYN_E1-03.txt": there["SYN_E1-03.txt"]})
    for source, span, utterance in placed[:20]:
        for key in utterance.codes:
            add_coding(uncoded, source, span, key, by="Priya")
    source, span, utterance = next(one for one in placed[20:] if one[2].near_miss)
    add_coding(uncoded, source, span, utterance.near_miss.code, by="Priya")
    found = compare(
        uncoded, codings_of(uncoded, "Priya"), shipped_codings(uncoded, "design"), notes=near_misses(uncoded)
    )
    assert (found.sources, found.segments) == (("SYN_E1-03",), 66)
    assert not set(found.differences["start"]) & {span.start for _, span, _ in placed[:20]}
    (row,) = found.differences[found.differences["start"] == span.start].to_dict("records")
    assert row["only_left"] == (utterance.near_miss.code,)
    assert row["only_right"] == tuple(sorted(utterance.codes))
    assert row["notes"] == (f"{utterance.near_miss.code}: {utterance.near_miss.note}",)
    assert row["quotation"] == span.of(there["SYN_E1-03.txt"].text)


def test_nothing_to_compare_is_told(uncoded):
    with pytest.raises(NotFound, match="no source that both have coded"):
        compare(uncoded, codings_of(uncoded, "Priya"), shipped_codings(uncoded, "design"))


def test_a_reflexive_study_scores_no_agreement(tmp_path):
    study = new_study(tmp_path / "r", mode=Mode.REFLEXIVE, by="Mair")
    with pytest.raises(NotAllowedHere, match="reflexive"):
        compare(study, codings_of(study, "a"), codings_of(study, "b"))


def test_an_interview_with_other_words_is_left_out_and_named_and_the_rest_compared(uncoded, monkeypatch):
    import workbench.exchange.demonstration.reference as module

    whole = len(shipped_codings(uncoded, "design"))
    real = module.interviews_designed

    def but_one(design, sources):
        if "SYN_E1-03.txt" in sources:
            raise NotFound("other words", "")
        return real(design, sources)

    monkeypatch.setattr(module, "interviews_designed", but_one)
    assert differing(uncoded) == ["SYN_E1-03"]
    assert whole / 2 < len(shipped_codings(uncoded, "design")) < whole
    assert len(near_misses(uncoded)) > 50


def test_only_the_demonstration_has_a_design(tiny_study):
    assert shipped_codings(tiny_study, "design") is None
    assert near_misses(tiny_study).empty


def test_the_simulated_coder_confuses_what_is_documented_as_often_as_documented(demo, design):
    there = {source.origin.file: source for source in demo.sources.all()}
    placed = interviews_designed(design, there)
    text = {source.id: source.text for source in there.values()}
    made = list(simulate(placed, text, seed=design.seed))
    assert made == list(simulate(placed, text, seed=design.seed))
    assert made != list(simulate(placed, text, seed=design.seed + 1))
    designed = {(source, span.start, span.end) for source, span, _ in placed}
    moved = [row for row in made if (row[0], row[1].start, row[1].end) not in designed]
    assert SHIFTED * 0.6 < len(moved) / len(made) < SHIFTED * 1.4
    assert all(span.of(text[source]) == span.of(text[source]).strip() for source, span, _ in made)
    given = {}
    for source, span, key in made:
        given.setdefault(source, []).append((span, key))
    extra = use = plans = 0
    for source, span, utterance in placed:
        found = {key for where, key in given.get(source, []) if where.overlap(span)}
        extra += not utterance.codes and bool(found)
        if "LIM.PLAN" in utterance.codes and "ADM.USE" not in utterance.codes:
            plans, use = plans + 1, use + ("ADM.USE" in found)
    uncoded = sum(not utterance.codes for _, _, utterance in placed)
    assert ADDED * 0.5 < extra / uncoded < ADDED * 1.7
    assert plans > 40
    assert PLAN_OR_USE * 0.2 < use / plans < PLAN_OR_USE * 2.5
    codes = compare(demo, shipped_codings(demo, "design"), shipped_codings(demo, "simulated")).codes
    codes = codes.set_index("code_key")
    plain = codes.drop([key for key in codes.index if key[:3] in {"ADM", "PRF"} or key == "LIM.PLAN"])
    missed = plain["only_left"].sum() / (plain["both"] + plain["only_left"]).sum()
    assert MISSED * 0.6 < missed < MISSED * 1.6
    swapped = codes.filter(regex="^(ADM|PRF)", axis=0)
    assert swapped["only_left"].sum() / (swapped["both"] + swapped["only_left"]).sum() > missed * 1.8

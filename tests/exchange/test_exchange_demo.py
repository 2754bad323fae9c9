"""The demonstration study as a user gets it."""

from __future__ import annotations

import csv
from itertools import pairwise

import pytest

from workbench import open_study
from workbench.errors import StudyUnreadable
from workbench.exchange.demonstration.laid_over import designed
from workbench.exchange.demonstration.make import DESIGN, UNITS, make_demo
from workbench.exchange.demonstration.reference import shipped_codings
from workbench.exchange.intake import add_sources, read_files
from workbench.model import Role, Span, Variety
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


def test_what_is_stored_is_what_was_designed_to_the_last_facet(demo, design):
    keys = {code.id: code.key for code in demo.codebook.current()}
    claims = {claim.id: claim.key for claim in demo.claims.all()}
    stored_codes, stored_links = {}, {}
    for coding in demo.codings.all():
        stored_codes.setdefault((coding.source_id, coding.span), set()).add(keys[coding.code_id])
    for link in demo.links.all():
        facets = (claims[link.claim_id], link.stance, link.gap_type, link.voice)
        stored_links.setdefault((link.source_id, link.span), set()).add(facets)
    by_file = {source.origin.file: source for source in demo.sources.all()}
    meant = list(designed(design, by_file))
    assert {(s, span): set(u.codes) for s, span, u in meant if u.codes} == stored_codes
    links = {(s, span): {(x.claim, x.stance, x.gap_type, x.voice) for x in u.links} for s, span, u in meant if u.links}
    assert links == stored_links
    policies = {by_file[policy.file_name].id for policy in design.in_force}
    assert sum(len(codes) for (source, _), codes in stored_codes.items() if source in policies) == sum(
        len({theme for _, _, claim in design.claims for theme in [claim.theme] if claim.key in keys_of(part)})
        for policy in design.in_force
        for part in policy.extracts
    )


def keys_of(extract):
    return {*extract.echoes, *([extract.claim.key] if extract.claim else [])}


def test_claims_and_people_are_as_designed(demo, design):
    stored = {claim.key: claim for claim in demo.claims.all()}
    for document, extract, claim in design.claims:
        found = stored[claim.key]
        assert (found.statement, found.modality, found.country) == (claim.statement, claim.modality, document.country)
        assert (found.in_force_from, found.in_force_to) == (document.in_force_from, document.in_force_to)
        assert found.span.of(demo.sources.get(found.source_id).text) == extract.text
    cases = {case.name: case.attributes for case in demo.cases.all()}
    for person in design.participants:
        told = cases[person.case_name]
        assert [told[n] for n in ("site", "profession", "years", "gender", "caseload", "language")] == [
            person.site.key, person.profession, person.years, person.gender, person.caseload, person.language,
        ]  # fmt: skip
        assert [told[n] for n in ("site name", "country", "network", "setting")] == [
            person.site.name, person.site.country, person.site.network, person.site.setting,
        ]  # fmt: skip


def test_the_second_coders_table_points_at_words_and_is_what_compare_works_out(demo, demo_path):
    with (demo_path.parent / "SYN_second_coder_simulated.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_file = {source.origin.file: source for source in demo.sources.all()}
    assert len(rows) > 1500
    for row in rows:
        words = Span(int(row["start"]), int(row["end"])).of(by_file[row["file"]].text)
        assert words == words.strip()
    worked_out = shipped_codings(demo, "simulated")
    assert sorted((by_file[r["file"]].id, int(r["start"]), int(r["end"]), r["code"]) for r in rows) == sorted(
        worked_out.itertuples(index=False, name=None)
    )


def test_a_source_that_comes_in_later_changes_nobodys_unit(demo_path, tmp_path):
    import shutil

    study = open_study(shutil.copyfile(demo_path, tmp_path / "mine.workbench"))
    before = contrast.themes(study).set_index("code_key")["n_segments_right"]
    later = read_files([demo_path.parent / "SYN_community_framework_2021.txt"], variety=Variety.IMAGINED)
    add_sources(study, later, by="Priya")
    after = contrast.themes(study).set_index("code_key")["n_segments_right"]
    assert (before == 1650).all()
    assert (after == 1650).all()


def test_a_study_of_your_own_is_made_from_a_folder_of_the_same_shape(study_folder, tmp_path):
    import shutil

    own = shutil.copytree(study_folder, tmp_path / "own")
    for path in own.glob("interviews/*.yaml"):
        if path.name != "SYN_E1-01.yaml":
            path.unlink()
    study = open_study(make_demo(tmp_path / "made", by="Priya", plan=own))
    assert [case.name for case in study.cases.all()] == ["SYN-E1-01"]


def test_files_with_other_words_in_them_are_not_run_over(tmp_path):
    path = make_demo(tmp_path, by="Priya", coded=False)
    path.unlink()
    mine = tmp_path / "sources" / "SYN_E1-03.txt"
    mine.write_text("My notes.", "utf-8")
    with pytest.raises(StudyUnreadable, match=r"SYN_E1-03\.txt"):
        make_demo(tmp_path, by="Priya")
    assert mine.read_text("utf-8") == "My notes."


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


def test_who_was_asked_what_is_as_the_interviews_were_written(demo, design):
    """Turns that ask are found in the files that were read in, whichever format; answers play no part."""
    names = {source.id: source.origin.file for source in demo.sources.all()}
    keys = {question.id: question.key for question in demo.questions.all()}
    asked: dict[str, list[str]] = {}
    for each in demo.questions.asked():
        (turn,) = [t for t in demo.sources.turns(each.source_id) if t.ordinal == each.ordinal]
        assert turn.role is Role.INTERVIEWER
        asked.setdefault(names[each.source_id], []).append(keys[each.question_id])
    for interview in design.interviews:
        for number, name in enumerate(interview.file_names, 1):
            meant = [t.question for t in interview.turns if t.file == number and t.question]
            assert asked.get(name, []) == meant, name
    claims = {claim.key: claim.id for claim in demo.claims.all()}
    assert {q.key: set(q.claims) for q in demo.questions.all()} == {
        q.key: {claims[key] for key in q.asks} for q in design.guide
    }


def test_silence_on_the_claim_that_nobody_asked_about_is_not_asked(demo):
    table = contrast.claims(demo).set_index("key")
    assert table.loc["C12", ["silent", "silent_asked", "silent_not_asked"]].tolist() == [19, 0, 19]
    others = table.drop(index="C12")
    assert (others["silent_asked"] + others["silent_not_asked"] == others["silent"]).all()
    assert others["silent_asked"].sum() > 0


def test_without_the_coding_the_guide_is_there_and_nothing_is_said_of_asking(uncoded):
    study = open_study(uncoded)
    assert len(study.questions.all()) == 8
    assert study.questions.asked() == []

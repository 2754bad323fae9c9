"""The lint of a study's own codebook and codings."""

from __future__ import annotations

from workbench import review
from workbench.embed.hashing import load
from workbench.model import NearMiss, Span
from workbench.report.codebook_lint import lint_codebook
from workbench.store import new_study


def kinds(study, **more):
    return {(each.kind, each.codes) for each in lint_codebook(study, **more)}


def test_a_study_without_a_codebook_or_without_codings_has_little_to_say(tmp_path):
    study = new_study(tmp_path / "new", by="Nia")
    assert lint_codebook(study) == []
    review.add_code(study, "Trust", by="Nia")
    assert kinds(study) == {("no definition", ("trust",)), ("no near-miss", ("trust",))}


def test_it_looks_at_the_newest_version_and_everybodys_codings(tiny_study):
    assert kinds(tiny_study) == {
        ("no near-miss", ("ADM.DUP",)), ("never used", ("ADM.DUP",)), ("no near-miss", ("REL.TIME",)),
        ("never used", ("REL.TIME",)),
    }  # fmt: skip
    review.edit_code(tiny_study, "ADM.DUP", near_miss=(NearMiss("x", "REL"),), by="Nia")
    review.retire_code(tiny_study, "REL.TIME", by="Nia")
    assert kinds(tiny_study) == {("never used", ("ADM.DUP",)), ("no near-miss", ("REL",))} - {
        ("no near-miss", ("REL",))
    }


def test_definitions_are_compared_where_an_encoder_is_given(tiny_study):
    review.edit_code(tiny_study, "ADM.DUP", definition="Work on forms that nobody reads.", by="Nia")
    review.edit_code(tiny_study, "REL.TIME", definition="Work on forms that nobody reads!", by="Nia")
    assert ("close definitions", ("ADM.DUP", "REL.TIME")) in kinds(tiny_study, encoder=load())
    assert not any(kind == "close definitions" for kind, _ in kinds(tiny_study))


def test_use_is_counted_over_the_segments_that_each_source_is_counted_by(tiny_study, monkeypatch):
    mair = tiny_study.sources.get("Mair")
    with tiny_study.act("segment.cut", by="Nia", summary="Cut by hand") as act:
        tiny_study.segments.cut_by_hand(act, mair.id, [Span(35, 46)])
    seen = []
    monkeypatch.setattr(
        "workbench.report.codebook_lint.lint", lambda *_, segments, **_more: seen.append(segments) or []
    )
    lint_codebook(tiny_study)
    expected = {
        (segment.source_id, segment.span.start, segment.segmentation_id)
        for source in tiny_study.sources.all()
        for segment in tiny_study.segments.counted(source.id)
    }
    assert set(zip(seen[0]["source_id"], seen[0]["start"], seen[0]["segmentation_id"], strict=True)) == expected
    assert len({layer for *_, layer in expected}) == 2


def test_codes_that_people_changed_into_each_other_are_not_kept_apart(tiny_study):
    from workbench.model import Suggestion, new_id

    run, mair = tiny_study.runs.all()[0], tiny_study.sources.get("Mair")
    book, spans = tiny_study.codebook.current(), (Span(0, 5), Span(6, 11))
    made = [
        Suggestion(new_id(), run.id, mair.id, span, book.find(key).id, 0.5, ())
        for span, key in zip(spans, ("ADM", "REL"), strict=True)
    ]
    with tiny_study.act("run", by="Nia", summary="Ran") as act:
        tiny_study.suggestions.add(act, made)
    before = [each for each in lint_codebook(tiny_study) if each.kind == "not kept apart"]
    review.change(tiny_study, made[0].id, "REL", by="Nia", where="test")
    assert [each for each in lint_codebook(tiny_study) if each.kind == "not kept apart"] == before
    review.change(tiny_study, made[1].id, "ADM", by="Nia", where="test")
    (found,) = [each for each in lint_codebook(tiny_study) if each.kind == "not kept apart"]
    assert set(found.codes) == {"ADM", "REL"}
    assert "1 times" in found.sentence or "1 time" in found.sentence

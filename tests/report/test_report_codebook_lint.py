"""The lint of a study's own codebook and codings."""

from __future__ import annotations

from workbench import review
from workbench.embed.hashing import load
from workbench.model import NearMiss
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

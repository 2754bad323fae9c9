"""A recipe runs: what it writes, what it never writes, and what an interruption leaves."""

from __future__ import annotations

import pytest

from workbench import new_study, open_study, review
from workbench.errors import NotAllowedHere
from workbench.exchange.intake import add_sources, import_codebook, read_uploads
from workbench.model import Mode, Proposal, Role, Span, Variety, Why
from workbench.pipeline.load import load_recipe
from workbench.pipeline.proposing import merged, specific, strongest
from workbench.pipeline.run import run

TALK = b"""I: What takes up your week?
P: The paperwork, honestly. I do visits until three and then I sit with the forms until the evening.
I: Mm.
P: And then the computer crashes and I type the whole review in again on both systems.
I: How do you get to know people?
P: I keep my word. If I say Tuesday I ring on Tuesday, and after a year or so there is trust between us.
"""
POLICY = b"Paperwork will be kept to what safe care needs.\n\nRelationships of trust are the heart of the service.\n"
CODES = b"""codebook: tiny
codes:
- {key: ADM, name: Administrative burden, definition: Recording that weighs on people., cues: [paperwork, forms], applies_to: [disclosed]}
- {key: ADM.DUP, parent: ADM, name: Duplication, definition: The same thing entered twice., cues: [both systems, crash], applies_to: [disclosed]}
- {key: REL, name: Trust, definition: The bond with a person., cues: [trust, keep my word], applies_to: [disclosed]}
- {key: IMG, name: Proportion as imagined, definition: Paperwork in proportion., cues: [paperwork], applies_to: [imagined]}
- {key: OLD, name: Old code, definition: No longer used., cues: [visits], status: retired}
"""
CUES = "name: cues\nsegment: {use: turns}\nsuggest:\n  - {use: keywords}\n"
CLOSE = (
    "name: close\nsegment: {use: turns}\nembed: {use: hashing}\nsuggest:\n  - {use: keywords}\n  - {use: similarity}\n"
)


@pytest.fixture
def study(tmp_path):
    study = new_study(tmp_path / "s.workbench", by="Mair")
    add_sources(study, read_uploads([("P1.txt", TALK)], variety=Variety.DISCLOSED), by="Mair")
    add_sources(study, read_uploads([("policy.txt", POLICY)], variety=Variety.IMAGINED), by="Mair")
    import_codebook(study, CODES, by="Mair")
    return study


def proposed(study, **which):
    keys = study.codebook.current().by_id
    names = study.sources.names()
    return {(names[s.source_id], keys[s.code_id].key) for s in study.suggestions.all(**which)}


def test_a_code_is_suggested_only_where_it_applies_and_never_when_retired(study):
    run(study, load_recipe(CUES), by="Mair")
    found = proposed(study)
    assert ("P1", "ADM.DUP") in found
    assert ("policy", "IMG") in found
    assert not {("P1", "IMG"), ("policy", "ADM"), ("policy", "ADM.DUP"), ("P1", "OLD")} & found


def test_interviewers_never_carry_a_suggestion(study):
    run(study, load_recipe(CUES), by="Mair")
    source = study.sources.get("P1")
    for suggestion in study.suggestions.all(source_id=source.id):
        assert "I: What" not in suggestion.span.of(source.text)


def test_a_run_records_what_it_takes_to_repeat_it(study):
    record = run(study, load_recipe(CLOSE), by="Mair")
    (stored,) = study.runs.all()
    assert stored == record
    assert stored.codebook_version == 1
    assert list(stored.models) == ["hashing (no language model)"] or "hashing" in next(iter(stored.models))
    assert stored.versions["spacy"]
    assert stored.recipe_sha256 == load_recipe(CLOSE).sha256


def test_the_same_recipe_twice_gives_the_same_suggestions_and_shows_them_once(study):
    run(study, load_recipe(CLOSE), by="Mair")
    first = [(s.source_id, s.span, s.code_id, s.score, s.why) for s in study.suggestions.all(pending=True)]
    run(study, load_recipe(CLOSE), by="Mair")
    assert [(s.source_id, s.span, s.code_id, s.score, s.why) for s in study.suggestions.all(pending=True)] == first
    assert len(study.suggestions.all()) == 2 * len(first)


def test_what_was_decided_or_coded_is_not_suggested_again(study):
    run(study, load_recipe(CUES), by="Mair")
    accepted, rejected, *_ = review.queue(study, source="P1")
    review.accept(study, accepted.id, by="Mair", where="test")
    review.reject(study, rejected.id, by="Mair", where="test")
    run(study, load_recipe(CUES), by="Mair")
    left = {(s.source_id, s.span, s.code_id) for s in review.queue(study)}
    assert (accepted.source_id, accepted.span, accepted.code_id) not in left
    assert (rejected.source_id, rejected.span, rejected.code_id) not in left


def test_what_somebody_else_coded_neither_shows_nor_hides_a_suggestion(study):
    run(study, load_recipe(CUES), by="Mair")
    chosen = review.queue(study, source="P1")[0]
    review.undo(study, by="Mair")
    review.add_coding(study, "P1", chosen.span, chosen.code_id, by="Tomos")
    run(study, load_recipe(CUES), by="Mair")
    assert (chosen.span, chosen.code_id) in {(s.span, s.code_id) for s in review.queue(study)}
    run(study, load_recipe(CUES), by="Tomos")
    assert (chosen.span, chosen.code_id) not in {(s.span, s.code_id) for s in review.queue(study)}


def test_undo_takes_a_run_back_whole_and_redo_brings_it_again(study):
    run(study, load_recipe(CUES), by="Mair")
    before = study.suggestions.all()
    review.undo(study, by="Mair")
    assert (study.suggestions.all(), study.runs.all()) == ([], [])
    review.redo(study, by="Mair")
    assert study.suggestions.all() == before


def test_a_reflexive_study_has_no_run(tmp_path):
    study = new_study(tmp_path / "r.workbench", mode=Mode.REFLEXIVE, by="Mair")
    with pytest.raises(NotAllowedHere, match="reflexive"):
        run(study, load_recipe(CUES), by="Mair")


@pytest.mark.parametrize("missing", ["codebook", "sources"])
def test_a_run_says_what_it_lacks(tmp_path, missing):
    study = new_study(tmp_path / "s.workbench", by="Mair")
    if missing == "sources":
        import_codebook(study, CODES, by="Mair")
    with pytest.raises(NotAllowedHere, match=missing):
        run(study, load_recipe(CUES), by="Mair")


def test_a_run_interrupted_at_any_report_leaves_the_study_as_it_was(study):
    before = study.path.read_bytes()
    told = []
    run_told = lambda *said: told.append(said)  # noqa: E731
    run(study, load_recipe(CLOSE), by="Mair", progress=run_told)
    review.undo(study, by="Mair")
    study.path.write_bytes(before)

    for stop in range(len(told) - 1):  # the last report comes after the commit

        def interrupt(*_said, left=[stop]):  # noqa: B006
            if left[0] == 0:
                raise KeyboardInterrupt
            left[0] -= 1

        with pytest.raises(KeyboardInterrupt):
            run(open_study(study.path), load_recipe(CLOSE), by="Mair", progress=interrupt)
        assert study.path.read_bytes() == before


def test_hidden_suggestions_leave_the_queue_and_come_back(study):
    run(study, load_recipe(CUES), by="Mair")
    review.show_suggestions(study, False, by="Mair")
    assert review.queue(study) == []
    review.show_suggestions(study, True, by="Mair")
    assert len(review.queue(study)) > 0


def proposal(code, score, method="m", span=(0, 5)):
    return Proposal("s", Span(*span), code, score, (Why(method),))


def test_two_methods_on_one_place_become_one_proposal_with_both_reasons():
    (one,) = merged([proposal("a", 0.2, "cues"), proposal("a", 0.7, "near")])
    assert one.score == 0.7
    assert [why.method for why in one.why] == ["cues", "near"]


def test_at_most_three_per_place_agreement_first():
    many = merged(
        [proposal(c, s) for c, s in zip("abcd", (0.9, 0.8, 0.7, 0.6), strict=True)] + [proposal("d", 0.1, "other")]
    )
    assert [p.code_id for p in strongest(many)] == ["d", "a", "b"]


def test_a_parent_is_silent_where_another_method_names_its_child(study):
    def proposal(key, score, method):
        code = study.codebook.current().by_key[key]
        return Proposal("s", Span(0, 9), code.id, score, (Why(method, ""),))

    found = specific(
        [proposal("ADM", 0.9, "similarity"), proposal("ADM.DUP", 0.4, "keywords"), proposal("REL", 0.3, "keywords")],
        study.codebook.current(),
    )
    keys = study.codebook.current().by_id
    assert [keys[p.code_id].key for p in found] == ["ADM.DUP", "REL"]


def test_a_run_after_roles_were_mended_looks_at_the_right_speaker(study):
    (source,) = [each for each in study.sources.all() if each.name == "P1"]
    review.set_role(study, "P1", "I", Role.PARTICIPANT, by="Mair")
    review.set_role(study, "P1", "P", Role.INTERVIEWER, by="Mair")
    run(study, load_recipe(CUES), by="Mair")
    asked = [turn.span for turn in study.sources.turns(source.id) if turn.role is Role.INTERVIEWER]
    on_source = [s.span for s in study.suggestions.all(source_id=source.id)]
    assert not [span for span in on_source if any(span.overlap(turn) for turn in asked)]


def test_what_two_recipes_both_suggest_waits_once(study):
    run(study, load_recipe(CUES), by="Mair")
    alone = proposed(study, pending=True)
    run(study, load_recipe(CLOSE), by="Mair")
    waiting = [(s.source_id, s.span, s.code_id) for s in study.suggestions.all(pending=True)]
    assert len(waiting) == len(set(waiting)) == study.suggestions.counts()["pending"]
    assert alone <= proposed(study, pending=True)
    study_runs = [each.id for each in study.runs.all()]
    run(study, load_recipe(CUES), by="Mair")  # the newest of the same suggestions is the one that waits
    assert {s.run_id for s in study.suggestions.all(pending=True)}.isdisjoint(study_runs[:1])
    assert len(study.suggestions.all(pending=True)) == len(waiting)

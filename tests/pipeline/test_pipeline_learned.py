"""A recipe that learns: what it learned from is on record, the same state gives the same suggestions, decisions make it better."""

from __future__ import annotations

from datetime import timedelta

import pytest

from workbench import new_study, review
from workbench.errors import ModelUnusable, NotAllowedHere
from workbench.exchange.intake import add_sources, import_codebook, read_uploads
from workbench.model import Variety
from workbench.pipeline.asking import likely_codes
from workbench.pipeline.load import load_recipe
from workbench.pipeline.run import run
from workbench.store import check_study
from workbench.suggest.learned.kept import load

FORMS = [
    "the forms take all evening",
    "a form for every form",
    "typing forms again at night",
    "forms and more forms to fill in",
    "no end of forms to sign",
]
TRUST = [
    "trust comes after a year",
    "people trust me with keys",
    "it is a matter of trust here",
    "trust is slow to come by",
    "she began to trust us then",
]
CODES = b"""codebook: tiny
codes:
- {key: ADM, name: Paperwork, definition: Forms and recording.}
- {key: REL, name: Trust, definition: Trust between people.}
"""
LEARNED = "name: learned\nsegment: {use: turns}\nembed: {use: hashing}\nsuggest:\n  - {use: learned}\n"


@pytest.fixture
def study(tmp_path):
    study = new_study(tmp_path / "s.workbench", by="Mair")
    for name, offset in (("P1", 0), ("P2", 1), ("P3", 2)):
        said = [*FORMS[offset : offset + 3], *TRUST[offset : offset + 3]]
        talk = "".join(f"I: And?\nP: Well, {each}, I would say.\n" for each in said).encode()
        add_sources(study, read_uploads([(f"{name}.txt", talk)], variety=Variety.DISCLOSED), by="Mair")
    import_codebook(study, CODES, by="Mair")
    return study


def by_hand(study, source):
    """Code every passage of a source as it was meant."""
    text = study.sources.get(source).text
    for each in study.segments.counted(study.sources.get(source).id):
        words = each.span.of(text)
        review.add_coding(study, source, each.span, "ADM" if "form" in words else "REL", by="Mair")


def proposals(study, run_id):
    return [(s.source_id, s.span, s.code_id, s.score, s.why) for s in study.suggestions.all() if s.run_id == run_id]


def test_what_it_learned_from_is_on_record_and_the_learner_beside_the_study(study):
    cold = run(study, load_recipe(LEARNED), by="Mair")
    assert (cold.counts["judged"], cold.counts["judged_up_to"]) == (0, study.history.last() - 1)
    by_hand(study, "P1")
    by_hand(study, "P2")
    before = study.history.last()
    warm = run(study, load_recipe(LEARNED), by="Mair", again=True, at=cold.started - timedelta(days=9))
    assert (warm.counts["judged"], warm.counts["judged_up_to"]) == (12, before)
    codes = study.codebook.current().by_key
    assert set(warm.counts["codes"]) == {codes["ADM"].id, codes["REL"].id}
    assert warm.counts["codes"][codes["ADM"].id]["positives"] == 6
    assert study.history.newest()[1] == "run.again"
    (mair,) = [coder.id for coder in study.coders.all() if coder.name == "Mair"]
    assert (cold.counts["taught_by"], warm.counts["taught_by"]) == ({}, {mair: 12})
    assert "learned from 12 passages" in study.history.newest()[2]
    assert study.runs.newest_report()[0].id == warm.id, "the last one stored, also where the clock was set back"
    (name,) = [name for name in warm.models if name.startswith("learned")]
    learner, _features = load(study.path.with_name("s.vectors") / name)
    assert learner.least.shape == (2,)
    likely = likely_codes(study, "somebody fills in forms at night")
    assert [one.code.key for one in likely] == ["ADM", "REL"]
    assert likely[0].enough
    assert likely[0].probability > 0.5 > likely[1].probability
    with pytest.raises(NotAllowedHere, match="no words"):
        likely_codes(study, " ")
    kept = study.path.with_name("s.vectors") / name / "learner.json"
    kept.write_text(kept.read_text().replace('"cold": false', '"cold": true'))
    with pytest.raises(ModelUnusable):
        likely_codes(study, "forms")
    assert check_study(study.path) == []


def test_decisions_make_it_right_about_a_source_nobody_coded(study):
    by_hand(study, "P1")
    by_hand(study, "P2")
    made = run(study, load_recipe(LEARNED), by="Mair")
    third, codes = study.sources.get("P3"), study.codebook.current().by_id
    found = [s for s in study.suggestions.all() if s.run_id == made.id]
    assert {s.source_id for s in found} == {third.id}, "what people judged is not asked again"
    best = {s.span: codes[s.code_id].key for s in sorted(found, key=lambda s: s.score)}
    assert len(best) >= 4
    assert all(("form" in span.of(third.text)) == (key == "ADM") for span, key in best.items())
    assert all(s.why[0].method == "learned" and s.why[0].nearest for s in found)


def test_the_same_state_gives_the_same_suggestions_to_the_last_bit(study):
    by_hand(study, "P1")
    first = run(study, load_recipe(LEARNED), by="Mair")
    review.undo(study, by="Mair")
    second = run(study, load_recipe(LEARNED), by="Mair")
    third = run(study, load_recipe(LEARNED), by="Mair")
    assert first.models == second.models == third.models
    assert proposals(study, second.id) == proposals(study, third.id)
    assert proposals(study, second.id)

"""Merging is the union for each coder; splitting moves no coding; both are taken back to the byte of every row."""

from __future__ import annotations

import shutil
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import review
from workbench.errors import Conflict, NotAllowedHere
from workbench.model import Claim, CodeStatus, Modality, Span, new_id
from workbench.store import check_study, open_study

PEOPLE = ("Nia", "Mair", "Tomos")
KEYS = ("REL", "REL.TIME", "ADM.DUP")


@pytest.fixture
def span(tiny_study):
    return spans(tiny_study)[0]


def spans(study):
    """Places in what Mair answers."""
    start = study.sources.get("Mair").text.index("Gwaith papur")
    return [Span(start, start + 12), Span(start, start + 23), Span(start + 4, start + 12)]


def code(study, key):
    return study.codebook.current().find(key)


def places(study, *keys):
    """What each coder has coded with one of these codes."""
    ids = {code(study, key).id for key in keys}
    found = defaultdict(set)
    for coding in study.codings.all():
        if coding.code_id in ids:
            found[coding.coder_id].add((coding.source_id, coding.span))
    return dict(found)


def content(study):
    """Everything that people made, but not how it came about."""
    return (
        study.codings.all(), study.memos.all(), study.claims.all(), study.links.all(), study.suggestions.all(),
        study.suggestions.decisions(), study.codebook.current(), study.coders.all(),
    )  # fmt: skip


def _code_all(study, made, noted):
    source, where = study.sources.get("Mair"), spans(study)
    ids = {key: code(study, key).id for key in KEYS}
    with study.act("coding.add", by="Nia", summary="Coded passages") as act:  # one act, because each takes its time
        for number, (person, place, key) in enumerate(made):
            coder = study.coders.person(act, person)
            coding = study.codings.add(act, source.id, where[place], ids[key], coder)
            if number in noted:
                study.memos.add(act, "coding", coding.id, f"{number}", coder)


CODINGS = st.sets(st.tuples(st.sampled_from(PEOPLE), st.integers(0, 2), st.sampled_from(KEYS)), max_size=14)


@settings(max_examples=20, deadline=None)
@given(made=CODINGS, noted=st.sets(st.integers(0, 13)), into=st.sampled_from(KEYS), both=st.booleans())
def test_a_merge_is_the_union_for_each_coder(tiny_study_file, tmp_path_factory, made, noted, into, both):
    study = open_study(shutil.copyfile(tiny_study_file, tmp_path_factory.mktemp("merge") / "s.workbench"))
    _code_all(study, sorted(made), noted)
    others = [key for key in KEYS if key != into][: 2 if both else 1]
    before, expected, last = content(study), places(study, into, *others), study.history.last()
    codings, memos = len(study.codings.all()), {memo.id for memo in study.memos.all()}
    would = review.preview_merge(study, others, into)

    done = review.merge_codes(study, others, into=into, by="Nia")

    assert places(study, into) == expected
    assert places(study, *others) == {}
    assert len(study.codings.all()) == codings - done.joined
    assert {memo.id for memo in study.memos.all()} == memos
    assert (done.recoded, done.joined) == (would.recoded, would.joined)
    assert study.history.last() == last + 1
    assert all(code(study, key).status is CodeStatus.RETIRED for key in others)
    assert review.worklist(study) == []
    assert check_study(study.path) == []
    review.undo(study, by="Nia")
    assert content(study) == before


def test_a_place_with_both_codes_stays_once_with_the_memos_of_both(tiny_study, span):
    kept = review.add_coding(tiny_study, "Mair", span, "REL.TIME", by="Nia")
    goes = review.add_coding(tiny_study, "Mair", span, "REL", by="Nia")
    theirs = review.add_coding(tiny_study, "Mair", span, "REL", by="Tomos")
    memos = [review.write_memo(tiny_study, "coding", each.id, "why", by="Nia").id for each in (kept, goes)]
    done = review.merge_codes(tiny_study, ["REL"], into="REL.TIME", by="Nia")
    assert (done.recoded, done.joined) == (2, 1)  # Tomos's here, and the one he has elsewhere
    assert {memo.id for memo in tiny_study.memos.all("coding", kept.id)} == set(memos)
    mine = [each for each in tiny_study.codings.all() if each.span == span]
    assert {(each.id, each.coder_id, each.created) for each in mine} == {
        (each.id, each.coder_id, each.created) for each in (kept, theirs)
    }


def test_memos_claims_and_codes_below_go_along(tiny_study):
    policy = tiny_study.sources.get("Policy")
    rel, target = code(tiny_study, "REL"), code(tiny_study, "ADM.DUP")
    with tiny_study.act("claim.add", by="Mair", summary="A claim") as act:
        tiny_study.claims.add(act, Claim(new_id(), "C2", policy.id, Span(49, 60), "Trust", Modality.MUST, rel.id))
    memo = review.write_memo(tiny_study, "code", rel.id, "Too wide?", by="Nia")
    would = review.preview_merge(tiny_study, ["REL"], "ADM.DUP")
    assert (would.memos, would.children, would.claims, would.frozen) == (1, ("REL.TIME",), ("C2",), ())
    review.merge_codes(tiny_study, ["REL"], into="ADM.DUP", by="Nia")
    assert tiny_study.memos.all("code", target.id)[0].id == memo.id
    assert tiny_study.claims.find("C2").theme == target.id
    assert code(tiny_study, "REL.TIME").parent == "ADM.DUP"
    assert check_study(tiny_study.path) == []


def test_summaries_of_the_matrix_go_along_and_nobodys_words_are_lost(tiny_study):
    rel, adm = code(tiny_study, "REL"), code(tiny_study, "ADM")
    person = tiny_study.cases.all()[0]
    case, site = person.id, str(person.attributes["site"])
    with tiny_study.act("coding.add", by="Nia", summary="Coded a passage") as act:
        nia = tiny_study.coders.person(act, "Nia")
        tiny_study.codings.add(act, person.sources[0], Span(35, 46), rel.id, nia)
    mine = [coding for coding in tiny_study.codings.all() if coding.source_id in person.sources]
    trust = [coding.id for coding in mine if coding.code_id == rel.id]
    forms = [coding.id for coding in mine if coding.code_id == adm.id]
    review.write_summary(tiny_study, "attr.site", site, "REL", "Trust alone.", by="Nia")
    review.write_summary(tiny_study, "case", case, "REL", "Slow trust.", quotes=trust, by="Nia")
    review.write_summary(tiny_study, "case", case, "ADM", "Forms.", quotes=forms, version=1, by="Mair")
    before = content(tiny_study)
    assert review.preview_merge(tiny_study, ["REL"], "ADM").summaries == 2
    review.merge_codes(tiny_study, ["REL"], into="ADM", by="Nia")
    both, alone = (tiny_study.summaries.get(kind, row, adm.id) for kind, row in (("case", case), ("attr.site", site)))
    assert (both.text, alone.text) == ("Forms.\n\nNia: Slow trust.", "Trust alone.")
    there = {coding.id for coding in tiny_study.codings.all()}
    assert [quote.coding_id for quote in both.quotes] == [one for one in (*forms, *trust) if one in there]
    assert trust
    assert forms
    assert [one for one in tiny_study.summaries.all() if one.code_id == rel.id] == []
    assert check_study(tiny_study.path) == []
    review.undo(tiny_study, by="Nia")
    assert content(tiny_study) == before


def test_a_frozen_claim_refuses_the_merge_by_name(tiny_study):
    before = content(tiny_study)
    assert review.preview_merge(tiny_study, ["ADM"], "REL").frozen == ("C1",)
    with pytest.raises(NotAllowedHere, match="The claim C1 is about a code that would go, and is frozen") as told:
        review.merge_codes(tiny_study, ["ADM"], into="REL", by="Nia")
    assert "Merge the other way" in told.value.hint
    assert content(tiny_study) == before
    review.merge_codes(tiny_study, ["REL"], into="ADM", by="Nia")


def test_what_was_suggested_for_a_merged_code_waits_no_longer(tiny_study):
    waiting = {each.id for each in review.queue(tiny_study, code="REL")}
    assert waiting
    assert review.preview_merge(tiny_study, ["REL"], "ADM").suggestions == len(waiting)
    others = {each.id for each in review.queue(tiny_study)} - waiting
    review.merge_codes(tiny_study, ["REL"], into="ADM", by="Nia")
    assert {each.id for each in review.queue(tiny_study)} == others
    with pytest.raises(NotAllowedHere, match="is retired"):
        review.accept(tiny_study, min(waiting), by="Nia", where="test")
    review.undo(tiny_study, by="Nia")
    assert waiting <= {each.id for each in review.queue(tiny_study)}


def test_codings_that_waited_for_another_look_still_do_and_the_others_do_not(tiny_study):
    one, other = spans(tiny_study)[:2]
    stale = review.add_coding(tiny_study, "Mair", one, "REL.TIME", by="Nia")
    review.edit_code(tiny_study, "REL.TIME", definition="Something else.", by="Nia")
    review.add_coding(tiny_study, "Mair", other, "REL.TIME", by="Nia")
    assert [each.coding.id for each in review.worklist(tiny_study)] == [stale.id]
    review.merge_codes(tiny_study, ["REL"], into="REL.TIME", by="Nia")  # which brings examples along
    assert code(tiny_study, "REL.TIME").examples
    assert [each.coding.id for each in review.worklist(tiny_study)] == [stale.id]


def test_a_preview_writes_nothing(tiny_study):
    before = tiny_study.path.read_bytes()
    review.preview_merge(tiny_study, ["REL", "ADM"], "REL.TIME")
    assert tiny_study.path.read_bytes() == before


def test_a_code_that_somebody_changes_meanwhile_is_not_merged(tiny_study, monkeypatch):
    from workbench.review import codebook_merge

    real = codebook_merge.merged

    def somebody_else(*given):
        review.edit_code(tiny_study, "REL", definition="Meanwhile.", by="Mair")
        return real(*given)

    monkeypatch.setattr(codebook_merge, "merged", somebody_else)
    with pytest.raises(Conflict, match="published by somebody else"):
        review.merge_codes(tiny_study, ["REL"], into="ADM", by="Nia")
    assert code(tiny_study, "REL").definition == "Meanwhile."
    assert code(tiny_study, "REL").status is CodeStatus.ACTIVE


def test_a_split_moves_no_coding_and_offers_the_new_codes(tiny_study):
    before = tiny_study.codings.all()
    book = review.split_code(tiny_study, "REL", [("Given", "At once."), ("Earned", "With time.")], by="Nia")
    made = [each for each in book.children("REL") if each.name in {"Given", "Earned"}]
    assert tiny_study.codings.all() == before
    (stale,) = review.worklist(tiny_study)
    assert (stale.why, stale.code_then.key, stale.code_then.status) == ("code split", "REL", CodeStatus.ACTIVE)
    assert set(made) < set(stale.candidates)
    again = review.recode(tiny_study, stale.coding.id, made[1].key, by="Tomos")
    assert (again.code_id, again.codebook_version) == (made[1].id, 2)
    assert review.worklist(tiny_study) == []
    assert check_study(tiny_study.path) == []


def test_the_demonstration_is_sound_after_each(demo_path, tmp_path):
    study = open_study(shutil.copyfile(demo_path, tmp_path / "demo.workbench"))
    before, people = content(study), {each.coder_id for each in study.codings.all()}
    book = study.codebook.current()
    linked = {link.claim_id for link in study.links.all()}
    frozen = {claim.theme for claim in study.claims.all() if claim.id in linked}
    one, other, third = [each for each in book if not book.children(each.key) and each.id not in frozen][:3]
    merged = review.merge_codes(study, [one.key], into=other.key, by="Nia")
    assert merged.recoded
    assert check_study(study.path) == []
    review.split_code(study, third.key, [("First half", ""), ("Second half", "")], by="Nia")
    assert {each.coding.coder_id for each in review.worklist(study)} <= people
    assert check_study(study.path) == []
    review.undo(study, by="Nia")
    review.undo(study, by="Nia")
    assert content(study) == before
    assert check_study(study.path) == []


def test_codings_of_a_code_that_means_what_it_meant_stay_to_the_byte(tiny_study, span):
    theirs = review.add_coding(tiny_study, "Mair", span, "REL", by="Tomos")
    review.add_code(tiny_study, "Empty", by="Nia")
    before = tiny_study.codings.all()
    review.merge_codes(tiny_study, ["Empty"], into="REL", by="Nia")
    assert theirs in before
    assert tiny_study.codings.all() == before
    assert review.worklist(tiny_study) == []


@pytest.mark.parametrize("first", ["REL", "REL.TIME"])  # the code that goes, or the one that stays
def test_a_passage_that_somebody_read_is_not_marked_as_found_by_a_search(tiny_study, span, first):
    source = tiny_study.sources.get("Mair")
    second = {"REL": "REL.TIME", "REL.TIME": "REL"}[first]
    with tiny_study.act("coding.add", by="Nia", summary="Coded what a search found") as act:
        coder = tiny_study.coders.person(act, "Nia")
        tiny_study.codings.add_found(act, source.id, [span], code(tiny_study, first).id, coder, found_by="papur")
    review.add_coding(tiny_study, "Mair", span, second, by="Nia")
    review.merge_codes(tiny_study, ["REL"], into="REL.TIME", by="Nia")
    (left,) = [each for each in tiny_study.codings.all() if each.span == span]
    assert left.found_by is None
    assert left.codebook_version == 1  # one more example unsays nothing: nobody has to look again
    assert check_study(tiny_study.path) == []

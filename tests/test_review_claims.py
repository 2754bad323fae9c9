"""Claims are taken from policy and reworded; once linked, the wording that people judged stays what they judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from workbench import review
from workbench.errors import Conflict, NotAllowedHere, NotFound, SpanOutOfText
from workbench.model import GapType, LookKind, Modality, Span, Stance, Tense, Voice
from workbench.report.contrast import claims
from workbench.report.contrast_view import view
from workbench.review import Judgement, Wording
from workbench.review.claims import next_key
from workbench.store import check_study

TRUST = Wording("Trust is  the heart", Modality.ASPIRATION, "REL", " Wales ", date(2012, 6, 1), date(2013, 1, 1))
FINE = Judgement(Stance.FULFILLED)


@pytest.fixture
def trust(tiny_study):
    """A claim that nobody linked to, made by Nia."""
    text = tiny_study.sources.get("Policy").text
    start = text.index("Trust")
    return review.add_claim(tiny_study, "Policy", Span(start - 1, len(text)), TRUST, by="Nia")


@pytest.fixture
def answer(tiny_study):
    """Where Tomos says that he keeps his word."""
    text = tiny_study.sources.get("Tomos").text
    start = text.index("I keep my word")
    return Span(start, start + 14)


def link(study, span, judged=FINE, claim="C02", **more):
    return review.add_link(study, claim, "Tomos", span, judged, by="Nia", **more)


def test_a_claim_is_the_words_it_was_taken_from_with_a_key_of_its_own(tiny_study, trust):
    assert trust == tiny_study.claims.find("c02")
    assert trust.span.of(tiny_study.sources.get("Policy").text) == "Trust is the heart of the service."
    assert (trust.key, trust.version, trust.statement, trust.country) == ("C02", 1, "Trust is the heart", "Wales")
    assert tiny_study.codebook.current().by_id[trust.theme].key == "REL"
    assert (trust.in_force_from, trust.in_force_to) == (date(2012, 6, 1), date(2013, 1, 1))
    assert review.undo(tiny_study, by="Nia") == "Took the claim C02 from 'Policy'"
    assert [claim.key for claim in tiny_study.claims.all()] == ["C1"]


def test_keys_count_on_and_pass_over_other_ways_of_naming(tiny_study, trust):
    claims = [replace(trust, key=key) for key in ("C07", "c12", "RISK", "C2b")]
    assert next_key(claims) == "C13"
    assert next_key([]) == "C01"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"source": "Mair"}, NotAllowedHere), ({"source": "nobody"}, NotFound), ({"span": Span(0, 9999)}, SpanOutOfText),
        ({"span": Span(47, 49)}, NotAllowedHere), ({"key": "c1"}, Conflict),
        ({"wording": replace(TRUST, statement="  ")}, NotAllowedHere),
        ({"wording": replace(TRUST, theme="NO.SUCH")}, NotFound),
        ({"wording": replace(TRUST, in_force_to=date(2012, 5, 31))}, NotAllowedHere),
    ],
)  # fmt: skip
def test_what_makes_no_claim_is_refused_and_nothing_is_written(tiny_study, change, fault):
    before = tiny_study.history.last()
    given = {"source": "Policy", "span": Span(0, 9), "wording": TRUST, "key": "", **change}
    with pytest.raises(fault):
        review.add_claim(tiny_study, given["source"], given["span"], given["wording"], key=given["key"], by="Nia")
    assert tiny_study.history.last() == before


def test_claims_of_two_policies_never_share_a_key_so_a_key_names_one_claim(tiny_study, make_reading, trust, answer):
    with tiny_study.act("source.add", by="Nia") as act:
        later = tiny_study.sources.add(act, make_reading("Later policy", "Trust is measured.", variety="imagined"))
    for key in ("C02", "c02", "  C02 "):
        with pytest.raises(Conflict, match=r"There is a claim [cC]02 already"):
            review.add_claim(tiny_study, later.id, Span(0, 18), TRUST, by="Nia", key=key)
    twin = replace(trust, id="another", source_id=later.id, span=Span(0, 18))
    with pytest.raises(Conflict), tiny_study.act("claim.add", by="Nia") as act:
        tiny_study.claims.add(act, replace(twin, key="c02"))
    assert [claim.source_id for claim in tiny_study.claims.all() if claim.key == "C02"] == [trust.source_id]
    assert link(tiny_study, answer, claim="c02").claim_id == trust.id


def test_a_link_by_id_is_to_that_very_wording_and_by_key_to_the_newest(tiny_study, trust, answer):
    link(tiny_study, answer)
    new = review.edit_claim(tiny_study, "C02", replace(TRUST, statement="Trust comes first"), by="Nia")
    shorter = Span(answer.start, answer.end - 2)
    assert link(tiny_study, shorter, claim=trust.id).claim_id == trust.id
    assert link(tiny_study, shorter).claim_id == new.id


def test_while_nobody_linked_to_it_a_claim_changes_where_it_stands(tiny_study, trust):
    said = replace(review.wording_of(trust), statement="Trust matters", theme="")
    changed = review.edit_claim(tiny_study, "C02", said, span=Span(49, 54), seen=trust, by="Nia")
    assert changed == tiny_study.claims.find("C02")
    assert (changed.id, changed.version, changed.theme, changed.span) == (trust.id, 1, None, Span(49, 54))
    same = tiny_study.history.last()
    review.edit_claim(tiny_study, "C02", said, by="Nia")
    assert tiny_study.history.last() == same, "what changes nothing is no act"


def test_two_who_word_a_claim_at_once_do_not_overwrite_each_other(tiny_study, trust):
    """Also while nothing is linked to it, and its version stays as it is."""
    review.edit_claim(tiny_study, "C02", replace(TRUST, statement="Trust matters"), seen=trust, by="Nia")
    with pytest.raises(Conflict, match="anew by somebody else") as caught:
        review.edit_claim(tiny_study, "C02", replace(TRUST, statement="Trust is all"), seen=trust, by="Mair")
    assert (caught.value.mine, caught.value.theirs) == ("Trust is all", "Trust matters")
    assert tiny_study.claims.find("C02").statement == "Trust matters"


def test_a_claim_named_by_an_earlier_wording_is_worded_anew_from_its_newest(tiny_study, trust, answer):
    link(tiny_study, answer)
    second = review.edit_claim(tiny_study, "C02", replace(TRUST, statement="Trust comes first"), by="Nia")
    third = review.edit_claim(tiny_study, trust.id, replace(TRUST, statement="Trust is all"), by="Nia")
    assert (third.id, third.version, third.statement) == (second.id, 2, "Trust is all")


def test_two_who_take_a_claim_at_once_both_get_one(tiny_study, monkeypatch):
    """A key is made in the same transaction as its claim: who comes second gets the next one."""
    act, first = tiny_study.act, []

    def meanwhile(*arguments, **named):
        if not first:
            first.append("begun")
            first[0] = review.add_claim(tiny_study, "Policy", Span(0, 9), TRUST, by="Nia").key
        return act(*arguments, **named)

    monkeypatch.setattr(tiny_study, "act", meanwhile)
    second = review.add_claim(tiny_study, "Policy", Span(0, 9), TRUST, by="Mair")
    assert (first[0], second.key) == ("C02", "C03")
    assert tiny_study.history.all()[0].summary == "Took the claim C03 from 'Policy'"


def test_once_linked_an_edit_is_a_new_version_and_links_stay_with_what_was_judged(tiny_study, trust, answer):
    made = link(tiny_study, answer)
    review.tag_question(tiny_study, "Q1", ["C1", "C02"], by="Nia")
    new = review.edit_claim(tiny_study, "C02", replace(TRUST, statement="Trust comes first"), by="Nia")
    assert (new.key, new.version, new.statement) == ("C02", 2, "Trust comes first")
    assert [c.statement for c in tiny_study.claims.all() if c.key == "C02"] == [
        "Trust is the heart",
        "Trust comes first",
    ]
    assert tiny_study.links.get(made.id).claim_id == trust.id
    assert {trust.id, new.id} <= set(tiny_study.questions.find("Q1").claims)
    (earlier,) = review.earlier_wording(tiny_study, "c02")
    assert (earlier.link, earlier.was, earlier.now) == (made, trust, new)
    carried = review.carry_over(tiny_study, made.id, by="Nia")
    assert replace(carried, id=made.id, claim_id=trust.id, created=made.created) == made
    assert review.earlier_wording(tiny_study) == []
    with pytest.raises(Conflict):
        review.carry_over(tiny_study, made.id, by="Nia")
    with pytest.raises(NotAllowedHere, match="newest"):
        review.carry_over(tiny_study, carried.id, by="Nia")
    with pytest.raises(Conflict, match="anew"):
        review.edit_claim(tiny_study, "C02", TRUST, seen=trust, by="Mair")
    assert check_study(tiny_study.path) == []
    for _ in range(4):
        review.undo(tiny_study, by="Nia")
    assert tiny_study.claims.find("C02") == trust
    assert made not in tiny_study.links.all()


def test_a_passage_carried_over_counts_once_under_the_newest_wording(tiny_study, trust, answer):
    made, stays = link(tiny_study, answer), link(tiny_study, Span(answer.start, answer.end - 2))
    review.edit_claim(tiny_study, "C02", replace(TRUST, statement="Trust comes first"), by="Nia")

    def counted():
        seen = view(tiny_study)
        table = seen.links.drop_duplicates("link_id").merge(seen.claims[["claim_id", "key"]], on="claim_id")
        return sorted(seen.claims["key"]), sorted(table.loc[table["key"].str.startswith("C02"), "key"])

    with tiny_study.act("case.put", by="Nia", summary="P2") as act:
        tiny_study.cases.put(act, "P2", {}, (tiny_study.sources.get("Tomos").id,))
    assert counted() == (["C02", "C02 (v1)", "C1"], ["C02 (v1)", "C02 (v1)"])
    review.carry_over(tiny_study, made.id, by="Nia")
    assert counted() == (["C02", "C02 (v1)", "C1"], ["C02", "C02 (v1)"])
    review.carry_over(tiny_study, stays.id, by="Nia")
    assert counted() == (["C02", "C1"], ["C02", "C02"])
    assert sorted(claims(tiny_study)["key"]) == ["C02", "C1"]


def test_a_claim_goes_as_long_as_nothing_hangs_on_it(tiny_study, trust):
    review.tag_question(tiny_study, "Q1", ["C02"], by="Nia")
    review.remove_claim(tiny_study, "C02", by="Nia")
    assert [claim.key for claim in tiny_study.claims.all()] == ["C1"]
    assert tiny_study.questions.find("Q1").claims == ()
    review.undo(tiny_study, by="Nia")
    assert tiny_study.questions.find("Q1").claims == (trust.id,)
    with pytest.raises(NotAllowedHere, match="stays"):
        review.remove_claim(tiny_study, "C1", by="Nia")


def test_a_link_says_stance_gap_voice_tense_and_its_note_is_a_memo(tiny_study, trust, answer):
    judged = Judgement(Stance.STRAINED, GapType.TRADE_OFF, Voice.TEAM_PRACTICE, Tense.PLANNED)
    made = link(tiny_study, answer, judged, note="  Said with a smile. ")
    assert made == tiny_study.links.get(made.id[:8])
    assert (made.stance, made.gap_type, made.voice, made.tense) == (
        judged.stance, judged.gap_type, judged.voice, judged.tense,
    )  # fmt: skip
    assert [memo.text for memo in tiny_study.memos.all("link", made.id)] == ["Said with a smile."]
    row = tiny_study.frames.links().set_index("link_id").loc[made.id]
    assert (row["tense"], row["stance"], row["quotation"]) == ("planned", "strained", "I keep my word")
    changed = review.change_link(tiny_study, made.id, FINE, by="nia")
    assert (changed.stance, changed.tense, changed.id) == (Stance.FULFILLED, Tense.UNCLEAR, made.id)
    assert tiny_study.frames.links().set_index("link_id").loc[made.id, "tense"] == "unclear"
    review.remove_link(tiny_study, made.id, by="Nia")
    assert tiny_study.memos.all("link", made.id) == []
    for _ in range(2):
        review.undo(tiny_study, by="Nia")
    assert tiny_study.links.get(made.id) == made
    assert len(tiny_study.memos.all("link", made.id)) == 1
    review.undo(tiny_study, by="Nia")
    assert made not in tiny_study.links.all()


@pytest.mark.parametrize("stance", [Stance.STRAINED, Stance.CONTRADICTED])
def test_what_is_strained_or_contradicted_asks_in_what_way(tiny_study, trust, answer, stance):
    with pytest.raises(NotAllowedHere, match="In what way"):
        link(tiny_study, answer, Judgement(stance))
    made = link(tiny_study, answer, Judgement(stance, no_gap=True))
    assert made.gap_type is GapType.NONE
    with pytest.raises(NotAllowedHere, match="In what way"):
        review.change_link(tiny_study, made.id, Judgement(stance), by="Nia")


def test_what_cannot_be_linked_is_refused(tiny_study, trust, answer):
    question = Span(0, 6)
    with pytest.raises(NotAllowedHere, match="interviewer"):
        link(tiny_study, question)
    with pytest.raises(NotAllowedHere, match="what should be done"):
        review.add_link(tiny_study, "C02", "Policy", Span(0, 9), FINE, by="Nia")
    made = link(tiny_study, answer)
    with pytest.raises(Conflict, match="already"):
        link(tiny_study, answer, Judgement(Stance.UNCLEAR))
    for act in (
        lambda: review.change_link(tiny_study, made.id, FINE, by="Mair"),
        lambda: review.remove_link(tiny_study, made.id, by="Mair"),
    ):
        with pytest.raises(NotAllowedHere, match="Nia's"):
            act()


def test_looks_for_negative_cases_and_reasons_are_kept(tiny_study, trust):
    look = review.looked_for_negative_cases(tiny_study, "C02", note=" none ", by="Nia")
    with pytest.raises(NotAllowedHere, match="reason"):
        review.exported_without(tiny_study, "C02", " ", by="Nia")
    (kept,) = review.exported_without(tiny_study, "C02", "For the steering group only.", by="Nia")
    assert tiny_study.claim_looks.all(trust.id) == [look, kept]
    assert [(one.what, one.note) for one in (look, kept)] == [
        (LookKind.NEGATIVE_CASES, "none"), (LookKind.EXPORTED_WITHOUT, "For the steering group only."),
    ]  # fmt: skip
    with pytest.raises(NotAllowedHere, match="stays"):
        review.remove_claim(tiny_study, "C02", by="Nia")


def test_a_look_stays_with_the_wording_that_was_looked_for(tiny_study, trust):
    review.looked_for_negative_cases(tiny_study, "C02", by="Nia")
    new = review.edit_claim(tiny_study, "C02", replace(TRUST, statement="Trust is nothing."), by="Nia")
    assert (new.version, tiny_study.claim_looks.all(new.id)) == (2, [])
    assert len(tiny_study.claim_looks.all(trust.id)) == 1


def test_why_several_claims_were_given_out_is_one_act(tiny_study, trust):
    before = tiny_study.history.last()
    made = review.exported_without(tiny_study, ["C1", "C02"], "A draft.", by="Nia")
    assert [one.claim_id for one in made] == [tiny_study.claims.find("C1").id, trust.id]
    assert tiny_study.history.last() == before + 1
    assert tiny_study.history.all(most=1)[0].summary.startswith("Gave out 2 claims without")
    review.undo(tiny_study, by="Nia")
    assert tiny_study.claim_looks.all(trust.id) == []


def test_the_guide_says_who_was_asked_about_what(tiny_study, trust):
    made = review.add_question(tiny_study, " Q2 ", "How do you  get to know people?", claims=["C02"], by="Nia")
    assert (made.key, made.text, made.position, made.claims) == ("Q2", "How do you get to know people?", 2, (trust.id,))
    assert tiny_study.frames.asked().query("question == 'Q2'").empty
    review.say_asked(tiny_study, "Q2", "Mair", 2, by="Nia")
    row = tiny_study.frames.asked().query("question == 'Q2'").iloc[0]
    assert (row["claim_id"], row["source_id"]) == (trust.id, tiny_study.sources.get("Mair").id)
    review.tag_question(tiny_study, "Q1", ["C1", "C02"], by="Nia")
    asked = tiny_study.frames.asked()
    assert list(asked.columns) == ["claim_id", "case_id", "source_id", "question"]
    assert list(zip(asked["claim_id"], asked["question"], strict=True)) == [
        (trust.id, "Q1"), (tiny_study.claims.find("C1").id, "Q1"),
    ], "one row per claim and person: the first time it was asked"  # fmt: skip
    with pytest.raises(NotAllowedHere, match="not an interviewer"):
        review.say_asked(tiny_study, "Q2", "Mair", 1, by="Nia")
    with pytest.raises(NotFound, match="no turn 9"):
        review.say_asked(tiny_study, "Q2", "Mair", 9, by="Nia")
    with pytest.raises(Conflict):
        review.say_asked(tiny_study, "q2", "Mair", 2, by="Mair")
    review.say_not_asked(tiny_study, "Q2", "Mair", 2, by="Nia")
    assert tiny_study.frames.asked().query("question == 'Q2'").empty


def test_a_question_goes_with_its_tags_and_turns_and_comes_back_with_them(tiny_study):
    before = (tiny_study.questions.all(), tiny_study.questions.asked())
    assert all(before)
    review.remove_question(tiny_study, "Q1", by="Nia")
    assert (tiny_study.questions.all(), tiny_study.questions.asked()) == ([], [])
    review.undo(tiny_study, by="Nia")
    assert (tiny_study.questions.all(), tiny_study.questions.asked()) == before
    changed = review.edit_question(tiny_study, "Q1", text="What is a week like?", new_key="WEEK", by="Nia")
    assert (changed.key, changed.text) == ("WEEK", "What is a week like?")
    assert tiny_study.questions.find("week").claims == before[0][0].claims
    review.add_question(tiny_study, "Q2", "Another?", by="Nia")
    with pytest.raises(Conflict):
        review.edit_question(tiny_study, "Q2", new_key="Week", by="Nia")


def test_a_questions_words_and_claims_change_in_one_act(tiny_study, trust):
    review.add_question(tiny_study, "Q3", "What is a week?", claims=["C1"], by="Nia")
    before = tiny_study.history.last()
    changed = review.edit_question(tiny_study, "Q3", text="Whom do you trust?", claims=["C02"], by="Nia")
    assert (changed.text, changed.claims) == ("Whom do you trust?", (trust.id,))
    assert tiny_study.history.last() == before + 1
    review.undo(tiny_study, by="Nia")
    back = tiny_study.questions.find("Q3")
    assert (back.text, back.claims) == ("What is a week?", (tiny_study.claims.find("C1").id,))


def test_what_a_whole_interview_asks_is_said_in_one_act(tiny_study):
    review.add_question(tiny_study, "Q2", "Visits?", by="Nia")
    before = tiny_study.questions.asked()
    assert review.say_what_is_asked(tiny_study, "Mair", {0: ["Q2"], 2: ["Q1", "q2"]}, by="Nia") == 2
    keys = {question.id: question.key for question in tiny_study.questions.all()}
    assert [(keys[a.question_id], a.ordinal) for a in tiny_study.questions.asked()] == [("Q2", 0), ("Q1", 2), ("Q2", 2)]
    last = tiny_study.history.last()
    with pytest.raises(NotAllowedHere):
        review.say_what_is_asked(tiny_study, "Mair", {0: [], 1: ["Q1"]}, by="Nia")
    assert review.say_what_is_asked(tiny_study, "Mair", {0: ["Q2"]}, by="Nia") == 0
    assert tiny_study.history.last() == last
    review.undo(tiny_study, by="Nia")
    assert tiny_study.questions.asked() == before

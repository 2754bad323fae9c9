"""The interviews hold what their plan says, and nothing in them is copied."""

from __future__ import annotations

import os
import re
from collections import Counter
from itertools import combinations

import pytest
import yaml

from workbench.analysis.stances import stance_of
from workbench.errors import FileUnreadable
from workbench.exchange.demonstration.design import LABEL
from workbench.exchange.demonstration.load import load_study
from workbench.model import Role, canonical_json, sha256_text

CLAIMS = [f"C{number:02d}" for number in range(1, 13)]
LETTER = {"fulfilled": "F", "strained": "S", "contradicted": "C", "silent": "-", "mixed": "M"}
QUOTAS = {"negated": 0.05, "ironic": 0.03, "reported": 0.05, "hypothetical": 0.03, "led": 0.04}


@pytest.fixture(scope="module")
def plan(study_folder):
    return yaml.safe_load((study_folder / "design.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def codebooks(root):
    return [yaml.safe_load(path.read_text("utf-8")) for path in sorted((root / "codebooks").glob("*.y*ml"))]


def tokens(text):
    return frozenset(re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text.casefold()))


def jaccard(one, other):
    return len(one & other) / len(one | other) if one | other else 0.0


def examples(codebooks):
    for codebook in codebooks:
        for code in codebook["codes"]:
            yield from code.get("examples", ())
            missed = code.get("near_miss") or []
            yield from (miss["text"] for miss in ([missed] if isinstance(missed, dict) else missed))


def themes(part):
    return {key[:3] for key in part.codes}


def stances(interview):
    found = {key: [] for key in CLAIMS}
    for part in interview.utterances:
        for link in part.links:
            found[link.claim].append(link.stance.value)
    return [LETTER[stance_of(found[key])] for key in CLAIMS]


def kernels(said):
    """Utterances with a theme, of the length a coder likes to work with."""
    return [part for _, part in said if part.codes and 25 <= len(part.text.split()) <= 90]


def test_28_people_at_six_sites_speak(design):
    assert design.label == LABEL
    assert len(design.participants) == len(design.interviews) == 28
    assert [i.participant.key for i in design.interviews] == [p.key for p in design.participants]
    assert len({i.participant.site.key for i in design.interviews}) == 6


def test_every_interview_has_the_segments_and_themes_of_its_plan(design):
    for interview in design.interviews:
        plan = design.plans[interview.participant.key]
        counts = Counter(theme for part in interview.utterances for theme in themes(part))
        found = (len(interview.utterances), sum(not part.codes for part in interview.utterances), dict(counts))
        assert found == (plan.segments, plan.none, dict(plan.themes)), interview.participant.key
    assert sum(plan.segments for plan in design.plans.values()) == 1650


def test_every_person_stands_to_every_claim_as_planned(design):
    for interview in design.interviews:
        assert tuple(stances(interview)) == design.plans[interview.participant.key].stances, interview.participant.key


def test_people_by_claim_and_stance_are_the_counts_of_the_design(design, plan):
    whole = [stances(interview) for interview in design.interviews]
    for place, key in enumerate(CLAIMS):
        found = Counter(row[place] for row in whole)
        assert [found[letter] for letter in "FSC-"] == plan["claims"][key], key
        assert found["M"] == 0


def test_themes_by_site_are_the_percentages_of_the_design(design, said, plan):
    site = {i.participant.key: i.participant.site.key for i in design.interviews}
    for key, row in plan["theme_percent_by_site"].items():
        here = [part for who, part in said if site[who] == key]
        for theme, percent in row.items():
            found = sum(theme in themes(part) for part in here)
            assert abs(found - len(here) * percent / 100) <= 0.5, (key, theme)
    profession = {i.participant.key: i.participant.profession for i in design.interviews}
    for name, percent in plan["gen_percent_by_profession"].items():
        here = [part for who, part in said if profession[who] == name]
        assert abs(sum("GEN" in themes(part) for part in here) - len(here) * percent / 100) <= 0.5, name


def test_a_fifth_has_no_theme_and_another_fifth_two(said):
    assert 0.20 <= sum(not part.codes for _, part in said) / len(said) <= 0.24
    assert 0.18 <= sum(len(themes(part)) == 2 for _, part in said) / len(said) <= 0.26
    assert max(len(themes(part)) for _, part in said) == 2


def test_there_are_enough_kernels_and_each_is_used_once(said):
    texts = [part.text for part in kernels(said)]
    assert len(texts) >= 450
    assert len(set(texts)) == len(texts)
    used = Counter(code for part in kernels(said) for code in part.codes)
    assert min(used.values()) >= 10, used.most_common()[-3:]
    assert len(used) == 36
    assert max(len(part.text.split()) for _, part in said) <= 90


def test_designed_difficulties_come_as_often_as_planned(said):
    n = len(said)
    found = Counter(mark for _, part in said for mark in part.marks)
    for mark, share in QUOTAS.items():
        assert abs(found[mark] / n - share) <= 0.012, (mark, found[mark])
    assert abs(sum(part.near_miss is not None for _, part in said) / n - 0.08) <= 0.015
    assert abs(sum(bool(part.heard) for _, part in said) / n - 0.10) <= 0.02
    who = {key for key, part in said if "contradicts_self" in part.marks}
    assert who == {"E1-04", "E2-05", "E3-04", "E4-02", "W1-01", "W2-03"}


def test_a_near_miss_names_another_code_of_the_codebook_and_says_why(said, codebooks):
    book = next(book for book in codebooks if book["codebook"] == "care-coordination-imagined-done")
    keys = {code["key"] for code in book["codes"]}
    missed = [part for _, part in said if part.near_miss is not None]
    assert all(part.near_miss.code in keys and part.near_miss.code not in part.codes for part in missed)
    assert all(
        len(part.near_miss.note.split()) >= 5 and "wrong" not in part.near_miss.note.casefold() for part in missed
    )
    assert {code for _, part in said for code in part.codes} <= keys


def test_a_leading_question_comes_before_every_answer_marked_as_led(design):
    for interview in design.interviews:
        for before, turn in zip(interview.turns, interview.turns[1:], strict=False):
            if any("led" in part.marks for part in turn.parts):
                assert before.role is Role.INTERVIEWER
                assert len(before.parts[0].text.split()) >= 4, before.parts[0].text


def test_links_belong_to_coded_words_and_name_a_claim_once(said):
    for _, part in said:
        assert len({link.claim for link in part.links}) == len(part.links), part.text
        assert part.codes or not part.links, part.text
        assert len(set(part.codes)) == len(part.codes)


def test_every_interview_asks_the_eight_questions_in_turn(design):
    for interview in design.interviews:
        asked = [turn.question for turn in interview.turns if turn.question]
        assert asked == [question.key for question in design.guide]
        assert all(not part.codes and not part.links for turn in interview.turns
                   if turn.role is Role.INTERVIEWER for part in turn.parts)  # fmt: skip


def test_interviews_are_as_long_as_interviews(design):
    for interview in design.interviews:
        words = sum(len(part.text.split()) for turn in interview.turns for part in turn.parts)
        most = 6000 if interview.participant.key == "E1-04" else 3600
        assert 1500 <= words <= most, (interview.participant.key, words)


def test_nothing_sounds_like_a_codebook_example(design, said, codebooks):
    known = [(text, tokens(text)) for text in examples(codebooks)]
    assert len(known) >= 250
    ours = [part.text for _, part in said]
    ours += [part.text for document in design.documents for part in document.extracts]
    ours += [part.text for document in design.site_documents for part in document.paragraphs]
    bags = [(text, tokens(text)) for text in ours]
    near = [(text, example) for text, mine in bags for example, bag in known if jaccard(mine, bag) >= 0.4]
    assert near == []


def test_no_two_utterances_sound_alike(said):
    bags = [(part.text, tokens(part.text)) for _, part in said if len(tokens(part.text)) > 5]
    assert [(a, b) for (a, x), (b, y) in combinations(bags, 2) if len(x & y) > len(x | y) / 2] == []


@pytest.mark.model
def test_no_utterance_means_what_an_example_or_another_means(said, codebooks, root):
    """Compared once for these very words (the best part of a minute); any other word, and they are compared again."""
    from workbench.embed.sentence_transformer import load

    ours, theirs = [part.text for part in kernels(said)], list(examples(codebooks))
    golden, told = root / "tests" / "golden" / "utterances_compared.txt", sha256_text(canonical_json([ours, theirs]))
    if golden.read_text(encoding="utf-8").strip() == told and "WORKBENCH_GOLDEN" not in os.environ:
        return
    mine, known = (load().encode(texts) for texts in (ours, theirs))
    assert (mine @ known.T).max() < 0.8
    twins = mine @ mine.T
    twins[range(len(ours)), range(len(ours))] = 0
    assert twins.max() < 0.85
    if os.environ.get("WORKBENCH_GOLDEN") == "write":
        golden.write_text(told + "\n", encoding="utf-8")


def test_twelve_claims_each_anchored_once_and_said_in_both_countries(design):
    assert [claim.key for _, _, claim in design.claims] == CLAIMS
    for document, _, claim in design.claims:
        elsewhere = {d.country for d in design.in_force for part in d.extracts if claim.key in part.echoes}
        assert elsewhere | {document.country} == {"England", "Wales"}, claim.key


def test_24_extracts_are_in_force_when_people_speak_and_one_policy_comes_later(design):
    assert len(design.in_force) == 4
    assert sum(len(document.extracts) for document in design.in_force) == 24
    (later,) = design.later
    for interview in design.interviews:
        assert later.in_force_from > interview.recorded
        for document in design.in_force:
            assert document.in_force_from <= interview.recorded
            assert document.in_force_to is None or interview.recorded <= document.in_force_to


def test_each_theme_of_policy_has_two_extracts(design):
    themes_of = {claim.key: claim.theme for _, _, claim in design.claims}
    found = Counter(
        themes_of[key]
        for document in design.in_force
        for part in document.extracts
        for key in [*([part.claim.key] if part.claim else []), *part.echoes]
    )
    assert len(found) == 12
    assert min(found.values()) >= 2


@pytest.fixture
def copy(study_folder, tmp_path):
    for path in study_folder.rglob("*.yaml"):
        target = tmp_path / "study" / path.relative_to(study_folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text("utf-8"), "utf-8")
    return tmp_path / "study"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("claim: C09", "claim: C99", "C99 in SYN_E1-01"),
        ("question: Q3", "question: Q9", "Q9 in SYN_E1-01"),
        ("synthetic: true", "synthetic: false", "synthetic"),
        ("format: docx", "format: pdf", "pdf"),
        ("- who: P\n  text: >-\n    ", "- who: P\n  text: >-\n    {Mm.} ", "edge"),
    ],
)
def test_a_fault_in_an_interview_is_told_with_its_file(copy, old, new, told):
    broken = copy / "interviews" / "SYN_E1-01.yaml"
    before = broken.read_text("utf-8")
    assert old in before
    broken.write_text(before.replace(old, new, 1), "utf-8")
    with pytest.raises(FileUnreadable, match=told):
        load_study(copy)

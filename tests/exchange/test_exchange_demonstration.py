"""The demonstration study keeps the promises made about it."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import FileUnreadable, NotFound
from workbench.exchange.demonstration import load_study, locate, locate_utterances, policy_text, render
from workbench.exchange.demonstration_design import LABEL
from workbench.model import Role, Span

CLAIMS = [f"C{number:02d}" for number in range(1, 13)]
SIX = ["E1-01", "E2-02", "E3-02", "E4-03", "W1-05", "W2-02"]


@pytest.fixture(scope="module")
def folder(root):
    return root / "studies" / "syn-coord-28"


@pytest.fixture(scope="module")
def study(folder):
    return load_study(folder)


@pytest.fixture(scope="module")
def codebooks(root):
    return [yaml.safe_load(path.read_text("utf-8")) for path in sorted((root / "codebooks").glob("*.y*ml"))]


@pytest.fixture(scope="module")
def said(study):
    return [(interview.participant.key, part) for interview in study.interviews for part in interview.utterances]


def tokens(text):
    return set(re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text.casefold()))


def jaccard(one, other):
    return len(one & other) / len(one | other) if one | other else 0.0


def examples(codebooks):
    for codebook in codebooks:
        for code in codebook["codes"]:
            yield from code.get("examples", ())
            missed = code.get("near_miss") or []
            yield from (miss["text"] for miss in ([missed] if isinstance(missed, dict) else missed))


def words(interview):
    return sum(len(turn.text.split()) for turn in interview.turns)


def test_everybody_of_the_design_and_six_interviews_load(study):
    assert len(study.participants) == 28
    assert [interview.participant.key for interview in study.interviews] == SIX
    assert study.label == LABEL
    formats = Counter(interview.format for interview in study.interviews)
    assert formats == {"txt": 2, "md": 1, "otter_txt": 1, "vtt_teams": 1, "zoom_vtt": 1}


def test_twelve_claims_each_anchored_once_and_said_in_both_countries(study):
    assert [claim.key for _, _, claim in study.claims] == CLAIMS
    for document, _, claim in study.claims:
        elsewhere = {d.country for d in study.documents for part in d.extracts if claim.key in part.echoes}
        assert elsewhere | {document.country} == {"England", "Wales"}, claim.key


def test_policies_are_in_force_when_interviews_are_recorded(study):
    for interview in study.interviews:
        for document in study.documents:
            assert document.in_force_from <= interview.recorded
            assert document.in_force_to is None or interview.recorded <= document.in_force_to


def test_every_code_used_is_in_the_shipped_codebook(study, said, codebooks):
    book = next(book for book in codebooks if book["codebook"] == "care-coordination-imagined-done")
    keys = {code["key"] for code in book["codes"]}
    assert {code for _, part in said for code in part.codes} <= keys
    assert {claim.theme for _, _, claim in study.claims} == {key for key in keys if key.startswith("IMG.")}
    assert all(len(set(part.codes)) == len(part.codes) <= 3 for _, part in said)


def test_a_claim_is_linked_at_most_once_by_an_utterance(said):
    for _, part in said:
        assert len({link.claim for link in part.links}) == len(part.links), part.text


def test_nothing_sounds_like_a_codebook_example(study, said, codebooks):
    known = [(text, tokens(text)) for text in examples(codebooks)]
    assert len(known) >= 250
    ours = [part.text for _, part in said]
    ours += [part.text for document in study.documents for part in document.extracts]
    near = [(text, example) for text in ours for example, bag in known if jaccard(tokens(text), bag) >= 0.4]
    assert near == []


def test_no_two_utterances_sound_alike(said):
    bags = [(part.text, tokens(part.text)) for _, part in said]
    assert [(a, b) for (a, x), (b, y) in combinations(bags, 2) if jaccard(x, y) > 0.5] == []


def test_lengths_are_those_of_a_short_interview(study):
    for interview in study.interviews:
        assert 1500 <= words(interview) <= 2200, interview.file_name
        assert 28 <= len(interview.utterances) <= 40, interview.file_name
        lengths = [len(part.text.split()) for part in interview.utterances]
        assert max(lengths) <= 90
        assert sum(length >= 25 for length in lengths) >= 0.7 * len(lengths)


def test_about_a_fifth_has_no_theme(study, said):
    assert 0.18 <= sum(not part.codes for _, part in said) / len(said) <= 0.25
    for interview in study.interviews:
        bare = sum(not part.codes for part in interview.utterances) / len(interview.utterances)
        assert 0.12 <= bare <= 0.27, interview.file_name


def test_every_interview_asks_the_eight_questions_in_turn(study):
    for interview in study.interviews:
        asked = [turn.question for turn in interview.turns if turn.question]
        assert asked == [question.key for question in study.guide]
        assert all(not part.codes and not part.links for turn in interview.turns
                   if turn.role is Role.INTERVIEWER for part in turn.parts)  # fmt: skip


def test_counts_are_the_ones_last_reviewed(study, said, root):
    """The golden file is changed by hand, in the same diff as the words it counts."""
    claims = {key: Counter() for key in CLAIMS}
    people = {key: {} for key in SIX}
    for key, part in said:
        for link in part.links:
            claims[link.claim][link.stance.value] += 1
            people[key].setdefault(link.claim, Counter())[link.stance.value] += 1
    found = {
        "interviews": {
            i.participant.key: {"words": words(i), "utterances": len(i.utterances)} for i in study.interviews
        },
        "without_theme": sum(not part.codes for _, part in said),
        "codes": Counter(code for _, part in said for code in part.codes),
        "links_by_claim": claims,
        "links_by_person": people,
    }
    golden = json.loads((root / "tests" / "golden" / "demonstration_counts.json").read_text("utf-8"))
    assert json.loads(json.dumps(found)) == golden


def stances(interview, claim):
    return {link.stance.value for part in interview.utterances for link in part.links if link.claim == claim}


def test_designed_truths_point_the_right_way(study):
    by = {interview.participant.key: interview for interview in study.interviews}
    assert sum("contradicted" in stances(one, "C09") for one in by.values()) >= 5
    assert sum("fulfilled" in stances(one, "C04") for one in by.values()) >= 5
    assert all(not stances(by[key], "C12") for key in SIX if key.startswith("E"))
    assert "fulfilled" in stances(by["W2-02"], "C07")
    assert "fulfilled" in stances(by["E2-02"], "C10")
    assert all("fulfilled" not in stances(by[key], "C10") for key in SIX if key != "E2-02")
    share = {key: sum(any(c.startswith("PRF") for c in p.codes) for p in one.utterances) for key, one in by.items()}
    assert max(share, key=share.get) == "E3-02"


@pytest.mark.parametrize("key", SIX)
def test_a_transcript_is_labelled_first_and_last_and_always_the_same(folder, study, key):
    interview = next(one for one in study.interviews if one.participant.key == key)
    data = render(interview)
    again = next(one for one in load_study(folder).interviews if one.participant.key == key)
    assert render(again) == data
    lines = data.decode("utf-8").splitlines()
    if interview.file_name.endswith(".vtt"):
        assert (lines[0], lines[2], lines[-1]) == ("WEBVTT", f"NOTE {LABEL}", f"NOTE {LABEL}")
    else:
        assert (lines[0], lines[-1]) == (LABEL, LABEL)


def test_policy_is_labelled_and_holds_its_extracts_a_paragraph_each(study):
    for document in study.documents:
        text = policy_text(document).decode("utf-8")
        lines = text.splitlines()
        assert (lines[0], lines[-1]) == (LABEL, LABEL)
        assert f"Country: {document.country}" in lines
        assert [line for line in lines if line in {part.text for part in document.extracts}] == [
            part.text for part in document.extracts
        ]


def test_times_run_forward_and_cues_carry_every_word(study):
    for interview in (one for one in study.interviews if one.file_name.endswith(".vtt")):
        text = render(interview).decode("utf-8")
        cues = re.findall(r"(\d\d:\d\d:\d\d\.\d{3}) --> (\d\d:\d\d:\d\d\.\d{3})\n(.*)", text)
        assert all(start < end for start, end, _ in cues)
        assert all(a[1] <= b[0] for a, b in pairwise(cues))
        heard = [re.sub(r"^<v [^>]*>|</v>$|^(Interviewer|SYN-[\w-]+): ", "", words) for *_, words in cues]
        assert " ".join(heard) == " ".join(turn.text for turn in interview.turns)


def test_every_utterance_is_found_in_order_when_lines_are_broken_elsewhere(study):
    for interview in study.interviews:
        text = "\n\n".join(turn.text.replace(" ", "\n", 3) for turn in interview.turns)
        found = locate_utterances(interview, text)
        assert [part for part, _ in found] == list(interview.utterances)
        assert [" ".join(span.of(text).split()) for _, span in found] == [part.text for part, _ in found]
        assert all(a.end <= b.start for (_, a), (_, b) in combinations(found, 2))


def test_a_short_word_is_found_after_the_place_asked_for_and_only_whole():
    assert locate("Norman said: No. Then, No.", "No.", 0) == Span(13, 16)
    assert locate("Norman said: No. Then, No.", "No.", 16) == Span(23, 26)
    with pytest.raises(NotFound):
        locate("Norman", "Nor")


@given(
    st.lists(st.text("abŵé.?[", min_size=1, max_size=5), min_size=1, max_size=6), st.sampled_from([" ", "\n", " \n "])
)
def test_locate_gives_back_the_words_whatever_the_space_between(chosen, space):
    text = f"~ {space.join(chosen)} ~"
    assert locate(text, " ".join(chosen), 0).of(text).split() == chosen


def test_an_unknown_claim_is_told_with_its_file(folder, tmp_path):
    copy = tmp_path / "study"
    for path in folder.rglob("*.yaml"):
        target = copy / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text("utf-8"), "utf-8")
    broken = copy / "interviews" / "SYN_E1-01.yaml"
    broken.write_text(broken.read_text("utf-8").replace("claim: C09", "claim: C99", 1), "utf-8")
    with pytest.raises(FileUnreadable, match=r"C99 in SYN_E1-01"):
        load_study(copy)
    broken.write_text(broken.read_text("utf-8").replace("synthetic: true", "synthetic: false"), "utf-8")
    with pytest.raises(FileUnreadable, match="synthetic"):
        load_study(copy)


def test_a_changed_word_changes_the_bytes(study):
    one = study.interviews[0]
    turn = one.turns[0]
    other = replace(one, turns=(replace(turn, parts=(replace(turn.parts[0], text="Changed."),)), *one.turns[1:]))
    assert render(other) != render(one)

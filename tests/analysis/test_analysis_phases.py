"""Phases: the status of one person, counts that sum to m, the order of telling, and nothing inferred from silence."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.phases import (
    NOT_MENTIONED,
    PERSON_COLUMNS,
    PHASE_COLUMNS,
    REPORTED,
    SEVERAL,
    people_by_phase,
    phases_by_status,
    status_of,
    statuses,
)

VALUES = ("done", "skipped", "merged", "repeated", "late")
PHASES = {"intake": ["in", "in.visit"], "plan": ["pl"], "exit": ["ex"]}
CODING = ["coding_id", "source", "variety", "start", "end", "code_id", "case_id"]


@pytest.mark.parametrize(
    ("passages", "status"),
    [
        ([], NOT_MENTIONED),
        ([""], REPORTED),
        (["", ""], REPORTED),
        (["late"], "late"),
        (["", "late", "late"], "late"),
        (["late", "done"], SEVERAL),
    ],
)
def test_the_status_of_one_person(passages, status):
    assert status_of(passages) == status
    assert status_of(reversed(passages)) == status


def tables(codings, facets, people=("a", "b", "c")):
    frame = pd.DataFrame(codings, columns=CODING)
    values = pd.DataFrame(facets, columns=["coding_id", "facet", "value"])
    cases = pd.DataFrame(
        {"case_id": people, "case": [p.upper() for p in people], "varieties": [("disclosed",)] * len(people)}
    )
    return frame, values, cases


def both(codings, facets, **more):
    frame, values, cases = tables(codings, facets, **more)
    people = people_by_phase(frame, values, cases, PHASES, facet="phase_status")
    return people, phases_by_status(people, frame, PHASES, values=VALUES).set_index("phase")


def test_a_known_study():
    people, counts = both(
        [
            ("1", "A", "disclosed", 50, 60, "in", "a"), ("2", "A", "disclosed", 10, 20, "pl", "a"),
            ("3", "A", "disclosed", 70, 80, "in.visit", "a"), ("4", "B", "disclosed", 0, 5, "in", "b"),
            ("5", "N", "observed", 0, 5, "ex", "b"), ("6", "P", "prescribed", 0, 5, "ex", ""),
        ],
        [("1", "phase_status", "late"), ("2", "phase_status", "merged"), ("3", "phase_status", "done"), ("4", "mood", "late")],
    )  # fmt: skip
    assert tuple(people.columns) == PERSON_COLUMNS
    assert (*counts.columns,) == PHASE_COLUMNS[1:]
    of = people.set_index(["case_id", "phase"])
    assert tuple(of.loc[("a", "intake"), ["status", "values", "coding_ids", "nth", "told"]]) == (
        SEVERAL, ("done", "late"), ("1", "3"), 2, 2,
    )  # fmt: skip
    assert of.loc[("b", "intake"), "status"] == REPORTED, "another facet's value is no status"
    assert of.loc[("b", "exit"), "status"] == NOT_MENTIONED, "what was observed is nothing that somebody reports"
    assert set(of.loc["c", "status"]) == {NOT_MENTIONED}
    assert counts.loc["plan", "counts"]["merged"] == 1
    assert counts.loc["plan", "early"] == 1, "told before intake, which the policy puts first"
    assert counts.loc["intake", "early"] == 0
    assert tuple(counts.loc["intake", ["nth_median", "nth_first", "nth_last"]]) == (1.5, 1, 2)
    assert counts.loc["exit", "nth_median"] is None
    assert counts.loc["exit", "policy_ids"] == ("6",)


def test_who_was_not_interviewed_is_not_counted():
    frame, values, cases = tables([("1", "N", "observed", 0, 5, "in", "a")], [], people=("a",))
    cases["varieties"] = [("observed",)]
    people = people_by_phase(frame, values, cases, PHASES, facet="phase_status")
    counts = phases_by_status(people, frame, PHASES, values=VALUES)
    assert people.empty
    assert list(counts["m"]) == [0, 0, 0]


def test_a_value_that_the_codebook_no_longer_lists_still_counts():
    _, counts = both([("1", "A", "disclosed", 0, 5, "in", "a")], [("1", "phase_status", "postponed")])
    assert counts.loc["intake", "counts"]["postponed"] == 1


PLACES = st.lists(
    st.tuples(
        st.sampled_from("abc"), st.sampled_from(["in", "in.visit", "pl", "ex", "other"]), st.sampled_from(["", *VALUES])
    ),
    max_size=20,
)


@given(PLACES)
def test_people_are_counted_once_and_nobody_is_skipped_by_silence(places):
    codings = [(str(n), case, "disclosed", n, n + 1, code, case) for n, (case, code, _) in enumerate(places)]
    people, counts = both(codings, [(str(n), "phase_status", value) for n, (_, _, value) in enumerate(places) if value])
    for phase, row in counts.iterrows():
        assert sum(row["counts"].values()) == row["m"] == 3
        assert row["mentioned"] == 3 - row["counts"][NOT_MENTIONED]
        said = {value for _, code, value in places if code in PHASES[phase]}
        assert not row["counts"]["skipped"] or "skipped" in said
        assert set(row["counts"]) == set(statuses(VALUES))
    for _, mine in people.groupby("case_id"):
        nths = sorted(nth for nth in mine["nth"] if nth is not None)
        assert nths == list(range(1, len(nths) + 1)), "places in the order of telling, without a gap"

"""Phases of the work as a policy lists them, against the phases that each person reports, and how.

The rule for one person and one phase: no coded passage is *not mentioned*, and never *skipped* by inference; passages of
which nobody said more than the code are *reported*; where their facet has one value among them, that is the status; where
it has several, it is *several*, and all of them are told. Passages without a value change nothing beside others with one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

from workbench.model import Variety

NOT_MENTIONED, REPORTED, SEVERAL = "not mentioned", "reported", "several"
RULE = (
    "One person and one phase: nothing coded is “not mentioned”, and never taken for skipped; coded without a status is "
    "“reported”; one status among the person's passages is that status; different ones are “several”. "
    "The order is the order of telling, which the interviewer's questions shape: it is not the order of doing."
)
PERSON_COLUMNS = ("case_id", "case", "phase", "status", "values", "coding_ids", "nth", "told")
PHASE_COLUMNS = ("phase", "m", "mentioned", "counts", "nth_median", "nth_first", "nth_last", "early", "policy_ids")


def status_of(values: Iterable[str]) -> str:
    """Return the status of a phase for one person from its passages, each with its value or the empty text."""
    every = list(values)
    said = {value for value in every if value}
    if not every:
        return NOT_MENTIONED
    if not said:
        return REPORTED
    return next(iter(said)) if len(said) == 1 else SEVERAL


def statuses(values: Sequence[str]) -> tuple[str, ...]:
    """Return every status there can be, in the order of telling; `values` are those of the facet."""
    return (*values, REPORTED, SEVERAL, NOT_MENTIONED)


def people_by_phase(
    codings: pd.DataFrame, facets: pd.DataFrame, cases: pd.DataFrame, phases: Mapping[str, Collection[str]], *, facet: str
) -> pd.DataFrame:  # fmt: skip
    """Return one row per person and phase, phases in the order of `phases` (`PERSON_COLUMNS`).

    Args:
        codings: one row per coding and case (`frames.codings`).
        facets: coding_id, facet, value (`frames.facets`).
        cases: one row per case with its `varieties`; people are those with a source that is *disclosed*.
        phases: each phase with the ids of the codes that count for it.
        facet: the facet that holds the status; others are passed over.

    `values` are the different values, sorted; `nth` is the phase's place (from 1) in the order in which the person first
    tells of the phases, `told` how many phases the person tells of; `nth` is None for a phase not mentioned. Only what
    people say in *disclosed* sources counts.
    """
    of_code = _phases_of(phases)
    said_by_people = (codings["variety"] == Variety.DISCLOSED.value) & (codings["case_id"] != "")
    mine = codings[said_by_people & codings["code_id"].isin(of_code)]
    mine = mine.sort_values(["source", "start", "end"], kind="stable")
    of_facet = facets[facets["facet"] == facet]
    value = dict(zip(of_facet["coding_id"].tolist(), of_facet["value"].tolist(), strict=True))
    said: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    order: dict[str, dict[str, None]] = defaultdict(dict)  # of each person, the phases in the order first told
    for coding, code, case in zip(*(mine[name].tolist() for name in ("coding_id", "code_id", "case_id")), strict=True):
        for phase in of_code.get(code, ()):
            said[case, phase][coding] = value.get(coding, "")
            order[case].setdefault(phase)
    people = cases[np.array([Variety.DISCLOSED.value in each for each in cases["varieties"]], dtype=bool)]
    rows: list[tuple[Any, ...]] = []
    for case, name in zip(people["case_id"], people["case"], strict=True):
        told = list(order[case])
        for phase in phases:
            found = said.get((case, phase), {})
            nth = told.index(phase) + 1 if found else None
            values = tuple(sorted({each for each in found.values() if each}))
            rows.append((case, name, phase, status_of(found.values()), values, tuple(found), nth, len(told)))
    return pd.DataFrame(rows, columns=list(PERSON_COLUMNS), dtype=object)  # object: None stays None


def phases_by_status(
    people: pd.DataFrame, codings: pd.DataFrame, phases: Mapping[str, Collection[str]], *, values: Sequence[str]
) -> pd.DataFrame:  # fmt: skip
    """Return one row per phase, in their order: how many of m people stand how to it (`PHASE_COLUMNS`).

    `people` is the table of `people_by_phase`. `counts` maps every status to its number of people; they sum to `m`.
    `mentioned` counts people who tell of the phase. `nth_median`, `nth_first` and `nth_last` are of its place in the order
    of telling, among those who tell of it (None where nobody does). `early` counts people who tell of it before a phase
    that comes before it in `phases`. `policy_ids` are codings of it in sources that are imagined, prescribed or instructed.
    """
    order = {phase: place for place, phase in enumerate(phases)}
    policy = codings[codings["variety"].isin(_POLICY)].drop_duplicates("coding_id")
    early = _early(people, order)
    rows = []
    for phase, codes in phases.items():
        of = people[people["phase"] == phase]
        nths = [int(nth) for nth in of["nth"] if nth is not None]
        counts = {status: int((of["status"] == status).sum()) for status in statuses(values)}
        unknown = sorted(set(of["status"]) - set(counts))  # a value that a later codebook no longer lists still counts
        counts |= {status: int((of["status"] == status).sum()) for status in unknown}
        ids = tuple(policy.loc[policy["code_id"].isin(set(codes)), "coding_id"])
        places = (median(nths), min(nths), max(nths)) if nths else (None, None, None)
        rows.append((phase, len(of), len(nths), counts, *places, early.get(phase, 0), ids))
    return pd.DataFrame(rows, columns=list(PHASE_COLUMNS), dtype=object)


_POLICY = (Variety.IMAGINED.value, Variety.PRESCRIBED.value, Variety.INSTRUCTED.value)


def _phases_of(phases: Mapping[str, Collection[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for phase, codes in phases.items():
        for code in codes:
            found[code].append(phase)
    return found


def _early(people: pd.DataFrame, order: Mapping[str, int]) -> dict[str, int]:
    """Count, for each phase, the people who tell of it before one that the policy puts earlier."""
    found: dict[str, int] = defaultdict(int)
    told = people[np.array([nth is not None for nth in people["nth"]], dtype=bool)]
    for _, mine in told.groupby("case_id", sort=False):
        place = {order[phase]: int(nth) for phase, nth in zip(mine["phase"], mine["nth"], strict=True)}
        for phase, nth in zip(mine["phase"], mine["nth"], strict=True):
            found[phase] += any(other < order[phase] and later > nth for other, later in place.items())
    return found

"""ACT: a study becomes its phases: those that a policy lists against those that people report, with their status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from workbench.analysis.phases import people_by_phase, phases_by_status, statuses
from workbench.errors import NotAllowedHere, NotFound, listed
from workbench.model import Code, Codebook, CodeStatus
from workbench.report.matrix import Theme
from workbench.store import OpenStudy

STATUS_FACET = "phase_status"
"""The facet that codebooks of ours call a phase's status."""


@dataclass(frozen=True, slots=True)
class Phases:
    """The phases below one code, by person and in all.

    `facet` is the facet that holds the status (empty: the codebook has none that fits), `values` its values. `people` and
    `counts` are the tables of `analysis.phases.people_by_phase` and `phases_by_status`, with a code's id as the phase.
    """

    parent: Theme
    phases: tuple[Theme, ...]
    facet: str
    values: tuple[str, ...]
    people: pd.DataFrame
    counts: pd.DataFrame

    @property
    def statuses(self) -> list[str]:
        """Every status that at least one person has to at least one phase, in the order of telling."""
        there = {status for counts in self.counts["counts"] for status, k in counts.items() if k}
        order = list(statuses(self.values))
        return [*(s for s in order if s in there), *sorted(there - set(order))]


def phases(study: OpenStudy, *, below: str | None = None, facet: str | None = None) -> Phases:
    """Return the phases below a code (default: `likely_parent`), with their status by a facet (default: `likely_facet`).

    Raises:
        NotAllowedHere: when there is no codebook, or no code was named and none looks like phases.
        NotFound: when there is no such code or facet, or the code has none below it.
    """
    book = study.codebook.current()
    if book is None:
        raise NotAllowedHere("The study has no codebook yet.", "Bring one in with `workbench codebook import FILE`.")
    parent = _parent(book, below)
    steps = [code for code in book.children(parent.key) if code.status is not CodeStatus.RETIRED]
    if not steps:
        raise NotFound(f"The code {parent.key} has no codes below it that could be phases.", "Name one that has.")
    named = likely_facet(book) if facet is None else facet
    if named and named not in book.facets:
        raise NotFound(f"The codebook has no facet '{named}'. It has: {listed(book.facets)}.", "Name one of these.")
    counting = {code.id: [each.id for each in book if code in book.path(each)] for code in steps}
    values = book.facets.get(named, ())
    codings = study.frames.codings()
    people = people_by_phase(codings, study.frames.facets(), study.frames.cases(), counting, facet=named)
    counts = phases_by_status(people, codings, counting, values=values)
    return Phases(_theme(parent), tuple(map(_theme, steps)), named, values, people, counts)


def likely_parent(book: Codebook) -> Code | None:
    """Return the first code in the tree that speaks of phases and has codes below it; None where there is none."""
    parents = [code for _, code in book.tree() if book.children(code.key)]
    return next((code for code in parents if "phase" in f"{code.key} {code.name}".casefold()), None)


def likely_facet(book: Codebook) -> str:
    """Return the facet that holds a phase's status: the one called so, or the first that speaks of phases; else empty."""
    if STATUS_FACET in book.facets:
        return STATUS_FACET
    return next((name for name in book.facets if "phase" in name.casefold()), "")


def phase_rows(found: Phases) -> list[dict[str, Any]]:
    """Return a row per phase as plain values: its key and name, people by status of m, the order of telling, evidence."""
    named = {phase.id: phase for phase in found.phases}
    rows = []
    for row in found.counts.to_dict("records"):
        phase = named[row["phase"]]
        own = found.people[found.people["phase"] == phase.id]
        ids = {
            status: [i for ids in own.loc[own["status"] == status, "coding_ids"] for i in ids]
            for status in row["counts"]
        }
        rows.append(
            {
                "key": phase.key, "name": phase.name, "m": row["m"], "mentioned": row["mentioned"], **row["counts"],
                "told_as_median": row["nth_median"], "told_as_first": row["nth_first"], "told_as_last": row["nth_last"],
                "told_before_an_earlier_one": row["early"], "policy_ids": list(row["policy_ids"]),
                "coding_ids": {status: each for status, each in ids.items() if each},
            }
        )  # fmt: skip
    return rows


def person_rows(found: Phases) -> list[dict[str, Any]]:
    """Return a row per person and phase as plain values, people in order of name."""
    key = {phase.id: phase.key for phase in found.phases}
    return [
        {
            "case": row["case"], "phase": key[row["phase"]], "status": row["status"], "values": list(row["values"]),
            "told_as": row["nth"], "coding_ids": list(row["coding_ids"]),
        }
        for row in found.people.to_dict("records")
    ]  # fmt: skip


def _parent(book: Codebook, below: str | None) -> Code:
    if below is not None:
        return book.find(below)
    found = likely_parent(book)
    if found is None:
        raise NotAllowedHere(
            "No code of the codebook looks like a policy's phases.",
            "Name the code that has the phases below it: `workbench phases --below KEY`. Or add some to the codes there are: "
            "`workbench codebook import case_management --merge`.",
        )
    return found


def _theme(code: Code) -> Theme:
    return Theme(code.id, code.key, code.name, code.definition, code.status is CodeStatus.RETIRED)

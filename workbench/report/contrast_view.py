"""ACT: the contrast of claims as page, command and brief show it, all from one filter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from workbench.analysis import contrast as analysis
from workbench.analysis import narrowed
from workbench.analysis.claim_facts import ClaimFacts, claim_facts, least_people
from workbench.analysis.export_gate import Lacking, lacking
from workbench.analysis.wordings import counted_once
from workbench.errors import NotFound, listed
from workbench.model import ContrastFilter, Evidence, Variety
from workbench.model.contrast_filter import ATTRIBUTE
from workbench.report.contrast import unimagined_in
from workbench.store import OpenStudy

POLICY = frozenset({Variety.IMAGINED.value, Variety.PRESCRIBED.value, Variety.INSTRUCTED.value})


@dataclass(frozen=True)
class ContrastView:
    """The claims that `wanted` keeps, with people by stance, and what is behind them.

    `claims`: one row per claim; `persons`: one per claim and person; `links`: those counted, one per link and case;
    `cases`: the people; `extracts`: policy passages on a claim's theme besides its own; `beside`: a later layer beside
    this one (empty unless asked for); `unimagined`: themes that no policy expects; `talk`: segments per person.
    `left_out` says in words what of the study is not counted.
    """

    wanted: ContrastFilter
    claims: pd.DataFrame
    persons: pd.DataFrame
    links: pd.DataFrame
    cases: pd.DataFrame
    extracts: pd.DataFrame
    beside: pd.DataFrame
    unimagined: pd.DataFrame
    talk: Mapping[str, int]
    left_out: tuple[str, ...]

    def facts(self, claim_id: str) -> ClaimFacts:
        """Return what there is to know of one claim."""
        mine = self.persons[self.persons["claim_id"] == claim_id]
        return claim_facts(mine, self.links[self.links["claim_id"] == claim_id], self.cases, self.talk)

    def only(self, keys: Sequence[str]) -> ContrastView:
        """Return the same of these claims alone.

        Raises:
            NotFound: when there is no such claim among them.
        """
        folded = {str(key).casefold(): str(key) for key in self.claims["key"]}
        for key in keys:
            if key.casefold() not in folded:
                raise NotFound(
                    f"There is no claim '{key}' here. There is: {listed(folded.values())}.", "Choose from these."
                )
        kept = self.claims["key"].isin([folded[key.casefold()] for key in keys])
        return replace(self, claims=self.claims[kept].reset_index(drop=True))

    def at_least(self) -> pd.DataFrame:
        """Return how the picture changes with the number of people asked for (`claim_facts.least_people`)."""
        return least_people(self.claims, self.unimagined)

    def lacking(self, looked: frozenset[str]) -> tuple[Lacking, ...]:
        """Return what is lacking before these claims may be exported as contradicted."""
        return lacking(self.claims, self.links, looked)


@dataclass(frozen=True)
class Choices:
    """What a contrast can be narrowed by: values of people's attributes, in order, and what claims and links have.

    `claims` are the keys of the claims that can be shown.
    """

    attributes: Mapping[str, tuple[str, ...]]
    policy: tuple[str, ...]
    voices: tuple[str, ...]
    tenses: tuple[str, ...]
    coders: tuple[str, ...]
    claims: tuple[str, ...]


def choices(study: OpenStudy) -> Choices:
    """Return what the contrast of this study can be narrowed by."""
    frames = study.frames
    cases, links, codings = frames.cases(), frames.links(), frames.codings()
    names = [str(each).removeprefix(ATTRIBUTE) for each in cases.columns if str(each).startswith(ATTRIBUTE)]
    return Choices(
        {name: tuple(narrowed.values_there(cases, name)) for name in names},
        tuple(sorted({str(each) for each in frames.claims()["country"] if each})),
        tuple(sorted({str(each) for each in links["voice"]})),
        tuple(sorted({str(each) for each in links["tense"]})),
        tuple(sorted({*links["coder"], *codings["coder"]}, key=str.casefold)),
        tuple(narrowed.named_by_wording(counted_once(links, frames.claims())[1])["key"]),
    )


def view(study: OpenStudy, wanted: ContrastFilter | None = None) -> ContrastView:
    """Return the contrast of claims.

    Raises:
        NotFound: when nobody has an attribute that is wanted, or such a value of it.
    """
    wanted = wanted or ContrastFilter()
    frames = study.frames
    every_case, asked = frames.cases(), frames.asked()
    every_link, worded = counted_once(frames.links(), frames.claims())
    every_claim = narrowed.named_by_wording(worded)
    cases = analysis.interviewed(narrowed.people(every_case, wanted))
    links, kept = narrowed.links(every_link, cases, wanted), narrowed.claims(every_claim, wanted)
    later = narrowed.claims(every_claim, wanted, period=wanted.beside) if wanted.beside else kept.iloc[:0]
    codings, segments = frames.codings(), frames.segments()
    cases_talk = segments[segments["case_id"].isin(cases["case_id"])].groupby("case").size()
    return ContrastView(
        wanted,
        analysis.claims(links, kept, cases, asked=asked),
        analysis.people_by_stance(links, kept, cases, asked=asked),
        links,
        cases,
        _extracts(codings, kept),
        narrowed.beside(kept, later) if wanted.beside else kept.iloc[:0],
        unimagined_in(codings, segments, cases, study.codebook.current(), wanted=wanted),
        {str(case): int(n) for case, n in cases_talk.items()},
        _left_out(wanted, every_case, cases, every_link, links, every_claim, kept, codings),
    )


def _extracts(codings: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """Return policy passages coded with the theme of a claim, other than the claim's own: claim_id, source, place, words."""
    policy = codings[codings["variety"].isin(POLICY)].drop_duplicates(["source_id", "start", "end", "code_key"])
    columns = ["source_id", "source", "variety", "start", "end", "quotation"]
    found = policy[["code_key", *columns]].merge(
        claims[["claim_id", "theme_key", "source_id", "start", "end"]], left_on="code_key", right_on="theme_key",
        suffixes=("", "_own"),
    )  # fmt: skip
    own = (
        (found["source_id"] == found["source_id_own"])
        & (found["start"] < found["end_own"])
        & (found["start_own"] < found["end"])
    )
    return found.loc[~own, ["claim_id", *columns]].reset_index(drop=True)


def _left_out(
    wanted: ContrastFilter, cases: pd.DataFrame, kept_cases: pd.DataFrame, links: pd.DataFrame, kept_links: pd.DataFrame,
    claims: pd.DataFrame, kept_claims: pd.DataFrame, codings: pd.DataFrame,
) -> tuple[str, ...]:  # fmt: skip
    said, talked = [], analysis.interviewed(cases)
    if len(kept_cases) < len(talked):
        said.append(f"{len(talked) - len(kept_cases)} of {len(talked)} people are left out by the controls.")
    if len(kept_claims) < len(claims):
        said.append(f"{len(claims) - len(kept_claims)} of {len(claims)} claims are left out by the controls.")
    return (*said, *_links_left_out(wanted, kept_cases, links, kept_links), *_not_by_reading(wanted, kept_cases, links, codings),
            *_of_nobody(cases, talked, links))  # fmt: skip


def _links_left_out(
    wanted: ContrastFilter, people: pd.DataFrame, links: pd.DataFrame, kept: pd.DataFrame
) -> list[str]:  # fmt: skip
    here = links[links["case_id"].isin(people["case_id"])]
    other = here.loc[narrowed.decided(here, wanted), "link_id"].nunique() - kept["link_id"].nunique()
    return [f"{_links(other)} left out by voice, tense or coder."] if other else []


def _not_by_reading(
    wanted: ContrastFilter, people: pd.DataFrame, links: pd.DataFrame, codings: pd.DataFrame
) -> list[str]:  # fmt: skip
    """Say how many links and codings of these people a person accepted and did not find."""
    if wanted.evidence is Evidence.ACCEPTED:
        return []
    there = (
        table[table["case_id"].isin({*people["case_id"], ""})] for table in (links[links["case_id"] != ""], codings)
    )
    begun = [table[~narrowed.decided(table, ContrastFilter())] for table in there]
    linked, coded = begun[0]["link_id"].nunique(), begun[1]["coding_id"].nunique()
    if not linked and not coded:
        return []
    return [
        (
            f"{_many(linked, 'link')} and {_many(coded, 'coding')} began as suggestions that a person accepted; they are not counted"
            " (control: Evidence)."
        )
    ]


def _of_nobody(cases: pd.DataFrame, people: pd.DataFrame, links: pd.DataFrame) -> list[str]:
    """Say what no control brings back: who was never interviewed, and links to passages of nobody who was."""
    said, silent = [], len(cases) - len(people)
    if silent:
        said.append(
            f"{silent} of {len(cases)} participants have no interview here, so they are not among the people counted."
        )
    lost = set(links["link_id"]) - set(links.loc[links["case_id"].isin(people["case_id"]), "link_id"])
    return [
        *said,
        *([f"{_links(len(lost))} not counted: to passages of nobody who is known to be interviewed."] if lost else []),
    ]


def _links(many: int) -> str:
    return f"{_many(many, 'link')} {'is' if many == 1 else 'are'}"


def _many(many: int, thing: str) -> str:
    return f"1 {thing}" if many == 1 else f"{many} {thing}s"

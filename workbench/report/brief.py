"""ACT: a claim on two pages for somebody who decides about policy: what it says, who reports what, three quotations, caveats.

Names of people and sites stay out of it; what it means is left to a person to write.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from workbench.analysis.claim_facts import ClaimFacts
from workbench.analysis.shares import people_share
from workbench.analysis.sides import written
from workbench.analysis.stances import SILENT, STANCES
from workbench.model import LookKind, Turn, question_before
from workbench.report.contrast_view import ContrastView
from workbench.store import OpenStudy

HOME = "http://localhost:8501"
QUOTATIONS, READABLE = 3, 45
COARSE = ("profession", "country")
FEWEST_ALIKE = 3
"""A tag names profession and country only where so many people share them."""
SYNTHETIC = "Synthetic demonstration data. No real person, organisation or policy. It is evidence of nothing."


@dataclass(frozen=True)
class BriefQuotation:
    """A person's words with the question before them; `tag` says who in no more than profession and country."""

    words: str
    question: str
    tag: str
    stance: str
    facets: str
    id: str


@dataclass(frozen=True)
class ClaimBrief:
    """What a brief says of one claim."""

    key: str
    statement: str
    document: str
    extract: str
    counts: tuple[tuple[str, str], ...]
    facts: tuple[str, ...]
    quotations: tuple[BriefQuotation, ...]
    caveats: tuple[str, ...]
    address: str
    reason: str


@dataclass(frozen=True)
class Brief:
    """A brief of one or several claims of a study, made at `at` (UTC); `counted` says what the controls left."""

    study: str
    synthetic: bool
    at: datetime
    counted: tuple[str, ...]
    claims: tuple[ClaimBrief, ...]


def brief(
    study: OpenStudy, shown: ContrastView, keys: Sequence[str], *, at: datetime, reasons: Mapping[str, str] | None = None,
    home: str = HOME,
) -> Brief:  # fmt: skip
    """Return a brief of the claims with these keys, in order of key; all where there are none.

    Args:
        study: the study.
        shown: its contrast, narrowed as the brief should be.
        keys: which claims.
        at: when it is made, in UTC.
        reasons: by key, why a claim goes out as contradicted without gap types or a look for negative cases.
        home: where the app is, for the links back.

    Raises:
        NotFound: when the contrast has no such claim.
    """
    rows = shown.only(keys).claims if keys else shown.claims
    counted = (*([f"Counted: {shown.wanted.words()}."] if shown.wanted.words() else []), *shown.left_out)
    made = tuple(
        _claim(study, shown, row, (reasons or {}).get(str(row["key"]), ""), home) for row in rows.to_dict("records")
    )
    return Brief(study.about.name, study.about.synthetic, at, counted, made)


def looked_for(study: OpenStudy, shown: ContrastView) -> frozenset[str]:
    """Return the claims for which somebody is on record to have looked for negative cases."""
    looked = {look.claim_id for look in study.claim_looks.all() if look.what is LookKind.NEGATIVE_CASES}
    return frozenset(looked & {str(each) for each in shown.claims["claim_id"]})


def _claim(study: OpenStudy, shown: ContrastView, row: Mapping[Any, Any], reason: str, home: str) -> ClaimBrief:
    facts = shown.facts(str(row["claim_id"]))
    address = f"{home}/contrast?{urlencode({**shown.wanted.address(), 'claim': [str(row['key'])]}, doseq=True)}"
    return ClaimBrief(
        str(row["key"]), str(row["statement"]), _document(row), str(row["quotation"]), _counts(facts, int(row["m"])),
        _facts(row, facts), _quotations(study, shown, str(row["claim_id"]), facts), _caveats(row, facts), address, reason,
    )  # fmt: skip


def _document(row: Mapping[Any, Any]) -> str:
    first, last = (None if pd.isna(row[name]) else str(row[name]) for name in ("in_force_from", "in_force_to"))
    force = f"in force from {first or 'the beginning'} to {last}" if last else f"in force from {first}" if first else ""
    return " · ".join(
        each for each in (str(row["source"]), str(row["country"]), f"says: {row['modality']}", force) if each
    )


def _counts(facts: ClaimFacts, m: int) -> tuple[tuple[str, str], ...]:
    told = []
    for stance in STANCES:
        k = facts.counts[stance]
        share = people_share(k, m)
        usual = stance in {"fulfilled", "strained", "contradicted", SILENT}
        if k or usual:
            interval = f" ({share.low:.0%} to {share.high:.0%})" if share.readable and stance != SILENT else ""
            told.append((stance, f"{k} of {_people(m)}{interval}"))
    return tuple(told)


def _people(many: int) -> str:
    return "1 person" if many == 1 else f"{many} people"


def _facts(row: Mapping[Any, Any], facts: ClaimFacts) -> tuple[str, ...]:
    kinds = ", ".join(f"{kind.replace('_', ' ')} ({_people(people)})" for kind, people, _ in facts.gap_types)
    speak = "speaks" if len(facts.negative) == 1 else "speak"
    against = (
        f"{_people(len(facts.negative))} {speak} against the rest" if facts.negative else "no negative case is linked"
    )
    said = [
        f"{facts.index.words[0].upper()}{facts.index.words[1:]}.",
        f"Kinds of gap: {kinds or 'none named'}.",
        f"Negative cases: {against}.",
    ]
    if int(row["sites_in_study"]):
        said.append(f"Spoken of at {row['n_sites']} of {row['sites_in_study']} sites.")
    if row["silent_asked"] is not None and not pd.isna(row["silent_asked"]):
        said.append(f"Asked and silent: {row['silent_asked']}; not asked: {row['silent_not_asked']}.")
    return tuple(said)


def _caveats(row: Mapping[Any, Any], facts: ClaimFacts) -> tuple[str, ...]:
    share = facts.concentration
    said = [
        "These are accounts given in interviews, not observations of work. What people say is shaped by who asks and what for.",
        (
            f"{_people(int(row['m']))}, chosen and not drawn at random: the counts say what they report, not how common it is"
            " elsewhere. Intervals (95 %, Jeffreys) show how little so few people fix."
        ),
        "Silence is no evidence against a claim"
        + ("." if row["silent_asked"] is not None else ", and it is not recorded here who was asked."),
    ]
    if share.n:
        said.append(
            f"{share.n} {'passage' if share.n == 1 else 'passages'} of {_people(share.k)}, worth {share.effective:.1f} who say equally much; the one with most has"
            f" {share.top_share:.0%}. {facts.without_person}"
        )
    said.append(
        "Names and sites are left out, and a quotation's tag is no finer than profession and country. The words themselves may"
        " still tell who speaks: read them before this goes on."
    )
    return tuple(said)


def _quotations(study: OpenStudy, shown: ContrastView, claim_id: str, facts: ClaimFacts) -> tuple[BriefQuotation, ...]:
    chosen = _chosen(shown, claim_id, facts)
    tags, turns = _tags(shown), dict[str, tuple[Turn, ...]]()
    made = []
    for row in chosen:
        source = str(row["source_id"])
        turns.setdefault(source, study.sources.turns(source))
        text = study.sources.get(source).text
        asked = question_before(turns[source], text, int(row["start"]))
        facets = [str(row["voice"]).replace("_", " ")]
        facets += [] if row["gap_type"] == "none" else [f"gap: {str(row['gap_type']).replace('_', ' ')}"]
        made.append(
            BriefQuotation(
                str(row["quotation"]),
                asked.span.of(text).strip() if asked else "",
                tags.get(str(row["case"]), "a participant"),
                str(row["stance"]),
                " · ".join(facets),
                str(row["link_id"]),
            )
        )
    return tuple(made)


def _chosen(shown: ContrastView, claim_id: str, facts: ClaimFacts) -> list[dict[Any, Any]]:
    """Return three passages of three people: of the two commonest stances, and a negative case where there is one.

    Of each, own practice first, then what is nearest to a length that is read in one breath.
    """
    mine = shown.links[(shown.links["claim_id"] == claim_id)].drop_duplicates("link_id")
    length = pd.Series([len(str(words).split()) for words in mine["quotation"]], index=mine.index, dtype=float)
    mine = mine.assign(far=(length - READABLE).abs(), other=(mine["voice"] != "own_practice"))
    mine = mine.sort_values(["other", "far", "link_id"])
    common = sorted((s for s in STANCES if s != SILENT), key=lambda stance: -facts.counts[stance])
    against = mine["case"].isin(facts.negative)
    wanted = [mine[~against & (mine["stance"] == stance)] for stance in common[:2]] + [mine[against], mine, mine, mine]
    chosen: list[dict[Any, Any]] = []
    for table in wanted:
        rest = table[~table["case"].isin([row["case"] for row in chosen])]
        if len(rest) and len(chosen) < QUOTATIONS:
            chosen.append(rest.iloc[0].to_dict())
    return chosen


def _tags(shown: ContrastView) -> dict[str, str]:
    """Return for each person a tag that at least `FEWEST_ALIKE` share: profession and country, or less.

    None where the controls already name a site, or years, or anything finer: together they would tell who speaks.
    """
    if any(name not in COARSE for name, _ in shown.wanted.who):
        return {}
    there = [name for name in (f"attr.{each}" for each in COARSE) if name in shown.cases]
    cases = shown.cases.assign(**{name: shown.cases[name].map(written, na_action="ignore") for name in there})
    tags = {}
    for row in cases.to_dict("records"):
        for names in (there, there[:1], there[1:]):
            alike = cases
            for name in names:
                alike = alike[alike[name] == row[name]]
            if names and len(alike) >= FEWEST_ALIKE:
                tags[str(row["case"])] = ", ".join(row[name] for name in names)
                break
    return tags

"""Claims side by side with what people report: for each claim, how many people stand how to it.

The rule for one person and one claim: no linked passage is silent; all passages of one stance are that stance;
fulfilled together with contradicted is mixed and stays so; otherwise the less favourable stance. Unclear counts only
where there is nothing else. Silence is computed over people with at least one interview, and is no evidence against a
claim. Where it is known who was asked (`asked`: one row per claim and case, as `frames.asked()` gives them), silence is
divided into asked and silent, and not asked; without a row in it, nothing is known about asking.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from workbench.analysis.sides import written
from workbench.model import Stance, Variety

SILENT, MIXED = "silent", "mixed"
SILENT_ASKED, SILENT_NOT_ASKED = "silent_asked", "silent_not_asked"
STANCES = (*(s.value for s in (Stance.FULFILLED, Stance.STRAINED, Stance.CONTRADICTED)), MIXED, "unclear", SILENT)
_LESS_FAVOURABLE_FIRST = (Stance.CONTRADICTED.value, Stance.STRAINED.value, Stance.FULFILLED.value)

PERSON_COLUMNS = ("claim_id", "claim_key", "case_id", "case", "stance", "asked", "link_ids")
CLAIM_COLUMNS = (
    "claim_id", "key", "statement", "modality", "theme_key", "country", "in_force_from", "in_force_to",
    "source_id", "source", "start", "end", "quotation",
    "m", *STANCES, SILENT_ASKED, SILENT_NOT_ASKED, "n_sites", "sites_in_study",
    *(f"links_{s}" for s in STANCES if s != SILENT), "links_not_counted",
)  # fmt: skip


def stance_of(stances: Iterable[str]) -> str:
    """Return one person's stance to one claim from the stances of that person's passages (the module's rule)."""
    found = set(stances)
    if not found:
        return SILENT
    if {Stance.FULFILLED.value, Stance.CONTRADICTED.value} <= found:
        return MIXED
    return next((s for s in _LESS_FAVOURABLE_FIRST if s in found), Stance.UNCLEAR.value)


def interviewed(cases: pd.DataFrame) -> pd.DataFrame:
    """Return the people who are counted: cases with at least one source of the variety *disclosed*, in order of name."""
    talked = np.array([Variety.DISCLOSED.value in varieties for varieties in cases["varieties"]], dtype=bool)
    return cases[talked].drop_duplicates("case_id").sort_values(["case", "case_id"], ignore_index=True)


def people_by_stance(
    links: pd.DataFrame, claims: pd.DataFrame, cases: pd.DataFrame, *, asked: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return one row per claim and person: claim_id, claim_key, case_id, case, stance, asked, link_ids (a list).

    People are cases with at least one source of the variety *disclosed*; every one of them has a row for every
    claim, silent where nothing is linked. Links of anybody else are left out here (`claims` lists them). `asked` is
    None where nothing is known about asking.
    """
    people, heard = interviewed(cases), _heard(asked)
    once = links.drop_duplicates(["link_id", "case_id"])
    said: dict[tuple[Any, Any], list[tuple[str, str]]] = {}
    for link, claim, case, stance in zip(
        once["link_id"], once["claim_id"], once["case_id"], once["stance"], strict=True
    ):
        said.setdefault((claim, case), []).append((str(link), str(stance)))
    rows = []
    for claim, key in sorted(zip(claims["claim_id"], claims["key"], strict=True), key=lambda c: (c[1], c[0])):
        for case, name in zip(people["case_id"], people["case"], strict=True):
            own = sorted(said.get((claim, case), []))
            known = None if heard is None else (claim, case) in heard
            rows.append((claim, key, case, name, stance_of(s for _, s in own), known, [link for link, _ in own]))
    return pd.DataFrame(rows, columns=list(PERSON_COLUMNS))


def claims(
    links: pd.DataFrame, claims: pd.DataFrame, cases: pd.DataFrame, *, site: str = "attr.site",
    asked: pd.DataFrame | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Return one row per claim, ordered by key: what it says, and people by stance of m (`CLAIM_COLUMNS`).

    The six counts sum to `m`; `silent_asked` and `silent_not_asked` sum to `silent`, and both are None where nothing is
    known about asking. `links_<stance>` lists every link of the people counted under that stance, so a
    person who is strained on balance brings the fulfilled passages along. `n_sites` counts the different values of
    the column `site` among people who are not silent, of `sites_in_study` (both 0 without such a column).
    `links_not_counted` lists links to passages of nobody in the list of people.
    """
    persons = people_by_stance(links, claims, cases, asked=asked)
    people, known = interviewed(cases), _heard(asked) is not None
    where = dict(zip(people["case_id"], people[site], strict=True)) if site in people else {}
    groups = dict(iter(persons.groupby("claim_id", sort=False)))
    linked = links.groupby("claim_id")["link_id"].agg(set).to_dict()
    counted = [
        {**_counts(groups.get(claim), where, known), "links_not_counted": linked.get(claim, set())}
        for claim in claims["claim_id"]
    ]
    for row in counted:
        row["links_not_counted"] = sorted(row["links_not_counted"].difference(_all_links(row)))
    columns = [c for c in CLAIM_COLUMNS if c in claims.columns]
    counts = pd.DataFrame(counted, columns=[c for c in CLAIM_COLUMNS if c not in columns], index=claims.index)
    counts = counts.astype({SILENT_ASKED: object, SILENT_NOT_ASKED: object})
    counts["m"] = len(people)
    counts["sites_in_study"] = len(_sites(where.values()))
    return claims[columns].join(counts).sort_values(["key", "claim_id"], ignore_index=True)[list(CLAIM_COLUMNS)]


def unmentioned(links: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """Return the claims that no passage is linked to, with the columns of `claims`: imagined but unmentioned."""
    return claims[~claims["claim_id"].isin(links["claim_id"])].sort_values(["key", "claim_id"], ignore_index=True)


def _heard(asked: pd.DataFrame | None) -> set[tuple[Any, Any]] | None:
    """Return the pairs of claim and case that were asked, or None where nothing is known about asking."""
    if asked is None or asked.empty:
        return None
    return set(zip(asked["claim_id"], asked["case_id"], strict=True))


def _counts(persons: pd.DataFrame | None, where: dict[Any, Any], known: bool) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(STANCES, 0) | dict.fromkeys(
        (SILENT_ASKED, SILENT_NOT_ASKED), 0 if known else None
    )
    row |= {f"links_{s}": [] for s in STANCES if s != SILENT}
    spoke = []
    if persons is not None:
        columns = (persons[name] for name in ("case_id", "stance", "asked", "link_ids"))
        for case, stance, asked, link_ids in zip(*columns, strict=True):
            row[stance] += 1
            if stance == SILENT and known:
                row[SILENT_ASKED if asked else SILENT_NOT_ASKED] += 1
            if stance != SILENT:
                row[f"links_{stance}"] = sorted({*row[f"links_{stance}"], *link_ids})
                spoke.append(where.get(case))
    return row | {"n_sites": len(_sites(spoke))}


def _all_links(row: dict[str, Any]) -> set[str]:
    return {link for s in STANCES if s != SILENT for link in row[f"links_{s}"]}


def _sites(values: Iterable[Any]) -> set[str]:
    return {written(value) for value in values if value is not None and not pd.isna(value) and value != ""}

"""What there is to know of one claim beside its counts: gap types, sites, who speaks against the rest, whom it hangs on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from workbench.analysis.concentration import Concentration, concentration
from workbench.analysis.gap_index import GapIndex, gap_index
from workbench.analysis.left_out import STANCE_COLUMNS, stances_without
from workbench.analysis.sides import written
from workbench.analysis.stances import MIXED, SILENT, STANCES

NONE, UNKNOWN_SITE = "none", "not recorded"
AGAINST = {"gap": ("fulfilled", MIXED), "fulfilled": ("contradicted", MIXED)}
NO_SITES = (
    "What hangs on one site cannot be told: no site is recorded of the people counted here. Give the table of participants a"
    " column named site, and bring it in again."
)
ONE_SITE = "What hangs on one site cannot be told: everybody counted here is of the same site."
ONE_KNOWN = "What hangs on one site cannot be told: one site only is recorded of the people counted here."
NEGATIVE_RULE = (
    "Where more people report a gap (strained or contradicted) than fulfilment, whoever reports it fulfilled or is mixed is a"
    " negative case; otherwise whoever contradicts it or is mixed."
)


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """One claim: `counts` of people by stance with the index; `gap_types` (type, people, passages), most people first.

    `sites` has one row per site: site, m and the counts, and no interval, as sites have four or five people.
    `negative` are the people who speak against the rest (`NEGATIVE_RULE`); `tells` says how little may hang on one of
    them; `concentration` how passages are shared out. `without_site` is empty where `no_sites` says why: there is none
    to leave out.
    """

    counts: Mapping[str, int]
    index: GapIndex
    gap_types: tuple[tuple[str, int, int], ...]
    sites: pd.DataFrame
    negative: tuple[str, ...]
    concentration: Concentration
    without_person: str
    without_site: pd.DataFrame
    no_sites: str


def claim_facts(
    persons: pd.DataFrame, links: pd.DataFrame, cases: pd.DataFrame, talk: Mapping[str, int] | None = None, *,
    site: str = "attr.site",
) -> ClaimFacts:  # fmt: skip
    """Return the facts of one claim.

    Args:
        persons: one row per person (case, stance), of this claim (`stances.people_by_stance`).
        links: the links of this claim that are counted, one row per link and case.
        cases: the people, with the column `site` where there is one.
        talk: how many segments each says of anything, by case.
        site: the column that names a person's site.
    """
    counts = {stance: int((persons["stance"] == stance).sum()) for stance in STANCES}
    once = links.drop_duplicates(["link_id", "case"])
    said = once["case"].value_counts().to_dict()
    where = dict(zip(cases["case"], cases[site], strict=True)) if site in cases else {}
    placed = persons.assign(site=[site_named(where.get(case)) for case in persons["case"]])
    known = set(placed["site"]) - {UNKNOWN_SITE}
    one = ONE_KNOWN if UNKNOWN_SITE in set(placed["site"]) else ONE_SITE
    no_sites = NO_SITES if not known else one if len(known) < 2 else ""
    without = pd.DataFrame(columns=list(STANCE_COLUMNS)) if no_sites else stances_without(placed, by="site")
    return ClaimFacts(
        counts, gap_index(counts), _gap_types(once), _sites(placed) if known else placed.iloc[:0],
        negative_cases(persons), concentration({case: int(said.get(case, 0)) for case in persons["case"]}, talk),
        _hang(stances_without(persons)), without[without["without"] != UNKNOWN_SITE], no_sites,
    )  # fmt: skip


def negative_cases(persons: pd.DataFrame) -> tuple[str, ...]:
    """Return who speaks against the rest, by `NEGATIVE_RULE`."""
    counts = persons["stance"].value_counts()
    gap = int(counts.get("strained", 0)) + int(counts.get("contradicted", 0))
    against = AGAINST["gap" if gap > int(counts.get("fulfilled", 0)) else "fulfilled"]
    return tuple(persons.loc[persons["stance"].isin(against), "case"])


def least_people(table: pd.DataFrame, unimagined: pd.DataFrame, most: int = 6) -> pd.DataFrame:
    """Return how many claims are reported fulfilled, strained, contradicted by at least k people, for k = 1, 2, ...

    And how many themes nobody imagined are. Columns: k, fulfilled, strained, contradicted, unimagined.
    """
    rows = [
        (k, *(int((table[stance] >= k).sum()) for stance in ("fulfilled", "strained", "contradicted")),
         int((unimagined["k"] >= k).sum()))
        for k in range(1, most + 1)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["k", "fulfilled", "strained", "contradicted", "unimagined"])


def _gap_types(links: pd.DataFrame) -> tuple[tuple[str, int, int], ...]:
    found = [
        (str(kind), int(each["case"].nunique()), int(each["link_id"].nunique()))
        for kind, each in links.groupby("gap_type") if kind != NONE
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-one[1], -one[2], one[0])))


def _sites(placed: pd.DataFrame) -> pd.DataFrame:
    table = pd.crosstab(placed["site"], placed["stance"]).reindex(columns=list(STANCES), fill_value=0)
    table.insert(0, "m", table.sum(axis=1))
    table.columns.name = None
    return table.reset_index()


def _hang(without: pd.DataFrame) -> str:
    whole = without.iloc[0]
    if int(whole["m"]) - int(whole[SILENT]) < 2:
        return "With fewer than two people who speak of it, everything hangs on them."
    rest = without.iloc[1:].dropna(subset=["gap_index"])
    low, high = float(rest["gap_index"].min()), float(rest["gap_index"].max())
    return f"Whichever one person is left out, the gap index stays between {low:.2f} and {high:.2f}."


def site_named(value: object) -> str:
    """Return how a person's site is called: as people write it, and in words where it is not known."""
    return UNKNOWN_SITE if value is None or pd.isna(value) else written(value)  # type: ignore[call-overload]

"""One claim: what policy says at the left, how people stand to it in the middle, their words at the right."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from workbench.analysis.claim_facts import NEGATIVE_RULE, NO_SITES, ClaimFacts, site_named
from workbench.analysis.gap_index import gap_index
from workbench.app import contrast_state, state
from workbench.app.components import plain_text
from workbench.app.components.contrast_claims import STANCES, in_force
from workbench.app.components.passage import passages
from workbench.app.components.plain_text import Part, counted, number
from workbench.app.components.quotations import Quoted
from workbench.app.components.wording import spaced, variety_words
from workbench.model import Link, Span, Stance
from workbench.report.contrast_view import ContrastView
from workbench.report.figures import LETTERS
from workbench.store import OpenStudy

MOST = 12
HEARD = ["fulfilled", "strained", "contradicted", "mixed", "unclear"]
GAPS = [
    "absent", "workaround", "trade_off", "intensification", "distortion", "displacement", "invisible_work",
    "better_than_imagined",
]  # fmt: skip
RULE = (
    "One person and one claim: nothing linked is silent; passages of one stance are that stance; fulfilled together "
    "with contradicted is mixed; otherwise the less favourable. Silence is no evidence against a claim."
)
HERE = " That is done on the page Study."
_ORDER = {
    s.value: place for place, s in enumerate((Stance.CONTRADICTED, Stance.STRAINED, Stance.FULFILLED, Stance.UNCLEAR))
}


def choose_claim(table: pd.DataFrame) -> Mapping[Any, Any]:
    """Show the choice of a claim (at first the one that most contradict) and return its row."""
    by_key = {str(row["key"]): row for row in table.to_dict("records")}
    most = table.sort_values(["contradicted", "key"], ascending=[False, True])["key"].iloc[0]
    if state.chosen(state.CLAIM) not in by_key:
        state.choose(state.CLAIM, most)
    key = st.selectbox(
        "Claim", list(by_key), format_func=lambda k: f"{k}  {by_key[k]['statement']}", key=state.CLAIM,
        persist_state="session",
    )  # fmt: skip
    return by_key[key]


def claim_evidence(study: OpenStudy, shown: ContrastView, claim: Mapping[Any, Any]) -> None:
    """Show a claim: extracts, people, quotations."""
    facts, quoted = shown.facts(str(claim["claim_id"])), Quoted(study)
    left, right = st.columns([5, 6], gap="large")  # three columns would be too narrow to read on a laptop
    with left:
        _imagined(shown, claim, quoted)
        _people(shown, claim, facts)
    with right:
        _words(study, shown, claim, facts, quoted)


def _imagined(shown: ContrastView, claim: Mapping[Any, Any], quoted: Quoted) -> None:
    st.header("Work as imagined")
    plain_text.words([Part("text", ((claim["statement"], "strong"),))], key="statement")
    span = Span(int(claim["start"]), int(claim["end"]))
    blocks = [quoted.extract(claim["source_id"], span, heading=claim["source"], note=in_force(claim))]
    others = shown.extracts[shown.extracts["claim_id"] == claim["claim_id"]]
    for row in others.to_dict("records"):
        place = Span(int(row["start"]), int(row["end"]))
        note = f"The same theme · {variety_words(row['variety']).partition(':')[0].lower()}"
        blocks.append(quoted.extract(row["source_id"], place, heading=row["source"], note=note))
    passages(blocks[:1], key="extract")
    if blocks[1:]:
        with st.expander(f"Also in {counted(len(blocks) - 1, 'other extract')}"):
            passages(blocks[1:], key="extracts")


def _people(shown: ContrastView, claim: Mapping[Any, Any], facts: ClaimFacts) -> None:
    st.header("Who reports what")
    n = int(claim["m"])
    said = ", ".join(f"{LETTERS[s]} {s} {number(int(claim[s]))}" for s in STANCES if int(claim[s]))
    plain_text.words([Part("text", ((f"Of {counted(n, 'person', 'people')}: ", "strong"), said))], key="counts")
    st.pills(
        "People counted as", HEARD, selection_mode="multi", key=state.STANCES, wrap=True, persist_state="session",
        format_func=lambda s: f"{LETTERS[s]} {s} {facts.counts[s]}",
    )  # fmt: skip
    index = gap_index(facts.counts)
    plain_text.note(f"{index.words.rpartition(': ')[2].capitalize()}.", key="index")
    _gap_chips(facts)
    _sites(claim, facts)
    _negative(facts)
    plain_text.note(f"Share of passages: {facts.concentration.words}", key="concentration")
    plain_text.note(facts.without_person, key="without_person")
    _without_sites(facts)
    _silence(shown, claim)
    plain_text.note(f"{RULE} {NEGATIVE_RULE}", key="rule")


def _gap_chips(facts: ClaimFacts) -> None:
    many = {kind: people for kind, people, _ in facts.gap_types}
    if not many:
        contrast_state.choose_several(contrast_state.GAPS, [])
        return
    state.choose_those_there(contrast_state.GAPS, list(many))
    st.pills(
        "Kind of gap (people)", [gap for gap in GAPS if gap in many], selection_mode="multi", key=contrast_state.GAPS,
        wrap=True, persist_state="session", format_func=lambda gap: f"{spaced(gap)} {many[gap]}",
    )  # fmt: skip


def _sites(claim: Mapping[Any, Any], facts: ClaimFacts) -> None:
    if facts.sites.empty:
        return
    many, of = int(claim["n_sites"]), int(claim["sites_in_study"])
    plain_text.note(
        f"Spoken of at {many} of {counted(of, 'site')}. Counts only: a site has too few people for more.", key="sites"
    )
    there = [str(each) for each in facts.sites["site"]]
    state.choose_those_there(contrast_state.SITES, there)
    names = {"site": "Site", "m": "n"} | {stance: LETTERS[stance] for stance in STANCES}
    kept = ["site", "m", *(s for s in STANCES if facts.counts[s])]
    st.dataframe(
        facts.sites[kept].rename(columns=names), hide_index=True, width="stretch", key=f"{contrast_state.SITE_TABLE}_{claim['key']}",
        on_select=lambda: _pick_site(f"{contrast_state.SITE_TABLE}_{claim['key']}", there), selection_mode="single-cell",
        alt="People by stance at each site", height=38 + 35 * min(8, len(there)),
        column_config={each: st.column_config.NumberColumn(width=44) for each in ("n", *LETTERS.values())},
    )  # fmt: skip
    if contrast_state.several(contrast_state.SITES):
        st.multiselect("Only these sites", there, key=contrast_state.SITES, persist_state="session")


def _pick_site(key: str, sites: Sequence[str]) -> None:
    cell = contrast_state.picked_cell(key)
    if cell is None:
        return
    row, column = cell
    stance = next((s for s in HEARD if LETTERS[s] == column), None)
    contrast_state.choose_several(contrast_state.SITES, [sites[row]])
    contrast_state.choose_several(state.STANCES, [stance] if stance else [])


def _negative(facts: ClaimFacts) -> None:
    if facts.negative:
        plain_text.note(f"Negative cases, shown first: {', '.join(facts.negative)}", key="negative")
    else:
        plain_text.note("No negative case is linked: look for passages that speak against the rest.", key="negative")
    st.toggle("Only negative cases", key=contrast_state.NEGATIVE_ONLY, persist_state="session")


def _without_sites(facts: ClaimFacts) -> None:
    if facts.no_sites:
        plain_text.note(f"{facts.no_sites}{HERE if facts.no_sites == NO_SITES else ''}", key="no_sites")
        return
    with st.expander("Without each site"):
        names = {"without": "Without", "m": "n", "gap_index": "Gap index"} | {s: LETTERS[s] for s in STANCES}
        kept = ["without", "m", *(s for s in STANCES if facts.counts[s]), "gap_index"]
        shown = facts.without_site[kept].replace({"without": {"": "(all)"}})
        st.dataframe(
            shown.rename(columns=names), hide_index=True, width="stretch", alt="People by stance without each site",
            column_config={"Gap index": st.column_config.NumberColumn(format="%.2f")},
        )  # fmt: skip


def _silence(shown: ContrastView, claim: Mapping[Any, Any]) -> None:
    mine = shown.persons[(shown.persons["claim_id"] == claim["claim_id"]) & (shown.persons["stance"] == "silent")]
    if mine.empty:
        return
    said = [f"Silent: {', '.join(mine['case'])}"]
    if claim["silent_asked"] is not None:
        for word, asked in (("Asked, and silent", True), ("Not asked", False)):
            names = list(mine.loc[mine["asked"] == asked, "case"])
            said += [f"{word} ({len(names)}): {', '.join(names)}"] if names else []
        said = said[1:]
    plain_text.words([Part("note", (each,)) for each in said], key="silent")


def _words(
    study: OpenStudy, shown: ContrastView, claim: Mapping[Any, Any], facts: ClaimFacts, quoted: Quoted
) -> None:  # fmt: skip
    st.header("Work as done")
    st.caption("Reported by coordinators in interviews; not observed. The interviewer's question stands above.")
    persons = shown.persons[shown.persons["claim_id"] == claim["claim_id"]]
    who = {link: (str(row.case), str(row.stance)) for row in persons.itertuples() for link in row.link_ids}
    wanted = set(who) if not _narrowed() else _wanted(shown, who, facts.negative)
    links = [link for link in study.links.all() if link.id in wanted]
    links.sort(key=lambda link: (who[link.id][0] not in facts.negative, _ORDER[link.stance.value], who[link.id][0]))
    if not links:
        st.caption("No passage is linked to this claim here. Silence is no evidence against it.")
        return
    if len(links) < len(who):
        st.caption(f"{number(len(links))} of {counted(len(who), 'passage')}")
    else:
        st.caption(counted(len(who), "passage"))
    _quotations(study, links, who, facts.negative, quoted, str(claim["key"]))


def _narrowed() -> bool:
    return bool(
        contrast_state.several(state.STANCES) or contrast_state.several(contrast_state.GAPS)
        or contrast_state.several(contrast_state.SITES) or state.switched_on(contrast_state.NEGATIVE_ONLY)
    )  # fmt: skip


def _wanted(shown: ContrastView, who: Mapping[str, tuple[str, str]], negative: Collection[str]) -> set[str]:
    stances, gaps, sites = (
        set(contrast_state.several(key)) for key in (state.STANCES, contrast_state.GAPS, contrast_state.SITES)
    )
    mine = shown.links[shown.links["link_id"].isin(set(who))]
    kind = dict(zip(mine["link_id"], mine["gap_type"], strict=True))
    site = "attr.site" in shown.cases
    where = dict(zip(shown.cases["case"], shown.cases["attr.site"].map(site_named), strict=True)) if site else {}
    only = state.switched_on(contrast_state.NEGATIVE_ONLY)
    return {
        link for link, (case, stance) in who.items()
        if (not stances or stance in stances) and (not gaps or kind.get(link) in gaps)
        and (not sites or where.get(case) in sites) and (not only or case in negative)
    }  # fmt: skip


def _quotations(
    study: OpenStudy, links: Sequence[Link], who: Mapping[str, tuple[str, str]], negative: Collection[str], quoted: Quoted,
    key: str,
) -> None:  # fmt: skip
    coders = {coder.id: coder.name for coder in study.coders.all()}
    shown = some(len(links), f"claim_{key}")
    passages(quoted.links(links[:shown], who, coders, negative=negative), key="quotations")


def some(many: int, key: str) -> int:
    """Return how many passages to show, with a switch for all of them where they are many."""
    if many <= MOST:
        return many
    return many if st.toggle(f"Show all {number(many)} passages", key=f"all_{key}") else MOST

"""The claims of a study, narrowed by policy and by the day on which they were in force."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from workbench.app import claim_state, state
from workbench.app.components.claim_detail import claim_detail
from workbench.app.components.claim_form import FIRST_DAY, LAST_DAY, take_a_claim
from workbench.app.components.plain_text import counted
from workbench.app.components.theme_table import tall
from workbench.model import Claim
from workbench.review.claims import in_force_on
from workbench.store import OpenStudy


def claims_part(study: OpenStudy) -> None:
    """Show the list, the claim chosen, and the way to take another one."""
    every = study.claims.newest()
    if every:
        shown = narrowed(study, every)
        if shown:
            _table(study, shown)
            claim_detail(study, choose_claim(shown))
        else:
            st.info("No claim was in force there and then. Clear a filter to see the others.")
    else:
        st.info(
            "There are no claims yet. A claim is one thing that a policy expects, taken from its very words; passages of "
            "interviews are then linked to it, with how they stand to it."
        )
    st.divider()
    with st.expander("Take a claim from a policy", expanded=not every):
        if study.read_only:
            st.caption("This study can be read here, and not changed.")
        else:
            take_a_claim(study)


def narrowed(study: OpenStudy, every: list[Claim]) -> list[Claim]:
    """Show the filters for policy layers, and return the claims that are left."""
    names = study.sources.names()
    policies = sorted({claim.source_id for claim in every}, key=lambda each: names[each].casefold())
    claim_state.keep_those_there(claim_state.POLICY, policies)
    left, right, rest = st.columns([3, 1.4, 2], vertical_alignment="bottom")
    policy = left.selectbox(
        "Policy", policies, index=None, placeholder="All policies", key=claim_state.POLICY, persist_state="session",
        format_func=lambda each: names.get(each, ""),
    )  # fmt: skip
    day = right.date_input(
        "In force on", None, FIRST_DAY, LAST_DAY, format="YYYY-MM-DD", key=claim_state.DAY, persist_state="session"
    )
    shown = [
        claim
        for claim in every
        if policy in (None, claim.source_id) and (not isinstance(day, date) or in_force_on(claim, day))
    ]
    rest.caption(f"{counted(len(shown), 'claim')} of {counted(len(every), 'claim')}")
    return shown


def choose_claim(shown: list[Claim]) -> Claim:
    """Let one of the claims be chosen, and return it."""
    by_key = {claim.key: claim for claim in shown}
    if claim_state.value(claim_state.CLAIM) not in by_key:
        state.choose(claim_state.CLAIM, shown[0].key)
    key = st.selectbox(
        "Claim", list(by_key), key=claim_state.CLAIM, persist_state="session",
        format_func=lambda each: f"{each}  {by_key[each].statement}" if each in by_key else "",
    )  # fmt: skip
    return by_key[key]


def _table(study: OpenStudy, shown: list[Claim]) -> None:
    state.choose(claim_state.SHOWN, "\n".join(claim.key for claim in shown))
    names = study.sources.names()
    linked = [link.claim_id for link in study.links.all()]
    rows = pd.DataFrame(
        {
            "Claim": [claim.key for claim in shown],
            "What policy expects": [claim.statement for claim in shown],
            "Says": [claim.modality.value for claim in shown],
            "Country": [claim.country for claim in shown],
            "From": [str(claim.in_force_from or "") for claim in shown],
            "To": [str(claim.in_force_to or "") for claim in shown],
            "Links": [linked.count(claim.id) for claim in shown],
            "Version": [claim.version for claim in shown],
            "Policy": [names[claim.source_id] for claim in shown],
        }
    )
    st.dataframe(
        rows, hide_index=True, width="stretch", height=min(tall(len(rows)), 320), key=claim_state.TABLE,
        on_select=_picked, selection_mode="single-row", alt="The claims with their modality, period and number of links",
        column_config={"What policy expects": st.column_config.TextColumn(width="large")},
    )  # fmt: skip


def _picked() -> None:
    """Choose the claim whose row was clicked: rows are told by their place among those shown."""
    row = state.picked_row(claim_state.TABLE)
    keys = str(claim_state.value(claim_state.SHOWN) or "").split("\n")
    if row is not None and row < len(keys):
        state.choose(claim_state.CLAIM, keys[row])

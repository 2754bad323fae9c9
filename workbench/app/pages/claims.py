"""Claims: what policy expects is taken from its words, passages are linked to it, and the guide says who was asked."""

from __future__ import annotations

import streamlit as st

from workbench.app import claim_state, shell
from workbench.app.components.claim_list import claims_part
from workbench.app.components.guide_part import guide_part
from workbench.app.components.link_part import link_part

PARTS = {"claims": "Claims", "link": "Link", "guide": "Guide"}

study = shell.study()
claim_state.from_address()
st.title("Claims")
st.caption("What policy expects, in its own words; and how passages stand to it, which only a person says.")
part = st.segmented_control(
    "Part of the page", ("claims", "link", "guide"), required=True, key=claim_state.PART,
    format_func=lambda each: PARTS[each], label_visibility="collapsed", persist_state="session",
)  # fmt: skip
if part == "link":
    link_part(study)
elif part == "guide":
    guide_part(study)
else:
    claims_part(study)
claim_state.into_address()

"""Analysis: the codings counted, set beside each other and along the interviews; every number opens its passages."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from workbench.app import analysed, shell
from workbench.app import analysis_state as chosen
from workbench.app.components.analysis_prevalence import prevalence_part
from workbench.app.components.analysis_relations import relations_part
from workbench.app.components.analysis_saturation import saturation_part
from workbench.app.components.analysis_timeline import timeline_part
from workbench.app.components.analysis_together import together_part
from workbench.app.components.analysis_words import words_part
from workbench.store import OpenStudy

PARTS: dict[str, Callable[[OpenStudy], None]] = {
    "Prevalence": prevalence_part, "Co-occurrence": together_part, "Relations": relations_part, "Words": words_part, "Timeline": timeline_part,
    "Saturation": saturation_part,
}  # fmt: skip


def page(study: OpenStudy) -> None:
    """Draw the page."""
    if analysed.segments(study).empty:
        st.info("There is nothing to count yet: bring transcripts in and code some passages.")
        st.page_link(shell.PAGES / "sources.py", label="Go to Sources", icon=":material/arrow_forward:")
        return
    part = st.segmented_control(
        "Part", ["Prevalence", "Co-occurrence", "Relations", "Words", "Timeline", "Saturation"], default="Prevalence", key=chosen.PART, bind="query-params", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    with shell.told():
        PARTS[str(part)](study)


st.title("Analysis")
page(shell.study())

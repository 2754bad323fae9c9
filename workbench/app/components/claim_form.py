"""The fields in which a claim is worded, and taking a new claim from a policy."""

from __future__ import annotations

from datetime import date

import streamlit as st

from workbench import review
from workbench.app import claim_state, shell, state
from workbench.app.components import plain_text
from workbench.app.components.choose_words import choose_words
from workbench.app.components.code_words import in_use, named
from workbench.app.components.passage import passages
from workbench.app.components.plain_text import Part
from workbench.app.components.quotations import Quoted
from workbench.model import POLICY, Claim, Modality, Source, Span
from workbench.review import Wording
from workbench.store import OpenStudy

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
MODALITIES = {
    Modality.MUST: "must: an obligation", Modality.SHOULD: "should: a recommendation", Modality.WILL: "will: a promise",
    Modality.ASPIRATION: "aspiration: a hope or an aim",
}  # fmt: skip


def wording_fields(study: OpenStudy, begin: Wording, *, key: str) -> Wording:
    """Show the fields, filled in as worded now, and return what stands in them."""
    book = study.codebook.current()
    codes = in_use(book) if book else []
    statement = st.text_area(
        "The claim, as a statement", begin.statement, key=f"{key}_statement", height=80, max_chars=600,
        placeholder="What the policy expects, in one sentence that a passage can meet or not.",
    )  # fmt: skip
    left, right = st.columns(2)
    modality = left.selectbox(
        "How strongly it is said", list(Modality), list(Modality).index(begin.modality), key=f"{key}_modality",
        format_func=lambda each: MODALITIES[each],
    )  # fmt: skip
    theme = right.selectbox(
        "Theme", codes, codes.index(begin.theme) if begin.theme in codes else None, key=f"{key}_theme",
        placeholder="No theme", format_func=lambda each: named(book, each) if book else "",
    )  # fmt: skip
    country, since, until = st.columns(3)
    where = country.text_input("Country", begin.country, key=f"{key}_country", max_chars=60)
    begins = since.date_input(
        "In force from", begin.in_force_from, FIRST_DAY, LAST_DAY, format="YYYY-MM-DD", key=f"{key}_from"
    )
    ends = until.date_input("In force to", begin.in_force_to, FIRST_DAY, LAST_DAY, format="YYYY-MM-DD", key=f"{key}_to")
    return Wording(statement, modality, theme or "", where, _day(begins), _day(ends))


def _day(given: object) -> date | None:
    return given if isinstance(given, date) else None


def take_a_claim(study: OpenStudy) -> None:
    """Let words of a policy be chosen and a claim be stated; the words stay as they are in the document."""
    policies = {source.id: source for source in study.sources.all() if source.variety in POLICY}
    if not policies:
        st.info("There is no policy in this study yet: bring one in, as imagined, prescribed or instructed work.")
        st.page_link(shell.PAGES / "sources.py", label="Go to Sources", icon=":material/arrow_forward:")
        return
    claim_state.keep_those_there(claim_state.ADD_SOURCE, list(policies))
    chosen = st.selectbox(
        "Policy", list(policies), key=claim_state.ADD_SOURCE, format_func=lambda each: policies[each].name,
        persist_state="session",
    )  # fmt: skip
    source = policies[chosen]
    here = [claim for claim in study.claims.newest() if claim.source_id == source.id]
    st.caption("Mark the words that make the claim. By keys: arrows, Enter for a paragraph, s for its sentences.")
    with shell.told():
        span = choose_words(
            source, study.sources.turns(source.id), [(claim.span, claim.key) for claim in here],
            key=claim_state.fresh("claim_words"),
        )  # fmt: skip
        if span is not None:
            _state(study, source, span, here)


def _state(study: OpenStudy, source: Source, span: Span, here: list[Claim]) -> None:
    """Show what was marked and the fields to state it in; country and period begin as in the policy's last claim."""
    passages([Quoted(study).extract(source.id, span, heading="Marked", note="")], key="marked_extract")
    last = here[-1] if here else None
    begin = Wording(
        "", Modality.SHOULD, "", last.country if last else "", last.in_force_from if last else None,
        last.in_force_to if last else None,
    )  # fmt: skip
    # by the place of the words: other words begin with empty fields
    worded = wording_fields(study, begin, key=claim_state.fresh(f"new_{span.start}_{span.end}"))
    plain_text.words([Part("note", (f"It will be called {review.next_key(study.claims.all())}.",))], key="next_key")
    if st.button("Take this claim", key="take_claim", type="primary"):
        with shell.told():
            made = review.add_claim(study, source.id, span, worded, by=state.coder())
            claim_state.start_afresh()
            claim_state.go_to(made.key)
            state.keep_done("claim")
            st.rerun()

"""One claim: its extract and wordings, the look for negative cases, and the passages linked to it."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from workbench import review
from workbench.app import claim_state, shell, state
from workbench.app.components import plain_text
from workbench.app.components.claim_form import wording_fields
from workbench.app.components.judgement import judgement_fields
from workbench.app.components.passage import Block, passages
from workbench.app.components.plain_text import Part, counted
from workbench.app.components.quotations import Quoted
from workbench.app.components.wording import local, spaced
from workbench.errors import Conflict
from workbench.model import Claim, Link, LookKind
from workbench.report.figures import LETTERS
from workbench.review import Earlier, Wording
from workbench.store import OpenStudy

LOOKS = {
    LookKind.NEGATIVE_CASES: "looked for negative cases",
    LookKind.EXPORTED_WITHOUT: "gave it out without a gap type or a look for negative cases",
}


def claim_block(study: OpenStudy, claim: Claim) -> Block:
    """Return a claim's extract, with its document, modality, country and period."""
    name = study.sources.names()[claim.source_id]
    return Quoted(study).extract(claim.source_id, claim.span, heading=name, note=claim_note(claim))


def claim_note(claim: Claim) -> str:
    """Return a claim's force, country and period in words."""
    begins, ends = claim.in_force_from, claim.in_force_to
    period = f"{begins} to {ends}" if begins and ends else f"from {begins}" if begins else f"to {ends}" if ends else ""
    said = (f"says {claim.modality.value}", claim.country, f"in force {period}" if period else "")
    return " · ".join(each for each in said if each)


def claim_detail(study: OpenStudy, claim: Claim) -> None:
    """Show one claim and what can be done with it."""
    plain_text.heading(f"{claim.key}  {claim.statement}", key="claim_head", note=_facts(study, claim))
    left, right = st.columns(2, gap="medium")
    with left:
        passages([claim_block(study, claim)], key="claim_extract")
        _wordings(study, claim)
    with right:
        _reword(study, claim)
        _look(study, claim)
        _remove(study, claim)
    _earlier(study, claim)
    _links(study, claim)


def _facts(study: OpenStudy, claim: Claim) -> str:
    book = study.codebook.current()
    theme = book.by_id[claim.theme].name if book and claim.theme and claim.theme in book.by_id else "no theme"
    asking = [question.key for question in study.questions.all() if claim.id in question.claims]
    asked = f"asked by {', '.join(asking)}" if asking else "no question of the guide asks about it"
    return f"version {claim.version} · {theme} · {asked}"


def _wordings(study: OpenStudy, claim: Claim) -> None:
    before = [one for one in study.claims.all() if one.key == claim.key and one.version < claim.version]
    parts = [Part("note", (f"Version {one.version} said: {one.statement}",)) for one in before]
    for one in (*before, claim):
        for look in study.claim_looks.all(one.id):
            who = next((each.name for each in study.coders.all() if each.id == look.coder_id), "somebody")
            said = f"{local(look.at):%Y-%m-%d}: {who} {LOOKS[look.what]}" + (f". {look.note}" if look.note else "")
            parts.append(Part("note", (said,)))
    if parts:
        plain_text.words(parts, key="claim_before")


def _reword(study: OpenStudy, claim: Claim) -> None:
    with st.expander("Word it anew"):
        kept = review.wording_is_kept(study, claim)
        if kept:
            st.caption(
                "Passages are linked to this wording, or somebody looked for negative cases of it, so it is kept: what you save is a"
                " new version beside it."
            )
        begun, seen = claim_state.began(claim)
        worded = wording_fields(study, review.wording_of(begun), key=claim_state.fresh(f"edit_{begun.key}"))
        if seen != claim and worded == review.wording_of(begun):  # nothing was typed: the fields begin anew
            claim_state.start_afresh()
            st.rerun()
        if st.button("Publish a new version" if kept else "Save", key="reword"):
            _worded_anew(study, claim, begun, seen, worded)


def _worded_anew(study: OpenStudy, claim: Claim, begun: Claim, seen: Claim, worded: Wording) -> None:
    """Save what was typed, unless somebody else did so meanwhile: then it stays in the fields, and a second press saves it."""
    with shell.told():
        try:
            review.edit_claim(study, claim.key, worded, seen=seen, by=state.coder())
        except Conflict:
            claim_state.begin(begun, claim)
            raise
        claim_state.start_afresh()
        state.keep_done("claim reworded")
        st.rerun()


def _look(study: OpenStudy, claim: Claim) -> None:
    with st.expander("Look for negative cases"):
        st.caption(
            "Go through passages of people not heard yet, and of those counted the other way than most: part “Link”, "
            "order “Look for disconfirming”. Then put on record that you looked."
        )
        note = st.text_area("What you found", key=claim_state.fresh(f"look_{claim.id}"), height=70, max_chars=1000)
        if st.button("I have looked", key="looked_for_cases"):
            with shell.told():
                review.looked_for_negative_cases(study, claim.id, note=note, by=state.coder())
                claim_state.start_afresh()
                state.keep_done("claim look")
                st.rerun()


def _remove(study: OpenStudy, claim: Claim) -> None:
    if any(link.claim_id == claim.id for link in study.links.all()):
        return
    st.button(
        "Remove this claim", key="remove_claim", type="tertiary", on_click=shell.act,
        args=(review.remove_claim, study, claim.key), kwargs={"by": state.coder(), "done": "claim removed"},
    )  # fmt: skip


def _earlier(study: OpenStudy, claim: Claim) -> None:
    """Show links made under an earlier wording, each with a button that carries it over after a look."""
    found = review.earlier_wording(study, claim.key)
    if not found:
        return
    st.header("Made under an earlier wording")
    st.caption(
        "These stand as they were judged. Look whether each holds for the wording of now, and carry it over if so."
    )
    for one in found[:20]:
        _one_earlier(study, one)
    if len(found) > 20:
        st.caption(f"And {counted(len(found) - 20, 'more link')}: carry these over first.")


def _one_earlier(study: OpenStudy, one: Earlier) -> None:
    passages(_blocks(study, [one.link]), key=f"earlier_{one.link.id}")
    with st.container(horizontal=True, vertical_alignment="center"):
        own = _coder(study, one.link).casefold() == state.coder().casefold()
        st.button(
            "It still stands so: carry over", key=f"carry_{one.link.id}", disabled=not own, on_click=shell.act,
            args=(review.carry_over, study, one.link.id), kwargs={"by": state.coder(), "done": "link"},
        )  # fmt: skip
        if not own:
            st.caption("Another coder’s link: link the passage yourself.")


def _links(study: OpenStudy, claim: Claim) -> None:
    links = [link for link in study.links.all() if link.claim_id == claim.id]
    st.header("Linked passages")
    if not links:
        st.caption("No passage is linked to this wording yet. The part “Link” proposes passages and takes your own.")
        return
    tally = Counter(link.stance.value for link in links)
    said = ", ".join(f"{LETTERS[stance]} {stance} {tally[stance]}" for stance in LETTERS if tally[stance])
    plain_text.note(f"{counted(len(links), 'passage')}: {said}. The page Contrast counts people.", key="tally")
    by_id = {link.id: link for link in links}
    names, coders = study.sources.names(), {each.id: each.name for each in study.coders.all()}
    claim_state.keep_those_there(claim_state.LINKS, list(by_id))
    chosen = st.selectbox(
        "Passage", list(by_id), key=claim_state.LINKS,
        format_func=lambda each: _named(by_id[each], names, coders) if each in by_id else "",
    )  # fmt: skip
    if chosen:
        _one_link(study, by_id[chosen])


def _named(link: Link, names: dict[str, str], coders: dict[str, str]) -> str:
    gap = "" if link.gap_type.value == "none" else f", {spaced(link.gap_type.value)}"
    return f"{names[link.source_id]}: {link.stance.value}{gap} ({coders.get(link.coder_id, '')})"


def _one_link(study: OpenStudy, link: Link) -> None:
    left, right = st.columns([3, 2], gap="large")
    with left:
        passages(_blocks(study, [link]), key="one_link")
        notes = [Part("note", (("Note: ", "strong"), memo.text)) for memo in study.memos.all("link", link.id)]
        if notes:
            plain_text.words(notes, key="link_notes")
    with right, st.container(border=True):
        if _coder(study, link).casefold() != state.coder().casefold():
            st.caption("This link is another coder’s and stays as it was made.")
            return
        judged = judgement_fields(link, key=f"judge_{link.id}")
        with st.container(horizontal=True):
            saved = st.button("Save", key="save_link", type="primary")
            st.button(
                "Remove", key="remove_link", on_click=shell.act, args=(review.remove_link, study, link.id),
                kwargs={"by": state.coder(), "done": "link removed"},
            )  # fmt: skip
        if saved:
            shell.act(review.change_link, study, link.id, judged, by=state.coder(), done="link changed")
            st.rerun()  # what went wrong, if anything, stands above the page then


def _blocks(study: OpenStudy, links: list[Link]) -> list[Block]:
    owner = {source_id: case.name for case in study.cases.all() for source_id in case.sources}
    people = {link.id: (owner.get(link.source_id, "not a participant"), link.stance.value) for link in links}
    return Quoted(study).links(links, people, {each.id: each.name for each in study.coders.all()})


def _coder(study: OpenStudy, link: Link) -> str:
    return next((each.name for each in study.coders.all() if each.id == link.coder_id), "")

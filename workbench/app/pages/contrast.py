"""Contrast: what policy expects beside what people report, counted in people, with the quotations behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from workbench.app import contrast_state, shell, state, tables
from workbench.app.components import plain_text
from workbench.app.components.claim_evidence import choose_claim, claim_evidence
from workbench.app.components.claim_export import take_along, what_lacks
from workbench.app.components.contrast_address import own_values, sorted_out
from workbench.app.components.contrast_claims import STANCES, claim_list
from workbench.app.components.contrast_filters import contrast_filter, take_address
from workbench.app.components.group_contrast import groups_part
from workbench.app.components.plain_text import Part
from workbench.app.components.theme_contrast import themes_part, unmatched_part
from workbench.model import ContrastFilter
from workbench.report.contrast_view import Choices, ContrastView
from workbench.store import OpenStudy

PARTS = ["Claims", "Themes", "Unmatched", "Groups"]
OF_GROUPS = {
    "by": contrast_state.GROUP_BY, "within": contrast_state.GROUP_WITHIN, "group_theme": contrast_state.GROUP_THEME,
    "said_by": contrast_state.GROUP_OF,
}  # fmt: skip
SEVERAL = {"stance": state.STANCES, "gap": contrast_state.GAPS, "at": contrast_state.SITES}


def from_address(study: OpenStudy, there: Choices) -> None:
    """Take what the address says: which part, who is counted, which claim, and which of its quotations.

    Raises:
        WorkbenchError: naming what cannot be meant or is not there; all else was taken.
    """
    told = contrast_state.address_once()
    if told is None:
        return
    told, wrong = sorted_out(told, there, own_values(study, there, told, PARTS))
    for name, key in {"claim": state.CLAIM, **OF_GROUPS}.items():
        if told.get(name):
            state.choose(key, told[name][0])
    for name, key in SEVERAL.items():
        contrast_state.choose_several(key, told.get(name, []))
    contrast_state.choose_switch(contrast_state.NEGATIVE_ONLY, told.get("negative") == ["on"])
    state.choose(contrast_state.PART, (told.get("part") or [PARTS[0]])[0].capitalize())
    take_address(told)
    if wrong is not None:
        raise wrong


def into_address(wanted: ContrastFilter, part: str) -> None:
    """Let the address say the same, so that it can be sent to somebody else."""
    told: dict[str, Sequence[str]] = dict(wanted.address())
    if part != PARTS[0]:
        told["part"] = [part.lower()]
    if part == "Groups":
        told |= _held(OF_GROUPS)
    if part == "Claims":
        told |= _held({"claim": state.CLAIM})
        told |= {name: held for name, key in SEVERAL.items() if (held := contrast_state.several(key))}
        if state.switched_on(contrast_state.NEGATIVE_ONLY):
            told["negative"] = ["on"]
    contrast_state.say_in_address(told)


def _held(keys: Mapping[str, str]) -> dict[str, list[str]]:
    return {name: [str(state.chosen(key))] for name, key in keys.items() if state.chosen(key)}


def claims_part(study: OpenStudy, shown: ContrastView) -> None:
    """Show all claims, then one with its words."""
    if shown.claims.empty or not int(shown.claims["m"].max()):
        nothing(study, shown)
        return
    if not shown.claims[STANCES[:-1]].to_numpy().any():
        st.info(
            "No passage counted here is linked to any of these claims, so everybody counts as silent: that says nothing about"
            " anybody yet. Link passages on the page Claims."
        )
    lacks = what_lacks(study, shown)
    claim_list(shown, study.about, lacking=len(lacks))
    claim = choose_claim(shown.claims)
    claim_evidence(study, shown, claim)
    take_along(study, shown, str(claim["key"]), lacks)


def nothing(study: OpenStudy, shown: ContrastView) -> None:
    """Say what the contrast needs, and what of it is missing."""
    has: Sequence[tuple[bool, str]] = (
        (bool(study.sources.names()), "interviews and policies (page Sources)"),
        (bool(study.cases.all()), "a table of participants (page Study)"),
        (bool(study.claims.all()), "claims taken from the policies, and passages linked to them (page Claims)"),
    )
    missing = [Part("item", ("• " + what,)) for there, what in has if not there]
    if not missing:
        st.info("No claim, or nobody, is left by the controls. Clear one of them to see more.")
        plain_text.words([Part("note", (each,)) for each in shown.left_out], key="left_out_all")
        return
    st.info("There is nothing to contrast yet. This view counts people by how they stand to each claim of policy.")
    plain_text.words([Part("text", ("Still needed:",)), *missing], key="missing")


def page(study: OpenStudy) -> None:
    """Draw the page."""
    st.title("Contrast")
    st.caption("Work as imagined (policy) beside work as done (reported by coordinators).")
    there = tables.contrast_choices(study)
    with shell.told():
        from_address(study, there)
    if state.chosen(contrast_state.PART) not in PARTS:
        state.choose(contrast_state.PART, PARTS[0])
    part = st.segmented_control(
        "Part", PARTS, key=contrast_state.PART, required=True, label_visibility="collapsed", persist_state="session"
    )
    of_claims = part in {"Claims", "Unmatched"}
    wanted = contrast_filter(there, claims=of_claims)
    counting = wanted if of_claims else wanted.of_codings()
    shown = tables.claims(study, counting)
    counted = [Part("note", (("Counted: ", "strong"), counting.words()))] if counting.words() else []
    plain_text.words([*counted, *(Part("note", (each,)) for each in shown.left_out)], key="left_out")
    if part == "Claims":
        claims_part(study, shown)
    elif part == "Themes":
        themes_part(study, counting, synthetic=study.about.synthetic)
    elif part == "Unmatched":
        unmatched_part(study, shown)
    else:
        groups_part(study, there, counting)
    into_address(wanted, str(part))


page(shell.study())

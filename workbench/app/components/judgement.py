"""The fields in which a person says how a passage stands to a claim. No machine fills any of them in."""

from __future__ import annotations

import streamlit as st

from workbench.app import claim_state
from workbench.model import GapType, Link, Stance, Tense, Voice
from workbench.review import Judgement

GAPS = {
    GapType.ABSENT: "Absent", GapType.WORKAROUND: "Workaround", GapType.TRADE_OFF: "Trade-off",
    GapType.INTENSIFICATION: "Intensification", GapType.DISTORTION: "Distortion", GapType.DISPLACEMENT: "Displacement",
    GapType.INVISIBLE_WORK: "Invisible work", GapType.BETTER_THAN_IMAGINED: "Better than imagined",
}  # fmt: skip
GAP_HELP = (
    "Absent: the expected thing does not happen. Workaround: the goal is met by an unofficial route. Trade-off: two "
    "expectations collide and one yields. Intensification: it happens through unpaid or extra effort. Distortion: form "
    "kept, purpose bent. Displacement: effort goes to another purpose. Invisible work: needed, and no policy names it. "
    "Better than imagined: practice exceeds the policy."
)
VOICES = {
    Voice.OWN_PRACTICE: "Own practice", Voice.TEAM_PRACTICE: "The team’s practice", Voice.REPORTED_OTHER: "Others, as reported",
    Voice.HYPOTHETICAL: "What would be", Voice.GENERAL_OPINION: "A general opinion",
}  # fmt: skip
TENSES = {
    Tense.UNCLEAR: "Not clear", Tense.PAST: "What was", Tense.PRESENT: "What is", Tense.PLANNED: "What is planned",
}  # fmt: skip
_NO_GAP = "none fits"


def judgement_fields(link: Link, *, key: str) -> Judgement:
    """Show how a link was judged, to be changed, and return what stands in the fields."""
    stances = list(Stance)
    stance = st.selectbox(
        "Stance", stances, stances.index(link.stance), key=f"{key}_stance",
        format_func=lambda each: each.value.capitalize(),
    )  # fmt: skip
    gap, none_fits = gap_field(key=f"{key}_gap", begin=link.gap_type)
    voice, tense = voice_and_tense(key=key, voice=link.voice, tense=link.tense)
    return Judgement(stance, gap, voice, tense, none_fits)


def gap_field(*, key: str, begin: GapType = GapType.NONE) -> tuple[GapType, bool]:
    """Show the gap types; return the one chosen (none where nothing is) and whether it was said that none fits."""
    options = [*(gap.value for gap in GAPS), _NO_GAP]
    words = {gap.value: said for gap, said in GAPS.items()} | {_NO_GAP: "None of these fits"}
    chosen = st.selectbox(
        "In what way practice differs", options, options.index(begin.value) if begin in GAPS else None, key=key,
        placeholder="Not said", format_func=lambda each: words[each], help=GAP_HELP,
    )  # fmt: skip
    return _gap(chosen)


def gap_said(key: str) -> tuple[GapType, bool]:
    """Return what the gap field of this key holds now, as `gap_field` does."""
    return _gap(claim_state.value(key))


def said_of(key: str) -> tuple[Voice, Tense]:
    """Return what the fields of this key hold now, as `voice_and_tense` does."""
    return (
        claim_state.value(f"{key}_voice") or Voice.OWN_PRACTICE,
        claim_state.value(f"{key}_tense") or Tense.UNCLEAR,
    )


def _gap(chosen: str | None) -> tuple[GapType, bool]:
    return GapType(chosen) if chosen not in (None, _NO_GAP) else GapType.NONE, chosen == _NO_GAP


def voice_and_tense(
    *, key: str, voice: Voice = Voice.OWN_PRACTICE, tense: Tense = Tense.UNCLEAR
) -> tuple[Voice, Tense]:
    """Show whose practice is spoken of, and when, and return both."""
    left, right = st.columns(2)
    whose = left.selectbox(
        "Whose practice",
        list(VOICES),
        list(VOICES).index(voice),
        key=f"{key}_voice",
        format_func=lambda each: VOICES[each],
    )
    when = right.selectbox(
        "Tense", list(TENSES), list(TENSES).index(tense), key=f"{key}_tense", format_func=lambda each: TENSES[each]
    )
    return whose, when

"""The controls of the contrast: who and what is counted. What they hold stands in the address bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from workbench.app import contrast_state, state
from workbench.app.components import plain_text
from workbench.app.components.wording import spaced
from workbench.model import ContrastFilter, Evidence, Tense, Voice
from workbench.report.contrast_view import Choices

USUAL = ("site", "country", "profession", "years")
EVIDENCE = {
    Evidence.HUMAN.value: "What people found by reading",
    Evidence.ACCEPTED.value: "Accepted suggestions too",
    Evidence.CORRECTED.value: "Machine's themes, corrected by a sample",
}
PERIOD_HELP = "A day (2014-03-01), a year (2014) or a period (2011..2014). Empty: any time."


def take_address(told: Mapping[str, Sequence[str]]) -> None:
    """Set the controls as an address says, of which only what can be meant is left (`contrast_address.sorted_out`)."""
    wanted = ContrastFilter.from_address(told)
    contrast_state.forget_people()  # an address says everything: whom it does not name it does not leave out
    for name, values in wanted.who:
        contrast_state.choose_several(f"{contrast_state.WHO}{name}", values)
    contrast_state.choose_several(contrast_state.OTHER, [name for name, _ in wanted.who if name not in USUAL])
    for key, values in _several(wanted).items():
        contrast_state.choose_several(key, values)
    state.choose(contrast_state.IN_FORCE, wanted.in_force)
    state.choose(contrast_state.BESIDE, wanted.beside)
    state.choose(contrast_state.EVIDENCE, wanted.evidence.value)
    contrast_state.choose_number(contrast_state.LEAST, wanted.least)


def contrast_filter(there: Choices, *, claims: bool) -> ContrastFilter:
    """Show the controls and return what they ask for; with `claims`, those of claims and links too.

    Raises:
        WorkbenchError: when what was typed cannot be meant.
    """
    with st.expander("Controls: who and what is counted", icon=":material/tune:"):
        who = _people(there)
        if claims:
            _policy(there)
            _links(there)
        _evidence(there)
    several = contrast_state.several
    return ContrastFilter(
        who,
        tuple(several(contrast_state.POLICY)),
        (state.chosen(contrast_state.IN_FORCE) or "").strip(),
        (state.chosen(contrast_state.BESIDE) or "").strip(),
        tuple(several(contrast_state.VOICES)),
        tuple(several(contrast_state.TENSES)),
        tuple(several(contrast_state.CODERS)),
        Evidence(state.chosen(contrast_state.EVIDENCE) or Evidence.HUMAN.value),
        contrast_state.number_in(contrast_state.LEAST, 1),
    )


def _several(wanted: ContrastFilter) -> dict[str, tuple[str, ...]]:
    return {
        contrast_state.POLICY: wanted.policy, contrast_state.VOICES: wanted.voices,
        contrast_state.TENSES: wanted.tenses, contrast_state.CODERS: wanted.coders,
    }  # fmt: skip


def _people(there: Choices) -> tuple[tuple[str, tuple[str, ...]], ...]:
    first = [name for name in USUAL if name in there.attributes]
    others = [name for name in there.attributes if name not in USUAL]
    columns, chosen = st.columns(4), []
    for place, name in enumerate(first):
        with columns[place]:
            chosen.append(_values(name, there.attributes[name]))
    if others:
        state.choose_those_there(contrast_state.OTHER, others)
        picked = st.multiselect(
            "Other attributes", others, key=contrast_state.OTHER, placeholder="None", persist_state="session"
        )
        for name in picked:
            left, right = st.columns(2, vertical_alignment="bottom")
            with left:
                plain_text.text(name, key=f"other_{name}")
            with right:
                chosen.append(_values(name, there.attributes[name]))
    return tuple((name, values) for name, values in chosen if values)


def _values(name: str, options: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    key = f"{contrast_state.WHO}{name}"
    held = contrast_state.several(key)
    # a range such as 20..30 from the command line or an address is a choice like any other
    ranges = [each for each in held if each not in options and ".." in each]
    state.choose_those_there(key, [*options, *ranges])
    label = "Site" if name == "site" else "Country" if name == "country" else "Profession" if name == "profession" else (
        "Years" if name == "years" else "Its values"
    )  # fmt: skip  # an attribute's own name may come from outside, and a label is markdown
    picked = st.multiselect(  # options are a list, not markdown
        label, [*options, *ranges], key=key, placeholder="All", accept_new_options=_numbers(options), persist_state="session",
        help="Numbers may be typed as a range: 20..30" if _numbers(options) else None,
    )  # fmt: skip
    return name, tuple(picked)


def _numbers(options: Sequence[str]) -> bool:
    return bool(options) and all(each.replace(".", "", 1).isdecimal() for each in options)


def _policy(there: Choices) -> None:
    state.choose_those_there(contrast_state.POLICY, list(there.policy))
    left, middle, right = st.columns(3)
    left.multiselect(
        "Policy of", there.policy, key=contrast_state.POLICY, placeholder="Everywhere", persist_state="session"
    )
    middle.text_input(
        "Policy in force", key=contrast_state.IN_FORCE, placeholder="2014, or 2011..2014", help=PERIOD_HELP,
        persist_state="session",
    )  # fmt: skip
    right.text_input(
        "A later layer beside", key=contrast_state.BESIDE, placeholder="2022", help=PERIOD_HELP,
        persist_state="session",
    )  # fmt: skip


def _links(there: Choices) -> None:
    # a voice that no link is in is a choice all the same: an address may ask for it, and then nothing is counted
    voices, tenses = (
        [*known, *(each for each in contrast_state.several(key) if each in every and each not in known)]
        for key, known, every in (
            (contrast_state.VOICES, there.voices, set(Voice)), (contrast_state.TENSES, there.tenses, set(Tense)),
        )
    )  # fmt: skip
    state.choose_those_there(contrast_state.VOICES, voices)
    state.choose_those_there(contrast_state.TENSES, tenses)
    left, right, _ = st.columns(3)
    left.multiselect(
        "Voice", voices, key=contrast_state.VOICES, format_func=spaced, placeholder="All", persist_state="session",
        help="Own practice outweighs opinion: hide what is hypothetical, or reported of others.",
    )  # fmt: skip
    right.multiselect(
        "Tense", tenses, key=contrast_state.TENSES, placeholder="All", persist_state="session",
        disabled=not tenses,
    )  # fmt: skip


def _evidence(there: Choices) -> None:
    state.choose_those_there(contrast_state.CODERS, list(there.coders))
    left, middle, right = st.columns(3)
    middle.multiselect(
        "Judged or coded by", there.coders, key=contrast_state.CODERS, placeholder="Everybody", persist_state="session"
    )
    left.selectbox(
        "Evidence", list(EVIDENCE), key=contrast_state.EVIDENCE, format_func=lambda key: EVIDENCE[key],
        persist_state="session",
        help="Pending suggestions are never counted. A stance is never the machine's: claims rest on people's links only.",
    )  # fmt: skip
    right.number_input(
        "At least k people", 1, key=contrast_state.LEAST, persist_state="session",
        help="How many people must report something for it to be called reported.",
    )  # fmt: skip

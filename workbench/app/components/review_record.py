"""What became of the suggestions so far: how often people agreed, code by code, what is still missed, and what that allows."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from workbench import review
from workbench.analysis.shares import PeopleShare, people_share
from workbench.analysis.weighted import WeightedShare
from workbench.app import shell, state
from workbench.app.components import plain_text
from workbench.app.components.code_words import named
from workbench.app.components.plain_text import Part, counted, number
from workbench.app.components.theme_table import tall
from workbench.model import Codebook, Method
from workbench.report.code_card import Borne, CodeCard, code_cards
from workbench.report.drawn_units import DrawnUnits
from workbench.report.progress import Progress, progress
from workbench.review.bulk import Band
from workbench.store import OpenStudy

NOTHING = "not known"
WIDTHS = {"Code": 200, "Decided": 70, "Accepted": 172, "Found": 158, "Kappa": 85, "Next": 170}
"""Of the record's columns, in pixels: together as wide as the page is in a window of 1280."""


def record_part(study: OpenStudy, codebook: Codebook) -> None:
    """Show how far the review is, the record of every code, and of the one chosen what to do next and what it allows."""
    units = DrawnUnits(study)
    _how_far(progress(study, units=units))
    cards = sorted(filter(_has_record, code_cards(study, units=units)), key=lambda card: -sum(card.counts.values()))
    if not cards:
        st.info("No suggestion has been decided on yet. Each decision adds to the record that is shown here.")
        return
    st.header("Code by code")
    table = record_rows(cards)
    st.dataframe(
        table, hide_index=True, height=tall(len(table)), key=state.RECORD_TABLE, on_select="rerun",
        selection_mode="single-row",
        column_config={name: st.column_config.TextColumn(width=width) for name, width in WIDTHS.items()},
    )  # fmt: skip
    st.caption(
        "Accepted: of the suggestions decided one by one. Found: of the passages with the code among those drawn at random, how "
        "many were suggested. Kappa: how far it decides as people did, on sources it had not seen; below 0.40 it only asks. Most "
        "decisions were made with its suggestions in sight, so this says nothing of how far two people would agree."
    )
    order = [card.code.id for card in cards]
    row = state.picked_row(state.RECORD_TABLE)
    if row is not None and row < len(order):
        state.choose(state.RECORD_CODE, order[row])
    state.choose_if_there(state.RECORD_CODE, order)
    code_id = st.selectbox("Code", order, key=state.RECORD_CODE, format_func=lambda each: named(codebook, each))
    if code_id is not None:
        _card(next(card for card in cards if card.code.id == code_id))
        bulk_section(study, code_id)


def _how_far(found: Progress) -> None:
    decided = sum(found.answers.values())
    parts = [
        Part("text", (f"{counted(decided, 'answer')} so far: {_answers_said(found)}. {found.forecast}",)),
        Part(
            "text",
            (
                f"{number(found.looked)} of {counted(found.passages, 'passage')} looked at as a whole{_drawn_said(found)}.",
            ),
        ),
        Part("text", ((found.hint.words, "strong"),)),
    ]
    plain_text.words(parts, key="how_far")


def _answers_said(found: Progress) -> str:
    words = {"accept": "accepted", "change": "changed", "reject": "rejected", "unsure": "unsure"}
    said = [f"{number(found.answers[action])} {word}" for action, word in words.items() if found.answers.get(action)]
    return ", ".join(said) or "none"


def _drawn_said(found: Progress) -> str:
    """Say how far what was drawn is looked at: the random parts of draws, and what was accepted all at once."""
    random = [(seen, of) for draw, seen, of in found.draws if draw.method is not Method.BULK]
    check = [(seen, of) for draw, seen, of in found.draws if draw.method is Method.BULK]
    return "".join(
        f"; of those drawn {why}, {number(sum(seen for seen, _ in draws))} of {number(sum(of for _, of in draws))}"
        for why, draws in (("at random", random), ("to check what was accepted at once", check)) if draws
    )  # fmt: skip


def _has_record(card: CodeCard) -> bool:
    return bool(sum(card.counts.values()) or card.kappa is not None or card.recall.n)


def record_rows(cards: list[CodeCard]) -> pd.DataFrame:
    """Return the record of the codes as it is read, one row each."""
    return pd.DataFrame(
        {
            "Code": [card.code.name for card in cards],
            "Decided": [sum(card.counts.values()) for card in cards],
            "Accepted": [_share(card.precision) for card in cards],
            "Found": [_estimate(card.recall) for card in cards],
            "Kappa": [NOTHING if card.kappa is None else f"{card.kappa:.2f}" for card in cards],
            "Next": [card.next[0].partition(":")[0] for card in cards],
        }
    )


def _share(share: PeopleShare) -> str:
    if not share.m:
        return NOTHING
    return f"{share.k} of {share.m} ({share.low:.0%} to {share.high:.0%})"


def band_rows(bands: Sequence[Borne]) -> pd.DataFrame:
    """Return how a code's estimates bore out, the highest first: on people's codings out of the source, and on decisions."""
    bands = bands[::-1]
    return pd.DataFrame(
        {
            "Its estimate": [f"{one.low:.0%} to {one.high:.0%}" for one in bands],
            "Carried, on sources it had not seen": [_of(one.carried, one.passages) for one in bands],
            "Accepted by people": [_share(people_share(one.accepted, one.decided)) for one in bands],
        }
    )


def _of(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.0%})" if whole else NOTHING


def _estimate(share: WeightedShare) -> str:
    if not share.n or math.isnan(share.share):
        return NOTHING
    if not share.readable:
        return f"about {share.share:.0%}: too few"
    return f"about {share.share:.0%} ({share.low:.0%} to {share.high:.0%})"


def _card(card: CodeCard) -> None:
    parts = [Part("subheading", ("What to do next",)), *(Part("item", (f"• {said}",)) for said in card.next)]
    for words, pairs in (
        ("Changed to", card.confused_with), ("Chosen in place of", card.said_for),
        ("Mixed up, on sources it had not seen, with", card.mixed_up),
    ):  # fmt: skip
        if pairs:
            said = ", ".join(f"{code.name} ({code.key}) {counted(n, 'time')}" for code, n in pairs)
            parts.append(Part("note", (f"{words}: {said}.",)))
    if card.drift is not None:
        parts.append(
            Part("note", (f"Before version {card.drift.version}: {_share(card.drift.before)} accepted; since: {_share(card.drift.since)}.",))
        )  # fmt: skip
    held, checked, drawn = card.checked
    if drawn:
        share = f"; {_share(people_share(held, checked))} hold" if checked else ""
        parts.append(
            Part("note", (f"Accepted all at once: {checked} of {drawn} drawn to be checked are checked{share}.",))
        )
    plain_text.words(parts, key="code_card")
    if card.bands:
        st.markdown("**How its estimates bore out**")
        st.dataframe(band_rows(card.bands), hide_index=True, width="content")


def bulk_section(study: OpenStudy, code_id: str) -> None:
    """Offer to accept a code's suggestions all at once, as far as the record supports the precision that is asked for."""
    st.header("Accept all at once")
    least = st.slider(
        "At least this share of them must be right", 0.7, 0.99, 0.9, 0.01, key=state.AT_LEAST, format="percent",
        help="Judged by the lower end of the interval of what people accepted of this code’s suggestions, in this study.",
    )  # fmt: skip
    preview = review.preview_bulk_accept(study, code_id, at_least=least)
    if preview.why_not:
        plain_text.note(preview.why_not, key="bulk_why_not")
        return
    rows = [Part("item", (_band_words(band),)) for band in preview.bands if band.waiting]
    plain_text.words([Part("note", ("What waits, by how likely it is:",)), *rows], key="bulk_bands")
    if study.read_only:
        return
    st.button(
        f"Accept {counted(len(preview.ids), 'suggestion')} at once", key=f"bulk_{code_id}", on_click=accept_all,
        args=(study, code_id, least, preview.ids),
    )  # fmt: skip
    st.caption(
        f"One act, which Undo takes back. {number(preview.checked)} of them are then drawn at random for you to check: "
        "choose that order under “Decide”."
    )


def accept_all(study: OpenStudy, code_id: str, least: float, seen: tuple[str, ...]) -> None:
    """Accept what was shown, and nothing that came since."""
    shell.act(review.bulk_accept, study, code_id, at_least=least, by=state.coder(), seen=seen)


def _band_words(band: Band) -> str:
    said = f"• {band.low:.0%} to {band.high:.0%}: {number(band.waiting)} wait. "
    if not band.decided:
        return said + "Nobody has decided on such a one yet."
    record = (
        f"People accepted {band.accepted} of {band.decided} from {band.since:.0%} up: at least {band.at_least:.0%}."
    )
    return said + record + (" Supported." if band.supported else " Not enough.")

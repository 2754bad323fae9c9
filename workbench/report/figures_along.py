"""Charts along a line: where codes come in an interview, what further interviews bring, and the words of two groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from workbench.report.figure_parts import LABEL_WIDTH, dressed, footed, nothing, title_lines
from workbench.report.figures_coded import label

if TYPE_CHECKING:
    import altair as alt

# Okabe and Ito's palette for colour-blind readers, the three that differ most in lightness too.
COLOURS = ("#0072B2", "#E69F00", "#D55E00")
MOST_CODES = len(COLOURS)
MOST_WORDS = 30  # bars of words beyond this number are read in the table
LINE_HEIGHT = 20


def along(table: pd.DataFrame, *, people: int, synthetic: bool = False) -> alt.Chart:
    """Return where codes come in each interview: `table` is out of `analysis.timeline.timeline`, of at most three codes."""
    import altair as alt

    if table.empty:
        return nothing("Nothing is coded so here: choose another code.")
    codes = list(dict.fromkeys(label(k, n) for k, n in zip(table["code_key"], table["code_name"], strict=True)))
    shown = table.assign(code=[label(k, n) for k, n in zip(table["code_key"], table["code_name"], strict=True)])
    shown = shown[["source", "code", "begins", "ends", "words", "coding_id"]]
    title = title_lines(f"Where in the interview codes come (n = {people} people)", synthetic)
    across = alt.X("begins:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=alt.Axis(format=".0%"),
                   title=footed("share of the participant's words", synthetic))  # fmt: skip
    rows = alt.Y("source:N", sort=list(dict.fromkeys(table["source"])), title=None,
                 axis=alt.Axis(labelLimit=LABEL_WIDTH, grid=True))  # fmt: skip
    legend = alt.Legend(orient="top", title=None, labelLimit=400, columns=1)
    colour = alt.Color("code:N", sort=codes, scale=alt.Scale(domain=codes, range=list(COLOURS)), legend=legend)
    # Codes have lanes of their own: two on one passage would otherwise lie on top of each other.
    lane = alt.YOffset("code:N", sort=codes, scale=alt.Scale(domain=codes))
    tips = ["source:N", "code:N", alt.Tooltip("begins:Q", format=".0%"), "words:Q"]
    marks = alt.Chart(shown, title=title).mark_bar(minBandSize=4, stroke="white", strokeWidth=0.5)
    return dressed(marks.encode(x=across, x2="ends:Q", y=rows, yOffset=lane, color=colour, tooltip=tips), LINE_HEIGHT)


def saturating(curve: pd.DataFrame, *, orders: int, synthetic: bool = False) -> alt.Chart:
    """Return codes found after each interview, as coded and over random orders: `curve` is `OverOrders.curve`."""
    import altair as alt

    if curve.empty:
        return nothing("There are no interviews with codes added while coding.")
    n = int(curve["interviews"].max())
    title = title_lines(f"Codes found, interview by interview (n = {n} interviews)", synthetic)
    base = alt.Chart(curve, title=title).encode(
        x=alt.X("interviews:Q", title=footed("interviews", synthetic), axis=alt.Axis(tickMinStep=1, format="d"))
    )
    across = alt.Y("low:Q", title="codes added while coding", axis=alt.Axis(tickMinStep=1, format="d"))
    band = base.mark_area(color=COLOURS[0], opacity=0.2).encode(y=across, y2="high:Q")
    said = {"mean": f"mean of {orders:,} random orders (band: 5 % to 95 %)", "codes": "in the order of coding"}
    long = curve.melt("interviews", list(said), "which", "found").assign(which=lambda t: t["which"].map(said))
    lines = alt.Chart(long).mark_line(point=True, interpolate="linear").encode(
        x="interviews:Q", y="found:Q", tooltip=["interviews:Q", "which:N", alt.Tooltip("found:Q", format=".1f")],
        color=alt.Color("which:N", legend=alt.Legend(orient="top", title=None, labelLimit=400),
                        scale=alt.Scale(domain=list(said.values()), range=[COLOURS[0], COLOURS[2]])),
        shape=alt.Shape("which:N", legend=None),
    )  # fmt: skip
    return dressed(alt.layer(band, lines)).properties(height=280)


def key_words(table: pd.DataFrame, groups: Sequence[str], *, synthetic: bool = False) -> alt.Chart:
    """Return the clearest key words of two groups as bars of their log ratio, most of `MOST_WORDS` of them.

    `table` is out of `analysis.keyness.keyness`; `groups` are the names of its left and right side.
    """
    import altair as alt

    if table.empty:
        return nothing("No word is said clearly more by one of these groups than by the other.")
    left, right = (
        f"{name} (n = {int(table[m].iloc[0])} people)" for name, m in zip(groups, ("m_left", "m_right"), strict=True)
    )
    top = table.head(MOST_WORDS).sort_values("log_ratio", ascending=False)
    shown = pd.DataFrame(
        {
            "word": top["word"], "log_ratio": top["log_ratio"], "g2": top["g2"].round(1),
            "group": [left if side == "left" else right for side in top["side"]],
            "people": [f"{a} of {b}, {c} of {d}" for a, b, c, d in zip(*(top[x] for x in PEOPLE), strict=True)],
        }
    )  # fmt: skip
    title = title_lines(f"Words said more by {left} than by {right}, and the other way round", synthetic)
    colour = alt.Color("group:N", scale=alt.Scale(domain=[left, right], range=[COLOURS[0], COLOURS[1]]),
                       legend=alt.Legend(orient="top", title=None, labelLimit=300))  # fmt: skip
    bars = alt.Chart(shown, title=title).mark_bar().encode(
        x=alt.X("log_ratio:Q", title=footed("log ratio: each step is twice as often", synthetic)),
        y=alt.Y("word:N", sort=list(shown["word"]), title=None, axis=alt.Axis(labelLimit=LABEL_WIDTH)),
        color=colour, tooltip=["word:N", "group:N", "people:N", "log_ratio:Q", "g2:Q"],
    )  # fmt: skip
    return dressed(bars, LINE_HEIGHT)


PEOPLE = ("k_left", "m_left", "k_right", "m_right")

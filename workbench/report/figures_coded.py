"""Tables of codes to charts: by group, together, along the interview, as interviews are added, and word by word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.analysis.cooccurrence import Together
from workbench.analysis.groups import EVERYBODY
from workbench.report.figure_parts import INK, LABEL_WIDTH, dressed, footed, nothing, title_lines

if TYPE_CHECKING:
    import altair as alt

# Light to dark in one hue: read without colours, and no reader takes the middle for neutral.
SCHEME = "blues"
FRAME = "#D5DBDF"
SQUARE = 26  # pixels of a row or column of a matrix
MOST_LABELLED = 30  # codes on an axis beyond this number cannot be read any more


def crosstab(table: pd.DataFrame, *, synthetic: bool = False) -> alt.Chart:
    """Return codes by groups, each cell with k of m people; `table` is out of `analysis.prevalence.prevalence`.

    Colour is the share of people, and only where there are enough of them to read a share.
    """
    import altair as alt

    if table.empty:
        return nothing("Nothing is coded here yet: code some passages first.")
    groups = list(dict.fromkeys(table["group"]))
    n = {group: int(m) for group, m in zip(table["group"], table["m"], strict=True)}
    heading = {group: f"{'all' if group == EVERYBODY else group} ({many})" for group, many in n.items()}
    shown = pd.DataFrame(
        {
            "row": labels(table),
            "group": [heading[group] for group in table["group"]],
            "count": [f"{k}/{m}" for k, m in zip(table["k"], table["m"], strict=True)],
            "share": table["people_share"].where(table["people_readable"]),
            "key": table["code_key"],
            "which": table["group"],
        }
    )
    people = f"n = {n[groups[0]]} {table['of'].iloc[0]}"
    head = alt.TitleParams(
        title_lines(f"People with each code ({people})", synthetic), subtitle=footed("", synthetic)[1:]
    )
    axis = alt.Axis(orient="top", labelAngle=-40 if len(groups) > 7 else 0, labelLimit=140, labelOverlap=False)
    base = alt.Chart(shown, title=head).encode(
        x=alt.X("group:N", sort=list(heading.values()), title="group (n)", axis=axis),
        y=alt.Y("row:N", sort=list(dict.fromkeys(shown["row"])), title=None, axis=alt.Axis(labelLimit=LABEL_WIDTH)),
    )
    colour = alt.Color("share:Q", scale=alt.Scale(scheme=SCHEME, domain=[0, 1]), legend=_share_legend())
    # Where people are too few for a share a cell has no colour, and still can be clicked.
    frames = base.mark_rect(fill="white", stroke=FRAME).encode(tooltip=["row:N", "group:N", "count:N"])
    cells = (
        base.transform_filter("isValid(datum.share)")
        .mark_rect(stroke="white")
        .encode(color=colour, tooltip=["row:N", "group:N", "count:N"])
    )
    return dressed(alt.layer(frames, cells, _written(base, "count", "datum.share > 0.55")))


def matrix(
    together: Together, *, said: str, fewest: int = 1, most: int = MOST_LABELLED, synthetic: bool = False
) -> alt.Chart:
    """Return codes by codes, in the order of `Together.order`, each cell with the people who have both.

    Only the `most` codes that most people have together with another are shown. `said` says what together means.
    """
    import altair as alt

    kept = shown_codes(together, fewest, most)
    if len(kept) < 2:
        return nothing("No two codes come together so: try a larger unit, or fewer people.")
    cells = _cells(together, kept, fewest)
    labelled = [label(together.keys[c], together.names[c]) for c in kept]
    text = f"People with both codes {said} (n = {together.m} people)"
    base = alt.Chart(cells, title=title_lines(text, synthetic)).encode(
        x=alt.X("column:N", sort=[together.keys[c] for c in kept], title=footed("", synthetic),
                axis=alt.Axis(labelAngle=-60, labelLimit=120, labelOverlap=False)),
        y=alt.Y("row:N", sort=labelled, title=None, axis=alt.Axis(labelLimit=LABEL_WIDTH)),
    )  # fmt: skip
    colour = alt.Color("people:Q", scale=alt.Scale(scheme=SCHEME, domain=[0, together.m]), legend=_people_legend())
    tips = ["row:N", "column:N", "people:Q", alt.Tooltip("near:Q", title="passages or units"), "closeness:Q"]
    drawn = base.mark_rect(stroke="white").encode(color=colour, tooltip=tips)
    return dressed(alt.layer(drawn, _written(base, "text", f"datum.people > {0.55 * together.m}")), SQUARE)


def shown_codes(together: Together, fewest: int, most: int = MOST_LABELLED) -> list[int]:
    """Return the codes of a matrix, in the order in which they stand: those that come together with another."""
    others = together.people - np.diag(np.diag(together.people))
    best = others.max(axis=1, initial=0)
    ranked = sorted(np.flatnonzero(best >= fewest), key=lambda c: (-int(best[c]), together.keys[c]))
    kept = {int(c) for c in ranked[:most]}
    return [c for c in together.order() if c in kept]


def labels(table: pd.DataFrame) -> list[str]:
    """Return each row's code as it stands beside a chart; codes of one branch are set in."""
    depth = table["depth"] if "depth" in table else [0] * len(table)
    rows = zip(depth, table["code_key"], table["code_name"], strict=True)
    return ["\u2003" * int(d) + label(key, name) for d, key, name in rows]


def label(key: str, name: str) -> str:
    """Return a code as it stands beside a chart."""
    return key if key == name else f"{key}  {name}"


def _cells(together: Together, kept: list[int], fewest: int) -> pd.DataFrame:
    rows, close = [], together.closeness
    for a in kept:
        for b in kept:
            people = int(together.people[a, b])
            shown = a != b and people >= fewest
            rows.append((
                label(together.keys[a], together.names[a]), together.keys[b], together.keys[a],
                people if shown else None, str(people) if shown else "", int(together.near[a, b]), round(float(close[a, b]), 2),
            ))  # fmt: skip
    return pd.DataFrame(rows, columns=["row", "column", "key", "people", "text", "near", "closeness"])


def _written(base: alt.Chart, field: str, dark: str) -> alt.Chart:
    import altair as alt

    ink = alt.condition(dark, alt.value("white"), alt.value(INK))
    return base.mark_text(fontSize=11).encode(text=f"{field}:N", color=ink)


def _share_legend() -> alt.Legend:
    import altair as alt

    return alt.Legend(title="share of people", format=".0%", orient="bottom", gradientLength=160)


def _people_legend() -> alt.Legend:
    import altair as alt

    return alt.Legend(title="people", orient="bottom", gradientLength=160, tickMinStep=1)

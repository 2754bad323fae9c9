"""Tables to charts. Every chart says how many people it is about, and none is ever blank."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.analysis.stances import STANCES
from workbench.report.figure_parts import LABEL_WIDTH
from workbench.report.figure_parts import dressed as _dressed
from workbench.report.figure_parts import footed as _footed
from workbench.report.figure_parts import nothing as _nothing
from workbench.report.figure_parts import title_lines as _title

if TYPE_CHECKING:
    import altair as alt

# Okabe and Ito's palette for colour-blind readers; silence is grey, because it speaks neither way.
COLOURS = {
    "fulfilled": "#009E73",
    "strained": "#E69F00",
    "contradicted": "#D55E00",
    "mixed": "#CC79A7",
    "unclear": "#56B4E9",
    "silent": "#D9D9D9",
}
LETTERS = {"fulfilled": "F", "strained": "S", "contradicted": "C", "mixed": "M", "unclear": "U", "silent": "–"}
LEFT_COLOUR, RIGHT_COLOUR = "#0072B2", "#E69F00"
# Narrower than these shares of the bar, a count loses its space, and then its place, to its neighbours.
CLOSE_LABEL, NARROWEST_LABEL = 0.06, 0.03


def stance_bars(table: pd.DataFrame, *, synthetic: bool = False, sort: str = "contradicted") -> alt.Chart:
    """Return a bar per claim with people by stance, out of `analysis.contrast.claims`; most `sort` first.

    Each part carries its stance's letter and its count, so that colour is not needed to read it. A table with
    nothing to count gives a small chart that says what to do.
    """
    import altair as alt

    if table.empty or not int(table["m"].max()):
        return _nothing("No claim has people to count yet: add claims from policy, and interviews with participants.")
    n, ordered = int(table["m"].max()), table.sort_values([sort, "key"], ascending=[False, True], ignore_index=True)
    labels = _unique(f"{key}  {statement}" for key, statement in zip(ordered["key"], ordered["statement"], strict=True))
    names = {stance: f"{LETTERS[stance]}  {stance}" for stance in STANCES}
    title = _title(f"People by stance to {_plural(len(table), 'claim')} (n = {n} people)", synthetic)
    rows = alt.Chart(_parts(ordered, labels, names), title=title).encode(y=_rows(labels))
    across = {
        "title": _footed(f"people (n = {n})", synthetic),
        "scale": alt.Scale(domain=[0, n], nice=False),
        "axis": alt.Axis(format="d", tickMinStep=1),  # there are no half people
    }
    colour = alt.Color(
        "stance:N",
        scale=alt.Scale(domain=list(names.values()), range=[COLOURS[s] for s in names]),
        legend=alt.Legend(orient="top", title=None, columns=3),
    )
    bars = rows.mark_bar(stroke="white", strokeWidth=1).encode(
        x=alt.X("from:Q", **across), x2="to:Q", color=colour, tooltip=["statement:N", "stance:N", "people:Q", "of:Q"]
    )
    letters = rows.mark_text(color="black", fontSize=11).encode(x=alt.X("middle:Q", **across), text="label:N")
    return _dressed(alt.layer(bars, letters))


def theme_contrast(table: pd.DataFrame, *, synthetic: bool = False) -> alt.Chart:
    """Return shares of people per theme: the left side left of one zero line, the right side right of it.

    `table` is out of `analysis.contrast.themes`. Every theme is labelled k/m; a dot and its interval stand only
    where there are enough people to show a share. An empty table gives a small chart that says what to do.
    """
    import altair as alt

    if table.empty:
        return _nothing("No theme is coded on either side yet: code some passages first.")
    sides = _side_names(table.iloc[0])
    labels = _unique(f"{key}  {name}" for key, name in zip(table["code_key"], table["code_name"], strict=True))
    title = _title(f"Share of people per theme: {sides['left']} and {sides['right']}", synthetic)
    rows = alt.Chart(_points(table, labels, sides), title=title).encode(y=_rows(labels))
    across = {
        "title": _footed(f"← {sides['left']}     |     {sides['right']} →", synthetic),
        "axis": alt.Axis(labelExpr="format(abs(datum.value), '.0%')", values=[-1, -0.5, 0, 0.5, 1]),
        "scale": alt.Scale(domain=[-1.3, 1.3], nice=False),
    }
    domain, legend = list(sides.values()), alt.Legend(orient="top", title=None, labelLimit=300, columns=1)
    colour = alt.Color("side:N", legend=legend, scale=alt.Scale(domain=domain, range=[LEFT_COLOUR, RIGHT_COLOUR]))
    shape = alt.Shape("side:N", legend=legend, scale=alt.Scale(domain=domain, range=["square", "circle"]))
    shown = rows.transform_filter("datum.readable")
    reach = shown.mark_rule(strokeWidth=2).encode(x=alt.X("near:Q", **across), x2="far:Q", color=colour)
    dots = shown.mark_point(filled=True, size=80, opacity=1).encode(
        x=alt.X("share:Q", **across), color=colour, shape=shape, tooltip=["theme:N", "codes:N", "side:N", "count:N"]
    )
    counts = [
        rows.transform_filter(f"datum.way == {way}")
        .mark_text(fontSize=11, color="black", align=align, dx=5 * way)
        .encode(x=alt.X("label_at:Q", **across), text="count:N")
        for way, align in ((-1, "right"), (1, "left"))
    ]
    zero = rows.mark_rule(color="#999999").encode(x=alt.X("zero:Q", **across), y=alt.value(0), y2=alt.value("height"))
    return _dressed(alt.layer(dots, reach, zero, *counts))  # what is picked in a chart is picked in its first layer


def _parts(table: pd.DataFrame, labels: list[str], names: dict[str, str]) -> pd.DataFrame:
    # One row per claim and stance that somebody has, with where its part of the bar begins and ends.
    parts = []
    for label, (_, row) in zip(labels, table.iterrows(), strict=True):
        at = 0
        for stance, name in names.items():
            people, m = int(row[stance]), int(row["m"])
            if people:
                middle, text = at + people / 2, _letter(stance, people, m)
                parts.append((label, row["statement"], name, people, m, at, at + people, middle, text))
            at += people
    columns = ["row", "statement", "stance", "people", "of", "from", "to", "middle", "label"]
    return pd.DataFrame(parts, columns=columns)


def _letter(stance: str, people: int, m: int) -> str:
    if people < NARROWEST_LABEL * m:
        return ""
    return f"{LETTERS[stance]}{' ' if people >= CLOSE_LABEL * m else ''}{people}"


def _points(table: pd.DataFrame, labels: list[str], sides: dict[str, str]) -> pd.DataFrame:
    columns = [
        "row",
        "theme",
        "codes",
        "side",
        "count",
        "readable",
        "share",
        "near",
        "far",
        "label_at",
        "way",
        "zero",
        "key",
    ]
    points = [_point(row, label, side, name) for label, row, side, name in _each(table, labels, sides)]
    return pd.DataFrame(points, columns=columns)


def _each(
    table: pd.DataFrame, labels: list[str], sides: dict[str, str]
) -> Iterator[tuple[str, pd.Series[Any], str, str]]:
    for label, (_, row) in zip(labels, table.iterrows(), strict=True):
        for side, name in sides.items():
            yield label, row, side, name


def _point(row: pd.Series[Any], label: str, side: str, name: str) -> tuple[Any, ...]:
    way = -1 if side == "left" else 1
    k, m, readable = int(row[f"k_{side}"]), int(row[f"m_{side}"]), bool(row[f"people_readable_{side}"])
    share, low, high = (
        float(way * row[f"people_{what}_{side}"]) if readable else None for what in ("share", "low", "high")
    )
    # Counts stand in a fixed place: at the far end of an interval, or beside the zero line where there is none.
    at = (high if high is not None else 0.0) + way * 0.02
    codes = ", ".join(row[f"codes_{side}"])
    return label, row["code_name"], codes, name, f"{k}/{m}", readable, share, low, high, at, way, 0, row["code_key"]


def _side_names(row: pd.Series[Any]) -> dict[str, str]:
    return {side: f"{row[side]} (n = {row[f'm_{side}']} {row[f'unit_{side}']})" for side in ("left", "right")}


def _rows(labels: list[str]) -> alt.Y:
    import altair as alt

    return alt.Y("row:N", sort=labels, title=None, axis=alt.Axis(labelLimit=LABEL_WIDTH, grid=True))


def _unique(labels: Iterable[str]) -> list[str]:
    # Two versions of a claim may read alike; in one row their bars would lie on top of each other.
    seen: dict[str, int] = {}
    out = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        out.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return out


def _plural(n: int, thing: str) -> str:
    return f"{n} {thing}" if n == 1 else f"{n} {thing}s"

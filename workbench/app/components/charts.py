"""Charts of the report, made to fit a page that may be narrow."""

from __future__ import annotations

import textwrap
from typing import Any

INK = "#33424B"  # the usual grey of axes and legends is too pale to read
TITLE = 60  # characters in a line; one long line would squeeze the chart beside it
LABELS = 240  # pixels; wider labels would push legend and footer out of a laptop's window


def fitted(chart: Any, *, whole: bool = False) -> Any:
    """Return an Altair chart as wide as its place on the page, with readable axes and labels that leave room.

    `whole` keeps the ticks at whole numbers: there are no half people.
    """
    import altair as alt

    for part in (chart, *getattr(chart, "layer", ())):
        said = part._kwds.get("title")  # noqa: SLF001  # Altair has no public way to ask what is set
        if isinstance(said, str):
            part.title = textwrap.wrap(said, TITLE)
    for layer in getattr(chart, "layer", ()):
        rows = layer.encoding._kwds.get("y")  # noqa: SLF001  # as above
        axis = getattr(rows, "_kwds", {}).get("axis")
        if isinstance(axis, alt.Axis):
            axis["labelLimit"] = LABELS
    chart = chart.properties(width="container").configure_axis(labelColor=INK, titleColor=INK)
    chart = chart.configure_legend(labelColor=INK, columns=1)
    return chart.configure_axisX(tickMinStep=1) if whole else chart

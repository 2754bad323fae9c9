"""What every chart has: its title, its ink, the mark of invented data, and something to say when there is nothing."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import altair as alt

SYNTHETIC = "Synthetic data: no real person or organisation."
# Height is given per row: a page that fits charts to its width would squeeze a fixed height to nothing.
ROW_HEIGHT, WIDTH = 28, 620
LABEL_WIDTH = 240  # pixels; wider labels push the bars out of a laptop's window
TITLE_LINE = 60  # characters; one long line would squeeze what stands below it
INK = "#33424B"  # Vega's usual grey of axes and legends is too pale to read


def title_lines(text: str, synthetic: bool, width: int = TITLE_LINE) -> list[str]:
    """Return a chart's title in lines, with the mark of invented data where it is due."""
    return textwrap.wrap(f"{text}, synthetic data" if synthetic else text, width)


def footed(title: str, synthetic: bool) -> list[str]:
    """Return an axis's title and, below it, the footer of invented data.

    The footer is the axis title's last line: a text mark or a second view would be lost when a page resizes it.
    """
    return [title, SYNTHETIC] if synthetic else [title]


def nothing(what_to_do: str) -> alt.Chart:
    """Return a small chart that says what to do."""
    import altair as alt

    words = alt.Chart(pd.DataFrame({"words": [what_to_do]}), title="Nothing to show yet (n = 0 people)")
    return words.mark_text(fontSize=13, limit=WIDTH).encode(text="words:N").properties(width=WIDTH, height=60)


def dressed(chart: alt.Chart, row_height: int = ROW_HEIGHT) -> alt.Chart:
    """Return a chart of rows in the workbench's size and ink."""
    import altair as alt

    chart = chart.properties(height=alt.Step(row_height), width=WIDTH)
    # Flush labels would move the first and last away from their row.
    return chart.configure_axis(labelColor=INK, titleColor=INK, labelFlush=False).configure_legend(labelColor=INK)

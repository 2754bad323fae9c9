"""The colours that a code can have, to choose from."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from workbench.app.components.plain_text import source_of
from workbench.model.colours import PALETTE

_SWATCHES = st.components.v2.component(
    "workbench_swatches",
    js="\n".join(map(source_of, ("make.js", "signs.js", "swatches.js"))),
    css=source_of("swatches.css"),
    isolate_styles=False,
)


def swatches(value: str, *, place: int, locked: bool, key: str, on_colour: Callable[[], None]) -> None:
    """Show the palette, in the pattern of the code's place in the tree; `on_colour` is called when one is chosen."""
    options = [{"name": name.capitalize(), "colour": colour} for name, colour in PALETTE.items()]
    if value and value.upper() not in {colour.upper() for colour in PALETTE.values()}:
        options.append({"name": "As it is now", "colour": value})
    shown = next((option["colour"] for option in options if option["colour"].upper() == value.upper()), "")
    data = {"value": shown, "options": options, "place": place, "locked": locked}
    _SWATCHES(key=key, data=data, on_colour_change=on_colour)

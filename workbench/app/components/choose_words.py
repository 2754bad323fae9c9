"""A text whose words are chosen: by mouse, or a paragraph or sentence by keys. The browser's half is in `frontend/`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from workbench.app.components.desk import text_data
from workbench.app.components.plain_text import source_of, visible
from workbench.errors import NotAllowedHere
from workbench.model import Source, Span, Turn

_CHOOSE = st.components.v2.component(
    "workbench_choose_words",
    js="\n".join(map(source_of, ("make.js", "flow.js", "desk_text.js", "choose_words.js"))),
    css=source_of("choose_words.css"),
    isolate_styles=False,
)


def choose_words(
    source: Source, turns: Sequence[Turn], marks: Sequence[tuple[Span, str]] = (), *, key: str
) -> Span | None:
    """Show a source with some stretches marked, each with a short label, and return the words chosen in it, if any.

    Raises:
        NotAllowedHere: when the words that the browser saw are not those that stand there.
    """
    said = _CHOOSE(
        key=key, on_chosen_change=_heard,
        data={
            "source": source.id, "text": text_data(source, turns),
            "marks": [[span.start, span.end, visible(label)] for span, label in marks],
        },
    )  # fmt: skip
    return chosen_span(source, getattr(said, "chosen", None))


def chosen_span(source: Source, said: Any) -> Span | None:
    """Return the span that a browser sent, if it is of this source and the words it saw stand there.

    The quotation was taken by the browser itself, before it converted its own counting (UTF-16) to code points.

    Raises:
        NotAllowedHere: when other words stand there.
    """
    if not isinstance(said, dict) or said.get("source") != source.id:
        return None
    start, end, quote = said.get("start"), said.get("end"), said.get("quote")
    if type(start) is not int or type(end) is not int or not 0 <= start < end or source.text[start:end] != quote:
        raise NotAllowedHere(
            "The words marked on the screen are not the ones that stand at that place in the study.",
            "Reload the page and mark them again.",
        )
    return Span(start, end)


def _heard() -> None:
    """Let the page be drawn again with what was chosen."""

"""Hits below each other, each with the words around it, the words found in one line; a click opens the passage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from workbench.app.components.plain_text import source_of, visible
from workbench.model import Hit

MOST = 500

_KWIC = st.components.v2.component(
    "workbench_kwic",
    js="\n".join(map(source_of, ("make.js", "kwic.js"))),
    css=source_of("kwic.css"),
    isolate_styles=False,
)


def kwic(hits: Sequence[Hit], names: Mapping[str, str], *, key: str, whole: bool = False) -> Hit | None:
    """Show hits, and return the one that was opened. `whole` shows each as a passage, without words around it."""
    said = _KWIC(key=key, data={"rows": _rows(hits, names), "whole": whole, "choosing": False}, on_open_change=_heard)
    number = getattr(said, "open", None)
    return hits[number] if isinstance(number, int) and 0 <= number < min(len(hits), MOST) else None


def choosing(hits: Sequence[Hit], names: Mapping[str, str], *, key: str) -> list[Hit]:
    """Show hits with a box before each, and return those that are ticked; at first all are."""
    said = _KWIC(
        key=key, data={"rows": _rows(hits, names), "whole": False, "choosing": True}, default={"out": []},
        on_out_change=_heard,
    )  # fmt: skip
    out = {number for number in (getattr(said, "out", None) or []) if isinstance(number, int)}
    return [hit for number, hit in enumerate(hits) if number not in out]


def _heard() -> None:
    """Let the page be drawn again with what was said."""


def _rows(hits: Sequence[Hit], names: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "source": visible(names.get(hit.source_id, "")),
            "line": hit.line,
            "speaker": visible(hit.speaker),
            "left": visible(" ".join(hit.left.split()) + (" " if hit.left[-1:].isspace() else "")),
            "words": visible(" ".join(hit.words.split())),
            "right": visible((" " if hit.right[:1].isspace() else "") + " ".join(hit.right.split())),
        }
        for hit in hits[:MOST]
    ]

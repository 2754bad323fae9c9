"""Sentences of any origin with links below them that the page is told of."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from workbench.app.components.plain_text import source_of, visible

_LINKS = st.components.v2.component(
    "workbench_links", js=source_of("make.js") + source_of("links.js"), css=source_of("links.css"), isolate_styles=False
)
Item = tuple[str, Sequence[tuple[str, str]]]
"""A sentence, and its links: each what it says and the value it stands for."""


def links(items: Sequence[Item], *, key: str, on_picked: Callable[[], None]) -> None:
    """Show the sentences; `on_picked` is called when a link was followed (see `state.link_picked`)."""
    told = [
        {"words": visible(words), "links": [[visible(label), value] for label, value in below]}
        for words, below in items
    ]
    _LINKS(key=key, data={"items": told}, on_picked_change=on_picked)

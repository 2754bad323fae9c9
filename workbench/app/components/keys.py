"""Keys that press buttons of the page."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from workbench.app.components.plain_text import source_of

_KEYS = st.components.v2.component("workbench_keys", js=source_of("keys.js"), isolate_styles=False)


def keys(presses: Mapping[str, str], *, key: str) -> None:
    """Let each key of the keyboard press the button whose Streamlit key begins with the given words."""
    _KEYS(key=key, data={"keys": dict(presses)})

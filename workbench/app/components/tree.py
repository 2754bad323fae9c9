"""The tree of codes: walked, renamed and moved by keys or mouse. The browser's half is in `frontend/`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from workbench.app.components.plain_text import source_of, visible
from workbench.model import Codebook, CodeStatus

_TREE = st.components.v2.component(
    "workbench_tree",
    js="\n".join(map(source_of, ("make.js", "signs.js", "tree_moves.js", "tree_rows.js", "tree.js"))),
    css=source_of("tree.css"),
    isolate_styles=False,
)


def tree(data: Mapping[str, Any], *, key: str, on_said: Callable[[], None]) -> None:
    """Show the tree; `on_said` is called when something was done in it (see `state.tree_said`)."""
    _TREE(key=key, data=dict(data), on_said_change=on_said)


def tree_data(codebook: Codebook, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the codes as the browser is sent them, parents before children; `counts` is codings by code id.

    `place` is the code's place in the whole tree: it gives the pattern that the code has at the coding desk too.
    """
    by_key = codebook.by_key
    return [
        {
            "id": code.id,
            "key": visible(code.key),
            "name": visible(code.name),
            "written": code.name,
            "colour": code.colour,
            "parent": None if code.parent is None else by_key[code.parent].id,
            "retired": code.status is CodeStatus.RETIRED,
            "count": counts.get(code.id, 0),
            "place": place,
        }
        for place, (_, code) in enumerate(codebook.tree())
    ]

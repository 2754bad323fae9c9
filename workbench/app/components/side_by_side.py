"""Two states of a code beside each other, field by field, with the words that differ marked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from workbench.app.components.code_words import FIELDS, said
from workbench.app.components.plain_text import source_of, visible
from workbench.model import Code

_MOST = 3_000  # words and signs on a side: above that, comparing them one by one takes longer than reading them
_PIECES = re.compile(r"\s+|\w+|[^\w\s]")
Runs = list[tuple[str, bool]]
"""A text in pieces, each with whether it stands on its side only."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Some fields of one thing, each (what it is called, before, after); a heading and a quieter line above."""

    fields: tuple[tuple[str, str, str], ...]
    heading: str = ""
    note: str = ""

    def data(self) -> dict[str, Any]:
        """Return what the browser is sent."""
        rows = [(called, marked(visible(before), visible(after))) for called, before, after in self.fields]
        fields = [{"called": called, "left": left, "right": right} for called, (left, right) in rows]
        return {"heading": visible(self.heading), "note": visible(self.note), "fields": fields}


_SIDES = st.components.v2.component(
    "workbench_sides",
    js=source_of("make.js") + source_of("side_by_side.js"),
    css=source_of("side_by_side.css"),
    isolate_styles=False,
)


def side_by_side(groups: Sequence[Compared], *, left: str, right: str, key: str) -> None:
    """Show what was and what is; `left` and `right` are what stands above the two columns."""
    told = [group.data() for group in groups]
    _SIDES(key=key, data={"left": visible(left), "right": visible(right), "groups": told})


def marked(before: str, after: str) -> tuple[Runs, Runs]:
    """Return both texts in pieces, with the words and signs marked that stand in one of them only.

    The pieces of a side, put together, are its text.
    """
    left, right = _PIECES.findall(before), _PIECES.findall(after)
    if max(len(left), len(right)) > _MOST:
        same = before == after
        return [(text, not same) for text in (before,) if text], [(text, not same) for text in (after,) if text]
    runs: tuple[Runs, Runs] = ([], [])
    for what, a, b, c, d in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        for side, pieces in zip(runs, (left[a:b], right[c:d]), strict=True):
            if pieces:
                side.append(("".join(pieces), what != "equal"))
    return runs


def of_code(
    before: Code | None, after: Code | None, fields: Iterable[str] = FIELDS
) -> tuple[tuple[str, str, str], ...]:
    """Return the fields of a code that differ, as `Compared` takes them."""
    rows = [
        (name, "" if before is None else said(before, name), "" if after is None else said(after, name))
        for name in fields
    ]
    return tuple((FIELDS[name], then, now) for name, then, now in rows if then != now)

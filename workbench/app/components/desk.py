"""The coding desk: a transcript with its codings, coded by mouse and keyboard. The browser's half is in `frontend/`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import streamlit as st

from workbench.app.components.plain_text import source_of, visible
from workbench.model import Code, Codebook, CodeStatus, Role, Source, Suggestion, Turn

_SHELF = st.components.v2.component("workbench_shelf", js=source_of("shelf.js"), isolate_styles=False)
_DESK = st.components.v2.component(
    "workbench_desk",
    js="\n".join(map(source_of, ("desk_text.js", "desk_outbox.js", "desk_paint.js", "desk.js"))),
    css=source_of("desk.css"),
    isolate_styles=False,
)


def shelf(source: Source, turns: Sequence[Turn], codebook: Codebook, *, key: str) -> tuple[str, str]:
    """Send the browser what stays the same while somebody codes, and return the ids of text and codebook.

    It is a component of its own, so that the words of an interview are not sent again with every key press.
    """
    text, book = text_data(source, turns), book_data(codebook)
    _SHELF(key=key, data={"text": text, "book": book})
    return str(text["id"]), str(book["id"])


def desk(data: Mapping[str, Any], *, key: str, on_operations: Callable[[], None]) -> None:
    """Show the desk; `on_operations` is called when key presses arrive (see `state.pressed`)."""
    _DESK(key=key, data=dict(data), on_operations_change=on_operations)


def text_data(source: Source, turns: Sequence[Turn]) -> dict[str, Any]:
    """Return a source's turns as the browser is sent them; paragraphs where nobody speaks.

    `start` counts code points in the source; `before` is what stands between a turn and the one above.
    """
    rows = list(_rows(source, turns))
    roles = "".join(row["role"][0] for row in rows)
    return {"id": f"{source.id} {source.sha256[:16]} {roles}", "turns": rows}


def _rows(source: Source, turns: Sequence[Turn]) -> Iterator[dict[str, Any]]:
    end = 0
    for start, stop, speaker, role, time, language in _stretches(source, turns):
        yield {
            "start": start,
            "text": source.text[start:stop],
            "before": source.text[end:start],
            "speaker": visible(speaker),
            "role": role,
            "line": source.text.count("\n", 0, start) + 1,
            "time": None if time is None else f"{int(time) // 60}:{int(time) % 60:02d}",
            "language": language or source.language,
        }
        end = stop


def _stretches(source: Source, turns: Sequence[Turn]) -> Iterator[tuple[int, int, str, str, float | None, str | None]]:
    if turns:
        for turn in turns:
            yield turn.span.start, turn.span.end, turn.speaker, turn.role.value, turn.time, turn.language
        return
    place = 0
    for said in source.text.split("\n"):
        if said.strip():
            yield place, place + len(said), "", Role.OTHER.value, None, None
        place += len(said) + 1


def book_data(codebook: Codebook) -> dict[str, Any]:
    """Return the codebook as the browser is sent it, in the order of its tree."""
    codes = [_code_data(code) for _, code in codebook.tree()]
    return {"id": f"{codebook.id} {codebook.version}", "codes": codes}


def _code_data(code: Code) -> dict[str, Any]:
    return {
        "id": code.id,
        "key": code.key,
        "name": code.name,
        "colour": code.colour,
        "usable": code.status is CodeStatus.ACTIVE,
        "definition": code.definition,
        "use_when": code.use_when,
        "not_when": [f"{each.condition} ({each.use})" if each.use else each.condition for each in code.not_when],
        "near_miss": [f"{each.text} ({each.code})" for each in code.near_miss],
        "examples": list(code.examples),
    }


def suggestion_rows(suggestions: Sequence[Suggestion]) -> list[list[Any]]:
    """Return suggestions as the browser is sent them."""
    return [[each.id, each.span.start, each.span.end, each.code_id] for each in suggestions]

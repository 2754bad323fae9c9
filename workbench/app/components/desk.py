"""The coding desk: a transcript with its codings, coded by mouse and keyboard. The browser's half is in `frontend/`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import streamlit as st

from workbench.app.components.plain_text import source_of, visible
from workbench.model import (
    Code,
    Codebook,
    CodeStatus,
    Role,
    Segment,
    Source,
    Suggestion,
    Turn,
    canonical_json,
    sha256_text,
)

_SCRIPTS = (
    "make.js", "flow.js", "signs.js", "desk_text.js", "desk_outbox.js", "desk_paint.js", "desk_bars.js", "desk_select.js", "desk_side.js", "desk_memo.js",
    "desk_decide.js", "desk_keys.js", "desk.js",
)  # fmt: skip
_SHELF = st.components.v2.component("workbench_shelf", js=source_of("shelf.js"), isolate_styles=False)
_DESK = st.components.v2.component(
    "workbench_desk",
    js="\n".join(map(source_of, _SCRIPTS)),
    css=source_of("desk.css"),
    isolate_styles=False,
)


def shelf(*, key: str, **kept: Mapping[str, Any]) -> None:
    """Send the browser what stays the same while somebody codes: a text, a codebook, segments, each with an id.

    They are components of their own, so that the words of an interview are not sent again with every key press.
    """
    _SHELF(key=key, data=dict(kept))


def desk(data: Mapping[str, Any], *, key: str, on_operations: Callable[[], None]) -> None:
    """Show the desk; `on_operations` is called when key presses arrive (see `state.pressed`)."""
    _DESK(key=key, data=dict(data), on_operations_change=on_operations)


def text_data(source: Source, turns: Sequence[Turn]) -> dict[str, Any]:
    """Return a source's turns as the browser is sent them; paragraphs where nobody speaks.

    `start` counts code points in the source; `before` is what stands between a turn and the one above.
    """
    rows = list(_rows(source, turns))
    roles = "".join(row["role"][0] for row in rows)
    return {"id": f"{source.id} {source.sha256[:16]} {sha256_text(roles)[:16]}", "turns": rows}


def _rows(source: Source, turns: Sequence[Turn]) -> Iterator[dict[str, Any]]:
    end, line = 0, 1
    for start, stop, speaker, role, time, language in _stretches(source, turns):
        line += source.text.count("\n", end, start)
        yield {
            "start": start,
            "text": source.text[start:stop],
            "before": source.text[end:start],
            "speaker": visible(speaker),
            "role": role,
            "line": line,
            "time": None if time is None else f"{int(time) // 60}:{int(time) % 60:02d}",
            "language": language or source.language,
        }
        line += source.text.count("\n", start, stop)
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
    codes = [{**_code_data(code), "depth": depth} for depth, code in codebook.tree()]
    # a version that was undone leaves its number to another one
    return {"id": f"{codebook.version} {sha256_text(canonical_json(codes))[:16]}", "codes": codes}


def segment_data(segments: Sequence[Segment]) -> dict[str, Any]:
    """Return where segments begin and end, as the browser is sent it."""
    places = [[one.span.start, one.span.end] for one in segments]
    return {"id": sha256_text(canonical_json(places))[:16], "places": places}


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

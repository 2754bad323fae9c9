"""Think-aloud sessions: a numbered script ('1 Read ...', '3.a Please explain ...') with speech written under it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from workbench.ingest.lines import Line

_TOP = re.compile(r"(?P<lead>\s*)(?P<number>\d{1,2})\.?\s+\S")
_SUB = re.compile(r"\s*(?P<number>\d{1,2})\.(?P<letter>[a-z])\.?\s+\S")
_SUBSUB = re.compile(r"[^\S\t]*[a-z]\.[ivx]{1,4}\.?\s+\S")
_NOTE = re.compile(r"\s*[(\[][^()\[\]]*[)\]][\s.]*")


@dataclass(frozen=True, slots=True)
class Outline:
    """Indices of the script's lines and of whole-line stage notes."""

    script: frozenset[int]
    notes: frozenset[int]


def find_outline(lines: Sequence[Line], *, skip: Collection[int]) -> Outline | None:
    """Return the script of a file: at least three tasks counted upwards from 1 and three sub-tasks; None otherwise."""
    script: set[int] = set()
    lead, task, subs = None, 0, 0
    for index, line in enumerate(lines):
        if index in skip:
            continue
        top, sub = _TOP.match(line.text), _SUB.match(line.text)
        if top and int(top["number"]) == task + 1 and lead in {None, top["lead"]}:
            task, lead = task + 1, top["lead"]
        elif sub and int(sub["number"]) == task:
            subs += 1
        elif not (task and _SUBSUB.match(line.text)):
            continue
        script.add(index)
    if task < 3 or subs < 3:
        return None
    notes = {index for index, line in enumerate(lines) if index not in skip and is_stage_note(line.text)}
    return Outline(frozenset(script), frozenset(notes - script))


def is_stage_note(text: str) -> bool:
    """Say whether the whole line is a note in brackets: '(The participant reads the page)'."""
    return _NOTE.fullmatch(text) is not None

"""Subtitle cues joined into turns: one line per turn, "Name: words"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from workbench.ingest.labels import find_labels
from workbench.ingest.lines import Line, where
from workbench.ingest.turns import find_silent
from workbench.model import ImportWarning


def join_cues(cues: Sequence[Line], *, known: Collection[str]) -> tuple[list[Line], list[ImportWarning]]:
    """Return one line per turn and what was noticed.

    A cue that names nobody continues the one before it; where no cue names anybody, every cue stands alone.
    """
    silent = find_silent(cues)[1] if cues else set()
    named = {index for index, cue in enumerate(cues) if cue.speaker is not None}
    labels = find_labels(cues, skip=silent | named, known=known)
    anybody = bool(named or labels.hits)
    out: list[Line] = []
    unnamed: list[int | None] = []
    for index, cue in enumerate(cues):
        if index in silent or not anybody:
            out.append(cue)
            continue
        hit = labels.hits.get(index)
        speaker = hit.label if hit else cue.speaker
        words = cue.text[hit.words :] if hit else cue.text
        before = out[-1] if out else None
        if before and before.speaker is not None and speaker in {None, before.speaker}:
            out[-1] = replace(before, text=f"{before.text} {words}".strip(), end=cue.end)
            continue
        if speaker is None:
            unnamed.append(cue.number)
        label = f"{speaker}: " if speaker else ""
        out.append(replace(cue, text=words, speaker=speaker or "", label=label))
    return out, labels.warnings + _unnamed(unnamed)


def _unnamed(numbers: list[int | None]) -> list[ImportWarning]:
    if not numbers:
        return []
    return [
        ImportWarning(
            f"Cues that name no speaker and follow none: {where(numbers)}; their speaker is left empty.", numbers[0]
        )
    ]

"""ACT: two coders' readings of the same segments, code by code and passage by passage."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbench.analysis.agreement import agreement, differences
from workbench.errors import NotAllowedHere, NotFound, listed
from workbench.model import Mode
from workbench.store import OpenStudy


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two codings of the same segments.

    `codes` is as `analysis.agreement.agreement` gives it. `differences` has, besides the columns of
    `analysis.agreement.differences`, the source's name, the quotation and `notes`, a tuple of sentences.
    """

    sources: tuple[str, ...]
    segments: int
    codes: pd.DataFrame
    differences: pd.DataFrame


def codings_of(study: OpenStudy, coder: str) -> pd.DataFrame:
    """Return one coder's codings: source_id, start, end, code_key; no rows where nobody of this name coded."""
    codings = study.frames.codings()
    mine = codings[codings["coder"].str.casefold() == coder.casefold()]
    return mine[["source_id", "start", "end", "code_key"]].drop_duplicates(ignore_index=True)


def compare(
    study: OpenStudy, left: pd.DataFrame, right: pd.DataFrame, *, notes: pd.DataFrame | None = None
) -> Comparison:
    """Compare two coders' codings, as `codings_of` gives them, over the segments of the sources that both coded.

    `notes` (source_id, start, end, code_key, note) are shown with the differences they touch.

    Raises:
        NotAllowedHere: in a reflexive study, which has no agreement scores.
        NotFound: when there is no source that both coded.
    """
    if study.about.mode is Mode.REFLEXIVE:
        raise NotAllowedHere(
            "This is a reflexive study: meaning is made by reading, and agreement is not scored in it.",
            "Talk about the passages instead; `workbench coding list` shows them.",
        )
    both = set(left["source_id"]) & set(right["source_id"])
    names = study.sources.names()
    if not both:
        coded = listed(names[source] for source in sorted(set(right["source_id"]), key=names.__getitem__))
        raise NotFound(
            f"There is no source that both have coded. The other has coded: {coded}.",
            "Code one of these first: `workbench code add`, or the app.",
        )
    segments = study.frames.segments()
    segments = segments[segments["source_id"].isin(both)].drop_duplicates(["source_id", "start", "end"])
    found = differences(segments, left, right)
    texts = {source.id: source.text for source in study.sources.all() if source.id in both}
    found.insert(0, "source", [names[source] for source in found["source_id"]])
    places = found[["source_id", "start", "end"]].itertuples(index=False)
    found["quotation"] = [texts[source][start:end] for source, start, end in places]
    found["notes"] = [_notes(row, notes) for row in found[["source_id", "start", "end"]].itertuples(index=False)]
    found = found.sort_values(["source", "start"], ignore_index=True)
    here = tuple(names[source] for source in sorted(both, key=names.__getitem__))
    return Comparison(here, len(segments), agreement(segments, left, right), found)


def _notes(place: tuple[str, int, int], notes: pd.DataFrame | None) -> tuple[str, ...]:
    if notes is None:
        return ()
    source, start, end = place
    here = notes[(notes["source_id"] == source) & (notes["start"] < end) & (notes["end"] > start)]
    return tuple(f"{key}: {note}" for key, note in zip(here["code_key"], here["note"], strict=True))

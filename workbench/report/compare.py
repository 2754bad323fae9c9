"""ACT: two coders' readings of the same segments, code by code and passage by passage."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbench.analysis.agreement import agreement, differences
from workbench.analysis.overlap import carried
from workbench.errors import NotAllowedHere, NotFound, listed
from workbench.model import Mode
from workbench.store import OpenStudy


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two codings of the same segments.

    `units` names the ways in which the sources were cut into segments. `codes` is as `analysis.agreement.agreement` gives it. `differences` has, besides the columns of
    `analysis.agreement.differences`, the source's name, the quotation and `notes`, a tuple of sentences.
    """

    sources: tuple[str, ...]
    units: tuple[str, ...]
    segments: int
    codes: pd.DataFrame
    differences: pd.DataFrame


def codings_of(study: OpenStudy, coder: str) -> pd.DataFrame:
    """Return one coder's codings: source_id, start, end, code_key; no rows where nobody of this name coded."""
    codings = study.frames.codings()
    mine = codings[codings["coder"].str.casefold() == coder.casefold()]
    return mine[["source_id", "start", "end", "code_key"]].drop_duplicates(ignore_index=True)


def taken_from_suggestions(study: OpenStudy, coder: str) -> int:
    """Return how many of a coder's codings accept a suggestion: of these, agreement measures the machine's influence too."""
    mine = study.coders.ids_of(coder)
    return sum(each.from_suggestion is not None and each.coder_id in mine for each in study.codings.all())


def compare(
    study: OpenStudy, left: pd.DataFrame, right: pd.DataFrame, *, source: str | None = None, only_coded: bool = False,
    notes: pd.DataFrame | None = None,
) -> Comparison:  # fmt: skip
    """Compare two coders' codings, as `codings_of` gives them, over the segments of the sources that both coded.

    Args:
        study: the study.
        left: one coder's codings.
        right: the other's.
        source: only in this source (name or id).
        only_coded: only segments that the first coder has coded, where the rest is not done yet. What the first coder
            read and left uncoded is then no disagreement, so agreement comes out too high.
        notes: source_id, start, end, code_key, note; shown with the differences they touch.

    Raises:
        NotAllowedHere: in a reflexive study, which has no agreement scores.
        NotFound: when there is no source that both coded.
    """
    if study.about.mode is Mode.REFLEXIVE:
        raise NotAllowedHere(
            "This is a reflexive study: meaning is made by reading, and agreement is not scored in it.",
            "Talk about the passages instead; `workbench coding list` shows them.",
        )
    both, names = _both(study, left, right, source), study.sources.names()
    segments = study.frames.segments()
    segments = segments[segments["source_id"].isin(both)].drop_duplicates(["source_id", "start", "end"])
    if only_coded:
        segments = segments.iloc[sorted(set(carried(left, segments)[1]))]
    methods = {layer.id: layer.method for layer in study.segments.layers()}
    return Comparison(
        sources=tuple(sorted(names[each] for each in both)),
        units=tuple(sorted({methods[layer] for layer in segments["segmentation_id"]})),
        segments=len(segments),
        codes=agreement(segments, left, right),
        differences=_with_words(study, differences(segments, left, right), notes),
    )


def _both(study: OpenStudy, left: pd.DataFrame, right: pd.DataFrame, source: str | None) -> set[str]:
    """Ids of the sources that both have coded, or of the one named."""
    names = study.sources.names()
    both = set(left["source_id"]) & set(right["source_id"])
    if source is not None:
        both &= {study.sources.id_of(source)}
    if not both:
        coded = listed(sorted(names[each] for each in set(right["source_id"])))
        where = "" if source is None else f" of '{source}'"
        raise NotFound(
            f"There is no source{where} that both have coded. The other has coded: {coded}.",
            "Code one of these first: the page Code of the app, or `workbench code add`.",
        )
    return both


def _with_words(study: OpenStudy, found: pd.DataFrame, notes: pd.DataFrame | None) -> pd.DataFrame:
    sources = {source.id: source for source in study.sources.all()}
    places = list(found[["source_id", "start", "end"]].itertuples(index=False, name=None))
    found.insert(0, "source", [sources[source].name for source, _, _ in places])
    found["quotation"] = [sources[source].text[start:end] for source, start, end in places]
    found["notes"] = [_notes(place, notes) for place in places]
    return found.sort_values(["source", "start"], ignore_index=True)


def _notes(place: tuple[str, int, int], notes: pd.DataFrame | None) -> tuple[str, ...]:
    if notes is None:
        return ()
    source, start, end = place
    here = notes[(notes["source_id"] == source) & (notes["start"] < end) & (notes["end"] > start)]
    return tuple(f"{key}: {note}" for key, note in zip(here["code_key"], here["note"], strict=True))

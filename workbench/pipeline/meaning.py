"""ACT: the passages whose meaning is nearest to what is asked, in order. An order is no count and proves nothing.

The language model and its vectors are those of the recipes, so that a study that was run once is searched at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import Any

from workbench.errors import NotAllowedHere
from workbench.model import MEANING, Found, Role, Scope, Source, Span, StageUse, canonical_json
from workbench.pipeline.load import load_recipe
from workbench.pipeline.stages import load_stage
from workbench.segment.layer import cut
from workbench.segment.turns import segment
from workbench.store import OpenStudy

Progress = Callable[[str, int, int], None]
EVERYWHERE = Scope()
MOST = 50
_AT_ONCE = 256  # segments between two places to stop; what was read until then is kept
_NOTE = "These are the passages nearest in meaning, the nearest first: an order by a language model, not a count."
_ASKED = "Interviewers' words are not among them: by meaning only what participants say is searched."


def nearest(
    study: OpenStudy, asked: str, scope: Scope = EVERYWHERE, *, most: int = MOST, embed: StageUse | None = None,
    progress: Progress | None = None,
) -> Found:  # fmt: skip
    """Return the segments nearest in meaning to what is asked, the nearest first, at most `most` of them.

    Segments are read by the model once, and their vectors kept beside the study; stopped in the middle, the next call
    goes on from there. `embed` is the encoder to use (default: that of the shipped recipe `similarity`).

    Raises:
        NotAllowedHere: when nothing is asked.
        ModelUnusable: when the model is missing or not the one expected.
        DiskFull: when there is no room for the vectors.
    """
    asked = " ".join(asked.split())
    if not asked:
        raise NotAllowedHere("Nothing to look for.", "Type a few words that say what you mean.")
    tell = progress or (lambda _stage, _done, _total: None)
    tell("Loading the language model", 0, 1)
    encoder = encoder_of(embed or load_recipe("similarity").embed)
    tell("Loading the language model", 1, 1)
    places = list(segments_of(study, _wanted(study, scope)))
    note = f"{_NOTE} {_ASKED}" if Role.INTERVIEWER in scope.roles else _NOTE
    if not places:
        return replace(study.search.at(MEANING + asked, [], scope, note=note), is_count=False)
    vectors = vectors_of(study, encoder, [words for _, _, words in places], tell)
    closeness = vectors @ encoder.encode([asked])[0]
    ranked = [places[row][:2] for row in (-closeness).argsort(kind="stable")]
    inside = study.search.at("", ranked, scope).hits[:most]
    found = study.search.at(MEANING + asked, [(hit.source_id, hit.span) for hit in inside], scope, note=note)
    return replace(found, is_count=False)


def _wanted(study: OpenStudy, scope: Scope) -> Iterable[Source]:
    in_cases = {source for case in study.cases.all() if case.id in scope.cases for source in case.sources}
    for source in study.sources.all():
        if (
            (not scope.sources or source.id in scope.sources)
            and (not scope.varieties or source.variety in scope.varieties)
            and (not scope.cases or source.id in in_cases)
        ):
            yield source


def segments_of(study: OpenStudy, sources: Iterable[Source]) -> Iterable[tuple[str, Span, str]]:
    """Yield source, span and words of every segment; a source that is not cut yet is cut as `turns` does."""
    for source in sources:
        stored = study.segments.counted(source.id) or cut(source, study.sources.turns(source.id), segment)
        for each in stored:
            yield source.id, each.span, each.span.of(source.text)


def vectors_of(study: OpenStudy, encoder: Any, texts: list[str], tell: Progress) -> Any:
    """Return a row of length 1 for each text; what is read for the first time is kept beside the study."""
    from workbench.embed.cache import Cached
    from workbench.embed.encoder import longest_first

    cached = Cached(encoder, study.path.with_name(f"{study.path.stem}.vectors"))
    places = longest_first(texts)
    for first in range(0, len(texts), _AT_ONCE):
        tell("Reading the segments", first, len(texts))
        cached.encode([texts[place] for place in places[first : first + _AT_ONCE]])
    tell("Reading the segments", len(texts), len(texts))
    return cached.encode(texts)


def encoder_of(use: StageUse | None) -> Any:
    """Return an encoder, loaded once; without a use, the language model that came with the installation."""
    use = use or StageUse("sentence_transformer", {})
    return _loaded(use.use, canonical_json(dict(use.parameters)))


@cache
def _loaded(name: str, parameters: str) -> Any:
    import json

    return load_stage("embed", name)(**json.loads(parameters))

"""The study as the machine reads it: every source cut into passages by one method, those cut before taken as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from workbench.model import Passage, Recipe, Segment, Segmentation, Source
from workbench.pipeline.stages import load_stage
from workbench.segment.layer import cut, layer_of
from workbench.store import OpenStudy

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Cut:
    """The study as the machine reads it: one segmentation, its segments, and the sources they lie in."""

    segmentation: Segmentation
    segments: tuple[Segment, ...]
    fresh: tuple[Segment, ...]
    sources: Mapping[str, Source]

    def passages(self, variety: str) -> list[Passage]:
        """Return the segments of one variety's sources, with their words."""
        mine = (s for s in self.segments if self.sources[s.source_id].variety == variety)
        return [Passage(s.source_id, s.span, s.span.of(self.sources[s.source_id].text)) for s in mine]


def segmented(study: OpenStudy, recipe: Recipe, tell: Progress) -> Cut:
    """Return the study cut as the recipe says; nothing is stored yet."""
    function = load_stage("segment", recipe.segment.use)
    segmentation = layer_of(function, recipe.segment.parameters)
    sources = study.sources.all()
    stored = study.segments.of(segmentation.id)
    done = {segment.source_id for segment in stored}
    fresh: list[Segment] = []
    for number, source in enumerate(sources, 1):
        if source.id not in done:
            fresh += cut(source, study.sources.turns(source.id), function, recipe.segment.parameters)
        tell("Cutting into segments", number, len(sources))
    return Cut(segmentation, (*stored, *fresh), tuple(fresh), {source.id: source for source in sources})

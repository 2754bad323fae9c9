"""From a way of cutting to a layer of segments: the same method and settings always give the same layer."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from workbench.model import Segment, Segmentation, Source, Span, Turn

Cutter = Callable[..., list[Span]]


def layer_of(function: Cutter, settings: Mapping[str, Any] | None = None) -> Segmentation:
    """Return the segmentation that a cutting function with these settings makes, defaults filled in.

    The method is named after the function's module (`turns`, `sentences`, ...).
    """
    defaults = {
        name: parameter.default
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    }
    return Segmentation(function.__module__.rpartition(".")[2], {**defaults, **(settings or {})})


def cut(
    source: Source, turns: Sequence[Turn], function: Cutter, settings: Mapping[str, Any] | None = None
) -> list[Segment]:
    """Return a source's segments in one layer, in order."""
    layer = layer_of(function, settings)
    spans = function(source, turns, **layer.settings)
    return [Segment(layer.id, source.id, ordinal, span) for ordinal, span in enumerate(spans)]

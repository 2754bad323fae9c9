"""From a way of cutting to a layer of segments: the same method and settings always give the same layer."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from workbench.model import Segment, Segmentation, Source, Span, Turn

Cutter = Callable[..., list[Span]]


def layer_of(function: Cutter, settings: Mapping[str, Any] | None = None) -> Segmentation:
    """Return the segmentation that a cutting function with these settings makes, defaults filled in.

    The method is named after the function's module (`turns`, `sentences`, ...).
    """
    return Segmentation(function.__module__.rpartition(".")[2], {**_defaults(function), **(settings or {})})


def cutter_of(layer: Segmentation) -> Cutter | None:
    """Return the function that made a layer; None where this version has none that takes these settings."""
    try:
        function: Cutter = importlib.import_module(f"workbench.segment.{layer.method}").segment
    except (ImportError, AttributeError):
        return None
    return function if _defaults(function).keys() == layer.settings.keys() else None


def _defaults(function: Cutter) -> dict[str, Any]:
    return {
        name: parameter.default
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    }


def cut(
    source: Source, turns: Sequence[Turn], function: Cutter, settings: Mapping[str, Any] | None = None
) -> list[Segment]:
    """Return a source's segments in one layer, in order."""
    layer = layer_of(function, settings)
    spans = function(source, turns, **layer.settings)
    return [Segment(layer.id, source.id, ordinal, span) for ordinal, span in enumerate(spans)]

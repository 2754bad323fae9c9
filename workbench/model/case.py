"""Cases and their attributes: the units that are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

AttributeValue = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Case:
    """One unit of comparison, usually a participant (REFI-QDA: Case).

    `attributes` holds site, profession, years and the like (REFI-QDA: Variable), typed as text, whole number,
    number or yes/no. `sources` are ids of the sources that belong to the case.
    """

    id: str
    name: str
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)
    sources: tuple[str, ...] = ()

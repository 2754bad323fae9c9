"""The contrast of work as imagined with work as done, in its two forms: themes by variety, and claims by stance."""

from __future__ import annotations

from workbench.analysis.stances import claims, interviewed, people_by_stance, unmentioned
from workbench.analysis.themes import contrast_pairs, invisible, themes

__all__ = ["claims", "contrast_pairs", "interviewed", "invisible", "people_by_stance", "themes", "unmentioned"]

"""What may be read from a comparison of groups, in words: above all when nothing may."""

from __future__ import annotations

import math
from collections.abc import Sequence

from workbench.analysis.shares import FEWEST_READABLE

LEVEL = 0.05


def said_of(
    groups: Sequence[tuple[str, int]], p: float, least_p: float, seen_from: float, within: str | None, unit: str, *,
    q: float = math.nan, many: int = 1,
) -> str:  # fmt: skip
    """Return the sentence for groups (name, people). `q`: p controlled over `many` comparisons; NaN: exploratory."""
    if math.isnan(p):
        return "There are fewer than two groups with people in them: nothing can be compared."
    judged = p if math.isnan(q) else q
    if least_p > LEVEL:
        said = (
            f"From {_sizes(groups)} no arrangement could give a p below {number(least_p)}: neither a difference nor its"
            " absence can be read from so few people."
        )
    elif judged <= LEVEL:
        said = (
            f"The groups differ by more than people shuffled between them{_inside(within)} usually do"
            f" ({_p(p, q, many)})."
        )
    else:
        said = (
            f"What difference there is lies within what {sum(m for _, m in groups)} people can show"
            f" ({_p(p, q, many)}). That is no sign that the groups are alike{_would(groups, seen_from, unit)}."
        )
    return " ".join(each for each in (said, _few(groups, least_p), _explored(q, many)) if each)


def number(p: float) -> str:
    """Return a probability as a paper prints it: two digits that count, and never zero."""
    if p < 0.001:
        return "< .001"
    return f"{p:.3f}".lstrip("0") if p < 0.1 else f"{p:.2f}".lstrip("0")


def _p(p: float, q: float, many: int) -> str:
    shown = f"p {number(p)}" if p < 0.001 else f"p = {number(p)}"
    if math.isnan(q) or many == 1:
        return shown
    return f"{shown}; {number(q)} after {many} comparisons"


def _sizes(groups: Sequence[tuple[str, int]]) -> str:
    sizes = [str(m) for _, m in groups]
    return f"groups of {', '.join(sizes[:-1])} and {sizes[-1]} people"


def _inside(within: str | None) -> str:
    return f" inside each {within.removeprefix('attr.')}" if within else ""


def _would(groups: Sequence[tuple[str, int]], seen_from: float, unit: str) -> str:
    if len(groups) != 2:
        return ""
    if math.isnan(seen_from):
        return ": groups of this size show almost no difference"
    (_, one), (_, other) = groups
    return (
        f": with {one} and {other} people, four studies in five would find a difference of {seen_from * 100:.0f} percentage"
        f" points (of {unit}) or more, and miss smaller ones more often"
    )


def _few(groups: Sequence[tuple[str, int]], least_p: float) -> str:
    few = [f"{name} ({m})" for name, m in groups if m < FEWEST_READABLE]
    if not few or least_p > LEVEL:
        return ""
    return f"Fewer than {FEWEST_READABLE} people, so only counts can be read of each by itself: {', '.join(few)}."


def _explored(q: float, many: int) -> str:
    if many == 1 or not math.isnan(q):
        return ""
    return f"Exploratory: one of {many} comparisons, of which one in twenty would stand out by chance alone."

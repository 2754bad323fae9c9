"""A day as an option."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click

DAY = click.DateTime(["%Y-%m-%d"])


class _DayOrNone(click.DateTime):
    """A day; '' takes the one there was away."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return value if value == "" else super().convert(value, param, ctx)


DAY_OR_NONE = _DayOrNone(["%Y-%m-%d"])


def day_of(given: datetime | str | None) -> date | None:
    """Return the day that was given; None for '' and where nothing was."""
    return given.date() if isinstance(given, datetime) else None

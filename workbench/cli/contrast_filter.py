"""The options that say who and what a contrast counts: the same record as the controls of the page."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

from workbench.model import ContrastFilter, Evidence, Tense, Voice

SHORT = ("site", "country", "profession", "years")


def narrowed(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a contrast's filter, and pass them on as `wanted`, a `ContrastFilter`."""

    @click.option(
        "--site", multiple=True, metavar="VALUE", help="Only people of this site; may be repeated, as all of these."
    )
    @click.option("--country", multiple=True, metavar="VALUE", help="Only people of this country.")
    @click.option("--profession", multiple=True, metavar="VALUE", help="Only people of this profession.")
    @click.option(
        "--years", multiple=True, metavar="VALUE", help="Only people with so many years: a value, or a range (2..10)."
    )
    @click.option("--who", multiple=True, metavar="NAME=VALUE", help="Only people with this value of any attribute.")
    @click.option("--policy", multiple=True, metavar="COUNTRY", help="Only claims of this country's policy.")
    @click.option("--in-force", default="", metavar="WHEN", help="Claims in force: 2014-03-01, 2014 or 2011..2014.")
    @click.option("--beside", default="", metavar="WHEN", help="Lay the claims in force then beside them.")
    @click.option(
        "--voice",
        "voices",
        multiple=True,
        type=click.Choice([each.value for each in Voice]),
        help="Only in this voice.",
    )
    @click.option(
        "--tense",
        "tenses",
        multiple=True,
        type=click.Choice([each.value for each in Tense]),
        help="Only in this tense.",
    )
    @click.option("--judged-by", "coders", multiple=True, metavar="NAME", help="Only what this person judged or coded.")
    @click.option(
        "--evidence",
        type=click.Choice([each.value for each in Evidence]),
        default=Evidence.HUMAN.value,
        show_default=True,
        help="What people found by reading; accepted suggestions too; or the machine's themes, corrected by a sample.",
    )
    @click.option(
        "--least", type=click.IntRange(1), default=1, show_default=True, help="At least so many people report it."
    )
    @functools.wraps(function)
    def command(*given: Any, **rest: Any) -> None:
        who = {name: tuple(values) for name in SHORT if (values := rest.pop(name))}
        for each in rest.pop("who"):
            name, equals, value = each.partition("=")
            if not equals:
                raise click.UsageError(f"--who {each}: write NAME=VALUE.")
            who[name] = (*who.get(name, ()), value)
        told = {
            name: rest.pop(name) for name in ("policy", "in_force", "beside", "voices", "tenses", "coders", "least")
        }
        wanted = ContrastFilter(tuple(who.items()), evidence=Evidence(rest.pop("evidence")), **told)
        function(*given, wanted=wanted, **rest)

    return command

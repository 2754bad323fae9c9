"""`workbench codes`: how the suggestions of each code have fared."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.call import Call, Row, about_a_study, example
from workbench.cli.lookup import code_named
from workbench.cli.tables import say, shown, table

if TYPE_CHECKING:
    from workbench.analysis.shares import PeopleShare
    from workbench.analysis.weighted import WeightedShare
    from workbench.report.code_card import CodeCard

_REPORT = table(
    {
        "code": "code", "accepted": lambda row: f"{row['accepted']} of {row['decided']}", "precision": lambda row: _percent(row["precision"]),
        "recall": lambda row: _percent(row["recall"]), "kappa": lambda row: "" if row["kappa"] is None else f"{row['kappa']:.2f}",
        "codings": "codings", "next": lambda row: row["next"][0],
    },
    empty="The study has no codes.",
)  # fmt: skip


_ASKED = table(
    {
        "code": "code", "name": "code_name", "likely": lambda row: f"{row['probability']:.0%}",
        "": lambda row: "would be suggested" if row["enough"] else "",
    },
    empty="The newest run learned no codes.",
)  # fmt: skip


@click.group(epilog=example("workbench codes report"))
def codes() -> None:
    """How the suggestions of each code have fared."""


@codes.command("report", epilog=example("workbench codes report", "workbench codes report TRUST"))
@click.argument("code", required=False)
@about_a_study
def report(call: Call, code: str | None) -> None:
    """Show the report card of every code in use, or the whole card of one.

    Precision: the share of suggestions accepted, of those decided one by one. Recall: the share of its passages for which it
    was suggested, estimated from the passages drawn at random. Kappa: of the newest learned run, cross-validated over sources.
    """
    from workbench.report.code_card import code_cards

    cards = code_cards(call.study, code=code and code_named(call.study, code).id)
    call.answer([_row(card) for card in cards], _print_one if code else _REPORT)


@codes.command("ask", epilog=example('workbench codes ask "We sat down together and looked at the plan."'))
@click.argument("words")
@click.option("--most", type=click.IntRange(1), default=5, show_default=True, help="How many codes to show.")
@about_a_study
def ask(call: Call, words: str, most: int) -> None:
    """Show which codes the machine would find likely in WORDS that stand in no source. Nothing is stored.

    It says what the newest run of a recipe that learns would say: whether a definition and its examples tell what they should.
    """
    from workbench.pipeline.asking import likely_codes

    found = likely_codes(call.study, words)[:most]
    rows = [
        {"code": one.code.key, "code_name": one.code.name, "code_id": one.code.id, "probability": one.probability, "enough": one.enough}
        for one in found
    ]  # fmt: skip
    call.answer(rows, _ASKED)


def _row(card: CodeCard) -> Row:
    drift = card.drift
    return {
        "code": card.code.key, "code_name": card.code.name, "code_id": card.code.id,
        "decided": sum(card.counts[action] for action in ("accept", "change", "reject")), "accepted": card.counts["accept"],
        "changed": card.counts["change"], "rejected": card.counts["reject"], "unsure": card.counts["unsure"],
        "precision": _share(card.precision), "recall": _share(card.recall), "prevalence": _share(card.prevalence),
        "kappa": card.kappa, "ask_me": card.ask_me, "codings": card.codings,
        "drift": drift and {"version": drift.version, "before": _share(drift.before), "since": _share(drift.since)},
        "confused_with": [[other.key, n] for other, n in card.confused_with],
        "said_for": [[other.key, n] for other, n in card.said_for],
        "mixed_up": [[other.key, n] for other, n in card.mixed_up], "next": list(card.next),
        "bands": [asdict(band) for band in card.bands],
        "accepted_at_once": dict(zip(("hold", "checked", "drawn"), card.checked, strict=True)),
    }  # fmt: skip


def _share(found: PeopleShare | WeightedShare) -> Row | None:
    """Return a share with its interval and what it is of; None where there is nothing to say it of."""
    if found.share != found.share:  # only NaN differs from itself
        return None
    n = getattr(found, "n", found.m)
    known = found.low == found.low  # as above
    return {
        "share": found.share, "low": found.low if known else None, "high": found.high if known else None, "n": n,
        "m": found.m, "readable": found.readable,
    }  # fmt: skip


def _print_one(rows: list[Row]) -> None:
    for row in rows:
        say(f"{row['code']}: {shown(row['code_name'])}")
        said = (
            f"{row['accepted']} accepted, {row['changed']} changed, {row['rejected']} rejected, {row['unsure']} unsure"
        )
        say(f"  Decisions: {said}; people gave it to {row['codings']} passages.")
        say(f"  Precision, decided one by one: {_percent(row['precision']) or 'nothing decided yet'}")
        say(f"  Recall, from passages drawn at random: {_recall(row['recall'])}")
        say(
            f"  Kappa, out of the source: {'no learned run yet' if row['kappa'] is None else format(row['kappa'], '.2f')}"
        )
        for name, words in (
            ("confused_with", "Changed to"),
            ("said_for", "Chosen instead of"),
            ("mixed_up", "The machine mixes it up with"),
        ):
            if row[name]:
                say(f"  {words}: {', '.join(f'{key} ({n} times)' for key, n in row[name])}")
        for one in row["bands"]:
            say(
                f"  Estimated {one['low']:.0%} to {one['high']:.0%}: {one['carried']} of {one['passages']} carry it, on sources it had"
                f" not seen; people accepted {one['accepted']} of {one['decided']}"
            )
        if (once := row["accepted_at_once"])["drawn"]:
            say(f"  Accepted at once: {once['checked']} of {once['drawn']} drawn are checked, {once['hold']} hold")
        if row["drift"]:
            one = row["drift"]
            since = _percent(one["since"]) or "nothing decided yet"
            say(
                f"  Accepted before version {one['version']}, when its meaning changed: {_percent(one['before'])}; since: {since}"
            )
        for each in row["next"]:
            say(f"  Next: {shown(each)}")


def _recall(found: dict[str, Any] | None) -> str:
    if found is None:
        return "none of them with this code has been looked at yet"
    few = "" if found["readable"] else f"; from {found['m']} people or sources only, too few to rely on"
    return f"{_percent(found)}, from {found['n']} passages{few}"


def _percent(found: dict[str, Any] | None) -> str:
    if found is None:
        return ""
    wide = "" if found["low"] is None else f" ({found['low']:.0%} to {found['high']:.0%})"
    return f"{found['share']:.0%}{wide}"

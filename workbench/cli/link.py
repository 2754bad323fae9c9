"""`workbench link`: how passages stand to claims. Stance is a person's, never a machine's."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.call import Call, Row, about_a_study, example
from workbench.cli.lookup import source_named
from workbench.cli.tables import brief, say, short, shown, table
from workbench.model import GapType, Link, Span, Stance, Tense, Voice

if TYPE_CHECKING:
    from workbench.review import Judgement
    from workbench.store import OpenStudy

_STANCE = click.Choice([each.value for each in Stance])
_LIST = table(
    {
        "id": short("id"), "claim": lambda row: f"{row['claim']} v{row['version']}", "stance": "stance", "gap": "gap_type",
        "voice": "voice", "tense": "tense", "source": "source", "coder": "coder", "words": brief("quotation", 60),
    },
    empty="There are no such links.",
)  # fmt: skip


@click.group(epilog=example("workbench link list --claim C06"))
def link() -> None:
    """Passages linked to claims, with how they stand to them."""


def _judged(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say how a passage stands beside its stance, passed on as `how`."""

    @click.option("--gap", type=click.Choice([each.value for each in GapType]), help="In what way practice differs.")
    @click.option("--no-gap", is_flag=True, help="None of the gap types fits.")
    @click.option("--voice", type=click.Choice([each.value for each in Voice]), help="Whose practice is spoken of.")
    @click.option("--tense", type=click.Choice([each.value for each in Tense]), help="What was, is, or is planned.")
    @functools.wraps(command)
    def given(*arguments: Any, **options: Any) -> None:
        how = {name: options.pop(name) for name in ("gap", "no_gap", "voice", "tense")}
        command(*arguments, how=how, **options)

    return given


@link.command(
    "add", epilog=example("workbench link add C06 interview07 1204 1310 contradicted --gap absent --tense present")
)
@click.argument("claim")
@click.argument("source")
@click.argument("start", type=int)
@click.argument("end", type=int)
@click.argument("stance", type=_STANCE)
@_judged
@click.option("--note", default="", help="A note, kept as a memo about the link.")
@about_a_study
def add(call: Call, claim: str, source: str, start: int, end: int, stance: str, how: dict[str, Any], note: str) -> None:
    """Link the characters START to END (from 0, END not included) of a source to a claim, and say how they stand to it.

    Strained and contradicted ask for a gap type; where none fits, say so with --no-gap.
    """
    from workbench.review import add_link

    found = source_named(call.study, source)
    made = add_link(
        call.study, claim, found.id, Span(start, end), _judgement(stance, how), note=note, by=call.coder
    )  # fmt: skip
    _tell(call, made, "Linked")


@link.command("answer", epilog=example("workbench link answer 5b0e7f21 strained --gap workaround"))
@click.argument("id")
@click.argument("answer", type=click.Choice([*(each.value for each in Stance), "reject", "unsure"]), metavar="ANSWER")
@_judged
@click.option("--note", default="", help="A note, kept as a memo about the link.")
@about_a_study
def answer(call: Call, id: str, answer: str, how: dict[str, Any], note: str) -> None:
    """Answer to a proposed passage: with a stance, which links it, or with `reject` or `unsure`.

    `unclear` is a stance: the passage bears on the claim, and does not say how. `unsure` puts it aside.
    """
    from workbench import review

    if answer in {"reject", "unsure"}:
        act = review.turn_down if answer == "reject" else review.leave_unsure
        one = call.study.claim_suggestions.get(id)
        act(call.study, one.id, by=call.coder, where="cli")
        word = "turned down" if answer == "reject" else "put aside"
        call.answer([{"id": one.id, "answer": answer}], lambda _rows: say(f"The passage was {word}."))
        return
    judged = _judgement(answer, how)
    _tell(call, review.link_suggestion(call.study, id, judged, note=note, by=call.coder, where="cli"), "Linked")


@link.command("list", epilog=example("workbench link list --claim C06", "workbench link list --earlier"))
@click.option("--claim", metavar="KEY", help="Only to this claim, in every wording.")
@click.option("--source", metavar="S", help="Only in this source (name or id).")
@click.option("--stance", type=_STANCE, help="Only of this stance.")
@click.option("--earlier", is_flag=True, help="Only those made under an earlier wording of their claim.")
@about_a_study
def list_(call: Call, claim: str | None, source: str | None, stance: str | None, earlier: bool) -> None:
    """List links by claim, in reading order, with the words they cover."""
    from workbench.review import earlier_wording

    study = call.study
    key = study.claims.find(claim).key if claim else None
    source_id = source_named(study, source).id if source else None
    links = [each.link for each in earlier_wording(study)] if earlier else study.links.all()
    rows = [
        row
        for row in link_rows(study, links)
        if key in (None, row["claim"]) and source_id in (None, row["source_id"]) and stance in (None, row["stance"])
    ]
    call.answer(sorted(rows, key=lambda row: (row["claim"], row["version"], row["source"], row["start"])), _LIST)


@link.command("change", epilog=example("workbench link change 5b0e7f21 strained --gap workaround"))
@click.argument("id")
@click.argument("stance", type=_STANCE)
@_judged
@about_a_study
def change(call: Call, id: str, stance: str, how: dict[str, Any]) -> None:
    """Judge a linked passage of yours anew; what is not given stays, and so do its memos.

    A gap type stays only from strained to contradicted and back: what is fulfilled is not absent.
    """
    from workbench.review import change_link

    old = call.study.links.get(id)
    made = change_link(call.study, old.id, _judgement(stance, how, old), by=call.coder)
    _tell(call, made, "Judged anew")


@link.command("remove", epilog=example("workbench link remove 5b0e7f21"))
@click.argument("id")
@about_a_study
def remove(call: Call, id: str) -> None:
    """Take a link of yours away; undo brings it back."""
    from workbench.review import remove_link

    (row,) = link_rows(call.study, [call.study.links.get(id)])
    remove_link(call.study, row["id"], by=call.coder)
    call.answer([row], lambda _rows: say(f"Removed the link to {row['claim']} from “{shown(row['quotation'], 100)}”"))


@link.command("carry", epilog=example("workbench link carry 5b0e7f21"))
@click.argument("id")
@about_a_study
def carry(call: Call, id: str) -> None:
    """Link a passage of yours to the newest wording of its claim as well; look first whether it still stands so."""
    from workbench.review import carry_over

    _tell(call, carry_over(call.study, id, by=call.coder), "Carried over")


def link_rows(study: OpenStudy, links: Iterable[Link]) -> list[Row]:
    """Return links as they are printed, each with the wording it was made under and the words it covers."""
    sources = {each.id: each for each in study.sources.all()}
    claims = {each.id: each for each in study.claims.all()}
    coders = {each.id: each.name for each in study.coders.all()}
    return [
        {
            "id": each.id,
            "claim": claims[each.claim_id].key,
            "claim_id": each.claim_id,
            "version": claims[each.claim_id].version,
            "stance": each.stance.value,
            "gap_type": each.gap_type.value,
            "voice": each.voice.value,
            "tense": each.tense.value,
            "source": sources[each.source_id].name,
            "source_id": each.source_id,
            "start": each.span.start,
            "end": each.span.end,
            "coder": coders[each.coder_id],
            "created": each.created.isoformat(),
            "from_suggestion": each.from_suggestion,
            "quotation": each.span.of(sources[each.source_id].text),
        }
        for each in links
    ]


def _judgement(stance: str, how: dict[str, Any], old: Link | None = None) -> Judgement:
    from workbench.review import Judgement

    stays = old is not None and not how["no_gap"] and _asks_for_a_gap(stance) == _asks_for_a_gap(old.stance)
    gap = GapType(how["gap"]) if how["gap"] else old.gap_type if old and stays else GapType.NONE
    voice = Voice(how["voice"]) if how["voice"] else old.voice if old else Voice.OWN_PRACTICE
    tense = Tense(how["tense"]) if how["tense"] else old.tense if old else Tense.UNCLEAR
    return Judgement(Stance(stance), gap, voice, tense, how["no_gap"])


def _asks_for_a_gap(stance: str) -> bool:
    return stance in {Stance.STRAINED, Stance.CONTRADICTED}


def _tell(call: Call, made: Link, what: str) -> None:
    (row,) = link_rows(call.study, [made])
    call.answer([row], lambda _rows: say(f"{what}: {row['claim']}, {row['stance']}: “{shown(row['quotation'], 100)}”"))

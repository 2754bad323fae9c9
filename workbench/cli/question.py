"""`workbench question`: the interview guide, the claims its questions ask about, and the turns that ask them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from workbench.cli.call import Call, Row, about_a_study, example
from workbench.cli.lookup import source_named
from workbench.cli.tables import brief, counted, say, shown, table
from workbench.model import Question

if TYPE_CHECKING:
    from workbench.store import OpenStudy

_LIST = table(
    {
        "key": "key", "claims": lambda row: ", ".join(row["claims"]), "asked in": "asked_in", "question": brief("text"),
    },
    empty="There is no guide yet. Write a question down: workbench question add Q1 WORDS",
)  # fmt: skip
_ASKED = table(
    {"question": "question", "source": "source", "turn": "ordinal", "words": brief("quotation"), "coder": "coder"},
    empty="No turn is known to ask such a question.",
)


@click.group(epilog=example("workbench question list"))
def question() -> None:
    """The interview guide: with it, silence on a claim is told apart into asked and not asked."""


@question.command("list", epilog=example("workbench question list"))
@about_a_study
def list_(call: Call) -> None:
    """List the questions in the order of the guide, with the claims they ask about and how many sources ask them."""
    call.answer(_rows(call.study, call.study.questions.all()), _LIST)


@question.command("add", epilog=example('workbench question add Q4 "How does a review go?" --claim C06 --claim C02'))
@click.argument("key")
@click.argument("text")
@click.option("--claim", "claims", multiple=True, metavar="KEY", help="A claim it asks about; may be given again.")
@about_a_study
def add(call: Call, key: str, text: str, claims: tuple[str, ...]) -> None:
    """Write a question down at the end of the guide, under a short KEY."""
    from workbench.review import add_question

    made = add_question(call.study, key, text, claims=claims, by=call.coder)
    call.answer(_rows(call.study, [made]), lambda _rows: say(f"Added {made.key}: {shown(made.text, 100)}"))


@question.command("edit", epilog=example('workbench question edit Q4 --text "How does a review usually go?"'))
@click.argument("key")
@click.option("--text", default="", help="Other words.")
@click.option("--key", "new_key", default="", help="Another key.")
@about_a_study
def edit(call: Call, key: str, text: str, new_key: str) -> None:
    """Give a question other words or another key."""
    from workbench.review import edit_question

    made = edit_question(call.study, key, text=text, new_key=new_key, by=call.coder)
    call.answer(_rows(call.study, [made]), lambda _rows: say(f"Changed {made.key}: {shown(made.text, 100)}"))


@question.command("tag", epilog=example("workbench question tag Q4 C06 C02"))
@click.argument("key")
@click.argument("claims", metavar="CLAIM...", nargs=-1)
@about_a_study
def tag(call: Call, key: str, claims: tuple[str, ...]) -> None:
    """Say exactly which claims a question asks about; without any, none."""
    from workbench.review import tag_question

    made = tag_question(call.study, key, claims, by=call.coder)
    (row,) = _rows(call.study, [made])
    call.answer([row], lambda _rows: say(f"{made.key} asks about {', '.join(row['claims']) or 'no claim'}."))


@question.command("remove", epilog=example("workbench question remove Q4"))
@click.argument("key")
@about_a_study
def remove(call: Call, key: str) -> None:
    """Take a question away, with its claims and the turns that ask it; undo brings all of it back."""
    from workbench.review import remove_question

    rows = _rows(call.study, [call.study.questions.find(key)])
    remove_question(call.study, key, by=call.coder)
    call.answer(rows, lambda _rows: say(f"Removed {rows[0]['key']}."))


@question.command("asked", epilog=example("workbench question asked", "workbench question asked Q4 interview07 12"))
@click.argument("key", required=False)
@click.argument("source", required=False)
@click.argument("turns", metavar="TURN...", type=int, nargs=-1)
@click.option("--not", "taken_back", is_flag=True, help="Take back that these turns ask it.")
@about_a_study
def asked(call: Call, key: str | None, source: str | None, turns: tuple[int, ...], taken_back: bool) -> None:
    """List which turns ask which questions, or say that turns of SOURCE ask the question KEY.

    Turns are numbered from 0; `workbench source show SOURCE --json` numbers them.
    """
    study = call.study
    found = study.questions.find(key) if key else None
    in_source = source_named(study, source) if source else None
    if found and in_source and turns:
        _say(call, found, in_source.id, turns, taken_back)
    rows = [
        row
        for row in _asked_rows(study)
        if (found is None or row["question"] == found.key) and (in_source is None or row["source_id"] == in_source.id)
    ]
    call.answer(rows, _ASKED)


def _say(call: Call, found: Question, source_id: str, turns: tuple[int, ...], taken_back: bool) -> None:
    """Say of all the turns in one act that they ask a question, or do not: with one that cannot, none is written."""
    from workbench.review import say_what_is_asked

    asks: dict[int, set[str]] = {turn: set() if taken_back else {found.id} for turn in turns}
    for one in call.study.questions.asked(source_id):
        if one.ordinal in asks and one.question_id != found.id:
            asks[one.ordinal].add(one.question_id)
    say_what_is_asked(call.study, source_id, {turn: sorted(ids) for turn, ids in asks.items()}, by=call.coder)


def _rows(study: OpenStudy, questions: list[Question]) -> list[Row]:
    keys = {claim.id: claim.key for claim in study.claims.all()}
    asked = study.questions.asked()
    return [
        {
            "id": each.id,
            "key": each.key,
            "text": each.text,
            "claims": list(dict.fromkeys(keys[claim_id] for claim_id in each.claims)),
            "turns": sum(one.question_id == each.id for one in asked),
            "asked_in": counted(len({one.source_id for one in asked if one.question_id == each.id}), "source"),
        }
        for each in questions
    ]


def _asked_rows(study: OpenStudy) -> list[Row]:
    keys = {each.id: each.key for each in study.questions.all()}
    coders = {each.id: each.name for each in study.coders.all()}
    sources = {each.id: each for each in study.sources.all()}
    words = {
        (source_id, turn.ordinal): turn.span.of(sources[source_id].text)
        for source_id in {each.source_id for each in study.questions.asked()}
        for turn in study.sources.turns(source_id)
    }
    return [
        {
            "question": keys[each.question_id],
            "source": sources[each.source_id].name,
            "source_id": each.source_id,
            "ordinal": each.ordinal,
            "coder": coders[each.coder_id],
            "quotation": words[each.source_id, each.ordinal],
        }
        for each in study.questions.asked()
    ]

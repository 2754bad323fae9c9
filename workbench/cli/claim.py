"""`workbench claim`: what policy expects, taken from its very words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.call import Call, Row, about_a_study, example
from workbench.cli.days import DAY, DAY_OR_NONE, day_of
from workbench.cli.lookup import code_named, source_named
from workbench.cli.progress import progress
from workbench.cli.tables import brief, counted, say, short, shown, table
from workbench.model import Claim, Modality, Span

if TYPE_CHECKING:
    from workbench.store import OpenStudy

_MODALITY = click.Choice([each.value for each in Modality])


def _period(row: Mapping[str, Any]) -> str:
    """Return from when to when a claim is in force; a dash where policy does not say."""
    first, last = row["in_force_from"], row["in_force_to"]
    return f"{first or '…'} to {last or '…'}" if first or last else "-"


_LIST = table(
    {
        "claim": "key", "version": "version", "says": "modality", "country": "country",
        "in force": _period,
        "links": "links", "statement": brief("statement"),
    },
    empty="There are no claims yet. Take one from a policy: workbench claim add SOURCE START END STATEMENT",
)  # fmt: skip


_LINKS = table(
    {
        "id": short("id"), "stance": "stance", "gap": "gap_type", "source": "source", "coder": "coder",
        "words": brief("quotation", 60),
    },
    empty="No passage is linked to it yet.",
)  # fmt: skip


_PASSAGES = table(
    {
        "id": short("id"), "who": lambda row: ", ".join(row["people"]) or row["source"], "so far": "standing",
        "score": lambda row: f"{row['score']:.2f}", "words": brief("quotation"),
    },
    empty="Nothing waits for this claim. Have passages proposed: workbench claim propose KEY",
)  # fmt: skip


@click.group(epilog=example("workbench claim list", "workbench claim show C06"))
def claim() -> None:
    """What policy expects, claim by claim, each taken from the words of a document."""


@claim.command("list", epilog=example("workbench claim list", "workbench claim list --in-force 2012-06-01"))
@click.option("--in-force", "day", type=DAY, metavar="DAY", help="Only what was in force on this day (2012-06-01).")
@click.option("--all", "every", is_flag=True, help="Earlier wordings too.")
@about_a_study
def list_(call: Call, day: datetime | None, every: bool) -> None:
    """List the claims in their newest wording, by key."""
    from workbench.review.claims import in_force_on

    found = call.study.claims.all() if every else call.study.claims.newest()
    if day is not None:
        found = [each for each in found if in_force_on(each, day.date())]
    call.answer(claim_rows(call.study, found), _LIST)


@claim.command("show", epilog=example("workbench claim show C06"))
@click.argument("key")
@about_a_study
def show(call: Call, key: str) -> None:
    """Show a claim with the extract it was taken from, its wordings, the questions about it, and its links."""
    from workbench.cli.link import link_rows

    study = call.study
    newest = study.claims.find(key)
    wordings = [each for each in study.claims.all() if each.key.casefold() == newest.key.casefold()]
    ids = {each.id for each in wordings}
    links = link_rows(study, [each for each in study.links.all() if each.claim_id in ids])
    asking = [{"key": q.key, "text": q.text} for q in study.questions.all() if newest.id in q.claims]
    looks = [
        {"at": look.at.isoformat(), "what": look.what.value, "note": look.note, "version": each.version}
        for each in wordings
        for look in study.claim_looks.all(each.id)
    ]
    (row,) = claim_rows(study, [newest])
    more = {"claim": row, "wordings": claim_rows(study, wordings), "questions": asking, "looks": looks}

    def print_rows(rows: list[Row]) -> None:
        _print_claim(more)
        _LINKS(rows)

    call.answer(links, print_rows, **more)


@claim.command(
    "add",
    epilog=example(
        'workbench claim add code-of-practice 310 402 "The plan is reviewed with the person." --modality must'
    ),
)
@click.argument("source")
@click.argument("start", type=int)
@click.argument("end", type=int)
@click.argument("statement")
@click.option("--modality", type=_MODALITY, default="should", show_default=True, help="How strongly it is said.")
@click.option("--theme", default="", metavar="CODE", help="The code it belongs to (key, name or id).")
@click.option("--country", default="", help="Where it holds.")
@click.option("--from", "begins", type=DAY, metavar="DAY", help="In force from this day (2008-03-01).")
@click.option("--to", "ends", type=DAY, metavar="DAY", help="In force until this day.")
@click.option("--key", default="", metavar="KEY", help="Its key; default: the next one, such as C13.")
@about_a_study
def add(call: Call, source: str, start: int, end: int, statement: str, key: str, **said: Any) -> None:
    """Take a claim from the characters START to END (from 0, END not included) of a policy, and state it."""
    from workbench.review import Wording, add_claim

    theme = code_named(call.study, said["theme"]).id if said["theme"] else ""
    wording = Wording(
        statement, Modality(said["modality"]), theme, said["country"], day_of(said["begins"]), day_of(said["ends"])
    )
    made = add_claim(call.study, source_named(call.study, source).id, Span(start, end), wording, key=key, by=call.coder)
    (row,) = claim_rows(call.study, [made])
    call.answer([row], lambda _rows: say(f"Took {made.key}: “{shown(row['quotation'], 100)}”"))


@claim.command("edit", epilog=example('workbench claim edit C06 --statement "Every plan is reviewed together."'))
@click.argument("key")
@click.option("--statement", help="Another statement.")
@click.option("--modality", type=_MODALITY, help="How strongly it is said.")
@click.option("--theme", metavar="CODE", help="Another code (key, name or id); '' for none.")
@click.option("--country", help="Where it holds.")
@click.option("--from", "in_force_from", type=DAY_OR_NONE, metavar="DAY", help="In force from this day; '' for none.")
@click.option("--to", "in_force_to", type=DAY_OR_NONE, metavar="DAY", help="In force until this day; '' for none.")
@about_a_study
def edit(call: Call, key: str, **said: Any) -> None:
    """Word a claim anew. Once passages are linked to it, or looked for, this publishes a new version; links stay with the old."""
    from workbench.review import edit_claim, wording_of

    old = call.study.claims.find(call.study.claims.find(key).key)
    given: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    if given.get("theme"):
        given["theme"] = code_named(call.study, given["theme"]).id
    if "modality" in given:
        given["modality"] = Modality(given["modality"])
    given |= {name: day_of(given[name]) for name in ("in_force_from", "in_force_to") if name in given}
    made = edit_claim(call.study, key, replace(wording_of(old), **given), by=call.coder, seen=old)
    what = "Nothing was changed in" if made == old else "Changed" if made.id == old.id else "Published a new wording of"
    call.answer(claim_rows(call.study, [made]), lambda _rows: say(f"{what} {made.key} (version {made.version})."))


@claim.command("remove", epilog=example("workbench claim remove C13"))
@click.argument("key")
@about_a_study
def remove(call: Call, key: str) -> None:
    """Take a claim away that nothing hangs on; undo brings it back."""
    from workbench.review import remove_claim

    gone = call.study.claims.find(key)
    rows = claim_rows(call.study, [gone])
    remove_claim(call.study, key, by=call.coder)
    older = max((each.version for each in call.study.claims.all() if each.key == gone.key), default=0)
    told = (
        f"Removed {gone.key}."
        if not older
        else f"Removed version {gone.version} of {gone.key}: version {older} counts again."
    )
    call.answer(rows, lambda _rows: say(told))


@claim.command("look", epilog=example('workbench claim look C06 --note "Read all of W2: one person meets it."'))
@click.argument("key")
@click.option("--note", default="", help="What you found.")
@about_a_study
def look(call: Call, key: str, note: str) -> None:
    """Put on record that you looked for passages that speak against how a claim is counted."""
    from workbench.review import looked_for_negative_cases

    made = looked_for_negative_cases(call.study, key, note=note, by=call.coder)
    found = call.study.claims.find(key)
    row = {
        "id": made.id, "claim": found.key, "version": found.version, "at": made.at.isoformat(), "what": made.what.value,
        "note": made.note,
    }  # fmt: skip
    call.answer([row], lambda _rows: say(f"It is on record that you looked for negative cases of {found.key}."))


@claim.command("propose", epilog=example("workbench claim propose", "workbench claim propose C06 --each 5"))
@click.argument("keys", metavar="KEY...", nargs=-1)
@click.option("--each", type=click.IntRange(1, 50), default=3, show_default=True, help="Passages of every interviewee.")
@about_a_study
def propose(call: Call, keys: tuple[str, ...], each: int) -> None:
    """Propose passages that may bear on claims (default: all), some of every interviewee, whichever way they speak.

    They are suggestions: a person links them and says how they stand (`workbench link answer`).
    """
    from workbench.pipeline.claims import propose_passages

    with progress() as tell:
        done = propose_passages(call.study, keys, by=call.coder, each=each, progress=tell)
    row = {"id": done.id, "models": dict(done.models), "started": done.started.isoformat(), **dict(done.counts)}
    sentence = (
        f"{counted(row['proposed'], 'passage')} proposed for {counted(row['claims'], 'claim')}. "
        "Look at them: workbench claim passages KEY"
    )
    call.answer([row], lambda _rows: say(sentence))


@claim.command("passages", epilog=example("workbench claim passages C06", "workbench claim passages C06 --against"))
@click.argument("key")
@click.option("--against", is_flag=True, help="First what may speak against how the claim is counted so far.")
@about_a_study
def passages(call: Call, key: str, against: bool) -> None:
    """List the passages that wait for a claim: the best of everybody first.

    With --against: first of people of whom nothing is linked yet, then of those who are counted the other way than most.
    """
    from workbench.review import claim_queue

    sources = {each.id: each for each in call.study.sources.all()}
    rows = [
        {
            "id": each.suggestion.id,
            "people": list(each.people),
            "standing": each.standing,
            "source": sources[each.suggestion.source_id].name,
            "source_id": each.suggestion.source_id,
            "start": each.suggestion.span.start,
            "end": each.suggestion.span.end,
            "score": each.suggestion.score,
            "why": [asdict(reason) for reason in each.suggestion.why],
            "quotation": each.suggestion.span.of(sources[each.suggestion.source_id].text),
        }
        for each in claim_queue(call.study, key, by=call.coder, against=against)
    ]
    call.answer(rows, _PASSAGES)


def claim_rows(study: OpenStudy, claims: list[Claim]) -> list[Row]:
    """Return claims as they are printed, each with its extract and how many passages are linked to that wording."""
    sources = {each.id: each for each in study.sources.all()}
    book = study.codebook.current()
    codes = {} if book is None else book.by_id
    linked = [each.claim_id for each in study.links.all()]
    return [
        {
            "id": each.id,
            "key": each.key,
            "version": each.version,
            "statement": each.statement,
            "modality": each.modality.value,
            "theme": codes[each.theme].key if each.theme and each.theme in codes else None,
            "country": each.country,
            "in_force_from": each.in_force_from.isoformat() if each.in_force_from else None,
            "in_force_to": each.in_force_to.isoformat() if each.in_force_to else None,
            "source": sources[each.source_id].name,
            "source_id": each.source_id,
            "start": each.span.start,
            "end": each.span.end,
            "links": linked.count(each.id),
            "quotation": each.span.of(sources[each.source_id].text),
        }
        for each in claims
    ]


def _print_claim(more: dict[str, Any]) -> None:
    row = more["claim"]
    where = ", ".join(shown(each) for each in (row["source"], row["country"], row["in_force_from"]) if each)
    say(f"{row['key']} (version {row['version']}, {row['modality']}): {shown(row['statement'])}")
    say(f"  “{shown(row['quotation'])}” ({where})")
    for each in more["wordings"][:-1]:
        say(f"  Version {each['version']} said: {shown(each['statement'])}")
    for each in more["questions"]:
        say(f"  Asked by {each['key']}: {shown(each['text'])}")
    for each in more["looks"]:
        note = f": {shown(each['note'])}" if each["note"] else ""
        say(f"  {each['at'][:10]}, {each['what'].replace('_', ' ')}{note}")

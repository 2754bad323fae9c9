"""`workbench suggestion`: what the machine proposes, never counted."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.call import Call, Row, about_a_study, example
from workbench.cli.lookup import code_named, source_named, suggestion_ids
from workbench.cli.tables import SHORT_ID, brief, note, say, short, shown, table
from workbench.model import Mode, Suggestion

if TYPE_CHECKING:
    from workbench.store import OpenStudy

_LIST = table(
    {
        "id": short("id"), "state": "state", "source": "source", "code": "code",
        "score": lambda row: f"{row['score']:.2f}", "words": brief("quotation", 60),
        "why": lambda row: "; ".join(each["note"] or each["method"] for each in row["why"]),
    },
    empty="There are no such suggestions.",
)  # fmt: skip


@click.group(epilog=example("workbench suggestion list --pending"))
def suggestion() -> None:
    """What the machine proposes. Nothing of it counts until a person decides."""


@suggestion.command("list", epilog=example("workbench suggestion list --pending --code TRUST"))
@click.option("--pending", is_flag=True, help="Only those that wait for a decision.")
@click.option("--code", metavar="C", help="Only of this code (key, name or id).")
@click.option("--source", metavar="S", help="Only in this source (name or id).")
@about_a_study
def list_(call: Call, pending: bool, code: str | None, source: str | None) -> None:
    """List suggestions in reading order, with why each was made."""
    study = call.study
    code_id = code_named(study, code).id if code else None
    source_id = source_named(study, source).id if source else None
    if (why_not := _hidden(study)) is not None:
        call.answer([], lambda _rows: None)
        note(why_not)
        return
    call.answer(_rows(study, pending=pending, code_id=code_id, source_id=source_id), _LIST)


@suggestion.command("why", epilog=example("workbench suggestion why 1f0c2a9e"))
@click.argument("id")
@about_a_study
def why(call: Call, id: str) -> None:
    """Show everything on record of a suggestion: what speaks for and against it, and the run that made it.

    Of the run: recipe, model with the digest of its weights, codebook version, seed, what it learned from, versions of packages.
    """
    if (why_not := _hidden(call.study)) is not None:
        call.answer([], lambda _rows: None)
        note(why_not)
        return
    call.answer([_whole(call.study, suggestion_ids(call.study, [id])[0])], _print_whole)


@suggestion.command("hide", epilog=example("workbench suggestion hide"))
@about_a_study
def hide(call: Call) -> None:
    """Switch suggestions off in this study, for everybody."""
    _switch(call, shown=False)


@suggestion.command("show", epilog=example("workbench suggestion show"))
@about_a_study
def show(call: Call) -> None:
    """Switch suggestions on again in this study."""
    _switch(call, shown=True)


def _whole(study: OpenStudy, suggestion_id: str) -> Row:
    one = study.suggestions.get(suggestion_id)
    run = next(each for each in study.runs.all() if each.id == one.run_id)
    (row,) = [
        each
        for each in _rows(study, pending=False, code_id=one.code_id, source_id=one.source_id)
        if each["id"] == one.id
    ]
    learned, names = {name: said for name, said in run.counts.items() if name != "codes"}, _names(study)
    if "taught_by" in learned:
        learned["taught_by"] = {names.get(coder_id, coder_id): n for coder_id, n in learned["taught_by"].items()}
    return {
        **row,
        "run": {
            "id": run.id, "recipe": run.recipe_name, "recipe_sha256": run.recipe_sha256, "recipe_text": run.recipe,
            "models": dict(run.models), "codebook_version": run.codebook_version, "seed": run.seed,
            "started": run.started.isoformat(), "segmentation_id": run.segmentation_id, "counts": learned,
            "versions": dict(run.versions), "code": run.counts.get("codes", {}).get(one.code_id),
        },
    }  # fmt: skip


def _names(study: OpenStudy) -> dict[str, str]:
    return {coder.id: coder.name for coder in study.coders.all()}


def _print_whole(rows: list[Row]) -> None:
    for row in rows:
        say(f"{row['id']}  {row['state']}")
        say(f"{row['code']} ({shown(row['code_name'])}), score {row['score']:.3f}")
        say(f"{shown(row['source'])}, {row['start']} to {row['end']}: “{shown(row['quotation'])}”")
        for each in row["why"]:
            _print_why(each)
        run = row["run"]
        say(f"Run {run['id']} of '{shown(run['recipe'])}' ({run['recipe_sha256'][:SHORT_ID]}), {run['started']}")
        say(f"  codebook version {run['codebook_version']}, seed {run['seed']}")
        for part in ("models", "counts", "versions"):
            for name, said in run[part].items():
                say(f"  {shown(name)}: {shown(said, 200)}")
        if run["code"]:
            say(f"  of this code: {shown(run['code'], 400)}")


def _print_why(each: dict[str, Any]) -> None:
    say(f"{shown(each['method'])}: {shown(each['note'])}")
    if each["cues"]:
        say(f"  words: {shown(', '.join(each['cues']))}")
    for words, score in each["nearest"]:
        say(f"  near, {score:.2f}: “{shown(words)}”")
    if each["against"]:
        words, key, score = each["against"]
        say(f"  against, {score:.2f}, {shown(key)}: “{shown(words)}”")


def _switch(call: Call, *, shown: bool) -> None:
    from workbench.review import show_suggestions

    before, word = call.study.about, "shown" if shown else "hidden"
    already = before.suggestions_shown is shown and before.mode is not Mode.REFLEXIVE
    if not already:
        show_suggestions(call.study, shown, by=call.coder)
    sentence = f"Suggestions are {'already' if already else 'now'} {word} in this study."
    call.answer([{"suggestions_shown": shown}], lambda _rows: say(sentence))


def _hidden(study: OpenStudy) -> str | None:
    about = study.about
    if about.mode is Mode.REFLEXIVE:
        return "This is a reflexive study: it has no suggestions."
    return None if about.suggestions_shown else "Suggestions are hidden in this study: `workbench suggestion show`."


def _rows(study: OpenStudy, *, pending: bool, code_id: str | None, source_id: str | None) -> list[Row]:
    sources = {each.id: each for each in study.sources.all()}
    book = study.codebook.current()
    codes = {} if book is None else book.by_id
    state = _states(study)
    return [
        {
            "id": each.id,
            "run_id": each.run_id,
            "state": state.get(each.id, "replaced"),
            "source": sources[each.source_id].name,
            "source_id": each.source_id,
            "start": each.span.start,
            "end": each.span.end,
            "code": codes[each.code_id].key,
            "code_name": codes[each.code_id].name,
            "code_id": each.code_id,
            "score": each.score,
            "why": _why(each),
            "quotation": each.span.of(sources[each.source_id].text),
        }
        for each in study.suggestions.all(pending=pending, code_id=code_id, source_id=source_id)
    ]


def _states(study: OpenStudy) -> dict[str, str]:
    """Return each suggestion's state: pending, or what was decided last; one that is missing was replaced."""
    waiting = {each.id: "pending" for each in study.suggestions.waiting()}  # again, where its code has changed since
    return {**{each.suggestion_id: each.action.value for each in study.suggestions.decisions()}, **waiting}


def _why(each: Suggestion) -> list[dict[str, Any]]:
    return [asdict(reason) for reason in each.why]

"""`workbench run`: the machine goes through the study and makes suggestions."""

from __future__ import annotations

from typing import Any

import click

from workbench.cli.call import Call, Row, about_a_study, answer, example
from workbench.cli.progress import progress
from workbench.cli.tables import counted, note, say, shown, table
from workbench.model import Recipe, Run, StageUse

_STAGES = table(
    {
        "slot": "slot",
        "stage": "stage",
        "parameters": lambda row: ", ".join(f"{name}={value}" for name, value in row["parameters"].items()),
    }
)


@click.command(epilog=example("workbench run similarity"))
@click.argument("recipe")
@click.option("--check", is_flag=True, help="Look for faults in the recipe only; nothing runs.")
@about_a_study
def run(call: Call, recipe: str, check: bool) -> None:
    """Run a recipe (a YAML file, or a shipped one by its name) and store its suggestions.

    Stopped with Ctrl+C, nothing of it is stored, and it can be run again.
    """
    from workbench.pipeline.load import load_recipe

    loaded = load_recipe(recipe)
    if check:
        rows = _stages(loaded)
        about = {"recipe": loaded.name, "recipe_sha256": loaded.sha256, "seed": loaded.seed}
        answer({**about, "rows": rows}, _print_checked(loaded), as_json=call.as_json)
        return
    done = _run(call, loaded)
    sentence = (
        f"{counted(done.counts['suggestions'], 'suggestion')} for {counted(done.counts['segments'], 'segment')}. "
        "Decide on them: workbench suggestion list --pending"
    )
    call.answer([_row(done)], lambda _rows: say(sentence))


def _run(call: Call, recipe: Recipe) -> Run:
    from workbench.pipeline import run as act

    study = call.study
    before = {each.id for each in study.runs.all()}
    try:
        with progress() as tell:
            return act.run(study, recipe, by=call.coder, progress=tell)
    except KeyboardInterrupt:
        stored = {each.id for each in study.runs.all()} - before
        note("The run was stored before it was stopped." if stored else "Nothing of this run was stored.")
        raise


def _print_checked(recipe: Recipe) -> Any:
    def print_rows(rows: list[Row]) -> None:
        say(f"The recipe '{shown(recipe.name)}' has no faults (seed {recipe.seed}).")
        _STAGES(rows)

    return print_rows


def _stages(recipe: Recipe) -> list[Row]:
    uses: list[tuple[str, StageUse]] = [("segment", recipe.segment)]
    uses += [("embed", recipe.embed)] if recipe.embed else []
    uses += [("suggest", use) for use in recipe.suggest]
    return [{"slot": slot, "stage": use.use, "parameters": dict(use.parameters)} for slot, use in uses]


def _row(done: Run) -> Row:
    return {
        "id": done.id,
        "recipe": done.recipe_name,
        "recipe_sha256": done.recipe_sha256,
        "codebook_version": done.codebook_version,
        "seed": done.seed,
        "started": done.started.isoformat(),
        "finished": done.finished.isoformat() if done.finished else None,
        "models": dict(done.models),
        "versions": dict(done.versions),
        "segmentation_id": done.segmentation_id,
        **dict(done.counts),
    }

"""`workbench new` and `workbench demo`: studies are made."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from workbench.cli.call import Call, coder_option, example, json_option
from workbench.cli.tables import say
from workbench.model import Mode


@click.command(epilog=example('workbench new mine --name "Coordination in three teams"'))
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--name", help="What the study is called; default: the file's name.")
@click.option(
    "--mode", type=click.Choice([mode.value for mode in Mode]), default=Mode.CODEBOOK.value, show_default=True,
    help="reflexive: no suggestions and no agreement scores, ever.",
)  # fmt: skip
@click.option("--synthetic", is_flag=True, help="The data are invented; every output says so.")
@click.option("--language", default="en", show_default=True, help="Language code of the transcripts, such as en or cy.")
@coder_option
@json_option
def new(path: Path, name: str | None, mode: str, synthetic: bool, language: str, coder: str, as_json: bool) -> None:
    """Make an empty study: one file, ending in .workbench."""
    from workbench.store import new_study

    study = new_study(path, name=name, mode=Mode(mode), synthetic=synthetic, language=language, by=coder)
    row = {"path": str(study.path), "name": study.about.name, "mode": mode, "language": language}
    call = Call(study.path, coder, as_json)
    call.answer([row], lambda _rows: say(f"Made the study '{study.about.name}' in {study.path}"))


@click.command(epilog=example("workbench demo demo"))
@click.argument("folder", default="demo", metavar="[DIR]", type=click.Path(path_type=Path))
@click.option("--uncoded", is_flag=True, help="Leave out the designers' coding, to code it yourself.")
@click.option(
    "--plan", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="FOLDER",
    help="Make it from a folder of your own in the shape of studies/syn-coord-28.",
)  # fmt: skip
@coder_option
@json_option
def demo(folder: Path, uncoded: bool, plan: Path | None, coder: str, as_json: bool) -> None:
    """Make the demonstration study (invented data) in a folder, by default ./demo."""
    from workbench.errors import StudyReadOnly
    from workbench.exchange.demonstration.make import make_demo

    try:
        path = make_demo(folder, by=coder, coded=not uncoded, plan=plan)
    except OSError as error:
        raise StudyReadOnly(
            f"The demonstration cannot be written to '{folder}': {error.strerror or error}.",
            "Name a folder that you can write to.",
        ) from error
    call = Call(path, coder, as_json)
    call.answer([{"path": str(path)}], lambda _rows: say(f"Made the demonstration study in {path}"))
    if not as_json:
        click.echo(f"Open it: workbench app --study {shlex.quote(str(path))}", err=True)

"""`workbench source`: transcripts and documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from workbench.cli.call import Call, Row, about_a_study, example
from workbench.cli.lookup import source_named
from workbench.cli.tables import clock, counted, say, short, shown, table
from workbench.errors import NotFound, listed
from workbench.model import Reading, Role, Source, Turn, Variety

_LIST = table(
    {
        "name": "name", "variety": "variety", "people": "people", "turns": "turns", "characters": "characters",
        "language": "language", "file": "file", "id": short("id"),
    },
    empty="There are no sources yet. Bring some in: workbench source add FILE...",
)  # fmt: skip
_TURNS = table(
    {"line": "line", "time": lambda row: clock(row["time"]), "speaker": "speaker", "role": "role",
     "place": lambda row: f"{row['start']}-{row['end']}", "words": "text"}
)  # fmt: skip
_PARAGRAPHS = table({"line": "line", "place": lambda row: f"{row['start']}-{row['end']}", "words": "text"})


def _roles(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, Role]:
    roles: dict[str, Role] = {}
    for words in given:
        label, _, role = (part.strip() for part in words.rpartition("="))
        if not label or role.casefold() not in list(Role):
            raise click.BadParameter(f"'{words}' is not LABEL=ROLE, where ROLE is one of: {listed(Role)}.")
        if label.casefold() in {each.casefold() for each in roles}:
            raise click.BadParameter(f"'{label}' is given twice; a label has one of the roles {listed(Role)}.")
        roles[label] = Role(role.casefold())
    return roles


@click.group(epilog=example("workbench source list"))
def source() -> None:
    """Transcripts and documents."""


@source.command("add", epilog=example("workbench source add interviews/*.docx --dry-run"))
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option(
    "--variety", type=click.Choice([variety.value for variety in Variety]), default=Variety.DISCLOSED.value,
    show_default=True, help="Which account of work it gives: an interview discloses, a policy imagines.",
)  # fmt: skip
@click.option("--name", help="Name of the source (one file only); default: the file's name.")
@click.option("--language", help="Language code; default: the study's.")
@click.option("--encoding", help="Encoding of a text file that is not UTF-8, such as cp1252.")
@click.option(
    "--role", "roles", multiple=True, metavar="LABEL=ROLE", callback=_roles,
    help="A speaker label and its role: interviewer, participant or other. For several, give it several times.",
)  # fmt: skip
@click.option("--mix", is_flag=True, help="Take invented and real sources into one study; the history says so.")
@click.option("--dry-run", is_flag=True, help="Read and report only; nothing is stored.")
@about_a_study
def add(
    call: Call, files: tuple[Path, ...], variety: str, name: str | None, language: str | None, encoding: str | None,
    roles: dict[str, Role], mix: bool, dry_run: bool,
) -> None:  # fmt: skip
    """Bring files in, all of them or none, and report what was found in each."""
    from workbench.exchange.intake import add_sources, read_files

    if name is not None and len(files) > 1:
        raise click.UsageError("--name names one source; it cannot name several files.")
    language = language or call.study.about.language
    readings = read_files(files, variety=Variety(variety), name=name, language=language, encoding=encoding, roles=roles)
    there = {} if not dry_run else {each.sha256: each.name for each in call.study.sources.all()}
    if not dry_run:
        add_sources(call.study, readings, by=call.coder, mix=mix)
    rows = [_report_row(reading, there.get(reading.source.sha256)) for reading in readings]
    call.answer(rows, lambda _rows: _print_reports(rows, dry_run=dry_run))


@source.command("list", epilog=example("workbench source list"))
@about_a_study
def list_(call: Call) -> None:
    """List the sources."""
    call.answer(call.study.sources.sizes(), _LIST)


@source.command("show", epilog=example("workbench source show interview07"))
@click.argument("name")
@about_a_study
def show(call: Call, name: str) -> None:
    """Show a source's turns with speakers, roles, line numbers and places (characters from 0).

    A document where nobody speaks is shown paragraph by paragraph.
    """
    found = source_named(call.study, name)
    turns = call.study.sources.turns(found.id)
    rows = [_turn_row(found, turn) for turn in turns] if turns else list(_paragraph_rows(found))
    more = {"source": found.name, "source_id": found.id, "variety": found.variety.value, "language": found.language}
    call.answer(rows, _TURNS if any(turn.speaker for turn in turns) else _PARAGRAPHS, **more)


@source.command("role", epilog=example('workbench source role interview07 "SPEAKER 1" interviewer'))
@click.argument("name")
@click.argument("speaker")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@about_a_study
def role_(call: Call, name: str, speaker: str, role: str) -> None:
    """Say what a speaker's ROLE is in the source NAME. Interviewers are never coded."""
    from workbench.review import set_role

    found = source_named(call.study, name)
    speakers = list(dict.fromkeys(turn.speaker for turn in call.study.sources.turns(found.id)))
    if speaker not in speakers:
        raise NotFound(
            f"Nobody in '{found.name}' is called '{speaker}'. There is: {listed(speakers)}.",
            f'`workbench source show "{found.name}"` shows who speaks.',
        )
    set_role(call.study, found.id, speaker, Role(role), by=call.coder)
    row = {"source": found.name, "source_id": found.id, "speaker": speaker, "role": role}
    call.answer([row], lambda _rows: say(f"'{shown(speaker)}' in '{shown(found.name)}' is taken as {role}."))


def _report_row(reading: Reading, already: str | None) -> Row:
    report = reading.report
    return {
        "id": reading.source.id,
        "name": reading.source.name,
        "file": report.file,
        "reader": report.reader,
        "encoding": report.encoding,
        "variety": reading.source.variety.value,
        "language": reading.source.language,
        "turns": report.turns,
        "words": report.words,
        "speakers": {label: role.value for label, role in report.speakers.items()},
        "minutes": report.minutes,
        "metadata": dict(report.metadata),
        "warnings": [{"message": warning.message, "line": warning.line} for warning in report.warnings],
        "already_in_study_as": already,
    }


def _print_reports(rows: Sequence[Row], *, dry_run: bool) -> None:
    for row in rows:
        _print_report(row)
    files = counted(len(rows), "file")
    say(f"Read {files}; nothing was stored." if dry_run else f"Added {counted(len(rows), 'source')}.")


def _print_report(row: Row) -> None:
    timed = "" if row["minutes"] is None else f", {row['minutes']:.0f} minutes"
    encoding = f", {row['encoding']}" if row["encoding"] else ""
    say(f"{shown(row['name'])}  ({shown(row['file'])}, {row['reader']}{encoding})")
    say(f"  {counted(row['turns'], 'turn')}, {counted(row['words'], 'word')}{timed}")
    for label, role in row["speakers"].items():
        say(f"  {shown(label) or 'unnamed'}: {role}")
    if row["already_in_study_as"]:
        say(f"  already in the study as '{shown(row['already_in_study_as'])}'; it would be refused")
    for warning in row["warnings"]:
        place = f"line {warning['line']}: " if warning["line"] else ""
        say(f"  warning: {place}{shown(warning['message'])}")


def _turn_row(source: Source, turn: Turn) -> dict[str, Any]:
    return {
        "ordinal": turn.ordinal,
        "line": source.text.count("\n", 0, turn.span.start) + 1,
        "start": turn.span.start,
        "end": turn.span.end,
        "speaker": turn.speaker,
        "role": turn.role.value,
        "time": turn.time,
        "language": turn.language,
        "text": turn.span.of(source.text),
    }


def _paragraph_rows(source: Source) -> list[dict[str, Any]]:
    rows, start = [], 0
    for line, words in enumerate(source.text.split("\n"), 1):
        if words.strip():
            rows.append({"line": line, "start": start, "end": start + len(words), "text": words})
        start += len(words) + 1
    return [{"ordinal": ordinal, **row} for ordinal, row in enumerate(rows)]

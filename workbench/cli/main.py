"""The command `workbench`: its groups, and the one place where errors become sentences and exit codes."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from workbench import __version__
from workbench.cli import (
    analysis,
    analysis_relations,
    app,
    case,
    check,
    claim,
    codebook,
    codebook_edit,
    codebook_look,
    codes,
    coding,
    compare,
    contrast,
    contrast_claims,
    history,
    link,
    matrix,
    memo,
    phases,
    question,
    review,
    review_queue,
    run,
    search,
    segment,
    source,
    study,
    suggestion,
)
from workbench.cli.call import example
from workbench.errors import Conflict, WorkbenchError

_NO_TEXT = WorkbenchError(
    "A word of this command, or the name of a file it names, holds bytes that are no text in UTF-8.",
    "Type the word again; give a file another name. Nothing was changed.",
)
INTERRUPTED = 130  # what shells say of a command that was stopped with Ctrl+C

_ABOUT = """Interviews against policy: transcripts in, suggestions against a codebook, a person decides.

Results go to stdout, everything else to stderr. Exit codes: 0 done, 1 could not, 2 wrong usage.

The study is the one named by --study or WORKBENCH_STUDY, or the only one in the current folder.
"""


class Door(click.Group):
    """The outermost group: turns whatever happens inside into sentences and an exit code."""

    def main(self, args: Any = None, prog_name: str | None = None, **extra: Any) -> Any:  # type: ignore[override]  # same call, fewer overloads
        """Run a command line and exit: 0 done, 1 could not, 2 wrong usage, 130 stopped by Ctrl+C."""
        try:
            code = super().main(args, prog_name or "workbench", **{**extra, "standalone_mode": False})
        except WorkbenchError as error:
            _tell(error)
            sys.exit(1)
        except UnicodeEncodeError as error:
            if error.reason != "surrogates not allowed":
                raise
            _tell(_NO_TEXT)  # a shell hands over bytes that are no text as lone surrogates, which no study can hold
            sys.exit(1)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except click.Abort:
            click.echo("Stopped.", err=True)
            sys.exit(INTERRUPTED)
        sys.exit(code if isinstance(code, int) else 0)

    def make_context(self, *arguments: Any, **extra: Any) -> click.Context:
        """Parse; help is printed here, so a closed pipe can show here too."""
        with _closed_pipe_is_fine():
            return super().make_context(*arguments, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, and see that all of its output is out before its success counts."""
        with _closed_pipe_is_fine():
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result


@contextmanager
def _closed_pipe_is_fine() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:  # `| head` has read enough, which is no error of ours
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  # what is left unsaid goes there
        raise click.exceptions.Exit(0) from None


def _tell(error: WorkbenchError) -> None:
    click.echo(f"Error: {error.message}", err=True)
    if isinstance(error, Conflict) and (error.mine or error.theirs):
        click.echo(f"Yours:\n{error.mine}\nStored now:\n{error.theirs}", err=True)
    if error.hint:
        click.echo(f"Try: {error.hint}", err=True)


@click.group(
    cls=Door,
    help=_ABOUT,
    epilog=example("workbench new mine", "workbench source add interviews/*.docx"),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(__version__, prog_name="workbench")
def workbench() -> None:
    """Hold every command."""


for _command in (
    study.new, study.demo, app.app, source.source, case.case, codebook.codebook, run.run, suggestion.suggestion,
    review.review, search.search, coding.code, coding.coding, codes.codes, claim.claim, link.link,
    question.question, memo.memo, matrix.matrix, analysis.analysis,
    segment.segment, compare.compare, contrast.contrast, phases.phases, history.undo, history.redo, history.history,
    check.check, check.backup, check.restore,
):  # fmt: skip
    workbench.add_command(_command)
for _command in (*codebook_edit.COMMANDS, *codebook_look.COMMANDS):
    codebook.codebook.add_command(_command)
for _command in analysis_relations.COMMANDS:
    analysis.analysis.add_command(_command)
for _command in contrast_claims.COMMANDS:
    contrast.contrast.add_command(_command)
for _command in review_queue.COMMANDS:
    review.review.add_command(_command)


def main() -> None:
    """Run `workbench` on the words of the command line. Output is UTF-8 wherever it goes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    workbench()

"""docs/cli.md is what the commands say of themselves, and every command says enough."""

from __future__ import annotations

import shlex

import click
import pytest

from workbench.cli.main import workbench
from workbench.cli.reference import commands, reference

EVERY = list(commands())


def test_the_document_is_not_stale(root):
    written = (root / "docs" / "cli.md").read_text(encoding="utf-8")
    assert written == reference(), "run: python -m workbench.cli.reference"


@pytest.mark.parametrize(("words", "command"), EVERY, ids=[words for words, _ in EVERY])
def test_every_command_has_help_an_example_and_a_place_in_the_document(words, command):
    assert command.help
    assert len(command.help.split()) > 2
    assert "Example:" in (command.epilog or "")
    assert f"## {words}\n" in reference()
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, (words, parameter.name)


@pytest.mark.parametrize(
    "line", [line.strip() for _, c in EVERY for line in c.epilog.splitlines() if line.startswith("  ")]
)
def test_every_example_is_a_command_that_parses(line):
    command, words = workbench, shlex.split(line)[1:]
    while isinstance(command, click.Group) and not (
        command.invoke_without_command and (not words or words[0].startswith("-"))
    ):
        command = command.commands[words.pop(0)]
    # under its parent, as in life: a command remembers the names its help option had when it was first asked
    above = click.Context(workbench, **workbench.context_settings)
    command.make_context("workbench", words, parent=above).close()


def test_all_the_promised_commands_are_there():
    wanted = """new demo app undo redo check backup restore run compare phases search|contrast groups brief|analysis prevalence cooccurrence words timeline saturation relations saved rename remove|source add list show role|case import list|
    codebook import show export diff add edit move retire restore merge split worklist lint|suggestion list why hide show|review accept reject unsure change next done draw bulk-accept progress|codes report ask|code add facet|coding list recode resize split merge remove|memo list add show edit remove export|claim list show add edit remove look propose passages|link list add answer change remove carry|question list add edit tag remove asked|history back|segment list split join|matrix show write remove export"""
    alone, *groups = wanted.split("|")
    names = {*alone.split()} | {f"{group} {verb}" for group, *verbs in map(str.split, groups) for verb in verbs}
    assert names == {words.removeprefix("workbench ") for words, c in EVERY if not isinstance(c, click.Group)}


def test_every_command_but_the_app_speaks_json():
    without = {
        words for words, c in EVERY if not isinstance(c, click.Group) and "as_json" not in {p.name for p in c.params}
    }
    assert without == set()

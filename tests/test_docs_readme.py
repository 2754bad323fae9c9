"""The README's commands do what they say, in the order they stand there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys

import pytest


def blocks(text, kind):
    return re.findall(rf"```{kind}\n(.*?)```", text, flags=re.DOTALL)


@pytest.mark.slow
@pytest.mark.model
def test_the_first_look_runs(root, tmp_path):
    environment = dict(os.environ)
    (console,) = blocks((root / "README.md").read_text(encoding="utf-8"), "console")
    commands = [shlex.split(line.removeprefix("$ ")) for line in console.splitlines() if line.startswith("$ ")]
    assert len(commands) >= 8
    for command in commands:
        if command[0] == "export":
            name, _, value = command[1].partition("=")
            environment[name] = value
            continue
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (command, done.stderr)
    (python,) = blocks((root / "README.md").read_text(encoding="utf-8"), "python")
    done = subprocess.run(
        [sys.executable, "-c", python + "\nassert len(codings) > 100"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_every_file_the_documents_point_to_is_there(root):
    broken = []
    for document in [root / "README.md", *(root / "docs").rglob("*.md"), *root.glob("*/README.md")]:
        targets = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
        missing = (t for t in targets if "://" not in t and not (document.parent / t).exists())
        broken += [f"{document.relative_to(root)}: {target}" for target in missing]
    assert broken == []

"""The house keeps its shape: arrows one way, and nothing heavy on the way to the first line of help."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib

import pytest

HEAVY = {
    "spacy",
    "torch",
    "sentence_transformers",
    "sklearn",
    "umap",
    "hdbscan",
    "bertopic",
    "plotly",
    "altair",
    "scipy",
}


def run(*command, cwd):
    return subprocess.run([sys.executable, "-c", *command], cwd=cwd, capture_output=True, text=True, check=False)


def lint(cwd):
    return run("import sys; from importlinter.cli import lint_imports_command as c; sys.exit(c())", cwd=cwd)


def test_the_arrows_go_one_way(root):
    said = lint(root)
    assert said.returncode == 0, said.stdout + said.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("suggest/planted.py", "import workbench.store.study\n"),
        ("analysis/planted.py", "import streamlit\n"),
        ("cupboard/__init__.py", ""),
    ],
)
def test_a_planted_arrow_or_room_is_noticed(root, tmp_path, file, line):
    import shutil

    shutil.copytree(root / "workbench", tmp_path / "workbench", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", tmp_path)
    planted = tmp_path / "workbench" / file
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(line)
    said = run(
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from importlinter.cli import lint_imports_command as c; sys.exit(c())",
        cwd=tmp_path,
    )
    assert said.returncode != 0, said.stdout


def test_no_heavy_library_is_imported_at_the_top_of_a_module(root):
    found = []
    for file in (root / "workbench").rglob("*.py"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            names = (
                [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            found += [f"{file.relative_to(root)}:{node.lineno} {name}" for name in names if name.split(".")[0] in HEAVY]
    assert found == []


def test_streamlit_app_stays_a_door(root):
    assert len((root / "streamlit_app.py").read_text().splitlines()) <= 40


def test_every_dependency_is_pinned_and_every_pin_is_exact(root):
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pins = [line for line in (root / "constraints.txt").read_text().splitlines() if line and not line.startswith("#")]
    assert all("==" in pin for pin in pins)
    pinned = {pin.split("==")[0].lower().replace("_", "-") for pin in pins}
    names = {name.split(">=")[0].split("==")[0].lower() for name in wanted}
    assert names <= pinned, names - pinned

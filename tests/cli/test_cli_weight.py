"""Asking for help, or for a list, loads nothing heavy and costs next to nothing."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

HEAVY = [
    "spacy",
    "torch",
    "sentence_transformers",
    "sklearn",
    "umap",
    "hdbscan",
    "bertopic",
    "plotly",
    "altair",
    "streamlit",
]
FOR_STUDIES = ["pandas", "scipy", "sqlalchemy"]

_LOOK = """
import sys
{act}
print(*sorted(set({names!r}) & set(sys.modules)), file=sys.stderr)
"""
_COMMAND = "from workbench.cli.main import main\nsys.argv = ['workbench', *{words!r}]\ntry: main()\nexcept SystemExit as e: assert not e.code, e.code"


def loaded(act, names, **environment):
    done = subprocess.run(
        [sys.executable, "-c", _LOOK.format(act=act, names=names)],
        capture_output=True, text=True, env={**os.environ, **environment}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done


@pytest.mark.parametrize(
    "act", ["import workbench", _COMMAND.format(words=["--help"]), _COMMAND.format(words=["source", "add", "--help"])]
)
def test_help_and_the_package_itself_load_nothing_heavy(act):
    assert loaded(act, HEAVY + FOR_STUDIES).stderr.split() == []


def test_listing_sources_loads_no_model_and_no_app(small):
    done = loaded(_COMMAND.format(words=["source", "list"]), HEAVY, WORKBENCH_STUDY=str(small))
    assert done.stderr.split() == []
    assert "mair" in done.stdout


def test_the_measure_itself_notices_a_heavy_import():
    assert loaded("import sqlalchemy", HEAVY + FOR_STUDIES).stderr.split() == ["sqlalchemy"]


@pytest.mark.skipif(sys.platform == "win32", reason="counts CPU seconds of children, which Windows does not")
def test_help_takes_under_four_tenths_of_a_cpu_second(tmp_path):
    import resource

    compiled_once = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    compiled_once["PYTHONPYCACHEPREFIX"] = str(tmp_path)

    def spent():
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    costs = []
    for _ in range(3):  # the first may have to compile
        before = spent()
        words = [sys.executable, "-m", "workbench", "--help"]
        subprocess.run(words, stdout=subprocess.DEVNULL, check=True, env=compiled_once)
        costs.append(spent() - before)
    assert min(costs) < 0.4

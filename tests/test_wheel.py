"""What `pip install` gives is whole: the data folders travel inside the package."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.mark.slow
def test_an_installed_workbench_makes_the_demonstration_study(root, tmp_path):
    built = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", tmp_path / "w", root],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    (wheel,) = (tmp_path / "w").glob("*.whl")
    site = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", site, wheel],
        check=True,
        capture_output=True,
    )
    environment = {**os.environ, "PYTHONPATH": str(site)}

    def said(*code):
        return subprocess.run(
            [sys.executable, *code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    assert str(site) in said("-c", "import workbench; print(workbench.__file__)").stdout, (
        "the test must not see the checkout"
    )
    made = said("-m", "workbench", "demo", "demo")
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "demo" / "SYN-COORD-28.workbench").is_file()
    assert said("-m", "workbench", "run", "keywords", "--check").returncode == 0
    script = said("-c", "from workbench.cli.app import app_script; print(app_script())").stdout.strip()
    assert script.startswith(str(site))
    assert (site / "workbench" / "shipped" / ".streamlit" / "config.toml").is_file()

"""The main road on real files nobody here wrote: 17 think-aloud sessions (.odt) and that study's own 22 themes."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.model, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def sessions(data_folder):
    return data_folder / "swj_taguette" / "data" / "transcripts"


@pytest.fixture
def workbench(tmp_path):
    """Run a command on one study and give its JSON; fails with what the command said."""
    study = tmp_path / "sessions.workbench"

    def call(*arguments, data=True):
        command = [sys.executable, "-m", "workbench", *map(str, arguments), *(["--json"] if data else [])]
        environment = {**os.environ, "WORKBENCH_STUDY": str(study), "WORKBENCH_CODER": "Mair"}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, check=False)
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        return json.loads(done.stdout) if data else done.stdout

    call("new", study, "--name", "Sessions", data=False)
    return call


def coded(table):
    return sum(len(row["coding_ids_left"]) + len(row["coding_ids_right"]) for row in table["themes"])


def test_the_main_road_on_real_sessions(workbench, sessions, tmp_path):
    files = sorted((sessions / "raw").glob("*.odt"))
    assert len(files) == 17

    reports = workbench("source", "add", *files, "--dry-run")["rows"]
    assert len(reports) == 17
    assert workbench("source", "list")["rows"] == [], "a dry run must store nothing"
    for report in reports:
        assert report["turns"] > 20
        assert "participant" in report["speakers"].values()
        assert all(len(warning["message"]) > 20 for warning in report["warnings"]), "a warning explains itself"

    workbench("source", "add", *files)
    assert len(workbench("source", "list")["rows"]) == 17
    workbench("codebook", "import", sessions / "thematic-analysis" / "codebooks" / "codebook_20220303_8.csv")
    assert len(workbench("codebook", "show")["rows"]) == 22

    people = "\n".join(f"{file.stem.split('_')[0]},{'early' if i < 8 else 'late'}" for i, file in enumerate(files))
    (tmp_path / "people.csv").write_text(f"case,wave\n{people}\n")
    workbench("case", "import", tmp_path / "people.csv")

    workbench("run", "similarity")
    pending = workbench("suggestion", "list", "--pending")["rows"]
    assert len(pending) > 50
    per_place = {}
    for suggestion in pending:
        assert suggestion["why"], "every suggestion says why"
        place = (suggestion["source"], suggestion["start"], suggestion["end"])
        per_place[place] = per_place.get(place, 0) + 1
    assert max(per_place.values()) <= 3

    accepted = [suggestion["id"] for suggestion in pending[:30]]
    workbench("review", "accept", *accepted)
    workbench("review", "reject", *[suggestion["id"] for suggestion in pending[30:40]])
    codings = workbench("coding", "list")["rows"]
    assert len(codings) == 30
    assert len(workbench("suggestion", "list", "--pending")["rows"]) == len(pending) - 40

    waves = ["contrast", "--by", "attr.wave", "--left", "early", "--right", "late"]
    table = workbench(*waves, "--evidence", "accepted")
    assert coded(table) == 30
    table = workbench(*waves)
    assert coded(table) == 0, "what began as a suggestion is counted only when asked for"
    assert any("30 codings began as suggestions" in words for words in table["left_out"]), "and that is said"
    assert workbench("check")["rows"] == []
    workbench("undo")
    assert len(workbench("suggestion", "list", "--pending")["rows"]) > len(pending) - 40

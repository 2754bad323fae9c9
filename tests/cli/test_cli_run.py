"""Runs, and the contrast that comes out at the end."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from workbench.cli.plain_values import records

RECIPE = "name: cues\nsegment: {use: turns}\nsuggest: [{use: keywords}]\n"


@pytest.fixture
def recipe(tmp_path):
    (tmp_path / "cues.yml").write_text(RECIPE)
    return "cues.yml"


def test_check_tells_what_a_recipe_will_do_and_needs_no_study(cli, recipe):
    told = cli("run", recipe, "--check", data=True)
    assert told["recipe"] == "cues"
    assert [(r["slot"], r["stage"]) for r in told["rows"]] == [("segment", "turns"), ("suggest", "keywords")]
    assert "has no faults" in cli("run", recipe, "--check").stdout


@pytest.mark.parametrize("check", [[], ["--check"]])
def test_every_fault_of_a_recipe_is_told_at_once(cli, small, unchanged, tmp_path, check):
    (tmp_path / "bad.yml").write_text("segment: {use: tunrs}\nsuggest: [{use: similarity, nonsense: 3}]\nsleep: 1\n")
    said = cli("run", "bad.yml", *check, code=1).stderr
    for word in ("tunrs", "nonsense", "sleep", "embed"):
        assert word in said
    cli("run", "no-such-recipe", *check, code=1)


def test_a_run_stores_suggestions_and_can_be_repeated(cli, whole, recipe):
    (row,) = cli("run", recipe, data=True)["rows"]
    assert (row["recipe"], row["models"], row["codebook_version"]) == ("cues", {}, 1)
    assert row["suggestions"] == len(cli("suggestion", "list", "--pending", data=True)["rows"]) > 0
    done = cli("run", recipe)
    assert f"{row['suggestions']} suggestion" in done.stdout
    assert "Suggesting (keywords" in done.stderr
    assert len(cli("suggestion", "list", "--pending", data=True)["rows"]) == row["suggestions"]


@pytest.mark.parametrize("stored", [False, True])
def test_a_stopped_run_says_whether_anything_of_it_is_stored(cli, small, recipe, monkeypatch, stored):
    from workbench.pipeline import run as act

    def stop(study, loaded, *, by, progress, at=None):
        progress("Cutting into segments", 1, 2)
        if stored:
            _store(study, loaded)
        raise KeyboardInterrupt

    monkeypatch.setattr(act, "run", stop)
    before = small.read_bytes()
    done = cli("run", recipe, code=130)
    assert ("Nothing of this run was stored." in done.stderr) is not stored
    assert ("The run was stored" in done.stderr) is stored
    assert (small.read_bytes() == before) is not stored


def _store(study, recipe):
    from workbench.model import Run, new_id

    with study.act("run", by="Ann") as act:
        now = datetime.now(UTC)
        run = Run(new_id(), recipe.name, recipe.text, recipe.sha256, 1, 0, now, now)
        study.runs.add(act, run, study.coders.machine(act, "cues"))


def test_a_run_without_codebook_or_sources_is_refused(cli, tmp_path, recipe):
    cli("new", "bare")
    before = (tmp_path / "bare.workbench").read_bytes()
    cli("run", recipe, code=1)
    assert (tmp_path / "bare.workbench").read_bytes() == before


def test_the_contrast_counts_people_and_leads_to_the_codings(cli, whole):
    coded = [
        cli("code", "add", *words, data=True)["rows"][0]["id"]
        for words in (("mair", 60, 90, "REVIEW"), ("policy", 0, 63, "REVIEW"))
    ]
    told = cli("contrast", data=True)
    assert (told["by"], told["left"], told["right"]) == ("variety", "imagined", "disclosed")
    assert told["caption"] == "disclosed = reported by coordinators"
    assert told["claims"] == []
    (row,) = told["themes"]
    assert (row["k_left"], row["m_left"], row["k_right"], row["m_right"], row["unit_right"]) == (1, 1, 1, 2, "people")
    assert row["coding_ids_right"] + row["coding_ids_left"] == coded
    said = cli("contrast").stdout
    assert "1 of 2 people" in said
    assert said.rstrip().endswith("disclosed = reported by coordinators")
    assert "claims" not in cli("contrast", "--themes", data=True)
    assert "themes" not in cli("contrast", "--claims", data=True)
    assert "no claims" in cli("contrast", "--claims").stderr


def test_the_contrast_by_an_attribute_of_people(cli, whole):
    cli("code", "add", "mair", 60, 90, "REVIEW")
    (row,) = cli("contrast", "--by", "attr.site", "--left", "north", "--right", "south", data=True)["themes"]
    assert (row["k_left"], row["m_left"], row["k_right"], row["m_right"]) == (1, 1, 0, 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--left", "dreamed"], "There is: imagined"), (["--by", "attr.site", "--left", "north", "--right", "west"], "There is: north, south"),
        (["--by", "nonsense"], "nonsense"), (["--by", "attr.nonsense"], "nonsense"),
    ],
)  # fmt: skip
def test_a_contrast_of_what_is_not_there(cli, whole, words, said):
    before = whole.read_bytes()
    assert said in cli("contrast", *words, code=1).stderr
    assert whole.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--left", "prescribed", "--right", "judged"],
         "Nothing is coded where variety is 'prescribed' or 'judged'. There are codings where it is: disclosed."),
        (["--by", "attr.site", "--left", "south", "--right", "east"],
         "Nothing is coded where attr.site is 'south' or 'east'. There are codings where it is: north."),
    ],
)  # fmt: skip
def test_sides_without_codings_are_named(cli, whole, tmp_path, words, said):
    (tmp_path / "people.csv").write_text("case,site\nMair,north\nTom,south\nNobody,east\n")
    cli("case", "import", "people.csv")
    cli("code", "add", "mair", 60, 90, "REVIEW")
    told = " ".join(cli("contrast", "--themes", *words).stderr.split())
    assert said in told
    assert "Nothing is coded yet" not in told


def test_a_side_is_not_compared_with_itself(cli, whole):
    said = cli("contrast", "--left", "disclosed", "--right", "disclosed", code=2).stderr
    assert "--left and --right" in said


def test_only_columns_that_tell_sides_apart_are_offered(cli, whole):
    assert "There is: variety, attr.site.\n" in cli("contrast", "--by", "nosuch", code=1).stderr


def test_an_uncoded_study_says_what_to_do(cli, whole):
    assert "Nothing is coded yet" in cli("contrast").stderr


def test_tables_become_plain_values():
    frame = pd.DataFrame(
        {
            "n": np.array([1, 2]), "x": [0.5, math.nan], "yes": [True, False], "when": pd.to_datetime(["2026-01-05", None]),
            "text": ["a", None], "ids": [["a"], []], "pair": [(np.int64(1), np.float64("inf")), ()],
        }
    )  # fmt: skip
    rows = records(frame)
    assert rows[0] == {
        "n": 1,
        "x": 0.5,
        "yes": True,
        "when": "2026-01-05T00:00:00",
        "text": "a",
        "ids": ["a"],
        "pair": [1, None],
    }
    assert rows[1] == {"n": 2, "x": None, "yes": False, "when": None, "text": None, "ids": [], "pair": []}
    assert {type(value) for row in rows for value in row.values()} <= {int, float, bool, str, list, type(None)}
    json.dumps(rows, allow_nan=False)

"""`workbench compare` as a student meets it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from workbench.cli.main import workbench


@pytest.fixture
def told(demo_path, monkeypatch):
    def run(*words):
        return CliRunner().invoke(workbench, ["compare", "--study", str(demo_path), *words])

    return run


def test_both_readings_and_the_near_miss_are_shown_and_nobody_is_called_wrong(told):
    result = told("--coder", "simulated", "--with", "design")
    assert result.exit_code == 0, result.output
    assert (
        "simulated (a simulated second coder, nobody coded this) beside design (the designers' intended"
        in result.output
    )
    assert "near miss of " in result.output
    assert "  simulated: " in result.output
    assert "  design: " in result.output
    ours = [line for line in result.output.splitlines() if not line.startswith("  “")]  # people may say it
    assert "wrong" not in "\n".join(ours).casefold()
    assert "you may well be right" in result.stderr


def test_json_has_codes_and_differences(told):
    result = told("--coder", "design", "--with", "simulated", "--json")
    whole = json.loads(result.stdout)
    assert whole["segments"] == 1650
    assert {"code_key", "both", "alpha", "agreement"} <= set(whole["codes"][0])
    assert {"source", "quotation", "only_left", "only_right", "notes"} <= set(whole["differences"][0])
    assert "codes" not in json.loads(told("--coder", "design", "--with", "simulated", "--differences", "--json").stdout)


def test_an_unknown_coder_is_told_who_there_is(told):
    result = told("--coder", "Nobody", "--with", "design")
    assert result.exit_code == 1
    assert "'Nobody' has coded nothing" in result.output
    assert "design" in result.output


def test_it_can_be_kept_to_one_source_and_to_what_was_coded(told):
    whole = json.loads(told("--coder", "design", "--with", "simulated", "--source", "SYN_E1-03", "--json").stdout)
    assert (whole["sources"], whole["segments"]) == (["SYN_E1-03"], 66)
    some = told("--coder", "design", "--with", "simulated", "--source", "SYN_E1-03", "--only-coded", "--json")
    assert json.loads(some.stdout)["segments"] == 66 - 14
    assert "too high" in told("--coder", "design", "--with", "simulated", "--only-coded").stderr


def test_names_are_read_whatever_their_capitals_and_a_coder_is_not_compared_with_herself(told):
    result = told("--coder", "Simulated", "--with", "DESIGN", "--codes")
    assert (
        "Simulated (a simulated second coder, nobody coded this) beside DESIGN (the designers' intended"
        in result.stdout
    )
    assert "1,650 segments (meaning units) in 29 sources" in result.stdout
    assert "you may well be right" in result.stderr
    assert told("--coder", "design", "--with", "Design").exit_code == 2

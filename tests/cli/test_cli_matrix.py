"""`workbench matrix` and `workbench code facet` as a person types them."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from workbench.cli.main import workbench


@pytest.fixture
def told(tiny_study):
    def run(*words):
        return CliRunner().invoke(workbench, [*words, "--study", str(tiny_study.path), "--coder", "Mair"])

    return run


def rows(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)["rows"]


def test_a_cell_is_shown_written_over_and_removed(told):
    (cell,) = rows(told("matrix", "show", "--json"))
    assert (cell["row"], cell["theme"], cell["passages"], cell["version"]) == ("P1", "ADM", 1, 1)
    assert cell["references"] == ["Mair: 2"]
    refused = told("matrix", "write", "p1", "ADM", "Mine")
    assert refused.exit_code == 1
    assert "already (version 1)" in refused.stderr
    assert "Stored now:\nDwywaith." in refused.stderr
    quoted = ("--quote", cell["coding_ids"][0][:8])
    (made,) = rows(told("matrix", "write", "p1", "adm", "Mine", "--over", "1", *quoted, "--json"))
    assert (made["version"], made["quotes"]) == (2, cell["coding_ids"])
    assert rows(told("matrix", "remove", "P1", "ADM", "--json"))[0]["summary"] == "Mine"
    assert "Nothing is written about ADM for 'P1'" in told("matrix", "remove", "P1", "ADM").stderr


def test_rows_and_themes_are_chosen(told):
    found = rows(told("matrix", "show", "--rows", "attr.site", "--codes", "REL, ADM.DUP", "--all", "--json"))
    assert [(cell["row"], cell["theme"], cell["passages"]) for cell in found] == [
        ("Môn", "ADM.DUP", 0),
        ("Môn", "REL", 0),
    ]
    (passage,) = rows(told("matrix", "show", "--passages", "--row", "P1", "--json"))
    assert (passage["place"], passage["quotation"]) == ("Mair: 2", "Gwaith papu")
    assert told("matrix", "show", "--codes", "REL", "--below", "ADM").exit_code == 2
    assert "no row 'P9'" in told("matrix", "show", "--row", "P9").stderr


@pytest.mark.parametrize("name", ["m.xlsx", "m.docx", "m.csv"])
def test_the_matrix_is_written_to_a_new_file_only(told, tmp_path, name):
    file = tmp_path / name
    assert "Wrote 1 summary to" in told("matrix", "export", "--out", str(file), "--group", "site").stdout
    before = file.read_bytes()
    assert told("matrix", "export", "--out", str(file)).exit_code == 1
    assert file.read_bytes() == before
    another = told("matrix", "export", "--out", str(tmp_path / f"another-{name}"), "--group", "weather")
    assert "There is: registered, share, site, years" in another.stderr


def test_what_is_no_such_file_is_wrong_usage(told, tmp_path):
    assert told("matrix", "export", "--out", str(tmp_path / "m.pdf")).exit_code == 2


def test_a_facet_is_set_and_taken_away(told, tiny_study):
    coding = next(iter(tiny_study.facets.all()))
    (row,) = rows(told("code", "facet", coding[:8], "stance=fine", "--json"))
    assert row["facets"] == {"stance": "fine"}
    assert "ADM, no facet" in told("code", "facet", coding, "stance=").stdout
    assert told("code", "facet", coding, "stance").exit_code == 2
    assert "It has: stance" in told("code", "facet", coding, "mood=fine").stderr

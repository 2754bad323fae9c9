"""Hits written out as a table: the same words, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

from workbench.report.hits_file import hits_csv
from workbench.store import new_study


def rows_of(data):
    assert data.startswith(b"\xef\xbb\xbf"), "spreadsheets need the mark to read UTF-8"
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_every_hit_is_a_row_that_leads_back_to_its_place(tiny_study):
    found = tiny_study.search.words("trust OR tŷ OR tuesday")
    names = tiny_study.sources.names()
    rows = rows_of(hits_csv(found, found.hits, names, tiny_study.about))
    assert len(rows) == len(found.hits) > 3
    for row, hit in zip(rows, found.hits, strict=True):
        text = tiny_study.sources.get(row["source_id"]).text
        assert text[int(row["start"]) : int(row["end"])] == row["words"] == hit.words
        assert (row["left"], row["right"], row["source"]) == (hit.left, hit.right, names[hit.source_id])
        assert row["search"] == found.search


def test_no_cell_is_a_formula_and_an_invented_study_says_so(tmp_path, make_reading):
    study = new_study(tmp_path / "s.workbench", name="=cmd()", synthetic=True, by="Mair")
    with study.act("source.add", by="Mair") as act:
        study.sources.add(act, make_reading("+one", "=HYPERLINK(1) word\n@SUM word\n\tword -1"))
    found = study.search.words("word")
    rows = rows_of(hits_csv(found, found.hits, study.sources.names(), study.about))
    assert len(rows) == 3
    for row in rows:
        assert row["data"] == "synthetic demonstration data"
        assert not any(cell.lstrip().startswith(tuple("=+-@")) for cell in row.values())

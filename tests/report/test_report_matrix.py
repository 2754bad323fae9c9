"""The framework matrix: what stands in a cell, in which order rows come, how references are named, and the files."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import review
from workbench.analysis.matrix import matrix_cells
from workbench.errors import NotFound
from workbench.model import Span
from workbench.report.matrix import Cell, Matrix, Row, Theme, matrix
from workbench.report.matrix_export import matrix_file
from workbench.report.matrix_order import Asked, arranged
from workbench.report.matrix_references import in_matrix, labels, lines_of, with_references

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOSTILE = '=HYPERLINK("http://x","y")\n\x07 <b>&amp; "quoted"'


def coding(number, *, case="1", source="S", code="a", start=0, site="north"):
    return {
        "coding_id": f"c{number}", "source_id": source, "source": source, "start": start, "end": start + 5, "code_id": code,
        "case_id": case, "case": case, "attr.site": site,
    }  # fmt: skip


def test_a_cell_counts_places_people_and_every_coding_once():
    table = pd.DataFrame(
        [
            coding(1), coding(2, code="a1"), coding(3, start=9), coding(1, case="2"), coding(4, case=""),
            coding(5, code="b", site=None),
        ]
    )  # fmt: skip
    found = matrix_cells(table, {"a": ["a", "a1"], "a1": ["a1"], "b": ["b"]}).set_index(["row_id", "theme"])
    assert tuple(found.loc[("1", "a")]) == (2, 1, ("c1", "c2", "c3")), "two codes of one place are one passage"
    assert tuple(found.loc[("1", "a1")]) == (1, 1, ("c2",)), "a code below counts for itself too"
    assert tuple(found.loc[("2", "a")]) == (1, 1, ("c1",)), "an interview of two people is in the rows of both"
    by_site = matrix_cells(table, {"a": ["a", "a1"], "b": ["b"]}, rows="attr.site").set_index(["row_id", "theme"])
    assert tuple(by_site.loc[("north", "a")]) == (2, 2, ("c1", "c2", "c3"))
    assert ("north", "b") not in by_site.index, "who has no value stands in no row"
    with pytest.raises(NotFound, match=r"case, attr\.site"):
        matrix_cells(table, {}, rows="weather")


def test_a_number_of_a_spreadsheet_is_one_row_however_it_was_written():
    table = pd.DataFrame(
        [coding(n, case=str(n), site=site, start=9 * n) for n, site in enumerate(["4", 4.0, 4, "4.5", None])]
    )
    found = matrix_cells(table, {"a": ["a"]}, rows="attr.site").set_index(["row_id", "theme"])
    assert found.index.tolist() == [("4", "a"), ("4.5", "a")]
    assert tuple(found.loc[("4", "a")]) == (3, 3, ("c0", "c1", "c2"))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from("abc")), max_size=30))
def test_no_passage_is_lost_between_rows_and_themes(places):
    rows = [coding(n, case=str(case), code=code, start=start) for n, (case, start, code) in enumerate(places)]
    found = matrix_cells(pd.DataFrame(rows, columns=list(coding(0))), {code: [code] for code in "abc"})
    assert found["passages"].sum() == len(set(places))
    assert sorted(i for ids in found["coding_ids"] for i in ids) == sorted(row["coding_id"] for row in rows)


def test_the_matrix_of_a_study(tiny_study):
    made = matrix(tiny_study)
    assert ([row.name for row in made.rows], [theme.key for theme in made.themes]) == (["P1"], ["ADM", "REL"])
    assert made.rows[0].attributes == {"site": "Môn", "years": "7", "share": "0.5", "registered": "True"}
    adm = made.cell(made.rows[0].id, made.themes[0].id)
    assert (adm.passages, adm.people, adm.summary.text) == (1, 1, "Dwywaith.")
    assert made.cell(made.rows[0].id, made.themes[1].id) == Cell()
    assert made.summarised == 1
    assert [theme.key for theme in matrix(tiny_study, below="adm").themes] == ["ADM.DUP"]
    chosen = matrix(tiny_study, codes=["OLD", "ADM"]).themes
    assert [(theme.key, theme.retired) for theme in chosen] == [("ADM", False), ("OLD", True)]
    with pytest.raises(NotFound, match=r"There is: case, attr\.registered"):
        matrix(tiny_study, rows="attr.weather")


def test_a_row_that_is_no_longer_there_keeps_what_was_written(tiny_study):
    review.write_summary(tiny_study, "attr.site", "Môn", "ADM", "By the sea", by="Mair")
    with tiny_study.act("case.put", by="Mair") as act:
        tiny_study.cases.put(act, "P1", {"site": "Arfon"})
    rows = matrix(tiny_study, rows="attr.site").rows
    assert [(row.name, len(row.people), row.there) for row in rows] == [("Arfon", 1, True), ("Môn", 0, False)]


def made_up(*names, **attributes):
    rows = tuple(
        Row(name, name, (name,), (), {key: values[n] for key, values in attributes.items() if values[n]})
        for n, name in enumerate(names)
    )
    return Matrix("case", rows, (Theme("t", "T", "T"),), {("B", "t"): Cell(3, 1, ("x", "y", "z"))})


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        (Asked(), "ABC"),
        (Asked(sort="most passages"), "BAC"),
        (Asked(sort="attr.years"), "CAB"),
        (Asked(group="site"), "BAC"),
        (Asked(group="site", sort="attr.years"), "BCA"),
        (Asked(only={"site": ["south"]}), "A"),
        (Asked(only={"site": []}), "ABC"),
        (Asked(words="NORTH b"), "B"),
        (Asked(words="weather"), ""),
    ],
)
def test_rows_are_narrowed_sorted_and_grouped(asked, names):
    given_rows = made_up("A", "B", "C", years=["10", "", "9"], site=["south", "north", ""])
    if asked.group:
        given_rows = made_up("A", "B", "C", years=["10", "", "9"], site=["south", "north", "south"])
    assert "".join(row.name for row in arranged(given_rows, asked).rows) == names


def test_words_look_into_summaries_and_unfinished_rows_come_first(tiny_study):
    with tiny_study.act("case.put", by="Mair") as act:
        tiny_study.cases.put(act, "P2", {"site": "Arfon"})
    whole = matrix(tiny_study)
    assert [row.name for row in arranged(whole, Asked(words="dwywaith")).rows] == ["P1"]
    assert [row.name for row in arranged(whole, Asked(sort="fewest summaries")).rows] == ["P2", "P1"]


def test_references_name_source_and_lines_and_are_told_apart(tiny_study):
    first = tiny_study.summaries.all()[0].quotes[0].coding_id
    second = review.add_coding(tiny_study, "Mair", Span(32, 40), "ADM", by="Mair")
    wide = review.add_coding(tiny_study, "Mair", Span(47, 160), "ADM", by="Mair")
    same = review.add_coding(tiny_study, "Mair", Span(32, 40), "ADM", by="Tomos")
    ids = [wide.id, first, second.id, same.id]
    said = review.write_summary(tiny_study, "case", "P1", "ADM", "Twice.", quotes=ids, version=1, by="Mair")
    known = in_matrix(tiny_study, matrix(tiny_study))
    assert labels(said, known) == ["Mair: 2a", "Mair: 2b", "Mair: 2-4"]
    assert known[second.id] is known[same.id], "one place, two coders: one reference"
    assert known[same.id].coders == "Mair, Tomos"
    review.remove_coding(tiny_study, wide.id, by="Mair")
    known = in_matrix(tiny_study, matrix(tiny_study))
    assert with_references(said, known) == "Twice. [Mair: 2a] [Mair: 2b] [Mair: 2-4, no longer coded]"
    text = tiny_study.sources.get("Mair").text
    assert known[wide.id].quotation == text[47:160]


def test_lines_are_those_of_the_text():
    assert lines_of("a\nbb\nc", Span(0, 2)) == (1, 1), "the end of a line is no new line"
    assert lines_of("a\nbb\nc", Span(2, 6)) == (2, 3)


@pytest.fixture
def charted(tiny_study):
    """The tiny study as a synthetic one would be, with hostile words wherever a person can write some."""
    quotes = [tiny_study.summaries.all()[0].quotes[0].coding_id]
    review.write_summary(tiny_study, "case", "P1", "ADM", HOSTILE, quotes=quotes, version=1, by="Mair")
    with tiny_study.act("case.put", by="Mair") as act:
        tiny_study.cases.put(act, "-P2", {"site": "@Arfon"})
    return tiny_study


def test_a_workbook_has_the_summaries_and_what_they_refer_to(charted):
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(matrix_file(charted, matrix(charted), ".xlsx", at=AT, group="site")))
    assert book.sheetnames == ["Matrix", "Quotations", "Themes", "Rows"]
    sheet = book["Matrix"]
    assert sheet.freeze_panes == "C6"
    assert [cell.value for cell in sheet[5]] == [
        "Participant",
        "site",
        "Administrative burden (ADM)",
        "Ymddiriedaeth (REL)",
    ]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value and "HYPERLINK" in str(cell.value))
    assert (cell.data_type, cell.quotePrefix, cell.alignment.wrap_text) == ("s", True, True)
    assert cell.value == HOSTILE.replace("\x07", "␇") + " [Mair: 2]"
    assert [cell.value for cell in book["Quotations"][2]] == ["Mair: 2", "Mair", "2", "P", "Gwaith papu", "ADM", "Mair"]
    every = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in every)
    assert {cell.quotePrefix for cell in every if str(cell.value)[:1] in "=-@"} == {True}


def test_a_document_has_the_references_by_number(charted):
    from docx import Document

    said = Document(io.BytesIO(matrix_file(charted, matrix(charted), ".docx", at=AT)))
    section, (table,) = said.sections[0], said.tables
    assert section.page_width > section.page_height
    texts = {cell.text for row in table.rows for cell in row.cells}
    assert HOSTILE.replace("\x07", "␇") + " [1]" in texts
    assert said.paragraphs[-1].text == "1.  Mair: 2  “Gwaith papu” (P; ADM; coded by Mair)"


def test_many_themes_run_over_several_tables(tiny_study):
    from docx import Document

    every = [code.key for code in tiny_study.codebook.current()]
    said = Document(io.BytesIO(matrix_file(tiny_study, matrix(tiny_study, codes=every), ".docx", at=AT)))
    assert [len(table.columns) for table in said.tables] == [5, 2]


def test_a_table_has_a_line_per_cell(charted):
    said = matrix_file(charted, matrix(charted), ".csv", at=AT).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(said, newline=""), strict=True))
    assert [(row["row"], row["theme"]) for row in rows] == [
        ("'-P2", "ADM"),
        ("'-P2", "REL"),
        ("P1", "ADM"),
        ("P1", "REL"),
    ]
    assert rows[2]["summary"] == "'" + HOSTILE.replace("\x07", "␇")
    assert (rows[2]["references"], rows[2]["written_by"], rows[2]["version"]) == ("Mair: 2", "Mair", "2")


@pytest.mark.parametrize("suffix", [".xlsx", ".docx", ".csv"])
def test_every_file_of_an_invented_study_says_so(charted, raw_synthetic, suffix):
    study = raw_synthetic(charted)
    written = matrix_file(study, matrix(study), suffix, at=AT)
    if suffix == ".xlsx":
        from openpyxl import load_workbook

        for sheet in load_workbook(io.BytesIO(written)):
            assert any("Synthetic" in str(cell.value) for row in sheet.iter_rows() for cell in row), sheet.title
    elif suffix == ".docx":
        from docx import Document

        said = Document(io.BytesIO(written))
        assert "Synthetic" in said.sections[0].header.paragraphs[0].text
    else:
        assert b'"SYNTHETIC"' in written


@pytest.fixture
def raw_synthetic():
    """Return a function that gives a study which says that it is invented."""
    from dataclasses import replace

    def marked(study):
        class Marked(type(study)):
            @property
            def about(self):
                return replace(study.about, synthetic=True)

        return Marked(study.path)

    return marked


def test_a_summary_that_no_cell_can_hold_is_cut_and_says_so(tiny_study):
    from openpyxl import load_workbook

    review.write_summary(tiny_study, "case", "P1", "REL", "x" * 40_000, by="Mair")
    made = matrix(tiny_study)
    book = load_workbook(io.BytesIO(matrix_file(tiny_study, made, ".xlsx", at=AT)))
    (longest,) = (c.value for row in book["Matrix"].iter_rows() for c in row if c.value and len(str(c.value)) > 10_000)
    assert len(longest) == 32_767
    assert longest.endswith("have all of it)")
    assert "x" * 40_000 in matrix_file(tiny_study, made, ".csv", at=AT).decode("utf-8-sig")

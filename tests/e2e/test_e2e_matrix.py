"""The matrix in a real browser: a summary is written, the next empty cell comes, and undo takes it back."""

from __future__ import annotations

import io

import pytest
from playwright.sync_api import expect

from workbench import review
from workbench.model import Span

from ..app.conftest import BOOK, make_study  # noqa: TID252  # two folders of tests share one small study
from .conftest import ready
from .test_e2e_accessibility import faults

pytestmark = pytest.mark.e2e

WITH_PHASES = (
    BOOK.replace(b"codes:", b"facets: {phase_status: [done, late]}\ncodes:")
    + b"""
- {key: PH, name: Phases, definition: Steps of the work., use_when: Where no code below fits.}
- {key: PH1, name: Review, parent: PH, definition: Looking again., use_when: A review is told of.}
"""
)
BOX = "Summary, in your own words"
SAID = "Never together: no time.\n=1+1 <img src=x onerror=alert(1)> ![x](http://host.invalid/x.png)"


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    made = make_study(tmp_path_factory.mktemp("matrix") / "s.workbench", book=WITH_PHASES)
    start = made.sources.get("P1").text.index("We never")
    review.add_coding(made, "P1", Span(start, start + 26), "REV", by="Owain")
    return made


@pytest.fixture(scope="module")
def address(serve, study):
    with serve(study.path) as served:
        yield served


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    ready(page)


def open_cell(page, row, theme):
    page.locator(".wb-mx tbody tr").nth(row).locator("td").nth(theme).click()
    ready(page)


def summary(study, name, key):
    case = next(case for case in study.cases.all() if case.name == name)
    return study.summaries.get("case", case.id, study.codebook.current().find(key).id)


def head(page):
    return page.locator(".st-key-cell_head p, .st-key-cell_head h3, .st-key-cell_head div").first.inner_text()


def box(page):
    return page.get_by_role("textbox", name=BOX)


def test_a_summary_is_written_the_next_empty_cell_comes_and_undo_takes_it_back(study, address, visit):
    page = visit(f"{address}/matrix")
    assert "Person 1 · Reviews" in head(page), "the first cell with passages and without a summary"
    box(page).fill(SAID)
    page.get_by_text("Refer to line 2").click()
    ready(page)
    press(page, "Save and next")
    written = summary(study, "Person 1", "REV")
    assert (written.text, len(written.quotes), written.version) == (SAID, 1, 1)
    assert "Person 1 · Paperwork" in head(page)
    first = page.locator(".wb-mx tbody td").first
    assert first.inner_text().startswith("Never together: no time.")
    assert "1 passage · 1 quoted" in first.inner_text()
    assert page.locator(".wb-mx img, .st-key-cell_head img").count() == 0
    with page.expect_download() as download:
        page.get_by_role("button", name="Workbook (Excel)").click()
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(download.value.path().read_bytes()))
    assert f"{SAID} [P1: 2]" in {cell.value for row in book["Matrix"].iter_rows() for cell in row}
    ready(page)
    press(page, "Undo")
    assert summary(study, "Person 1", "REV") is None


def test_what_was_typed_stays_and_two_writers_lose_nothing(study, address, visit):
    page = visit(f"{address}/matrix")
    open_cell(page, 1, 1)
    box(page).fill("What Owain wrote")
    box(page).blur()
    ready(page)
    open_cell(page, 0, 0)
    assert "not saved" in page.locator(".wb-mx tbody tr").nth(1).locator("td").nth(1).inner_text()
    review.write_summary(study, "case", "Person 2", "ADM", "What Mair wrote", by="Mair")
    open_cell(page, 1, 1)
    assert box(page).input_value() == "What Owain wrote"
    expect(page.get_by_text("This summary was changed by somebody else")).to_be_visible()
    press(page, "Put back what is stored")
    assert box(page).input_value() == "What Mair wrote"
    box(page).fill("What both wrote")
    press(page, "Save")
    written = summary(study, "Person 2", "ADM")
    assert (written.text, written.version) == ("What both wrote", 2)
    review.remove_summary(study, written.id, version=2, by="Mair")


def test_the_grid_is_walked_by_keys_and_the_address_keeps_what_is_shown(study, address, visit):
    page = visit(f"{address}/matrix?matrix_group=site&matrix_words=person+2")
    assert page.locator(".wb-mx-group").inner_text() == "site: E2"
    assert page.locator(".wb-mx-row").all_inner_texts() == ["Person 2"]
    page.locator(".wb-mx td[tabindex='0']").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    ready(page)
    assert "Person 2 · Phases" in head(page)
    page.goto(page.url)
    ready(page)
    assert "Person 2 · Phases" in head(page), "a link to a cell opens that cell"


def test_a_count_of_a_phase_opens_its_passages_and_their_status_is_set_there(study, address, visit):
    start = study.sources.get("P2").text.index("We review")
    coding = review.add_coding(study, "P2", Span(start, start + 26), "PH1", by="Owain")
    page = visit(f"{address}/matrix?matrix_part=Phases")
    page.locator(".wb-mx-numbers td", has_text="1 of 2").first.click()
    ready(page)
    assert "Review · reported: Person 2" in page.locator(".st-key-phase_head").inner_text()
    assert page.locator(".wb-passages .wb-cited").inner_text() == study.sources.get("P2").text[start : start + 26]
    choice = page.get_by_role("combobox", name="Status of this phase here")
    choice.scroll_into_view_if_needed()  # a page that scrolls under an open list closes it
    ready(page)
    choice.click()
    page.get_by_role("option", name="late").click()
    ready(page)
    assert study.facets.all() == {coding.id: {"phase_status": "late"}}
    person = page.locator(".wb-mx-narrow td").nth(1)
    assert person.inner_text().startswith("late")
    person.click()
    ready(page)
    press(page, "Undo")
    assert study.facets.all() == {}
    review.remove_coding(study, coding.id, by="Owain")


def test_axe_finds_nothing_in_the_grids_and_what_they_open(study, address, visit):
    for part, grids in (("Summaries", 1), ("Phases", 2)):
        page = visit(f"{address}/matrix?matrix_part={part}")
        assert page.locator(".wb-matrix").count() == grids
        assert faults(page, ".wb-matrix") == []

"""From a number to its quotation on the page Analysis, by mouse, with the choice in the address; and a figure as a file."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from workbench import review
from workbench.model import Role

from ..app.conftest import make_study  # noqa: TID252  # two folders of tests share one small study
from .conftest import ready

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory):
    study = make_study(tmp_path_factory.mktemp("analysis") / "s.workbench", synthetic=True)
    for name, keys in (("P1", ("REV", "ADM")), ("P2", ("REV",))):
        source = study.sources.get(name)
        turn = next(t for t in study.sources.turns(source.id) if t.role is Role.PARTICIPANT)
        for key in keys:
            review.add_coding(study, source.id, turn.span, key, by="Mair")
        review.add_code(study, f"Added with {name}", by="Mair")
        review.add_coding(study, source.id, turn.span, f"Added with {name}", by="Mair")
    with serve(study.path) as served:
        yield served


def chart(page):
    drawn = page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").first
    drawn.wait_for()
    return drawn


def said(page):
    return page.locator(".wb-card .wb-said").all_inner_texts()


def test_a_click_on_a_cell_opens_its_passages_and_the_address_brings_them_back(address, visit):
    page = visit(f"{address}/analysis")
    box = chart(page).bounding_box()
    for across in (0.9, 0.93, 0.96):  # the last column is E2, one of the two people; the first row is REV
        for down in (0.42, 0.47, 0.52):
            if "code=" not in page.url:
                page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
                ready(page)
    assert "group=E2" in page.url
    assert said(page)
    page.goto(page.url)
    ready(page)
    assert page.get_by_role("combobox", name="Said by").input_value() == "E2"
    assert said(page)


def test_a_question_in_the_address_is_asked(address, visit):
    page = visit(f"{address}/analysis?part=Relations&question=REV+and+not+ADM")
    expect(page.get_by_text("1 of 2 people; 1 of 3 segments.")).to_be_visible()
    _question, answer = said(page)
    assert answer.startswith("We review the plan together")


def test_a_figure_is_saved_as_a_file(address, visit):
    page = visit(f"{address}/analysis")
    page.get_by_role("button", name="Save the figure").first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="SVG").click()
    content = download.value.path().read_text(encoding="utf-8")
    assert download.value.suggested_filename == "prevalence.svg"
    assert "n = 2 people" in content
    assert "synthetic data" in content


def test_a_word_opens_what_was_said_and_leads_to_the_coding_desk(address, visit):
    page = visit(f"{address}/analysis?part=Words&word=review")
    page.locator(".wb-kwic .wb-found").first.click()
    ready(page)
    assert "We review the plan together" in said(page)[-1]
    page.get_by_role("link", name="Go there at the coding desk").click()
    ready(page)
    page.locator(".wb-row", has_text="We review the plan together").first.wait_for()
    assert page.get_by_text("encountered an error").count() == 0
    page.get_by_role("link", name="Analysis").click()
    ready(page)
    expect(page.get_by_role("heading", name="Analysis")).to_be_visible()


def test_a_point_of_the_saturation_curve_opens_what_that_interview_brought(address, visit):
    page = visit(f"{address}/analysis?part=Saturation")
    chart(page)
    page.locator("[data-testid=stVegaLiteChart] .mark-symbol path").nth(1).click(force=True)
    ready(page)
    expect(page.get_by_role("heading", name="New with P2")).to_be_visible()
    expect(page.get_by_text("Added with P2", exact=True)).to_be_visible()
    (_question, answer) = said(page)
    assert answer

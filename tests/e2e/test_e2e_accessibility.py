"""The coding desk without a mouse, at 125 and 200 %, and by axe-core's rules for WCAG 2.2 A and AA."""

from __future__ import annotations

import pytest

from workbench import review
from workbench.model import Role

from ..app.conftest import make_study  # noqa: TID252  # two folders of tests share one small study
from .at_the_desk import keys, mine, open_desk, row, saved, words_of
from .axe import faults
from .conftest import ready

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    study = make_study(tmp_path_factory.mktemp("a11y") / "s.workbench")
    source = study.sources.get("P1")
    answers = [turn.span for turn in study.sources.turns(source.id) if turn.role is Role.PARTICIPANT]
    made = review.add_coding(study, source.id, answers[0], "REV", by="Owain")
    review.write_memo(study, "coding", made.id, "A memo to read", by="Owain")
    review.add_coding(study, source.id, answers[1], "ADM", by="Mair")
    return study


@pytest.fixture(scope="module")
def address(serve, study):
    with serve(study.path) as served:
        yield served


def test_axe_finds_nothing_at_the_desk_whatever_is_open(desk):
    page = desk()
    page.get_by_text("Segments", exact=True).click()
    page.get_by_text("Suggestions", exact=True).click()
    ready(page)
    for pressed in ((), (".",), (".", "m"), ("/",), ("]", "i"), ("b",), ("?",)):
        row(page, "We never").click()
        keys(page, *pressed)
        assert faults(page, ".wb-desk") == [], pressed
        keys(page, "Escape", "Escape")


def test_a_planted_fault_is_found_by_axe(desk):
    page = desk()
    page.evaluate("document.querySelector('.wb-find').removeAttribute('aria-label')")
    page.evaluate("document.querySelector('.wb-find').removeAttribute('placeholder')")
    page.evaluate("document.querySelector('.wb-about').style.color = '#BBBBBB'")
    assert {"label", "color-contrast"} <= {rule for rule, _, _ in faults(page, ".wb-desk")}


def test_a_whole_task_is_done_without_a_mouse(study, visit, address):
    page = visit(f"{address}/code")
    page.wait_for_selector(".wb-row")
    ready(page)
    for _ in range(40):  # from the top of the page
        keys(page, "Tab")
        if page.evaluate("document.activeElement.matches('.wb-row')"):
            break
    else:
        pytest.fail("Tab does not reach the transcript")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Line 1, I.")
    keys(page, "j")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Line 2, P1. Codes: Reviews. 1 memo."
    said = page.evaluate("document.getElementById(document.activeElement.getAttribute('aria-describedby')).textContent")
    assert said.startswith("We never sit down together")
    before = len(mine(study))
    keys(page, "]", "Shift+ArrowLeft", "/")
    page.keyboard.type("Paperw")
    keys(page, "Enter")
    assert "Paperwork" in page.locator(".wb-live").inner_text(), "what was done is said"
    keys(page, "m")
    page.keyboard.type("A thought")
    keys(page, "Control+Enter")
    saved(page)
    made = mine(study)
    assert len(made) == before + 1
    assert "at" in words_of(study, made)[-1]
    assert "A thought" in {memo.text for memo in study.memos.all("coding")}
    keys(page, "Control+z", "Control+z")
    saved(page)
    assert len(mine(study)) == before
    keys(page, "Tab")
    assert page.evaluate("document.activeElement.matches('.wb-find')"), "Tab goes on to the field"
    keys(page, "Escape", "Shift+Tab")
    assert not page.evaluate("document.activeElement.matches('.wb-row')"), "and out of the desk: nobody is caught in it"


@pytest.mark.parametrize("zoom", [1.25, 2.0])
def test_nothing_is_cut_off_or_out_of_reach_when_enlarged(study, visit, address, zoom):
    page = open_desk(visit(f"{address}/code", zoom=zoom))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    wide = page.evaluate(
        "[...document.querySelectorAll('.wb-desk *')].filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)"
        ".map(e => e.className)"
    )
    assert wide == []
    row(page, "We never").click()
    before = len(mine(study))
    keys(page, "]", "2")
    saved(page)
    assert len(mine(study)) == before + 1
    page.get_by_role("button", name="Undo").click()
    saved(page)
    assert len(mine(study)) == before
    assert page.locator(".wb-words-box").nth(1).bounding_box()["width"] > 240, "the words keep room to be read"

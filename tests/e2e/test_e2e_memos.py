"""Memos in a real browser: long, hostile, changed by two people at once, opened in context and taken along."""

from __future__ import annotations

import csv
import io

import pytest
from playwright.sync_api import expect

from workbench import review

from ..app.conftest import make_study  # noqa: TID252  # two folders of tests share one small study
from .conftest import ready

pytestmark = pytest.mark.e2e

HOSTILE = "=1+1 <img src=x onerror=alert(1)> ![x](http://host.invalid/x.png) :red[no] שלום עולם 👩🏽\u200d⚕️ cafe\u0301"
LONG = f"{HOSTILE}\n\n" + " ".join(f"word{n}" for n in range(10_000))


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return make_study(tmp_path_factory.mktemp("memos") / "s.workbench")


@pytest.fixture(scope="module")
def address(serve, study):
    with serve(study.path) as served:
        yield served


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    ready(page)


def box(page):
    return page.get_by_role("textbox", name="Memo", exact=True)


def choose(page, row):
    shown = page.locator('[data-testid="stDataFrame"] canvas').first.bounding_box()
    page.mouse.click(shown["x"] + 18, shown["y"] + 36 + 35 * row + 17)
    ready(page)


def test_a_long_hostile_memo_is_written_read_and_taken_along(study, address, visit):
    page = visit(f"{address}/memos")
    press(page, "Write a memo")
    box(page).fill(LONG)
    press(page, "Save the memo")
    assert study.memos.all()[-1].text == LONG
    shown = page.locator(".st-key-memo_text .wb-text")
    assert shown.evaluate("node => node.textContent") == LONG
    assert page.locator(".st-key-memo_text img").count() == 0
    for name, reads in (("Table (CSV)", table_of), ("Report (HTML)", str)):
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=True).click()
        assert "word9999" in reads(download.value.path().read_bytes().decode("utf-8-sig"))


def table_of(said):
    *_, row = csv.DictReader(io.StringIO(said, newline=""), strict=True)
    assert row["memo"] == f"'{LONG}", "a formula is held back"
    return row["memo"]


def test_two_writers_lose_nothing(study, address, visit):
    memo = review.write_memo(study, "study", study.about.id, "First", by="Mair")
    page = visit(f"{address}/memos")
    choose(page, 0)
    press(page, "Edit")
    assert box(page).input_value() == "First"
    review.edit_memo(study, memo.id, "What Mair wrote", version=1, by="Mair")
    box(page).fill("What Owain wrote")
    press(page, "Save")
    page.wait_for_timeout(300)
    assert study.memos.get(memo.id).text == "What Mair wrote"
    expect(page.get_by_text("This memo was changed by somebody else")).to_be_visible()
    assert page.locator(".st-key-memo_both .wb-quote").inner_text() == "What Mair wrote"
    assert box(page).input_value() == "What Owain wrote"
    box(page).fill("What both wrote")
    press(page, "Save what is in the box")
    assert study.memos.get(memo.id).text == "What both wrote"
    assert box(page).count() == 0


def test_a_memo_about_a_passage_opens_where_it_is(study, address, visit):
    coding = study.codings.all()[0]
    review.write_memo(study, "coding", coding.id, "Here", by="Mair")
    page = visit(f"{address}/memos")
    choose(page, 0)
    quotation = coding.span.of(study.sources.get(coding.source_id).text)
    assert page.locator(".st-key-memo_head .wb-quote").inner_text() == quotation
    press(page, "Open in context")
    page.wait_for_url("**/code?*")
    ready(page)
    assert study.sources.names()[coding.source_id] in page.get_by_role("combobox", name="Source").first.input_value()


def test_a_memo_is_removed_and_undo_brings_it_back(study, address, visit):
    memo = review.write_memo(study, "study", study.about.id, "Going", by="Owain")
    page = visit(f"{address}/memos")
    choose(page, 0)
    press(page, "Remove")
    assert memo not in study.memos.all()
    press(page, "Undo")
    assert memo in study.memos.all()

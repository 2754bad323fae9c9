"""A researcher takes the study back to a point and brings everything back; the database is the ground truth."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from workbench import review
from workbench.model import Span
from workbench.store import check_study

from ..app.conftest import make_study  # noqa: TID252  # two folders of tests share one small study
from .conftest import ready

pytestmark = pytest.mark.e2e

HOSTILE = "<img src=x onerror=alert(1)> ![x](http://host.invalid/x.png) :red[no] שלום"


def everything(study):
    with closing(sqlite3.connect(study.path)) as connection:
        names = ("coding", "memo", "decision", "coder", "source", "turn", "suggestion", "code_version", "study")
        return {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in names}


@pytest.fixture
def study(tmp_path):  # each test its own: what one does is the newest act of the other
    made = make_study(tmp_path / "s.workbench")
    source = made.sources.get("P1").id
    for start in (24, 28):
        review.add_coding(made, source, Span(start, start + 30), "REV", by="Tomos")
    review.write_memo(made, "source", source, HOSTILE, by="Mair")
    return made


@pytest.fixture
def address(serve, study):
    with serve(study.path) as served:
        yield served


def choose(page, row):
    box = page.locator('[data-testid="stDataFrame"] canvas').first.bounding_box()
    page.mouse.click(box["x"] + 18, box["y"] + 36 + 35 * row + 17)
    ready(page)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    ready(page)
    page.wait_for_timeout(400)
    ready(page)


def test_an_act_is_read_and_the_study_taken_back_to_it_and_forth_again(study, address, visit):
    page = visit(f"{address}/history")
    before, last = everything(study), study.history.last()
    for _ in range(10):  # the table is a canvas, which takes no click while it is still being drawn
        choose(page, 0)
        if page.get_by_text(HOSTILE).count():
            break
    expect(page.get_by_text(HOSTILE), "markup is words").to_be_visible()
    expect(page.get_by_text("This is the newest act")).to_be_visible()
    choose(page, 2)
    expect(page.get_by_text("Added 1 coding.")).to_be_visible()
    expect(page.get_by_text("Reviews (REV) · by Tomos")).to_be_visible()
    press(page, "Take the study back to here")
    dialog = page.get_by_role("dialog")
    assert "Takes back 2 acts by 2 people" in dialog.inner_text()
    assert "Removes 1 coding and 1 memo." in dialog.inner_text()
    press(page, "Leave it")
    expect(dialog).not_to_be_visible()
    assert (everything(study), study.history.last()) == (before, last), "looking changes nothing"

    press(page, "Take the study back to here")
    press(page, "Take it back")
    expect(dialog).not_to_be_visible()
    assert study.history.last() == last + 1
    assert (len(study.memos.all()), len(study.codings.all())) == (0, len(before["coding"]) - 1)
    newest = study.history.all(most=1)[0]
    assert (newest.act, newest.undoes, newest.coder) == ("back", last - 2, "Owain")
    page.get_by_role("button", name="Undo", exact=True).click()
    ready(page)
    assert everything(study) == before
    assert check_study(study.path) == []


def test_what_somebody_does_while_the_question_is_open_is_not_swept_away(study, address, visit):
    page = visit(f"{address}/history")
    choose(page, 1)
    press(page, "Take the study back to here")
    memo = review.write_memo(study, "study", study.about.id, "Meanwhile", by="Tomos")
    before = everything(study)
    press(page, "Take it back")
    assert everything(study) == before
    assert memo in study.memos.all()
    expect(page.get_by_text("Something was done in this study after you looked")).to_be_visible()

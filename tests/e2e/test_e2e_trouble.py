"""Two tabs, two people, a server that goes away, a line that is cut: nothing acknowledged is lost, and what waits is shown."""

from __future__ import annotations

import pytest

from workbench.store import check_study

from ..app.conftest import make_study  # noqa: TID252  # two folders of tests share one small study
from .at_the_desk import keys, mine, open_desk, row, saved, words_of
from .conftest import ready

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

TALK = {
    "P1.txt": b"\n".join(b"I: Question %d?\nP1: Answer %d is short. It has a second part." % (n, n) for n in range(12))
    + b"\n"
}


@pytest.fixture
def study(tmp_path):
    return make_study(tmp_path / "s.workbench", talk=TALK)


def named(page, name):
    """Take another name in the sidebar."""
    field = page.get_by_role("textbox", name="Your name")
    field.fill(name)
    field.press("Enter")
    ready(page)


def test_two_tabs_of_one_person_lose_nothing_and_see_each_other(study, serve, visit):
    with serve(study.path) as address:
        first, second = (open_desk(visit(f"{address}/code")) for _ in range(2))
        row(first, "Answer 0").click()
        row(second, "Answer 6").click()
        for _ in range(4):
            keys(first, "1", "j", "j")
            keys(second, "2", "j", "j")
        saved(first)
        saved(second)
        assert len(mine(study)) == 8
        assert check_study(study.path) == []
        row(first, "Answer 11").click()
        keys(first, "1")
        saved(first)
        assert first.locator(".wb-row", has_text="Answer 6").locator("mark").count() > 0, (
            "told of the other tab's codings"
        )


def test_two_people_code_the_same_words_and_neither_touches_the_others(study, serve, visit):
    with serve(study.path) as address:
        owain, mair = (open_desk(visit(f"{address}/code")) for _ in range(2))
        named(mair, "Siân")
        for page in (owain, mair):
            row(page, "Answer 3").click()
            keys(page, "]", "1")
        saved(owain)
        saved(mair)
        coders = {coder.id: coder.name for coder in study.coders.all()}
        on_it = [coding for coding in study.codings.all() if "Answer 3" in words_of(study, [coding])[0]]
        assert sorted(coders[coding.coder_id] for coding in on_it) == ["Owain", "Siân"]
        keys(mair, "Control+z")
        saved(mair)
        assert [coders[c.coder_id] for c in study.codings.all() if c in on_it] == ["Owain"]


def test_a_key_pressed_under_one_name_is_never_recorded_under_the_next(study, serve, visit):
    with serve(study.path) as address:
        page = open_desk(visit(f"{address}/code"))
        row(page, "Answer 0").click()
        for _ in range(6):
            keys(page, "1", "j", "j")
        named(page, "Siân")
        page.wait_for_selector(".wb-row")
        saved(page)
        coders = {coder.id: coder.name for coder in study.coders.all()}
        assert {coders[coding.coder_id] for coding in study.codings.all()} >= {"Owain"}
        assert "Siân" not in {coders[coding.coder_id] for coding in study.codings.all()}
        assert len(mine(study)) == 6


def test_what_waits_while_the_server_is_away_is_shown_and_sent_when_it_is_back(study, serve, visit):
    with serve(study.path) as address:
        page = open_desk(visit(f"{address}/code"))
        row(page, "Answer 0").click()
        keys(page, "1")
        saved(page)
    for _ in range(3):
        keys(page, "j", "j", "1")
    page.wait_for_function("document.querySelector('.wb-unsent').textContent.includes('not saved yet')", timeout=60_000)
    assert "3 not saved yet" in page.locator(".wb-unsent").inner_text()
    assert len(mine(study)) == 1
    with serve(study.path, port=int(address.rpartition(":")[2])):
        saved(page)
        assert len(mine(study)) == 4
        assert len(set(words_of(study, mine(study)))) == 4
        assert check_study(study.path) == []


def test_a_cut_line_loses_nothing(study, serve, visit):
    with serve(study.path) as address:
        page = open_desk(visit(f"{address}/code"))
        row(page, "Answer 0").click()
        page.context.set_offline(True)
        for _ in range(5):
            keys(page, "1", "j", "j")
        page.wait_for_function(
            "document.querySelector('.wb-unsent').textContent.includes('not saved yet')", timeout=60_000
        )
        page.context.set_offline(False)
        saved(page)
        assert len(mine(study)) == 5

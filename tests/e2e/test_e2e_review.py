"""A researcher reviews suggestions with the keyboard; what the database holds is what was pressed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from workbench import review
from workbench.model import Action

from ..app.conftest import make_study  # noqa: TID252  # two folders of tests share one small study
from .conftest import ready

pytestmark = pytest.mark.e2e

LONG = b"".join(
    b"I: Question number %d?\nP1: This is answer number %d, and it says that we review plans together.\n" % (i, i)
    for i in range(12)
)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return make_study(tmp_path_factory.mktemp("review") / "s.workbench", talk={"P1.txt": LONG}, synthetic=True)


@pytest.fixture(scope="module")
def address(serve, study):
    with serve(study.path) as served:
        yield served


def press(page, key):
    page.keyboard.press(key)
    ready(page)


def answers(study):
    return [(d.suggestion_id, d.action) for d in study.suggestions.decisions()]


def test_the_keys_answer_and_undo(study, address, visit):
    before, waiting = answers(study), [s.id for s in review.queue(study)]
    page = visit(f"{address}/review")
    expect(page.get_by_text(f"{len(before)} of 12 decided")).to_be_visible()
    for key in "aru":
        press(page, key)
    wanted = list(zip(waiting, (Action.ACCEPT, Action.REJECT, Action.UNSURE), strict=False))
    assert answers(study) == [*before, *wanted]
    expect(page.get_by_text(f"{len(before) + 3} of 12 decided")).to_be_visible()
    press(page, "z")
    assert answers(study) == [*before, *wanted[:2]]
    page.get_by_role("button", name="Undo (z)").click()
    ready(page)
    assert answers(study) == [*before, *wanted[:1]]
    assert {r.coder for r in study.history.all(most=5)} == {"Owain"}, "three answers and two acts of undo"
    shown = review.queue(study)[0].span
    turns = study.sources.turns(study.sources.get("P1").id)
    asked = max((turn for turn in turns if turn.span.end <= shown.start), key=lambda turn: turn.span.start)
    words = asked.span.of(study.sources.get("P1").text)
    expect(page.get_by_text(words), "the turn before is shown").to_be_visible()


def test_two_presses_at_once_answer_only_what_was_on_the_screen(study, address, visit):
    page = visit(f"{address}/review")
    before = answers(study)
    first = review.queue(study)[0].id
    page.evaluate(
        "for (const key of ['a', 'r', 'a']) window.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))"
    )
    ready(page)
    assert [each for each in answers(study) if each not in before] == [(first, Action.ACCEPT)]


def test_typing_a_name_is_no_answer_and_the_name_is_put_on_record(study, address, visit):
    page = visit(f"{address}/review")
    before = answers(study)
    field = page.get_by_role("textbox", name="Your name")
    field.fill("")
    field.type("Ursula")
    page.keyboard.press("Enter")
    ready(page)
    assert answers(study) == before
    page.get_by_role("link", name="History").click()
    ready(page)
    page.get_by_role("link", name="Review").click()
    ready(page)
    press(page, "a")
    assert study.history.all(most=1)[0].coder == "Ursula", "the name stays when the page changes"


def test_every_key_of_a_steady_hand_is_kept(study, address, visit):
    page = visit(f"{address}/review")
    before, waiting = len(answers(study)), len(review.queue(study))
    for done in range(before + 1, before + 6):
        page.keyboard.press("u")
        page.wait_for_function("n => document.body.innerText.includes(`${n} of 12 decided`)", arg=done)
        ready(page)
    assert len(review.queue(study)) == waiting - 5


def test_a_random_sample_is_looked_at_by_keys_and_its_odds_are_on_record(study, address, visit):
    page = visit(f"{address}/review")
    page.get_by_role("combobox", name="Order").click()
    page.get_by_role("option", name="Random sample").click()
    ready(page)
    page.get_by_role("button", name="Draw 20 passages").click()
    ready(page)
    draw = study.draws.all()[-1]
    expect(page.get_by_text("Drawn at random, with a probability of 100.00%")).to_be_visible()
    before = len(study.looks.all())
    press(page, "d")
    press(page, "d")
    looks = study.looks.all()[before:]
    assert [(one.source_id, one.span) for one in looks] == [(p.source_id, p.span) for p in draw.passages[:2]]
    for left in (1, 0):  # all of it: the other tests share this study
        press(page, "z")
        assert len(study.looks.all()) == before + left
    page.get_by_text("Record (").click()
    ready(page)
    expect(page.get_by_text("passages looked at as a whole")).to_be_visible()
    expect(page.get_by_text("too few to say what the suggestions leave out")).to_be_visible()

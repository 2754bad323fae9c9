"""A claim is taken with the mouse, passages are linked with keys, and undo takes them back; in a text full of wide characters."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from workbench import review
from workbench.model import GapType, StageUse, Stance
from workbench.pipeline.claims import propose_passages

from ..app.conftest import POLICY, make_study  # noqa: TID252  # two folders of tests share one small study
from .conftest import ready

pytestmark = pytest.mark.e2e

WIDE = "🧭 Pob cynllun: every plan 👩🏽‍⚕️ is reviewed 🗓️ together, ŵyr pawb.\n\nForms are kept short.\n"


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    study = make_study(
        tmp_path_factory.mktemp("claims") / "s.workbench", policy={**POLICY, "wide.txt": WIDE.encode()}, synthetic=True
    )
    propose_passages(study, by="Owain", embed=StageUse("hashing", {"dimensions": 256}))
    return study


@pytest.fixture(scope="module")
def address(serve, study):
    with serve(study.path) as served:
        yield served


def press(page, key):
    page.keyboard.press(key)
    ready(page)


def unfold(page, words):
    """Open a folded part; while a page is still growing, a click can go past it."""
    for _ in range(3):
        page.get_by_text(words).click()
        ready(page)
        if page.locator(".wb-choosing").count():
            return
    pytest.fail(f"'{words}' does not open")


def drag(page, words, first, last):
    """Drag over a paragraph, from inside the first of some words to inside the last."""
    box = page.locator(".wb-choosing-words", has_text=words)
    box.scroll_into_view_if_needed()
    ready(page)  # what comes into view is laid out only now
    places = box.evaluate(
        """(box, [first, last]) => [first, last].map((word) => {
            const walk = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
            for (let node; (node = walk.nextNode()); ) {
              const at = node.data.indexOf(word);
              if (at < 0) continue;
              const range = document.createRange();
              range.setStart(node, at + 1);
              range.setEnd(node, at + 2);
              const found = range.getBoundingClientRect();
              return [Math.round(found.left + found.width / 2), Math.round(found.top + 8)];
            }
          })""",
        [first, last],
    )
    page.mouse.move(*places[0])
    page.mouse.down()
    page.mouse.move(*places[1], steps=6)
    page.mouse.up()
    ready(page)


def test_a_claim_is_taken_by_mouse_linked_by_keys_and_undone(study, address, visit):
    page = visit(f"{address}/claims")
    unfold(page, "Take a claim from a policy")
    page.locator(".wb-choosing").scroll_into_view_if_needed()
    ready(page)
    page.get_by_role("combobox", name="Policy").last.click()
    page.get_by_role("option", name="wide").click()
    ready(page)
    drag(page, "Pob cynllun", "plan 👩", "together")
    expect(page.locator(".wb-chosen").first, "what is taken is seen").to_be_visible()
    page.get_by_role("textbox", name="The claim, as a statement").last.fill("Plans are reviewed together.")
    page.get_by_role("button", name="Take this claim").click()
    ready(page)
    made = study.claims.find("C02")
    words = made.span.of(study.sources.get("wide").text)
    assert words == "plan 👩🏽‍⚕️ is reviewed 🗓️ together", "whole words, to the character, past wide characters"
    expect(page.get_by_text("version 1 · no theme")).to_be_visible()
    assert "claim=C02" in page.url

    waiting = [one.suggestion for one in review.claim_queue(study, "C1", by="Owain")]
    page.goto(f"{address}/claims?part=link&claim=C1")
    ready(page)
    press(page, "c")
    expect(page.get_by_text("In what way is it contradicted?")).to_be_visible()
    press(page, "1")
    press(page, "c")
    press(page, "f")
    links = [link for link in study.links.all() if link.from_suggestion]
    assert {(x.from_suggestion, x.stance, x.gap_type) for x in links} == {
        (waiting[0].id, Stance.CONTRADICTED, GapType.ABSENT), (waiting[1].id, Stance.FULFILLED, GapType.NONE),
    }  # fmt: skip
    assert {r.coder for r in study.history.all(most=2)} == {"Owain"}
    press(page, "z")
    press(page, "z")
    assert [link for link in study.links.all() if link.from_suggestion] == []
    expect(page.get_by_text(f"0 of {len(waiting)} answered")).to_be_visible()


def test_a_paragraph_and_its_sentences_are_chosen_by_keys(study, address, visit):
    page = visit(f"{address}/claims?part=link&claim=C1")
    unfold(page, "Link a passage of your own choice")
    page.locator(".wb-choosing-row").first.focus()
    for key in ("ArrowDown", "Enter"):
        press(page, key)
    turn = study.sources.turns(study.sources.get("P1").id)[1]
    assert page.locator(".wb-chosen").all_inner_texts() == [turn.span.of(study.sources.get("P1").text)]
    page.get_by_role("button", name="Unclear", exact=True).click()
    ready(page)
    (link,) = [link for link in study.links.all() if link.stance is Stance.UNCLEAR]
    assert link.span == turn.span
    review.undo(study, by="Owain")

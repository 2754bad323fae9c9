"""The tree of codes in a real browser, by keys and by mouse. The database is what counts."""

from __future__ import annotations

import pytest

from workbench import new_study
from workbench.model import CodeStatus
from workbench.review.codebook import edit_code, move_code

from .at_the_codebook import (
    LURE,
    answered,
    brought_back,
    code_of,
    code_passages,
    dialog,
    make_book,
    open_book,
    part,
    press,
    row,
    settled,
    shown,
    stored,
)
from .conftest import ready

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return make_book(tmp_path_factory.mktemp("book"))


@pytest.fixture(scope="module")
def address(serve, study):
    with serve(study.path) as served:
        yield served


@pytest.fixture(autouse=True)
def as_it_was(study):
    before = study.codebook.current()
    yield
    brought_back(study, before)


@pytest.fixture
def book(visit, address):
    """Return a function that opens the page, with a code chosen where one is named."""
    return lambda chosen="": open_book(visit(f"{address}/codebook"), chosen)


def test_the_tree_is_walked_by_keys_and_says_what_it_is(book):
    page = book("REV")
    focused = "document.activeElement.querySelector('.wb-tree-key')?.textContent"
    assert page.locator("[role=tree]").count() == 1
    assert row(page, "REV").get_attribute("aria-expanded") == "true"
    assert row(page, "REV.NO").get_attribute("aria-expanded") is None
    assert row(page, "REV.NO").get_attribute("aria-level") == "2"
    for key, there in (
        ("ArrowDown", "REV.NO"), ("ArrowLeft", "REV"), ("ArrowLeft", "REV"), ("ArrowDown", "ADM"), ("End", "IMG.REV"),
        ("Home", "REV"), ("ArrowRight", "REV"), ("ArrowRight", "REV.NO"), ("e", "ADM.TIME"), ("p", "ADM"),
    ):  # fmt: skip
        page.keyboard.press(key)
        page.wait_for_timeout(900 if len(key) == 1 else 30)
        assert page.evaluate(focused) == there, key
        assert page.locator(".wb-tree-row[tabindex='0']").count() == 1
    page.evaluate(
        """() => { window.ran = 0; new MutationObserver(() => { window.ran += 1; }).observe(
            document.querySelector('[data-testid=stApp]'), { attributeFilter: ['data-test-script-state'] }); }"""
    )
    page.keyboard.type("rc")  # Streamlit's own keys: the page again, and a dialog about the cache
    page.wait_for_timeout(900)
    assert page.get_by_role("dialog").count() == 0
    assert page.evaluate("window.ran") == 0
    page.keyboard.press("Enter")
    settled(page)
    assert page.locator(".wb-tree-row[aria-selected='true']").count() == 1


def test_a_code_is_renamed_in_place(study, book):
    page = book("REV")
    code_id = code_of(study, "REV").id
    press(page, "F2")
    page.keyboard.type("Reviews & <b>reviewing</b>")
    press(page, "Enter")
    assert study.codebook.current().by_id[code_id].name == "Reviews & <b>reviewing</b>"
    assert page.get_by_label("Name", exact=True).input_value() == "Reviews & <b>reviewing</b>", "the form has it too"
    press(page, "F2")
    page.keyboard.type("Not this")
    press(page, "Escape")
    assert len(study.codebook.versions()) == 2
    press(page, "F2")
    page.keyboard.type("Paperwork")
    press(page, "Enter")
    assert "Paperwork" in page.locator(".wb-tree-fault").inner_text()
    assert page.get_by_label("New name of").input_value() == "Paperwork", "what was typed is not lost"
    press(page, "Escape")
    assert "reviewing" in row(page, "REV").inner_text(), "put back"
    assert len(study.codebook.versions()) == 2


def test_a_rename_over_another_rename_is_told_and_sent_again_by_enter_only(study, book):
    page = book("REV")
    edit_code(study, "REV", by="Mair", name="Looking again")
    press(page, "F2")
    page.keyboard.type("Mine")
    press(page, "Enter")
    assert "changed by somebody else meanwhile" in page.locator(".wb-tree-fault").inner_text()
    field = page.get_by_label("New name of Looking again")
    assert field.input_value() == "Mine"
    field.blur()
    settled(page)
    assert code_of(study, "REV").name == "Looking again"
    press(page, "F2")
    page.keyboard.type("Mine")
    page.keyboard.press("Enter")
    press(page, "F2")
    page.keyboard.type("Mine, again")
    press(page, "Enter")
    assert code_of(study, "REV").name == "Mine, again", "one's own rename on its way is none of another's"


def test_codes_are_moved_by_keys_and_several_steps_are_one_version(study, book):
    page = book("LURE")
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    painted = shown(page)
    assert study.codebook.current().version == 1, "painted before it is sent"
    settled(page)
    assert painted == shown(page) == stored(study)
    assert [key for depth, key in stored(study) if depth == 1] == ["LURE", "REV", "ADM", "IMG.REV"]
    assert len(study.codebook.versions()) == 2
    press(page, "Alt+ArrowDown")
    press(page, "Alt+ArrowRight")
    assert code_of(study, "LURE").parent == "REV"
    press(page, "Alt+ArrowLeft")
    assert code_of(study, "LURE").parent is None
    assert stored(study)[2] == (1, "LURE")
    assert shown(page) == stored(study)
    press(page, "Home", "Alt+ArrowUp")
    assert "first of its branch" in page.locator(".wb-tree-said").inner_text()


def test_no_key_of_a_burst_is_lost(study, book):
    page = book("ADM.TIME")
    burst = ["Alt+ArrowUp", "Alt+ArrowLeft", "Alt+ArrowUp", "Alt+ArrowUp", "Alt+ArrowRight", "ArrowDown", "Alt+ArrowUp"]
    for key in [*burst, "Alt+ArrowDown", "Alt+ArrowLeft", "End", "Alt+ArrowUp", "Alt+ArrowRight"]:
        page.keyboard.press(key)
    painted = shown(page)
    settled(page)
    assert stored(study) == painted == shown(page)
    assert painted != [(1, "REV"), (2, "REV.NO")]


def test_codes_are_moved_by_mouse_onto_and_between_others(study, book):
    page = book()
    row(page, "ADM.FORM").drag_to(row(page, "REV"))
    settled(page)
    assert code_of(study, "ADM.FORM").parent == "REV"
    box = row(page, "REV.NO").bounding_box()
    row(page, "IMG.REV").drag_to(row(page, "REV.NO"), target_position={"x": 100, "y": 3})
    settled(page)
    assert [code.key for code in study.codebook.current().children("REV")] == ["IMG.REV", "REV.NO", "ADM.FORM"]
    assert box is not None
    assert shown(page) == stored(study)


def test_a_circle_is_refused_with_a_sentence(study, book):
    page = book()
    row(page, "ADM").drag_to(row(page, "ADM.FORM"))
    settled(page)
    said = page.locator(".wb-tree-fault").inner_text()
    assert "'Paperwork' (ADM) cannot stand below 'Forms' (ADM.FORM)" in said
    assert study.codebook.current().version == 1
    assert shown(page) == stored(study)


def test_what_is_refused_because_of_somebody_elses_change_is_put_back(study, book):
    page = book("ADM.TIME")
    move_code(study, "ADM.FORM", parent="ADM.TIME", by="Mair")
    press(page, "Alt+ArrowRight")  # below 'Forms', which stands below it by now
    assert "cannot stand below 'Forms'" in page.locator(".wb-tree-fault").inner_text()
    assert len(study.codebook.versions()) == 2
    assert shown(page) == stored(study)


def test_a_code_is_retired_by_the_delete_key_after_a_question_and_restored(study, book):
    page = book("ADM.TIME")
    press(page, "Delete")
    box = page.get_by_role("dialog")
    assert code_of(study, "ADM.TIME").status is CodeStatus.ACTIVE, "it only asks"
    answered(page, box, "Retire it")
    assert code_of(study, "ADM.TIME").status is CodeStatus.RETIRED
    row(page, "REV").click()
    ready(page)
    assert row(page, "ADM.TIME").count() == 0
    page.get_by_label("Retired (1)").check()
    row(page, "ADM.TIME").click()
    ready(page)
    answered(page, dialog(page, "Restore…"), "Restore it")
    assert code_of(study, "ADM.TIME").status is CodeStatus.ACTIVE


def test_undo_and_redo_by_key_in_the_tree_and_never_anything_else(study, book):
    page = book("REV")
    press(page, "Alt+ArrowDown")
    assert stored(study)[0] == (1, "ADM")
    press(page, "Control+z")
    assert stored(study)[0] == (1, "REV")
    assert shown(page) == stored(study)
    press(page, "Control+Shift+z")
    assert stored(study)[0] == (1, "ADM")
    press(page, "Control+z", "Control+z")
    assert "neither the codebook nor" in page.locator(".wb-tree-fault").inner_text()
    assert len(study.claims.all()) == 1


def test_hostile_words_show_as_written_and_fetch_nothing(study, book):
    code_passages(study, "LURE", count=1)
    edit_code(study, "LURE", by=LURE, definition=f"Other {LURE}", reason=LURE)
    page = book("LURE")
    assert LURE in row(page, "LURE").inner_text()
    for button in ("Merge into…", "Split…", "Retire…"):
        assert LURE in dialog(page, button).inner_text()
        page.keyboard.press("Escape")
        page.wait_for_timeout(500)
    for name in ("Versions", "Worklist", "Check"):
        part(page, name)
        page.wait_for_timeout(300)
        assert "beacon.invalid" in page.locator("[data-testid=stMain]").inner_text(), name
        assert page.locator("[data-testid=stMain] img[src*='beacon']").count() == 0


def test_the_first_code_is_made_by_hand(serve, visit, tmp_path):
    study = new_study(tmp_path / "empty.workbench", by="Owain")
    with serve(study.path) as address:
        page = visit(f"{address}/codebook")
        assert page.get_by_role("link", name="Bring a codebook in").count() == 1
        box = dialog(page, "New code")
        box.get_by_label("Name").fill("שלום 👩🏽‍⚕️")
        answered(page, box, "Add the code")
        (code,) = study.codebook.current()
        assert code.name == "שלום 👩🏽‍⚕️"
        assert page.locator(".wb-tree-name").inner_text() == code.name

"""Forms, dialogs, versions and worklist of a codebook in a real browser. The database is what counts."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from workbench.model import CodeStatus
from workbench.review.codebook import edit_code, move_code, retire_code
from workbench.review.worklist import worklist

from .at_the_codebook import (
    answered,
    brought_back,
    code_of,
    code_passages,
    dialog,
    make_book,
    open_book,
    part,
    row,
    save,
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


def test_a_new_code_is_made_below_another(study, book):
    page = book("ADM")
    box = dialog(page, "New code")
    box.get_by_label("Name").fill("Duplicate *forms*")
    box.get_by_label("Definition").fill("The same, twice.")
    box.get_by_label("Why").fill("Three interviews tell of it")
    answered(page, box, "Add the code")
    made = next(code for code in study.codebook.current() if code.name == "Duplicate *forms*")
    assert (made.parent, made.definition) == ("ADM", "The same, twice.")
    assert study.codebook.current().reason == "Three interviews tell of it"
    assert shown(page) == stored(study)
    assert row(page, made.key).get_attribute("aria-selected") == "true"


def test_a_name_that_is_taken_is_refused_in_the_dialog_and_what_was_typed_stays(study, book):
    page = book()
    box = dialog(page, "New code")
    box.get_by_label("Name").fill("paperwork")
    box.get_by_role("button", name="Add the code").click()
    ready(page)
    assert "Paperwork" in box.get_by_role("alert").inner_text()
    assert box.get_by_label("Name").input_value() == "paperwork"
    assert study.codebook.current().version == 1


def test_every_field_of_the_form_is_saved_by_one_button_with_its_reason(study, book):
    page = book("REV")
    page.get_by_role("radio", name="Vermilion").click()
    ready(page)
    page.get_by_label("Key", exact=True).fill("RVW")
    page.get_by_label("Definition", exact=True).fill("How plans are\nreviewed.")
    page.get_by_label("Use when").fill("Somebody tells of a review.")
    page.get_by_label("Cues").fill("review\nlook at again")
    page.get_by_label("Examples").fill("we sat down together")
    page.get_by_label("Not when").first.fill("only the form is meant")
    page.get_by_label("Use instead").first.click()
    page.get_by_role("option", name="Forms (ADM.FORM)").click()
    ready(page)
    page.get_by_label("Not when").nth(1).fill("nothing was said")
    page.get_by_label("Near-misses").first.fill("the review of the film")
    page.keyboard.press("Tab")
    ready(page)
    page.get_by_label("Why it is changed").fill("After the pilot")
    save(page)
    assert "does not say which code" in page.get_by_role("alert").inner_text()
    assert study.codebook.current().version == 1
    page.get_by_label("They belong to").first.click()
    page.get_by_role("option", name="Paperwork (ADM)").click()
    ready(page)
    save(page)
    code, now = code_of(study, "RVW"), study.codebook.current()
    assert (len(study.codebook.versions()), now.reason) == (2, "After the pilot")
    assert (code.colour, code.definition, code.use_when) == (
        "#D55E00", "How plans are\nreviewed.", "Somebody tells of a review.",
    )  # fmt: skip
    assert (code.cues, code.examples) == (("review", "look at again"), ("we sat down together",))
    assert [(rule.condition, rule.use) for rule in code.not_when] == [
        ("only the form is meant", "ADM.FORM"), ("nothing was said", ""),
    ]  # fmt: skip
    assert [(miss.text, miss.code) for miss in code.near_miss] == [("the review of the film", "ADM")]
    assert code_of(study, "REV.NO").parent == "RVW"
    assert page.get_by_role("button", name="Drop changes").count() == 0


def test_what_was_typed_survives_another_code_and_a_conflict(study, book):
    page = book("REV")
    page.get_by_label("Definition", exact=True).fill("What Owain means by it.")
    page.keyboard.press("Tab")
    ready(page)
    row(page, "ADM").click()
    ready(page)
    assert page.get_by_label("Definition", exact=True).input_value() == "Forms and recording."
    edit_code(study, "REV", by="Mair", definition="What Mair means by it.", use_when="Mair's too.")
    row(page, "REV").click()
    ready(page)
    assert page.get_by_label("Definition", exact=True).input_value() == "What Owain means by it."
    save(page)
    assert "changed by somebody else meanwhile" in page.locator(".st-key-code_save").inner_text()
    version = study.codebook.current().version
    assert f"Mair changed the same in version {version}," in page.locator("[data-testid=stMain]").inner_text()
    both = page.locator(".wb-sides").inner_text()
    assert "What Mair means by it." in both
    assert "What Owain means by it." in both
    assert page.get_by_label("Definition", exact=True).input_value() == "What Owain means by it."
    assert code_of(study, "REV").definition == "What Mair means by it.", "nothing was overwritten"
    save(page, "Save mine over it")
    assert code_of(study, "REV").definition == "What Owain means by it."
    assert code_of(study, "REV").use_when == "Mair's too.", "what only Mair changed stays"
    assert page.get_by_label("Use when").input_value() == "Mair's too."


def test_a_form_that_nobody_typed_in_follows_what_others_publish(study, book):
    page = book("REV")
    edit_code(study, "REV", by="Mair", definition="What Mair means by it.")
    row(page, "ADM").click()
    ready(page)
    row(page, "REV").click()
    ready(page)
    assert page.get_by_label("Definition", exact=True).input_value() == "What Mair means by it."
    page.get_by_role("button", name="Undo", exact=True).click()
    ready(page)
    assert page.get_by_label("Definition", exact=True).input_value() == "How plans are reviewed."


def test_codes_are_merged_after_a_look_at_what_it_does_and_undo_brings_them_back(study, book):
    code_passages(study, "ADM.FORM")
    code_passages(study, "ADM.TIME", count=1)
    page = book("ADM.FORM")
    box = dialog(page, "Merge into…")
    box.get_by_role("combobox").click()
    page.get_by_role("option", name="Evenings").click()
    ready(page)
    said = box.inner_text()
    assert "1 coding of 1 person will have the code that stays" in said
    assert "1 coding more" in said
    answered(page, box, "Merge")
    stays = code_of(study, "ADM.TIME")
    assert [c.code_id for c in study.codings.all() if c.code_id != code_of(study, "IMG.REV").id] == [stays.id] * 2
    assert code_of(study, "ADM.FORM").status is CodeStatus.RETIRED
    assert row(page, "ADM.FORM").count() == 0
    page.get_by_role("button", name="Undo", exact=True).click()
    ready(page)
    assert code_of(study, "ADM.FORM").status is CodeStatus.ACTIVE
    assert sum(c.code_id == stays.id for c in study.codings.all()) == 1
    assert shown(page) == stored(study)


def test_a_code_is_split_and_its_codings_are_recoded_from_the_worklist(study, book):
    first, second = code_passages(study, "ADM.FORM")
    page = book("ADM.FORM")
    box = dialog(page, "Split…")
    for number, (name, meaning) in enumerate([("Paper forms", "On paper."), ("Web forms", "On a screen.")]):
        box.get_by_label("Name").nth(number).fill(name)
        box.get_by_label("Definition").nth(number).fill(meaning)
        page.keyboard.press("Tab")
        ready(page)
    answered(page, box, "Split")
    assert code_of(study, "ADM.FORM").status is CodeStatus.RETIRED
    made = {code.name: code for code in study.codebook.current().children("ADM.FORM")}
    assert set(made) == {"Paper forms", "Web forms"}
    assert row(page, made["Web forms"].key).count() == 1, "seen although they stand below a retired code"
    part(page, "Worklist (2)")
    said = page.locator("[data-testid=stMain]").inner_text()
    assert "The code was split" in said
    assert "On a screen." in said
    page.keyboard.press("r")
    ready(page)
    assert study.codings.get(first.id).code_id == made["Paper forms"].id
    page.get_by_role("combobox", name="Recode to").click()
    page.get_by_role("option", name="Web forms").click()
    ready(page)
    page.get_by_role("button", name="Recode (r)").click()
    ready(page)
    assert study.codings.get(second.id).code_id == made["Web forms"].id
    assert worklist(study) == []
    page.get_by_role("button", name="Undo", exact=True).click()
    ready(page)
    assert [stale.coding.id for stale in worklist(study)] == [second.id]


def test_the_worklist_shows_the_meaning_then_and_now_and_a_coding_can_hold(study, book):
    first, second = code_passages(study, "ADM.FORM")
    edit_code(study, "ADM.FORM", by="Mair", definition="Filling forms out by hand.")
    page = book()
    part(page, "Worklist (2)")
    assert page.locator(".wb-sides del").all_inner_texts() == ["in"]
    assert "out by hand" in "".join(page.locator(".wb-sides ins").all_inner_texts())
    page.keyboard.press("l")
    ready(page)
    page.keyboard.press("h")
    ready(page)
    assert [stale.coding.id for stale in worklist(study, by="Owain")] == [first.id], "what was put off came last"
    assert study.codings.get(second.id).codebook_version == study.codebook.current().version
    page.keyboard.press("x")
    ready(page)
    assert first.id not in {coding.id for coding in study.codings.all()}
    page.keyboard.press("z")
    ready(page)
    assert first.id in {coding.id for coding in study.codings.all()}
    page.get_by_role("button", name="Still holds").click()
    ready(page)
    assert worklist(study) == []
    assert "No coding of yours waits" in page.locator("[data-testid=stMain]").inner_text()


def test_two_versions_stand_beside_each_other_with_the_changed_words_marked(study, book):
    edit_code(study, "REV", by="Mair", definition="How plans are seldom reviewed.", reason="Sharper")
    move_code(study, "ADM.FORM", parent="REV", by="Mair")
    page = book()
    part(page, "Versions")
    page.get_by_role("combobox", name="Compare version").click()
    page.get_by_role("option", name="1", exact=True).click()
    ready(page)
    groups = page.locator(".wb-side-group")
    assert groups.count() >= 2
    assert groups.filter(has_text="Reviews (REV)").locator("ins").all_inner_texts() == ["seldom "]
    moved = groups.filter(has_text="Forms (ADM.FORM)")
    assert (moved.locator("del").inner_text(), moved.locator("ins").inner_text()) == ("ADM", "REV")


def test_the_check_leads_to_the_code(study, book):
    page = book()
    part(page, "Check")
    page.locator(".wb-link", has_text="Open Evenings").first.click()
    ready(page)
    assert row(page, "ADM.TIME").get_attribute("aria-selected") == "true"
    assert page.get_by_label("Name", exact=True).input_value() == "Evenings"


def test_the_passages_of_a_code_lead_to_the_desk(study, book):
    (coding,) = code_passages(study, "ADM.FORM", count=1)
    page = book("ADM.FORM")
    page.get_by_text("Passages (1)").click()
    ready(page)
    assert "never sit down" in page.locator(".wb-passages").inner_text()
    page.get_by_role("button", name="Open it on the page Code").click()
    page.wait_for_url("**/code?*")
    page.wait_for_selector(f".wb-bar[data-mark='{coding.id}']")


def test_axe_finds_nothing_in_what_we_draw(study, book):
    code_passages(study, "ADM.FORM", count=1)
    edit_code(study, "ADM.FORM", by="Mair", definition="Filling forms out by hand.")
    retire_code(study, "ADM.TIME", by="Mair")
    page = book("ADM.FORM")
    page.get_by_label("Retired (1)").check()
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    for name, drawn in (
        ("Codes", (".wb-tree", ".wb-swatches")),
        ("Versions", (".wb-sides",)),
        ("Check", (".wb-links",)),
    ):
        part(page, name)
        for each in drawn:
            found = Axe().run(page, context=each, options=rules).response["violations"]
            assert [(fault["id"], [node["html"][:120] for node in fault["nodes"]]) for fault in found] == [], each

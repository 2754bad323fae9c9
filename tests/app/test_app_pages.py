"""Every page on a small study: it shows what is there, and its buttons do what they say."""

from __future__ import annotations

import pytest

from workbench import new_study, open_study, review
from workbench.app import shell
from workbench.exchange.intake import add_sources, import_codebook, read_uploads
from workbench.model import Action, Mode, Variety

from .conftest import BOOK, TALK, make_study, spoken

PAGES = ("study", "sources", "review", "codebook", "claims", "contrast", "history")


def button(at, label):
    return next(b for b in at.button if b.label == label)


def test_without_a_study_it_offers_to_open_make_or_look(app, words):
    at = app()
    assert {tab.label for tab in at.tabs} == {"Open a study", "Make a new study", "Look at the demonstration"}
    assert "workbench demo" in words(at)


def test_a_study_that_cannot_be_opened_is_told_with_what_to_do(app, words, tmp_path, small):
    small.path.unlink()
    at = app(small)
    assert "There is no study at" in words(at)
    assert "workbench new" in words(at)


def test_a_new_study_can_be_made(app, tmp_path):
    at = app()
    at.text_input[1].set_value(str(tmp_path / "mine"))
    at.text_input[2].set_value("Mine, *not* bold")
    button(at, "Make it").click().run()
    assert not at.exception
    made = open_study(tmp_path / "mine.workbench")
    assert made.about.name == "Mine, *not* bold"
    assert made.history.all()[0].coder == "Owain"


@pytest.mark.parametrize("mode", [Mode.CODEBOOK, Mode.REFLEXIVE])
def test_an_empty_study_says_on_every_page_what_to_do(app, words, tmp_path, mode):
    at = app(new_study(tmp_path / "empty.workbench", by="Mair", mode=mode))
    codebook = {"study": "Next:", "sources": "Choose some", "review": "bring transcripts", "contrast": "Still needed"}
    wanted = {**codebook, "codebook": "There are no codes yet", "history": "Every act"}
    if mode is Mode.REFLEXIVE:
        wanted["review"] = "Read your sources"
    for page, says in wanted.items():
        at = at.switch_page(f"workbench/app/pages/{page}.py").run()
        assert not at.exception
        assert says in words(at)


@pytest.mark.parametrize("synthetic", [True, False])
def test_an_invented_study_says_so_on_every_page_and_no_other_does(app, words, tmp_path, synthetic):
    at = app(make_study(tmp_path / "s.workbench", synthetic=synthetic))
    for page in PAGES:
        at = at.switch_page(f"workbench/app/pages/{page}.py").run()
        assert ("Synthetic demonstration data" in words(at)) is synthetic


def test_a_reflexive_study_has_no_switch_for_suggestions(app, tmp_path):
    at = app(new_study(tmp_path / "r.workbench", by="Mair", mode=Mode.REFLEXIVE), "study")
    assert [t.label for t in at.toggle] == []


def test_study_shows_counts_and_who_coded(app, small):
    at = app(small, "study")
    assert {m.label: m.value for m in at.metric} == {
        "Sources": "3", "People": "2", "Codes": "3", "Codings": "1", "Policy claims": "1", "To review": "3",
    }  # fmt: skip
    coded = at.dataframe[0].value
    assert coded[coded["Name"] == "Mair"].iloc[0].to_dict() == {
        "Name": "Mair", "Codings": 1, "Links to claims": 3, "Answers to suggestions": 0,
    }  # fmt: skip


def test_the_switch_turns_suggestions_off_for_the_study_and_review_says_so(app, words, small):
    at = app(small, "study")
    at.toggle[0].set_value(False).run()
    assert small.about.suggestions_shown is False
    assert "switched off" in words(app(small, "review"))
    at.toggle[0].set_value(True).run()
    assert small.about.suggestions_shown is True


def test_a_codebook_can_be_brought_in(app, small, tmp_path):
    study = new_study(tmp_path / "bare.workbench", by="Mair")
    at = app(study, "study")
    choice = next(s for s in at.selectbox if s.label == "A shipped codebook")
    choice.set_value("relational_coordination").run()
    button(at, "Publish it").click().run()
    assert not at.exception
    assert len(study.codebook.current()) > 5
    assert at.toast[0].value == "The codebook was published."

    at = app(study, "study")
    next(s for s in at.selectbox if s.label == "A shipped codebook").set_value("relational_coordination").run()
    button(at, "Publish it").click().run()
    assert at.toast[0].value == "Nothing changed: the study already has this codebook."
    assert study.codebook.current().version == 1


@pytest.mark.parametrize(
    ("label", "action"), [("Accept (a)", Action.ACCEPT), ("Reject (r)", Action.REJECT), ("Unsure (u)", Action.UNSURE)]
)
def test_an_answer_is_stored_once_with_who_and_where(app, small, label, action):
    first = review.queue(small)[0]
    at = app(small, "review")
    button(at, label).click().run()
    assert not at.exception
    (decision,) = small.suggestions.decisions()
    assert (decision.suggestion_id, decision.action, decision.where) == (first.id, action, "app")
    assert {c.id: c.name for c in small.coders.all()}[decision.coder_id] == "Owain"
    assert [c.from_suggestion for c in small.codings.all()].count(first.id) == int(action is Action.ACCEPT)


def test_undo_on_review_takes_back_the_last_answer_and_nothing_older(app, small):
    at = app(small, "review")
    assert button(at, "Undo (z)").disabled
    button(at, "Accept (a)").click().run()
    button(at, "Undo (z)").click().run()
    assert small.suggestions.decisions() == []
    assert button(at, "Undo (z)").disabled, "the claims and the run behind it are not for this button"


def test_undo_on_review_leaves_what_somebody_else_answered(app, small):
    review.accept(small, review.queue(small)[0].id, by="Somebody else", where="test")
    assert button(app(small, "review"), "Undo (z)").disabled
    assert len(small.suggestions.decisions()) == 1


def test_another_code_can_be_given(app, small):
    first = review.queue(small)[0]
    at = app(small, "review")
    other = small.codebook.current().by_key["IMG.REV"]
    next(s for s in at.selectbox if s.label == "The code it shows").set_value(other.id).run()
    button(at, "Change to this code").click().run()
    (decision,) = small.suggestions.decisions()
    assert (decision.suggestion_id, decision.action) == (first.id, Action.CHANGE)
    assert small.codings.get(decision.coding_id).code_id == other.id


def test_later_puts_a_suggestion_at_the_end_without_an_answer(app, small):
    keys = [b.key for b in app(small, "review").button if b.label == "Accept (a)"]
    at = app(small, "review")
    button(at, "Later").click().run()
    assert [b.key for b in at.button if b.label == "Accept (a)"] != keys
    assert small.suggestions.decisions() == []


def test_review_shows_the_turn_before_the_code_and_why(app, words, small):
    said = words(app(small, "review"))
    for wanted in (
        "How do reviews go?", "We never sit down together", "How plans are reviewed.", "A review is told of.",
        "only the form is meant", "the form was late", "0.71", "Paperwork (ADM)",
    ):  # fmt: skip
        assert wanted in said


def test_review_filters_by_code(app, small):
    at = app(small, "review")
    code = small.codebook.current().by_key["ADM"]
    next(s for s in at.selectbox if s.label == "Code").set_value(code.id).run()
    shown = next(b.key for b in at.button if b.label == "Accept (a)").removeprefix("accept_")
    assert small.suggestions.get(shown).code_id == code.id


def test_when_all_is_decided_review_says_so(app, words, small):
    for waiting in review.queue(small):
        review.accept(small, waiting.id, by="Owain", where="test")
    at = app(small, "review")
    assert "Every suggestion is decided." in words(at)
    assert any(b.label == "Run suggestions" for b in at.button)


def test_files_are_looked_at_before_they_are_added(app, words, small):
    at = app(small, "sources")
    files = [
        ("P3.txt", b"I: And now?\nP3: Better.\n", "text/plain"),
        ("P4.txt", b"I: So?\nP4: Well.\nSue: No.\n", "text/plain"),
    ]
    at.file_uploader[0].set_value(files).run()
    assert not at.exception
    assert "Sue" in words(at)
    assert len(small.sources.names()) == 3, "looking stores nothing"
    button(at, "Add to the study").click().run()
    assert {"P3", "P4"} <= set(small.sources.names().values())
    assert small.history.all()[0].coder == "Owain"
    assert not at.file_uploader[0].value


def test_a_file_that_cannot_be_read_is_told_and_stores_nothing(app, words, small):
    at = app(small, "sources")
    at.file_uploader[0].set_value([("bad.docx", b"not a zip", "application/octet-stream")]).run()
    assert "bad.docx" in words(at)
    assert not any(b.label == "Add to the study" for b in at.button)
    assert len(small.sources.names()) == 3


def test_a_table_of_participants_can_be_brought_in(app, small):
    at = app(small, "study")
    upload = next(f for f in at.file_uploader if f.label == "The table")
    upload.set_value([("../../people.csv", b"case,site\nP1,E9\n", "text/csv")]).run()
    button(at, "Bring it in").click().run()
    assert not at.exception
    assert {case.name: case.attributes.get("site") for case in small.cases.all()}["P1"] == "E9"


def test_a_recipe_can_be_run_and_its_suggestions_wait(app, tmp_path):
    study = new_study(tmp_path / "fresh.workbench", by="Mair")
    add_sources(study, read_uploads(list(TALK.items()), variety=Variety.DISCLOSED), by="Mair")
    import_codebook(study, BOOK, by="Mair")
    at = app(study, "review")
    next(s for s in at.selectbox if s.label == "Recipe").set_value("keywords").run()
    button(at, "Run suggestions").click().run()
    assert not at.exception
    (waiting,) = review.queue(study)
    assert study.codebook.current().by_id[waiting.code_id].key == "ADM"
    assert any(b.key == f"accept_{waiting.id}" for b in at.button)


def test_a_role_can_be_changed_and_codings_are_labelled(app, words, small):
    at = app(small, "sources")
    source = small.sources.get("P1")
    next(s for s in at.selectbox if s.label == "Source").set_value(source.id).run()
    assert "We never sit down together" in words(at)
    roles = [s for s in at.selectbox if s.label == "Role"]
    roles[0].set_value("other").run()
    assert {t.speaker: t.role.value for t in small.sources.turns(source.id)} == {"I": "other", "P1": "participant"}
    next(s for s in at.selectbox if s.label == "Source").set_value(small.sources.get("policy").id).run()
    assert "IMG.REV" in words(at)


def test_contrast_counts_people_and_opens_the_quotations(app, words, small):
    at = app(small, "contrast")
    said = words(at)
    for wanted in (
        "reported by coordinators", "2 people", "Of 2 people: ", "F fulfilled 1, C contradicted 1", "A plan is reviewed together",
        "How do reviews go?", "We never sit down together", "Person 1 · P1", "It says: must · Wales · from 2012-06-06",
    ):  # fmt: skip
        assert wanted in said, wanted


def test_contrast_can_be_narrowed_to_people_by_stance(app, words, small):
    at = app(small, "contrast")
    at.button_group(key="stances").set_value(["fulfilled"]).run()
    said = words(at)
    assert "We review the plan together every year" in said
    assert "We never sit down together" not in said


def test_contrast_counts_anew_after_every_act(app, words, small):
    at = app(small, "contrast")
    assert "F fulfilled 1, C contradicted 1" in words(at)
    link = next(link for link in small.links.all() if link.stance.value == "fulfilled")
    with small.act("link.remove", by="Mair", summary="Removed a link") as act:
        small.links.remove(act, link.id)
    at.run()
    assert "C contradicted 1, – silent 1" in words(at)
    assert "Silent: Person 2" in words(at)


def test_a_number_of_a_group_opens_its_passages_and_the_address_says_which(app, words, tmp_path):
    study = make_study(tmp_path / "s.workbench")
    for source, turn in spoken(study):
        review.add_coding(study, source.id, turn.span, "REV", by="Mair")
    at = app(study, "contrast")
    at.segmented_control[0].set_value("Groups").run()
    assert "3 codings in 3 segments" in words(at)
    group = next(each for each in at.selectbox if each.label == "Passages of the theme, said by")
    at = group.set_value("E2").run()
    said = words(at)
    assert "1 coding in 1 segment" in said
    assert "coded REV by Mair" in said
    assert "We review the plan together every year" in said
    assert "We never sit down together" not in said
    assert at.query_params["said_by"] == "E2"


def test_what_nobody_speaks_of_is_told_apart_from_there_being_no_claim(app, words, tmp_path, small):
    at = app(small, "contrast")
    at.segmented_control[0].set_value("Unmatched").run()
    assert "At least one of 2 people speaks of every claim." in words(at)
    bare = new_study(tmp_path / "bare.workbench", by="Mair")
    at = app(bare, "contrast")
    at.segmented_control[0].set_value("Unmatched").run()
    assert "No claim, or nobody, is counted here." in words(at)


def test_the_sidebar_has_every_page_once_and_a_section_is_not_called_as_a_page(root):
    titles = [title for section in shell.SECTIONS.values() for title in section]
    files = {path.stem for path in (root / "workbench" / "app" / "pages").glob("*.py")}
    assert {title.lower() for title in titles} == files - {"start"}
    assert len(titles) == len(set(titles))
    assert not {section for section in shell.SECTIONS if section in titles}


def test_history_shows_every_act_and_takes_back_and_does_again(app, small):
    review.accept(small, review.queue(small)[0].id, by="Mair", where="test")
    at = app(small, "history")
    table = at.dataframe[0].value
    assert len(table) == len(small.history.all())
    assert table["Who"].iloc[0] == "Mair"
    button(at, "Undo").click().run()
    assert small.suggestions.decisions() == []
    button(at, "Redo").click().run()
    assert len(small.suggestions.decisions()) == 1
    assert [r.coder for r in small.history.all(most=2)] == ["Owain", "Owain"]


def test_an_error_in_an_act_is_told_once_and_the_page_goes_on(app, words, small, monkeypatch):
    from workbench.errors import StudyBusy

    at = app(small, "history")

    def busy(*_arguments, **_named):
        raise StudyBusy("'small' is in use: ![x](http://host/x.png)", "Wait.")

    monkeypatch.setattr("workbench.review.undo", busy)
    at.run()
    button(at, "Undo").click().run()
    assert "is in use: ![x](http://host/x.png)" in words(at)
    assert len(at.dataframe) == 1
    at.run()
    assert "is in use" not in words(at)


def test_a_codebook_in_use_can_be_replaced_and_its_reason_is_shown(app, words, small):
    import_codebook(small, BOOK.replace(b"Paperwork", b"Forms"), by="Mair", reason="Talked it over :red[now]")
    assert "Talked it over :red[now]" in words(app(small, "study"))

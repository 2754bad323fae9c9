"""The pages Memos and History on a small study: what is listed, written, changed, and taken back."""

from __future__ import annotations

import pytest

from workbench import new_study, review
from workbench.model import Mode

HOSTILE = "<b>no</b> ![x](http://host/x.png) :red[no] $x$ שלום 👩🏽\u200d⚕️"


def button(at, label):
    return next(b for b in at.button if b.label == label)


def select(at, label, place=0):
    return [s for s in at.selectbox if s.label == label][place]


@pytest.fixture
def noted(small):
    """A memo about one thing of every kind."""
    things = {
        "study": small.about.id, "source": small.sources.get("P1").id, "case": small.cases.all()[0].id,
        "code": small.codebook.current().find("REV").id, "coding": small.codings.all()[0].id,
        "claim": small.claims.all()[0].id, "link": small.links.all()[0].id,
    }  # fmt: skip
    for kind, key in things.items():
        review.write_memo(small, kind, key, f"About a {kind}", by="Mair")
    return small


@pytest.mark.parametrize("mode", [Mode.CODEBOOK, Mode.REFLEXIVE])
def test_an_empty_study_says_what_to_do_and_takes_a_memo(app, words, tmp_path, mode):
    study = new_study(tmp_path / "empty.workbench", by="Mair", mode=mode)
    at = app(study, "memos")
    assert "There are no memos yet" in words(at)
    button(at, "Write a memo").click().run()
    assert list(select(at, "About").options) == ["The study"]
    at.text_area[0].set_value(HOSTILE).run()
    button(at, "Save the memo").click().run()
    assert [m.text for m in study.memos.all()] == [HOSTILE]
    assert at.toast[0].value == "The memo was saved."
    assert HOSTILE in words(at), "it is open to be read"
    assert not at.text_area


def test_every_memo_is_listed_and_filters_narrow(app, noted):
    at = app(noted, "memos")
    table = at.dataframe[0].value
    assert list(table["Memo"]) == [
        f"About a {kind}" for kind in ("link", "claim", "coding", "code", "case", "source", "study")
    ]
    assert list(table["What"])[-2:] == ["P1", ""]
    select(at, "About").set_value("claim").run()
    assert list(at.dataframe[0].value["What"]) == ["C1: Everyone reviews the plan together."]
    select(at, "About").set_value(None).run()
    next(t for t in at.text_input if t.label == "Words").set_value("nothing like it").run()
    assert not at.dataframe
    assert "No memo is like that" in at.info[0].value


def test_a_memo_can_be_written_about_everything(app, small):
    at = app(small, "memos")
    for number, kind in enumerate(("source", "case", "code", "coding", "claim", "link")):
        button(at, "Write a memo").click().run()
        select(at, "About").set_value(kind).run()
        if kind in {"coding", "link"}:
            source = small.codings.all()[0].source_id if kind == "coding" else small.links.all()[0].source_id
            select(at, "In the source").set_value(source).run()
        assert button(at, "Save the memo").disabled, "nothing is chosen yet"
        select(at, "Which one").select_index(0).run()
        at.text_area[0].set_value(f"A thought {number}").run()
        button(at, "Save the memo").click().run()
        assert not at.exception
        made = small.memos.all()[-1]
        assert (made.about_kind, made.text) == (kind, f"A thought {number}")


def test_an_empty_memo_is_refused_and_what_was_chosen_stays(app, words, small):
    at = app(small, "memos")
    button(at, "Write a memo").click().run()
    at.text_area[0].set_value("   ").run()
    button(at, "Save the memo").click().run()
    assert "The memo is empty." in words(at)
    assert small.memos.all() == []
    assert len(at.text_area) == 1


def opened(at, study):
    """Open the newest memo as a click on its row does."""
    at.session_state["memo"] = study.memos.all()[-1].id
    return at.run()


def test_a_memo_is_changed_removed_and_brought_back(app, words, noted):
    at = opened(app(noted, "memos"), noted)
    assert "About a link" in words(at)
    button(at, "Edit").click().run()
    at.text_area[0].set_value(" ").run()
    button(at, "Save").click().run()
    assert "The memo is empty." in words(at)
    assert len(at.text_area) == 1, "what cannot be saved stays in its box"
    at.text_area[0].set_value("Better").run()
    button(at, "Save").click().run()
    memo = noted.memos.all()[-1]
    assert (memo.text, memo.version) == ("Better", 2)
    assert "changed" in words(at)
    assert "by Owain" in words(at)
    button(at, "Remove").click().run()
    assert len(noted.memos.all()) == 6
    assert at.toast[0].value == "The memo was removed. Undo brings it back."
    button(at, "Undo").click().run()
    assert noted.memos.all()[-1].text == "Better"


def test_undo_here_takes_back_no_other_act(app, noted):
    at = app(noted, "memos")
    assert button(at, "Undo").disabled, "it is Mair's memo"
    review.show_suggestions(noted, False, by="Owain")
    assert button(at.run(), "Undo").disabled
    review.write_memo(noted, "study", noted.about.id, "Mine", by="Owain")
    assert not button(at.run(), "Undo").disabled


def test_two_writers_see_both_texts_and_nothing_typed_is_lost(app, words, noted):
    at = opened(app(noted, "memos"), noted)
    memo = noted.memos.all()[-1]
    button(at, "Edit").click().run()
    review.edit_memo(noted, memo.id, "Theirs", version=1, by="Mair")
    at.text_area[0].set_value("Mine").run()
    button(at, "Save what is in the box").click().run()  # the page was drawn with both texts before
    assert noted.memos.get(memo.id).text == "Mine"

    at = opened(at, noted)
    button(at, "Edit").click().run()
    at.text_area[0].set_value("Mine again")
    review.edit_memo(noted, memo.id, "Theirs again", version=3, by="Mair")
    button(at, "Save").click().run()  # the box is sent with the press, over a version nobody here has seen
    assert noted.memos.get(memo.id).text == "Theirs again"
    assert "This memo was changed by somebody else" in words(at)
    assert "Theirs again" in words(at)
    assert at.text_area[0].value == "Mine again"
    at.text_area[0].set_value("Both")
    review.remove_memo(noted, memo.id, by="Mair")
    button(at, "Save what is in the box").click().run()
    assert "This memo was removed while you wrote." in words(at)
    assert at.text_area[0].value == "Both"
    button(at, "Save what is in the box").click().run()
    made = noted.memos.all()[-1]
    assert (made.about_kind, made.about_id, made.text) == ("link", memo.about_id, "Both")
    assert not at.text_area


def test_what_was_typed_outlives_a_look_at_another_page(app, noted):
    at = app(noted, "memos")
    button(at, "Write a memo").click().run()
    at.text_area[0].set_value("Half a thought").run()
    at = at.switch_page("workbench/app/pages/history.py").run()
    at = at.switch_page("workbench/app/pages/memos.py").run()
    assert at.text_area[0].value == "Half a thought"
    button(at, "Put away").click().run()
    assert not at.text_area
    button(at, "Write a memo").click().run()
    assert at.text_area[0].value == "Half a thought"


def test_history_narrows_by_who_what_words_and_what_stands(app, noted):
    review.show_suggestions(noted, False, by="Tomos")
    review.undo(noted, by="Tomos")
    at = app(noted, "history")
    total = noted.history.last()

    def shown():
        return list(at.dataframe[0].value["No."]) if at.dataframe else []

    assert shown() == list(range(total, 0, -1))
    select(at, "Who").set_value("Tomos").run()
    assert shown() == [total, total - 1]
    assert list(at.dataframe[0].value["Now"]) == ["", "taken back"]
    next(t for t in at.toggle if t.label == "Only what stands").set_value(True).run()
    assert shown() == []
    assert "No act is like that" in at.info[0].value
    select(at, "Who").set_value(None).run()
    assert shown() == list(range(total - 2, 0, -1))
    select(at, "What").set_value("memo").run()
    assert len(shown()) == 7
    field = next(t for t in at.text_input if t.label == "In the act")
    field.set_value("MEMO claim").run()
    assert len(shown()) == 1
    select(at, "What").set_value(None).run()
    field.set_value("2").run()
    assert 2 in shown()
    assert all(
        number == 2 or "2" in each.summary for each in noted.history.all() if (number := each.sequence) in shown()
    )

"""What a person is kept from doing by mistake."""

from __future__ import annotations

import pytest

from workbench import new_study, review
from workbench.errors import NotAllowedHere, StudyBusy
from workbench.exchange.intake import add_sources, import_codebook, read_uploads
from workbench.model import Span, Variety
from workbench.pipeline.load import load_recipe
from workbench.pipeline.run import run
from workbench.store import list_backups, make_backup, restore

TALK = """I: What takes up your week?
P: The paperwork, honestly. I sit with the forms until the evening.
I: And the visits, do the visits suffer?
P: I keep my word. If I say Tuesday I ring on Tuesday, so there is trust.
I: What would help?
P: Somebody to do the forms.
"""
TWO = b"codebook: t\ncodes:\n- {key: ADM, name: Burden, cues: [paperwork, forms]}\n- {key: REL, name: Trust, cues: [trust]}\n"
ONE = b"codebook: t\ncodes:\n- {key: REL, name: Trust, cues: [trust]}\n"


@pytest.fixture
def study(tmp_path):
    study = new_study(tmp_path / "s.workbench", by="Mair")
    add_sources(study, read_uploads([("P1.txt", TALK.encode())], variety=Variety.DISCLOSED), by="Mair")
    import_codebook(study, TWO, by="Mair")
    run(study, load_recipe("name: cues\nsegment: {use: turns}\nsuggest:\n  - {use: keywords}\n"), by="Mair")
    return study


def at(words):
    return Span(TALK.index(words), TALK.index(words) + len(words))


def test_an_interviewers_words_take_no_code(study):
    with pytest.raises(NotAllowedHere, match="Only the interviewer") as caught:
        review.add_coding(study, "P1", at("do the visits suffer?"), "ADM", by="Mair")
    assert "source role" in caught.value.hint
    assert study.codings.all() == []


def test_a_passage_that_reaches_over_a_question_can_be_coded(study):
    question_and_answer = Span(at("do the visits suffer?").start, at("I keep my word.").end)
    assert review.add_coding(study, "P1", question_and_answer, "REL", by="Mair") in study.codings.all()


def test_a_retired_code_takes_no_new_codings_and_leaves_the_queue(study):
    adm = study.codebook.current().by_key["ADM"]
    waiting = [s for s in review.queue(study) if s.code_id == adm.id]
    assert waiting
    import_codebook(study, ONE, by="Mair")
    assert adm.id not in {s.code_id for s in review.queue(study)}
    for deed in (
        lambda: review.accept(study, waiting[0].id, by="Mair", where="test"),
        lambda: review.change(study, waiting[0].id, "ADM", by="Mair", where="test"),
        lambda: review.add_coding(study, "P1", at("The paperwork"), "ADM", by="Mair"),
    ):
        with pytest.raises(NotAllowedHere, match="retired"):
            deed()
    review.undo(study, by="Mair")
    assert [s for s in review.queue(study) if s.code_id == adm.id] == waiting


def test_a_restore_does_not_run_over_what_somebody_saves_meanwhile(study, monkeypatch):
    chosen = make_backup(study.path)
    from workbench.store import backups

    make = backups.make

    def make_while_somebody_works(*arguments, **named):
        made = make(*arguments, **named)
        review.add_coding(study, "P1", at("The paperwork"), "ADM", by="Tomos")
        return made

    monkeypatch.setattr(backups, "make", make_while_somebody_works)
    with pytest.raises(StudyBusy, match="working in"):
        restore(study.path, chosen.path, by="Mair")
    assert len(study.codings.all()) == 1
    assert len(list_backups(study.path)) == 2

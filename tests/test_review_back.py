"""Going back to any point: one new act, told before it is done, and undo brings everything back."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from workbench import review
from workbench.errors import Conflict, NotAllowedHere, NotFound, NothingToUndo
from workbench.model import Span
from workbench.review import desk
from workbench.review.desk_changes import changes
from workbench.store import check_study, list_backups, make_backup, open_study, restore

KEPT_APART = {"revision", "content", "replay", "operation", "number_used"}


def everything(study):
    with closing(sqlite3.connect(study.path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [name for name in names if not name.startswith("sqlite_") and name not in KEPT_APART]
        return {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in kept}


def numbers(study):
    return {r.summary: r.sequence for r in study.history.all()}


def rename(study, source, name):
    with study.act("source.rename", by="Mair", summary=f"Renamed to {name}") as act:
        study.sources.rename(act, study.sources.get(source).id, name)


def test_down_to_the_empty_study_in_one_act_and_up_again(tiny_study):
    whole, last = everything(tiny_study), tiny_study.history.last()
    assert review.take_back_to(tiny_study, 1, by="Nia") == "Took the study back to act 1"
    assert {name for name, rows in everything(tiny_study).items() if rows} == {"study", "alembic_version"}
    newest = tiny_study.history.all()[0]
    assert (newest.sequence, newest.act, newest.undoes, newest.coder) == (last + 1, "back", 1, "Nia")
    assert [r.undone for r in reversed(tiny_study.history.all())] == [False, *[True] * (last - 1), False]
    assert check_study(tiny_study.path) == []
    review.undo(tiny_study, by="Nia")
    assert everything(tiny_study) == whole
    assert [r.undone for r in reversed(tiny_study.history.all())] == [*[False] * last, True, False]
    review.redo(tiny_study, by="Nia")
    assert {name for name, rows in everything(tiny_study).items() if rows} == {"study", "alembic_version"}
    review.take_back_to(tiny_study, last, by="Nia")
    assert everything(tiny_study) == whole
    assert check_study(tiny_study.path) == []


def test_rows_that_changed_places_by_way_of_a_third_come_back(tiny_study):
    """No order of single updates would do: the names, and the spans, are unique."""
    before, point = everything(tiny_study), tiny_study.history.last()
    for source, name in (("Mair", "aside"), ("Tomos", "Mair"), ("aside", "Tomos")):
        rename(tiny_study, source, name)
    source = tiny_study.sources.get("Policy").id
    one = review.add_coding(tiny_study, source, Span(0, 9), "ADM", by="Nia")
    two = review.add_coding(tiny_study, source, Span(0, 9), "REL", by="Nia")
    middle, states = tiny_study.history.last(), [everything(tiny_study)]
    for coding, code in ((one, "REL.TIME"), (two, "ADM"), (one, "REL")):
        review.recode(tiny_study, coding.id, code, by="Nia")
    states.append(everything(tiny_study))
    review.take_back_to(tiny_study, middle, by="Nia")
    assert everything(tiny_study) == states[0]
    review.undo(tiny_study, by="Nia")
    assert everything(tiny_study) == states[1]
    review.take_back_to(tiny_study, point, by="Nia")
    assert everything(tiny_study) == before
    review.undo(tiny_study, by="Nia")
    assert everything(tiny_study) == states[1]
    assert check_study(tiny_study.path) == []


def test_a_point_is_how_things_were_then_also_where_what_stood_was_undone_later(tiny_study):
    point, there = tiny_study.history.last(), everything(tiny_study)
    review.undo(tiny_study, by="Nia")
    without = everything(tiny_study)
    review.show_suggestions(tiny_study, False, by="Nia")
    review.take_back_to(tiny_study, point, by="Nia")
    assert everything(tiny_study) == there
    assert not tiny_study.history.all()[-point].undone, "the act stands again, though nothing can redo it"
    review.take_back_to(tiny_study, point + 1, by="Nia")
    assert everything(tiny_study) == without


def test_what_happened_goes_by_what_stands(tiny_study):
    point = tiny_study.history.last()
    with tiny_study.act("source.mix", by="Mair", summary="Mixed") as act:
        tiny_study.cases.put(act, "P9", {}, ())
    assert tiny_study.history.happened("source.mix")
    review.take_back_to(tiny_study, point, by="Nia")
    assert not tiny_study.history.happened("source.mix")
    review.show_suggestions(tiny_study, False, by="Nia")
    assert not tiny_study.history.happened("source.mix")
    review.take_back_to(tiny_study, point + 1, by="Nia")
    assert tiny_study.history.happened("source.mix")


def test_the_preview_tells_what_would_go_and_writes_nothing(tiny_study):
    point = tiny_study.history.last()
    source = tiny_study.sources.get("Policy").id
    for start in range(3):
        review.add_coding(tiny_study, source, Span(start, start + 20), "ADM", by="Nia")
    review.write_memo(tiny_study, "source", source, "A thought.", by="Tomos")
    (old,) = tiny_study.codings.all(tiny_study.sources.get("Mair").id)  # it has a memo
    review.remove_coding(tiny_study, old.id, by="Mair")
    rename(tiny_study, "Policy", "The policy")
    before, last = everything(tiny_study), tiny_study.history.last()
    preview = review.preview_back(tiny_study, point)
    assert (everything(tiny_study), tiny_study.history.last()) == (before, last)
    assert (preview.acts, preview.again, preview.last) == (tuple(range(point + 1, last + 1)), (), last)
    said = preview.sentences()
    assert said[0].startswith("Takes back 6 acts by 3 people (Nia, ")
    assert said[1:] == ["Brings back 1 coding and 1 memo.", "Removes 3 codings and 1 memo.", "Changes back 1 source."]
    review.take_back_to(tiny_study, point, by="Nia", seen=preview.last)
    again = review.preview_back(tiny_study, last)
    assert (again.acts, again.again) == ((last + 1,), preview.acts)
    assert again.sentences()[:2] == [
        "Takes back 1 act by 1 person (Nia).", "Does again 6 acts that had been taken back since then.",
    ]  # fmt: skip
    same = review.preview_back(tiny_study, last + 1)
    assert same.nothing
    assert same.sentences() == [f"The study is as it was after act {last + 1} already."]


def test_what_came_in_whole_is_told_whole(tiny_study):
    first = {r.sequence: r for r in tiny_study.history.all()}
    assert first[2].summary == "Added 3 sources"
    said = {s: review.doings(tiny_study, s).touched.sentences("Added", "Removed", "Changed") for s in first}
    assert said[2] == ["Added 3 sources."]
    assert said[3] == ["Added 1 codebook version."]
    assert any("suggestions" in words and "turn" not in words for each in said.values() for words in each)
    assert review.preview_back(tiny_study, 1).touched.gone.keys() == {
        "source", "codebook_version", "coding", "memo", "link", "claim", "run", "suggestion", "decision", "study_case",
        "draw", "looked", "claim_suggestion", "claim_decision", "claim_look", "question", "asked", "summary",
        "saved_query",
    }  # fmt: skip


def test_what_an_act_touched_can_be_read(tiny_study):
    source = tiny_study.sources.get("Policy")
    made = review.add_coding(tiny_study, source.id, Span(0, 9), "ADM", by="Nia")
    review.recode(tiny_study, made.id, "REL", by="Nia")
    memo = review.write_memo(tiny_study, "coding", made.id, "One", by="Nia")
    review.edit_memo(tiny_study, memo.id, "Two", version=1, by="Nia")
    review.remove_coding(tiny_study, made.id, by="Nia")
    last = tiny_study.history.last()
    written, recoded, noted, edited, gone = (review.doings(tiny_study, last - n) for n in (4, 3, 2, 1, 0))
    assert [(p.how, p.code, p.coder, p.span.of(source.text)) for p in written.passages] == [
        ("written", "Administrative burden (ADM)", "Nia", "Paperwork")
    ]
    assert [(p.how, p.code) for p in recoded.passages] == [("changed", "Ymddiriedaeth (REL)")]
    assert [(m.how, m.before, m.after) for m in (*noted.memos, *edited.memos)] == [
        ("written", "", "One"), ("changed", "One", "Two"),
    ]  # fmt: skip
    assert [(p.how, m.how, m.before) for p, m in zip(gone.passages, gone.memos, strict=True)] == [
        ("removed", "removed", "Two")
    ]
    run = next(r.sequence for r in tiny_study.history.all() if r.act == "run")
    shown = review.doings(tiny_study, run, most=2)
    assert (len(shown.passages), shown.more) == (2, shown.touched.come["suggestion"] - 2)
    review.take_back_to(tiny_study, 1, by="Nia")
    assert review.doings(tiny_study, run).passages == (), "the sources are not there to be read"


def test_what_cannot_be_done_is_refused_with_a_sentence_and_changes_nothing(tiny_study):
    point = tiny_study.history.last()
    for wrong in (0, -1, point + 1):
        with pytest.raises(
            NotFound, match=f"There is no act {wrong}: the acts of this study are numbered 1 to {point}"
        ):
            review.take_back_to(tiny_study, wrong, by="Nia")
    with pytest.raises(NothingToUndo, match="already"):
        review.take_back_to(tiny_study, point, by="Nia")
    with tiny_study.act("person.erase", by="Mair", summary="Erased P1", undoable=False) as act:
        tiny_study.show_suggestions(act, False)
    before, last = everything(tiny_study), tiny_study.history.last()
    for look in (review.preview_back, lambda study, to: review.take_back_to(study, to, by="Nia")):
        with pytest.raises(NotAllowedHere, match=rf"act {last} came after it and cannot be undone \(Erased P1\)"):
            look(tiny_study, point)
    assert (everything(tiny_study), tiny_study.history.last()) == (before, last)
    assert not tiny_study.history.all()[0].undone
    assert tiny_study.history.happened("person.erase")


def test_what_somebody_did_after_the_look_is_not_swept_away(tiny_study):
    point = tiny_study.history.last()
    review.show_suggestions(tiny_study, False, by="Nia")
    preview = review.preview_back(tiny_study, point)
    review.write_memo(tiny_study, "study", tiny_study.about.id, "Meanwhile", by="Tomos")
    before = everything(tiny_study)
    with pytest.raises(Conflict, match="Something was done in this study after you looked"):
        review.take_back_to(tiny_study, point, by="Nia", seen=preview.last)
    assert everything(tiny_study) == before


def test_a_restored_backup_is_no_barrier(tiny_study):
    """It changed no row of what is on record, and undo goes past it too."""
    point, there = tiny_study.history.last(), everything(tiny_study)
    review.show_suggestions(tiny_study, False, by="Nia")
    make_backup(tiny_study.path)
    review.write_memo(tiny_study, "study", tiny_study.about.id, "Lost", by="Nia")
    restore(tiny_study.path, list_backups(tiny_study.path)[0].path, by="Nia")
    study = open_study(tiny_study.path)
    review.take_back_to(study, point, by="Nia")
    assert everything(study) == there
    assert [r.act for r in study.history.all() if r.undone] == ["study.suggestions"]
    assert check_study(study.path) == []


def test_a_row_changed_past_the_store_is_met_with_a_refusal(tiny_study):
    point = tiny_study.history.last()
    review.show_suggestions(tiny_study, False, by="Nia")
    with closing(sqlite3.connect(tiny_study.path)) as connection:
        connection.execute("UPDATE study SET suggestions_shown = 1")
        connection.commit()
    before, last = everything(tiny_study), tiny_study.history.last()
    with pytest.raises(Conflict, match="no longer as that act left it"):
        review.take_back_to(tiny_study, point, by="Nia")
    assert (everything(tiny_study), tiny_study.history.last()) == (before, last)


def test_the_desk_takes_back_no_going_back_and_learns_what_it_changed(tiny_study):
    source = tiny_study.sources.get("Policy").id
    point = tiny_study.history.last()
    made = review.add_coding(tiny_study, source, Span(0, 9), "ADM", by="Nia")
    known = tiny_study.history.last()
    review.take_back_to(tiny_study, point, by="Nia")
    assert changes(tiny_study, source, since=known, by="Nia").gone == [made.id]
    after = everything(tiny_study)
    for number, kind in enumerate(("undo", "redo"), 1):
        operation = {"client": "a page", "sequence": number + 1, "kind": kind}
        ((_, fault),) = desk.apply(tiny_study, source, [operation], by="Nia")
        assert {"undo": "not your own coding", "redo": "nothing to redo"}[kind] in fault
        assert everything(tiny_study) == after
    review.undo(tiny_study, by="Nia")
    ((_, fault),) = desk.apply(tiny_study, source, [{"client": "a page", "sequence": 4, "kind": "redo"}], by="Nia")
    assert "not your own coding" in fault
    assert made in tiny_study.codings.all(source)


def test_undo_and_redo_take_back_only_what_was_seen(tiny_study):
    seen = tiny_study.history.last()
    review.show_suggestions(tiny_study, False, by="Nia")
    before = everything(tiny_study)
    with pytest.raises(Conflict, match="Nothing was taken back"):
        review.undo(tiny_study, by="Mair", seen=seen)
    assert everything(tiny_study) == before
    review.undo(tiny_study, by="Mair", seen=seen + 1)
    with pytest.raises(Conflict, match="Nothing was done again"):
        review.redo(tiny_study, by="Mair", seen=seen + 1)
    review.redo(tiny_study, by="Mair", seen=seen + 2)
    assert everything(tiny_study) == before

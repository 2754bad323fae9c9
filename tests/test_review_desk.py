"""What is pressed at the desk is done once, in order, on the very words that were on the screen."""

from __future__ import annotations

import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import review
from workbench.errors import NotAllowedHere, StudyBusy, WorkbenchError
from workbench.model import Span
from workbench.review import desk
from workbench.review.desk_changes import changes
from workbench.store import check_study, open_study


@pytest.fixture
def words(tiny_study):
    source = tiny_study.sources.get("Mair")
    start = source.text.index("Gwaith papur")
    return source, Span(start, source.text.index("\n", start))


def press(source, sequence, kind="code", client="here", span=None, **given):
    if kind in {"code", "resize"}:
        given = {"start": span.start, "end": span.end, "quote": span.of(source.text), **given}
    return {"client": client, "sequence": sequence, "kind": kind, **given}


def mine(study):
    return [coding for coding in study.codings.all() if coding.created.year > 2025 and coding.from_suggestion is None]


def code_id(study, key):
    return study.codebook.current().by_key[key].id


def test_a_key_codes_what_was_marked_and_is_acknowledged(tiny_study, words):
    source, span = words
    rel, adm = code_id(tiny_study, "REL"), code_id(tiny_study, "ADM.DUP")
    assert desk.apply(tiny_study, source.id, [press(source, 1, span=span, codes=[rel, adm])], by="Nia") == []
    found = [c for c in tiny_study.codings.all(source.id) if c.span == span]
    assert {c.code_id for c in found} == {rel, adm}
    assert tiny_study.operations.last("here") == 1
    assert check_study(tiny_study.path) == []


def test_the_same_batch_twice_is_done_once_even_after_an_undo_and_a_restart(tiny_study, words):
    source, span = words
    batch = [press(source, 1, span=span, codes=["REL"]), press(source, 2, "undo")]
    desk.apply(tiny_study, source.id, batch, by="Nia")
    before, acts = tiny_study.codings.all(), tiny_study.history.last()
    again = open_study(tiny_study.path)
    assert desk.apply(again, source.id, batch, by="Nia") == []
    assert (again.codings.all(), again.history.last()) == (before, acts)


def test_after_a_gap_nothing_is_done_and_nothing_acknowledged(tiny_study, words):
    source, span = words
    before = tiny_study.codings.all()
    desk.apply(tiny_study, source.id, [press(source, 2, span=span, codes=["REL"])], by="Nia")
    assert tiny_study.codings.all() == before
    assert tiny_study.operations.last("here") == 0


@settings(deadline=None, max_examples=15)
@given(deliveries=st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=8))
def test_however_batches_overlap_each_key_is_done_once_and_in_order(tiny_study_file, tmp_path_factory, deliveries):
    study = open_study(shutil.copyfile(tiny_study_file, tmp_path_factory.mktemp("d") / "s.workbench"))
    source = study.sources.get("Mair")
    start = source.text.index("Gwaith papur")
    every = [press(source, n, span=Span(start, start + 6 + n), codes=["REL"]) for n in range(1, 7)]
    before, reached = len(study.codings.all()), 0
    for first, last in [*deliveries, (1, 6)]:
        desk.apply(study, source.id, every[first - 1 : last], by="Nia")
        if first <= reached + 1:
            reached = max(reached, last)
        assert study.operations.last("here") == reached
        assert len(study.codings.all()) == before + reached


def test_an_utf16_place_is_refused_and_codes_nothing(tiny_study):
    """The mutant that counts as browsers do: past a character of two halves, every place is too far right."""
    source = tiny_study.sources.get("Mair")
    start = source.text.index("are all you see")
    right = Span(start, start + 15)
    shifted = Span(right.start + 1, right.end + 1)
    before = tiny_study.codings.all()
    said = press(source, 1, span=shifted, codes=["REL"], quote=right.of(source.text))
    ((number, sentence),) = desk.apply(tiny_study, source.id, [said], by="Nia")
    assert number == 1
    assert "Nothing was coded" in sentence
    assert tiny_study.codings.all() == before
    assert desk.apply(tiny_study, source.id, [press(source, 2, span=right, codes=["REL"])], by="Nia") == []


def test_what_cannot_be_done_is_told_acknowledged_and_the_rest_goes_on(tiny_study, words):
    source, span = words
    asked = source.text.index("Beth")
    batch = [
        press(source, 1, span=Span(asked, asked + 4), codes=["REL"]),
        press(source, 2, span=span, codes=["NOT.THERE"]),
        press(source, 3, "remove", coding="0" * 32),
        press(source, 4, "dance"),
        press(source, 5, span=span, codes=["REL"]),
    ]
    faults = desk.apply(tiny_study, source.id, batch, by="Nia")
    assert [number for number, _ in faults] == [1, 2, 3, 4]
    assert tiny_study.operations.last("here") == 5
    assert tiny_study.operations.faults("here", after=2) == faults[2:]
    assert any(c.span == span for c in tiny_study.codings.all(source.id))
    assert check_study(tiny_study.path) == []


@pytest.mark.parametrize(
    "said", ["code", None, {}, {"client": "x", "sequence": 0, "kind": "undo"}, {"client": "", "sequence": 1, "kind": "undo"},
             {"client": "x", "sequence": True, "kind": "undo"}],
)  # fmt: skip
def test_nonsense_from_the_browser_changes_nothing(tiny_study, words, said):
    before = tiny_study.history.last()
    with pytest.raises(NotAllowedHere, match="not understood"):
        desk.apply(tiny_study, words[0].id, [said], by="Nia")
    assert tiny_study.history.last() == before


@pytest.mark.parametrize("given", [{"start": "1"}, {"end": None}, {"quote": 5}, {"codes": "REL"}, {"codes": []}])
def test_a_key_with_a_part_missing_is_told_and_does_nothing(tiny_study, words, given):
    source, span = words
    before = tiny_study.codings.all()
    said = {**press(source, 1, span=span, codes=["REL"]), **given}
    assert len(desk.apply(tiny_study, source.id, [said], by="Nia")) == 1
    assert tiny_study.codings.all() == before


def test_a_study_that_cannot_be_written_acknowledges_nothing(tiny_study, words, monkeypatch):
    source, span = words
    monkeypatch.setattr(
        "workbench.review.passages.add_codings", lambda *_, **__: (_ for _ in ()).throw(StudyBusy("Busy.", "Wait."))
    )
    with pytest.raises(StudyBusy):
        desk.apply(tiny_study, source.id, [press(source, 1, span=span, codes=["REL"])], by="Nia")
    assert tiny_study.operations.last("here") == 0


def test_every_kind_does_its_act_and_undo_takes_back_only_ones_own(tiny_study, words):
    source, span = words
    waiting = review.queue(tiny_study)[0]
    made = review.add_coding(tiny_study, source.id, span, "REL", by="Nia")
    smaller = Span(span.start, span.start + 12)
    batch = [
        press(source, 1, "resize", span=smaller, coding=made.id),
        press(source, 2, "recode", coding=made.id, code="ADM.DUP"),
        press(source, 3, "reject", suggestion=waiting.id),
    ]
    assert desk.apply(tiny_study, source.id, batch, by="Nia") == []
    changed = tiny_study.codings.get(made.id)
    assert (changed.span, changed.code_id) == (smaller, code_id(tiny_study, "ADM.DUP"))
    assert waiting not in review.queue(tiny_study)
    ((_, sentence),) = desk.apply(tiny_study, source.id, [press(source, 1, "undo", client="there")], by="Tomos")
    assert "not your own coding" in sentence
    back = [press(source, number, "undo") for number in (4, 5, 6)]
    assert desk.apply(tiny_study, source.id, back, by="nia") == []
    assert tiny_study.codings.get(made.id) == made
    assert (
        desk.apply(
            tiny_study, source.id, [press(source, 7, "redo"), press(source, 8, "remove", coding=made.id)], by="Nia"
        )
        == []
    )
    assert made.id not in {coding.id for coding in tiny_study.codings.all()}


def merged(known, told):
    """What a desk holds after it was told of changes, as its own script does it."""
    after = {} if told.base == 0 else dict(known)
    after |= {row[0]: row for row in told.put}
    return {ident: row for ident, row in after.items() if ident not in told.gone}


@settings(deadline=None, max_examples=12)
@given(
    st.lists(
        st.tuples(st.sampled_from(["code", "remove", "recode", "memo", "undo", "look"]), st.integers(0, 9)), max_size=14
    )
)
def test_told_only_of_changes_a_desk_knows_what_a_fresh_one_is_told(tiny_study_file, tmp_path_factory, story):
    study = open_study(shutil.copyfile(tiny_study_file, tmp_path_factory.mktemp("c") / "s.workbench"))
    source = study.sources.get("Mair")
    start = source.text.index("Gwaith papur")
    told = changes(study, source.id, since=0, by="Nia")
    known, have = merged({}, told), told.revision
    for sequence, (kind, number) in enumerate(story, 1):
        own = [row[0] for row in known.values() if row[5]] or ["none"]
        given = {
            "code": {"span": Span(start, start + 4 + number), "codes": ["REL"]}, "remove": {"coding": own[number % len(own)]},
            "recode": {"coding": own[number % len(own)], "code": ["REL", "ADM.DUP"][number % 2]},
            "memo": {"coding": own[number % len(own)], "text": "Why?"},
        }.get(kind, {})  # fmt: skip
        if kind == "look":
            told = changes(study, source.id, since=have, by="Nia")
            known, have = merged(known, told), told.revision
        else:
            desk.apply(study, source.id, [press(source, study.operations.last("here") + 1, kind, **given)], by="Nia")
        assert sequence
    told = changes(study, source.id, since=have, by="Nia")
    assert merged(known, told) == {row[0]: row for row in changes(study, source.id, since=0, by="Nia").put}


def test_a_blind_desk_is_told_nothing_of_others(tiny_study, words):
    source, span = words
    review.add_coding(tiny_study, source.id, span, "REL", by="Nia")
    review.add_coding(tiny_study, source.id, span, "REL", by="Tomos")
    seen = changes(tiny_study, source.id, since=0, by="Nia", others=False)
    assert {row[4] for row in seen.put} == {"Nia"}
    assert {row[4] for row in changes(tiny_study, source.id, since=0, by="Nia").put} > {"Nia"}


def test_keys_take_back_nothing_but_ones_own_coding(tiny_study, words):
    source, span = words
    desk.apply(tiny_study, source.id, [press(source, 1, span=span, codes=["REL"])], by="Nia")
    before = tiny_study.sources.names(), tiny_study.codebook.current(), len(tiny_study.history.all())
    faults = desk.apply(tiny_study, source.id, [press(source, n, "undo") for n in range(2, 8)], by="Nia")
    assert [number for number, _ in faults] == [3, 4, 5, 6, 7]
    assert (tiny_study.sources.names(), tiny_study.codebook.current()) == before[:2]
    ((_, sentence),) = desk.apply(tiny_study, source.id, [press(source, 1, "redo", client="there")], by="Tomos")
    assert "not your own coding" in sentence
    assert desk.apply(tiny_study, source.id, [press(source, 8, "redo")], by="nia ".strip()) == []


def test_edges_are_moved_in_the_source_on_the_desk_only(tiny_study, words):
    source, span = words
    made = review.add_coding(tiny_study, source.id, span, "REL", by="Nia")
    other = tiny_study.sources.get("Tomos")
    start = other.text.index("I keep my word")
    said = press(other, 1, "resize", span=Span(start, start + 14), coding=made.id)
    ((_, sentence),) = desk.apply(tiny_study, other.id, [said], by="Nia")
    assert "another source" in sentence
    assert tiny_study.codings.get(made.id) == made


def test_what_a_second_session_brings_at_the_same_moment_is_done_once(tiny_study, words, monkeypatch):
    """Both look before either has written; the one that comes second finds it done, under the lock."""
    source, span = words
    made = review.add_coding(tiny_study, source.id, span, "REL", by="Nia")
    batch = [press(source, 1, "memo", coding=made.id, text="Why?")]
    desk.apply(tiny_study, source.id, batch, by="Nia")
    monkeypatch.setattr("workbench.store.operations.Operations.last", lambda *_: 0)
    assert desk.apply(open_study(tiny_study.path), source.id, batch, by="Nia") == []
    assert len(tiny_study.memos.all("coding", made.id)) == 1


def test_a_key_at_the_desk_takes_back_no_draw_but_what_was_looked_at(tiny_study, words):
    source, span = words
    review.draw(tiny_study, order="random", size=1, by="Nia")
    ((_, sentence),) = desk.apply(tiny_study, source.id, [press(source, 1, "undo")], by="Nia")
    assert "not your own coding" in sentence
    assert len(tiny_study.draws.all()) == 2
    review.looked_at(tiny_study, source.id, span, by="Nia", where="t", reject_waiting=True)
    assert desk.apply(tiny_study, source.id, [press(source, 2, "undo")], by="Nia") == []
    assert len(tiny_study.looks.all()) == 1


def test_a_memo_that_was_undone_leaves_the_desk(tiny_study, words):
    source, span = words
    made = review.add_coding(tiny_study, source.id, span, "REL", by="Nia")
    review.write_memo(tiny_study, "coding", made.id, "Why?", by="Nia")
    have = tiny_study.history.last()
    review.undo(tiny_study, by="Nia")
    (row,) = changes(tiny_study, source.id, since=have, by=" Nia ").put
    assert (row[0], row[5], row[6]) == (made.id, 1, [])


def test_a_key_is_recorded_for_who_pressed_it_whatever_name_stands_there_by_now(tiny_study, words):
    source, span = words
    desk.apply(tiny_study, source.id, [press(source, 1, span=span, codes=["REL"], coder="  Nia  ")], by="Tomos")
    names = {coder.id: coder.name for coder in tiny_study.coders.all()}
    assert {names[c.coder_id] for c in tiny_study.codings.all(source.id) if c.span == span} == {"Nia"}


def test_a_coding_is_cut_where_the_quoted_part_ends_and_in_no_other_source(tiny_study, words):
    source, span = words
    made = review.add_coding(tiny_study, source.id, span, "REL", by="Nia")
    first = Span(span.start, span.start + len("Gwaith"))
    said = {"coding": made.id, "start": first.start, "end": first.end, "quote": first.of(source.text)}
    assert desk.apply(tiny_study, source.id, [press(source, 1, "split", **said)], by="Nia") == []
    assert [c.span.of(source.text) for c in tiny_study.codings.all(source.id) if c.code_id == made.code_id][:2] == [
        "Gwaith", span.of(source.text).removeprefix("Gwaith ")
    ]  # fmt: skip
    ((_, sentence),) = desk.apply(
        tiny_study, source.id, [press(source, 2, "split", **{**said, "quote": "gwaith"})], by="Nia"
    )
    assert "not the ones" in sentence


def test_memos_on_source_and_coding_are_told_whole_and_changed_with_their_version(tiny_study, words):
    source, span = words
    made = review.add_coding(tiny_study, source.id, span, "REL", by="Nia")
    keys = [
        press(source, 1, "memo", text="On the whole talk"), press(source, 2, "memo", coding=made.id, text="On these words"),
    ]  # fmt: skip
    assert desk.apply(tiny_study, source.id, keys, by="Nia") == []
    told = changes(tiny_study, source.id, since=0, by="Nia")
    ((memo, coder, mine_, text, version),) = next(row[6] for row in told.put if row[0] == made.id)
    assert (coder, mine_, text) == ("Nia", 1, "On these words")
    assert "On the whole talk" in {note[3] for note in told.notes}
    edit = [press(source, 3, "edit_memo", memo=memo, text="Better words", version=version)]
    assert desk.apply(tiny_study, source.id, edit, by="Nia") == []
    late = [press(source, 4, "edit_memo", memo=memo, text="Too late", version=version)]
    ((_, sentence),) = desk.apply(tiny_study, source.id, late, by="Nia")
    assert "changed by somebody else" in sentence
    (row,) = [row for row in changes(tiny_study, source.id, since=told.revision, by="Nia").put if row[0] == made.id]
    assert row[6][0][3] == "Better words"
    assert desk.apply(tiny_study, source.id, [press(source, 5, "remove_memo", memo=memo)], by="Nia") == []
    assert "memo" not in {m.id for m in tiny_study.memos.all("coding", made.id)}


def test_a_blind_desk_sees_no_memo_of_others(tiny_study, words):
    source, span = words
    made = review.add_coding(tiny_study, source.id, span, "REL", by="Nia")
    review.write_memo(tiny_study, "coding", made.id, "Hers", by="Tomos")
    review.write_memo(tiny_study, "source", source.id, "Hers too", by="Tomos")
    seen = changes(tiny_study, source.id, since=0, by="Nia", others=False)
    assert [row[6] for row in seen.put if row[0] == made.id] == [[]]
    assert "Hers too" not in {note[3] for note in seen.notes}
    assert "Hers too" in {note[3] for note in changes(tiny_study, source.id, since=0, by="Nia").notes}


def test_what_is_kept_of_a_refused_key_quotes_nobody(tiny_study, words):
    """What arrived is kept for good; a participant's words are not, when the participant is taken out of the study."""
    source, span = words
    made = review.add_coding(tiny_study, source.id, span, "REL", by="Nia")
    review.add_coding(tiny_study, source.id, span, "ADM.DUP", by="Nia")
    ((_, sentence),) = desk.apply(
        tiny_study, source.id, [press(source, 1, "recode", coding=made.id, code="ADM.DUP")], by="Nia"
    )
    assert sentence == "These words have this code already."
    assert span.of(source.text)[:12] not in sentence


def test_trouble_with_the_file_is_no_answer_and_the_key_stays_unsent(tiny_study, words, monkeypatch):
    import sqlite3

    import sqlalchemy as sa

    def fails(*_arguments, **_named):
        raise sa.exc.OperationalError("INSERT", {}, sqlite3.OperationalError("something nobody has met before"))

    source, span = words
    monkeypatch.setattr("workbench.store.codings.Codings.add", fails)
    with pytest.raises(WorkbenchError, match="could not be read or written"):
        desk.apply(tiny_study, source.id, [press(source, 1, span=span, codes=["REL"])], by="Nia")
    assert tiny_study.operations.last("here") == 0


def test_a_key_may_name_a_coding_that_the_key_before_made(tiny_study, words):
    """The desk chooses the ids, so that nobody waits for an answer before the next key; an id that is none is refused."""
    source, span = words
    mine_, rest = "0b6cf0f4-1111-4222-8333-000000000001", "0b6cf0f4-1111-4222-8333-000000000002"
    cut = Span(span.start, span.start + len("Gwaith"))
    batch = [
        press(source, 1, span=span, codes=["REL"], ids=[mine_]),
        press(source, 2, "recode", coding=mine_, code="ADM.DUP"),
        press(source, 3, "split", coding=mine_, start=cut.start, end=cut.end, quote=cut.of(source.text), ids=[rest]),
        press(source, 4, "memo", coding=rest, text="The second part"),
        press(source, 5, span=Span(span.start, span.end - 1), codes=["REL"], ids=["../../etc"]),
        press(source, 6, span=Span(span.start, span.end - 2), codes=["REL"], ids=[mine_]),
    ]
    faults = desk.apply(tiny_study, source.id, batch, by="Nia")
    assert [number for number, _ in faults] == [5, 6], "no id, and an id that is taken"
    found = {c.id: c for c in tiny_study.codings.all(source.id)}
    assert {found[each].code_id for each in (mine_, rest)} == {code_id(tiny_study, "ADM.DUP")}
    assert [m.text for m in tiny_study.memos.all("coding", rest)] == ["The second part"]
    assert check_study(tiny_study.path) == []


def test_half_a_character_or_a_source_that_is_gone_blocks_no_later_key(tiny_study, words):
    source, span = words
    said = {"start": span.start, "end": span.end, "quote": span.of(source.text)}
    batch = [
        press(source, 1, "in_vivo", **said, name="half \ud83d"), press(source, 2, "in_vivo", **said, name="nul \x00"),
        press(source, 3, span=span, codes=["REL"]),
    ]  # fmt: skip
    faults = desk.apply(tiny_study, source.id, batch, by="Nia")
    assert [number for number, _ in faults] == [1, 2]
    ((number, sentence),) = desk.apply(tiny_study, "gone", [press(source, 4, span=span, codes=["REL"])], by="Nia")
    assert (number, sentence) == (4, "That source is no longer in the study. Nothing was changed.")
    assert tiny_study.operations.last("here") == 4


def test_a_coding_in_another_source_is_not_touched_from_this_one(tiny_study, words):
    source, span = words
    made = review.add_coding(tiny_study, source.id, span, "REL", by="Nia")
    other = tiny_study.sources.get("Tomos")
    batch = [
        press(other, 1, "recode", coding=made.id, code="ADM.DUP"), press(other, 2, "remove", coding=made.id),
        press(other, 3, "memo", coding=made.id, text="Here?"),
    ]  # fmt: skip
    assert [number for number, _ in desk.apply(tiny_study, other.id, batch, by="Nia")] == [1, 2, 3]
    assert tiny_study.codings.get(made.id) == made

"""The codebook is changed one act at a time: each a version with a reason, each taken back whole."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import review
from workbench.errors import CodebookInvalid, Conflict, NotAllowedHere, NotFound
from workbench.model import CodeStatus, NearMiss
from workbench.store import check_study, new_study, open_study

BY = {"by": "Nia"}


def rows(study):
    """Every row of every table that undo takes back."""
    with sqlite3.connect(study.path) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = set(names) - {"revision", "replay", "operation", "number_used", "sqlite_sequence", "alembic_version"}
        return {
            name: sorted(map(repr, database.execute(f"SELECT * FROM {name}")))
            for name in sorted(kept)
            if "_fts" not in name
        }


ACTS = {
    "add": lambda study: review.add_code(study, "Working in pairs", parent="rel", **BY),
    "edit": lambda study: review.edit_code(study, "ADM", name="Burden", key="BUR", cues=("forms",), **BY),
    "move": lambda study: review.move_code(study, "ADM.DUP", parent="REL", before="Time 🕰️", **BY),
    "retire": lambda study: review.retire_code(study, "REL", **BY),
    "restore": lambda study: review.restore_code(study, "OLD", **BY),
    "split": lambda study: review.split_code(study, "REL", [("Given", ""), ("Earned", "")], **BY),
    "merge": lambda study: review.merge_codes(study, ["REL", "ADM.DUP"], into="REL.TIME", **BY),
}


@pytest.mark.parametrize("verb", ACTS)
def test_each_act_is_one_version_and_one_revision_and_is_taken_back_whole(tiny_study, verb):
    before, last = rows(tiny_study), tiny_study.history.last()
    ACTS[verb](tiny_study)
    after = rows(tiny_study)
    assert tiny_study.codebook.current().version == 2
    assert tiny_study.history.last() == last + 1
    (done, *_) = tiny_study.history.all()
    number, _name, reason, _at, coder = tiny_study.codebook.versions()[-1]
    assert (done.act, done.coder) == (f"codebook.{verb}", "Nia")
    assert (number, reason, coder) == (2, done.summary, "Nia")
    assert check_study(tiny_study.path) == []
    review.undo(tiny_study, by="Nia")
    assert rows(tiny_study) == before
    review.redo(tiny_study, by="Nia")
    assert rows(tiny_study) == after
    assert check_study(tiny_study.path) == []


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "edit", "move", "retire", "restore", "split", "merge", "confirm"]),
        st.integers(0, 9), st.integers(0, 9), st.sampled_from(["Trust", "Time", "forms", "REL", "x.y", "🐑"]),
    ),
    min_size=1, max_size=6,
)  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(steps=STEPS)
def test_any_acts_leave_the_study_sound_and_are_taken_back_one_by_one(tiny_study_file, tmp_path_factory, steps):
    study = open_study(shutil.copyfile(tiny_study_file, tmp_path_factory.mktemp("acts") / "s.workbench"))
    seen = [rows(study)]
    for step in steps:
        ids = [code.id for code in study.codebook.current()]
        with suppress(CodebookInvalid, NotAllowedHere):
            _act(study, *step)
        assert set(ids) <= set(study.codebook.current().by_id)
        if rows(study) != seen[-1]:
            seen.append(rows(study))
    assert check_study(study.path) == []
    for expected in reversed(seen[:-1]):
        review.undo(study, by="Nia")
        assert rows(study) == expected
    for expected in seen[1:]:
        review.redo(study, by="Nia")
        assert rows(study) == expected


def _act(study, what, first, second, word):
    codes = study.codebook.current().codes
    one, other = codes[first % len(codes)].id, codes[second % len(codes)]
    names = {coder.id: coder.name for coder in study.coders.all()}
    acts = {
        "add": lambda: review.add_code(study, word, parent=other.id, **BY),
        "edit": lambda: review.edit_code(
            study, one, key=word, definition=f"{word} {second}", contrast_with=(other.key,), **BY
        ),
        "move": lambda: review.move_code(study, one, parent=other.id, **BY),
        "retire": lambda: review.retire_code(study, one, **BY),
        "restore": lambda: review.restore_code(study, one, **BY),
        "split": lambda: review.split_code(study, one, [(word, ""), (f"{word} 2", "")], **BY),
        "merge": lambda: review.merge_codes(study, [one], into=other.id, **BY),
        "confirm": lambda: [
            review.confirm_codings(study, [each.coding.id], by=names[each.coding.coder_id])
            for each in review.worklist(study)[:1]
        ],
    }
    acts[what]()


@pytest.mark.parametrize(
    ("do", "said"),
    [
        (lambda s: review.add_code(s, "Pairs", **BY), "Added 'Pairs'"),
        (lambda s: review.add_code(s, "Pairs", parent="REL", **BY), "Added 'Pairs' below 'Ymddiriedaeth'"),
        (lambda s: review.edit_code(s, "REL", name="Trust", **BY), "Renamed 'Ymddiriedaeth' to 'Trust'"),
        (lambda s: review.edit_code(s, "REL", key="TR", **BY), "Changed the key REL to TR"),
        (lambda s: review.edit_code(s, "ADM", definition="x", **BY), "Changed the definition of 'Administrative burden'"),
        (lambda s: review.edit_code(s, "ADM", definition="x", cues=("x",), use_when="x", **BY),
         "Changed the definition, 'use when' and cues of 'Administrative burden'"),
        (lambda s: review.edit_code(s, "ADM", name="Burden", colour="#000000", **BY),
         "Renamed 'Administrative burden' to 'Burden' and changed its colour"),
        (lambda s: review.move_code(s, "ADM.DUP", parent="REL", **BY), "Moved 'Twice-told' below 'Ymddiriedaeth'"),
        (lambda s: review.move_code(s, "ADM.DUP", parent=None, **BY), "Moved 'Twice-told' to the top"),
        (lambda s: review.move_code(s, "REL", parent=None, before="ADM", **BY),
         "Moved 'Ymddiriedaeth' in front of 'Administrative burden'"),
        (lambda s: review.split_code(s, "REL", [("A", ""), ("B", ""), ("C", "")], **BY),
         "Split 'Ymddiriedaeth' into 'A', 'B' and 'C'"),
        (lambda s: review.merge_codes(s, ["REL", "ADM.DUP"], into="REL.TIME", **BY),
         "Merged 'Ymddiriedaeth' and 'Twice-told' into 'Time 🕰️'"),
    ],
)  # fmt: skip
def test_what_was_done_is_the_reason_where_none_is_given(tiny_study, do, said):
    do(tiny_study)
    assert tiny_study.codebook.versions()[-1][2] == said
    assert tiny_study.history.all()[0].summary == said


def test_a_reason_of_ones_own_is_on_record_with_the_version(tiny_study):
    review.retire_code(tiny_study, "REL", by="Nia", reason="  Nobody could tell it apart.\n")
    assert tiny_study.codebook.versions()[-1][2] == "Nobody could tell it apart."
    assert tiny_study.history.all()[0].summary == "Retired 'Ymddiriedaeth'"


def test_the_first_code_begins_the_codebook(tmp_path):
    study = new_study(tmp_path / "new", name="Coordinators", by="Nia")
    made = review.add_code(study, "Trust", definition="Being relied on.", **BY)
    book = study.codebook.current()
    assert (book.name, book.version, book.codes) == ("Coordinators", 1, (made,))
    assert check_study(study.path) == []
    review.undo(study, by="Nia")
    assert study.codebook.current() is None
    with pytest.raises(NotAllowedHere, match="no codebook yet"):
        review.retire_code(study, "Trust", **BY)


def test_what_changes_nothing_publishes_nothing(tiny_study):
    before = tiny_study.codebook.current()
    assert review.edit_code(tiny_study, "ADM", name=before.find("ADM").name, **BY) == before
    assert review.move_code(tiny_study, "ADM", parent=None, before="ADM", **BY) == before
    assert tiny_study.codebook.current() == before


def test_a_rename_keeps_the_id_and_the_codings(tiny_study):
    codings, code = tiny_study.codings.all(), tiny_study.codebook.current().find("REL")
    book = review.edit_code(tiny_study, "REL", name="Trust", key="TRUST", **BY)
    assert book.find("trust").id == code.id
    assert book.find("REL.TIME").parent == "TRUST"
    assert tiny_study.codings.all() == codings
    assert review.worklist(tiny_study) == []


@pytest.mark.parametrize(
    ("do", "kind", "words"),
    [
        (lambda s: review.add_code(s, "twice-TOLD", **BY), CodebookInvalid, "taken by the code 'Twice-told'"),
        (lambda s: review.add_code(s, "Old code", **BY), CodebookInvalid, "which is retired"),
        (lambda s: review.add_code(s, " ", **BY), CodebookInvalid, "needs a name"),
        (lambda s: review.add_code(s, "x", parent="?", **BY), NotFound, "no code"),
        (lambda s: review.edit_code(s, "ADM", key="REL", **BY), CodebookInvalid, "taken"),
        (lambda s: review.edit_code(s, "ADM", near_miss=(NearMiss("x", "?"),), **BY), CodebookInvalid, "points to"),
        (lambda s: review.move_code(s, "REL", parent="REL.TIME", **BY), CodebookInvalid, "stands below it"),
        (lambda s: review.move_code(s, "ADM", parent=None, before="REL.TIME", **BY), CodebookInvalid, "at the top"),
        (lambda s: review.retire_code(s, "OLD", **BY), NotAllowedHere, "retired already"),
        (lambda s: review.restore_code(s, "ADM", **BY), NotAllowedHere, "in use already"),
        (lambda s: review.split_code(s, "OLD", [("a", ""), ("b", "")], **BY), NotAllowedHere, "is retired"),
        (lambda s: review.split_code(s, "REL", [("a", ""), ("A", "")], **BY), CodebookInvalid, "taken"),
        (lambda s: review.merge_codes(s, ["REL"], into="OLD", **BY), NotAllowedHere, "is retired"),
        (lambda s: review.merge_codes(s, ["REL"], into="rel", **BY), NotAllowedHere, "No other code"),
        (lambda s: review.merge_codes(s, ["REL", "?"], into="ADM", **BY), NotFound, "no code"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_the_study_as_it_was(tiny_study, do, kind, words):
    before = tiny_study.path.read_bytes()
    with pytest.raises(kind, match=words):
        do(tiny_study)
    assert tiny_study.path.read_bytes() == before


def test_two_people_editing_different_things_both_get_what_they_wrote(tiny_study):
    review.edit_code(tiny_study, "ADM", definition="Hers.", by="Mair", based_on=1)
    review.add_code(tiny_study, "Pairs", by="Mair")
    # he sends the whole form he was shown, with another name in it
    then = tiny_study.codebook.version(1).find("ADM")
    book = review.edit_code(
        tiny_study, "ADM", name="Burden", definition=then.definition, cues=then.cues, by="Tomos", based_on=1
    )
    assert (book.find("ADM").name, book.find("ADM").definition) == ("Burden", "Hers.")
    assert book.find("Pairs").status is CodeStatus.ACTIVE


def test_two_people_editing_one_field_are_told_and_nothing_is_lost(tiny_study):
    review.edit_code(tiny_study, "ADM", definition="Hers.", by="Mair", based_on=1)
    with pytest.raises(Conflict, match="The definition of 'Administrative burden'") as told:
        review.edit_code(tiny_study, "ADM", definition="His.", by="Tomos", based_on=1)
    assert (told.value.mine, told.value.theirs) == ("His.", "Hers.")
    assert tiny_study.codebook.current().find("ADM").definition == "Hers."
    # the same words are no conflict, and change nothing
    assert review.edit_code(tiny_study, "ADM", definition="Hers.", by="Tomos", based_on=1).version == 2


def test_a_retired_code_keeps_its_codings_and_its_suggestions_wait_no_longer(tiny_study):
    waiting = review.queue(tiny_study, code="ADM")
    codings = tiny_study.codings.all()
    assert waiting
    review.retire_code(tiny_study, "ADM", **BY)
    assert review.queue(tiny_study, code="ADM") == []
    assert not {each.id for each in waiting} & {each.id for each in review.queue(tiny_study)}
    assert tiny_study.codings.all() == codings
    review.restore_code(tiny_study, "ADM", **BY)
    assert review.queue(tiny_study, code="ADM") == waiting


def test_another_key_given_meanwhile_is_no_conflict(tiny_study):
    review.edit_code(tiny_study, "ADM", key="PAPER", by="Nia")
    then = tiny_study.codebook.version(1).find("REL").near_miss
    book = review.edit_code(
        tiny_study, "REL", near_miss=(*then, NearMiss("again", "ADM")), contrast_with=("ADM",), by="Owain", based_on=1
    )
    assert book.find("REL").near_miss == (NearMiss("forms", "PAPER"), NearMiss("again", "PAPER"))
    assert book.find("REL").contrast_with == ("PAPER",)


@pytest.mark.parametrize(
    ("field", "hers", "his", "said"),
    [
        ("cues", ("a",), ("b",), "The cues of 'Ymddiriedaeth' [(]REL[)] were changed"),
        ("near_miss", (NearMiss("a", "ADM"),), (NearMiss("b", "ADM"),), "The near-misses of .* were changed"),
        ("use_when", "a", "b", "The 'use when' of .* was changed"),
    ],
)
def test_what_somebody_else_changed_is_told_in_good_grammar(tiny_study, field, hers, his, said):
    review.edit_code(tiny_study, "REL", by="Mair", **{field: hers})
    with pytest.raises(Conflict, match=said):
        review.edit_code(tiny_study, "REL", by="Tomos", based_on=1, **{field: his})


def test_a_rename_of_a_name_that_was_not_the_one_shown_is_told(tiny_study):
    was = tiny_study.codebook.current().find("ADM").name
    review.edit_code(tiny_study, "ADM", name="Hers", by="Mair")
    with pytest.raises(Conflict, match=r"The name of 'Hers' .ADM. was changed by somebody else") as told:
        review.edit_code(tiny_study, "ADM", name="His", shown={"name": was}, by="Tomos")
    assert (told.value.mine, told.value.theirs) == ("His", "Hers")
    assert review.edit_code(tiny_study, "ADM", name="Hers", shown={"name": was}, by="Tomos").version == 2
    assert review.edit_code(tiny_study, "ADM", name="His", shown={"name": "Hers"}, by="Tomos").find("ADM").name == "His"

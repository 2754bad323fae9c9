"""The tables that analysis reads: the very words, every decided thing, and nothing that is only suggested."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from workbench.errors import StudyUnreadable
from workbench.review import undo


@pytest.mark.parametrize("table", ["codings", "links", "claims"])
def test_a_quotation_is_the_words_of_its_span_to_the_character(tiny_study, table):
    frame = getattr(tiny_study.frames, table)()
    text = {source.id: source.text for source in tiny_study.sources.all()}
    assert len(frame) > 0
    for row in frame.itertuples():
        assert row.quotation == text[row.source_id][row.start : row.end]


def test_codings_are_all_there_and_suggestions_are_not(tiny_study):
    frame = tiny_study.frames.codings()
    assert set(frame["coding_id"]) == {coding.id for coding in tiny_study.codings.all()}
    assert not set(frame["coding_id"]) & {suggestion.id for suggestion in tiny_study.suggestions.all()}
    by_id = tiny_study.codebook.current().by_id
    assert all(by_id[row.code_id].key == row.code_key for row in frame.itertuples())


def test_every_attribute_of_a_case_is_a_column(tiny_study):
    frame = tiny_study.frames.cases().set_index("case")
    for case in tiny_study.cases.all():
        for name, value in case.attributes.items():
            assert frame.loc[case.name, f"attr.{name}"] == value


def test_a_coding_counts_for_every_case_of_its_source_and_stands_in_reading_order(tiny_study):
    source = tiny_study.sources.get("Tomos")
    with tiny_study.act("case.put", by="Mair") as act:
        for name in ("Zeta", "alpha"):
            tiny_study.cases.put(act, name, {"age": 40}, (source.id,))
    frame, cases = tiny_study.frames.codings(), tiny_study.cases.all()
    for coding in tiny_study.codings.all():
        of = [case for case in cases if coding.source_id in case.sources]
        rows = frame[frame["coding_id"] == coding.id]
        assert rows["case"].tolist() == ([case.name for case in of] or [""])
        assert rows["case_id"].tolist() == ([case.id for case in of] or [""])
        assert rows["attr.age"].dropna().tolist() == [c.attributes["age"] for c in of if "age" in c.attributes]
    places = [(row.source.casefold(), row.start, row.end, row.code_key, row.coder) for row in frame.itertuples()]
    assert places == sorted(places)


def test_a_study_without_codings_has_the_same_columns(tiny_study, tmp_path):
    from workbench.store import new_study

    empty = new_study(tmp_path / "empty.workbench", by="Mair").frames.codings()
    assert len(empty) == 0
    assert list(empty) == [name for name in tiny_study.frames.codings() if not name.startswith("attr.")]


def test_codings_are_read_anew_after_each_act_and_a_changed_copy_changes_nothing(tiny_study):
    first = tiny_study.frames.codings()
    first["code_key"] = "CHANGED"
    first.loc[first.index[0], "coder"] = "Nobody"
    assert "CHANGED" not in set(tiny_study.frames.codings()["code_key"])
    assert "Nobody" not in set(tiny_study.frames.codings()["coder"])
    gone = tiny_study.codings.all()[0].id
    with tiny_study.act("coding.remove", by="Mair") as act:
        tiny_study.codings.remove(act, gone)
    assert gone not in set(tiny_study.frames.codings()["coding_id"])
    undo(tiny_study, by="Mair")
    assert gone in set(tiny_study.frames.codings()["coding_id"])


def test_codings_are_read_once_per_act_of_each_study(another, monkeypatch):
    from workbench.store import frames, open_study

    made = []
    monkeypatch.setattr(
        frames, "coding_frame", lambda connection, once=frames.coding_frame: made.append(1) or once(connection)
    )
    one, other = another(), another()
    gone = one.codings.all()[0].id
    for _ in range(3):
        assert len(one.frames.codings()) == len(other.frames.codings())
    assert len(made) == 2, "neither study puts the other's out"
    before = one.path.read_bytes()
    with one.act("coding.remove", by="Mair") as act:
        one.codings.remove(act, gone)
        assert gone in set(one.frames.codings()["coding_id"]), "what is not saved yet is not read"
    assert gone not in set(one.frames.codings()["coding_id"])
    assert gone in set(other.frames.codings()["coding_id"])
    assert len(made) == 3
    one.path.write_bytes(before)  # a copy of the file put back in its place
    assert gone in set(open_study(one.path).frames.codings()["coding_id"])


def test_a_coding_that_points_at_nothing_is_told_as_damage(tiny_study):
    with closing(sqlite3.connect(tiny_study.path)) as file:  # as another program might, foreign keys off
        file.execute("UPDATE coding SET code_id = 'gone' WHERE id = (SELECT min(id) FROM coding)")
        file.commit()
    with pytest.raises(StudyUnreadable, match=r"points at 'gone'.*damaged"):
        tiny_study.frames.codings()

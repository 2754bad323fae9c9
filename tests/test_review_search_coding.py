"""What a search found is coded in one act, marked for good, and taken away as one."""

from __future__ import annotations

import json
import sqlite3
import zlib
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import review
from workbench.errors import NotAllowedHere, NotFound
from workbench.model import Role, Scope, Span, sha256_text
from workbench.review.search_coding import Unit, _merged, _met, code_hits, preview_code_hits
from workbench.segment.sentence_split import sentence_spans
from workbench.store import check_study, migrate, open_study
from workbench.store.act import FIRST_HASH, revision_hash
from workbench.store.engine import APPLICATION_ID, connect_to

EVERYONE = Scope(roles=frozenset(Role))
SEARCH = "words: tuesday OR word OR trust"


@pytest.fixture
def found(tiny_study):
    return tiny_study.search.words("tuesday OR word OR trust", EVERYONE)


def spans(study, coder):
    ids = {each.id for each in study.coders.all() if each.name == coder}
    names = study.sources.names()
    texts = {source.id: source.text for source in study.sources.all()}
    return [
        (names[c.source_id], c.span.of(texts[c.source_id]))
        for c in study.codings.all()
        if c.coder_id in ids and c.found_by
    ]


def test_all_hits_are_one_act_and_one_undo(tiny_study, found):
    before, acts = tiny_study.codings.all(), tiny_study.history.last()
    preview = preview_code_hits(tiny_study, found.hits, "REL", by="Nia")
    made = code_hits(tiny_study, found.hits, "REL", search=found.search, by="Nia")
    assert tiny_study.history.last() == acts + 1
    assert [(c.source_id, c.span) for c in made] == list(preview.places)
    assert sorted(words for _, words in spans(tiny_study, "Nia")) == ["Trust", "Trust", "Tuesday", "Tuesday", "word"]
    assert {c.found_by for c in made} == {SEARCH}
    (act,) = tiny_study.history.all(most=1)
    assert (act.act, act.summary) == ("coding.from_search", f"Coded 5 passages as REL from the search “{SEARCH}”")
    assert check_study(tiny_study.path) == []
    review.undo(tiny_study, by="Nia")
    assert tiny_study.codings.all() == before
    review.redo(tiny_study, by="Nia")
    assert {c.id for c in tiny_study.codings.all()} - {c.id for c in before} == {c.id for c in made}
    assert check_study(tiny_study.path) == []


@pytest.mark.parametrize(
    ("unit", "wanted"),
    [
        (
            Unit.SENTENCE,
            ["I keep my word.", "If I say Tuesday, I ring on Tuesday 👩🏽\u200d⚕️.", "P: Trust comes after"],
        ),
        (Unit.TURN, ["P: I keep my word. If I say Tuesday", "P: Trust comes after"]),
        (Unit.SEGMENT, ["P: I keep my word. If I say Tuesday", "P: Trust comes after"]),
    ],
)
def test_the_sentence_the_turn_or_the_segment_is_coded_once(tiny_study, found, unit, wanted):
    code_hits(tiny_study, found.hits, "REL", unit=unit, search=found.search, by="Nia")
    coded = [words for name, words in spans(tiny_study, "Nia") if name == "Tomos"]
    assert len(coded) == len(wanted)
    for words, beginning in zip(coded, wanted, strict=True):
        assert beginning in words


def test_a_turn_is_split_into_sentences_once_however_many_hits_are_in_it(tiny_study, found, monkeypatch):
    split = []
    monkeypatch.setattr(
        "workbench.review.search_coding.sentence_spans",
        lambda words, language: split.append(words) or sentence_spans(words, language),
    )
    preview_code_hits(tiny_study, found.hits, "REL", Unit.SENTENCE, by="Nia")
    assert len(split) == len({(hit.source_id, hit.turn) for hit in found.hits}) < len(found.hits)


@pytest.mark.parametrize("search", ["", "  "])
def test_a_search_has_to_be_named(tiny_study, found, search):
    before = tiny_study.history.last()
    with pytest.raises(NotAllowedHere, match="which search"):
        code_hits(tiny_study, found.hits, "REL", search=search, by="Nia")
    assert tiny_study.history.last() == before


def test_an_interviewers_words_are_counted_and_left_out(tiny_study):
    found = tiny_study.search.words("you OR visits OR papur", EVERYONE)
    assert {hit.role for hit in found.hits} == {Role.INTERVIEWER, Role.PARTICIPANT}
    asked = sum(hit.role is Role.INTERVIEWER for hit in found.hits)
    preview = preview_code_hits(tiny_study, found.hits, "REL", Unit.TURN, by="Nia")
    assert preview.interviewer == asked > 0
    code_hits(tiny_study, found.hits, "REL", unit=Unit.TURN, search=found.search, by="Nia")
    assert all("I:" not in words for _, words in spans(tiny_study, "Nia"))
    alone = [hit for hit in found.hits if hit.role is Role.INTERVIEWER]
    with pytest.raises(NotAllowedHere, match="only the interviewer"):
        code_hits(tiny_study, alone, "REL", search=found.search, by="Nia")


def test_what_one_has_coded_oneself_stays_and_what_others_coded_hides_nothing(tiny_study, found):
    hit = found.hits[0]
    mine = review.add_coding(tiny_study, hit.source_id, hit.span, "REL", by="Nia")
    theirs = review.add_coding(tiny_study, found.hits[1].source_id, found.hits[1].span, "REL", by="Mair")
    preview = preview_code_hits(tiny_study, found.hits, "REL", by=" NIA ")
    assert (len(preview.places), preview.already) == (4, 1)
    made = code_hits(tiny_study, found.hits, "REL", search=found.search, by="Nia")
    assert len(made) == 4
    there = {c.id: c for c in tiny_study.codings.all()}
    assert there[mine.id] == mine
    assert there[theirs.id] == theirs
    assert there[mine.id].found_by is None, "what was read and coded before does not become a find"
    with pytest.raises(NotAllowedHere, match="5 passages already coded"):
        code_hits(tiny_study, found.hits, "REL", search=found.search, by="Nia")


def test_a_passage_that_was_coded_between_the_look_and_the_act_stays_as_it_is(tiny_study, found):
    one, other = found.hits[:2]
    mine = review.add_coding(tiny_study, one.source_id, one.span, "REL", by="Nia")
    with tiny_study.act("coding.from_search", by="Nia") as act:
        nia = tiny_study.coders.person(act, "Nia")
        spans = [one.span, other.span, other.span] if one.source_id == other.source_id else [one.span]
        made = tiny_study.codings.add_found(act, one.source_id, spans, mine.code_id, nia, found_by=SEARCH)
    assert [coding.span for coding in made] == sorted(set(spans) - {one.span})
    assert mine in tiny_study.codings.all()


def test_the_mark_stays_through_recoding_and_other_edges(tiny_study, found):
    made = code_hits(tiny_study, found.hits, "REL", unit=Unit.TURN, search=found.search, by="Nia")
    one = made[0]
    review.recode(tiny_study, one.id, "ADM", by="Nia")
    review.resize(tiny_study, one.id, Span(one.span.start, one.span.start + 12), by="Nia")
    parts = review.split(tiny_study, one.id, one.span.start + 4, by="Nia")
    assert [part.found_by for part in parts] == [SEARCH, SEARCH]
    assert review.merge(tiny_study, [part.id for part in parts], by="Nia").found_by == SEARCH
    table = tiny_study.frames.codings().set_index("coding_id")["found_by"]
    assert table[one.id] == SEARCH
    assert set(table[[c.id for c in tiny_study.codings.all() if c.found_by is None]]) == {""}
    assert check_study(tiny_study.path) == []


def test_hits_can_be_left_out_and_a_code_that_cannot_be_used_is_refused(tiny_study, found):
    made = code_hits(tiny_study, found.hits[1:], "REL", search=found.search, by="Nia")
    assert found.hits[0].span not in {c.span for c in made if c.source_id == found.hits[0].source_id}
    before = tiny_study.history.last()
    for code, fault in (("OLD", NotAllowedHere), ("NOTHING", NotFound)):
        with pytest.raises(fault):
            code_hits(tiny_study, found.hits, code, search=found.search, by="Nia")
    with pytest.raises(NotAllowedHere, match="nothing to code"):
        code_hits(tiny_study, [], "REL", search=found.search, by="Nia")
    assert tiny_study.history.last() == before


def test_a_machine_cannot_code_what_it_found(tiny_study, found):
    machine = next(c for c in tiny_study.coders.all() if c.kind == "machine")
    with pytest.raises(NotAllowedHere):
        code_hits(tiny_study, found.hits, "REL", search=found.search, by=machine.name)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9))))
def test_joined_spans_cover_the_same_and_lie_apart(given_spans):
    every = [Span(a, a + b) for a, b in given_spans]
    whole = _merged(every)
    assert {n for s in whole for n in range(s.start, s.end)} == {n for s in every for n in range(s.start, s.end)}
    assert all(a.end <= b.start for a, b in pairwise(whole))
    assert all(any(w.contains(s) for w in whole) for s in every)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9))), st.integers(0, 60), st.integers(1, 9))
def test_the_spans_met_are_those_that_overlap(given_spans, start, length):
    apart, asked = _merged(Span(a, a + b) for a, b in given_spans), Span(start, start + length)
    assert apart[_met(apart, asked, lambda span: span)] == [span for span in apart if span.overlap(asked)]


def as_it_was_before_the_mark(path):
    """Make the file what the schema before left, as far as the acts that it knew: no such column, and none in any image on record."""
    old = path.with_name("old")
    old.touch()
    with connect_to(old, write=True).connect() as connection, connection.begin():
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        migrate.upgrade_to(connection, "0002")
    with sqlite3.connect(old, isolation_level=None) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("ATTACH ? AS newer", (str(path),))
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if table not in {"alembic_version", "replay", "revision", "decision", "operation"}:
                columns = ", ".join(row["name"] for row in connection.execute(f"PRAGMA table_info({table})"))
                connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newer.{table}")
        known = connection.execute(
            "SELECT * FROM newer.revision WHERE sequence < (SELECT min(sequence) FROM newer.revision WHERE act = 'question.add') ORDER BY sequence"
        )
        for row in map(without_the_mark(), known.fetchall()):
            connection.execute(
                f"INSERT INTO main.revision ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})", row
            )
    old.replace(path)


def without_the_mark():
    """Return a function that gives acts, in their order, without the column that was not there; each hash follows from the one before."""
    previous = FIRST_HASH

    def as_then(stored):
        nonlocal previous
        images = json.loads(zlib.decompress(stored["images"]))
        for row in (row for _, *rows in images for row in rows if row):
            row.pop("found_by", None)
        text = json.dumps(images, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        row = {**dict(stored), "images": zlib.compress(text.encode()), "images_sha256": sha256_text(text)}
        row["previous_hash"] = previous
        previous = row["hash"] = revision_hash(row)
        return row

    return as_then


def test_a_study_from_before_the_mark_is_sound_and_its_acts_can_be_undone(tiny_study):
    codings = tiny_study.codings.all()
    as_it_was_before_the_mark(tiny_study.path)
    study = open_study(tiny_study.path)
    assert study.codings.all() == codings
    assert check_study(study.path) == []
    for step, times in ((review.undo, 6), (review.redo, 6)):
        for _ in range(times):
            step(study, by="Nia")
        assert check_study(study.path) == []
    assert study.codings.all() == codings

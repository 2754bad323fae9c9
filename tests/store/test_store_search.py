"""Search: what is found stands there, nothing that stands there is missed, and nothing that is typed is an error."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import time
import unicodedata
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from workbench import review
from workbench.errors import NotAllowedHere
from workbench.model import Order, Role, Scope, Span, Turn, Variety, in_order
from workbench.store import new_study, open_study, search_index
from workbench.store.query import Term, may_hold, places, read_query
from workbench.store.search_index import NoIndex, index_of, narrowed
from workbench.store.words import plain, words_of

EVERYONE = Scope(roles=frozenset(Role))
PIECES = [
    "review", "Reviewed", "don't", "don’t", "follow-up", "follow‑up", "tŷ", "ty", "TŶ", "ŵyn", "w", "cafe\u0301", "café",
    "Straße", "STRASSE", "İ", "ŉ", "ﬁn", "ʼn", "😅", "👩🏽\u200d⚕️", "👩", "≠", "£", "שלום", "שָׁלוֹם", "مرحبا", "co\u00adord",
    "\u200b", "\u200d", "\u0301", "e\u0323\u0301", "हिन्दी", "a_b", "7.5", ",", ".", "\t", "I", "it's", "\ufeff", "x\u0345", "漢字",
    "我去看医生了", "医", "ฉันกินข้าว", "กิน", "が", "か", "co-\n", "+", "\n",
]  # fmt: skip
SAID = st.lists(st.sampled_from(PIECES) | st.text(st.characters(exclude_categories=["Cs"]), max_size=3), max_size=9)
TEXT = st.builds(" ".join, SAID) | st.builds("".join, SAID)
SIGNS = [
    "AND",
    "OR",
    "NOT",
    "NEAR",
    "NEAR/2",
    "NEAR(",
    "(",
    ")",
    '"',
    "“",
    "*",
    ", 3)",
    "^",
    ":",
    "-",
    "{",
    "'",
    "\x00",
]
TYPED = st.builds(" ".join, st.lists(st.sampled_from(PIECES + SIGNS), max_size=7)) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=12
)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FEW = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def query_of(typed):
    try:
        return read_query(typed)[0]
    except NotAllowedHere:
        assume(False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("search")


@pytest.fixture(scope="module")
def empty(folder):
    """A function that gives an empty study in a place of its own: a copy, because making one takes longer."""
    original, number = new_study(folder / "empty.workbench", by="Mair").path, count()

    def copy(at=folder):
        return open_study(shutil.copyfile(original, at / f"{next(number)}.workbench"))

    return copy


@pytest.fixture
def talks(empty, tmp_path, make_reading):
    """Return a function that makes a study of these texts, by name."""

    def made(texts, **more):
        study = empty(tmp_path)
        with study.act("source.add", by="Mair") as act:
            for name, text in texts.items():
                study.sources.add(act, make_reading(name, text, **more))
        return study

    return made


def found(study, typed, scope=EVERYONE, **more):
    return [hit.words for hit in study.search.words(typed, scope, **more).hits]


# --- words and queries ---------------------------------------------------------------------------------------------


@QUICK
@given(TEXT, TYPED)
def test_what_is_found_is_what_was_typed(text, typed):
    query = query_of(typed)
    for start, end in places(query, text, words_of(text)):
        assert 0 <= start < end <= len(text)
        inside = words_of(text[start:end])
        assert (inside[0].start, inside[-1].end) == (0, end - start), "no half a word, nothing round it"
        if isinstance(query, Term):
            for (spelling, bare), word in zip(query.words[:-1], inside[:-1], strict=True):
                assert word.plain == bare
                assert spelling in {bare, word.spelling}
            assert inside[-1].plain.startswith(query.words[-1][1])


@QUICK
@given(TEXT, TYPED)
def test_the_quick_look_misses_nothing(text, typed):
    query = query_of(typed)
    assert may_hold(query, plain(text)) or not places(query, text, words_of(text))


@FEW
@given(st.lists(TEXT, min_size=1, max_size=6), st.lists(TYPED, min_size=1, max_size=8))
def test_the_index_misses_nothing_and_takes_whatever_is_typed(folder, texts, typed):
    index = folder / "any.search"
    index.unlink(missing_ok=True)
    for words in typed:
        query = query_of(words)
        wanted = narrowed(index, query.narrowing(), {"a": "1"}, lambda _id: enumerate(texts))
        there = {number for number, text in enumerate(texts) if places(query, text, words_of(text))}
        assert there <= wanted.get("a", set())


@FEW
@given(st.lists(TEXT, min_size=1, max_size=5), TYPED)
def test_with_and_without_an_index_the_hits_are_the_same(empty, make_reading, texts, typed):
    lines = [("I: " if n % 3 == 1 else "P: ") + " ".join(text.split()) for n, text in enumerate(texts)]
    study = empty()
    with study.act("source.add", by="Mair") as act:
        source = study.sources.add(act, make_reading("talk", "\n".join(lines).replace("\x00", "")))
    for scope in (Scope(), EVERYONE):
        try:
            one = study.search.words(typed, scope)
        except NotAllowedHere:
            assert words_of(typed.replace("\x00", " ")) == []
            return
        two = study.search.words(typed, scope, indexed=False)
        assert one == two
        assert all(hit.words == hit.span.of(source.text) for hit in one.hits)
        assert all(source.text[: hit.span.start].endswith(hit.left) for hit in one.hits)
        assert all(source.text[hit.span.end :].startswith(hit.right) for hit in one.hits)
        assert all(hit.line == source.text.count("\n", 0, hit.span.start) + 1 for hit in one.hits)


@pytest.mark.parametrize(
    ("typed", "text", "wanted"),
    [
        ("ty", "Y TŶ, tŷ a ty.", ["TŶ", "tŷ", "ty"]),
        ("tŷ", "Y TŶ, tŷ a ty.", ["TŶ", "tŷ"]),
        ("tŷ", "t\u0079\u0302", ["t\u0079\u0302"]),
        ("don't", "We don’t, don't, don t.", ["don’t", "don't"]),
        ("mum", "My mum’s house", ["mum"]),
        ("follow-up", "A follow-up, a follow\u2011up, a follow up; follow, up.", ["follow-up", "follow\u2011up", "follow up"]),
        ("up", "a follow-up", ["up"]),
        ('"plan review"', "the plan: review it, plan a review", ["plan: review"]),
        ("review*", "reviews reviewed a preview REVIEW", ["reviews", "reviewed", "REVIEW"]),
        ('"annual rev"*', "annual reviews, annually", ["annual reviews"]),
        ("plan review", "a review of the plan", ["review", "plan"]),
        ("plan OR tree", "a tree", ["tree"]),
        ("plan NOT tree", "a plan of a tree", []),
        ("plan NOT tree", "a plan", ["plan"]),
        ("ty NOT tŷ", "ty", ["ty"]),
        ('plan OR "plan review" OR review', "a plan review plan", ["plan review", "plan"]),
        ("(plan OR form) AND late", "late forms, a late form", ["late", "late", "form"]),
        ("NEAR(plan late, 2)", "late is the plan, and this and that and late", ["late is the plan"]),
        ("plan NEAR/1 late", "plan was very late", []),
        ("strasse", "Die Straße", ["Straße"]),
        ("😅", "well 😅😅 no", ["😅", "😅"]),
        ("👩🏽\u200d⚕️", "the 👩🏽\u200d⚕️ said", ["👩🏽\u200d⚕️"]),
        ("co\u00adordination", "coordination co\u00adordi\u00adnation", ["coordination", "co\u00adordi\u00adnation"]),
        ("שלום", "a שָׁלוֹם b", ["שָׁלוֹם"]),
        ("review AND", "review and", ["review", "and"]),
        ('"review plan', "the plan, the review", ["plan", "review"]),
        ("AND OR NOT", "and, or: not", ["and", "or", "not"]),
        ("review & plan", "plan review", ["plan", "review"]),
        ("7.5", "7.5 or 7 5 or 75", ["7.5"]),
        ("the the", "the", ["the"]),
        ("看医生", "我去看医生了，看\n医生。看，医生", ["看医生", "看\n医生"]),
        ('"医生" NOT 看', "医生", ["医生"]),
        ("看生", "我去看医生了", []),
        ("医*", "用Python看医生", ["医"]),
        ("Python", "用Python看", ["Python"]),
        ("กิน", "ฉันกินข้าว", ["กิน"]),
        ("かき", "がき、かき", ["かき"]),
        ("co-ordinator", "a co-\nordinator, a co‐ \n  ordinator, co\nordinator, co - ordinator",
         ["co-\nordinator", "co‐ \n  ordinator", "co\nordinator"]),
    ],
)  # fmt: skip
def test_what_each_way_of_typing_finds(tmp_path, typed, text, wanted):
    query = read_query(typed)[0]
    in_index = narrowed(tmp_path / "x.search", query.narrowing(), {"a": "1"}, lambda _id: [(0, text)])
    assert in_index.get("a", set()) >= ({0} if wanted else set())
    assert [text[a:b] for a, b in places(query, text, words_of(text))] == wanted


@pytest.mark.parametrize("typed", ["", "  ", '"', "((", "?", "***", "–", "\u200d", '""', "NEAR()"])
def test_where_there_is_no_word_the_sentence_says_so(talks, typed):
    study = talks({"a": "P: words"})
    if typed == "NEAR()":
        assert found(study, typed) == []
        return
    with pytest.raises(NotAllowedHere, match=r"no word|Nothing to look for"):
        study.search.words(typed)


@pytest.mark.parametrize(
    "typed",
    ["(" * 5000, "a " * 3000, "NOT " * 500, "a OR " * 3000, "x" * 100_000, "a NEAR " * 80 + "a", '"' * 999 + "a", "*" * 999 + "a"],
)  # fmt: skip
def test_monstrous_typing_ends_soon(talks, typed):
    study = talks({"a": "P: a b a b\n" * 200})
    begun = time.process_time()
    try:
        assert found(study, typed) == found(study, typed, indexed=False)
    except NotAllowedHere:
        assert "a" not in typed
    assert time.process_time() - begun < 5


# --- the study -----------------------------------------------------------------------------------------------------


def test_the_index_keeps_step_with_imports_undo_and_redo(talks, make_reading):
    study = talks({"one": "P: an early word"})
    marks = []
    for name in ("two", "three"):
        with study.act("source.add", by="Mair", summary=name) as act:
            study.sources.add(act, make_reading(name, f"P: the word of {name}"))
        marks.append(found(study, "word"))
    assert [len(each) for each in marks] == [2, 3]
    for step, left in ((review.undo, 2), (review.undo, 1), (review.redo, 2), (review.redo, 3)):
        step(study, by="Mair")
        assert len(found(study, "word")) == left
        assert found(study, "word") == found(study, "word", indexed=False)
        index = sqlite3.connect(index_of(study.path))
        assert {row[0] for row in index.execute("SELECT id FROM source")} == set(study.sources.names())


def test_no_word_of_a_source_that_is_gone_stays_in_the_index(talks, make_reading):
    study = talks({"one": "P: an early word"})
    with study.act("source.add", by="Mair", summary="two") as act:
        study.sources.add(act, make_reading("two", "P: rhyfeddod"))
    assert found(study, "rhyfeddod")
    assert b"rhyfeddod" in index_of(study.path).read_bytes()
    review.undo(study, by="Mair")
    assert found(study, "early") == ["early"]
    assert b"rhyfeddod" not in index_of(study.path).read_bytes()
    assert [path.suffix for path in study.path.parent.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda index: index.write_bytes(b""),
        lambda index: index.write_bytes(index.read_bytes()[:5000] + b"\xff" * 9000),
        lambda index: index.write_bytes(index.read_bytes()[:4096]),
        lambda index: sqlite3.connect(index, isolation_level=None).execute("UPDATE made SET rules = 'older'"),
        lambda index: sqlite3.connect(index, isolation_level=None).execute("UPDATE source SET mark = 'other'"),
        lambda index: sqlite3.connect(index, isolation_level=None).execute("DROP TABLE words"),
        lambda index: sqlite3.connect(index, isolation_level=None).execute("DROP TABLE made"),
        lambda index: index.unlink(),
    ],
)
def test_an_index_that_is_damaged_or_out_of_step_is_made_anew(talks, damage):
    study = talks({"one": "P: an early word"})
    assert found(study, "early") == ["early"]
    damage(index_of(study.path))
    again = study.search.words("early")
    assert [hit.words for hit in again.hits] == ["early"]
    assert again.note == ""
    assert found(study, "early", indexed=True) == ["early"]


def test_without_fts5_every_text_is_read_through_and_told(talks, monkeypatch):
    study = talks({"one": "P: an early word"})
    monkeypatch.setattr(search_index, "_TABLES", ("CREATE VIRTUAL TABLE words USING fts17(said)",))
    told = study.search.words("early")
    assert [hit.words for hit in told.hits] == ["early"]
    assert "no full-text index" in told.note
    assert not index_of(study.path).exists()


def test_where_no_index_can_be_written_every_text_is_read_through(talks, monkeypatch):
    study = talks({"one": "P: an early word"})
    monkeypatch.setattr(search_index, "_make", _full_disk)
    told = study.search.words("early")
    assert [hit.words for hit in told.hits] == ["early"]
    assert "no index can be kept" in told.note


def _full_disk(*_given):
    raise OSError("no space left on device")


@pytest.mark.parametrize("theirs", [b"my own list of searches", b"SQLite format 3\x00" + b"\x00" * 200])
def test_somebody_elses_file_of_that_name_is_left_alone(talks, theirs):
    study = talks({"one": "P: an early word"})
    index_of(study.path).write_bytes(theirs)
    told = study.search.words("early")
    assert [hit.words for hit in told.hits] == ["early"]
    assert "is in the way of the index" in told.note
    assert index_of(study.path).read_bytes() == theirs


def test_an_index_that_never_settles_is_given_up(tmp_path):
    with pytest.raises(NoIndex, match="changed meanwhile"):
        narrowed(tmp_path / "x.search", '"a"', _Restless(), lambda _id: [(0, "a")])


class _Restless(dict):
    """Marks that are never the same twice, as in a study that others change all the time."""

    def items(self):
        return {"a": str(time.monotonic_ns())}.items()


def test_what_a_killed_program_left_of_an_index_is_swept_up(talks):
    study = talks({"one": "P: an early word"})
    old, fresh = (study.path.with_name(f".{index_of(study.path).name}.{name}.part") for name in ("old", "fresh"))
    old.write_bytes(b"early")
    fresh.write_bytes(b"early")
    os.utime(old, (1, 1))
    assert found(study, "early") == ["early"]
    assert (old.exists(), fresh.exists()) == (False, True), "another program may still be at work on the fresh one"


def test_an_interviewers_words_are_found_when_asked_for(talks):
    study = talks({"a": "I: the plan?\nP: the plan."})
    assert [hit.role for hit in study.search.words("plan").hits] == [Role.PARTICIPANT]
    assert [hit.role for hit in study.search.words("plan", EVERYONE).hits] == [Role.INTERVIEWER, Role.PARTICIPANT]
    assert [hit.role for hit in study.search.pattern("pl.n", Scope(roles=frozenset({Role.INTERVIEWER}))).hits] == [
        Role.INTERVIEWER
    ]


def without_turns(study, raw):
    with raw(study.path) as connection:
        connection.execute("INSERT INTO replay VALUES (1)")
        connection.execute("DELETE FROM turn")
    return study


def test_a_source_without_turns_is_searched_by_its_paragraphs(talks, raw):
    study = without_turns(talks({"a": "Title\n\nthe plan 😅 of\nthe plan\n \n2024"}), raw)
    hits = study.search.words("plan OR 2024").hits
    assert [(hit.line, hit.left, hit.right) for hit in hits] == [
        (3, "the ", " 😅 of\nthe plan"), (4, "the plan 😅 of\nthe ", ""), (6, "", ""),
    ]  # fmt: skip
    assert found(study, "title plan") == []


@pytest.mark.parametrize("indexed", [True, False])
def test_where_nobody_speaks_a_line_that_ends_hides_nothing(talks, raw, indexed):
    text = "Every adult has a care and\nsupport plan.\n\nIt is reviewed."
    study = without_turns(talks({"a": text}), raw)
    place = Span(text.index("care"), text.index("."))
    hits = study.search.words('"care and support plan"', indexed=indexed).hits
    hits += study.search.pattern(r"care\s+and\s+support\s+plan").hits
    assert [(hit.span, hit.words) for hit in hits] == [(place, "care and\nsupport plan")] * 2
    assert found(study, "care plan", indexed=indexed) == ["care", "plan"]
    assert found(study, "care reviewed", indexed=indexed) == []


@pytest.mark.parametrize("indexed", [True, False])
def test_words_outside_turns_are_nobodys_and_are_found(empty, tmp_path, make_reading, indexed):
    text = "Diary of the ward\nkept by Nia\n\nI: how?\n[ward noise]\n\nP1 00:12\nThe ward.\nP1: fine\nThe ward ends"
    reading, study = make_reading("a", text), empty(tmp_path)
    said = {"I": "how?", "P1": "The ward.", "P": "fine"}
    turns = [
        Turn(
            reading.source.id,
            number,
            Span(text.index(words), text.index(words) + len(words)),
            speaker,
            Role.PARTICIPANT,
        )
        for number, (speaker, words) in enumerate(said.items())
    ]
    with study.act("source.add", by="Mair") as act:
        study.sources.add(act, replace(reading, turns=tuple(turns)))
    hits = study.search.words("ward", indexed=indexed).hits
    assert [(hit.line, hit.speaker, hit.role.value, hit.turn.of(text)) for hit in hits] == [
        (1, "", "other", "Diary of the ward\nkept by Nia"), (5, "", "other", "[ward noise]"),
        (8, "P1", "participant", "The ward."), (10, "", "other", "The ward ends"),
    ]  # fmt: skip
    assert all(hit.words == hit.span.of(text) for hit in hits)
    assert found(study, "P1 OR I OR 00", indexed=indexed) == [], "a speaker's label and a time are not what is said"
    assert found(study, "ward", Scope(roles=frozenset({Role.PARTICIPANT})), indexed=indexed) == ["ward"]
    assert len(study.search.pattern("ward").hits) == 4


@pytest.mark.parametrize("typed", ["*view", "re*w", "wom?n", "C++", "C#", "review *", "(re*w"])
def test_signs_that_are_passed_over_are_told(talks, typed):
    assert "* stands only at the end of a word" in talks({"a": "P: view"}).search.words(typed).note


def test_how_near_without_its_comma_is_told(talks):
    study = talks({"a": "P: women"})
    assert "NEAR(plan review, 5)" in study.search.words("NEAR(women womn 5)").note
    for typed in (
        "review*",
        '"annual rev"*',
        "NEAR(women womn, 5)",
        "NEAR(plan review)",
        "how are you?",
        "plan tree, 5",
    ):
        assert study.search.words(typed).note == "", typed


def test_a_broad_pattern_is_stopped_and_told(talks, monkeypatch):
    study = talks({"a": "P: aaaa\nP: aa"})
    monkeypatch.setattr("workbench.store.search.MOST", 6)
    whole = study.search.pattern("a")
    assert (len(whole.hits), whole.note) == (6, "")
    monkeypatch.setattr("workbench.store.search.MOST", 5)
    first = study.search.pattern("a")
    assert first.hits == whole.hits[:5]
    assert "very broad" in first.note


def test_the_scope_by_source_variety_and_case(tiny_study):
    names = {name: source for source, name in tiny_study.sources.names().items()}
    trust = Scope(varieties=frozenset({Variety.IMAGINED}))
    assert {hit.source_id for hit in tiny_study.search.words("trust OR paperwork", trust).hits} == {names["Policy"]}
    assert {
        hit.source_id for hit in tiny_study.search.words("the", Scope(sources=frozenset({names["Mair"]}))).hits
    } == {names["Mair"]}
    (case,) = tiny_study.cases.all()
    of_case = tiny_study.search.words("the OR i", Scope(cases=frozenset({case.id})))
    assert {hit.source_id for hit in of_case.hits} == {names["Mair"]}
    assert (of_case.sources, of_case.people) == (1, 1)
    assert tiny_study.search.words("trust").people == 0, "Tomos and the policy belong to no case"


def test_within_a_code_and_not_coded_yet(tiny_study):
    find, coders = tiny_study.codebook.current().find, {c.name: c.id for c in tiny_study.coders.all()}
    every = {(hit.source_id, hit.span) for hit in tiny_study.search.words("i OR my OR keep OR ring").hits}
    (coding,) = [c for c in tiny_study.codings.all() if c.code_id == find("REL").id]
    inside = {(s, span) for s, span in every if s == coding.source_id and coding.span.contains(span)}
    assert inside
    assert inside != every

    def under(**scope):
        hits = tiny_study.search.words("i OR my OR keep OR ring", Scope(**scope)).hits
        return {(hit.source_id, hit.span) for hit in hits}

    assert under(code_id=find("REL").id) == inside
    assert under(code_id=find("REL").id, coder_id=coders["Tomos"]) == inside
    assert under(code_id=find("REL").id, coder_id=coders["Mair"]) == set()
    assert under(uncoded=True) == every - inside
    assert under(uncoded=True, coder_id=coders["Mair"]) == every
    text = next(source.text for source in tiny_study.sources.all() if source.id == coding.source_id)
    over = Span(coding.span.start - 1, coding.span.start + 1).of(text)
    hits = tiny_study.search.pattern(re.escape(over), Scope(sources=frozenset({coding.source_id}))).hits
    (half,) = [hit for hit in hits if hit.span.start == coding.span.start - 1]
    for scope in (Scope(code_id=find("REL").id), Scope(uncoded=True)):
        assert half not in tiny_study.search.pattern(re.escape(over), scope).hits, "half inside is neither"


@QUICK
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9))), st.integers(0, 60), st.integers(1, 9))
def test_touching_and_lying_in_what_is_covered_is_so_of_one_of_the_codings(codings, start, length):
    from workbench.store.search import _lies_in, _reach, _touches

    spans = sorted(Span(a, a + b) for a, b in codings)
    asked = Span(start, start + length)
    assert _touches(_reach(spans), asked) is any(span.overlap(asked) for span in spans)
    assert _lies_in(_reach(spans), asked) is any(span.contains(asked) for span in spans)


def test_patterns(talks):
    study = talks({"a": "P: Café 😅 reviews, REVIEWED\nP: e\u0301 ŵyn"})
    texts = study.sources.all()[0].text
    for pattern, wanted in (
        (r"review(s|ed)", ["reviews", "REVIEWED"]), (r"(?-i:review\w+)", ["reviews"]), (r"^P: \S+", ["P: Café", "P: e\u0301"]),
        ("Cafe\u0301", ["Café"]), ("x*", []), (r"[ŵŷ]\w+", ["ŵyn"]), ("😅", ["😅"]),
    ):  # fmt: skip
        hits = study.search.pattern(pattern, EVERYONE).hits
        assert [hit.words for hit in hits] == wanted, pattern
        assert all(hit.span.of(texts) == hit.words for hit in hits)


@pytest.mark.parametrize("pattern", ["(a", "", "*", "(?P<a>x)(?P<a>y)", "[z-a]", "\\", "(?<=a+)b", "a{99999999999}"])
def test_what_is_no_pattern_is_told(talks, pattern):
    with pytest.raises(NotAllowedHere, match="pattern"):
        talks({"a": "P: words"}).search.pattern(pattern)


def test_a_pattern_that_never_ends_is_stopped_and_its_place_told(talks):
    study = talks({"early": "P: b", "later": "P: fine\nP: " + "a" * 60 + "!"})
    begun = time.monotonic()
    with pytest.raises(NotAllowedHere, match="line 2 of 'later'"):
        study.search.pattern(r"(a+)+$", seconds=1)
    assert time.monotonic() - begun < 5


def test_orders(talks):
    study = talks({"b": "P: big plan here. A plan all round", "a": "P: your plan, my plan of plan B"})
    names = study.sources.names()
    hits = study.search.words("plan").hits

    def beside(order, side, which):
        return [(getattr(hit, side).split() or [""])[which] for hit in in_order(hits, order, names)]

    assert beside(Order.LEFT, "left", -1) == ["A", "big", "my", "of", "your"]
    assert beside(Order.RIGHT, "right", 0) == ["all", "B", "here.", ",", "of"], "a comma is no word"
    assert [names[hit.source_id] for hit in in_order(hits, Order.PLACE, names)] == list("aaabb")
    assert [names[hit.source_id] for hit in in_order(hits, Order.BEST, names)] == list("aaabb")


def test_spellings_are_one_however_they_are_composed():
    for word in set(PIECES) - {"≠"}:  # as two characters it is an equals sign, which is no word; texts come composed
        folded = {tuple(w[2:] for w in words_of(unicodedata.normalize(form, word))) for form in ("NFC", "NFD")}
        assert len(folded) == 1, word

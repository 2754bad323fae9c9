"""Memos in one place: what each is about in words, which are asked for, and files that nothing in a memo can upset."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import review
from workbench.model import Memo, Mode, Study
from workbench.report.memo_files import memos_csv, memos_html, plain_cell
from workbench.report.memos import GONE, MemoRow, Thing, Wanted, memo_rows

DAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
ABOUT = Study("s", "A study", Mode.CODEBOOK, False, "en", DAY)
HOSTILE = (
    "<script>alert(1)</script> & ![x](http://host/x.png) :red[no] =HYPERLINK(1)\u202egnp\x1b[31m\x00 שלום 👩🏽\u200d⚕️"
)
WORDS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.text("=+-@|'\" \t\r\n\x00,;<>&\u202e\uff1d1aé", max_size=12),
)


def everything_noted(study):
    """Write a memo about one thing of every kind and return their ids by kind."""
    book, claim, link = study.codebook.current(), study.claims.all()[0], study.links.all()[0]
    things = {
        "study": study.about.id, "source": study.sources.get("Tomos").id, "case": study.cases.all()[0].id,
        "code": book.find("REL").id, "coding": study.codings.all()[0].id, "claim": claim.id, "link": link.id,
    }  # fmt: skip
    for memo in study.memos.all():
        review.remove_memo(study, memo.id, by="Mair")
    made = [review.write_memo(study, kind, key, f"About a {kind}", by="Nia", at=DAY) for kind, key in things.items()]
    return {memo.about_kind: memo.id for memo in made}


def test_every_kind_of_thing_is_named(tiny_study):
    ids = everything_noted(tiny_study)
    rows = {row.memo.about_kind: row for row in memo_rows(tiny_study)}
    assert {kind: row.memo.id for kind, row in rows.items()} == ids
    coding = tiny_study.codings.all()[0]
    source = tiny_study.sources.get(coding.source_id)
    assert rows["study"].thing == Thing("the study")
    assert (rows["source"].thing.words, rows["source"].thing.source) == ("Tomos", "Tomos")
    assert rows["case"].thing.words == "P1"
    assert rows["code"].thing.words == "Ymddiriedaeth (REL)"
    assert rows["coding"].thing.words.endswith(f", in {source.name}")
    assert rows["coding"].thing.quotation == coding.span.of(source.text)
    assert rows["claim"].thing.words == "C1: Paperwork is kept low"
    assert rows["link"].thing.words == "C1, contradicted, in Mair"
    assert all(row.coder == "Nia" and row.edited is None for row in rows.values())


def test_what_is_gone_is_said_to_be(tiny_study):
    ids = everything_noted(tiny_study)
    with tiny_study.act("case.remove", by="Mair", summary="Past the acts") as act:
        for table, key in (("case_attribute", "case_id"), ("case_source", "case_id"), ("study_case", "id")):
            act.connection.exec_driver_sql(f"DELETE FROM {table} WHERE {key} = '{tiny_study.cases.all()[0].id}'")
    (row,) = memo_rows(tiny_study, Wanted(kind="case"))
    assert (row.memo.id, row.thing.words) == (ids["case"], GONE)


def test_when_and_by_whom_a_memo_was_changed_is_read_from_the_history(tiny_study):
    memo = review.write_memo(tiny_study, "study", tiny_study.about.id, "One", by="Nia", at=DAY)

    def edited():
        row = next(row for row in memo_rows(tiny_study) if row.memo.id == memo.id)
        return row.memo.text, row.edited, row.edited_by

    assert edited() == ("One", None, "")
    for version, (text, by) in enumerate((("Two", "Mair"), ("Three", "Tomos")), 1):
        at = DAY + timedelta(days=version)
        review.edit_memo(tiny_study, memo.id, text, version=version, by=by, at=at)
        assert edited() == (text, at, by)
    review.undo(tiny_study, by="Nia")
    assert edited() == ("Two", DAY + timedelta(days=1), "Mair")
    review.redo(tiny_study, by="Nia")
    assert edited() == ("Three", DAY + timedelta(days=2), "Tomos")
    first = tiny_study.history.last() - 3
    review.take_back_to(tiny_study, first - 1, by="Nia")
    assert edited() == ("One", None, "")
    review.edit_memo(tiny_study, memo.id, "Another", version=1, by="Tomos", at=DAY + timedelta(days=9))
    assert edited() == ("Another", DAY + timedelta(days=9), "Tomos")
    review.take_back_to(tiny_study, first, by="Nia")
    assert edited() == ("Two", DAY + timedelta(days=1), "Mair"), "not the other second version"


def test_memos_are_found_by_everything_they_have(tiny_study):
    ids = everything_noted(tiny_study)
    mair = tiny_study.sources.get("Mair").id
    coding = tiny_study.codings.all()[0]

    def found(**wanted):
        return {row.memo.about_kind for row in memo_rows(tiny_study, Wanted(**wanted))}

    assert found() == set(ids)
    assert found(kind="link") == {"link"}
    assert found(coder="nia") == set(ids)
    assert found(coder="Tomos") == set()
    assert found(words="ABOUT claim") == {"claim"}
    assert found(words="paperwork low") == {"claim"}, "also by what it is about"
    assert found(source=mair) >= {"link"}
    assert found(source=tiny_study.sources.get("Tomos").id) == {"source"} | (
        {"coding"} if coding.source_id != mair else set()
    )
    assert found(code=tiny_study.codebook.current().find("REL").id) >= {"code"}
    assert found(code=coding.code_id) >= {"coding"}
    day = DAY.astimezone().date()
    assert found(since=day, until=day) == set(ids)
    assert found(since=day + timedelta(days=1)) == found(until=day - timedelta(days=1)) == set()


def row_of(text="", *, words="", quotation="", name="Nia"):
    memo = Memo("m", "source", "x", text, "c", DAY)
    return MemoRow(memo, Thing(words, "x", "P1", None, quotation), name, DAY, name)


@given(st.lists(st.builds(row_of, WORDS, words=WORDS, quotation=WORDS, name=WORDS), max_size=4), WORDS)
def test_a_table_reads_back_cell_for_cell_and_no_cell_is_a_formula(rows, name):
    said = memos_csv(rows, replace(ABOUT, name=name)).decode("utf-8-sig")
    head, *cells = list(csv.reader(io.StringIO(said, newline=""), strict=True))
    assert len(cells) == len(rows)
    for row, line in zip(rows, cells, strict=True):
        read = dict(zip(head, line, strict=True))
        for column, text in (("memo", row.memo.text), ("what", row.thing.words), ("study", name), ("coder", row.coder)):
            pictured = "".join(chr(0x2400 + ord(c)) if c < " " and c not in "\n\t" else c for c in text)
            assert read[column] in {pictured, f"'{pictured}"}
            assert read[column].lstrip()[:1] not in set("=+-@＝＋－＠") - {""}


@pytest.mark.parametrize("text", ["=1+1", " =1+1", "\t=1", "\n+1", "@SUM(1)", "-1", "＝1", "|calc"])
def test_what_a_spreadsheet_would_run_is_held_back(text):
    assert plain_cell(text) == f"'{text}"
    assert plain_cell("1 = 1") == "1 = 1"


class Text(HTMLParser):
    """Collects what a browser would show, and which elements there are."""

    def __init__(self, page):
        super().__init__()
        self.shown, self.tags, self.attributes = [], set(), set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.shown.append(data)


PLAIN = Text(memos_html([row_of("x", words="x", quotation="x")], ABOUT, at=DAY))


@given(WORDS, WORDS, WORDS, WORDS)
def test_a_report_shows_every_word_and_nothing_in_it_is_markup(text, words, quotation, name):
    page = Text(memos_html([row_of(text, words=words, quotation=quotation, name=name)], ABOUT, at=DAY))
    assert page.tags <= PLAIN.tags
    assert page.attributes <= PLAIN.attributes
    pictured = "".join(chr(0x2400 + ord(c)) if c < " " and c not in "\n\t" else c for c in text)
    assert pictured in "".join(page.shown)


def test_a_long_hostile_memo_is_whole_in_both_files():
    text = " ".join([HOSTILE, *(f"word{n}" for n in range(10_000))])
    row = row_of(text, words=HOSTILE, quotation=HOSTILE)
    page = memos_html([row], replace(ABOUT, synthetic=True, name=HOSTILE), at=DAY)
    assert "<script" not in page
    assert "Synthetic demonstration data" in page
    assert "word9999" in page
    assert "http" not in page.replace("http://host/x.png", "").replace("http-equiv", ""), "nothing is fetched"
    table = memos_csv([row], replace(ABOUT, synthetic=True)).decode("utf-8-sig")
    assert "word9999" in table
    assert '"SYNTHETIC"' in table
    assert len(row.line) == 120

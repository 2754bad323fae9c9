"""A brief of the demonstration's claims: what it says, what it leaves out, and that nothing in it is taken for markup."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from workbench.errors import NotFound, WorkbenchError
from workbench.model import ContrastFilter
from workbench.report.brief import SYNTHETIC, brief, looked_for
from workbench.report.brief_files import brief_docx, brief_html, write_brief
from workbench.report.contrast_files import claims_csv
from workbench.report.contrast_view import view

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def shown(demo):
    return view(demo)


@pytest.fixture(scope="module")
def made(demo, shown):
    return brief(demo, shown, ["C07", "c09"], at=AT, reasons={"C07": "It is <b>known</b>."})


def said_in_word(data):
    from docx import Document

    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    head = document.sections[0].header.paragraphs[0].text
    return "\n".join([head, *(p.text for p in document.paragraphs), *cells])


def test_it_counts_people_and_shows_three_of_them(made):
    risk = made.claims[0]
    assert [one.key for one in made.claims] == ["C07", "C09"]
    assert dict(risk.counts) == {
        "fulfilled": "5 of 28 people (7% to 35%)", "strained": "6 of 28 people (9% to 39%)",
        "contradicted": "14 of 28 people (32% to 68%)", "silent": "3 of 28 people",
    }  # fmt: skip
    assert "5 fulfilled, 6 strained, 14 contradicted, 3 silent: gap index 0.68 of 25 who speak of it." in risk.facts
    assert [one.stance for one in risk.quotations] == ["contradicted", "strained", "fulfilled"]
    assert all(one.question for one in risk.quotations)
    assert risk.address == "http://localhost:8501/contrast?claim=C07"
    assert any("not observations" in each for each in risk.caveats)


def test_one_person_is_no_people(demo, shown):
    (claim,) = brief(demo, shown, ["C09"], at=AT).claims
    assert "Negative cases: 1 person speaks against the rest." in claim.facts
    every = brief(demo, shown, [], at=AT).claims
    assert any("(1 person)" in fact for one in every for fact in one.facts)
    assert not any(re.search(r"\b1 people", fact) for one in every for fact in one.facts)


def test_no_name_of_a_person_or_site_is_in_it_and_tags_are_coarse(demo, made):
    html = brief_html(made)
    for case in demo.cases.all():
        assert case.name not in html
        assert str(case.attributes["site name"]) not in html
    assert not re.search(r"\b[EW][1-4]\b", html)
    for one in (quotation for claim in made.claims for quotation in claim.quotations):
        assert re.fullmatch(r"[a-z ]+, (England|Wales)|a participant|[a-z ]+|England|Wales", one.tag)


@pytest.mark.parametrize("missing", [None, float("nan")])
def test_what_is_not_recorded_is_in_no_tag(demo, shown, missing):
    cases = shown.cases.assign(**{"attr.profession": missing})
    every = brief(demo, replace(shown, cases=cases), [], at=AT).claims
    assert {one.tag for claim in every for one in claim.quotations} == {"England", "Wales"}


def test_where_the_controls_name_a_site_the_tags_say_nothing_more(demo):
    narrow = view(demo, ContrastFilter((("site", ("E3",)),)))
    (claim,) = brief(demo, narrow, ["C09"], at=AT).claims
    assert {one.tag for one in claim.quotations} == {"a participant"}
    country = view(demo, ContrastFilter((("country", ("Wales",)),)))
    (claim,) = brief(demo, country, ["C09"], at=AT).claims
    assert any("Wales" in one.tag for one in claim.quotations)


def test_a_quotation_is_never_parted_from_its_question_or_from_whose_it_is(made):
    from docx import Document

    paragraphs = Document(io.BytesIO(brief_docx(made))).paragraphs
    quotes = [place for place, one in enumerate(paragraphs) if one.style.name == "Quote"]
    assert len(quotes) == 6
    for place in quotes:
        assert paragraphs[place - 1].text.startswith("Asked: ")
        assert all(one.paragraph_format.keep_with_next for one in paragraphs[place - 1 : place + 1])


def test_both_files_say_everything_and_that_it_is_synthetic(made):
    html, word = brief_html(made), said_in_word(brief_docx(made))
    plain = (
        re.sub("<[^>]+>", "", html)
        .replace("&#x27;", "'")
        .replace("&quot;", '"')
        .replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
    )
    for text in (plain, word):
        assert SYNTHETIC in text
        for claim in made.claims:
            for words in (claim.statement, claim.extract, *claim.facts, *claim.caveats, claim.address):
                assert words in text
            for one in claim.quotations:
                assert one.words in text
                assert one.tag in text
        assert "It is <b>known</b>." in text
    assert "<b>known" not in html
    assert "<script" not in html
    assert 'src="' not in html


def test_words_from_outside_are_never_markup_and_word_opens_what_xml_does_not_know(made):
    nasty = "<img src=x onerror=alert(1)>\x00\x0b & \u202egnp"
    claim = replace(made.claims[0], statement=nasty, extract=nasty, reason=nasty)
    changed = replace(made, study=nasty, counted=(nasty,), claims=(claim,))
    assert "<img" not in brief_html(changed)
    assert "\u202e" not in brief_html(changed)
    assert "<img src=x onerror=alert(1)>" in said_in_word(brief_docx(changed))


def test_only_claims_and_file_kinds_that_are_there(demo, shown, made, tmp_path):
    with pytest.raises(NotFound, match="no claim 'C99'"):
        brief(demo, shown, ["C99"], at=AT)
    with pytest.raises(WorkbenchError, match="cannot be written as"):
        write_brief(made, tmp_path / "brief.pdf")
    with pytest.raises(WorkbenchError, match="could not be written"):
        write_brief(made, tmp_path / "nowhere" / "brief.html")
    write_brief(made, tmp_path / "brief.html")
    assert (tmp_path / "brief.html").read_text("utf-8") == brief_html(made)


def test_nobody_has_looked_for_negative_cases_yet(demo, shown):
    assert looked_for(demo, shown) == frozenset()
    assert {one.key for one in shown.lacking(frozenset())} == {f"C{n:02d}" for n in range(1, 13)}
    asking = view(demo, ContrastFilter(least=99))
    assert len(asking.lacking(frozenset())) == 12, "asking for more people takes no claim past what is asked for"


def test_the_table_says_in_every_row_what_was_counted(demo):
    narrow = view(demo, ContrastFilter((("country", ("Wales",)),), least=2))
    rows = list(csv.DictReader(io.StringIO(claims_csv(narrow, demo.about).decode("utf-8-sig"))))
    assert len(rows) == 12
    assert {row["given_out_because"] for row in rows} == {""}
    told = list(
        csv.DictReader(
            io.StringIO(claims_csv(narrow.only(["C07"]), demo.about, {"C07": "A draft."}).decode("utf-8-sig"))
        )
    )
    assert [row["given_out_because"] for row in told] == ["A draft."]
    assert {row["people"] for row in rows} == {"9"}
    assert {row["controls"] for row in rows} == {"attr.country=Wales&least=2"}
    assert all("country: Wales" in row["counted"] and row["data"] == "synthetic" for row in rows)
    for row in rows:
        assert sum(int(row[s]) for s in ("fulfilled", "strained", "contradicted", "mixed", "unclear", "silent")) == 9


def test_the_same_filter_counts_the_same_everywhere(demo):
    from workbench.report import contrast

    wanted = ContrastFilter((("site", ("E1", "W2")),), voices=("own_practice",))
    shown = view(demo, wanted)
    table = contrast.claims(demo, wanted)
    kept = ["m", "fulfilled", "strained", "contradicted", "silent"]
    assert shown.claims[kept].equals(table[kept])
    assert int(table["m"].iloc[0]) == 9
    assert shown.left_out[0] == "19 of 28 people are left out by the controls."

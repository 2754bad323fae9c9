"""ACT: a question about codes is answered from a study: passages, people, and the codings behind each."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbench.analysis.relation_hits import LINE_UNITS, Line, answered, line_of, line_of_words, lines_needed
from workbench.analysis.relations import WORDS, Named, Question, named_in, read_question, written
from workbench.analysis.units import SEGMENT, SOURCE, TURN, Laid
from workbench.errors import NotAllowedHere
from workbench.model import Codebook
from workbench.report.coded import WHOLE, Part, Tables, tables_of
from workbench.report.spoken import spoken_in
from workbench.store import OpenStudy

ANSWER_COLUMNS = ("source", "source_id", "start", "end", "people", "coding_ids", "quotation")


@dataclass(frozen=True, slots=True)
class Answer:
    """`hits` (`ANSWER_COLUMNS`) are the units the question is true of; `k` of `m` people, `n` of `units` units."""

    question: str
    unit: str
    hits: pd.DataFrame
    k: int
    m: int
    units: int


def ask(study: OpenStudy, typed: str, *, unit: str = SEGMENT, part: Part = WHOLE) -> Answer:
    """Answer a question about codes; see `analysis.relations` for how it is written.

    Distances are measured on segments, turns or words, whatever the unit that is counted.

    Raises:
        NotAllowedHere: when it makes no sense, or there is no codebook.
        NotFound: when it names a code that is not there, naming the nearest.
    """
    tables, question = tables_of(study, Part(part.variety, part.only)), read_question(typed)
    codes = {each: _stands_for(_book(tables), each) for each in named_in(question)}
    laid = tables.laid(unit)
    hits = answered(question, laid, codes, _lines(study, tables, question))
    people = {person for each in hits["people"] for person in each}
    return Answer(
        written(question, lambda named: _book(tables).find(named.code).key), unit, _with_words(study, hits, laid, unit),
        len(people), laid.m, len(laid.units),
    )  # fmt: skip


def kept_question(study: OpenStudy, typed: str) -> str:
    """Return a question as it is saved: codes by their ids, so that a rename changes nothing.

    Raises:
        NotAllowedHere: when it makes no sense, or there is no codebook.
        NotFound: when it names a code that is not there.
    """
    book = _book_of(study.codebook.current())
    return written(read_question(typed), lambda named: book.find(named.code).id)


def shown_question(study: OpenStudy, kept: str) -> str:
    """Return a saved question as it is read: codes by their keys of today; those that are gone by their ids."""
    book = study.codebook.current()
    known = book.by_id if book else {}
    return written(read_question(kept), lambda named: known[named.code].key if named.code in known else named.code)


def _stands_for(book: Codebook, named: Named) -> frozenset[str]:
    code = book.find(named.code)
    if not named.below:
        return frozenset({code.key})
    return frozenset(each.key for each in book if code in book.path(each))


def _lines(study: OpenStudy, tables: Tables, question: Question) -> dict[str, Line]:
    lines = {}
    for line in lines_needed(question):
        if line == WORDS:
            lines[line] = line_of_words(tables.laid(SOURCE), spoken_in(study, tables).places())
        else:
            lines[line] = line_of(tables.laid(LINE_UNITS[line]))
    return lines


def _with_words(study: OpenStudy, hits: pd.DataFrame, laid: Laid, unit: str) -> pd.DataFrame:
    names, cases = study.sources.names(), {case.id: case.name for case in study.cases.all()}
    whole = unit in {SEGMENT, TURN, "question"}
    texts = {source: study.sources.get(source).text for source in dict.fromkeys(hits["source_id"])} if whole else {}
    spans = zip(hits["source_id"], hits["start"], hits["end"], strict=True)
    said = [texts[source][start:end] if whole else "" for source, start, end in spans]
    people = [tuple(_called(laid.people[person], cases, names) for person in each) for each in hits["people"]]
    named = hits.assign(source=[names[source] for source in hits["source_id"]], quotation=said)
    named["people"] = pd.Series(people, index=named.index, dtype=object)
    return named[list(ANSWER_COLUMNS)]


def _called(person: str, cases: dict[str, str], names: dict[str, str]) -> str:
    return cases.get(person) or names.get(person.removeprefix("source:"), person)


def _book(tables: Tables) -> Codebook:
    return _book_of(tables.codebook)


def _book_of(book: Codebook | None) -> Codebook:
    if book is None:
        raise NotAllowedHere("The study has no codebook yet.", "Bring one in on the page Study.")
    return book

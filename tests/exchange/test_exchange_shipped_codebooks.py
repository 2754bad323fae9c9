"""The shipped codebooks: whole, consistent, and honest about their near-misses."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain, combinations

import pytest

from workbench.exchange.codebook_file import codebook_yaml, read_codebook
from workbench.ingest.shipped import shipped, shipped_names
from workbench.model import Variety

SIZES = {"imagined_done": 62, "relational_coordination": 14, "kings_fund_markers": 22, "case_management": 25}
HEADINGS = {
    "RC.COM", "RC.REL", "RC.SET", "KF.P", "KF.S", "KF.C", "KF.F", "KF.O", "KF.Y", "KF.X", "CM.PH", "CM.PR", "CM.SK",
    "STRUCT", "CTX", "UNC",
}  # fmt: skip
POLICY = {Variety.IMAGINED, Variety.PRESCRIBED, Variety.INSTRUCTED}
BOOKS = {name: read_codebook(name) for name in SIZES}
CODES = {code.key: code for book in BOOKS.values() for code in book}
DONE = BOOKS["imagined_done"]
MISSES = [(code, miss) for code in CODES.values() for miss in code.near_miss]


def words(text):
    return set(re.findall(r"[a-z]+", text.casefold()))


def likeness(one, other):
    return len(words(one) & words(other)) / len(words(one) | words(other))


def test_every_shipped_file_is_known_here():
    assert set(shipped_names("codebooks")) == set(SIZES)
    assert {name: len(book) for name, book in BOOKS.items()} == SIZES


def test_107_themes_with_288_invented_examples_and_36_near_misses():
    assert sum(SIZES.values()) == len(CODES)  # no key is used in two books
    themes = [code for code in CODES.values() if code.key not in HEADINGS]
    assert len(themes) == 107
    examples = [example for code in themes for example in code.examples]
    assert len(examples) == len(set(examples)) == 288
    assert len(MISSES) == 36


def test_ids_are_in_the_files_so_that_every_study_has_the_same():
    ids = [code.id for code in CODES.values()] + [book.id for book in BOOKS.values()]
    assert len(set(ids)) == len(ids)
    assert all(read_codebook(name) == book for name, book in BOOKS.items())


def test_every_theme_says_what_it_means():
    for code in CODES.values():
        assert code.definition.endswith("."), code.key
        assert code.colour, code.key
        if code.key not in HEADINGS and (code.parent or "KF" in code.key):
            assert len(code.examples) == 3, code.key
            assert len(code.cues) >= 3, code.key


def test_the_tree():
    for name, book in BOOKS.items():
        assert all(len(book.path(code)) <= 2 for code in book), name
        tops = book.children(None)
        assert 3 <= len(tops) <= 12
        assert len({top.colour for top in tops}) == len(tops)
        assert all(child.colour == top.colour for top in tops for child in book.children(top.key))


def test_policy_codes_and_accounts_of_work_are_kept_apart():
    for code in DONE:
        if code.key.startswith("IMG"):
            assert set(code.applies_to) == POLICY
        elif code.key not in ("STRUCT", "UNC"):
            assert not POLICY & set(code.applies_to)
            assert code.applies_to
    for code in DONE.children("IMG"):
        assert code.contrast_with, code.key
        assert not any(key.startswith("IMG") for key in code.contrast_with)


@pytest.mark.parametrize(("code", "miss"), MISSES, ids=[code.key for code, _ in MISSES])
def test_a_near_miss_belongs_to_another_code_and_is_nobodys_example(code, miss):
    assert miss.code in {other.key for other in DONE} - {code.key}
    every = {example for other in CODES.values() for example in other.examples}
    assert miss.text not in every
    for example in (*code.examples, *CODES[miss.code].examples):
        assert likeness(miss.text, example) < 0.5, example


def test_near_misses_are_not_repeated():
    assert max(Counter(miss.text for _, miss in MISSES).values()) == 1


def test_no_two_examples_are_nearly_the_same():
    examples = list(chain.from_iterable(code.examples for code in CODES.values()))
    assert all(likeness(one, other) < 0.6 for one, other in combinations(examples, 2))


def test_no_cue_stands_for_both_codes_of_a_near_miss():
    for code, miss in MISSES:
        assert not {cue.casefold() for cue in code.cues} & {cue.casefold() for cue in CODES[miss.code].cues}, code.key


def test_shipped_books_survive_a_round_trip():
    for book in BOOKS.values():
        assert read_codebook(codebook_yaml(book).encode()) == book


def test_the_readme_counts_right():
    text = (shipped("codebooks") / "README.md").read_text(encoding="utf-8")
    for name, size in SIZES.items():
        assert re.search(rf"`{name}\.yaml` \|.*\| {size} \|", text), name
    assert "invented" in text

"""The tables that analysis reads: the very words, every decided thing, and nothing that is only suggested."""

from __future__ import annotations

import pytest


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

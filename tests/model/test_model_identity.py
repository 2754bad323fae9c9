from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import Conflict, FileUnreadable, listed
from workbench.model import Segmentation, Span, canonical_json, coding_digest, id_of, sha256_text


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=6))
def test_equal_values_have_equal_text_whatever_their_order(value):
    assert canonical_json(dict(reversed(value.items()))) == canonical_json(value)


def test_the_same_method_and_settings_are_the_same_segmentation():
    one = Segmentation("turns", {"max_words": 90, "min_words": 4})
    same = Segmentation("turns", {"min_words": 4, "max_words": 90})
    assert one.id == same.id != Segmentation("turns", {"max_words": 91, "min_words": 4}).id


def test_ids_of_words_do_not_run_together():
    assert id_of("ab", "c") != id_of("a", "bc")


@given(st.text(min_size=2, max_size=30), st.integers(0, 10))
def test_a_digest_changes_with_the_text_the_span_and_the_words(text, start):
    digest = coding_digest(sha256_text(text), Span(start, start + 1), text[:1])
    assert digest != coding_digest(sha256_text(text + "x"), Span(start, start + 1), text[:1])
    assert digest != coding_digest(sha256_text(text), Span(start, start + 2), text[:1])
    assert digest != coding_digest(sha256_text(text), Span(start, start + 1), text[:1] + "x")


def test_errors_cross_process_borders_whole():
    error = pickle.loads(pickle.dumps(FileUnreadable("what", "do this")))
    assert (type(error), error.message, error.hint) == (FileUnreadable, "what", "do this")
    conflict = pickle.loads(pickle.dumps(Conflict("twice", "look", mine="a", theirs="b")))
    assert (conflict.mine, conflict.theirs) == ("a", "b")


def test_long_lists_are_cut_with_a_count():
    assert listed([]) == "none"
    assert listed("abc", most=2) == "a, b (and 1 more)"

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import SpanOutOfText
from workbench.model import Span

POINTS = st.integers(0, 50)


@st.composite
def spans(draw):
    start = draw(POINTS)
    return Span(start, start + draw(st.integers(1, 50)))


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (4, 3)])
def test_a_span_that_covers_nothing_is_refused(start, end):
    with pytest.raises(SpanOutOfText, match="0 <= start < end"):
        Span(start, end)


def test_a_span_counts_code_points_not_bytes_or_utf16_units():
    text = "a😀é\u0301z"
    assert Span(1, 2).of(text) == "😀"
    assert Span(4, 5).of(text) == "z"


def test_a_span_past_the_text_is_refused_and_says_how_long_the_text_is():
    with pytest.raises(SpanOutOfText, match="which has 3 characters"):
        Span(1, 4).of("abc")


@given(spans(), spans())
def test_overlap_counts_the_shared_code_points(one, other):
    shared = set(range(one.start, one.end)) & set(range(other.start, other.end))
    assert one.overlap(other) == other.overlap(one) == len(shared)
    assert one.contains(other) == (len(shared) == len(other))


@given(spans(), st.integers(0, 9))
def test_a_shifted_span_keeps_its_length(span, by):
    assert len(span.shift(by)) == len(span)
    assert span.shift(by).start == span.start + by

"""Which segment carries which coding."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.overlap import carried

SPANS = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(0, 60), st.integers(1, 30)).map(lambda s: (s[0], s[1], s[1] + s[2])),
    max_size=12,
)


def table(spans):
    return pd.DataFrame(spans, columns=["source_id", "start", "end"])


def by_hand(codings, segments):
    return {
        (i, j)
        for i, (source, start, end) in enumerate(codings)
        for j, (other, begin, stop) in enumerate(segments)
        if source == other
        and (shared := min(end, stop) - max(start, begin)) > 0
        and 2 * shared >= min(end - start, stop - begin)
    }


def test_half_of_the_shorter_is_enough_and_less_is_not():
    segments = [("a", 0, 100), ("a", 100, 200)]
    codings = [("a", 90, 110), ("a", 89, 110), ("a", 0, 200), ("b", 0, 100)]
    found = set(zip(*(places.tolist() for places in carried(table(codings), table(segments))), strict=True))
    assert found == {(0, 0), (0, 1), (1, 0), (2, 0), (2, 1)}


@given(SPANS, SPANS)
def test_it_finds_what_comparing_every_pair_finds(codings, segments):
    coding, segment = carried(table(codings), table(segments))
    pairs = list(zip(coding.tolist(), segment.tolist(), strict=True))
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == by_hand(codings, segments)

"""One filter for page, command and export: what an address says of it comes back the same."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import WorkbenchError
from workbench.model import ContrastFilter, Evidence
from workbench.model.contrast_filter import days_of, in_range

WORDS = st.text(min_size=1, max_size=8)
SEVERAL = st.lists(WORDS, max_size=3, unique=True).map(tuple)
PERIODS = st.sampled_from(["", "2014", "2014-03-01", "2011..2014", "2011-05-01..2014"])
FILTERS = st.builds(
    ContrastFilter,
    who=st.dictionaries(WORDS, SEVERAL, max_size=3).map(lambda d: tuple(d.items())),
    policy=SEVERAL, in_force=PERIODS, beside=PERIODS, voices=SEVERAL, tenses=SEVERAL, coders=SEVERAL,
    evidence=st.sampled_from(list(Evidence)), least=st.integers(1, 99),
)  # fmt: skip


@given(FILTERS)
def test_a_filter_survives_the_address_bar(wanted):
    told = parse_qs(urlencode(wanted.address(), doseq=True), keep_blank_values=True)
    assert ContrastFilter.from_address(told) == wanted


@given(FILTERS, FILTERS)
def test_different_filters_have_different_addresses_and_words_only_where_something_is_asked(one, other):
    assert (one == other) == (one.address() == other.address())
    assert bool(one.words()) == bool(one.address())


def test_what_an_address_says_besides_is_passed_over():
    assert ContrastFilter.from_address({"claim": ["C1"], "attr.": ["x"][:0]}) == ContrastFilter()


@pytest.mark.parametrize(
    "told",
    [{"in_force": ["soon"]}, {"beside": ["2015..2014"]}, {"evidence": ["mine"]}, {"least": ["none"]}, {"least": ["0"]}],
)
def test_what_cannot_be_meant_is_refused(told):
    with pytest.raises(WorkbenchError):
        ContrastFilter.from_address(told)


def test_days_and_ranges():
    assert days_of("2014") == (date(2014, 1, 1), date(2014, 12, 31))
    assert days_of("2014-03-01") == (date(2014, 3, 1), date(2014, 3, 1))
    assert days_of("2011..2014-06-30") == (date(2011, 1, 1), date(2014, 6, 30))
    assert in_range(7, "2..10")
    assert in_range("7", "7..")
    assert not in_range(11, "2..10")
    assert not in_range("many", "2..10")
    assert not in_range(7, "7")


def test_a_filter_is_said_in_words():
    wanted = ContrastFilter((("site", ("E3", "W1")),), in_force="2014", voices=("own_practice",), least=3)
    assert (
        wanted.words() == "site: E3 or W1; claims in force in 2014; voice: own practice; reported by at least 3 people"
    )

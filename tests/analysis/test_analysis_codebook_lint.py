"""The codebook's lint: what it says, what it does not say, and that it is no noise on the shipped codebooks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.codebook_lint import KINDS, LEAST_SOURCES, likeness, lint
from workbench.model import Code, Codebook, CodeStatus, NearMiss, NotWhen

NO_USES = pd.DataFrame(columns=["source_id", "start", "end", "code_key"])


def code(key, name=None, **more):
    given = {"definition": f"About {key}.", "near_miss": (NearMiss("x", "Z"),), **more}
    return Code(f"id-{key}", key, name or f"{ord(key[0]):b} {key}", **given)


def book(*codes):
    """A codebook with these codes and Z, to which every near-miss points."""
    return Codebook("b", "B", (*codes, code("Z", "Zebra", near_miss=(NearMiss("x", "Z"),))))


def told(codebook, kind, uses=NO_USES, **more):
    return [each.codes for each in lint(codebook, uses, **more) if each.kind == kind]


def coded(*rows):
    return pd.DataFrame(rows, columns=NO_USES.columns)


def test_a_sound_codebook_has_no_findings():
    assert lint(book(code("A", "Apple"), code("B", "Quince")), NO_USES) == []


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Trust in the team", "Team: trust in the", True),
        ("Workload", "Work load", True),
        ("Time pressure", "Pressure of time", True),
        ("Barrier", "BARRIERS", True),
        ("Formal support", "Informal support", True),
        ("Caseload", "Workload", False),
        ("Frequent communication", "Timely communication", False),
        ("Phases of case management", "Principles of case management", False),
        ("Ŵyn", "Wyau", False),
    ],
)
def test_names_that_are_easily_mistaken_for_each_other(one, other, alike):
    assert bool(told(book(code("A", one), code("B", other)), "similar names")) is alike


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_is_the_same_both_ways_and_knows_the_same_name(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, one) == 1


def test_definitions_are_close_by_their_vectors_whatever_the_lengths():
    codebook = book(code("A"), code("B"), code("C"))
    vectors = {"id-A": np.array([3.0, 0.1]), "id-B": np.array([1.0, 0.0]), "id-C": np.array([0.0, 2.0])}
    assert told(codebook, "close definitions", vectors=vectors) == [("A", "B")]
    (found,) = [each for each in lint(codebook, NO_USES, vectors=vectors) if each.kind == "close definitions"]
    assert found.numbers["similarity"] == pytest.approx(3 / np.hypot(3, 0.1))
    assert "1.00" in found.sentence
    assert told(codebook, "close definitions") == []
    assert told(codebook, "close definitions", vectors={"id-A": np.zeros(2), "id-B": np.zeros(2)}) == []


@pytest.mark.parametrize(
    "more",
    [
        {"near_miss": (NearMiss("x", "A"),)}, {"not_when": (NotWhen("x", "A"),)}, {"contrast_with": ("A",)},
        {"parent": "A"}, {"status": CodeStatus.RETIRED}, {"definition": " "},
    ],
)  # fmt: skip
def test_codes_that_are_told_apart_or_out_of_use_are_not_close(more):
    vectors = {"id-A": np.array([1.0, 0.0]), "id-B": np.array([1.0, 0.0])}
    for one, other in (("A", "B"), ("B", "A")):
        codebook = book(*(code("A"), code("B", **more))[:: 1 if one == "A" else -1])
        assert told(codebook, "close definitions", vectors=vectors) == [], (one, other)


def test_gaps_are_told_of_codes_in_use_and_near_misses_of_codes_without_others_below():
    codebook = book(
        code("A", near_miss=()), code("B", parent="A", definition=" ", near_miss=()),
        code("C", definition="", near_miss=(), status=CodeStatus.RETIRED),
    )  # fmt: skip
    assert told(codebook, "no definition") == [("B",)]
    assert told(codebook, "no near-miss") == [("B",)]


def test_a_parent_whose_codes_are_all_retired_stands_alone():
    codebook = book(code("A", near_miss=()), code("B", parent="A", status=CodeStatus.RETIRED))
    assert told(codebook, "no near-miss") == [("A",)]


def test_codes_that_are_never_used_are_told_once_anything_is_coded():
    codebook = book(code("A"), code("B", parent="A"), code("C", parent="A"), code("R", status=CodeStatus.RETIRED))
    assert told(codebook, "never used") == []
    assert told(codebook, "never used", coded(("s", 0, 5, "B"))) == [("C",), ("Z",)]


def cut(sources, per_source):
    return pd.DataFrame(
        [(f"s{s}", n * 10, n * 10 + 10) for s in range(sources) for n in range(per_source)],
        columns=["source_id", "start", "end"],
    )


def everywhere(sources, on):
    """A is on this many of the four segments of each source; B is on every one."""
    rows = [(f"s{s}", n * 10, n * 10 + 10, "A") for s in range(sources) for n in range(on)]
    return coded(*rows, *((f"s{s}", n * 10, n * 10 + 10, "B") for s in range(sources) for n in range(4)))


def test_used_everywhere_needs_nearly_every_source_and_a_quarter_of_the_segments():
    codebook, kind = book(code("A"), code("B")), "used everywhere"
    assert told(codebook, kind, everywhere(6, 1), segments=cut(6, 4)) == [("A",), ("B",)]
    assert told(codebook, kind, everywhere(6, 1), segments=cut(6, 40)) == [("A",), ("B",)]  # uncoded ones do not count
    assert told(codebook, kind, everywhere(6, 1)) == []
    assert told(codebook, kind, everywhere(LEAST_SOURCES - 1, 1), segments=cut(LEAST_SOURCES - 1, 4)) == []
    uses = everywhere(6, 1)
    rare = uses[(uses["code_key"] == "B") | (uses["source_id"] != "s0")]
    assert told(codebook, kind, rare, segments=cut(6, 4)) == [("B",)]  # 5 of 6 sources
    assert told(codebook, kind, pd.concat([uses, uses]), segments=pd.concat([cut(6, 4)] * 2)) == [("A",), ("B",)]
    (found, _) = [each for each in lint(codebook, uses, segments=cut(6, 4)) if each.kind == kind]
    assert found.numbers == {"share_of_sources": 1.0, "share_of_segments": 0.25}
    assert "100%" in found.sentence
    assert "25%" in found.sentence


def test_findings_come_by_kind():
    found = lint(book(code("A", "Same", definition="", near_miss=()), code("B", "same ")), coded(("s", 0, 5, "B")))
    kinds = [each.kind for each in found]
    assert kinds == sorted(kinds, key=KINDS.index)
    assert set(kinds) == {"similar names", "no definition", "no near-miss", "never used"}


@pytest.mark.model
def test_on_the_shipped_codebooks_little_is_close():
    from workbench.embed.sentence_transformer import load
    from workbench.exchange.codebook_file import read_codebook

    encoder = load()
    close = []
    for name in ("case_management", "imagined_done", "kings_fund_markers", "relational_coordination"):
        codebook = read_codebook(name)
        rows = encoder.encode([each.definition for each in codebook])
        vectors = {each.id: row for each, row in zip(codebook, rows, strict=True)}
        close += told(codebook, "close definitions", vectors=vectors)
        assert told(codebook, "similar names") == []
    assert close == [("RC.COM", "RC.REL"), ("RC.NETINT", "RC.NETDIS")]

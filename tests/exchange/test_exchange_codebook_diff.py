"""What changed between two codebooks."""

from __future__ import annotations

from dataclasses import replace

from workbench.exchange.codebook_diff import CodebookDiff, FieldChange, diff_codebooks
from workbench.exchange.codebook_file import read_codebook
from workbench.model import CodeStatus

BEFORE = read_codebook(b"""
codes:
- {key: A, name: Alpha, definition: first}
- {key: A.X, name: Ex, parent: A}
- {key: A.Y, name: Why, parent: A}
- {key: B, name: Beta, cues: [b]}
- {key: C, name: Gone, status: retired}
""")


def after(**changes):
    """The codebook with some codes' fields changed."""
    return replace(BEFORE, codes=tuple(replace(c, **changes.get(c.key.replace(".", "_"), {})) for c in BEFORE))


def test_a_codebook_does_not_differ_from_itself():
    assert diff_codebooks(BEFORE, BEFORE) == CodebookDiff()
    assert not diff_codebooks(BEFORE, BEFORE)


def test_added_and_removed():
    fewer = replace(BEFORE, codes=BEFORE.codes[:-1])
    assert diff_codebooks(fewer, BEFORE) == CodebookDiff(added=(BEFORE.by_key["C"],))
    assert diff_codebooks(BEFORE, fewer) == CodebookDiff(removed=(BEFORE.by_key["C"],))


def test_retired_and_restored():
    new = after(B={"status": CodeStatus.RETIRED}, C={"status": CodeStatus.ACTIVE})
    assert diff_codebooks(BEFORE, new) == CodebookDiff(retired=(new.by_key["B"],), restored=(new.by_key["C"],))


def test_renamed_moved_and_changed():
    new = after(A={"name": "Aleph", "definition": "1st"}, A_Y={"parent": "B"})
    assert diff_codebooks(BEFORE, new) == CodebookDiff(
        renamed=(FieldChange("A", "name", "Alpha", "Aleph"),),
        moved=(FieldChange("A.Y", "parent", "A", "B"),),
        changed=(FieldChange("A", "definition", "first", "1st"),),
    )


def test_a_changed_key_is_one_change_and_moves_nothing_below_it():
    new = after(A={"key": "ALPHA"}, A_X={"parent": "ALPHA"}, A_Y={"parent": "ALPHA"})
    assert diff_codebooks(BEFORE, new) == CodebookDiff(changed=(FieldChange("ALPHA", "key", "A", "ALPHA"),))


def test_another_order_is_told_once_per_parent_and_an_insertion_is_none():
    swapped = after(A_X={"order": 1}, A_Y={"order": 0})
    assert diff_codebooks(BEFORE, swapped) == CodebookDiff(reordered=("A",))
    pushed = after(B={"order": 7}, C={"order": 8})
    assert not diff_codebooks(BEFORE, pushed)


def test_files_without_ids_are_compared_by_key():
    text = b"codes:\n- {key: a, name: Alpha}\n- {key: B, name: Bee}\n"
    first, second = read_codebook(text), read_codebook(text.replace(b"Bee", b"Bay"))
    assert diff_codebooks(first, second) == CodebookDiff(renamed=(FieldChange("B", "name", "Bee", "Bay"),))


def test_codes_that_swap_keys_are_known_by_their_ids():
    new = after(B={"key": "C"}, C={"key": "B"})
    found = diff_codebooks(BEFORE, new)
    assert {(change.before, change.after) for change in found.changed} == {("B", "C"), ("C", "B")}
    assert (found.added, found.removed, found.renamed) == ((), (), ())


def test_a_new_code_under_an_old_key_is_new():
    text = b"codes:\n- {key: B, name: A new Beta}\n"
    new = replace(after(B={"key": "B.OLD"}), codes=(*after(B={"key": "B.OLD"}).codes, *read_codebook(text).codes))
    found = diff_codebooks(BEFORE, new)
    assert [code.name for code in found.added] == ["A new Beta"]
    assert found.changed == (FieldChange("B.OLD", "key", "B", "B.OLD"),)
    assert found.removed == ()

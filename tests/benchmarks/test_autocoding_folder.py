"""The neutral folder: read as it was written, and what is wrong with it said plainly."""

from __future__ import annotations

import pytest

from benchmarks.autocoding.folder import read_folder, write_folder
from benchmarks.autocoding.leaks import folded, shared, straddling, without_leaks
from workbench.errors import FileUnreadable

HEAD = "id,source,text,split\n"
TWO = "1,a,yes,train\n2,b,no,test\n"


def test_talk_stands_in_order_and_labels_name_codes_by_key_name_or_id_whatever_the_capitals(write_set):
    coded = read_folder(write_set())
    assert [one.id for one in coded.talk] == ["a0", "a1", "a2", "b1", "b2", "c1"]
    assert [(label.id, label.code) for label in coded.labels][:3] == [("a1", "PAPER"), ("a1", "PAPER"), ("b1", "PAPER")]
    assert coded.coders == ("Ann", "Bob")
    assert [code.key for code in coded.codebook] == ["PAPER", "TRUST"], "retired codes are left out"


def test_only_four_columns_are_needed_and_others_are_passed_over(write_set):
    segments = "split,colour,text,source,id\ntrain,red,yes,a,1\ntest,blue,no,b,2\n"
    coded = read_folder(write_set(segments, "id,code\n1,Trust\n"))
    assert [(one.id, one.order, one.speaker, one.unit) for one in coded.talk] == [
        ("1", 0.0, "", "segment"),
        ("2", 1.0, "", "segment"),
    ]
    assert [label.coder for label in coded.labels] == [""]


def test_what_is_written_is_read_again(write_set, tmp_path):
    coded = read_folder(write_set())
    write_folder(tmp_path / "again", coded.talk, coded.labels, coded.codebook)
    again = read_folder(tmp_path / "again")
    assert (again.talk, again.labels, again.codebook) == (coded.talk, coded.labels, coded.codebook)


@pytest.mark.parametrize(
    ("segments", "labels", "said"),
    [
        ("id,source,text\n1,a,yes\n", None, "'segments.csv' has no column split. It has: id, source, text."),
        (HEAD + "1,a,yes,training\n", None, "Line 2 of 'segments.csv': 'training' is no split."),
        (HEAD + TWO + "1,a,again,train\n", None, "Line 4 of 'segments.csv': the id '1' stands there twice."),
        (HEAD + TWO + "3,,x,train\n", None, "Line 4 of 'segments.csv' has no source."),
        (HEAD + "1,a,yes,train\n", None, "needs segments to train on and segments to test on"),
        (HEAD + TWO + "3,a,one, two,train\n", None, "Line 4 of 'segments.csv' has 5 cells, and there are 4 columns."),
        ("id,source,text,split,order\n1,a,x,train,first\n", None, "the order 'first' is not a number"),
        (HEAD + TWO, "id,code\n9,Trust\n", "Line 2 of 'labels.csv': no segment has the id '9'."),
        (HEAD + TWO, "id,code\n1,Hope\n", "Line 2 of 'labels.csv': The codebook 'codebook' has no code 'Hope'."),
        (HEAD + TWO, "id\n1\n", "'labels.csv' has no column code."),
    ],
)
def test_what_is_wrong_is_said_with_the_line(write_set, segments, labels, said):
    with pytest.raises(FileUnreadable) as fault:
        read_folder(write_set(segments, labels or "id,code\n"))
    assert said in fault.value.message
    assert fault.value.hint


def test_a_missing_file_is_named(write_set):
    folder = write_set()
    (folder / "labels.csv").unlink()
    with pytest.raises(FileUnreadable, match=r"has no file 'labels\.csv'"):
        read_folder(folder)


def test_examples_that_stand_in_test_text_are_taken_out_and_counted(write_set):
    coded, taken = without_leaks(read_folder(write_set()))
    assert taken == 1
    assert coded.codebook.by_key["PAPER"].examples == ("Two more forms",)
    assert coded.codebook.by_key["TRUST"].examples == ("I keep my word",), "what stands in training text may stay"
    assert len(coded.codebook.by_key["PAPER"].near_miss) == 1


def test_a_part_of_a_word_is_no_leak(write_set):
    codebook = (
        "codes:\n  - {key: PAPER, name: Paperwork, examples: [rust takes, form]}\n  - {key: TRUST, name: Trust}\n"
    )
    _, taken = without_leaks(read_folder(write_set(codebook=codebook)))
    assert taken == 0


def test_words_are_compared_without_capitals_marks_and_apostrophes():
    assert folded("  It’s DONE - isn't it?") == " its done isnt it "


def test_test_segments_with_the_words_of_a_training_segment_are_counted(write_set):
    assert (
        shared(read_folder(write_set(HEAD + "1,a,All good.,train\n2,b,all GOOD,test\n3,b,all,test\n", "id,code\n")))
        == 1
    )


def test_sources_that_are_trained_on_and_tested_are_found(write_set):
    assert straddling(read_folder(write_set())) == []
    assert straddling(read_folder(write_set(HEAD + TWO + "3,a,x,test\n4,b,y,context\n", "id,code\n"))) == ["a"]

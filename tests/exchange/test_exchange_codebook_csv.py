"""Codebook tables, as Taguette and spreadsheets write them."""

from __future__ import annotations

import pytest

from workbench.errors import CodebookInvalid, FileUnreadable
from workbench.exchange.codebook_file import codebook_yaml, read_codebook


def read(text, **options):
    return read_codebook(text if isinstance(text, bytes) else text.encode(), name="table.csv", **options)


def test_a_taguette_table():
    book = read('tag,description,number of highlights\nHard to log in,"Slow,\nor fails.",12\nSimple export,,3\n')
    assert book.name == "table"
    assert [(c.key, c.name, c.definition) for c in book] == [
        ("hard-to-log-in", "Hard to log in", "Slow,\nor fails."),
        ("simple-export", "Simple export", ""),
    ]


def test_names_that_are_paths_make_a_tree_only_where_the_parent_is_there():
    book = read("path;definition\naccess.cost;c\naccess;a\naccess.cost.bus;b\ne.g. this;x\ntime > late;l\ntime;t\n")
    parents = {code.name: (code.key, code.parent) for code in book}
    assert parents == {
        "access": ("access", None),
        "access.cost": ("access.cost", "access"),
        "access.cost.bus": ("access.cost.bus", "access.cost"),
        "e.g. this": ("e-g-this", None),
        "time": ("time", None),
        "time > late": ("time.late", "time"),
    }


def test_parents_keys_colours_and_cues():
    book = read("\ufeffName,Key,Parent,Color,Cues\nForms,F,,#0072B2,paper; form ;\nTwice,,forms,,\n\nThrice,,F,,\n")
    assert book.by_key["F"].colour == "#0072B2"
    assert book.by_key["F"].cues == ("paper", "form")
    assert [code.parent for code in book] == [None, "F", "F"]


def test_names_that_make_the_same_key_are_kept_apart():
    assert [code.key for code in read("name\nA b\nA-b\n!!!\n???\n")] == ["a-b", "a-b-2", "code", "code-2"]


def test_a_new_table_keeps_the_ids_of_the_codes_it_shares():
    first = read("tag\nOne\nTwo\n")
    second = read("tag,description\nTwo,now defined\nThree,\n", ids_from=first)
    assert second.find("two").id == first.find("two").id
    assert second.find("three").id not in first.by_id


def test_all_faults_at_once():
    with pytest.raises(CodebookInvalid) as caught:
        read("name,colour,weight\nOne,red,1\none,,\n,#123456,\nTwo,,,,\nThree,,\n")
    message = caught.value.message
    for said in ["Line 1: The column 'weight' is not known", "Line 2: The cell 'colour' is 'red'",
                 "Lines 2 and 3: The name 'one' is used twice", "Line 4: A code has no name", "Line 5: The row has 5 cells"]:  # fmt: skip
        assert said in message, said


def test_lines_are_counted_through_cells_of_several_lines():
    with pytest.raises(CodebookInvalid, match=r"Line 5: The cell 'colour'"):
        read('name,definition,colour\nOne,"a\nb\nc",\nTwo,,red\n')


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("", FileUnreadable, "is empty"),
        ("colour,definition\nx,y\n", CodebookInvalid, "no column with the codes' names"),
        ("name\n", CodebookInvalid, "no codes below"),
        ('name\n"a" b\n', FileUnreadable, "line 2"),
        ('name\nx\n"never closed\n', FileUnreadable, "line 3"),
        ("name,tag\nx,y\n", CodebookInvalid, "says the same as another"),
        ("name,parent\nx,y\n", CodebookInvalid, "parent 'y'"),
        ("name,parent\nx,y\ny,x\n", CodebookInvalid, "circle"),
        (b"name\ncaf\xe9\n", FileUnreadable, "line 2 holds the byte 0xe9"),
        (b"\xff\xfen\x00a\x00", FileUnreadable, "UTF-8"),
        ("name\n" + "x" * 200_000, FileUnreadable, "field larger"),
    ],
)
def test_tables_that_cannot_be_read(text, error, said):
    with pytest.raises(error) as caught:
        read(text)
    assert said in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("file", "codes"),
    [
        ("codebook_20220223_0", 120), ("codebook_20220223_1", 80), ("codebook_20220223_2", 61), ("codebook_20220223_3", 49),
        ("codebook_20220223_4", 41), ("codebook_20220223_5", 25), ("codebook_20220223_6", 22), ("codebook_20220301_7", 22),
        ("codebook_20220303_8", 22),
    ],
)  # fmt: skip
def test_real_tables_are_read_and_survive_as_yaml(data_folder, file, codes):
    path = data_folder / "swj_taguette/data/transcripts/thematic-analysis/codebooks" / f"{file}.csv"
    book = read_codebook(path)
    assert len(book) == codes
    assert read_codebook(codebook_yaml(book).encode()) == book

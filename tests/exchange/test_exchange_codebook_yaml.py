"""Codebook files in YAML: what comes in goes out again, and everything wrong is told at once."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.errors import CodebookInvalid, FileUnreadable, NotFound, WorkbenchError
from workbench.exchange.codebook_fields import CODE_FIELDS
from workbench.exchange.codebook_file import codebook_yaml, read_codebook, write_codebook
from workbench.ingest import yaml_text
from workbench.model import Code, Codebook, CodeStatus, NearMiss, NotWhen, Variety
from workbench.model.codebook import folded, is_blank

words = st.text(max_size=30)
named = st.text(min_size=1, max_size=20).filter(lambda name: not is_blank(name))
numbers = st.integers(min_value=-(10**17), max_value=10**17)
lists = st.lists(words, max_size=3).map(tuple)


@st.composite
def codebooks(draw):
    keys = draw(st.lists(named, min_size=1, max_size=6, unique_by=folded))
    names = draw(st.lists(named, min_size=len(keys), max_size=len(keys), unique_by=folded))
    some_keys = st.lists(st.sampled_from(keys), max_size=2).map(tuple)
    codes = tuple(
        Code(
            id=str(draw(st.uuids())),
            key=key,
            name=names[place],
            parent=draw(st.sampled_from([None, *keys[:place]])),
            definition=draw(words),
            use_when=draw(words),
            not_when=tuple(draw(st.lists(st.builds(NotWhen, words, st.sampled_from(["", *keys])), max_size=2))),
            cues=draw(lists),
            examples=draw(lists),
            near_miss=tuple(draw(st.lists(st.builds(NearMiss, words, st.sampled_from(keys)), max_size=2))),
            contrast_with=draw(some_keys),
            applies_to=tuple(draw(st.lists(st.sampled_from([v.value for v in Variety]), max_size=2))),
            colour=draw(st.sampled_from(["", "#0072B2"])),
            order=draw(numbers),
            status=draw(st.sampled_from(CodeStatus)),
        )
        for place, key in enumerate(keys)
    )
    facets = draw(st.dictionaries(words, lists, max_size=2))
    version = draw(st.integers(min_value=1, max_value=10**17))
    return Codebook(str(draw(st.uuids())), draw(named), codes, version, draw(words), facets, draw(lists))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(codebooks())
def test_what_is_written_is_read_again(codebook):
    assert read_codebook(codebook_yaml(codebook).encode()) == codebook


@pytest.mark.parametrize("word", ["no", "ON", "null", "Null", "nULL", "~", "", "12", "1e3", "0x1f", "2020-01-01", "1:30",
                                  " a ", "a\n\nb\n", "\t", "# x", "- x", "a: b", "\x85", "\u2028", "\ufeffx", "\x07",
                                  "ŵ 🙂", "=", "<<", "!x", "&a", "*a", "'", '"', "%", "@", "`", "x" * 500])  # fmt: skip
def test_awkward_words_survive(word):
    code = Code("0" * 8 + "-0000-4000-8000-" + "0" * 12, "K", "N", definition=word, cues=(word,), examples=(word, word))
    book = Codebook("1" * 8 + "-0000-4000-8000-" + "0" * 12, "B", (code,), reason=word, sources=(word,))
    assert read_codebook(codebook_yaml(book).encode()) == book


def test_every_field_of_a_code_can_stand_in_a_file():
    assert set(CODE_FIELDS) == {field.name for field in fields(Code)}


SMALL = b"""
codebook: small
codes:
- key: A
  name: Alpha
  cues: [no, 12, yes]
- {key: A.B, parent: A, name: Beta, near_miss: {text: "x, y", code: A}, not_when: {if: never}}
- name: Gamma ray
"""


def test_a_small_file():
    book = read_codebook(SMALL)
    assert book.name == "small"
    assert [code.key for code in book] == ["A", "A.B", "gamma-ray"]
    assert book.by_key["A"].cues == ("no", "12", "yes")
    assert book.by_key["A.B"].near_miss == (NearMiss("x, y", "A"),)
    assert book.by_key["A.B"].not_when == (NotWhen("never"),)
    assert [code.order for code in book] == [0, 0, 1]
    assert len({code.id for code in book}) == 3


def test_without_ids_each_reading_makes_new_ones_and_ids_from_keeps_them():
    first, second = read_codebook(SMALL), read_codebook(SMALL)
    assert not set(first.by_id) & set(second.by_id)
    renamed = SMALL.replace(b"Alpha", b"Aleph").replace(
        b"- name: Gamma ray", b"- {key: gamma-ray, name: X}\n- name: New"
    )
    third = read_codebook(renamed, ids_from=first)
    assert third.id == first.id
    assert [third.by_key[key].id for key in ("A", "A.B", "gamma-ray")] == [code.id for code in first]
    assert third.find("Aleph").id == first.find("Alpha").id
    assert third.find("New").id not in first.by_id


def test_an_id_in_the_file_outweighs_the_key():
    first = read_codebook(SMALL)
    swapped = replace(first, codes=(replace(first.codes[0], key="Z", name="Zed"),))
    text = codebook_yaml(swapped) + "\n- {key: A, name: A new Alpha}\n"
    second = read_codebook(text.encode(), ids_from=first)
    assert second.by_key["Z"].id == first.by_key["A"].id
    assert second.by_key["A"].id not in first.by_id


def test_a_code_without_a_key_is_found_again_by_its_name():
    first = read_codebook(b"codes:\n- {key: ADM.VOL, name: Volume of recording}\n")
    second = read_codebook(b"codes:\n- {name: volume of recording}\n", ids_from=first)
    assert (second.codes[0].key, second.codes[0].id) == ("ADM.VOL", first.codes[0].id)


def test_all_faults_are_told_at_once_each_with_its_line():
    bad = b"""codebook: [x]
versoin: 1
version: 0.1-draft
codes:
- key: A
  name: Same
  parent: B
- key: B
  name: same
  parent: A
- key: C
  parent: NOWHERE
- {key: D, name: Dee, definition: one, two, cues: word}
- key: E
  name: Eee
  near_miss: {text: t, code: GONE}
  contrast_with: [ALSO.GONE]
  not_when: [{use: A}]
  applies_to: [dreamt]
  colour: #123456
  order: 1000000000000000000000000000000
  status: away
  id: 7
  examples: [{a: b}, ]
"""
    with pytest.raises(CodebookInvalid) as caught:
        read_codebook(bad, name="bad.yml")
    message = caught.value.message
    for said in [
        "'bad.yml' has", "Line 1: 'codebook' must be a text", "Line 2: The file has an unknown field 'versoin' (is it 'version'?)",
        "Line 3: 'version' must be a whole number", "Lines 5 and 8: The name 'same' is used twice",
        "Lines 5 and 8: The codes A → B → A form a circle", "Line 11: The code 'C' has no name",
        "Line 11: 'C' has the parent 'NOWHERE'", "Line 13: The code 'D' has an unknown field 'two': inside { }",
        "Line 13: 'cues' of the code 'D' must be a list", "Line 14: 'E' has a near-miss that points to 'GONE'",
        "Line 14: 'E' has a contrast that points to 'ALSO.GONE'", "lacks the field if", "'dreamt'",
        "'colour' of the code 'E' is empty", "'order' of the code 'E' must be a whole number", "'away'",
        "which is no UUID", "place 1 of 'examples'",
    ]:  # fmt: skip
        assert said in message, (said, message)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"# only this\n", "nothing but blank lines or comments"),
        (b"\x7fELF\x00\x01", "zero bytes"),
        (b"caf\xe9: 1", "line 1 holds the byte 0xe9"),
        (b"codes:\n\t- a", "line 2, character 1"),
        (b"a: 1\nb: 2\na: 3", "'a' on lines 1 and 3"),
        (b"codes: !!python/object/apply:os.system [touch planted]", "special kind of value on line 1"),
        (b"codes: !mine x", "special kind of value on line 1"),
        (b"codes: !!binary aGVsbG8=", "special kind of value on line 1"),
        (b"a: &a " + b"[" * 90 + b"]" * 90, "stand more than 24 deep"),
        (b"[" * 300_000, "stand more than 24 deep"),
        (b"a: &a [*a]", "unfolds"),
        (b"a: *nowhere", "line 1, character 4"),
        (b"? [x]\n: 1", "where a field's name should stand"),
        (b"--- a\n--- b", "not readable YAML"),
        (b"a: \x01", "a character that text cannot have"),
        (b"a: " + b"x" * 2_000_000, "larger than"),
    ],
)
def test_files_that_are_no_codebook_are_refused_in_a_sentence(data, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileUnreadable, match=r"'codebook\.yml'") as caught:
        read_codebook(data)
    assert said in caught.value.message
    assert caught.value.hint
    assert not list(tmp_path.iterdir())


def test_a_text_that_would_unfold_to_gigabytes_is_refused():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(FileUnreadable, match="unfolds to more than 50,000 values"):
        read_codebook("\n".join(lines).encode())


def test_a_text_with_far_too_many_parts_is_given_up_early(monkeypatch):
    monkeypatch.setattr(yaml_text, "_MOST_NODES", 200)
    with pytest.raises(FileUnreadable, match=r"on line 1.*more than 200"):
        read_codebook(b"a: [" + b"x," * 200_000 + b"]")


@pytest.mark.parametrize("data", [b"just words", b"[1, 2]", b"codes: 3", b"codes: []", b"codes: [1, [2], null]", b"a: 1",
                                  b"codes:\n- {}", b"codes: {A: {name: x}}", b"version: " + b"9" * 9000])  # fmt: skip
def test_wrong_shapes_are_faults_of_the_codebook(data):
    with pytest.raises(CodebookInvalid) as caught:
        read_codebook(data)
    assert "Line 1" in caught.value.message or "Line 2" in caught.value.message


def is_codebook_or_sentence(data):
    """Whether the bytes are read, or refused with a message and a hint; any other error goes through."""
    try:
        return len(read_codebook(data)) > 0
    except WorkbenchError as error:
        return bool(error.message and error.hint)


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=200) | st.text(alphabet="abc:-[]{}&*!#|>'\"%@ \n\t,?codesnamekey", max_size=80).map(str.encode)
)
def test_any_bytes_give_a_codebook_or_a_sentence(data):
    assert is_codebook_or_sentence(data)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_damaged_codebook_gives_a_codebook_or_a_sentence(data):
    text = bytearray(SMALL)
    for _ in range(data.draw(st.integers(1, 4))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.sampled_from(b" \n:-[]{}#'\"&*!|>ab\t,0\x00\xff"))
    assert is_codebook_or_sentence(bytes(text))


def test_missing_and_misnamed_files(tmp_path):
    with pytest.raises(NotFound, match="imagined_done") as caught:
        read_codebook("no_such_codebook")
    assert caught.value.hint
    with pytest.raises(FileUnreadable, match="There is no file"):
        read_codebook(tmp_path / "gone.yml")
    with pytest.raises(FileUnreadable, match="is a folder"):
        read_codebook(tmp_path)
    (tmp_path / "book.docx").write_bytes(SMALL)
    with pytest.raises(FileUnreadable, match=r"\.yml, \.yaml or \.csv"):
        read_codebook(tmp_path / "book.docx")


def test_writing_replaces_a_file_whole(tmp_path):
    book = read_codebook(SMALL)
    write_codebook(book, tmp_path / "b.yml")
    assert read_codebook(tmp_path / "b.yml") == book
    assert [file.name for file in tmp_path.iterdir()] == ["b.yml"]


def test_writing_where_one_cannot_leaves_nothing(tmp_path):
    (tmp_path / "b.yml").mkdir()
    with pytest.raises(WorkbenchError, match="could not be written"):
        write_codebook(read_codebook(SMALL), tmp_path / "b.yml")
    with pytest.raises(WorkbenchError, match="could not be written"):
        write_codebook(read_codebook(SMALL), tmp_path / "no" / "b.yml")
    assert [file.name for file in tmp_path.iterdir()] == ["b.yml"]

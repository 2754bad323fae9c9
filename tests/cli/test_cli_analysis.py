"""`workbench analysis`: what it prints of the demonstration, as text, JSON, CSV and figures."""

from __future__ import annotations

import csv
import io
import shutil

import pytest


@pytest.fixture
def told(cli, demo_path):
    return lambda *words, **how: cli("analysis", *words, "--study", demo_path, **how)


def test_prevalence_counts_people_first_and_carries_the_ids(told):
    whole = told("prevalence", "--by", "attr.country", data=True)
    row = next(r for r in whole["rows"] if r["code_key"] == "ADM.VOL" and r["group"] == "Wales")
    assert (row["m"], row["of"]) == (9, "people")
    assert row["k"] <= len(row["coding_ids"])
    text = told("prevalence", "--by", "attr.country").stdout
    assert f"{row['k']} of 9 people" in text


def test_csv_is_the_same_table(told):
    rows = list(csv.DictReader(io.StringIO(told("cooccurrence", "--csv").stdout)))
    whole = told("cooccurrence", data=True)["rows"]
    assert [(r["code_a"], r["code_b"], int(r["k"])) for r in rows] == [
        (r["code_a"], r["code_b"], r["k"]) for r in whole
    ]
    first = whole[0]
    behind = told("cooccurrence", "--pair", first["code_a"], first["code_b"], data=True)["rows"]
    assert len(behind) >= first["both"]


def test_only_some_people_and_a_figure(told, tmp_path):
    told("timeline", "--code", "ADM.VOL", "--only", "country=Wales", "--figure", tmp_path / "t.svg")
    assert "n = 9 people" in (tmp_path / "t.svg").read_text(encoding="utf-8")
    assert "--figure writes" in told("cooccurrence", "--figure", tmp_path / "t.gif", code=2).stderr
    assert "country=Wales" in told("timeline", "--only", "Wales", code=2).stderr
    assert "cannot be chosen by 'attr.town'" in told("timeline", "--only", "town=E", code=1).stderr


def test_words_of_a_group_name_how_many_people_say_them(told):
    whole = told("words", "--by", "attr.country", "--of", "Wales", data=True)["rows"]
    welsh = next(r for r in whole if r["word"] == "welsh")
    assert (welsh["side"], welsh["m_left"], welsh["k_right"]) == ("left", 9, 0)
    assert "no group 'Cymru'" in told("words", "--by", "attr.country", "--of", "Cymru", code=1).stderr


def test_saturation_says_why_it_is_not_offered(told):
    assert "fixed beforehand" in told("saturation", data=True)["why_not"]


def test_a_question_is_asked_saved_and_asked_again(cli, demo_path, tmp_path):
    study = shutil.copyfile(demo_path, tmp_path / "mine.workbench")

    def told(*words, **how):
        return cli("analysis", *words, "--study", study, **how)

    first = told("relations", "ADM+ and not REL+", "--unit", "turn", "--save", "Forms alone", data=True)
    again = told("relations", "--saved", "forms alone", data=True)
    assert {k: again[k] for k in ("k", "m", "unit", "question")} == {
        k: first[k] for k in ("k", "m", "unit", "question")
    }
    assert [r["name"] for r in told("saved", data=True)["rows"]] == ["Forms alone"]
    told("rename", "Forms alone", "Forms")
    told("remove", "Forms")
    assert told("saved", data=True)["rows"] == []
    assert "stops making sense at 'NOPE'" in told("relations", "ADM NOPE", code=1).stderr
    assert told("relations", code=2)

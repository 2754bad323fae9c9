"""Charts as files: whole, offline, with n and the mark of invented data; and the table beneath."""

from __future__ import annotations

import csv
import io
import socket

import numpy as np
import pandas as pd
import pytest

from workbench.analysis.cooccurrence import Together
from workbench.analysis.keyness import KEYNESS_COLUMNS
from workbench.analysis.saturation import Settings, over_orders
from workbench.errors import NotFound
from workbench.model import Mode, Study
from workbench.report import figures_along, figures_coded
from workbench.report.figure_files import figure_file, table_csv

ABOUT = Study("s", "=Mine", Mode.CODEBOOK, synthetic=True, language="en", created=None)


def prevalences():
    rows = [
        ("A", "Anything", 0, group, k, m, "people", k / m, m > 5) for group, k, m in (("everybody", 5, 8), ("E1", 2, 3))
    ]
    columns = ["code_key", "code_name", "depth", "group", "k", "m", "of", "people_share", "people_readable"]
    return pd.DataFrame(rows, columns=columns)


def pairs():
    people, near = (np.array(each) for each in ([[8, 5, 1], [5, 6, 0], [1, 0, 2]], [[20, 9, 1], [9, 12, 0], [1, 0, 3]]))
    return Together(("A", "B", "C"), ("Aa", "Bb", "Cc"), people, near, 8)


def words():
    row = ("forms", 9, 1, 9.0, 1.0, 4, 5, 1, 3, 0.1, 0.9, 12.0, 8.0, 3.1, "left")
    return pd.DataFrame([row], columns=list(KEYNESS_COLUMNS))


def lines():
    columns = ["coding_id", "source", "code_key", "code_name", "begins", "ends", "words"]
    return pd.DataFrame([("c1", "I1", "A", "Aa", 0.1, 0.2, 9), ("c2", "I2", "B", "Bb", 0.5, 0.6, 9)], columns=columns)


CHARTS = {
    "crosstab": (lambda synthetic: figures_coded.crosstab(prevalences(), synthetic=synthetic), "n = 8 people", ["5/8", "2/3"]),
    "matrix": (lambda synthetic: figures_coded.matrix(pairs(), said="in one segment", synthetic=synthetic), "n = 8 people", ["Aa", "Bb"]),
    "along": (lambda synthetic: figures_along.along(lines(), people=2, synthetic=synthetic), "n = 2 people", ["I1", "I2"]),
    "saturating": (
        lambda synthetic: figures_along.saturating(
            over_orders(np.eye(4, dtype=bool), Settings(), orders=9).curve, orders=9, synthetic=synthetic),
        "n = 4 interviews", ["in the order of coding"],
    ),
    "words": (lambda synthetic: figures_along.key_words(words(), ("Wales", "England"), synthetic=synthetic), "n = 5 people", ["forms"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("synthetic", [True, False])
def test_a_figure_names_its_n_and_invented_data_and_shows_what_is_in_the_table(name, synthetic):
    make, n, shown = CHARTS[name]
    svg = figure_file(make(synthetic), "svg").decode()
    assert n in svg.replace("</text><text", " ")
    assert ("ynthetic data" in svg) is synthetic
    for words in shown:
        assert words in svg


@pytest.mark.parametrize("name", CHARTS)
def test_an_empty_table_gives_a_chart_that_says_what_to_do(name):
    empty = {
        "crosstab": lambda: figures_coded.crosstab(prevalences().head(0)),
        "matrix": lambda: figures_coded.matrix(pairs(), said="", fewest=9),
        "along": lambda: figures_along.along(lines().head(0), people=0),
        "saturating": lambda: figures_along.saturating(pd.DataFrame({"interviews": []}), orders=0),
        "words": lambda: figures_along.key_words(words().head(0), ("a", "b")),
    }[name]()
    assert "Nothing to show yet" in figure_file(empty, "svg").decode()


def test_files_are_made_without_asking_any_other_machine(monkeypatch):
    def refused(*_arguments):
        raise AssertionError("somebody was asked")

    monkeypatch.setattr(socket.socket, "connect", refused)
    chart = CHARTS["crosstab"][0](False)
    assert figure_file(chart, "png").startswith(b"\x89PNG")
    assert figure_file(chart, "pdf").startswith(b"%PDF")
    with pytest.raises(NotFound, match="as 'gif'"):
        figure_file(chart, "gif")


def test_the_table_beneath_is_whole_and_no_cell_is_a_formula():
    table = pd.DataFrame({"code": ["=cmd", "ŷ"], "ids": [["a", "b"], []], "share": [0.25, np.nan]})
    rows = list(csv.DictReader(io.StringIO(table_csv(table, ABOUT).decode("utf-8-sig"))))
    assert rows[0] == {
        "code": "'=cmd",
        "ids": "a; b",
        "share": "0.25",
        "study": "'=Mine",
        "data": "synthetic demonstration data",
    }
    assert (rows[1]["code"], rows[1]["ids"], rows[1]["share"]) == ("ŷ", "", "")
    assert figure_file(None, "csv", table, ABOUT) == table_csv(table, ABOUT)

"""Charts: n in the title, letters beside colours, intervals only where people are enough, and never blank."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from workbench.analysis.stances import CLAIM_COLUMNS, STANCES
from workbench.analysis.themes import THEME_COLUMNS
from workbench.report import figure_parts, figures


def claims(*rows):
    """Rows of (key, counts in the order of STANCES)."""
    table = pd.DataFrame(columns=list(CLAIM_COLUMNS))
    for key, counts in rows:
        values = {"claim_id": key, "key": key, "statement": f"The text of {key}", "m": sum(counts)}
        table.loc[len(table)] = {c: (values | dict(zip(STANCES, counts, strict=True))).get(c) for c in CLAIM_COLUMNS}
    return table


def themes(*rows):
    """Rows of (key, k left, m left, k right, m right)."""
    table = pd.DataFrame(columns=list(THEME_COLUMNS))
    for key, k_left, m_left, k_right, m_right in rows:
        row = {"code_key": key, "code_name": f"Name {key}", "left": "imagined", "right": "disclosed"}
        for side, k, m, unit in (("left", k_left, m_left, "documents"), ("right", k_right, m_right, "people")):
            row |= {f"codes_{side}": (key,), f"k_{side}": k, f"m_{side}": m, f"unit_{side}": unit}
            row |= {f"people_readable_{side}": m >= 6, f"people_share_{side}": k / m}
            row |= {f"people_low_{side}": 0.9 * k / m, f"people_high_{side}": min(1, 1.1 * k / m)}
        table.loc[len(table)] = {c: row.get(c) for c in THEME_COLUMNS}
    return table


def drawn(chart):
    """The chart as a checked Vega-Lite specification, its title and the rows of its data."""
    spec = chart.to_dict()
    every = [row for rows in spec["datasets"].values() for row in rows]
    title = spec.get("title") or spec["layer"][0]["title"]
    return spec, " ".join(title) if isinstance(title, list) else title, every


TWO = [("C01", (3, 1, 2, 1, 0, 21)), ("C02", (0, 2, 9, 0, 1, 16))]


def test_bars_hold_every_person_and_begin_with_the_claim_most_contradicted():
    spec, title, rows = drawn(figures.stance_bars(claims(*TWO)))
    assert title == "People by stance to 2 claims (n = 28 people)"
    assert spec["layer"][0]["encoding"]["y"]["sort"] == ["C02  The text of C02", "C01  The text of C01"]
    first = [r for r in rows if r["row"].startswith("C01")]
    assert [(r["label"], r["from"], r["to"]) for r in first] == [
        ("F 3", 0, 3), ("S1", 3, 4), ("C 2", 4, 6), ("M1", 6, 7), ("– 21", 7, 28),
    ]  # fmt: skip
    assert spec["layer"][0]["encoding"]["x"]["title"] == ["people (n = 28)"]


def test_every_stance_has_its_own_colour_and_its_own_letter():
    assert set(figures.COLOURS) == set(figures.LETTERS) == set(STANCES)
    assert len(set(figures.COLOURS.values())) == len(set(figures.LETTERS.values())) == len(STANCES)


def test_two_versions_of_a_claim_do_not_lie_on_top_of_each_other():
    _, _, rows = drawn(figures.stance_bars(claims(TWO[0], TWO[0])))
    assert {r["row"] for r in rows} == {"C01  The text of C01", "C01  The text of C01 (2)"}


def test_shares_of_people_face_each_other_and_few_people_show_counts_only():
    spec, title, rows = drawn(figures.theme_contrast(themes(("ADM", 1, 2, 14, 28))))
    left, right = sorted(rows, key=lambda r: r["readable"])
    assert "imagined (n = 2 documents)" in title
    assert "disclosed (n = 28 people)" in title
    assert (right["count"], right["share"], right["readable"]) == ("14/28", 0.5, True)
    assert 0 < right["near"] < right["share"] < right["far"] < right["label_at"]
    assert (left["count"], left["share"], left["readable"]) == ("1/2", None, False)
    assert left["label_at"] < 0
    assert spec["layer"][1]["transform"] == [{"filter": "datum.readable"}]


def test_the_left_is_the_mirror_of_the_right():
    _, _, rows = drawn(figures.theme_contrast(themes(("ADM", 6, 8, 6, 8))))
    left, right = sorted(rows, key=lambda r: r["share"])
    assert [left[c] for c in ("share", "near", "far")] == [-right[c] for c in ("share", "near", "far")]


@pytest.mark.parametrize(
    "draw",
    [
        lambda **how: figures.stance_bars(claims(*TWO), **how),
        lambda **how: figures.theme_contrast(themes(("A", 1, 7, 2, 9)), **how),
    ],
)
def test_synthetic_data_is_named_in_title_and_footer(draw):
    said = json.dumps(draw(synthetic=True).to_dict(), ensure_ascii=False)
    assert "synthetic data" in said
    assert figure_parts.SYNTHETIC in said
    assert "ynthetic" not in json.dumps(draw().to_dict())


@pytest.mark.parametrize(
    "chart",
    [
        lambda: figures.stance_bars(claims()),
        lambda: figures.stance_bars(claims(("C01", (0, 0, 0, 0, 0, 0)))),
        lambda: figures.theme_contrast(themes()),
    ],
)
def test_nothing_to_show_says_what_to_do(chart):
    spec, title, rows = drawn(chart())
    assert "n = 0 people" in title
    assert spec["mark"]["type"] == "text"
    assert "first" in rows[0]["words"] or "add claims" in rows[0]["words"]

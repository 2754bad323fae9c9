"""Part Co-occurrence: which codes come together; a click on a cell or row opens the passages where they do."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from workbench.analysis.cooccurrence import Together
from workbench.app import analysed, state
from workbench.app import analysis_state as chosen
from workbench.app.components import plain_text
from workbench.app.components.analysis_controls import UNIT_WORDS, part_chosen, unit_noun
from workbench.app.components.coded_passages import passages_of_both
from workbench.app.components.figure_download import figure_download
from workbench.app.components.plain_text import counted, number
from workbench.app.components.theme_table import tall
from workbench.report.coded import OVERLAP, Part
from workbench.report.figures_coded import MOST_LABELLED, label, matrix, shown_codes
from workbench.store import OpenStudy

CHART, TABLE = "together_chart", "together_table"
LINE = {"segment", "turn", "question"}


def together_part(study: OpenStudy) -> None:
    """Show the controls, the matrix and the list, and the passages behind the pair that was chosen."""
    part, _themes = part_chosen(study)
    unit, reach, fewest = _controls()
    table = analysed.together(study, unit, reach, part)
    pairs = table.pairs()
    pairs = pairs[pairs["k"] >= fewest].reset_index(drop=True)
    if pairs.empty:
        st.info("No two codes come together so. Try a larger unit, units further apart, or fewer people.")
        return
    said = how_said(unit, reach)
    drawn, listed = st.tabs(["Matrix", "List"])
    chart = matrix(table, said=said, fewest=fewest, synthetic=study.about.synthetic)
    with drawn:
        _chart(chart)
        figure_download(chart, pairs, study.about, name="co-occurrence", key="together")
        many = len(shown_codes(table, fewest, len(table.keys)))
        if many > MOST_LABELLED:
            st.caption(
                f"The {number(MOST_LABELLED)} of {counted(many, 'code')} that most people have together; the list has all."
            )
    with listed:
        _list(pairs, unit)
    st.caption(
        "Counted in people who have both codes so, at least once. Codes that stand side by side come together often "
        "(average linkage). Two codes can come together because both are common: closeness takes that into account."
    )
    _evidence(study, table, pairs, (unit, reach, part))


def how_said(unit: str, reach: int) -> str:
    """Return in words what coming together means here."""
    if unit in LINE and reach:
        return f"at most {reach} {unit_noun(unit) if reach > 1 else unit} apart"
    return {"segment": "in one segment", "turn": "in one turn", "question": "in one answer", "source": "in one source",
            "person": "anywhere", OVERLAP: "in overlapping passages"}[unit]  # fmt: skip


def _controls() -> tuple[str, int, int]:
    left, middle, right = st.columns([3, 2, 2], vertical_alignment="bottom")
    unit = str(left.selectbox(
        "Together", list(UNIT_WORDS), format_func=UNIT_WORDS.__getitem__, key=chosen.TOGETHER, bind="query-params"
    ))  # fmt: skip
    reach = middle.number_input(
        "or at most so many apart", 0, 50, 0, key=chosen.REACH, bind="query-params", disabled=unit not in LINE
    )
    fewest = right.number_input("By at least so many people", 1, 500, 2, key=chosen.FEWEST, bind="query-params")
    return unit, int(reach) if unit in LINE else 0, int(fewest)


def _chart(chart: Any) -> None:
    import altair as alt

    pick = alt.selection_point(name="pick", fields=["key", "column"], on="click", empty=False)
    st.altair_chart(
        chart.properties(width="container").add_params(pick), key=CHART, on_select=_mark_picked, selection_mode=["pick"], width="stretch",
        alt="A cell for every two codes, with how many people have both together",
    )  # fmt: skip


def _mark_picked() -> None:
    mark = chosen.picked_mark(CHART)
    if mark and mark["key"] != mark["column"]:
        chosen.choose(**{chosen.CODE_A: mark["key"], chosen.CODE_B: mark["column"]})


def _list(pairs: pd.DataFrame, unit: str) -> None:
    noun = "Passages" if unit == OVERLAP else unit_noun(unit).capitalize()
    shown = pd.DataFrame(
        {
            "Code": [label(key, name) for key, name in zip(pairs["code_a"], pairs["name_a"], strict=True)],
            "With": [label(key, name) for key, name in zip(pairs["code_b"], pairs["name_b"], strict=True)],
            "People": pairs["k"], noun: pairs["both"], "Closeness": pairs["closeness"].round(2),
        }
    )  # fmt: skip
    many = int(pairs["m"].iloc[0])

    def picked() -> None:
        row = state.picked_row(TABLE)
        if row is not None:
            chosen.choose(**{chosen.CODE_A: pairs["code_a"].iloc[row], chosen.CODE_B: pairs["code_b"].iloc[row]})

    st.dataframe(
        shown, hide_index=True, width="stretch", height=tall(len(shown)), key=TABLE, on_select=picked,
        selection_mode="single-row", column_config={"People": st.column_config.NumberColumn(format=f"%d of {many}")},
        alt="Every two codes that come together",
    )  # fmt: skip


def _evidence(study: OpenStudy, table: Together, pairs: pd.DataFrame, how: tuple[str, int, Part]) -> None:
    names = {key: label(key, name) for key, name in zip(table.keys, table.names, strict=True)}
    coming = [key for key in table.keys if key in {*pairs["code_a"], *pairs["code_b"]}]
    for key in (chosen.CODE_A, chosen.CODE_B):
        chosen.forget_if_gone(key, coming)
    first = pairs.iloc[0].to_dict()
    left, right = st.columns(2)
    a = left.selectbox(
        "Where this code", coming, index=coming.index(first["code_a"]), format_func=names.__getitem__, key=chosen.CODE_A,
        bind="query-params",
    )  # fmt: skip
    b = right.selectbox(
        "comes with", coming, index=coming.index(first["code_b"]), format_func=names.__getitem__, key=chosen.CODE_B,
        bind="query-params",
    )  # fmt: skip
    behind = analysed.pair(study, (str(a), str(b)), *how)
    one, other = table.keys.index(str(a)), table.keys.index(str(b))
    people = plain_text.counted(table.m, "person", "people")
    plain_text.text(f"{table.people[one, other]} of {people}: {counted(len(behind), 'place')}.", key="together_said")
    codebook = study.codebook.current()
    words = {code.id: code.name for code in codebook} if codebook else {}
    passages_of_both(
        study, list(zip(behind["coding_id"], behind["with_coding_id"], strict=True)), words, key="together"
    )

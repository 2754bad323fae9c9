"""Part Words: frequent words, and the words of one group; a word opens every place where it is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pandas as pd
import streamlit as st

from workbench.analysis.function_words import FUNCTION_WORDS
from workbench.analysis.groups import EVERYBODY, VARIETY, grouped, groupings, in_order
from workbench.app import analysed, shell, state
from workbench.app import analysis_state as chosen
from workbench.app.components.analysis_controls import part_chosen
from workbench.app.components.figure_download import figure_download
from workbench.app.components.kwic import MOST, kwic
from workbench.app.components.passage import Block, Mark, answering, passages, shown_turns
from workbench.app.components.plain_text import counted, number
from workbench.app.components.quotations import Quoted
from workbench.app.components.theme_table import tall
from workbench.app.found import found_words
from workbench.model import Hit, Scope, Variety
from workbench.report.coded import ALL_VARIETIES, Part, tables_of
from workbench.report.figures_along import key_words as drawn_words
from workbench.store import OpenStudy

CHART, TABLE = "words_chart", "words_table"
# So that the figures of a column stand below each other.
TWO_PLACES, ONE_PLACE = ("Per 1,000 words", "Unevenness (DP)", "Log ratio"), ("G2", "G2 without any one")
FREQUENT, KEY = "Frequent words", "Words of a group"


def words_part(study: OpenStudy) -> None:
    """Show frequent words or those of a group, and every place of the word that was chosen."""
    part, _ = part_chosen(study, levels=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        which = st.segmented_control(
            "Words", ["Frequent words", "Words of a group"], default="Frequent words", key=chosen.WORDS, bind="query-params",
            required=True, label_visibility="collapsed",
        )  # fmt: skip
    table = _frequent(study, part) if which == FREQUENT else _of_a_group(study, part)
    if table is not None and len(table):
        _places(study, table, part)


def _frequent(study: OpenStudy, part: Part) -> pd.DataFrame:
    table = analysed.words(study, part)
    if st.toggle("Leave out function words (the, and, yn, ac)", value=True, key="words_content", bind="query-params"):
        table = table[~table["word"].isin(FUNCTION_WORDS)].reset_index(drop=True)
    if table.empty:
        st.info("Nobody says anything in these sources. Choose others.")
        return table
    shown = pd.DataFrame({
        "Word": table["word"], "Times": table["n"], "Per 1,000 words": table["per_thousand"].round(2), "People": table["k"],
        "Unevenness (DP)": table["dispersion"].round(2),
    }).head(2000)  # fmt: skip
    _table(shown, int(table["m"].iloc[0]))
    st.caption(
        "DP says how unevenly a word is spread over people: 0 is even, near 1 means that one person has nearly all of it "
        "(Gries 2008)."
    )
    return table


def _of_a_group(study: OpenStudy, part: Part) -> pd.DataFrame | None:
    segments = tables_of(study, part).segments
    options = [name for name in groupings(segments) if name != VARIETY]
    if not options:
        st.info("There are no groups of people yet: bring a table of participants in on the page Study.")
        return None
    chosen.forget_if_gone(chosen.WORDS_BY, options)
    columns = st.columns(4)
    by = str(
        columns[0].selectbox(
            "Groups", options, index=_usual(options), format_func=_named, key=chosen.WORDS_BY, bind="query-params"
        )
    )
    groups = in_order(grouped(segments, by)["group"])
    for key in (chosen.WORDS_LEFT, chosen.WORDS_RIGHT):
        chosen.forget_if_gone(key, [*groups, EVERYBODY])
    left = str(
        columns[1].selectbox("Words of", groups, index=len(groups) - 1, key=chosen.WORDS_LEFT, bind="query-params")
    )
    right = str(columns[2].selectbox(
        "beside those of", [EVERYBODY, *groups], format_func=_rest, key=chosen.WORDS_RIGHT, bind="query-params"
    ))  # fmt: skip
    fewest = columns[3].number_input(
        "By at least so many people", 1, 100, 3, key=chosen.WORDS_FEWEST, bind="query-params"
    )
    table = analysed.key_words(study, (by, left, right), int(fewest), part)
    names = (left, "everybody else" if right == EVERYBODY else right)
    drawn, listed = st.tabs(["Chart", "Table"])
    with drawn:
        chart = drawn_words(table, names, synthetic=study.about.synthetic)
        st.altair_chart(
            chart.properties(width="container"), width="stretch", key="words_chart", alt="Key words of two groups"
        )
        figure_download(chart, table, study.about, name="words", key="words")
    with listed:
        _key_table(table, names)
    st.caption(
        "A word stands here only if it stays clearly more frequent with any one person left out, and at least so many people "
        "of its group say it. G2 takes words, not people, for independent: it puts words in order and tests nothing."
    )
    return table


def _chart(chart: Any) -> None:
    import altair as alt

    pick = alt.selection_point(name="pick", fields=["word"], on="click", empty=False)
    st.altair_chart(
        chart.properties(width="container").add_params(pick), key=CHART, on_select=_mark_picked, selection_mode=["pick"],
        width="stretch", alt="A bar for each word that one group says clearly more than the other",
    )  # fmt: skip


def _mark_picked() -> None:
    mark = chosen.picked_mark(CHART)
    if mark:
        chosen.choose(**{chosen.WORD: mark["word"]})


def _key_table(table: pd.DataFrame, names: tuple[str, str]) -> None:
    people = {
        f"People, {name}": [f"{k} of {m}" for k, m in zip(table[f"k_{s}"], table[f"m_{s}"], strict=True)]
        for name, s in zip(names, ("left", "right"), strict=True)
    }
    shown = pd.DataFrame({
        "Word": table["word"], "More by": [names[0] if side == "left" else names[1] for side in table["side"]],
        f"Times, {names[0]}": table["n_left"], f"Times, {names[1]}": table["n_right"], **people,
        "Log ratio": table["log_ratio"].round(2), "G2": table["g2"].round(1), "G2 without any one": table["g2_least"].round(1),
    })  # fmt: skip
    _table(shown, None)


def _table(shown: pd.DataFrame, people: int | None) -> None:
    words = list(shown["Word"])

    def picked() -> None:
        row = state.picked_row(TABLE)
        if row is not None:
            chosen.choose(**{chosen.WORD: words[row]})

    settings = {
        **{name: st.column_config.NumberColumn(format="%.2f") for name in TWO_PLACES},
        **{name: st.column_config.NumberColumn(format="%.1f") for name in ONE_PLACE},
        **({"People": st.column_config.NumberColumn(format=f"%d of {people}")} if people else {}),
    }
    st.dataframe(
        shown, hide_index=True, width="stretch", height=tall(min(len(shown), 10)), key=TABLE, on_select=picked,
        selection_mode="single-row", column_config=settings, alt="Words with how often and by how many people they are said",
    )  # fmt: skip


def _places(study: OpenStudy, table: pd.DataFrame, part: Part) -> None:
    words = list(table["word"].head(2000))
    chosen.forget_if_gone(chosen.WORD, words)
    word = st.selectbox(
        "Where it is said",
        words,
        index=None,
        key=chosen.WORD,
        bind="query-params",
        placeholder="Choose a word here, or a row above",
    )
    if word is None:
        return
    varieties = frozenset() if part.variety == ALL_VARIETIES else frozenset({Variety(part.variety)})
    cases = frozenset(case.id for case in study.cases.all() if part.only and _has(case.attributes, *part.only))
    found = found_words(study, f'"{word}"', Scope(varieties=varieties, cases=cases))
    said = f"**{counted(len(found.hits), 'place')}**"
    st.markdown(said + (f", the first {number(MOST)} are shown" if len(found.hits) > MOST else ""))
    opened = kwic(list(found.hits), study.sources.names(), key="words_hits")
    if opened is not None:
        _open(study, opened)


def _shown(study: OpenStudy, hit: Hit) -> None:
    source, turns = Quoted(study).of(hit.source_id)
    inside = [turn for turn in turns if turn.span.overlap(hit.span)]
    shown = shown_turns(source, answering(source, turns, inside), [Mark(hit.span)])
    passages([Block(shown, heading=source.name)], key="words_passage")
    if not study.read_only and study.codebook.current() is not None:
        state.go_to(hit.source_id, hit.span.start, hit.span.end)
        st.page_link(shell.PAGES / "code.py", label="Go there at the coding desk", icon=":material/arrow_forward:")


_open = cast("Callable[[OpenStudy, Hit], None]", st.dialog("Where it is said", width="large")(_shown))


def _has(attributes: object, by: str, value: str) -> bool:
    from workbench.analysis.sides import written

    return written(dict(attributes).get(by.removeprefix("attr."))) == value  # type: ignore[call-overload]  # a mapping


def _usual(options: list[str]) -> int:
    return options.index("attr.country") if "attr.country" in options else 0


def _named(by: str) -> str:
    return by.removeprefix("attr.")


def _rest(group: str) -> str:
    return "everybody else" if group == EVERYBODY else group

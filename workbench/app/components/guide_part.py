"""The part “Guide”: the questions of the interview, the claims each asks about, and the turns that ask them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench import review
from workbench.app import claim_state, shell, state
from workbench.app.components.plain_text import counted
from workbench.app.components.theme_table import tall
from workbench.model import Question, Role, Turn, Variety
from workbench.store import OpenStudy


def guide_part(study: OpenStudy) -> None:
    """Show the guide, one question to change, and one interview with its interviewer's turns."""
    questions = study.questions.all()
    st.caption(
        "With the guide, somebody's silence on a claim is told apart: asked and silent, or not asked. Neither is evidence "
        "against the claim."
    )
    if questions:
        _table(study, questions)
        left, right = st.columns(2, gap="large")
        with left:
            _one(study, questions)
            _add(study)
        with right:
            _turns(study, questions)
    else:
        st.info("No question is written down yet. Questions belong to the guide, not to one interview.")
        _add(study)


def _table(study: OpenStudy, questions: list[Question]) -> None:
    keys = {claim.id: claim.key for claim in study.claims.all()}
    asked = study.questions.asked()
    interviews = [size for size in study.sources.sizes() if size["variety"] == Variety.DISCLOSED.value]
    rows = pd.DataFrame(
        {
            "Question": [each.key for each in questions],
            "Words": [each.text for each in questions],
            "Asks about": [", ".join(dict.fromkeys(keys[claim] for claim in each.claims)) for each in questions],
            "Transcripts that ask it": [
                f"{len({one.source_id for one in asked if one.question_id == each.id})} of {len(interviews)}"
                for each in questions
            ],
        }
    )
    st.dataframe(
        rows, hide_index=True, width="stretch", height=min(tall(len(rows)), 320),
        alt="The questions of the guide, the claims they ask about, and in how many sources they are asked",
    )  # fmt: skip


def _one(study: OpenStudy, questions: list[Question]) -> None:
    by_id = {each.id: each for each in questions}
    claim_state.keep_those_there(claim_state.QUESTIONS, list(by_id))
    chosen = st.selectbox(
        "Question", list(by_id), key=claim_state.QUESTIONS, persist_state="session",
        format_func=lambda each: f"{by_id[each].key}  {by_id[each].text}" if each in by_id else "",
    )  # fmt: skip
    question = by_id[chosen]
    statements = {claim.key: claim.statement for claim in study.claims.newest()}
    keys = {claim.id: claim.key for claim in study.claims.all()}
    field = claim_state.fresh(f"q_{question.id}")
    text = st.text_area("Its words", question.text, key=f"{field}_text", height=70, max_chars=600)
    about = st.multiselect(
        "It asks about", list(statements), list(dict.fromkeys(keys[claim] for claim in question.claims)),
        key=f"{field}_claims", format_func=lambda each: f"{each}  {statements.get(each, '')}",
    )  # fmt: skip
    with st.container(horizontal=True):
        if st.button("Save", key="save_question", type="primary"):
            with shell.told():
                if text != question.text or set(about) != {keys[claim] for claim in question.claims}:
                    review.edit_question(study, question.id, text=text, claims=about, by=state.coder())
                _done()
        st.button(
            "Remove", key="remove_question", on_click=shell.act, args=(review.remove_question, study, question.id),
            kwargs={"by": state.coder(), "done": "guide"},
        )  # fmt: skip


def _add(study: OpenStudy) -> None:
    with st.expander("Add a question", expanded=not study.questions.all()):
        key = st.text_input("Key", key=claim_state.fresh("q_key"), max_chars=20, placeholder="Q1")
        text = st.text_area("Words", key=claim_state.fresh("q_text"), height=70, max_chars=600)
        if st.button("Add", key="add_question"):
            with shell.told():
                review.add_question(study, key, text, by=state.coder())
                _done()


def _turns(study: OpenStudy, questions: list[Question]) -> None:
    """Show the interviewer's turns of one interview, each with the questions that it asks, to be changed."""
    names = {size["id"]: size["name"] for size in study.sources.sizes() if size["variety"] == Variety.DISCLOSED.value}
    if not names:
        st.caption("There are no interviews in this study yet.")
        return
    claim_state.keep_those_there(claim_state.GUIDE_SOURCE, list(names))
    source_id = st.selectbox(
        "Interview: which turns ask what", list(names), key=claim_state.GUIDE_SOURCE, format_func=lambda each: names.get(each, ""),
        persist_state="session",
    )  # fmt: skip
    turns = [turn for turn in study.sources.turns(source_id) if turn.role is Role.INTERVIEWER]
    if not turns:
        st.caption("Nobody is an interviewer in this source. The page Sources says who is what.")
        return
    table = _turn_rows(study, source_id, turns, questions)
    edited = st.data_editor(
        table, hide_index=True, width="stretch", height=min(tall(len(table)), 460), disabled=["Turn", "Words"],
        key=claim_state.fresh(f"asked_{source_id}"),
        column_config={
            "Asks": st.column_config.MultiselectColumn(options=[each.key for each in questions], width="small"),
            "Words": st.column_config.TextColumn(width="large"), "Turn": st.column_config.NumberColumn(width="small"),
        },
    )  # fmt: skip
    asks = {int(row.Turn): list(row.Asks) for row in edited.itertuples()}
    if st.button("Save what is asked", key="save_asked"):
        with shell.told():
            changed = review.say_what_is_asked(study, source_id, asks, by=state.coder())
            st.caption(f"{counted(changed, 'turn')} changed.")
            _done()


def _turn_rows(study: OpenStudy, source_id: str, turns: list[Turn], questions: list[Question]) -> pd.DataFrame:
    text = study.sources.get(source_id).text
    keys = {each.id: each.key for each in questions}
    asked: dict[int, list[str]] = {}
    for one in study.questions.asked(source_id):
        asked.setdefault(one.ordinal, []).append(keys[one.question_id])
    return pd.DataFrame(
        {
            "Turn": [turn.ordinal for turn in turns],
            "Asks": [asked.get(turn.ordinal, []) for turn in turns],
            "Words": [" ".join(turn.span.of(text).split()) for turn in turns],
        }
    )


def _done() -> None:
    claim_state.start_afresh()
    state.keep_done("guide")
    st.rerun()

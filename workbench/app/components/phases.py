"""A policy's phases against those that people report: counted in people, person by person, and passage by passage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from workbench import review
from workbench.analysis.phases import NOT_MENTIONED, RULE
from workbench.app import matrix_state as at
from workbench.app import shell, state, tables
from workbench.app.components import plain_text
from workbench.app.components.matrix_cell import own_last_act
from workbench.app.components.matrix_grid import Head, grid, opened
from workbench.app.components.passage import passages
from workbench.app.components.plain_text import Part, counted, number
from workbench.app.components.quotations import Quoted
from workbench.model import Codebook, Coding
from workbench.report.phases import Phases, likely_facet, likely_parent, phase_rows
from workbench.store import OpenStudy

MOST = 12
POLICY = "policy"
ADD = (
    "Add it to the codes there are: page Study, with “Keep the codes that the file leaves out in use” on; or `workbench codebook"
    " import case_management --merge`. Then code, on the page Code, the passages of policies and interviews that speak of a phase,"
    " and say the status of each here."
)
EXAMPLE_SOURCE, EXAMPLE_WORDS = (
    "SYN_E3-04",
    "three weeks after I'm ringing him to do his review because he's on the sheet",
)
EXAMPLE = (
    f"For example, in the demonstration study: {EXAMPLE_SOURCE} says “{EXAMPLE_WORDS}”. Coded with Monitoring and review (CM.PH7)"
    " and given the status repeated, its row reads: repeated 1 of 28, not mentioned 27 of 28."
)
_ORDINALS = {1: "st", 2: "nd", 3: "rd"}


def phases_tab(study: OpenStudy) -> None:
    """Show the controls, the counts, the people, and the passages behind what is chosen."""
    book = study.codebook.current()
    if book is None:
        st.info("Phases are codes, and the study has no codebook yet.")
        return
    parent, facet = _which(book)
    if parent is None:
        _none_yet()
        return
    found = tables.phases(study, parent, facet)
    if not len(found.people):
        st.info("Nobody is known to have been interviewed: bring a table of participants in on the page Study.")
        return
    if not facet and not likely_facet(book):
        st.caption(
            "The codebook has no facet for a status, so that a phase is reported or not mentioned, and no more. Facets stand "
            "at the head of a codebook's file, such as phase_status: [done, skipped, merged, repeated, late]."
        )
    if not found.counts["mentioned"].any():
        st.info(
            "Nothing that people say is coded with a phase yet. On the page Code, code the passages that speak of one; say their "
            "status here."
        )
        plain_text.note(EXAMPLE, key="phases_example")
    _counts(found)
    _people(found)
    plain_text.note(RULE, key="phases_rule")
    _evidence(study, found)


def _which(book: Codebook) -> tuple[str | None, str]:
    """Show the choice of phases and facet; return the code that has them below it, if any, and the facet (empty: none)."""
    parents = {code.id: f"{code.name} ({code.key})" for _, code in book.tree() if book.children(code.key)}
    facets = list(book.facets)
    state.choose_if_there(at.PHASES_OF, list(parents))
    state.choose_if_there(at.PHASE_FACET, facets)
    likely, usual = likely_parent(book), likely_facet(book)
    left, right = st.columns([3, 2])
    parent = left.selectbox(
        "Phases: the codes below", list(parents), index=list(parents).index(likely.id) if likely else None,
        format_func=lambda code: parents.get(code, ""), key=at.PHASES_OF, placeholder="Choose the code that has them below it",
        persist_state="session",
    )  # fmt: skip
    facet = right.selectbox(
        "Status: the facet", facets, index=facets.index(usual) if usual else None, key=at.PHASE_FACET,
        placeholder="No status", persist_state="session", disabled=not facets,
    )  # fmt: skip
    return parent, facet or ""


def _none_yet() -> None:
    st.info(
        "This view sets the phases that a policy lists against those that each person reports, with their status: done, "
        "skipped, merged, repeated, late. The phases are the codes below one code, in their order; choose that code above."
    )
    said = f"No code here speaks of phases. The shipped codebook case_management has eight. {ADD}"
    plain_text.words([Part("note", (said,)), Part("note", (EXAMPLE,))], key="phases_example")


def _counts(found: Phases) -> None:
    """Show, for each phase, how many people stand how to it; a click opens their passages."""
    m = int(found.counts["m"].iloc[0])
    st.markdown(f"**{counted(m, 'person', 'people')}** interviewed. Choose a count to see its passages.")
    st.caption(
        "“told 2nd”: of those who tell of a phase, the middle one tells of it second. The order is that of telling."
    )
    shown = found.statuses
    columns = [*(Head(status, status) for status in shown), Head(POLICY, "in policy")]
    rows = []
    for row in phase_rows(found):
        cells = [(f"{row[status]} of {row['m']}" if row.get(status) else "–", "") for status in shown]
        policy = len(row["policy_ids"])
        told = _told(row)
        head = Head(_id(found, row["key"]), row["name"], f"{row['key']}{told}")
        rows.append((head, [*cells, (counted(policy, "passage") if policy else "–", "")]))
    chosen = (at.held(at.PHASE), at.held(at.PHASE_STATUS))
    grid(
        rows,
        columns,
        chosen,
        corner="Phase",
        label="Phases by status",
        key=at.PHASE_COUNTS,
        on_open=_open_count,
        look="numbers",
    )


def _told(row: Mapping[str, object]) -> str:
    nth = row["told_as_median"]
    return "" if nth is None else f" · told {_place(float(str(nth)))}"


def _place(nth: float) -> str:
    """Return a place in an order in words: '2nd'; a median between two of them is '2nd to 3rd'."""
    whole = int(nth)
    if whole != nth:
        return f"{_place(whole)} to {_place(whole + 1)}"
    return f"{whole}{'th' if 10 < whole % 100 < 14 else _ORDINALS.get(whole % 10, 'th')}"


def _id(found: Phases, key: str) -> str:
    return next(phase.id for phase in found.phases if phase.key == key)


def _people(found: Phases) -> None:
    """Show each person's status of each phase; a click opens the passages."""
    st.caption("Person by person. “2nd” is the phase's place in the order in which the person first tells of them.")
    columns = [Head(phase.id, phase.name, phase.key, phase.definition) for phase in found.phases]
    rows: dict[str, tuple[Head, list[tuple[str, str]]]] = {}
    for row in found.people.to_dict("records"):
        _head, cells = rows.setdefault(row["case_id"], (Head(row["case_id"], row["case"]), []))
        if row["status"] == NOT_MENTIONED:
            cells.append(("", NOT_MENTIONED))
            continue
        status = " + ".join(row["values"]) if len(row["values"]) > 1 else row["status"]
        cells.append((status, f"{counted(len(row['coding_ids']), 'passage')} · {_place(row['nth'])}"))
    chosen = (at.held(at.PHASE_PERSON), at.held(at.PHASE))
    grid(
        list(rows.values()), columns, chosen, corner="Participant", label="Phases by person", key=at.PHASE_GRID,
        on_open=_open_person, look="narrow",
    )  # fmt: skip


def _open_count() -> None:
    place = opened(at.PHASE_COUNTS)
    if place is not None:
        at.open_phase(place[0], status=place[1])


def _open_person() -> None:
    place = opened(at.PHASE_GRID)
    if place is not None:
        at.open_phase(place[1], person=place[0])


def _evidence(study: OpenStudy, found: Phases) -> None:
    """Show the passages behind what is chosen, and let their coder say the status of each."""
    phase = next((each for each in found.phases if each.id == at.held(at.PHASE)), None)
    if phase is None:
        return
    who, ids = _behind(found, phase.id)
    with st.container(border=True):
        plain_text.words(
            [Part("subheading", (f"{phase.name} · {who}",)), Part("note", (phase.definition,))], key="phase_head"
        )
        if not study.read_only and found.facet:
            last = own_last_act(study, ("coding.facet",))
            st.button(
                "Undo", key="phases_undo", disabled=last is None, on_click=shell.act, args=(review.undo, study),
                kwargs={"by": state.coder(), "done": "undo"}, help="Takes back your last act, when it was about a status.",
            )  # fmt: skip
        if not ids:
            st.caption("No passage is coded here. That is no evidence that the phase was left out.")
            return
        codings = [study.codings.get(each) for each in (ids if len(ids) <= MOST else ids[: _some(len(ids))])]
        _quotations(study, found, codings)


def _some(many: int) -> int:
    return many if st.toggle(f"Show all {number(many)} passages", key="phase_all") else MOST


def _behind(found: Phases, phase: str) -> tuple[str, list[str]]:
    """Return what is chosen in words, and the ids of the codings behind it."""
    person, status = at.held(at.PHASE_PERSON), at.held(at.PHASE_STATUS)
    of = found.people[found.people["phase"] == phase]
    if person:
        mine = of[of["case_id"] == person]
        name = str(mine["case"].iloc[0]) if len(mine) else "nobody"
        return name, [each for ids in mine["coding_ids"] for each in ids]
    if status == POLICY:
        return "in policy", list(found.counts.loc[found.counts["phase"] == phase, "policy_ids"].iloc[0])
    mine = of[of["status"] == status]
    who = f"{status}: {', '.join(mine['case'])}" if len(mine) else status
    return who, list(dict.fromkeys(each for ids in mine["coding_ids"] for each in ids))


def _quotations(study: OpenStudy, found: Phases, codings: Sequence[Coding]) -> None:
    names = {coder.id: coder.name for coder in study.coders.all()}
    keys = {code.id: code.key for code in study.codebook.current() or ()}
    values, quoted = study.facets.all(), Quoted(study)
    for coding in codings:
        value = values.get(coding.id, {}).get(found.facet, "")
        who = names[coding.coder_id]
        note = f"coded {keys.get(coding.code_id, 'a code')} by {who}" + (f" · {value}" if value else "")
        passages([quoted.passage(coding.source_id, coding.span, note=note)], key=f"phase_{coding.id}")
        if found.facet and not study.read_only and who.casefold() == state.coder().casefold():
            key = at.facet_key(coding.id, value)
            options = list(dict.fromkeys(("", *found.values, value)))
            st.selectbox(
                "Status of this phase here", options, index=options.index(value), key=key,
                format_func=lambda each: each or "Nothing said about it", on_change=_set, args=(study, coding.id, found.facet, key), width=280,
            )  # fmt: skip


def _set(study: OpenStudy, coding: str, facet: str, key: str) -> None:
    value = state.chosen(key) or ""
    shell.act(review.set_facets, study, coding, {facet: value}, by=state.coder(), done="facet")

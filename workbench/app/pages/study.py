"""Study: what this is, what there is, who coded, and what to do next."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import pandas as pd
import streamlit as st

from workbench import review
from workbench.analysis.sides import written
from workbench.app import shell, state
from workbench.app.components import plain_text
from workbench.app.components.plain_text import Part, number
from workbench.app.components.wording import MODES, VARIETIES
from workbench.exchange.intake import import_cases, import_codebook
from workbench.ingest.shipped import shipped_names
from workbench.model import Codebook, CoderKind, CodeStatus, Mode
from workbench.store import OpenStudy, open_study


def what_next(study: OpenStudy, codebook: Codebook | None, pending: int) -> None:
    """Say what to do next, with the way there."""
    if not study.sources.names():
        st.info("Next: bring transcripts and policies in.")
        st.page_link(shell.PAGES / "sources.py", label="Go to Sources", icon=":material/arrow_forward:")
    elif codebook is None:
        st.info("Next: bring a codebook in, below.")
    elif pending:
        st.page_link(
            shell.PAGES / "review.py",
            label=f"Go on reviewing: {plain_text.counted(pending, 'suggestion')} waiting",
            icon=":material/arrow_forward:",
        )


def counts(study: OpenStudy, codebook: Codebook | None, pending: int) -> None:
    """Show how much of everything there is."""
    sizes, cases = study.sources.sizes(), study.cases.all()
    active = sum(code.status is CodeStatus.ACTIVE for code in codebook or ())
    row = st.columns(6)
    row[0].metric("Sources", number(len(sizes)))
    row[1].metric("People", number(len(cases)))
    row[2].metric("Codes", number(active))
    row[3].metric("Codings", number(len(study.codings.all())))
    row[4].metric("Policy claims", number(len(study.claims.all())))
    row[5].metric("To review", number(pending))
    kinds = Counter(size["variety"] for size in sizes)
    parts = [Part("item", (f"• {kinds[kind]} × {said}",)) for kind, said in VARIETIES.items() if kinds[kind]]
    if parts:
        plain_text.words(parts, key="varieties")


def who_coded(study: OpenStudy) -> None:
    """Show a row per person who decided anything; machines are told of, not counted."""
    st.header("Who coded")
    codings = Counter(coding.coder_id for coding in study.codings.all())
    links = Counter(link.coder_id for link in study.links.all())
    decisions = Counter(decision.coder_id for decision in study.suggestions.decisions())
    people = [
        {"Name": c.name, "Codings": codings[c.id], "Links to claims": links[c.id], "Answers to suggestions": decisions[c.id]}
        for c in study.coders.all()
        if c.kind is CoderKind.PERSON
    ]  # fmt: skip
    if people:
        st.dataframe(pd.DataFrame(people), hide_index=True, width="stretch", alt="Who coded how much")
    else:
        st.caption("Nobody yet.")
    runs = len(study.runs.all())
    if runs:
        st.caption(
            f"The machine made suggestions in {plain_text.counted(runs, 'run')}. They count as nothing until a person decides."
        )


def codebook_section(study: OpenStudy, codebook: Codebook | None) -> None:
    """Show the codebook in use, or the ways to bring one in."""
    st.header("Codebook")
    if codebook is not None:
        said = f"Version {codebook.version}, the newest. {codebook.reason}"
        plain_text.words([Part("text", ((codebook.name, "strong"),)), Part("note", (said,))], key="codebook")
    with st.expander("Bring a codebook in", expanded=codebook is None):
        st.markdown(
            "A shipped one, or your own file (YAML or CSV). Codes keep their identity by key; codes left out are retired, never deleted."
        )
        shipped = st.selectbox("A shipped codebook", shipped_names("codebooks"), index=None, placeholder="Choose one")
        upload = st.file_uploader(
            "Or your own file", type=["yml", "yaml", "csv"], key=f"codebook_{state.upload_round()}"
        )
        merge = st.toggle("Keep the codes that the file leaves out in use") if codebook is not None else False
        if st.button("Publish it", key="publish", disabled=not (shipped or upload)):
            with shell.told():
                file = upload.getvalue() if upload else str(shipped)
                name = upload.name if upload else f"{shipped}.yaml"
                published = import_codebook(study, file, by=state.coder(), name=name, merge=merge)
                same = codebook is not None and published.version == codebook.version
                finished("same codebook" if same else "codebook")


def people_section(study: OpenStudy) -> None:
    """Show the participants, and the way to bring their table in."""
    st.header("Participants")
    cases = study.cases.all()
    if cases:
        rows = [
            {"Participant": c.name, "Sources": len(c.sources), **{k: written(v) for k, v in c.attributes.items()}}
            for c in cases
        ]
        st.dataframe(pd.DataFrame(rows).fillna(""), hide_index=True, width="stretch", alt="Participants")
    with st.expander("Bring a table of participants in", expanded=not cases and bool(study.sources.names())):
        st.markdown(
            "A CSV file with a column `case`; every other column (site, profession, years) becomes something to compare by. People are counted by this table, so the contrast needs it."
        )
        upload = st.file_uploader("The table", type=["csv"], key=f"people_{state.upload_round()}")
        if st.button("Bring it in", key="import_people", disabled=upload is None) and upload is not None:
            with shell.told(), tempfile.TemporaryDirectory() as folder:
                path = (
                    Path(folder) / "participants.csv"
                )  # a name of ours: the upload's own could lead out of the folder
                path.write_bytes(upload.getvalue())
                import_cases(study, path, by=state.coder())
                finished("people")


def finished(what: str) -> None:
    """Draw the page anew after something was brought in."""
    state.next_upload()
    state.keep_done(what)
    st.rerun()


def suggestions_switch(study: OpenStudy, *, shown: bool) -> None:
    """Show the switch that turns suggestions on or off for the whole study."""

    def switch() -> None:
        shell.act(review.show_suggestions, study, not shown, by=state.coder(), done="switch")

    st.toggle(
        "Show the machine's suggestions in this study", value=shown, key=f"{state.SWITCH}_{shown}", on_change=switch
    )


study = shell.study()
about, codebook = study.about, study.codebook.current()
pending = study.suggestions.counts()["pending"]
plain_text.title(about.name)
plain_text.note(f"{study.path} · made {about.created.astimezone():%d %B %Y}", key="place")
what_next(study, codebook, pending)
counts(study, codebook, pending)
plain_text.text(MODES[about.mode], key="mode")
if about.mode is Mode.CODEBOOK:
    suggestions_switch(study, shown=about.suggestions_shown)
who_coded(study)
codebook_section(study, codebook)
people_section(study)
with st.expander("Open another study"):
    st.markdown("The study that is open now stays as it is; everything is saved already.")
    other = st.text_input("Path of the study", key="other_path", placeholder="for instance studies/mine.workbench")
    if st.button("Open", key="open_other", disabled=not other.strip()):
        with shell.told():
            open_study(Path(other.strip()).expanduser())
            state.open_path(Path(other.strip()).expanduser())
            st.rerun()

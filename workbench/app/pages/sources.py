"""Sources: read a transcript with its turns, say who is who, and bring files in after a look at what was found."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from workbench import review
from workbench.app import shell, state
from workbench.app.components import plain_text
from workbench.app.components.import_report import import_report
from workbench.app.components.passage import Block, Mark, passages, shown_paragraphs, shown_turns
from workbench.app.components.plain_text import counted
from workbench.app.components.wording import ROLES, VARIETIES, role_words, variety_words
from workbench.app.kept import kept
from workbench.exchange.intake import add_sources, is_synthetic, read_uploads
from workbench.ingest.readers import READERS
from workbench.model import Reading, Role, Source, Turn, Variety
from workbench.store import OpenStudy


@kept
def read(files: tuple[tuple[str, bytes], ...], variety: str, language: str, encoding: str | None) -> list[Reading]:
    """Read uploads; kept, because every touch of the page would read them again."""
    return read_uploads(files, variety=Variety(variety), language=language, encoding=encoding)


def add_tab(study: OpenStudy) -> None:
    """Show the upload, what was found in it, and the button that stores it."""
    st.markdown("Choose files and look at what was found. Nothing is stored before you press **Add to the study**.")
    variety = st.selectbox(
        "Which account of the work they give", list(VARIETIES), format_func=variety_words, key="variety"
    )
    uploads = st.file_uploader(
        "Files", type=sorted(suffix.lstrip(".") for suffix in READERS), accept_multiple_files=True,
        key=f"upload_{state.upload_round()}",
    )  # fmt: skip
    with st.expander("Language and encoding"):
        language = st.text_input("Language", value=study.about.language, max_chars=8, key="language")
        encoding = st.text_input(
            "Encoding of text files that are not UTF-8", placeholder="for instance cp1252", key="encoding"
        )
    if not uploads:
        return
    with shell.told():
        files = tuple((upload.name, upload.getvalue()) for upload in uploads)
        readings = read(files, variety, language.strip() or "en", encoding.strip() or None)
        import_report(readings, {source.sha256: source.name for source in study.sources.all()})
        mix = any(is_synthetic(reading) is not study.about.synthetic for reading in readings) and st.checkbox(
            "Take invented and real sources into one study", key="mix",
            help="Kept in the history. Invented files are those that say SYNTHETIC DATA at the top.",
        )  # fmt: skip
        if st.button("Add to the study", key="add_sources", type="primary"):
            add_sources(study, readings, by=state.coder(), mix=mix)
            state.next_upload()
            state.keep_done("sources")
            st.rerun()


def list_tab(study: OpenStudy) -> None:
    """Show every source in a table."""
    rows = [
        {
            "Source": size["name"], "Account": size["variety"], "Turns": size["turns"], "Characters": size["characters"],
            "People": size["people"], "Language": size["language"], "File": size["file"],
        }
        for size in study.sources.sizes()
    ]  # fmt: skip
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", alt="All sources")


def read_tab(study: OpenStudy) -> None:
    """Show one source with its turns and codings."""
    names = study.sources.names()
    state.choose_if_there(state.READ_SOURCE, list(names))
    choice, show = st.columns([3, 1], vertical_alignment="bottom")
    chosen = choice.selectbox(
        "Source", list(names), format_func=lambda source_id: names.get(source_id, ""), key=state.READ_SOURCE,
        persist_state="session",
    )  # fmt: skip
    coded = show.toggle("Show codings", value=True, key=state.SHOW_CODINGS)
    source, turns = study.sources.get(chosen), study.sources.turns(chosen)
    about(study, source, turns)
    if any(turn.speaker for turn in turns):
        roles(study, source, turns)
    marks = coded_marks(study, source) if coded else []
    shown = (
        shown_turns(source, turns, marks) if any(turn.speaker for turn in turns) else shown_paragraphs(source, marks)
    )
    passages([Block(shown)], key="transcript")


def about(study: OpenStudy, source: Source, turns: tuple[Turn, ...]) -> None:
    """Show where a source came from and what its import noticed."""
    report = study.sources.report(source.id)
    said = f"{variety_words(source.variety.value)} · {counted(len(turns), 'turn' if any(turn.speaker for turn in turns) else 'paragraph')} · {counted(report.words, 'word')} · from {report.file}"
    plain_text.note(said, key="about_source")
    if report.warnings:
        with st.expander(f"{counted(len(report.warnings), 'note')} from the import"):
            items = [(f"line {w.line}: " if w.line else "") + w.message for w in report.warnings]
            plain_text.words([plain_text.Part("item", ("• " + item,)) for item in items], key="import_notes")


def roles(study: OpenStudy, source: Source, turns: tuple[Turn, ...]) -> None:
    """Show each speaker with the role that can be changed."""
    speakers = {turn.speaker: turn.role.value for turn in turns}
    with st.expander("Who is who"):
        st.caption("Interviewers are greyed below and never coded.")
        for place, (speaker, role) in enumerate(speakers.items()):
            key = f"role_{source.id}_{place}_{role}"
            name, choice = st.columns([1, 2], vertical_alignment="center")
            with name:
                plain_text.text(speaker or "unnamed", key=f"speaker_{source.id}_{place}")
            choice.selectbox(
                "Role", list(ROLES), index=list(ROLES).index(role), format_func=role_words, key=key,
                label_visibility="collapsed", on_change=set_role, args=(study, source, speaker, key),
            )  # fmt: skip


def set_role(study: OpenStudy, source: Source, speaker: str, key: str) -> None:
    """Store the role that was chosen for a speaker."""
    shell.act(review.set_role, study, source.id, speaker, Role(str(state.chosen(key))), by=state.coder(), done="role")


def coded_marks(study: OpenStudy, source: Source) -> list[Mark]:
    """Return what is coded in a source, to be underlined and labelled."""
    codebook = study.codebook.current()
    codes = codebook.by_id if codebook else {}
    coders = {coder.id: coder.name for coder in study.coders.all()}
    return [
        Mark(
            coding.span, "coded", codes[coding.code_id].key, f"{codes[coding.code_id].name}, by {coders[coding.coder_id]}",
            codes[coding.code_id].colour,
        )
        for coding in study.codings.all(source.id)
        if coding.code_id in codes
    ]  # fmt: skip


study = shell.study()
st.title("Sources")
if study.sources.names():
    reading, adding, listing = st.tabs(["Read", "Add", "All sources"])
    with reading:
        read_tab(study)
    with adding:
        add_tab(study)
    with listing:
        list_tab(study)
else:
    st.info("There are no transcripts or documents in this study yet. Choose some below to begin.")
    add_tab(study)

"""Start: open a study, make one, or make the demonstration."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from workbench.app import shell, state
from workbench.exchange.demonstration.make import make_demo
from workbench.model import Mode
from workbench.store import SUFFIX, new_study, open_study


def open_it(path: Path) -> None:
    """Open a study that can be opened."""
    open_study(path)
    state.open_path(path)


def make_it(path: Path, name: str, mode: Mode, language: str) -> None:
    """Make an empty study and open it."""
    made = new_study(path, name=name or None, mode=mode, language=language, by=state.coder())
    state.open_path(made.path)


def demonstrate(folder: Path, *, coded: bool) -> None:
    """Make the demonstration study, or open the one that is there."""
    there = sorted(folder.glob(f"[!.]*{SUFFIX}")) if folder.is_dir() else []
    state.open_path(there[0] if there else make_demo(folder, by=state.coder(), coded=coded))


st.title("Interview workbench")
st.markdown(
    "Set work as imagined (what policy says) beside work as done (what people report). "
    "A study is one file on this computer; nothing leaves it."
)
there, new, demo = st.tabs(["Open a study", "Make a new study", "Look at the demonstration"])

with there:
    found = sorted(str(path) for path in Path().glob(f"[!.]*{SUFFIX}"))
    if found:
        listed = st.selectbox("Studies in this folder", found, index=0)
        if st.button("Open this one", key="open_listed", type="primary"):
            with shell.told():
                open_it(Path(listed))
                st.rerun()
    typed = st.text_input(
        "Or the path of another" if found else "The path of a study", placeholder="for instance studies/mine.workbench"
    )
    if st.button("Open", key="open_typed", disabled=not typed.strip()):
        with shell.told():
            open_it(Path(typed.strip()).expanduser())
            st.rerun()

with new, st.form("new_study"):
    place = st.text_input("Where to keep it", placeholder="for instance mine.workbench")
    name = st.text_input("What to call it", placeholder="for instance Coordination in three teams")
    mode = st.radio(
        "How you work", ["codebook", "reflexive"], captions=[
            "The machine may suggest codes from your codebook; you decide on each. Can be switched off.",
            "No suggestions and no agreement scores, ever. This cannot be changed later.",
        ],
    )  # fmt: skip
    language = st.text_input("Language of the transcripts", value="en", max_chars=8)
    if st.form_submit_button("Make it", type="primary"):
        with shell.told():
            make_it(Path(place.strip() or "study").expanduser(), name.strip(), Mode(mode), language.strip() or "en")
            st.rerun()

with demo:
    st.markdown(
        "28 interviews, policies, codebook and coding, all invented, to see what the workbench does before your own "
        "data come in. It is made in the folder `demo` (`demo-uncoded` without the coding), beside where the app was "
        "started; the command `workbench demo` does the same."
    )
    uncoded = st.checkbox("Without the coding, to code it yourself", key="demo_uncoded")
    if st.button("Open the demonstration", key="open_demo"):
        with shell.told(), st.spinner("Making the demonstration study…"):
            demonstrate(Path("demo-uncoded" if uncoded else "demo"), coded=not uncoded)
            st.rerun()

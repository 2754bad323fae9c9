"""What stands round every page: the study of this rerun, the sidebar, the banner, and the one place for errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import streamlit as st

from workbench.app import state
from workbench.app.components import plain_text
from workbench.app.components.plain_text import Part
from workbench.errors import Conflict, WorkbenchError
from workbench.store import OpenStudy, open_study

PAGES = Path(__file__).with_name("pages")
# The sidebar's sections, in the order of the work. A page's address is its title, whatever section it stands in.
SECTIONS = {
    "Material": ("Study", "Sources", "History"),
    "Coding": ("Code", "Search", "Review", "Codebook", "Memos"),
    "Comparing": ("Claims", "Contrast", "Matrix", "Analysis"),
}
_STYLE = """<style>
.stMainBlockContainer { padding: 2.2rem 2.5rem 4rem; max-width: 84rem; }
[data-testid="stHeader"] { background: transparent; height: 2rem; min-height: 2rem; pointer-events: none; }
[data-testid="stHeader"] button { pointer-events: auto; }
[class*="st-key-shelf_"] { position: absolute; width: 0; height: 0; overflow: hidden; }
[data-testid="stSidebarHeader"] { height: 2.75rem; margin-bottom: 0; }
[data-testid="stSidebarNavItems"] li, [data-testid="stSidebarNavLink"] { margin-block: 0; }
[data-testid="stNavSectionHeader"] { font-weight: 600; margin-block: .2rem 0; }
[data-testid="stSidebarUserContent"] { padding-bottom: 1rem; }
</style>"""
_BANNER = (
    ":orange-badge[Synthetic demonstration data] No real person, organisation or policy. It is evidence of nothing."
)
_MIXED = (
    ":orange-badge[Invented and real data] Both are in this study, which was asked for (see History). "
    "Counts over all sources are evidence of nothing."
)
_DONE = {
    "sources": "The sources were added.",
    "codebook": "The codebook was published.",
    "same codebook": "Nothing changed: the study already has this codebook.",
    "people": "The participants were brought in.",
    "undo": "The last act was taken back.",
    "redo": "The act was done again.",
    "memo": "The memo was saved.",
    "memo removed": "The memo was removed. Undo brings it back.",
    "summary": "The summary was saved.",
    "summary removed": "The summary was removed. Undo brings it back.",
    "facet": "The status was saved.",
    "back": "The study was taken back. Undo brings everything back.",
    "run": "The suggestions are ready.",
    "role": "The role was changed.",
    "switch": "Suggestions were switched.",
    "code": "The code was saved.",
    "same code": "Nothing was changed, so nothing was saved.",
    "merge": "The codes were merged.",
    "search": "The hits were coded. Undo takes all of it back.",
    "split": "The code was split. Its codings wait on the worklist.",
    "retire": "The code was retired.",
    "restore": "The code is in use again.",
    "query": "The question was saved.",
    "query removed": "The saved question was removed. Undo brings it back.",
    "held": "The codings were confirmed.",
    "claim": "The claim was taken.",
    "claim reworded": "The claim was worded anew.",
    "claim removed": "The claim was removed. Undo brings it back.",
    "claim look": "Your look for negative cases is on record.",
    "link": "The passage was linked.",
    "link changed": "The link was changed.",
    "link removed": "The link was removed. Undo brings it back.",
    "proposed": "Passages are proposed.",
    "guide": "The guide was saved.",
}
_NAME_HELP = "Every act is put on record under this name."


def pages() -> dict[str, list[Any]]:
    """Return the pages there are, by section: all of them with a study open, otherwise the one that opens a study."""
    if not _can_open():
        return {"": [st.Page(PAGES / "start.py", title="Start", default=True)]}
    return {section: [_page(title) for title in titles] for section, titles in SECTIONS.items()}


def _page(title: str) -> Any:
    return st.Page(PAGES / f"{title.lower()}.py", title=title, url_path=title.lower(), default=title == "Study")


def frame() -> None:
    """Draw what is on every page: style, the study's name, the coder's name, the banner of an invented study."""
    st.html(_STYLE)
    about = study().about if _can_open() else None
    with st.sidebar:
        if about is not None:
            name = Part("text", ((about.name, "strong"),))
            plain_text.words([Part("note", ("Study",)), name], key="sidebar_study")
            if study().read_only:
                st.caption("This study can be read here, and not changed.")
        st.text_input("Your name", value=state.usual_coder(), key=state.CODER, max_chars=80, help=_NAME_HELP)
    if about is not None and study().history.happened("source.mix"):
        st.markdown(_MIXED)
    elif about is not None and about.synthetic:
        st.markdown(_BANNER)


def show(page: Any) -> None:
    """Run the page, with what happened in the last act above it."""
    problem, done = state.take_problem(), state.take_done()
    if problem:
        plain_text.notice(*problem, key="problem")
    if done:
        st.toast(_DONE[done])
    with told():
        page.run()
    state.check()


def _can_open() -> bool:
    try:
        study()
    except WorkbenchError as error:
        if state.study_path() is not None:
            state.keep_problem(error.message, error.hint)
        return False
    return True


def study() -> OpenStudy:
    """Open the study for this rerun.

    Raises:
        WorkbenchError: when none was chosen, or it cannot be opened.
    """
    path = state.study_path()
    if path is None:
        raise WorkbenchError("No study is open.", "Open one on the page 'Start'.")
    return open_study(path)


@contextmanager
def told() -> Iterator[None]:
    """Show what goes wrong inside, here, and go on after it. The one place where the app catches an error."""
    try:
        yield
    except WorkbenchError as error:
        plain_text.notice(error.message, _hint(error), key=f"told_{type(error).__name__}_{hash(error.message)}")


def act(function: Callable[..., Any], *arguments: Any, done: str = "", **named: Any) -> bool:
    """Do something to the study, from a button's callback; say whether it went well.

    Callbacks run whole before a page is drawn, so that a quick second key press cannot lose the first one's act.
    An error is shown above the page when it is drawn.
    """
    try:
        function(*arguments, **named)
    except WorkbenchError as error:
        state.keep_problem(error.message, _hint(error))
        return False
    warnings = [warning for each in arguments if isinstance(each, OpenStudy) for warning in each.warnings]
    if warnings:
        state.keep_problem("\n".join(warnings), "Your work itself is saved.")
    if done:
        state.keep_done(done)
    return True


def _hint(error: WorkbenchError) -> str:
    if isinstance(error, Conflict) and (error.mine or error.theirs):
        return f"{error.hint}\n\nYours:\n{error.mine}\n\nStored now:\n{error.theirs}"
    return error.hint

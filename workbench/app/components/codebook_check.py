"""What a careful reader would ask about the codebook, each with links to the codes it is about."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from workbench.analysis.codebook_lint import Finding
from workbench.app import shell, state
from workbench.app.components import plain_text
from workbench.app.components.links import links
from workbench.app.components.plain_text import counted
from workbench.app.kept import kept
from workbench.model import Codebook
from workbench.report.codebook_lint import lint_codebook, remembering_encoder
from workbench.store import OpenStudy, open_study

CODES = "Codes"


def check_part(study: OpenStudy, codebook: Codebook) -> None:
    """Show the findings, by kind."""
    meanings = st.toggle(
        "Compare definitions by meaning", key=state.CHECK_MEANINGS, persist_state="session",
        help="Reads every definition with the language model on this computer, which takes some seconds.",
    )  # fmt: skip
    with shell.told():
        newest = study.history.all(most=1)
        findings = _findings(str(study.path.resolve()), newest[0].hash if newest else "", meanings)
        if not findings:
            st.success("Nothing to look at: names stand apart, and every code says what it needs to.")
            return
        st.caption(f"{counted(len(findings), 'thing')} to look at. None of them is an error: a person decides.")
        for kind in dict.fromkeys(finding.kind for finding in findings):
            alike = [finding for finding in findings if finding.kind == kind]
            plain_text.words(
                [plain_text.Part("subheading", (f"{kind.capitalize()} ({len(alike)})",))], key=f"kind_{kind}"
            )
            _listed(codebook, alike, f"{state.CHECK_FINDINGS}_{kind}")


def _listed(codebook: Codebook, findings: list[Finding], key: str) -> None:
    by_key = codebook.by_key
    items = [
        (finding.sentence, [(f"Open {by_key[each].name}", by_key[each].id) for each in finding.codes if each in by_key])
        for finding in findings
    ]
    links(items, key=key, on_picked=lambda: open_code(str(state.sent(key, "picked") or "")))


def open_code(code_id: str) -> None:
    """Go to the form of a code."""
    state.choose(state.BOOK_CODE, code_id)
    state.choose(state.BOOK_PART, CODES)


@kept
def _findings(path: str, newest: str, meanings: bool) -> list[Finding]:  # noqa: ARG001  # the hash of the newest act is the key
    study = open_study(Path(path))
    return lint_codebook(study, encoder=remembering_encoder(study.path) if meanings else None)

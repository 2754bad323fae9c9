"""What an import found, before anything is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from workbench.app.components.plain_text import Part, words
from workbench.model import Reading


def import_report(readings: Sequence[Reading], already: Mapping[str, str]) -> None:
    """Show a table of the files and every warning with its line. `already` maps a text's SHA-256 to its source."""
    table = pd.DataFrame([_row(reading) for reading in readings])
    st.dataframe(table, hide_index=True, width="stretch", alt="What was found in each file")
    warnings = [line for reading in readings for line in _warnings(reading, already)]
    if warnings:
        words([Part("subheading", ("To look at before you add them",)), *warnings], key="import_warnings")


def _row(reading: Reading) -> dict[str, Any]:
    report = reading.report
    speakers = [f"{label or 'unnamed'} ({role.value})" for label, role in report.speakers.items()]
    return {
        "File": report.file,
        "Turns": report.turns,
        "Words": report.words,
        "Minutes": "not timed" if report.minutes is None else f"{report.minutes:.0f}",
        "Speakers (role as guessed)": ", ".join(speakers) or "none found",
        "Warnings": len(report.warnings),
    }


def _warnings(reading: Reading, already: Mapping[str, str]) -> list[Part]:
    said = [(f"line {w.line}: " if w.line else "") + w.message for w in reading.report.warnings]
    if reading.source.sha256 in already:
        said.append(f"its text is already in the study as '{already[reading.source.sha256]}'; it would be refused")
    return [Part("item", ("• ", (reading.report.file, "strong"), ", " + each)) for each in said]

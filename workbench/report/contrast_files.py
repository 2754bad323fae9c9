"""ACT: the claims of a contrast as a table for a spreadsheet, with what was counted in every row."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from urllib.parse import urlencode

from workbench.analysis.stances import STANCES
from workbench.model import Study
from workbench.report.contrast_view import ContrastView
from workbench.report.memo_files import plain_cell

_COLUMNS = (
    "claim", "statement", "document", "country", "in_force_from", "in_force_to", "people", *STANCES, "asked_and_silent",
    "not_asked", "gap_index", "negative_cases", "sites", "sites_in_study", "given_out_because", "counted", "controls", "study", "data",
)  # fmt: skip


def claims_csv(shown: ContrastView, about: Study, reasons: Mapping[str, str] | None = None) -> bytes:
    """Return one row per claim: CSV in UTF-8 with a byte order mark. No cell is taken for a formula (`plain_cell`).

    `reasons` says, by key, why a claim goes out as contradicted without gap types or a look for negative cases.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    controls = urlencode(shown.wanted.address(), doseq=True)
    counted = (
        " ".join((f"{shown.wanted.words()}.", *shown.left_out)) if controls else "everybody, and what people found"
    )
    for row in shown.claims.to_dict("records"):
        facts = shown.facts(str(row["claim_id"]))
        cells = [
            row[name]
            for name in ("key", "statement", "source", "country", "in_force_from", "in_force_to", "m", *STANCES)
        ]
        cells += [row["silent_asked"], row["silent_not_asked"], f"{facts.index.value:.4f}", len(facts.negative)]
        cells += [
            row["n_sites"],
            row["sites_in_study"],
            (reasons or {}).get(str(row["key"]), ""),
            counted,
            controls,
            about.name,
        ]
        cells.append("synthetic" if about.synthetic else "")
        writer.writerow([plain_cell("" if _missing(cell) else str(cell)) for cell in cells])
    return written.getvalue().encode("utf-8-sig")


def _missing(cell: object) -> bool:
    return cell is None or cell == "nan" or cell != cell  # noqa: PLR0124  # NaN alone differs from itself

"""ACT: what a search found as a table to work on elsewhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from workbench.model import Found, Hit, Study
from workbench.report.memo_files import plain_cell

_COLUMNS = (
    "source", "line", "speaker", "role", "left", "words", "right", "start", "end", "source_id", "search", "study", "data",
)  # fmt: skip


def hits_csv(found: Found, hits: Sequence[Hit], names: Mapping[str, str], about: Study) -> bytes:
    """Return hits as CSV in UTF-8 with a byte order mark; start and end count code points in the source from 0.

    A cell that a spreadsheet would take for a formula begins with an apostrophe; see `plain_cell`.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    data = "synthetic demonstration data" if about.synthetic else ""
    for hit in hits:
        cells = (
            names.get(hit.source_id, ""), str(hit.line), hit.speaker, hit.role.value, hit.left, hit.words, hit.right,
            str(hit.span.start), str(hit.span.end), hit.source_id, found.search, about.name, data,
        )  # fmt: skip
        writer.writerow([plain_cell(cell) for cell in cells])
    return written.getvalue().encode("utf-8-sig")

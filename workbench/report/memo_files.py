"""ACT: memos as files to read or to work on elsewhere: a table (CSV) and a report (HTML, one file, no script)."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Sequence
from datetime import datetime

from workbench.model import Study
from workbench.report.memos import MemoRow

_COLUMNS = (
    "id", "about", "what", "source", "start", "end", "quotation", "code", "memo", "coder", "written_utc", "edited_utc",
    "edited_by", "study", "data",
)  # fmt: skip
# what a spreadsheet reads as a formula when a cell begins with it, also after white space and in full width
_FORMULA = tuple("=+-@＝＋－＠|")
_SYNTHETIC = "Synthetic demonstration data. No real person, organisation or policy. It is evidence of nothing."
_STYLE = """
body { font: 1rem/1.55 system-ui, sans-serif; color: #1d2529; max-width: 46rem; margin: 2.5rem auto; padding: 0 1.2rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.1rem; margin: 0 0 .2rem; overflow-wrap: anywhere; }
article { border-top: 1px solid #c4cdd3; padding: 1.1rem 0; break-inside: auto; }
.note { color: #55636c; font-size: .9rem; margin: 0 0 .6rem; }
.memo, blockquote { white-space: pre-wrap; overflow-wrap: anywhere; margin: .5rem 0; }
blockquote { border-left: 3px solid #c4cdd3; padding-left: .8rem; color: #3c474e; }
.synthetic { border: 2px solid #a33b20; padding: .5rem .8rem; }
"""


def memos_csv(rows: Sequence[MemoRow], about: Study) -> bytes:
    """Return memos as a table: CSV in UTF-8 with a byte order mark, which spreadsheets need to read it as UTF-8.

    A cell that a spreadsheet would take for a formula begins with an apostrophe; see `plain_cell`.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows([plain_cell(cell) for cell in _cells(row, about)] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def plain_cell(words: str) -> str:
    """Return a text as a cell that no spreadsheet runs and no reader of CSV stumbles over.

    Text that begins like a formula gets an apostrophe in front; control characters are shown as their pictures.
    """
    words = "".join(chr(0x2400 + ord(c)) if c < " " and c not in "\n\t" else c for c in words)
    begins = words.lstrip()
    return f"'{words}" if begins.startswith(_FORMULA) or words[:1] in {"\t", "\n"} else words


def memos_html(rows: Sequence[MemoRow], about: Study, *, at: datetime) -> str:
    """Return memos as one page to read, print or open in a word processor; nothing in it is ever run or fetched."""
    title = f"Memos of {about.name}"
    count = f"{len(rows):,} {'memo' if len(rows) == 1 else 'memos'}"
    banner = f'<p class="synthetic">{_SYNTHETIC}</p>\n' if about.synthetic else ""
    body = "\n".join(_article(row) for row in rows)
    return f"""<!doctype html>
<html lang="{_safe(about.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{_safe(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1 dir="auto">{_safe(title)}</h1>
{banner}<p class="note">{count}, the oldest first. Written out on {_when(at)}.</p>
{body}
</body>
</html>
"""


def _article(row: MemoRow) -> str:
    thing, memo = row.thing, row.memo
    quotation = f'<blockquote dir="auto">{_safe(thing.quotation)}</blockquote>\n' if thing.quotation else ""
    edited = f"; changed on {_when(row.edited)} by {_safe(row.edited_by)}" if row.edited else ""
    return f"""<article>
<h2 dir="auto">{_safe(row.heading)}</h2>
<p class="note" dir="auto">{_safe(row.coder)}, {_when(memo.created)}{edited}</p>
{quotation}<div class="memo" dir="auto">{_safe(memo.text)}</div>
</article>"""


def _cells(row: MemoRow, about: Study) -> list[str]:
    memo, thing = row.memo, row.thing
    place = ("", "") if not thing.quotation or thing.span is None else (str(thing.span.start), str(thing.span.end))
    return [
        memo.id, memo.about_kind, thing.words, thing.source, *place, thing.quotation, thing.code, memo.text, row.coder,
        memo.created.isoformat(timespec="seconds"), row.edited.isoformat(timespec="seconds") if row.edited else "",
        row.edited_by, about.name, "SYNTHETIC" if about.synthetic else "",
    ]  # fmt: skip


def _safe(words: str) -> str:
    shown = "".join(chr(0x2400 + ord(c)) if c < " " and c not in "\n\t" else c for c in words)
    return html.escape(shown)


def _when(moment: datetime) -> str:
    local = moment.astimezone()
    return f"{local.day} {local:%B %Y, %H:%M}"

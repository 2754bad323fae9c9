"""ACT: a brief as a file: HTML (one file, no script, nothing fetched) or Word."""

from __future__ import annotations

import io
from html import escape
from pathlib import Path
from typing import Any

from workbench.errors import WorkbenchError
from workbench.report.brief import SYNTHETIC, Brief, BriefQuotation, ClaimBrief

CAPTION = "Work as imagined (policy) beside work as done (reported by coordinators)."
TO_WRITE = "What it means (to be written by a person; the workbench does not say):"
_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; color: #1d2529; max-width: 44rem; margin: 2rem auto; padding: 0 1.2rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; overflow-wrap: anywhere; } h3 { font-size: 1rem; margin: 1rem 0 .3rem; }
article + article { break-before: page; border-top: 1px solid #c4cdd3; padding-top: 1rem; }
blockquote { border-left: 3px solid #c4cdd3; margin: .6rem 0; padding-left: .8rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.note { color: #4a5860; font-size: .9rem; } .synthetic { border: 2px solid #a33b20; padding: .5rem .8rem; }
th { text-align: left; padding-right: 1.5rem; font-weight: 600; } .room { border-bottom: 1px dotted #7a868d; height: 2.2rem; }
a { color: #1f5b78; overflow-wrap: anywhere; }
"""


def write_brief(made: Brief, path: Path) -> None:
    """Write a brief to a file whose name ends in .docx or .html.

    Raises:
        WorkbenchError: when it ends otherwise, or cannot be written.
    """
    kind = path.suffix.lower()
    if kind not in {".docx", ".html"}:
        raise WorkbenchError(f"A brief cannot be written as '{path.name}'.", "Give a name that ends in .docx or .html.")
    data = brief_docx(made) if kind == ".docx" else brief_html(made).encode("utf-8")
    try:
        path.write_bytes(data)
    except OSError as error:
        raise WorkbenchError(f"'{path}' could not be written: {error.strerror}.", "Choose another place.") from error


def brief_html(made: Brief) -> str:
    """Return a brief as a page; every word from outside is escaped."""
    banner = f'<p class="synthetic">{SYNTHETIC}</p>' if made.synthetic else ""
    counted = "".join(f'<p class="note">{_html(each)}</p>' for each in made.counted)
    title = _html(_title(made))
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head>
<body><h1>{title}</h1>{banner}
<p class="note">{CAPTION} Made {made.at:%d %B %Y, %H:%M} UTC.</p>{counted}
{"".join(_article(each) for each in made.claims)}
{banner}</body></html>
"""


def brief_docx(made: Brief) -> bytes:
    """Return a brief as a Word document: each claim begins a page; a synthetic study says so at the head of every page."""
    from docx import Document
    from docx.enum.text import WD_BREAK
    from docx.shared import Cm, Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(1.8)
    document.styles["Normal"].font.size = Pt(10.5)
    document.styles["Title"].font.size = Pt(18)  # a study's name is long
    if made.synthetic:
        section.header.paragraphs[0].text = SYNTHETIC
    document.core_properties.title, document.core_properties.author = (
        _plain(_title(made)),
        "Interview analysis workbench",
    )
    document.add_heading(_plain(_title(made)), 0)
    document.add_paragraph(f"{CAPTION} Made {made.at:%d %B %Y, %H:%M} UTC.")
    for each in made.counted:
        document.add_paragraph(_plain(each))
    for place, claim in enumerate(made.claims):
        if place:
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        _section(document, claim)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _section(document: Any, claim: ClaimBrief) -> None:
    from docx.shared import Pt

    document.add_heading(_plain(f"{claim.key}  {claim.statement}"), 1)
    document.add_paragraph(_plain(claim.document))
    document.add_paragraph(_plain(claim.extract), style="Intense Quote")
    document.add_heading("Who reports what", 2)
    table = document.add_table(rows=0, cols=2)
    for stance, people in claim.counts:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = stance, people
    for fact in claim.facts:
        document.add_paragraph(_plain(fact))
    document.add_heading("In their words", 2)
    for one in claim.quotations:
        before = [document.add_paragraph(_plain(f"Asked: {one.question}"))] if one.question else []
        for each in (*before, document.add_paragraph(_plain(one.words), style="Quote")):
            each.paragraph_format.keep_with_next = True  # question, words and tag on one page
            each.paragraph_format.space_after = Pt(2)
        document.add_paragraph(_plain(_tag(one)))
    document.add_heading("How far it carries", 2)
    for caveat in claim.caveats:
        document.add_paragraph(_plain(caveat), style="List Bullet")
    if claim.reason:
        document.add_paragraph(_plain(_without(claim)), style="List Bullet")
    document.add_heading(TO_WRITE, 2)
    document.add_paragraph("\n")
    document.add_paragraph(_plain(f"Back to the words: {claim.address}"))


def _article(claim: ClaimBrief) -> str:
    counts = "".join(f"<tr><th>{_html(stance)}</th><td>{_html(people)}</td></tr>" for stance, people in claim.counts)
    facts = "".join(f"<p>{_html(fact)}</p>" for fact in claim.facts)
    caveats = [*claim.caveats, *([_without(claim)] if claim.reason else [])]
    return f"""<article><h2>{_html(claim.key)}&ensp;{_html(claim.statement)}</h2>
<p class="note">{_html(claim.document)}</p><blockquote>{_html(claim.extract)}</blockquote>
<h3>Who reports what</h3><table>{counts}</table>{facts}
<h3>In their words</h3>{"".join(_quotation(one) for one in claim.quotations)}
<h3>How far it carries</h3><ul>{"".join(f"<li>{_html(each)}</li>" for each in caveats)}</ul>
<h3>{TO_WRITE}</h3><div class="room"></div><div class="room"></div>
<p class="note">Back to the words: <a href="{_html(claim.address)}">{_html(claim.address)}</a></p></article>
"""


def _quotation(one: BriefQuotation) -> str:
    asked = f'<p class="note">Asked: {_html(one.question)}</p>' if one.question else ""
    return f'{asked}<blockquote>{_html(one.words)}</blockquote><p class="note">{_html(_tag(one))}</p>'


def _tag(one: BriefQuotation) -> str:
    return f"{one.tag} · {one.stance} · {one.facets} · link {one.id[:8]}"


def _without(claim: ClaimBrief) -> str:
    return f"Given out as contradicted before gap types and a look for negative cases were on record, because: {claim.reason}"


def _title(made: Brief) -> str:
    which = made.claims[0].key if len(made.claims) == 1 else f"{len(made.claims)} claims"
    return f"{made.study}: {which}"


def _html(words: str) -> str:
    return escape(_plain(words), quote=True)


def _plain(words: str) -> str:
    # XML knows no control characters; what runs text backwards has no place in a document that goes to others
    return "".join("\ufffd" if (c < " " and c not in "\n\t") or c in _UNSEEN else c for c in words)


_UNSEEN = frozenset("\x7f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff")

"""Think-aloud sessions that one researcher coded in Taguette with 22 themes.

What is read: `data/transcripts/thematic-analysis/SERDIF_P2_ThematicAnalysis.sqlite3`. A highlight's offsets count the UTF-8
bytes of the document's words, tags apart. Two folders come out of it:

swj_passages     each highlight that carries a theme is a segment
swj_transcripts  each sentence of every session is a segment, a quarter of them uncoded. It carries a highlight's themes when
                 the two share at least half of the shorter. The moderator's remarks are scored, for a theme is about them;
                 so are the numbered tasks, for answers stand in the same line with some. Tasks recur in every session and are
                 easily learned as uncoded, which lifts the agreement on any code or none.

Six sessions of 17 are tested.
"""

from __future__ import annotations

import html
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.autocoding.convert.splits import drawn
from benchmarks.autocoding.folder import Label, Talk
from workbench.model import Code, Codebook, Span, id_of
from workbench.segment.sentence_split import sentence_spans

FOLDER = "swj_taguette"
PROJECT = Path("data") / "transcripts" / "thematic-analysis" / "SERDIF_P2_ThematicAnalysis.sqlite3"
TESTED = 6
_TAG = re.compile(r"<[^>]+>")
_TASK = re.compile(r"\d+\s+[A-Z]|\d+\.[a-z]\b|[a-z]\.[ivx]+\s")
_MODERATOR = re.compile(r"MODERATOR\s*:\s*")


@dataclass(frozen=True, slots=True)
class Highlight:
    """A coded stretch of a session: where in its words, and the names of its themes."""

    span: Span
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """A document's words, in code points, and its highlights in order."""

    name: str
    text: str
    highlights: tuple[Highlight, ...]


def passages(folder: Path) -> tuple[list[Talk], list[Label], Codebook]:
    """Return every coded highlight as a segment."""
    sessions, codebook = read(folder / PROJECT)
    test = drawn((session.name for session in sessions), TESTED)
    talk, labels = [], []
    for session in sessions:
        for order, highlight in enumerate(session.highlights):
            words, said = " ".join(highlight.span.of(session.text).split()), f"{session.name} {order}"
            speaker = "moderator" if _MODERATOR.match(words) else "participant"
            split = "test" if session.name in test else "train"
            talk.append(Talk(said, session.name, _MODERATOR.sub("", words) or words, split, "passage", order, speaker))
            labels += [Label(said, theme, "researcher") for theme in highlight.themes]
    return talk, labels, codebook


def transcripts(folder: Path) -> tuple[list[Talk], list[Label], Codebook]:
    """Return every sentence of every session as a segment."""
    sessions, codebook = read(folder / PROJECT)
    test = drawn((session.name for session in sessions), TESTED)
    talk, labels = [], []
    for session in sessions:
        split = "test" if session.name in test else "train"
        for order, (span, speaker) in enumerate(sentences(session.text)):
            said, words = f"{session.name} {order}", " ".join(span.of(session.text).split())
            talk.append(Talk(said, session.name, words, split, "sentence", order, speaker))
            labels += [Label(said, theme, "researcher") for theme in themes_at(span, session.highlights)]
    return talk, labels, codebook


def sentences(text: str) -> Iterator[tuple[Span, str]]:
    """Yield each sentence with who says it: task, moderator or participant, as its paragraph begins."""
    for paragraph in re.finditer(r"[^\n]+", text):
        words, start = paragraph.group(), paragraph.start() + len(paragraph.group()) - len(paragraph.group().lstrip())
        bare = words.strip()
        moderator = _MODERATOR.match(bare)
        speaker = "moderator" if moderator else "task" if _TASK.match(bare) else "participant"
        start += moderator.end() if moderator else 0
        for span in sentence_spans(text[start : paragraph.end()]):
            yield Span(start + span.start, start + span.end), speaker


def themes_at(span: Span, highlights: Sequence[Highlight]) -> list[str]:
    """Return the themes of the highlights that share at least half of the shorter with the span, none twice."""
    near = (one for one in highlights if 2 * span.overlap(one.span) >= min(len(span), len(one.span)))
    return list(dict.fromkeys(theme for one in near for theme in one.themes))


def read(path: Path) -> tuple[list[Session], Codebook]:
    """Return the sessions of a Taguette project that has one, and its themes as a codebook."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as project:
        sessions = [
            _session(project, *row) for row in project.execute("SELECT id, name, contents FROM documents ORDER BY id")
        ]
        tags = project.execute("SELECT path, description FROM tags ORDER BY id").fetchall()
    codes = (
        Code(id_of(FOLDER, name), name, name, " ".join(words.split()), order=place)
        for place, (name, words) in enumerate(tags)
    )
    return sessions, Codebook(id_of(FOLDER), "Usability themes", tuple(codes))


def _session(project: sqlite3.Connection, document: int, name: str, contents: str) -> Session:
    data = html.unescape(_TAG.sub("", contents)).encode()
    themes: dict[tuple[int, int, int], list[str]] = {}
    for start, end, highlight, theme in project.execute(
        "SELECT h.start_offset, h.end_offset, h.id, t.path FROM highlights h"
        " JOIN highlight_tags g ON g.highlight_id = h.id JOIN tags t ON t.id = g.tag_id"
        " WHERE h.document_id = ? ORDER BY h.start_offset, h.end_offset, h.id, t.id",
        (document,),
    ):
        themes.setdefault((start, end, highlight), []).append(theme)
    found = (Highlight(_span(data, start, end), tuple(given)) for (start, end, _), given in themes.items())
    return Session(Path(name).stem, data.decode(), tuple(found))


def _span(data: bytes, start: int, end: int) -> Span:
    return Span(len(data[:start].decode(errors="ignore")), len(data[:end].decode(errors="ignore")))

"""XML from outside: no DTD, no entities, nesting capped; and what both document formats collect from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from workbench.ingest.zip_parts import SAVE_AGAIN, Refused

DEEPEST = 200
MOST_TEXT = 50_000_000


class _Capped(TreeBuilder):
    """A tree builder that stops before the tree is too deep to walk."""

    depth = 0

    def start(self, tag: Any, attrs: Any, /) -> Element:
        """Open an element."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise Refused(f"nests its XML more than {DEEPEST} levels deep, which no document needs.", SAVE_AGAIN)
        return super().start(tag, attrs)

    def end(self, tag: Any, /) -> Element:
        """Close an element."""
        self.depth -= 1
        return super().end(tag)


def parse(data: bytes, part: str) -> Element:
    """Return the root of an XML part.

    Raises:
        Refused: for a DTD or entity, deep nesting, or XML that does not parse.
    """
    parser = DefusedXMLParser(target=_Capped(), forbid_dtd=True, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(data)
        root: Element = parser.close()
    except DefusedXmlException:
        raise Refused(
            f"declares XML entities or a DTD ({part}), which documents do not need and bombs do.", SAVE_AGAIN
        ) from None
    except (ParseError, ValueError, LookupError) as error:
        raise Refused(f"is damaged inside ({part}: {error}).", SAVE_AGAIN) from None
    return root


def local(tag: object) -> str:
    """Return the name of a tag without its namespace; '' for comments and processing instructions."""
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


@dataclass
class Paragraph:
    """One paragraph while it is being walked: pieces of text, each bold or not, and paragraphs of boxes inside it."""

    pieces: list[tuple[str, bool]] = field(default_factory=list)
    boxes: list[Paragraph] = field(default_factory=list)

    def add(self, text: str | None, *, bold: bool = False) -> None:
        """Add a piece of text."""
        if text:
            self.pieces.append((text, bold))

    @property
    def text(self) -> str:
        """The whole paragraph; line breaks are newlines."""
        return "".join(text for text, _ in self.pieces)

    @property
    def bold_start(self) -> str:
        """The leading stretch that is bold; spaces and tabs before it count as bold."""
        start = ""
        for text, bold in self.pieces:
            if not bold and text.strip():
                break
            start += text if bold or not start.strip() else ""
        return start.split("\n", 1)[0] if start.strip() else ""


@dataclass
class Body:
    """What a document gives: rows for the parent, and counted notes (kind -> where and what)."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    notes: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    paragraphs: int = 0
    tables: int = 0
    size: int = 0

    def note(self, kind: str, text: str = "") -> None:
        """Note something at the paragraph being read."""
        self.notes.setdefault(kind, []).append((self.paragraphs, " ".join(text.split())))

    def add(self, paragraph: Paragraph) -> None:
        """Add a paragraph, one row per line of it, and the paragraphs of its boxes after it."""
        bold = paragraph.bold_start
        for text in paragraph.text.split("\n"):
            self._row(text, bold=bold if bold and text.startswith(bold) else "")
            bold = ""
        for box in paragraph.boxes:
            self.note("box", box.text)
            self.add(box)

    def add_cells(self, cells: list[str]) -> None:
        """Add a table row."""
        self._row("\t".join(cells), cells=cells)

    def _row(self, text: str, *, bold: str = "", cells: list[str] | None = None) -> None:
        self.size += len(text)
        if self.size > MOST_TEXT:
            raise Refused(f"holds more than {MOST_TEXT // 1_000_000} million characters of text.", "Split it.")
        table = self.tables if cells else 0
        self.rows.append({"text": text, "number": self.paragraphs, "bold": bold, "cells": cells or [], "table": table})

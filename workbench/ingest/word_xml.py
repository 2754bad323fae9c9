"""The text of a Word document, walked element by element, so that tracked insertions are not lost on the way."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from workbench.ingest.safe_xml import Body, Paragraph, local, parse
from workbench.ingest.zip_parts import SAVE_AGAIN, Parts, Refused

_OFF = {"0", "false", "none", "off"}
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": ""}
_GONE = {"del", "moveFrom"}
_SKIPPED = {"rPr", "pPr", "instrText", "delInstrText", "sectPr", "fldData", "tblPr", "trPr", "tcPr", "sdtPr", "delText"}
_NOTE_PARTS = (("word/comments.xml", "comment"), ("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote"))
_MARGIN = re.compile(r"word/(header|footer)\d*\.xml")


class _Walk:
    def __init__(self, parts: Parts) -> None:
        self.body = Body()
        self.asides = {kind: _asides(parts, name) for name, kind in _NOTE_PARTS}

    def blocks(self, parent: Element) -> None:
        """Take in paragraphs and tables, through content controls and tracked moves."""
        for child in parent:
            name = local(child.tag)
            if name == "p":
                self.body.paragraphs += 1
                self.body.add(self.paragraph(child))
            elif name == "tbl":
                self.body.tables += 1
                self.rows(child)
            elif name in _GONE:
                self.body.note("deletion", _words(child))
            elif name not in _SKIPPED:
                self.blocks(child)

    def rows(self, table: Element) -> None:
        for row in _below(table, "tr"):
            cells = []
            self.body.paragraphs += 1
            for cell in _below(row, "tc"):
                paragraphs = [self.paragraph(p) for p in cell.iter() if local(p.tag) == "p"]
                cells.append("\n".join(p.text for p in paragraphs))
            self.body.add_cells(cells)

    def paragraph(self, element: Element) -> Paragraph:
        paragraph = Paragraph()
        if element.find("{*}pPr/{*}numPr") is not None:
            self.body.note("number")
        self.inline(element, paragraph, bold=False)
        return paragraph

    def inline(self, parent: Element, into: Paragraph, *, bold: bool) -> None:
        for child in parent:
            name = local(child.tag)
            if name in _SKIPPED:
                continue
            if name == "t":
                into.add(child.text, bold=bold)
            elif name in _CHARACTERS:
                into.add(_CHARACTERS[name], bold=bold)
            elif name == "r":
                self.inline(child, into, bold=_is_bold(child))
            elif name == "AlternateContent":
                self.inline(child[0] if len(child) else child, into, bold=bold)
            elif not self.special(child, name, into):
                self.inline(child, into, bold=bold)

    def special(self, child: Element, name: str, into: Paragraph) -> bool:
        """Deal with what is not plain text; say whether it has been dealt with."""
        body = self.body
        if name in _GONE:
            body.note("deletion", _words(child))
        elif name in {"commentReference", "footnoteReference", "endnoteReference"}:
            kind = name.removesuffix("Reference")
            number = next((value for key, value in child.attrib.items() if local(key) == "id"), "")
            body.note("comment" if kind == "comment" else "footnote", self.asides[kind].get(number, ""))
        elif name == "sym":
            body.note("symbol")
            into.add("\ufffd")
        elif name == "txbxContent":
            into.boxes += [self.paragraph(p) for p in child if local(p.tag) == "p"]
        elif name in {"blip", "imagedata"}:
            body.note("picture")
        else:
            if name in {"ins", "moveTo"}:
                body.note("insertion")
            return False
        return True


def read_word(parts: Parts) -> Body:
    """Return the paragraphs, table rows and notes of a Word document.

    Raises:
        Refused: when it has no main part, or a part is damaged or hostile.
    """
    data = parts.get("word/document.xml")
    if data is None:
        raise Refused("has no text part inside (word/document.xml).", SAVE_AGAIN)
    walk = _Walk(parts)
    root = parse(data, "word/document.xml")
    for child in root:
        if local(child.tag) == "body":
            walk.blocks(child)
    _margins(parts, walk.body)
    return walk.body


def _asides(parts: Parts, name: str) -> dict[str, str]:
    data = parts.get(name)
    if data is None:
        return {}
    found = {}
    for note in parse(data, name):
        number = next((value for key, value in note.attrib.items() if local(key) == "id"), "")
        found[number] = _words(note)
    return found


def _margins(parts: Parts, body: Body) -> None:
    for name in parts.names():
        if _MARGIN.fullmatch(name) and (data := parts.get(name)):
            words = _words(parse(data, name)).strip()
            if words:
                body.notes.setdefault("header", []).append((0, words))


def _words(element: Element) -> str:
    """All words below an element, deleted ones too, with a space between paragraphs."""
    words = ""
    for piece in element.iter():
        if local(piece.tag) == "p" and words:
            words += " "
        elif local(piece.tag) in {"t", "delText"}:
            words += piece.text or ""
    return words


def _is_bold(run: Element) -> bool:
    mark = run.find("{*}rPr/{*}b")
    if mark is not None:
        return not any(local(key) == "val" and value in _OFF for key, value in mark.attrib.items())
    style = run.find("{*}rPr/{*}rStyle")
    return style is not None and any(value == "Strong" for value in style.attrib.values())


def _below(element: Element, name: str) -> list[Element]:
    """Children of that name, also through content controls and tracked insertions, but not through nested tables."""
    found = []
    for child in element:
        if local(child.tag) == name:
            found.append(child)
        elif local(child.tag) in {"sdt", "sdtContent", "ins", "customXml", "smartTag"}:
            found += _below(child, name)
    return found

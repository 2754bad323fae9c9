"""The text of an OpenDocument file, walked element by element."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from workbench.ingest.safe_xml import Body, Paragraph, local, parse
from workbench.ingest.zip_parts import SAVE_AGAIN, Parts, Refused

# A file may ask for a billion spaces in one short tag.
_MOST_SPACES = 1_000
_SKIPPED = {
    "tracked-changes",
    "forms",
    "sequence-decls",
    "variable-decls",
    "user-field-decls",
    "ruby-text",
    "desc",
    "title",
}


class _Walk:
    def __init__(self, bold_styles: frozenset[str]) -> None:
        self.body = Body()
        self.bold_styles = bold_styles

    def blocks(self, parent: Element) -> None:
        """Take in paragraphs, headings, lists and tables."""
        for child in parent:
            name = local(child.tag)
            if name in {"p", "h"}:
                self.body.paragraphs += 1
                self.body.add(self.paragraph(child))
            elif name == "table":
                self.body.tables += 1
                self.rows(child)
            elif name not in _SKIPPED:
                if name == "list-item":
                    self.body.note("number")
                self.blocks(child)

    def rows(self, table: Element) -> None:
        for row in _below(table, "table-row"):
            self.body.paragraphs += 1
            cells = []
            for cell in _below(row, "table-cell"):
                paragraphs = [self.paragraph(p) for p in cell.iter() if local(p.tag) in {"p", "h"}]
                cells.append("\n".join(p.text for p in paragraphs))
            self.body.add_cells(cells)

    def paragraph(self, element: Element) -> Paragraph:
        paragraph = Paragraph()
        self.inline(element, paragraph, bold=self._is_bold(element))
        return paragraph

    def inline(self, element: Element, into: Paragraph, *, bold: bool) -> None:
        into.add(element.text, bold=bold)
        for child in element:
            name = local(child.tag)
            if not self.special(child, name, into) and name and name not in _SKIPPED:
                self.inline(child, into, bold=bold or self._is_bold(child))
            into.add(child.tail, bold=bold)

    def special(self, child: Element, name: str, into: Paragraph) -> bool:
        """Deal with what is not plain text; say whether it has been dealt with."""
        if name == "s":
            count = next((value for key, value in child.attrib.items() if local(key) == "c"), "1")
            into.add(" " * min(int(count) if count.isdecimal() else 1, _MOST_SPACES))
        elif name == "tab":
            into.add("\t")
        elif name == "line-break":
            into.add("\n")
        elif name == "note":
            body = next((part for part in child if local(part.tag) == "note-body"), child)
            self.body.note("footnote", "".join(body.itertext()))
        elif name == "annotation":
            said = [" ".join("".join(p.itertext()).split()) for p in child if local(p.tag) in {"p", "list"}]
            self.body.note("comment", " ".join(said))
        elif name == "text-box":
            into.boxes += [self.paragraph(p) for p in child.iter() if local(p.tag) in {"p", "h"}]
        elif name == "image":
            self.body.note("picture")
        else:
            if name == "change-start":
                self.body.note("insertion")
            return False
        return True

    def _is_bold(self, element: Element) -> bool:
        return any(local(key) == "style-name" and value in self.bold_styles for key, value in element.attrib.items())


def read_odt(parts: Parts) -> Body:
    """Return the paragraphs, table rows and notes of an OpenDocument text.

    Raises:
        Refused: when it is protected, has no content part, or a part is damaged or hostile.
    """
    manifest = parts.get("META-INF/manifest.xml")
    if manifest is not None and b"encryption-data" in manifest:
        raise Refused("is protected by a password.", "Open it, save it without the password, and add it again.")
    data = parts.get("content.xml")
    if data is None:
        raise Refused("has no text part inside (content.xml).", SAVE_AGAIN)
    root = parse(data, "content.xml")
    walk = _Walk(_bold_styles(root))
    for office in root.iter():
        if local(office.tag) == "body":
            _deletions(office, walk.body)
            walk.blocks(office)
            break
    return walk.body


def _deletions(office: Element, body: Body) -> None:
    for deletion in office.iter():
        if local(deletion.tag) == "deletion":
            said = " ".join("".join(p.itertext()) for p in deletion if local(p.tag) in {"p", "h"})
            body.notes.setdefault("deletion", []).append((0, " ".join(said.split())))


def _bold_styles(root: Element) -> frozenset[str]:
    names = set()
    for style in root.iter():
        if local(style.tag) != "style":
            continue
        bold = any(
            local(key) == "font-weight" and value == "bold" for part in style for key, value in part.attrib.items()
        )
        name = next((value for key, value in style.attrib.items() if local(key) == "name"), None)
        if bold and name:
            names.add(name)
    return frozenset(names)


def _below(element: Element, name: str) -> list[Element]:
    """Children of that name, also through row groups, but not through nested tables."""
    found = []
    for child in element:
        if local(child.tag) == name:
            found.append(child)
        elif local(child.tag) in {"table-header-rows", "table-rows", "table-row-group"}:
            found += _below(child, name)
    return found

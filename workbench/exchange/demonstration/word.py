"""A transcript as a Word file, as a transcriber sends it: bold labels, a header block, Word's own line numbers.

Written part by part and not by a library, because a library's next version, or its clock, would change the bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/header1.xml" ContentType="{_TYPE}.header+xml"/></Types>'
)
# lnNumType is Word's line numbering: the numbers stand in the margin and nowhere in the text.
_SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="708" w:footer="708" w:gutter="0"/>'
    '<w:lnNumType w:countBy="5" w:restart="continuous"/></w:sectPr>'
)


def word_document(label: str, head: Mapping[str, str], said: Iterable[tuple[str, tuple[str, ...]]]) -> bytes:
    """Return a .docx of a transcript: label, `head` line by line, who said what, label; the label heads each page too.

    A speaker's label stands, bold and followed by a tab, only before the first of their paragraphs.
    """
    lines = [_paragraph(label), *(_paragraph(f"{key}: {value}") for key, value in head.items()), _paragraph("")]
    for who, paragraphs in said:
        lines += [_paragraph(words, who if not number else "") for number, words in enumerate(paragraphs)]
    body = "".join([*lines, _paragraph(label)])
    return _zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _relations("officeDocument", "word/document.xml"),
            "word/document.xml": f'{_XML}<w:document xmlns:w="{_MAIN}" xmlns:r="{_OFFICE}"><w:body>{body}{_SECTION}'
            "</w:body></w:document>",
            "word/_rels/document.xml.rels": _relations("header", "header1.xml"),
            "word/header1.xml": f'{_XML}<w:hdr xmlns:w="{_MAIN}">{_paragraph(label)}</w:hdr>',
        }
    )


def _paragraph(words: str, who: str = "") -> str:
    bold = f"<w:r><w:rPr><w:b/></w:rPr><w:t>{escape(who)}</w:t></w:r><w:r><w:tab/></w:r>" if who else ""
    run = f'<w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r>' if words else ""
    return f"<w:p>{bold}{run}</w:p>"


def _relations(kind: str, target: str) -> str:
    return (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def _zipped(parts: Mapping[str, str]) -> bytes:
    """Pack without compression, dates or system marks: compressors differ between machines, and then the bytes would."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 0
            archive.writestr(entry, text.encode("utf-8"))
    return packed.getvalue()

"""Small documents built in code, so that every byte of them is known."""

from __future__ import annotations

import io
import zipfile

import pytest

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODT = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
)


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return out.getvalue()


@pytest.fixture(scope="session")
def make_docx():
    """body XML (w: prefix) -> bytes of a .docx; keyword `parts` adds further parts."""

    def make(body, *, prologue="", parts=None):
        document = f"{prologue}<w:document {W}><w:body>{body}</w:body></w:document>"
        return zipped({"word/document.xml": document, **(parts or {})})

    return make


@pytest.fixture(scope="session")
def make_odt():
    """body XML (text: prefix) -> bytes of an .odt; keyword `parts` adds further parts."""

    def make(body, *, styles="", parts=None):
        content = (
            f"<office:document-content {ODT}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
        )
        return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, **(parts or {})})

    return make


@pytest.fixture(scope="session")
def paragraph():
    """Words -> one Word paragraph."""
    return lambda words: f'<w:p><w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'


@pytest.fixture(scope="session")
def word_namespace():
    return W

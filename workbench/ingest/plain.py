"""Plain text and Markdown: one line is one line."""

from __future__ import annotations

from workbench.ingest.encoding import decode
from workbench.ingest.lines import Draft, Line, Shape
from workbench.ingest.looks import refuse_unless_text


def read_plain(data: bytes, file_name: str, encoding: str | None) -> Draft:
    """Return the lines of a text file.

    Raises:
        FileUnreadable: when the bytes are something other than text.
        EncodingUnknown: when they are text in an encoding nobody has named.
    """
    lines, used = text_lines(data, file_name, encoding)
    return Draft(tuple(Line(text, number) for number, text in enumerate(lines, start=1)), Shape.LINES, used)


def text_lines(data: bytes, file_name: str, encoding: str | None) -> tuple[list[str], str]:
    """Return the lines of a text file, whichever newlines it uses, and the encoding they were read under."""
    if encoding is None:
        refuse_unless_text(data, file_name)
    text, used = decode(data, file_name, encoding)
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), used

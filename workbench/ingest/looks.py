"""What a file's bytes look like, whatever its name says."""

from __future__ import annotations

from workbench.errors import FileUnreadable

SAVE_AS = "Open it in the program that made it and save it as .docx or .txt."

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STARTS = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"ID3", "a sound recording (MP3)"),
    (b"RIFF", "a sound or video recording"),
    (b"OggS", "a sound recording (Ogg)"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf", "a compressed file (7z)"),
    (b"Rar!", "a compressed file (RAR)"),
    (b"SQLite format 3", "a database (SQLite)"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_INSIDE_ZIP = (
    (b"word/document.xml", "a Word document (.docx)"),
    (b"application/vnd.oasis.opendocument.text", "an OpenDocument text (.odt)"),
    (b"xl/workbook.xml", "a spreadsheet (.xlsx)"),
    (b"ppt/presentation.xml", "a slide show (.pptx)"),
    (b"application/epub+zip", "an e-book (.epub)"),
    (b"project.qde", "a REFI-QDA project (.qdpx)"),
    (b"content.xml", "an OpenDocument file"),
)
# A handful of control characters is a blemish that cleaning counts, not a sign of something else.
_FEW = 8
_CALLED = {
    ".docx": "a Word document (.docx)",
    ".odt": "an OpenDocument text (.odt)",
}


def looks_like(data: bytes) -> str | None:
    """Return a name for what the bytes are ('a PDF', 'a Word document (.docx)'), 'text', or None for unknown bytes."""
    for start, name in _STARTS:
        if data.startswith(start):
            return name
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return next((name for mark, name in _INSIDE_ZIP if mark in data), "a zip archive")
    if data.startswith(_OLE):
        return _old_office(data)
    head = data[:64].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<!doctype html", b"<html")):
        return "a web page (HTML)"
    return "text" if _is_texty(data[:4096]) else None


def refuse_unless_text(data: bytes, file_name: str) -> None:
    """Do nothing for bytes that may be text.

    Raises:
        FileUnreadable: naming what the bytes look like instead.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    found = looks_like(data)
    if found not in {"text", None}:
        raise FileUnreadable(f"{file_name} holds {found}, not plain text.", _way_out(found))
    if found is None and not _is_wide(data):
        raise FileUnreadable(
            f"{file_name} holds {len(data):,} bytes that are no text we can recognise.",
            f"Check that it is the file you meant. {SAVE_AS}",
        )


def refuse_unless_document(data: bytes, file_name: str, suffix: str) -> None:
    """Do nothing for bytes that look like the document the suffix promises.

    Raises:
        FileUnreadable: naming what the bytes look like instead.
    """
    wanted = _CALLED[suffix]
    found = looks_like(data)
    if found == wanted or (found == "an OpenDocument file" and suffix == ".odt"):
        return
    if found and "password" in found:
        raise FileUnreadable(f"{file_name} holds {found}.", "Open it, save it without the password, and add it again.")
    if found in {None, "a zip archive"}:
        raise FileUnreadable(
            f"{file_name} is not {wanted}: it is damaged, cut short or something else ({len(data):,} bytes"
            + (f", {found})." if found else ")."),
            "Open it in your word processor and save it again.",
        )
    raise FileUnreadable(f"{file_name} holds {found}, not {wanted}.", _way_out(found))


def _way_out(found: str | None) -> str:
    for mark in (".docx", ".odt"):
        if found and mark in found:
            return f"Rename it so that it ends in {mark}."
    if found == "text":
        return "Rename it so that it ends in .txt."
    return SAVE_AS


def _old_office(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "an Office document protected by a password"
    return "an old Office document (.doc) or one protected by a password"


def _is_texty(head: bytes) -> bool:
    controls = sum(byte < 32 and byte not in b"\t\n\r\x0b\x0c\x1b" for byte in head)
    return controls <= _FEW or controls * 20 <= len(head)


def _is_wide(data: bytes) -> bool:
    """UTF-16 without its mark is not refused here: decoding says which --encoding to give."""
    head = data[:4096]
    return head[1::2].count(0) * 10 > len(head) * 4 or head[0::2].count(0) * 10 > len(head) * 4

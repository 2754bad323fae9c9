"""The table of readers: which function takes in which kind of file. A new format is one line here and one module."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from workbench.errors import FileUnreadable, listed
from workbench.ingest.lines import Draft
from workbench.ingest.looks import SAVE_AS

Read = Callable[[bytes, str, str | None], Draft]


@dataclass(frozen=True, slots=True)
class Reader:
    """A format: its name in reports, where its function is ("module:function"), and the largest file it takes (bytes)."""

    name: str
    function: str
    largest: int

    def load(self) -> Read:
        """Return the reading function (bytes, file name, encoding or None) -> Draft, importing it now."""
        module, _, function = self.function.partition(":")
        read: Read = getattr(import_module(module), function)
        return read


_TEXT, _DOCUMENT = 50_000_000, 100_000_000

READERS = {
    ".txt": Reader("plain text", "workbench.ingest.plain:read_plain", _TEXT),
    ".md": Reader("Markdown", "workbench.ingest.plain:read_plain", _TEXT),
    ".vtt": Reader("WebVTT", "workbench.ingest.subtitles:read_subtitles", _TEXT),
    ".srt": Reader("SubRip", "workbench.ingest.subtitles:read_subtitles", _TEXT),
    ".docx": Reader("Word", "workbench.ingest.office:read_docx", _DOCUMENT),
    ".odt": Reader("OpenDocument", "workbench.ingest.office:read_odt", _DOCUMENT),
}

_TRANSCRIBE = "Transcribe it first; the transcript can be .txt, .docx, .odt, .vtt or .srt."
_ADVICE = {
    ".pdf": "PDF pages are not read. Copy the text into a word processor and save it as .docx or .txt.",
    **dict.fromkeys((".rtf", ".doc", ".pages", ".wps", ".docm", ".dotx", ".html", ".htm"), SAVE_AS),
    **dict.fromkeys((".mp3", ".wav", ".m4a", ".mp4", ".ogg", ".mov", ".aac", ".flac", ".webm"), _TRANSCRIBE),
    **dict.fromkeys(
        (".xlsx", ".csv", ".ods"), "Spreadsheets are not transcripts; cases are brought in by `case import`."
    ),
}


def reader_for(suffix: str, file_name: str) -> Reader:
    """Return the reader for a suffix such as '.docx' (any case).

    Raises:
        FileUnreadable: naming the suffixes there are, and what to do with this one.
    """
    reader = READERS.get(suffix.lower())
    if reader is None:
        kind = f"'{suffix}' files" if suffix else "files without an ending"
        raise FileUnreadable(
            f"{file_name}: there is no reader for {kind}; there are readers for {listed(READERS)}.",
            _ADVICE.get(
                suffix.lower(), "If it is plain text, rename it so that it ends in .txt. Otherwise: " + SAVE_AS
            ),
        )
    return reader

"""Bytes to text without guessing: UTF-8, UTF-16 or UTF-32 with its mark, or the encoding a person names."""

from __future__ import annotations

import codecs

from workbench.errors import EncodingUnknown

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Where text of the British Isles has usually come from; iso8859_14 has the Welsh circumflexes.
_LIKELY = ("cp1252", "iso8859_14", "mac_roman", "cp850")
_AROUND = 30


def decode(data: bytes, file_name: str, encoding: str | None) -> tuple[str, str]:
    """Return the text and the name of the encoding it was read under.

    Half characters (lone surrogates) come through as they are; cleaning counts and replaces them.

    Raises:
        EncodingUnknown: when the bytes are no UTF text and no encoding is given, or do not fit the one given.
    """
    if encoding is not None:
        return _as_told(data, file_name, encoding), encoding
    for mark, name in _MARKS:
        if data.startswith(mark):
            text = _utf(data, name)
            if text is not None:
                return text, name
    if data.count(0) > len(data) // 5:
        raise EncodingUnknown(
            f"{file_name}: more than a fifth of the bytes are zero, as in UTF-16 text without its byte order mark.",
            "Say which it is: --encoding utf-16-le (Windows) or --encoding utf-16-be.",
        )
    text = _utf(data, "utf-8")
    if text is None:
        raise _doubtful(data, file_name)
    return text, "utf-8"


def _utf(data: bytes, name: str) -> str | None:
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        try:
            text = data.decode(name, "surrogatepass")
        except UnicodeDecodeError:
            return None
        # Two halves written separately make one character again; a lone half stays for cleaning to count.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return text.removeprefix("\ufeff")


def _as_told(data: bytes, file_name: str, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except LookupError:
        raise EncodingUnknown(
            f"{file_name}: there is no text encoding called '{encoding}'.",
            f"Use utf-8, utf-16 or one of {', '.join(_LIKELY)}.",
        ) from None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise EncodingUnknown(
            f"{file_name} is not {encoding} text: byte {error.start:,} (line {line}) does not fit.",
            "Leave --encoding out to see how a doubtful passage would read under several encodings.",
        ) from None
    except ValueError as error:
        raise EncodingUnknown(
            f"{file_name} cannot be read as {encoding}: {error}.", f"Try one of {', '.join(_LIKELY)}."
        ) from None


def _doubtful(data: bytes, file_name: str) -> EncodingUnknown:
    at = _first_misfit(data)
    line = data[:at].count(b"\n") + 1
    begin = max(data.rfind(b"\n", 0, at) + 1, at - _AROUND)
    end = data.find(b"\n", at)
    passage = data[begin : min(len(data) if end < 0 else end, at + _AROUND)]
    readings = {name: text for name in _LIKELY if (text := _try(passage, name)) is not None}
    if not readings:
        return EncodingUnknown(
            f"{file_name} is not UTF-8 text: no encoding we know of fits line {line}.",
            "Check that it is the file you meant, and save it as UTF-8.",
        )
    shown = "; ".join(f"{name}: {text!r}" for name, text in readings.items())
    return EncodingUnknown(
        f"{file_name} is not UTF-8 text: line {line} would read as {shown}.",
        f"If the first reading is right, add --encoding {next(iter(readings))}; otherwise name the one that reads well.",
    )


def _first_misfit(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _try(passage: bytes, name: str) -> str | None:
    try:
        return passage.decode(name).strip()
    except UnicodeDecodeError:
        return None

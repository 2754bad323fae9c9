"""Members of a zip file read by counted streams: the sizes a file claims for itself are never believed."""

from __future__ import annotations

import io
import zipfile
import zlib

MOST_ENTRIES = 10_000
MOST_BYTES = 500_000_000
MOST_RATIO = 100
# Below this a high ratio is harmless: an empty table repeats itself well.
FREE_BYTES = 8_000_000
_STEP = 1 << 18


class Refused(Exception):
    """The file is not taken in. `why` continues a sentence that starts with its name; `hint` says what to do."""

    def __init__(self, why: str, hint: str) -> None:
        super().__init__(why)
        self.why = why
        self.hint = hint


SAVE_AGAIN = (
    "Open it in your word processor and save it again; if it came from somebody you do not know, do not open it."
)


class Parts:
    """The parts of a document package, read into memory one by one under one shared limit."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
            raise Refused(f"is damaged or cut short ({error}).", SAVE_AGAIN) from None
        self._left = MOST_BYTES
        if len(self._zip.infolist()) > MOST_ENTRIES:
            raise Refused(f"holds more than {MOST_ENTRIES:,} files inside, which no document needs.", SAVE_AGAIN)

    def names(self) -> list[str]:
        """Return the names of all parts."""
        return self._zip.namelist()

    def get(self, name: str) -> bytes | None:
        """Return the bytes of a part, or None when there is none of that name.

        Raises:
            Refused: when it is encrypted, damaged or grows beyond the limits.
        """
        if name not in self._zip.NameToInfo:
            return None
        info = self._zip.getinfo(name)
        if info.flag_bits & 0x1:
            raise Refused("is protected by a password.", "Open it, save it without the password, and add it again.")
        try:
            with self._zip.open(info) as stream:
                return self._counted(stream, info.compress_size)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError) as error:
            raise Refused(f"is damaged inside ({name}: {error}).", SAVE_AGAIN) from None

    def _counted(self, stream: io.BufferedIOBase | object, packed: int) -> bytes:
        taken = bytearray()
        while piece := stream.read(_STEP):  # type: ignore[union-attr]
            taken += piece
            self._left -= len(piece)
            if self._left < 0:
                raise Refused(f"unpacks to more than {MOST_BYTES // 1_000_000} MB (a zip bomb).", SAVE_AGAIN)
            if len(taken) > FREE_BYTES and len(taken) > MOST_RATIO * packed:
                raise Refused(f"unpacks to more than {MOST_RATIO} times its size (a zip bomb).", SAVE_AGAIN)
        return bytes(taken)

"""From a file, or the bytes of an upload, to a Reading."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePath

from workbench.errors import FileUnreadable
from workbench.ingest.assemble import Wish, assemble
from workbench.ingest.readers import Reader, reader_for
from workbench.model import Reading, Role, Variety


def read(
    path: Path,
    *,
    variety: Variety = Variety.DISCLOSED,
    name: str | None = None,
    language: str = "en",
    encoding: str | None = None,
    roles: Mapping[str, Role] | None = None,
) -> Reading:
    """Return the source, turns and import report of a file. Nothing is stored.

    Args:
        path: a file with a suffix in `READERS`.
        variety: which kind of account it gives; speakers are looked for in disclosed and observed ones only.
        name: name of the source; the file name without its suffix when left out.
        language: language code of the source.
        encoding: encoding of a text file that is not UTF-8, such as cp1252.
        roles: role by speaker label, over the guess.

    Raises:
        FileUnreadable: missing, not a file, empty, too large, of no known kind, or damaged.
        EncodingUnknown: text that is not UTF-8, with no encoding given.
    """
    path = Path(path)
    reader = reader_for(path.suffix, path.name) if not path.is_dir() else None
    data = _bytes(path, reader)
    return read_bytes(data, path.name, variety=variety, name=name, language=language, encoding=encoding, roles=roles)


def read_bytes(
    data: bytes,
    file_name: str,
    *,
    variety: Variety = Variety.DISCLOSED,
    name: str | None = None,
    language: str = "en",
    encoding: str | None = None,
    roles: Mapping[str, Role] | None = None,
) -> Reading:
    """Return the reading of an upload: its bytes and the name it came under (only its last part is used).

    Raises:
        FileUnreadable, EncodingUnknown: as `read`.
    """
    file = PurePath(file_name.replace("\\", "/"))
    reader = reader_for(file.suffix, file.name)
    _refuse_size(len(data), file.name, reader)
    draft = reader.load()(data, file.name, encoding)
    wish = Wish(data, file.name, reader.name, name or file.stem, variety, language, dict(roles or {}))
    return assemble(draft, wish)


def _bytes(path: Path, reader: Reader | None) -> bytes:
    if reader is None:
        raise FileUnreadable(
            f"{path} is a folder, not a file.", "Name the files in it, for example with a star: folder/*.docx."
        )
    try:
        _refuse_size(path.stat().st_size, path.name, reader)
        return path.read_bytes()
    except FileNotFoundError:
        raise FileUnreadable(f"There is no file {path}.", "Check the folder and the spelling of the name.") from None
    except PermissionError:
        raise FileUnreadable(
            f"{path} may not be read by you.", "Ask its owner for leave to read it, or copy it."
        ) from None
    except (OSError, ValueError) as error:
        raise FileUnreadable(f"{path} cannot be read: {error}.", "Copy it to this computer and try again.") from None


def _refuse_size(size: int, file_name: str, reader: Reader) -> None:
    if size == 0:
        raise FileUnreadable(f"{file_name} is empty (0 bytes).", "Check that it was saved or copied completely.")
    if size > reader.largest:
        raise FileUnreadable(
            f"{file_name} has {size / 1e6:,.0f} MB; a {reader.name} file may have at most {reader.largest / 1e6:,.0f} MB.",
            "A transcript of an hour has about 0.1 MB: check that it is the file you meant, or split it.",
        )

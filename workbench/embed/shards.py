"""Files of vectors beside a study: a rebuildable sidecar, never trusted without its checksum."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from workbench.embed.encoder import Vectors
from workbench.errors import DiskFull, WorkbenchError
from workbench.model import sha256_bytes, sha256_text

_FORMAT = 1
_FULL = {errno.ENOSPC, errno.EDQUOT}


def write_shard(folder: Path, digest: str, keys: Sequence[str], vectors: Vectors) -> None:
    """Write vectors and, after them, the index that makes them count; both by rename, under a name nobody else uses.

    Raises:
        DiskFull: when there is no room.
        WorkbenchError: when the folder cannot be written.
    """
    name = uuid.uuid4().hex
    try:
        folder.mkdir(parents=True, exist_ok=True)
        data = _as_npy(vectors)
        _replace(folder / f"{name}.npy", data)
        index = {
            "format": _FORMAT,
            "encoder": digest,
            "dimensions": int(vectors.shape[1]),
            "keys": list(keys),
            "keys_sha256": sha256_text("\n".join(keys)),
            "vectors_sha256": sha256_bytes(data),
        }
        _replace(folder / f"{name}.json", json.dumps(index).encode())
    except OSError as error:
        raise _unwritten(folder, error) from error


def _as_npy(vectors: Vectors) -> bytes:
    file = io.BytesIO()
    np.save(file, vectors, allow_pickle=False)
    return file.getvalue()


def _replace(path: Path, data: bytes) -> None:
    draft = path.with_suffix(f"{path.suffix}.part")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _unwritten(folder: Path, error: OSError) -> WorkbenchError:
    if error.errno in _FULL:
        return DiskFull(
            f"The disk is full: no room for the vectors in {folder}. Everything saved before is kept.",
            "Make room and run again; what was worked out so far is not worked out again.",
        )
    return WorkbenchError(
        f"The vectors cannot be kept in {folder}: {error.strerror}.",
        "Make the folder writable; it holds nothing that cannot be worked out again.",
    )


def read_shards(folder: Path, digest: str, dimensions: int) -> Iterator[tuple[list[str], Vectors]]:
    """Yield the keys and vectors of every sound shard of this encoder; damaged ones are deleted, to be made anew."""
    for index in sorted(folder.glob("*.json")):
        try:
            yield _read(index, digest, dimensions)
        except FileNotFoundError:  # the vectors are missing, or another process has just deleted a damaged shard
            _delete(index)
        except (OSError, ValueError, KeyError, TypeError):
            _delete(index)


def _read(index: Path, digest: str, dimensions: int) -> tuple[list[str], Vectors]:
    about = json.loads(index.read_bytes())
    keys = about["keys"]
    whole = (
        about["format"] == _FORMAT
        and about["encoder"] == digest
        and about["dimensions"] == dimensions
        and about["keys_sha256"] == sha256_text("\n".join(keys))
        and about["vectors_sha256"] == _sha256(index.with_suffix(".npy"))
    )
    if not whole:
        raise ValueError(index)
    vectors = np.load(index.with_suffix(".npy"), mmap_mode="r", allow_pickle=False)
    if vectors.shape != (len(keys), dimensions) or vectors.dtype != np.float32:
        raise ValueError(index)
    return keys, vectors


def _delete(index: Path) -> None:
    for path in (index, index.with_suffix(".npy")):
        try:
            path.unlink(missing_ok=True)
        except OSError:  # a folder that can only be read: the shard is passed over each time instead
            continue


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

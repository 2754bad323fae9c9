"""Ids and hashes: made once, the same everywhere."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

_OURS = uuid.UUID("6f7c1d0e-2a4b-5c3d-9e8f-0a1b2c3d4e5f")


def new_id() -> str:
    """Return a fresh random UUID as text."""
    return str(uuid.uuid4())


def id_of(*parts: str) -> str:
    """Return the UUID that always belongs to these words (UUID version 5)."""
    return str(uuid.uuid5(_OURS, "\x1f".join(parts)))


def canonical_json(value: Any) -> str:
    """Return JSON with sorted keys and no spare spaces, so that equal values have equal text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256_text(text: str) -> str:
    """Return the SHA-256 of the text's UTF-8 bytes, in hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def sha256_bytes(data: bytes) -> str:
    """Return the SHA-256 of the bytes, in hex."""
    return hashlib.sha256(data).hexdigest()

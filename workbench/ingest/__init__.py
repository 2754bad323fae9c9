"""Files to sources: text, turns and an import report. Values only; nothing here touches a study."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.ingest.readers import READERS
    from workbench.ingest.reading import read, read_bytes

__all__ = ["READERS", "read", "read_bytes"]


def __getattr__(name: str) -> Any:
    # The child process that opens documents imports this package too, and has no use for the rest of it.
    if name == "READERS":
        from workbench.ingest.readers import READERS

        return READERS
    if name in {"read", "read_bytes"}:
        from workbench.ingest import reading

        return getattr(reading, name)
    raise AttributeError(f"module 'workbench.ingest' has no attribute '{name}'")

"""A qualitative interview analysis workbench.

`open_study(path)` opens a study; `workbench.model` holds the nouns. Everything works offline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.store import OpenStudy, new_study, open_study

__version__ = "0.1.0"
__all__ = ["OpenStudy", "WorkbenchError", "__version__", "new_study", "open_study"]


def __getattr__(name: str) -> Any:
    # The store loads SQLAlchemy; asking for the version or for help must not pay for that.
    if name in {"OpenStudy", "new_study", "open_study"}:
        from workbench import store

        return getattr(store, name)
    raise AttributeError(f"module 'workbench' has no attribute '{name}'")

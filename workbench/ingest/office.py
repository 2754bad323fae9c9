"""Word and OpenDocument files, opened in a child process: whatever is in them, only the child can come to harm."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from workbench.errors import FileUnreadable
from workbench.ingest.lines import Draft, Line, Shape
from workbench.ingest.looks import refuse_unless_document
from workbench.model import ImportWarning

_WALL_SECONDS = 60
_PACKAGE_ROOT = Path(__file__).resolve().parents[2]


def read_docx(data: bytes, file_name: str, encoding: str | None) -> Draft:
    """Return the paragraphs and tables of a Word document; `encoding` is not used, as the format names its own.

    Raises:
        FileUnreadable: when it is no Word document, is protected, damaged or hostile.
    """
    del encoding
    return _read(data, file_name, ".docx")


def read_odt(data: bytes, file_name: str, encoding: str | None) -> Draft:
    """Return the paragraphs and tables of an OpenDocument text; otherwise as `read_docx`."""
    del encoding
    return _read(data, file_name, ".odt")


def _read(data: bytes, file_name: str, suffix: str) -> Draft:
    refuse_unless_document(data, file_name, suffix)
    answer = _ask_child(data, file_name, suffix)
    if "refused" in answer:
        raise FileUnreadable(f"{file_name} {answer['refused']}", answer["hint"])
    lines = [
        Line(row["text"], row["number"], bold=row["bold"], cells=tuple(row["cells"]), table=row["table"])
        for row in answer["lines"]
    ]
    warnings = tuple(ImportWarning(message, number) for message, number in answer["warnings"])
    return Draft(tuple(lines), Shape.PARAGRAPHS, None, warnings)


def _ask_child(data: bytes, file_name: str, suffix: str) -> dict[str, Any]:
    command = [sys.executable, "-P", "-m", "workbench.ingest.document_child", suffix]
    path = os.pathsep.join(filter(None, (str(_PACKAGE_ROOT), os.environ.get("PYTHONPATH", ""))))
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module; the file's bytes go through stdin
            command, input=data, capture_output=True, timeout=_WALL_SECONDS, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        raise FileUnreadable(
            f"{file_name} took longer than {_WALL_SECONDS} seconds to open and was given up.", _SAVE_AGAIN
        ) from None
    if done.returncode != 0:
        raise FileUnreadable(f"{file_name} could not be opened: {_reason(done)}.", _SAVE_AGAIN)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


_SAVE_AGAIN = "Open it in your word processor, save it under a new name as .docx or .txt, and add that."


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    if b"MemoryError" in done.stderr:
        return "it needs more than 1 GB of memory"
    if done.returncode < 0:
        return "it needs more time or memory than a document may"
    return "it is damaged, or not what its name says"

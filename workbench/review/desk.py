"""ACT: what is pressed at the coding desk arrives in batches, is checked against the text, and is done once.

A client is one page of the desk in one browser; it numbers its operations from 1 without a gap and sends what is not yet
acknowledged again. An operation and the note that it arrived are one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from workbench.errors import (
    AlreadyArrived,
    CodebookInvalid,
    Conflict,
    NotAllowedHere,
    NotFound,
    NothingToUndo,
    SpanOutOfText,
)
from workbench.model import Source
from workbench.review.desk_kinds import KINDS
from workbench.review.desk_operation import NOT_UNDERSTOOD, Operation
from workbench.store import OpenStudy

# What a person can be told and the desk goes on; anything else is trouble with the study, and the keys stay unsent.
_ANSWERS = (NotAllowedHere, NotFound, SpanOutOfText, Conflict, NothingToUndo, CodebookInvalid)


def apply(
    study: OpenStudy, source: str, said: Sequence[Any], *, by: str, at: datetime | None = None
) -> list[tuple[int, str]]:
    """Do a batch of operations in order, each once, and return number and sentence of those that could not be done.

    What has arrived before is passed over. After a gap in the numbers nothing is done: the client sends again. An
    operation is done in the name of who pressed the key, also where another name stands on the page by now.

    Args:
        study: the study.
        source: name or id of the source on the desk.
        said: what the browser sent: objects with client, sequence, kind and what the kind needs.
        by: the person at the desk, for operations that name nobody.
        at: when, in UTC; default now.

    Raises:
        NotAllowedHere: when the batch is no list of operations.
        StudyBusy, DiskFull, StudyReadOnly: when the study cannot be written; what was done before stays done.
    """
    found, faults = _found(study, source), list[tuple[int, str]]()
    last: dict[str, int] = {}  # asked once: what arrives by another way meanwhile, the act refuses to do twice
    for operation in map(Operation.read, said):
        client = operation.client
        if client not in last:
            last[client] = study.operations.last(client)
        if operation.sequence <= last[client]:
            continue
        if operation.sequence > last[client] + 1:
            break
        fault = _do(study, found, operation, by=operation.coder or by, at=at)
        last[client] = operation.sequence
        if fault:
            faults.append((operation.sequence, fault))
    return faults


def _found(study: OpenStudy, source: str) -> Source | None:
    try:
        return study.sources.get(source)
    except NotFound:  # taken back in another window, or a backup was brought back: each press is told so
        return None


def _do(study: OpenStudy, source: Source | None, operation: Operation, *, by: str, at: datetime | None) -> str:
    """Do one operation; return a sentence when it cannot be done."""
    try:
        if operation.kind not in KINDS:
            raise NOT_UNDERSTOOD
        if source is None:
            raise NotFound("That source is no longer in the study. Nothing was changed.", "")
        with study.operation(operation.client, operation.sequence):
            KINDS[operation.kind](study, source, operation, by, at)
    except AlreadyArrived:
        return ""
    except _ANSWERS as error:
        fault = error.message
    else:
        return ""
    with study.act("desk.refused", by=by, at=at) as act:
        study.operations.refuse(act, operation.client, operation.sequence, fault)
    return fault

"""What changed between two versions of a codebook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workbench.exchange.codebook_fields import CODE_FIELDS
from workbench.model import Code, Codebook, CodeStatus

_TOLD_APART = ("id", "name", "parent", "order", "status")  # told in lists of their own, or not a change of meaning


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one code, before and after. `code` is the code's key in the newer codebook."""

    code: str
    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class CodebookDiff:
    """Everything that differs between two codebooks, code by code.

    `renamed` holds changes of name, `moved` of parent (a parent whose own key changed is still the same parent),
    `changed` of any other field but the order. `retired` and `restored` are codes that went out of use or came back;
    `removed` are codes that are gone altogether. `reordered` names the parents (None: the top) whose codes stand in
    another order.
    """

    added: tuple[Code, ...] = ()
    removed: tuple[Code, ...] = ()
    retired: tuple[Code, ...] = ()
    restored: tuple[Code, ...] = ()
    renamed: tuple[FieldChange, ...] = ()
    moved: tuple[FieldChange, ...] = ()
    changed: tuple[FieldChange, ...] = ()
    reordered: tuple[str | None, ...] = ()

    def __bool__(self) -> bool:
        return self != CodebookDiff()


def diff_codebooks(before: Codebook, after: Codebook) -> CodebookDiff:
    """Return what has to be done to `before` to make `after`.

    Two codes are the same when they have the same id or, failing that, the same key: files without ids can be
    compared too. Capitals in keys make no difference to that.
    """
    pairs = _pairs(before, after)
    matched = {new.id for _, new in pairs}
    gone = {old.id for old, _ in pairs}
    return CodebookDiff(
        added=tuple(code for code in after if code.id not in matched),
        removed=tuple(code for code in before if code.id not in gone),
        retired=tuple(new for old, new in pairs if _went_to(CodeStatus.RETIRED, old, new)),
        restored=tuple(new for old, new in pairs if _went_to(CodeStatus.ACTIVE, old, new)),
        renamed=tuple(FieldChange(new.key, "name", old.name, new.name) for old, new in pairs if old.name != new.name),
        moved=tuple(_moves(pairs)),
        changed=tuple(change for old, new in pairs for change in _changes(old, new)),
        reordered=tuple(_reordered(before, after, pairs)),
    )


def _pairs(before: Codebook, after: Codebook) -> list[tuple[Code, Code]]:
    known = before.by_id
    pairs = {code.id: known[code.id] for code in after if code.id in known}
    used = {old.id for old in pairs.values()}
    left = {code.key.casefold(): code for code in before if code.id not in used}
    for code in after:
        if code.id not in pairs and code.key.casefold() in left:
            pairs[code.id] = left.pop(code.key.casefold())
    return [(pairs[code.id], code) for code in after if code.id in pairs]


def _went_to(status: CodeStatus, old: Code, new: Code) -> bool:
    return old.status is not new.status and new.status is status


def _moves(pairs: list[tuple[Code, Code]]) -> Iterator[FieldChange]:
    now_called = {old.key: new.key for old, new in pairs}
    for old, new in pairs:
        if _now(old.parent, now_called) != new.parent:
            yield FieldChange(new.key, "parent", old.parent, new.parent)


def _now(key: str | None, now_called: dict[str, str]) -> str | None:
    return None if key is None else now_called.get(key, key)


def _changes(old: Code, new: Code) -> Iterator[FieldChange]:
    for field in CODE_FIELDS:
        if field not in _TOLD_APART and getattr(old, field) != getattr(new, field):
            yield FieldChange(new.key, field, getattr(old, field), getattr(new, field))


def _reordered(before: Codebook, after: Codebook, pairs: list[tuple[Code, Code]]) -> Iterator[str | None]:
    """Yield the parents whose codes, as far as they are below it in both versions, stand in another order."""
    now_called = {old.key: new.key for old, new in pairs}
    was_called = {new: old for old, new in now_called.items()}
    for parent in (None, *(code.key for code in after)):
        former = None if parent is None else was_called.get(parent)
        if parent is not None and former is None:
            continue
        then = [now_called[code.key] for code in before.children(former) if code.key in now_called]
        now = [code.key for code in after.children(parent)]
        if [key for key in then if key in now] != [key for key in now if key in then]:
            yield parent

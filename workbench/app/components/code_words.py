"""What a code's fields are called on a page, and their values as text that can be read and typed."""

from __future__ import annotations

from workbench.model import Code, Codebook, CodeStatus, NearMiss, NotWhen

FIELDS = {
    "name": "Name", "key": "Key", "parent": "Below", "definition": "Definition", "use_when": "Use when",
    "not_when": "Not when", "cues": "Cues", "examples": "Examples", "near_miss": "Near-misses",
    "contrast_with": "Contrast with", "applies_to": "For sources that are", "colour": "Colour", "status": "Status",
}  # fmt: skip
_BREAK = " ⏎ "  # a line break inside one item of a list that is typed one item to a line


def said(code: Code, field: str) -> str:
    """Return a field of a code as text, one item of a list to a line."""
    value = getattr(code, field)
    if isinstance(value, CodeStatus):
        return "in use" if value is CodeStatus.ACTIVE else "retired"
    if isinstance(value, tuple):
        return "\n".join(_item(each) for each in value)
    return "" if value is None else str(value)


def _item(value: object) -> str:
    if isinstance(value, NotWhen):
        return f"{value.condition} → {value.use}" if value.use else value.condition
    if isinstance(value, NearMiss):
        return f"{value.text} → {value.code}"
    return str(value)


def lines(values: tuple[str, ...]) -> str:
    """Return a list as it is typed: one item to a line."""
    return "\n".join(value.replace("\n", _BREAK) for value in values)


def unlined(typed: str) -> tuple[str, ...]:
    """Return the list that was typed one item to a line; empty lines are none."""
    return tuple(line.strip().replace(_BREAK, "\n") for line in typed.split("\n") if line.strip())


def named(codebook: Codebook, code_id: str) -> str:
    """Return a code as a list to choose from shows it: its name and key."""
    code = codebook.by_id.get(code_id)
    return f"{code.name} ({code.key})" if code else ""


def in_use(codebook: Codebook) -> list[str]:
    """Return the ids of the codes that take codings, in the order of the tree."""
    return [code.id for _, code in codebook.tree() if code.status is CodeStatus.ACTIVE]

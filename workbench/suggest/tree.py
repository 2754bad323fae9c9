"""What the tree of codes says about proposals: a parent speaks only where its children are silent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.model import Code, Codebook, CodeStatus


def in_use(codebook: Codebook) -> list[Code]:
    """Return the codes that may be proposed, in the codebook's order."""
    return [code for code in codebook if code.status is CodeStatus.ACTIVE]


def ancestors(codebook: Codebook) -> Mapping[str, frozenset[str]]:
    """Return, for each code's key, the keys of all codes above it."""
    return {code.key: frozenset(above.key for above in codebook.path(code)[:-1]) for code in codebook}


def most_specific(keys: Sequence[str], above: Mapping[str, frozenset[str]]) -> list[str]:
    """Return the keys without those that another of the keys lies below."""
    general = frozenset().union(*(above[key] for key in keys))
    return [key for key in keys if key not in general]

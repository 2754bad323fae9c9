"""Codebooks: versions of a tree of codes."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from workbench.errors import CodebookInvalid, NotFound, listed


class CodeStatus(StrEnum):
    """A code is in use or retired; it is never deleted, because codings point at it."""

    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class NotWhen:
    """When not to use a code, and the key of the code to use instead (empty where none is named)."""

    condition: str
    use: str = ""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """An utterance that looks like a code's but belongs to another: its words and that other code's key."""

    text: str
    code: str


@dataclass(frozen=True, slots=True)
class Code:
    """One code (REFI-QDA: Code).

    `id` is a UUID that a rename keeps. `key` is the short handle people type (`ADM.VOL`); `parent` is a key too.
    `applies_to` is the varieties of source the code is meant for, empty for all.
    """

    id: str
    key: str
    name: str
    definition: str = ""
    parent: str | None = None
    use_when: str = ""
    not_when: tuple[NotWhen, ...] = ()
    cues: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    near_miss: tuple[NearMiss, ...] = ()
    contrast_with: tuple[str, ...] = ()
    applies_to: tuple[str, ...] = ()
    colour: str = ""
    order: int = 0
    status: CodeStatus = CodeStatus.ACTIVE


@dataclass(frozen=True, slots=True)
class Codebook:
    """One immutable version of a codebook (REFI-QDA: CodeBook).

    `id` names the codebook through all its versions; `version` counts from 1. `facets` are closed lists of values
    that stand beside themes (stance, gap type, voice), never in their place.

    Raises:
        CodebookInvalid: naming every fault at once: duplicate keys or names, unknown parents, cycles, near-misses,
            contrasts or alternatives that point to no code.
    """

    id: str
    name: str
    codes: tuple[Code, ...]
    version: int = 1
    reason: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        found = faults(self.codes)
        if found:
            raise CodebookInvalid(
                f"The codebook '{self.name}' has {len(found)} fault{'s' if len(found) > 1 else ''}: " + " ".join(found),
                "Mend these in the file and import it again; the study was not changed.",
            )

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def by_key(self) -> Mapping[str, Code]:
        """Codes by their key."""
        return MappingProxyType({code.key: code for code in self.codes})

    @property
    def by_id(self) -> Mapping[str, Code]:
        """Codes by their UUID."""
        return MappingProxyType({code.id: code for code in self.codes})

    def find(self, words: str) -> Code:
        """Return the code whose key, name or id is `words`, whatever the capitals.

        Raises:
            NotFound: naming the nearest codes there are.
        """
        wanted = folded(words.strip())
        for code in self.codes:
            if wanted in {folded(code.key), folded(code.name), folded(code.id)}:
                return code
        near = [c.key for c in self.codes if wanted in folded(c.key) or wanted in folded(c.name)]
        raise NotFound(
            f"The codebook '{self.name}' has no code '{words}'. "
            + (f"Near it: {listed(near)}." if near else f"It has: {listed(c.key for c in self.codes)}."),
            "Use a code's key or its full name; `workbench codebook show` lists them all.",
        )

    def children(self, key: str | None) -> tuple[Code, ...]:
        """Return the codes directly below `key` (None: the top), in their order."""
        return tuple(sorted((c for c in self.codes if c.parent == key), key=lambda c: c.order))

    def path(self, code: Code) -> tuple[Code, ...]:
        """Return the codes from the top of the tree down to `code`."""
        known, chain = self.by_key, [code]
        while chain[0].parent is not None:
            chain.insert(0, known[chain[0].parent])
        return tuple(chain)

    def only(self, keep: Callable[[Code], bool]) -> Codebook:
        """Return the same codebook with fewer codes; what pointed at a code left out is left out too."""
        codes = [code for code in self.codes if keep(code)]
        keys = {code.key for code in codes}
        return replace(self, codes=tuple(_within(code, keys) for code in codes))

    def tree(self) -> Iterator[tuple[int, Code]]:
        """Yield every code with its depth (0 at the top), parents before children."""
        below: dict[str | None, list[Code]] = {}
        for code in sorted(self.codes, key=lambda c: c.order)[::-1]:  # backwards, for what is taken last is taken first
            below.setdefault(code.parent, []).append(code)
        waiting = [(0, code) for code in below.get(None, [])]
        while waiting:
            depth, code = waiting.pop()
            yield depth, code
            waiting += [(depth + 1, child) for child in below.get(code.key, [])]


def _within(code: Code, keys: set[str]) -> Code:
    return replace(
        code,
        parent=code.parent if code.parent in keys else None,
        not_when=tuple(rule for rule in code.not_when if not rule.use or rule.use in keys),
        near_miss=tuple(miss for miss in code.near_miss if miss.code in keys),
        contrast_with=tuple(key for key in code.contrast_with if key in keys),
    )


def folded(words: str) -> str:
    """Return words as they are compared: whatever the capitals, and however an accent is written."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", words).casefold())


def is_blank(words: str) -> bool:
    """Say whether nobody could see these words: there are none, or only spaces and signs without a shape."""
    return all(each in _SHAPELESS or unicodedata.category(each) in _UNSEEN for each in words)


_UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Zs"}
_SHAPELESS = "\u034f\u115f\u1160\u2800\u3164\ufe0e\ufe0f\uffa0"  # fillers and the like, which count as letters or marks


def faults(codes: tuple[Code, ...]) -> list[str]:
    """Return every fault in a list of codes, one sentence each; empty when there is none."""
    return [*_repeated(codes), *_dangling(codes), *_cycles(codes)]


def _repeated(codes: tuple[Code, ...]) -> Iterator[str]:
    for what in ("key", "name", "id"):
        seen: dict[str, str] = {}
        for code in codes:
            value = str(getattr(code, what))
            same = folded(value)
            if is_blank(value):
                yield f"A code has an empty {what} (near '{code.key or code.name}')."
            elif same in seen:
                yield f"The {what} '{value}' is used twice ('{seen[same]}' and '{code.key}')."
            seen.setdefault(same, code.key)


def _dangling(codes: tuple[Code, ...]) -> Iterator[str]:
    keys = {code.key for code in codes}
    for code in codes:
        if code.parent is not None and code.parent not in keys:
            yield f"'{code.key}' has the parent '{code.parent}', which is not in the codebook."
        for what, wanted in (
            ("near-miss", [miss.code for miss in code.near_miss]),
            ("not-when", [rule.use for rule in code.not_when if rule.use]),
            ("contrast", list(code.contrast_with)),
        ):
            for key in wanted:
                if key not in keys:
                    yield f"'{code.key}' has a {what} that points to '{key}', which is not in the codebook."


def _cycles(codes: tuple[Code, ...]) -> Iterator[str]:
    parent = {code.key: code.parent for code in codes}
    settled: set[str] = set()
    for start in parent:
        trail: dict[str, None] = {}  # a dict, because it remembers the order and finds fast
        key: str | None = start
        while key in parent and key not in settled and key not in trail:
            trail[key] = None
            key = parent[key]
        if key in trail:
            walked = list(trail)
            loop = [*walked[walked.index(key) :], key]
            yield f"The codes {' → '.join(loop)} form a circle: each is the parent of the one before."
        settled.update(trail)

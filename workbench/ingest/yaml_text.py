"""YAML from outside, read as plain text, numbers, lists and fields, with the line each stands on.

YAML can say far more than a codebook or a recipe needs: objects to be made, dates, numbers to the base 60, short texts
that unfold to gigabytes. Nothing of that is taken in. What a plain word means is settled here by a few rules, and the
words as written are kept, so that a cue `no` or a key `ON` stays the word it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from workbench.errors import FileUnreadable, listed

LARGEST = 1_000_000
"""The most bytes a YAML file may have."""

_MOST_VALUES = 50_000  # counted with every alias written out, which is what defeats a "billion laughs"
_MOST_NODES = 100_000  # names of fields and values as written, so that a large file is given up early
_DEEPEST = 24  # levels of lists in lists
_PLAIN = "plain"  # stands in for a tag: a word written without quotes
_NOTHING = ("", "~", "null", "Null", "NULL")
_YES_NO: Mapping[str, bool] = {"true": True, "false": False, "yes": True, "no": False}
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")  # 18 digits: what fits a database's whole number
_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,3})?")

Value = str | int | float | bool | None | list["Entry"] | dict[str, "Entry"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a YAML file: what it means, the words as written (scalars only), and its line, counted from 1."""

    value: Value
    text: str
    line: int

    @property
    def kind(self) -> str:
        """What this is, in plain words."""
        if isinstance(self.value, dict):
            return "a group of fields"
        if isinstance(self.value, list):
            return "a list"
        return "nothing" if self.value is None else f"'{shortened(self.text)}'"


def shortened(text: str, most: int = 60) -> str:
    """Return `text` cut to `most` characters, for use inside a message."""
    return text if len(text) <= most else text[: most - 1] + "…"


def read_yaml(data: bytes | str, *, name: str) -> Entry:
    """Return what a YAML text holds, as a tree of entries.

    Args:
        data: the file's bytes (UTF-8) or its text.
        name: the file's name, for messages.

    Raises:
        FileUnreadable: when the text is empty, too large, binary, not UTF-8, not YAML, holds a field twice, asks for
            anything but text, numbers, yes/no, lists and fields, or unfolds to too much.
    """
    text = decoded(data, name=name)
    try:
        root = _Loader(text).get_single_node()
    except yaml.YAMLError as fault:
        raise _not_yaml(fault, name) from None
    if root is None:
        raise FileUnreadable(f"'{name}' holds nothing but blank lines or comments.", "Check that it is the right file.")
    return _Reading(name).entry(root, 0)


def small_file(path: Path, *, largest: int = LARGEST) -> bytes:
    """Return the bytes of a file, if it is small.

    Raises:
        FileUnreadable: when it is missing, a folder, not ours to read, or larger than `largest` bytes.
    """
    try:
        with path.open("rb") as file:
            return file.read(largest + 1)  # one more than allowed, so that `decoded` sees that it is too large
    except FileNotFoundError:
        raise FileUnreadable(f"There is no file '{path}'.", "Check the name and the folder.") from None
    except IsADirectoryError:
        raise FileUnreadable(f"'{path}' is a folder, not a file.", "Name a file in it.") from None
    except OSError as fault:
        raise FileUnreadable(
            f"'{path}' could not be read: {fault.strerror or fault}.", "Check that you may open it."
        ) from None


def decoded(data: bytes | str, *, name: str, largest: int = LARGEST) -> str:
    """Return the text of a small UTF-8 file, without a byte order mark.

    Raises:
        FileUnreadable: when it is empty, larger than `largest` bytes, binary, or not UTF-8.
    """
    if len(data) > largest:
        raise FileUnreadable(
            f"'{name}' is larger than the {largest:,} bytes that are read.", "Check that it is the right file."
        )
    if isinstance(data, bytes):
        data = _from_utf8(data, name)
    text = data.removeprefix("\ufeff")
    if not text.strip():
        raise FileUnreadable(f"'{name}' is empty.", "Check that it is the right file and was saved.")
    if "\x00" in text:
        raise FileUnreadable(f"'{name}' is not a text file: it holds zero bytes.", "Save it as plain text (UTF-8).")
    return text


def _from_utf8(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise FileUnreadable(
            f"'{name}' is not UTF-8 text: line {line} holds the byte 0x{data[fault.start]:02x}.",
            "Open it in the program it was written with and save it as UTF-8.",
        ) from None


class _Loader(yaml.SafeLoader):
    """PyYAML's reader, used only as far as its tree of nodes: nothing is ever constructed from a tag."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0
        self._nodes = 0

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        # Counted here because the reader calls itself for each level: without it a line of brackets ends in a crash.
        self._depth += 1
        self._nodes += 1
        if self._depth > _DEEPEST or self._nodes > _MOST_NODES:
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            much = f"stand more than {_DEEPEST} deep" if self._depth > _DEEPEST else f"are more than {_MOST_NODES:,}"
            raise yaml.MarkedYAMLError(problem=f"lists, fields and texts {much}", problem_mark=mark)
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1

    def resolve(self, kind: type[Node], value: str | None, implicit: tuple[bool, bool] | bool) -> str:  # noqa: ARG002
        """Return whether a scalar was written plainly or in quotes; what it means is settled afterwards."""
        if kind is ScalarNode and isinstance(implicit, tuple) and implicit[0]:
            return _PLAIN
        return _DEFAULT_TAGS[kind]


_DEFAULT_TAGS: Mapping[type[Node], str] = {
    ScalarNode: "tag:yaml.org,2002:str",
    SequenceNode: "tag:yaml.org,2002:seq",
    MappingNode: "tag:yaml.org,2002:map",
}


class _Reading:
    """Turns nodes into entries, counting as it goes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.values = 0

    def entry(self, node: Node, depth: int) -> Entry:
        line = node.start_mark.line + 1
        self.values += 1
        if self.values > _MOST_VALUES or depth > _DEEPEST:
            raise FileUnreadable(
                f"'{self.name}' unfolds to more than {_MOST_VALUES:,} values or {_DEEPEST} levels (line {line}).",
                "Write repeated parts (&name and *name) out in full, and leave out what is not needed.",
            )
        if node.tag not in (_PLAIN, *_DEFAULT_TAGS.values()):
            raise FileUnreadable(
                f"'{self.name}' asks for a special kind of value on line {line}: '{shortened(str(node.tag))}'. "
                "Only text, numbers, yes/no, lists and fields are read.",
                "Take the word that begins with ! out, or put the text in quotes.",
            )
        if isinstance(node, MappingNode):
            return Entry(self._fields(node, depth), "", line)
        if isinstance(node, SequenceNode):
            return Entry([self.entry(each, depth + 1) for each in node.value], "", line)
        return _scalar(str(node.value), node, line)

    def _fields(self, node: MappingNode, depth: int) -> dict[str, Entry]:
        fields: dict[str, Entry] = {}
        twice: list[str] = []
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, ScalarNode):
                raise FileUnreadable(
                    f"'{self.name}' has a list or group where a field's name should stand, on line {line}.",
                    "Put text that begins with [ or { in quotes.",
                )
            if key.value in fields:
                twice.append(f"'{shortened(key.value)}' on lines {fields[key.value].line} and {line}")
            entry = self.entry(value, depth + 1)
            fields[key.value] = Entry(entry.value, entry.text, line)
        if twice:
            raise FileUnreadable(
                f"'{self.name}' gives the same field twice in one place: {listed(twice)}.", "Keep one of the two."
            )
        return fields


def _scalar(text: str, node: Node, line: int) -> Entry:
    if getattr(node, "style", None) in ("|", ">"):  # a block of lines ends in a newline that nobody meant to write
        text = text.removesuffix("\n")
    if node.tag != _PLAIN:
        return Entry(text, text, line)
    if text in _NOTHING:
        return Entry(None, text, line)
    if text.casefold() in _YES_NO:
        return Entry(_YES_NO[text.casefold()], text, line)
    if _WHOLE.fullmatch(text):
        return Entry(int(text), text, line)
    if _NUMBER.fullmatch(text) and len(text) <= 40 and not text.lstrip("+-").isdigit():
        return Entry(float(text), text, line)
    return Entry(text, text, line)


def _not_yaml(fault: yaml.YAMLError, name: str) -> FileUnreadable:
    if isinstance(fault, yaml.reader.ReaderError):
        return FileUnreadable(
            f"'{name}' holds a character that text cannot have (number {fault.position + 1} in the file).",
            "Save it as plain text (UTF-8).",
        )
    problem, mark = getattr(fault, "problem", None), getattr(fault, "problem_mark", None)
    where = f" on line {mark.line + 1}, character {mark.column + 1}" if mark else ""
    hint = "Put text that holds a colon, a comma, a quotation mark or one of #[]{}&*! in quotes."
    if "'\\t'" in str(problem):
        hint = "Use spaces, not tabs, at the beginning of lines."
    return FileUnreadable(f"'{name}' is not readable YAML{where}: {problem or fault}.", hint)

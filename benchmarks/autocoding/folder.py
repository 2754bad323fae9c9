"""The neutral folder: `segments.csv`, `labels.csv` and `codebook.yaml`, read and written.

segments.csv   id, unit, source, order, speaker, text, split
labels.csv     id, code, coder
codebook.yaml  a codebook file of the workbench (see codebooks/README.md); a code needs a name, no more

`split` is train, test or context: talk that is never scored, such as the interviewer's, but stands beside what is. Split by
source or by respondent. `order` is the place in the source, `unit` what a segment is (sentence, comment); it is only kept. A segment without a row in labels.csv carries no code. `code` is a code's key, name or id.
Needed are id, source, text and split, and id and code; other columns are passed over.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.errors import FileUnreadable, NotFound, listed
from workbench.exchange.codebook_file import read_codebook, write_codebook
from workbench.exchange.csv_rows import csv_rows
from workbench.model import Code, Codebook

SPLITS = ("train", "test", "context")
SEGMENT_COLUMNS = ("id", "unit", "source", "order", "speaker", "text", "split")
LABEL_COLUMNS = ("id", "code", "coder")
_NEEDED = {"segments.csv": ("id", "source", "text", "split"), "labels.csv": ("id", "code")}
_HOW = "See 'The folder format' in benchmarks/README.md."


@dataclass(frozen=True, slots=True)
class Talk:
    """A row of segments.csv: who said what, where in which source, and whether it is trained on, tested or context."""

    id: str
    source: str
    text: str
    split: str
    unit: str = "segment"
    order: float = 0.0
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A row of labels.csv: a segment's id, a code's key, and who gave it."""

    id: str
    code: str
    coder: str = ""


@dataclass(frozen=True, slots=True)
class CodedSet:
    """A folder's contents. Talk stands in order within its source; labels name codes by their key, none twice."""

    name: str
    talk: tuple[Talk, ...]
    labels: tuple[Label, ...]
    codebook: Codebook

    @property
    def coders(self) -> tuple[str, ...]:
        """Who coded, in order of name."""
        return tuple(sorted({label.coder for label in self.labels}))


def read_folder(folder: Path) -> CodedSet:
    """Return what the folder holds.

    Raises:
        FileUnreadable: naming the file, the line and what is wrong with it.
        CodebookInvalid: when the codebook breaks its own rules.
    """
    for name in (*_NEEDED, "codebook.yaml"):
        if not (folder / name).is_file():
            raise FileUnreadable(f"The folder '{folder}' has no file '{name}'.", _HOW)
    codebook = active(read_codebook(folder / "codebook.yaml"))
    talk = _talk(_table(folder, "segments.csv"))
    return CodedSet(folder.resolve().name, talk, _labels(_table(folder, "labels.csv"), talk, codebook), codebook)


def active(codebook: Codebook) -> Codebook:
    """Return the codebook with the codes that are in use."""
    return codebook.only(lambda code: code.status == "active")


def write_folder(folder: Path, talk: Iterable[Talk], labels: Iterable[Label], codebook: Codebook) -> None:
    """Write the three files, making the folder where there is none; files of these names are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "segments.csv", SEGMENT_COLUMNS, talk)
    _write(folder / "labels.csv", LABEL_COLUMNS, labels)
    write_codebook(codebook, folder / "codebook.yaml")


def _write(path: Path, columns: Sequence[str], rows: Iterable[Talk | Label]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(columns)
        table.writerows([_plain(getattr(row, column)) for column in columns] for row in rows)


def _plain(value: str | float) -> str:
    return f"{value:g}" if isinstance(value, float) else value


def _table(folder: Path, name: str) -> list[tuple[int, Mapping[str, str]]]:
    """Return the table's rows as column to cell, each with its line in the file."""
    try:
        text = (folder / name).read_text("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise FileUnreadable(f"'{folder / name}' is not UTF-8 ({fault}).", "Save it again as CSV (UTF-8).") from None
    rows = csv_rows(text, name)
    columns = [cell.casefold() for cell in next(rows, (1, []))[1]]
    missing = [column for column in _NEEDED[name] if column not in columns]
    if missing:
        raise FileUnreadable(f"'{name}' has no column {listed(missing)}. It has: {listed(columns)}.", _HOW)
    return [(line, _named(columns, cells, name, line)) for line, cells in rows if any(cells)]


def _named(columns: Sequence[str], cells: Sequence[str], name: str, line: int) -> Mapping[str, str]:
    if len(cells) > len(columns):
        raise FileUnreadable(
            f"Line {line} of '{name}' has {len(cells)} cells, and there are {len(columns)} columns.",
            "A text with commas in it needs quotation marks around it.",
        )
    return dict(zip(columns, [*cells, *[""] * (len(columns) - len(cells))], strict=True))


def _talk(rows: Sequence[tuple[int, Mapping[str, str]]]) -> tuple[Talk, ...]:
    found: dict[str, Talk] = {}
    for place, (line, row) in enumerate(rows):
        talk = _one_talk(row, line, place)
        if talk.id in found:
            raise FileUnreadable(f"Line {line} of 'segments.csv': the id '{talk.id}' stands there twice.", _HOW)
        found[talk.id] = talk
    _check_splits(found.values())
    return tuple(sorted(found.values(), key=lambda one: (one.source, one.order)))


def _one_talk(row: Mapping[str, str], line: int, place: int) -> Talk:
    empty = [column for column in ("id", "source", "split") if not row[column]]
    if empty:
        raise FileUnreadable(f"Line {line} of 'segments.csv' has no {listed(empty)}.", _HOW)
    split = row["split"].casefold()
    if split not in SPLITS:
        raise FileUnreadable(
            f"Line {line} of 'segments.csv': '{row['split']}' is no split. There are: {listed(SPLITS)}.", _HOW
        )
    try:
        order = float(row.get("order") or place)
    except ValueError:
        raise FileUnreadable(
            f"Line {line} of 'segments.csv': the order '{row['order']}' is not a number.", _HOW
        ) from None
    unit, speaker = row.get("unit") or "segment", row.get("speaker", "")
    return Talk(row["id"], row["source"], row["text"], split, unit, order, speaker)


def _check_splits(talk: Iterable[Talk]) -> None:
    if not {"train", "test"} <= {one.split for one in talk}:
        raise FileUnreadable("'segments.csv' needs segments to train on and segments to test on.", _HOW)


def _labels(
    rows: Sequence[tuple[int, Mapping[str, str]]], talk: Sequence[Talk], codebook: Codebook
) -> tuple[Label, ...]:
    ids = {one.id for one in talk}
    keys = {word: code.key for code in codebook for word in (code.id, code.name, code.key)}
    found: dict[Label, None] = {}
    for line, row in rows:
        if row["id"] not in ids:
            raise FileUnreadable(f"Line {line} of 'labels.csv': no segment has the id '{row['id']}'.", _HOW)
        key = keys.get(row["code"]) or _found(row["code"], codebook, line)
        found[Label(row["id"], key, row.get("coder", ""))] = None
    return tuple(found)


def _found(words: str, codebook: Codebook, line: int) -> str:
    try:
        return codebook.find(words).key
    except NotFound as fault:
        raise FileUnreadable(f"Line {line} of 'labels.csv': {fault.message}", fault.hint) from None


def with_codes(codebook: Codebook, codes: Iterable[Code]) -> Codebook:
    """Return the codebook with these codes in place of its own."""
    return replace(codebook, codes=tuple(codes))

"""Codebook files: YAML read and written, CSV tables read."""

from __future__ import annotations

import errno
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from workbench.errors import DiskFull, FileUnreadable, WorkbenchError
from workbench.exchange.codebook_draft import Draft, finished
from workbench.exchange.codebook_fields import CODE_FIELDS, CODEBOOK_FIELDS, Faults, fields_of
from workbench.exchange.codebook_table import table_drafts
from workbench.ingest.shipped import find_file
from workbench.ingest.yaml_text import Entry, read_yaml, shortened, small_file
from workbench.model import Code, Codebook, CodeStatus

_ENDINGS = (".yml", ".yaml", ".csv")
_KEPT = ("version", "reason", "facets", "sources", "id")  # of a codebook's own fields, those a study keeps as they are


def read_codebook(
    path_or_bytes: str | Path | bytes, *, ids_from: Codebook | None = None, name: str = "codebook.yml"
) -> Codebook:
    """Return the codebook that a YAML file or a CSV table holds.

    Args:
        path_or_bytes: a path; the bare name of a shipped codebook; or the file's bytes.
        ids_from: the codebook this file is a new version of. The codebook keeps its id, and so does every code whose
            id or key (in a table without keys: name) is in both, so that a rename keeps the id. All others get new
            ids.
        name: what to call the file in messages, and by its ending what it is, when bytes are given.

    Raises:
        NotFound: when a bare name is neither a file nor a shipped codebook.
        FileUnreadable: when the file is missing, empty, too large, not text, or neither YAML nor CSV.
        CodebookInvalid: naming every fault at once, each with its line.
    """
    data, name = (path_or_bytes, name) if isinstance(path_or_bytes, bytes) else _from_file(path_or_bytes)
    stem, ending = Path(name).stem, Path(name).suffix.casefold()
    if ending not in _ENDINGS:
        raise FileUnreadable(
            f"'{name}' does not end in .yml, .yaml or .csv, the kinds of codebook file that are read.",
            "Give it the ending that fits what is in it.",
        )
    faults = Faults()
    if ending == ".csv":
        return finished(table_drafts(data, faults, name=name), {"name": stem}, faults, file=name, ids_from=ids_from)
    about, drafts = _yaml_drafts(read_yaml(data, name=name), faults)
    return finished(drafts, {"name": stem, **about}, faults, file=name, ids_from=ids_from)


def _from_file(path: str | Path) -> tuple[bytes, str]:
    found = find_file("codebooks", path)
    return small_file(found), found.name


def _yaml_drafts(root: Entry, faults: Faults) -> tuple[dict[str, Any], list[Draft]]:
    given = fields_of(root, "The file", CODEBOOK_FIELDS, faults)
    if isinstance(root.value, dict) and "codes" not in given:
        faults.add(root.line, "The file has no field 'codes', the list of the codebook's codes.")
    read = {field: CODEBOOK_FIELDS[field](entry, f"'{field}'", faults) for field, entry in given.items()}
    about = {field: read[field] for field in _KEPT if field in read}
    if read.get("codebook"):
        about["name"] = read["codebook"]
    return about, [_draft(entry, faults) for entry in read.get("codes", [])]


def _draft(entry: Entry, faults: Faults) -> Draft:
    label = "A code"
    if isinstance(entry.value, dict):
        named = entry.value.get("key") or entry.value.get("name")
        label = f"The code '{shortened(named.text)}'" if named and named.text else label
    given = fields_of(entry, label, CODE_FIELDS, faults)
    what = f"of {label[0].lower()}{label[1:]}"
    return Draft(
        entry.line, {name: CODE_FIELDS[name](each, f"'{name}' {what}", faults) for name, each in given.items()}
    )


def write_codebook(codebook: Codebook, path: str | Path) -> None:
    """Write the codebook as a YAML file, whole or not at all; a file that was there is replaced.

    Raises:
        DiskFull: when there is no room; what was there before is kept.
        WorkbenchError: when the file cannot be written for another reason.
    """
    path = Path(path)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(codebook_yaml(codebook), encoding="utf-8", newline="\n")
        beside.replace(path)
    except OSError as fault:
        kind = DiskFull if fault.errno in (errno.ENOSPC, errno.EDQUOT) else WorkbenchError
        raise kind(
            f"'{path}' could not be written: {fault.strerror or fault}. What was there before is kept.",
            "Choose a folder that exists, has room, and that you may write to.",
        ) from None
    finally:
        beside.unlink(missing_ok=True)


def codebook_yaml(codebook: Codebook) -> str:
    """Return the codebook as YAML text, from which `read_codebook` makes an equal codebook."""
    place: Counter[str | None] = Counter()
    codes = []
    for code in codebook.codes:
        codes.append(_code_fields(code, place[code.parent]))
        place[code.parent] += 1
    about = {
        "codebook": codebook.name,
        "version": codebook.version,
        "reason": codebook.reason,
        "sources": list(codebook.sources),
        "facets": {name: _Flow(values) for name, values in codebook.facets.items()},
        "id": codebook.id,
    }
    head = dumped({name: value for name, value in about.items() if value})
    # One code at a time, so that a blank line can stand between them: YAML files of codes are read by people.
    return head + ("codes:\n\n" if codes else "codes: []\n") + "\n".join(dumped([fields]) for fields in codes)


def _code_fields(code: Code, usual_order: int) -> dict[str, Any]:
    """Return a code's fields in the order of `CODE_FIELDS`, without those that say nothing."""
    given = {name: getattr(code, name) for name in CODE_FIELDS}
    given["order"] = None if code.order == usual_order else code.order
    given["status"] = None if code.status is CodeStatus.ACTIVE else code.status.value
    given["not_when"] = [{"if": rule.condition, **({"use": rule.use} if rule.use else {})} for rule in code.not_when]
    given["near_miss"] = [{"text": miss.text, "code": miss.code} for miss in code.near_miss]
    given["examples"] = list(code.examples)
    for name in ("cues", "contrast_with", "applies_to"):
        given[name] = _Flow(given[name])
    return {name: value for name, value in given.items() if value not in (None, "", [], ())}


class _Flow(list[str]):
    """A list written on one line, in brackets."""


_LINE_ENDS = re.compile(r"[\r\x85\u2028\u2029]")  # YAML folds these into spaces unless they are escaped


class _Dumper(yaml.SafeDumper):
    """Lists stand indented below their field, nothing is abbreviated, and odd line ends are escaped."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


_Dumper.add_representer(
    _Flow, lambda dumper, words: dumper.represent_sequence("tag:yaml.org,2002:seq", words, flow_style=True)
)
_Dumper.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style='"' if _LINE_ENDS.search(text) else None
    ),
)


def dumped(value: Any) -> str:
    """Return plain values as YAML text, in the order given, with letters of every language as they are."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110, default_flow_style=False)
